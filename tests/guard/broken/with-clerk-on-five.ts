// broken: removed-apis-are-not-used · next 14 · clerk 5 · file middleware.ts

import { NextResponse } from 'next/server'
import { withClerkMiddleware } from '@clerk/nextjs/server'

export default withClerkMiddleware(() => NextResponse.next())

export const config = { matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)', '/(api|trpc)(.*)'] }
