import { ClerkProvider, Show, SignInButton, SignUpButton, UserButton } from "@clerk/nextjs";
import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { ConvexClientProvider } from "@/components/ConvexClientProvider";

import "./globals.css";

export const metadata: Metadata = {
  title: "Reading list",
  description: "The books you mean to read, in one place",
};

export default function RootLayout({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <html lang="en">
      <body>
        <ClerkProvider>
          <header className="bar">
            <Link href="/">Reading list</Link>
            <nav className="bar">
              <Show when="signed-out">
                <SignInButton />
                <SignUpButton />
              </Show>
              <Show when="signed-in">
                <Link href="/dashboard" prefetch={false}>
                  My books
                </Link>
                <UserButton />
              </Show>
            </nav>
          </header>
          <ConvexClientProvider>{children}</ConvexClientProvider>
        </ClerkProvider>
      </body>
    </html>
  );
}
