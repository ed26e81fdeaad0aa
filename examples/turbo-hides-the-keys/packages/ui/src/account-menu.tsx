"use client";

import { Show, SignInButton, UserButton } from "@clerk/nextjs";

export function AccountMenu() {
  return (
    <nav>
      <Show when="signed-out">
        <SignInButton />
      </Show>
      <Show when="signed-in">
        <UserButton />
      </Show>
    </nav>
  );
}
