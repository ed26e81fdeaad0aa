// next 15 · clerk 6 · file middleware.ts
// / → public
// /pricing → public
// /app → protected
// /app/x → protected
// /apple → public
// /account/security → protected

import { clerkMiddleware } from '@clerk/nextjs/server';
import { NextResponse } from 'next/server';

const PROTECTED = ['/app', '/account'];

function isProtected(pathname: string): boolean {
  return PROTECTED.some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`));
}

export default clerkMiddleware(async (auth, request) => {
  const { pathname } = request.nextUrl;
  if (!isProtected(pathname)) return NextResponse.next();

  const { userId } = await auth();
  if (userId === null) {
    const target = new URL('/sign-in', request.url);
    target.searchParams.set('redirect_url', pathname);
    return NextResponse.redirect(target);
  }
  return NextResponse.next();
});

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico|.*\\.png$).*)'] };
