// next 13 · clerk 4 · file middleware.ts · sign-in /sign-in
// / → public
// /about → public
// /dashboard → protected
// /api/posts → protected
// /sign-in → public
// /sign-in/factor-one → public
// /api/webhooks/clerk → public

import { authMiddleware } from "@clerk/nextjs";

export default authMiddleware({
  publicRoutes: ["/", "/about"],
  ignoredRoutes: ["/api/webhooks/(.*)"],
});

export const config = {
  matcher: ["/((?!.+\\.[\\w]+$|_next).*)", "/", "/(api|trpc)(.*)"],
};
