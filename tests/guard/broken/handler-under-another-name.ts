// broken: middleware-exports-a-handler · next 16 · clerk 7 · file proxy.ts

import { clerkMiddleware } from '@clerk/nextjs/server'

export const clerkProxy = clerkMiddleware()

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
