// broken: protection-stops-the-request · next 16 · clerk 7 · file proxy.ts
// /vault → public

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isVault = createRouteMatcher(['/vault(.*)'])

async function requireUser(auth, req) {
  if (isVault(req)) await auth.protect()
}

export default clerkMiddleware((auth, req) => {
  requireUser(auth, req)
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
