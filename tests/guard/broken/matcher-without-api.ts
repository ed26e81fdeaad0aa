// broken: middleware-matcher-covers-api-routes · next 16 · clerk 7 · file proxy.ts
// has app/api/me/route.ts

import { clerkMiddleware } from '@clerk/nextjs/server'

export default clerkMiddleware()

export const config = { matcher: ['/((?!api|_next|.*\\..*).*)'] }
