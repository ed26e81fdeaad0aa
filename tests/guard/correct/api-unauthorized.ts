// next 15 · clerk 6 · file middleware.ts
// / → public
// /api/health → public
// /api/orders → protected
// /orders → protected
// /sign-in → public

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server"
import { NextResponse } from "next/server"

const isPublic = createRouteMatcher(["/", "/sign-in(.*)", "/sign-up(.*)", "/api/health"])
const isApi = createRouteMatcher(["/api(.*)"])

export default clerkMiddleware(async (auth, req) => {
  if (isPublic(req)) return

  const { userId, redirectToSignIn } = await auth()
  if (userId) return

  // fetch() cannot follow a redirect to a page: answer with a status
  if (isApi(req)) {
    return NextResponse.json({ error: "Unauthorized" }, { status: 401 })
  }
  return redirectToSignIn({ returnBackUrl: req.url })
})

export const config = {
  matcher: ["/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico)).*)", "/(api|trpc)(.*)"],
}
