// broken: server-helpers-come-from-the-server-module · next 14 · clerk 5 · file middleware.ts

import { authMiddleware } from '@clerk/nextjs'

export default authMiddleware({ publicRoutes: ['/'] })

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
