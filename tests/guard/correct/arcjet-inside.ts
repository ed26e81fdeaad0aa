// next 16 · clerk 7 · file proxy.ts
// / → public
// /vault → protected
// /api/vault → protected

import arcjet, { shield, slidingWindow } from '@arcjet/next'
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'

const aj = arcjet({
  key: process.env.ARCJET_KEY!,
  rules: [shield({ mode: 'LIVE' }), slidingWindow({ mode: 'LIVE', interval: '1m', max: 100 })],
})

const isVault = createRouteMatcher(['/vault(.*)', '/api/vault(.*)'])

export default clerkMiddleware(async (auth, req) => {
  const decision = await aj.protect(req)

  if (decision.isDenied()) {
    if (decision.reason.isRateLimit()) {
      return NextResponse.json({ error: 'Too many requests' }, { status: 429 })
    }
    return NextResponse.json({ error: 'Forbidden' }, { status: 403 })
  }

  if (isVault(req)) await auth.protect()

  return NextResponse.next()
})

export const config = {
  matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|png|jpe?g|svg|ico|webp|woff2?)).*)', '/(api|trpc)(.*)'],
}
