// next 16 · clerk 7 · file proxy.ts
// / → public
// /join → public
// /team → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'

const isTeam = createRouteMatcher(['/team(.*)'])

export default clerkMiddleware(async (auth, req) => {
  const { userId, redirectToSignUp } = await auth()
  const invitation = req.nextUrl.searchParams.get('__clerk_ticket')

  if (!userId && isTeam(req)) {
    // someone who was invited signs up, anyone else signs in
    if (invitation) return redirectToSignUp()
    return NextResponse.redirect(new URL('/sign-in', req.url))
  }
  return NextResponse.next()
})

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
