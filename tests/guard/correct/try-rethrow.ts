// next 15 · clerk 6 · file middleware.ts
// / → public
// /dashboard → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'

const isProtectedRoute = createRouteMatcher(['/dashboard(.*)'])

export default clerkMiddleware(async (auth, req) => {
  try {
    if (isProtectedRoute(req)) {
      await auth.protect()
    }
    return NextResponse.next()
  } catch (error) {
    // Clerk steers by errors: they have to go on
    console.log('middleware', req.nextUrl.pathname)
    throw error
  }
})

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
