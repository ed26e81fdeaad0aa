// next 14 · clerk 5 · file middleware.ts
// / → public
// /dashboard → protected
// /dashboard/x → protected
// /about → public

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server"

const isProtectedRoute = createRouteMatcher([
  "/dashboard(.*)",
])

// `auth()` is a plain function in this version, and `protect()` throws at once
export default clerkMiddleware((auth, req) => {
  if (isProtectedRoute(req)) auth().protect()
})

export const config = {
  matcher: ["/((?!.*\\..*|_next).*)", "/", "/(api|trpc)(.*)"],
}
