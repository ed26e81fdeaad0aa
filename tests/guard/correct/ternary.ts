// next 16 · clerk 7 · file proxy.ts
// / → public
// /a → protected
// /a/b → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const closed = createRouteMatcher(['/a', '/a/(.*)'])

export default clerkMiddleware((auth, req) => closed(req) ? auth.protect().then(() => undefined) : undefined)

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
