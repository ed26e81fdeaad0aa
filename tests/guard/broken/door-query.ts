// broken: protection-has-no-back-door · next 16 · clerk 7 · file proxy.ts
// /report → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isReport = createRouteMatcher(['/report(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (req.nextUrl.searchParams.get('preview') === '1') return
  if (isReport(req)) await auth.protect()
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
