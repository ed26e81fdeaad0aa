// next 15 · clerk 6 · file middleware.ts
// / → public
// /playground → public
// /app → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'

const isPublic = createRouteMatcher(['/', '/playground(.*)', '/sign-in(.*)'])

export default clerkMiddleware(async (auth, req) => {
  // End-to-end tests run against `next dev`
  if (process.env.NODE_ENV !== 'production' && req.headers.get('x-e2e-user')) {
    return NextResponse.next()
  }
  if (!isPublic(req)) await auth.protect()
})

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
