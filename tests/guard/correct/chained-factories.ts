// next 15 · clerk 6 · file middleware.ts
// /en → public
// /en/profile → protected
// /de/profile/edit → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import createIntl from 'next-intl/middleware'
import { NextMiddleware, NextResponse } from 'next/server'

type Factory = (next: NextMiddleware) => NextMiddleware

function stack(factories: Factory[], index = 0): NextMiddleware {
  const current = factories[index]
  if (current) {
    return current(stack(factories, index + 1))
  }
  return () => NextResponse.next()
}

const intl = createIntl({ locales: ['en', 'de'], defaultLocale: 'en' })
const isPrivate = createRouteMatcher(['/:locale/profile(.*)'])

const withClerk: Factory = (next) =>
  clerkMiddleware(async (auth, req, event) => {
    if (isPrivate(req)) await auth.protect()
    return next(req, event)
  })

const withIntl: Factory = () => async (req) => intl(req)

const withHeaders: Factory = (next) => async (req, event) => {
  const response = await next(req, event)
  response?.headers.set('x-frame-options', 'DENY')
  return response
}

export default stack([withHeaders, withClerk, withIntl])

export const config = { matcher: ['/((?!api|_next|.*\\..*).*)'] }
