// broken: protection-stops-the-request · next 15 · clerk 6 · file middleware.ts
// /team → public

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const closed = [createRouteMatcher(['/team(.*)']), createRouteMatcher(['/billing(.*)'])]

export default clerkMiddleware(async (auth, req) => {
  // forEach does not wait for what its callback returns
  closed.forEach(async (matches) => {
    if (matches(req)) await auth.protect()
  })
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
