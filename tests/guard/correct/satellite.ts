// next 15 · clerk 6 · file middleware.ts
// / → public
// /dashboard → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isProtected = createRouteMatcher(['/dashboard(.*)'])

const options = {
  isSatellite: true,
  domain: 'satellite.example.com',
  signInUrl: 'https://primary.example.com/sign-in',
  signUpUrl: 'https://primary.example.com/sign-up',
}

export default clerkMiddleware(async (auth, req) => {
  if (isProtected(req)) await auth.protect()
}, options)

export const config = {
  matcher: ['/((?!.*\\..*|_next).*)', '/', '/(api|trpc)(.*)'],
}
