// next 15 · clerk 6 · file middleware.ts
// / → public
// /vote → protected
// /results → public

import { clerkMiddleware } from '@clerk/nextjs/server'

const needsUser = (path: string) => path.startsWith('/vote') || path.startsWith('/ballots/')

export default clerkMiddleware(async (auth, req) => {
  const session = await auth()
  const path = req.nextUrl.pathname

  if (needsUser(path) && !session.userId) {
    return session.redirectToSignIn({ returnBackUrl: req.url })
  }
})

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
