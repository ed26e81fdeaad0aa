// broken: middleware-matcher-is-static · next 15 · clerk 6 · file middleware.ts

import { clerkMiddleware } from '@clerk/nextjs/server'

const BASE = 'app'

export default clerkMiddleware()

export const config = { matcher: [`/${BASE}/:path*`, '/(api|trpc)(.*)'] }
