// broken: auth-is-awaited · next 16 · clerk 7 · file proxy.ts

import { NextResponse } from 'next/server'
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isPublic = createRouteMatcher(['/', '/sign-in(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (isPublic(req)) return NextResponse.next()
  if (auth().userId) return NextResponse.next()
  return NextResponse.redirect(new URL('/sign-in', req.url))
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
