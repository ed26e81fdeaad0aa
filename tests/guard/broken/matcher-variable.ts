// broken: middleware-matcher-is-static · next 16 · clerk 7 · file proxy.ts

import { clerkMiddleware } from '@clerk/nextjs/server'

const paths = ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)']

export default clerkMiddleware()

export const config = { matcher: paths }
