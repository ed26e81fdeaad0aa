// next 16 · clerk 7 · file proxy.ts
// / → public
// /sign-in → public
// /u/jane → public
// /u/jane/edit → protected
// /img.png → public
// /settings → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const open = createRouteMatcher([/^\/$/, /^\/(sign-in|sign-up)(\/.*)?$/, /^\/u\/[^/]+$/])
const STATIC = /\.(?:png|jpe?g|svg|ico|css|js)$/i

export default clerkMiddleware(async (auth, { nextUrl, ...request }) => {
  if (STATIC.test(nextUrl.pathname)) return
  if (/^\/(sign-in|sign-up)(\/.*)?$/.test(nextUrl.pathname)) return
  if (nextUrl.pathname === '/' || /^\/u\/[^/]+$/.test(nextUrl.pathname)) return
  await auth.protect()
})

export const isOpen = open

export const config = { matcher: ['/((?!_next).*)'] }
