// next 15 · clerk 6 · file middleware.ts
// / → public
// /_sites/acme → public
// /dashboard → protected

import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";

const isDashboard = createRouteMatcher(["/dashboard(.*)"]);

export default clerkMiddleware(async (auth, req) => {
  if (isDashboard(req)) {
    await auth.protect();
    return NextResponse.next();
  }

  const url = req.nextUrl;
  const hostname = req.headers.get("host")!.replace(".localhost:3000", `.${process.env.NEXT_PUBLIC_ROOT_DOMAIN}`);
  const searchParams = req.nextUrl.searchParams.toString();
  const path = `${url.pathname}${searchParams.length > 0 ? `?${searchParams}` : ""}`;

  // tenants live at tenant.example.com/*
  if (hostname !== process.env.NEXT_PUBLIC_ROOT_DOMAIN) {
    return NextResponse.rewrite(new URL(`/_sites/${hostname}${path}`, req.url));
  }
  return NextResponse.next();
});

export const config = { matcher: ["/((?!api/|_next/|_static/|[\\w-]+\\.\\w+).*)"] };
