// next 16 · clerk 7 · file proxy.ts
// /admin → protected
// /billing → protected
// /members → protected
// / → public

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const rules = [
  { matches: createRouteMatcher('/admin(.*)'), role: 'org:admin' },
  { matches: createRouteMatcher('/billing(.*)'), role: 'org:billing_manager' },
  { matches: createRouteMatcher(['/members', '/members/(.*)']), role: undefined },
]

export default clerkMiddleware(async (auth, req) => {
  for (const { matches, role } of rules) {
    if (!matches(req)) continue
    if (role) {
      await auth.protect({ role })
    } else {
      await auth.protect()
    }
    break
  }
})

export const config = {
  matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico)).*)', '/(api|trpc)(.*)'],
}
