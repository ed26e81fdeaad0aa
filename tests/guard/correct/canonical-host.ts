// next 16 · clerk 7 · file proxy.ts
// / → public
// /home → public
// /library → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'

const isLibrary = createRouteMatcher(['/library(.*)'])

export default clerkMiddleware(async (auth, req) => {
  const host = req.headers.get('host')
  if (host === 'www.example.com') {
    return NextResponse.redirect(`https://example.com${req.nextUrl.pathname}`, 301)
  }
  if (req.nextUrl.pathname === '/home') {
    return NextResponse.redirect(new URL('/', req.url), 308)
  }
  if (isLibrary(req)) await auth.protect()
})

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
