// next 15 · clerk 6 · file middleware.ts
// / → public
// /maintenance → public
// /console → protected

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";

const isConsole = createRouteMatcher(["/console(.*)"]);

export default clerkMiddleware(async (auth, req) => {
  if (process.env.MAINTENANCE_MODE === "on" && req.nextUrl.pathname !== "/maintenance") {
    return NextResponse.redirect(new URL("/maintenance", req.url), 307);
  }
  if (isConsole(req)) await auth.protect();
});

export const config = { matcher: ["/((?!_next|.*\\..*).*)", "/(api|trpc)(.*)"] };
