// next 14 · clerk 5 · file src/middleware.ts
// / → public
// /login → public
// /app → protected
// /app/a/b → protected

import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server';
import { NextResponse } from 'next/server';

const isOpen = createRouteMatcher(['/', '/login(.*)', '/register(.*)']);

export default clerkMiddleware((auth, req) => {
  const { userId } = auth();

  if (!userId && !isOpen(req)) {
    const url = req.nextUrl.clone();
    url.pathname = '/login';
    return NextResponse.redirect(url);
  }

  if (userId && isOpen(req)) {
    return NextResponse.redirect(new URL('/app', req.url));
  }

  return NextResponse.next();
});

export const config = {
  matcher: ['/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico)).*)', '/(api|trpc)(.*)'],
};
