// next 15 · clerk 6 · file src/middleware.ts
// /en → public
// /en/dashboard → protected
// /de/dashboard/team → protected
// /dashboard → public
// /api/hello → public

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import createMiddleware from 'next-intl/middleware'

import { routing } from './i18n/routing'

const handleI18nRouting = createMiddleware(routing)

const isProtectedRoute = createRouteMatcher(['/:locale/dashboard(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (isProtectedRoute(req)) await auth.protect()

  if (req.nextUrl.pathname.startsWith('/api')) return

  return handleI18nRouting(req)
})

export const config = {
  matcher: ['/((?!_next|_vercel|.*\\..*).*)', '/(api|trpc)(.*)'],
}
