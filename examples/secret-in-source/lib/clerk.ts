import "server-only";

import { createClerkClient } from "@clerk/nextjs/server";

// The badges are given to the users of the live site, also while we develop.
export const clerk = createClerkClient({
  secretKey: "sk_live_thTKtw6QTNoBXLUxq3PV7i7uyWPqsjpzklJbsdwcAZ",
});
