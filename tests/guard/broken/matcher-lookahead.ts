// broken: middleware-matcher-is-valid · next 16 · clerk 7 · file proxy.ts

import { clerkMiddleware } from '@clerk/nextjs/server'

export default clerkMiddleware()

export const config = { matcher: ['/(?!monitoring)', '/(api|trpc)(.*)'] }
