// broken: middleware-matcher-covers-routes-that-use-auth · next 15 · clerk 6 · file middleware.ts
// has app/account/page.tsx (calls auth)

import { clerkMiddleware } from '@clerk/nextjs/server'

export default clerkMiddleware()

export const config = { matcher: ['/dashboard(.*)'] }
