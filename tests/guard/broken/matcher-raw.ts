// broken: middleware-matcher-is-static · next 15 · clerk 6 · file middleware.ts

import { clerkMiddleware } from '@clerk/nextjs/server'

export default clerkMiddleware()

export const config = { matcher: [String.raw`/((?!_next|.*\..*).*)`, '/(api|trpc)(.*)'] }
