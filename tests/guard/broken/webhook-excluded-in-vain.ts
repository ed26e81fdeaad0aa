// broken: webhook-routes-are-public · next 15 · clerk 6 · file middleware.ts
// has app/api/webhooks/clerk/route.ts
// /api/webhooks/clerk → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isPublicRoute = createRouteMatcher(['/', '/sign-in(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (!isPublicRoute(req)) await auth.protect()
})

// the second entry runs it on the webhook all the same
export const config = { matcher: ['/((?!_next|api/webhooks|.*\\..*).*)', '/(api|trpc)(.*)'] }
