// next 15 · clerk 6 · file middleware.ts
// / → public
// /orgs/acme → protected
// /orgs/acme/settings → protected
// /me → protected
// /invite/abc → public

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";

const isOrganizationRoute = createRouteMatcher(["/orgs/:slug", "/orgs/:slug/(.*)"]);
const isPersonalRoute = createRouteMatcher(["/me", "/me/(.*)"]);

export default clerkMiddleware(
  async (auth, req) => {
    if (isOrganizationRoute(req)) {
      const { orgSlug } = await auth.protect();
      const wanted = req.nextUrl.pathname.split("/")[2];
      if (orgSlug !== wanted) {
        return NextResponse.rewrite(new URL("/404", req.url));
      }
    }
    if (isPersonalRoute(req)) await auth.protect();
  },
  (req) => ({
    organizationSyncOptions: {
      organizationPatterns: ["/orgs/:slug", "/orgs/:slug/(.*)"],
      personalAccountPatterns: ["/me", "/me/(.*)"],
    },
  }),
);

export const config = {
  matcher: ["/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico)).*)", "/(api|trpc)(.*)"],
};
