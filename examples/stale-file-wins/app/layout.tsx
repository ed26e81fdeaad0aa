import { ClerkProvider, UserButton } from "@clerk/nextjs";
import type { Metadata } from "next";
import type { ReactNode } from "react";

import { Providers } from "@/components/providers";

export const metadata: Metadata = { title: "Pantry" };

export default function RootLayout({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <html lang="en">
      <body>
        <ClerkProvider>
          <UserButton />
          <Providers>{children}</Providers>
        </ClerkProvider>
      </body>
    </html>
  );
}
