import { ClerkProvider, UserButton } from "@clerk/nextjs";
import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { title: "People directory" };

export default function RootLayout({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <html lang="en">
      <body>
        <ClerkProvider>
          <UserButton />
          {children}
        </ClerkProvider>
      </body>
    </html>
  );
}
