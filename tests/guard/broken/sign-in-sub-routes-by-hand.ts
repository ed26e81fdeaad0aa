// broken: sign-in-sub-routes-are-public · next 16 · clerk 7 · file src/proxy.ts · sign-in /login
// has src/app/login/[[...rest]]/page.tsx
// /login → public
// /login/sso-callback → protected

import { clerkMiddleware } from '@clerk/nextjs/server'

const open = ['/', '/login', '/register']

export default clerkMiddleware(async (auth, req) => {
  if (!open.includes(req.nextUrl.pathname)) await auth.protect()
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
