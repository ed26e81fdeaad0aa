// next 15 · clerk 6 · file middleware.ts
// / → public
// /notes → protected

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isNotes = createRouteMatcher(["/notes(.*)"]);

const handler = clerkMiddleware(async (auth, req) => {
  if (isNotes(req)) {
    await auth.protect({ unauthenticatedUrl: new URL("/welcome", req.url).toString() });
  }
});

export { handler as middleware };

export const config = { matcher: ["/((?!_next|.*\\..*).*)", "/(api|trpc)(.*)"] };
