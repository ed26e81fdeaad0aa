import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";

const isPublic = createRouteMatcher(["/", "/api/right(.*)"]);
const isHandledHere = createRouteMatcher(["/api/custom-401(.*)"]);

export default clerkMiddleware(async (auth, request) => {
  if (isHandledHere(request)) {
    const { userId } = await auth();
    if (!userId) return NextResponse.json({ error: "Unauthorized" }, { status: 401 });
  } else if (!isPublic(request)) {
    await auth.protect();
  }
});

export const config = {
  matcher: ["/((?!_next|.*\\..*).*)", "/(api|trpc)(.*)"],
};
