// broken: middleware-leaves-api-routes-alone · next 13 · clerk 4 · file middleware.ts
// has app/api/hello/route.ts
// /api/hello → public

import { authMiddleware } from '@clerk/nextjs'
import createMiddleware from 'next-intl/middleware'

const intl = createMiddleware({ locales: ['en', 'de'], defaultLocale: 'en' })

export default authMiddleware({
  beforeAuth: (req) => intl(req),
  publicRoutes: ['/:locale', '/api/hello'],
})

export const config = { matcher: ['/((?!.+\\.[\\w]+$|_next).*)', '/', '/(api|trpc)(.*)'] }
