// next 15 · clerk 6 · file src/middleware.ts
// / → public
// /admin → protected
// /admin/users → protected
// /dashboard → protected
// /forbidden → public

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";

const isAdminRoute = createRouteMatcher(["/admin(.*)"]);
const isTenantRoute = createRouteMatcher(["/dashboard(.*)"]);

export default clerkMiddleware(async (auth, req) => {
  const { userId, sessionClaims, redirectToSignIn } = await auth();

  if (isAdminRoute(req)) {
    if (!userId) return redirectToSignIn({ returnBackUrl: req.url });

    // Not an admin: somewhere else
    if (sessionClaims?.metadata?.role !== "admin") {
      return NextResponse.redirect(new URL("/forbidden", req.url));
    }
  }

  if (isTenantRoute(req)) {
    await auth.protect((has) => has({ permission: "org:sys_memberships:manage" }) || has({ permission: "org:sys_domains_manage" }));
  }
});

export const config = {
  matcher: ["/((?!.*\\..*|_next).*)", "/", "/(api|trpc)(.*)"],
};
