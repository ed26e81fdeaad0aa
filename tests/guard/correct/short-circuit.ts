// next 15 · clerk 6 · file middleware.js
// / → public
// /hidden → protected
// /hidden/deep → protected

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server"

const hidden = createRouteMatcher(["/hidden(.*)"])

export default clerkMiddleware(async (auth, req) => {
  hidden(req) && await auth.protect()
})

export const config = { matcher: ["/((?!_next|.*\\..*).*)", "/(api|trpc)(.*)"] }
