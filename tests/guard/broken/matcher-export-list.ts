// broken: middleware-matcher-is-static · next 16 · clerk 7 · file proxy.ts

import { clerkMiddleware } from '@clerk/nextjs/server'

const proxy = clerkMiddleware()

const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }

export { proxy, config }
