// broken: middleware-leaves-api-routes-alone · next 15 · clerk 6 · file src/middleware.ts
// has src/app/api/hello/route.ts
// /api/hello → public

import createMiddleware from 'next-intl/middleware'
import { clerkMiddleware } from '@clerk/nextjs/server'

const intl = createMiddleware({ locales: ['en', 'de'], defaultLocale: 'en' })

export default clerkMiddleware((auth, req) => intl(req))

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
