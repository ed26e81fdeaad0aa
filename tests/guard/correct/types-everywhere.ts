// next 16 · clerk 7 · file src/proxy.ts
// / → public
// /desk → protected
// /desk/1 → protected

import { type ClerkMiddlewareAuth, clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import type { NextFetchEvent, NextRequest } from 'next/server'
import { NextResponse } from 'next/server'

type Verdict = 'open' | 'closed'
interface Rule<T extends string = string> {
  readonly pattern: T
  readonly verdict: Verdict
}

const RULES = [
  { pattern: '/desk(.*)', verdict: 'closed' },
  { pattern: '/', verdict: 'open' },
] as const satisfies readonly Rule[]

const isClosed = createRouteMatcher(RULES.filter((rule) => rule.verdict === 'closed').map(({ pattern }) => pattern))

async function guardClosed(auth: ClerkMiddlewareAuth, request: NextRequest): Promise<void> {
  if (isClosed(request)) await auth.protect()
}

export default clerkMiddleware(async (auth: ClerkMiddlewareAuth, request: NextRequest, _event: NextFetchEvent): Promise<NextResponse> => {
  await guardClosed(auth, request)
  return NextResponse.next() satisfies NextResponse
})

export const config = { matcher: ['/((?!_next|.*\\..*).*)', '/(api|trpc)(.*)'] }
