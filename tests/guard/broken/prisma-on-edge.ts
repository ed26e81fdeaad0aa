// broken: middleware-imports-run-where-it-runs · next 15 · clerk 6 · file middleware.ts
// /dashboard → protected

import { readFileSync } from 'node:fs'
import { PrismaClient } from '@prisma/client'
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const prisma = new PrismaClient()
const isProtectedRoute = createRouteMatcher(['/dashboard(.*)'])

export default clerkMiddleware(async (auth, req) => {
  if (isProtectedRoute(req)) {
    const { userId } = await auth.protect()
    await prisma.user.findUnique({ where: { clerkId: userId } })
  }
})

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
