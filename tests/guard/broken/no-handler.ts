// broken: middleware-exports-a-handler · next 15 · clerk 6 · file middleware.ts

import { clerkMiddleware } from '@clerk/nextjs/server'

// made, and never exported
const middleware = clerkMiddleware()

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
