// broken: public-pages-are-public · next 15 · clerk 6 · file middleware.ts
// has app/page.tsx
// has app/sitemap.ts
// has app/(legal)/privacy/page.tsx
// /privacy → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isPublicRoute = createRouteMatcher(['/', '/sign-in(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (!isPublicRoute(req)) await auth.protect()
})

export const config = { matcher: ['/((?!_next).*)'] }
