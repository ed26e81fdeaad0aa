// broken: route-patterns-reach-their-children · next 16 · clerk 7 · file proxy.ts
// has app/admin/page.tsx
// has app/admin/users/page.tsx
// /admin → public
// /admin/users → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isAdmin = createRouteMatcher(['/admin/(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (isAdmin(req)) await auth.protect()
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
