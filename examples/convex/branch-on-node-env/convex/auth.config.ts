import type { AuthConfig } from "convex/server";

const isProduction = process.env.NODE_ENV === "production";

export default {
  providers: [
    {
      domain: isProduction ? process.env.CLERK_LIVE_ISSUER! : process.env.CLERK_DEV_ISSUER!,
      applicationID: "convex",
    },
  ],
} satisfies AuthConfig;
