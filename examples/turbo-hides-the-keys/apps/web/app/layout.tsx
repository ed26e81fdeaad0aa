import { ClerkProvider } from "@clerk/nextjs";
import { AccountMenu } from "@studio/ui/account-menu";
import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { title: "Studio" };

export default function RootLayout({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <html lang="en">
      <body>
        <ClerkProvider>
          <AccountMenu />
          {children}
        </ClerkProvider>
      </body>
    </html>
  );
}
