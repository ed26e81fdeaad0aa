// next 15 · clerk 6 · file middleware.ts
// / → public
// /sign-in → public
// /workspace → protected

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";

const isPublicRoute = createRouteMatcher(["/", "/sign-in(.*)", "/sign-up(.*)"]);

export default clerkMiddleware(async (auth, req) => {
  if (isPublicRoute(req)) return NextResponse.next();

  try {
    const { userId } = await auth.protect();
    const headers = new Headers(req.headers);
    headers.set("x-user", userId);
    return NextResponse.next({ request: { headers } });
  } catch {
    return NextResponse.redirect(new URL("/sign-in", req.url));
  }
});

export const config = { matcher: ["/((?!_next|.*\\..*).*)", "/(api|trpc)(.*)"] };
