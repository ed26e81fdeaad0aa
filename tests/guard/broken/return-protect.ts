// broken: middleware-returns-responses · next 15 · clerk 6 · file middleware.ts
// / → public
// /members → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'

const isMembers = createRouteMatcher(['/members(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (!isMembers(req)) return NextResponse.next()
  // a promise that is returned is awaited by Clerk
  return auth.protect() as unknown as Promise<undefined>
})

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
