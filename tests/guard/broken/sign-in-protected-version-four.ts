// broken: sign-in-routes-are-public · next 13 · clerk 4 · file middleware.ts
// has app/sign-in/[[...sign-in]]/page.tsx
// /sign-in → protected

import { authMiddleware } from '@clerk/nextjs'

// the sign-in page is public by itself only where NEXT_PUBLIC_CLERK_SIGN_IN_URL names it
export default authMiddleware({ publicRoutes: ['/'] })

export const config = { matcher: ['/((?!.+\\.[\\w]+$|_next).*)', '/', '/(api|trpc)(.*)'] }
