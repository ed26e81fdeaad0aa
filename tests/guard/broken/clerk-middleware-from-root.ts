// broken: server-helpers-come-from-the-server-module · next 15 · clerk 6 · file middleware.ts

import { clerkMiddleware } from '@clerk/nextjs'

export default clerkMiddleware()

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
