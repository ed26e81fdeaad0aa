// broken: protection-has-no-back-door · next 16 · clerk 7 · file proxy.ts
// /dashboard → protected

import { NextResponse } from 'next/server'
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isProtectedRoute = createRouteMatcher(['/dashboard(.*)'])

export default clerkMiddleware(async (auth, req) => {
  // end-to-end tests
  if (req.cookies.get('__e2e_test_mode')?.value === 'true') {
    return NextResponse.next()
  }
  if (isProtectedRoute(req)) await auth.protect()
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
