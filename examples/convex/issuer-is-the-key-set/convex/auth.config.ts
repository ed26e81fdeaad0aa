import type { AuthConfig } from "convex/server";

export default {
  providers: [
    {
      domain: "https://solid-marten-73.clerk.accounts.dev/.well-known/jwks.json",
      applicationID: "convex",
    },
  ],
} satisfies AuthConfig;
