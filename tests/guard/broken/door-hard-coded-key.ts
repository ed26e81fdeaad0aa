// broken: protection-has-no-back-door · next 15 · clerk 6 · file src/middleware.ts
// /api/orders → protected

import { NextResponse } from 'next/server'
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const INTERNAL_KEY = 'let-me-in-2024'
const isPublicRoute = createRouteMatcher(['/', '/sign-in(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (req.headers.get('x-internal-key') === INTERNAL_KEY) {
    return NextResponse.next()
  }
  if (!isPublicRoute(req)) await auth.protect()
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
