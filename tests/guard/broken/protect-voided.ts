// broken: protect-is-awaited · next 15 · clerk 6 · file src/middleware.ts
// /admin → public

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isAdmin = createRouteMatcher(['/admin(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (isAdmin(req)) void auth.protect({ role: 'org:admin' })
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
