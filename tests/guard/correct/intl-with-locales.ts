// next 15 · clerk 6 · file middleware.ts
// / → public
// /en → public
// /en/sign-in → public
// /fr/sign-up/x → public
// /en/settings → protected
// /settings → protected
// /api/webhooks/stripe → public

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import createMiddleware from "next-intl/middleware";

const locales = ["en", "fr"] as const;
const intl = createMiddleware({ locales, defaultLocale: "en", localePrefix: "as-needed" });

const publicPaths = ["/", "/sign-in(.*)", "/sign-up(.*)", "/pricing"];
const withLocale = publicPaths.flatMap((path) => [path, `/:locale(${locales.join("|")})${path === "/" ? "" : path}`]);
const isPublic = createRouteMatcher([...withLocale, "/api/webhooks(.*)"]);

export default clerkMiddleware(async (auth, req) => {
  if (!isPublic(req)) {
    await auth.protect();
  }
  const isApi = /^\/(api|trpc)(\/|$)/.test(req.nextUrl.pathname);
  return isApi ? undefined : intl(req);
});

export const config = {
  matcher: ["/((?!_next|.*\\..*).*)", "/(api|trpc)(.*)"],
};
