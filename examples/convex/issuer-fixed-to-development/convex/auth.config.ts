import type { AuthConfig } from "convex/server";

export default {
  providers: [
    {
      domain: "https://brave-heron-31.clerk.accounts.dev",
      applicationID: "convex",
    },
  ],
} satisfies AuthConfig;
