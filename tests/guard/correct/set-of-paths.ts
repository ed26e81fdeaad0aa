// next 15 · clerk 6 · file middleware.ts
// / → public
// /terms → public
// /privacy → public
// /reports → protected

import { clerkMiddleware } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'

const PUBLIC = new Set<string>(['/', '/terms', '/privacy', '/login'])

export default clerkMiddleware(async (auth, req) => {
  if (PUBLIC.has(req.nextUrl.pathname)) return NextResponse.next()

  const session = await auth()
  if (!session.userId) {
    return NextResponse.redirect(new URL(`/login?next=${encodeURIComponent(req.nextUrl.pathname)}`, req.nextUrl))
  }
  return NextResponse.next()
})

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
