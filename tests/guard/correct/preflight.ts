// next 16 · clerk 7 · file proxy.ts
// /api/public/x → public
// /api/things → protected
// / → public

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'

const origins = new Set(['https://extension.example.com', 'https://app.example.com'])
const isPrivateApi = createRouteMatcher(['/api/things(.*)'])

export default clerkMiddleware(async (auth, req) => {
  const origin = req.headers.get('origin') ?? ''
  const headers: Record<string, string> = origins.has(origin)
    ? { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' }
    : {}

  if (req.method === 'OPTIONS') {
    return new NextResponse(null, { status: 204, headers })
  }

  if (isPrivateApi(req)) await auth.protect()

  const response = NextResponse.next()
  for (const [name, value] of Object.entries(headers)) {
    response.headers.set(name, value)
  }
  return response
})

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
