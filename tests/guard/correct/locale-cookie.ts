// next 16 · clerk 7 · file proxy.ts
// / → public
// /garden → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'

const isGarden = createRouteMatcher(['/garden(.*)'])
const languages = ['en', 'pt']

export default clerkMiddleware(async (auth, req) => {
  if (isGarden(req)) await auth.protect()

  const response = NextResponse.next()
  const chosen = req.cookies.get('language')?.value
  const wanted = req.headers.get('accept-language')?.split(',')[0]?.slice(0, 2) ?? 'en'
  if (!chosen || !languages.includes(chosen)) {
    response.cookies.set('language', languages.includes(wanted) ? wanted : 'en')
  }
  if (req.nextUrl.searchParams.has('ref')) {
    response.cookies.set('ref', req.nextUrl.searchParams.get('ref')!)
  }
  return response
})

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
