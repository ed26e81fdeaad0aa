// next 14 · clerk 4 · file middleware.ts
// /en → public
// /en/sign-in → public
// /en/dashboard → protected
// /de/dashboard/x → protected

import { authMiddleware } from '@clerk/nextjs'
import createMiddleware from 'next-intl/middleware'

const intlMiddleware = createMiddleware({ locales: ['en', 'de'], defaultLocale: 'en' })

export default authMiddleware({
  beforeAuth: (req) => {
    // Execute next-intl middleware before Clerk's auth middleware
    return intlMiddleware(req)
  },
  publicRoutes: ['/', '/:locale', '/:locale/sign-in', '/:locale/sign-up'],
})

export const config = {
  matcher: ['/((?!.+\\.[\\w]+$|_next|api).*)', '/'],
}
