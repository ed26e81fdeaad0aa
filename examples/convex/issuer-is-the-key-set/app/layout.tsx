import { ClerkProvider, Show, SignInButton, UserButton } from "@clerk/nextjs";
import type { ReactNode } from "react";

import { ConvexClientProvider } from "@/components/ConvexClientProvider";

export default function RootLayout({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <html lang="en">
      <body>
        <ClerkProvider>
          <Show when="signed-out">
            <SignInButton />
          </Show>
          <Show when="signed-in">
            <UserButton />
          </Show>
          <ConvexClientProvider>{children}</ConvexClientProvider>
        </ClerkProvider>
      </body>
    </html>
  );
}
