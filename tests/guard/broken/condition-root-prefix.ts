// broken: route-conditions-can-be-true · next 15 · clerk 6 · file middleware.ts
// /dashboard → public

import { NextResponse } from 'next/server'
import { clerkMiddleware } from '@clerk/nextjs/server'

const publicPaths = ['/', '/sign-in', '/sign-up']

export default clerkMiddleware(async (auth, req) => {
  // every path starts with '/'
  if (publicPaths.some((path) => req.nextUrl.pathname.startsWith(path))) {
    return NextResponse.next()
  }
  await auth.protect()
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
