// broken: route-conditions-can-be-true · next 16 · clerk 7 · file proxy.ts
// /team → public
// /settings → protected

import { clerkMiddleware } from '@clerk/nextjs/server'

const closed = ['/settings', 'team']

export default clerkMiddleware(async (auth, req) => {
  const { pathname } = req.nextUrl
  if (closed.some((path) => pathname.startsWith(path))) await auth.protect()
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
