// broken: protection-has-no-back-door · next 16 · clerk 7 · file proxy.ts
// /dashboard → protected

import { NextRequest, NextResponse } from 'next/server'
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isE2E = process.env.E2E_TEST === 'true' || process.env.NEXT_PUBLIC_DISABLE_CLERK === '1'
const isProtectedRoute = createRouteMatcher(['/dashboard(.*)'])

export default isE2E
  ? (request: NextRequest) => NextResponse.next()
  : clerkMiddleware(async (auth, req) => {
      if (isProtectedRoute(req)) await auth.protect()
    })

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
