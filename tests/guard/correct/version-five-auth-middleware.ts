// next 14 · clerk 5 · file middleware.ts
// / → public
// /blog/hello → public
// /dashboard → protected
// /api/trpc/post.create → protected

import { authMiddleware } from '@clerk/nextjs/server'

// deprecated, and still there in this version
export default authMiddleware({
  publicRoutes: (req) => req.nextUrl.pathname === '/' || req.nextUrl.pathname.startsWith('/blog'),
})

export const config = {
  matcher: ['/((?!.+\\.[\\w]+$|_next).*)', '/', '/(api|trpc)(.*)'],
}
