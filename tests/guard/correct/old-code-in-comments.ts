// next 15 · clerk 6 · file middleware.ts
// / → public
// /dashboard → protected
// /anything → public

// import { authMiddleware } from "@clerk/nextjs";
// export default authMiddleware({
//   publicRoutes: ["/", "/api/webhooks/*"],
// });

/*
export default clerkMiddleware((auth, req) => {
  if (req.cookies.get("skip-auth")) return NextResponse.next();
  if (isProtectedRoute(req)) auth().protect();
});
*/

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isProtectedRoute = createRouteMatcher([
  "/dashboard(.*)",
  // "/settings/*",
  // "admin",
]);

export default clerkMiddleware(async (auth, req) => {
  // auth().protect() is how it was in version 5
  // const { userId } = auth();
  if (isProtectedRoute(req)) await auth.protect(); // not auth.protect() alone
});

export const config = {
  matcher: [
    // "/((?!.*\\..*|_next).*)",
    "/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico)).*)",
    "/(api|trpc)(.*)",
  ],
};
