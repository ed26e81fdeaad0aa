// broken: middleware-config-is-exported · next 15 · clerk 6 · file middleware.ts

import { clerkMiddleware } from '@clerk/nextjs/server'

export default clerkMiddleware()

export const middlewareConfig = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
