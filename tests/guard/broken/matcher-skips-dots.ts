// broken: middleware-matcher-keeps-dotted-paths · next 15 · clerk 6 · file middleware.ts
// has app/user/[name]/page.tsx (calls auth)

import { clerkMiddleware } from '@clerk/nextjs/server'

export default clerkMiddleware()

export const config = { matcher: ['/((?!.*\\..*|_next).*)', '/', '/(api|trpc)(.*)'] }
