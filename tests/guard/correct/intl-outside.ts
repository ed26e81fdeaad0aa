// next 16 · clerk 7 · file src/proxy.ts
// /en → public
// /en/account → protected
// /api/hello → public
// /api/private/x → protected

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import createIntlMiddleware from "next-intl/middleware";
import { NextFetchEvent, NextRequest } from "next/server";

const intlMiddleware = createIntlMiddleware({ locales: ["en", "fr"], defaultLocale: "en" });
const isPrivate = createRouteMatcher(["/:locale/account(.*)", "/api/private(.*)"]);

const clerk = clerkMiddleware(async (auth, req) => {
  if (isPrivate(req)) await auth.protect();
  if (req.nextUrl.pathname.startsWith("/api/")) return;
  return intlMiddleware(req);
});

export default function proxy(req: NextRequest, event: NextFetchEvent) {
  return clerk(req, event);
}

export const config = {
  matcher: ["/((?!_next|_vercel|.*\\..*).*)", "/(api|trpc)(.*)"],
};
