// next 16 · clerk 7 · file proxy.ts
// / → public
// /inbox → protected
// /drafts → protected
// /help → public
// /other → protected

import { clerkMiddleware } from '@clerk/nextjs/server'

export const proxy = clerkMiddleware(async (auth, req) => {
  switch (req.nextUrl.pathname) {
    case '/':
    case '/help':
    case '/sign-in':
      return
    default:
      await auth.protect()
  }
})

export const config = {
  matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|png|svg|ico)).*)', '/(api|trpc)(.*)'],
}
