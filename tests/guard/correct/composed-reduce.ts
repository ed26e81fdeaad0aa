// next 16 · clerk 7 · file proxy.ts
// / → public
// /studio → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextFetchEvent, NextRequest, NextResponse } from 'next/server'

const isStudio = createRouteMatcher(['/studio(.*)'])

const clerk = clerkMiddleware(async (auth, req) => {
  if (isStudio(req)) await auth.protect()
})

const csp = (req: NextRequest) => {
  const response = NextResponse.next()
  response.headers.set('x-frame-options', 'DENY')
  return response
}

const steps = [clerk, csp]

export default async function proxy(req: NextRequest, event: NextFetchEvent) {
  let response = NextResponse.next()
  for (const step of steps) {
    const result = await step(req, event)
    if (!result) continue
    // a redirect or an error ends the chain
    if (result.headers.get('location') || result.status >= 400 || result.headers.get('x-middleware-rewrite')) return result
    response = result as NextResponse
  }
  return response
}

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
