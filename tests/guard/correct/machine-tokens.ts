// next 15 · clerk 6 · file middleware.ts
// / → public
// /api/v1/things → public
// /things → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

// The public API takes API keys, and its handlers verify them
const isPublicApi = createRouteMatcher(['/api/v1(.*)'])
const isPublicPage = createRouteMatcher(['/', '/docs(.*)', '/sign-in(.*)', '/sign-up(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (isPublicApi(req) || isPublicPage(req)) {
    return
  }
  await auth.protect()
})

export const config = {
  matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico)).*)', '/(api|trpc)(.*)'],
}
