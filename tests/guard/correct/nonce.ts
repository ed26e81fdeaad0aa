// next 15 · clerk 6 · file middleware.ts
// / → public
// /ledger → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isLedger = createRouteMatcher(['/ledger(.*)'])

export default clerkMiddleware(
  async (auth, req) => {
    if (isLedger(req)) {
      await auth.protect()
    }
  },
  {
    contentSecurityPolicy: {
      strict: true,
      directives: { 'connect-src': ['https://api.example.com'], 'img-src': ['https://images.example.com'] },
    },
    authorizedParties: ['https://example.com'],
  },
)

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
