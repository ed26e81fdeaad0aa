// broken: clerk-client-is-called · next 15 · clerk 6 · file middleware.ts
// /admin → protected

import { NextResponse } from 'next/server'
import { clerkClient, clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isAdmin = createRouteMatcher(['/admin(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (!isAdmin(req)) return
  const { userId } = await auth.protect()
  const user = await clerkClient.users.getUser(userId)
  if (user.publicMetadata.role !== 'admin') return NextResponse.redirect(new URL('/', req.url))
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
