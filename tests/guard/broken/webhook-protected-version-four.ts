// broken: webhook-routes-are-public · next 13 · clerk 4 · file middleware.ts · sign-in /sign-in
// has app/api/webhooks/clerk/route.ts
// /api/webhooks/clerk → protected

import { authMiddleware } from '@clerk/nextjs'

export default authMiddleware({ publicRoutes: ['/', '/api/webhook/clerk'] })

export const config = { matcher: ['/((?!.+\\.[\\w]+$|_next).*)', '/', '/(api|trpc)(.*)'] }
