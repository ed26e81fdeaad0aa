// broken: cors-preflights-pass · next 16 · clerk 7 · file proxy.ts
// has app/api/things/route.ts
// /api/things → protected

import { NextResponse } from 'next/server'
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isPrivate = createRouteMatcher(['/api/things(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (isPrivate(req)) await auth.protect()
  const response = NextResponse.next()
  response.headers.set('Access-Control-Allow-Origin', 'https://extension.example.com')
  return response
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
