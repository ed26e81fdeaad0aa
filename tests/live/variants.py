"""The middleware of the live app, in the many ways that people write it.

Every file but the middleware's own stays as it is from one variant to the next.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

CURRENT = r"""
export const config = {
  matcher: [
    // Skip Next.js internals and all static files, unless found in search params
    "/((?!_next|[^?]*\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)",
    // Always run for API routes
    "/(api|trpc)(.*)",
    // Always run for Clerk-specific frontend API routes
    "/__clerk/(.*)",
  ],
};
"""
"""The matcher of Clerk's documentation today."""

DOTTED = r"""
export const config = {
  matcher: ['/((?!.*\\..*|_next).*)', '/', '/(api|trpc)(.*)'],
}
"""
"""The matcher of Clerk's documentation in early 2024: it passes over every path with a dot."""

NEXT_DOCS = """
export const config = {
  matcher: ['/((?!api|_next/static|_next/image|favicon.ico|sitemap.xml|robots.txt).*)'],
}
"""
"""The matcher of Next.js' documentation: it passes over `/api`."""


class Next(NamedTuple):
    """A Next.js with the @clerk/nextjs that goes with it, and how the app is laid out there.

    `source` is where `app/` and `pages/` stand. `sign_in_url` is None where Clerk's own pages do.
    """

    major: int
    packages: Mapping[str, str]
    source: str
    sign_in_url: str | None


_REACT = {"react": "19.3.1", "react-dom": "19.3.1"}
_TYPES = {"typescript": "5.9.3", "@types/react": "19.2.2", "@types/node": "20.19.0"}
NEXT_16 = Next(
    16, {"next": "16.4.6", "@clerk/nextjs": "7.9.17", **_REACT, **_TYPES}, "", "/sign-in"
)
NEXT_15 = Next(15, {"next": "15.5.29", "@clerk/nextjs": "6.39.6", **_REACT, **_TYPES}, "src", None)


class Variant(NamedTuple):
    """One way to write the middleware.

    `files` are the app's further files, relative to the app; `config` is added to next.config.
    `mode` is how the app is run; `dev`
    compiles a route when it is asked, so that there only some are. `unsure` says that a request's
    headers decide, so that a prediction may be `unknown`. `breaks` says that requests fail there.
    """

    name: str
    next: Next
    files: Mapping[str, str]
    mode: Literal["build", "dev"] = "build"
    unsure: bool = False
    breaks: bool = False
    config: Mapping[str, object] = MappingProxyType({})

    @property
    def id(self) -> str:
        return f"{self.next.major}-{self.name}"

    @property
    def base_path(self) -> str:
        return str(self.config.get("basePath", ""))


def _proxy(name: str, text: str, *, unsure: bool = False, breaks: bool = False) -> Variant:
    return Variant(name, NEXT_16, {"proxy.ts": text.lstrip("\n")}, unsure=unsure, breaks=breaks)


def _middleware(name: str, text: str, *, breaks: bool = False) -> Variant:
    return Variant(name, NEXT_15, {"src/middleware.ts": text.lstrip("\n")}, breaks=breaks)


_PUBLIC_LIST = (
    """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isPublicRoute = createRouteMatcher([
  "/",
  "/about",
  "/blog(.*)",
  "/docs/:path*",
  "/people/(.*)",
  "/sign-in(.*)",
  "/sign-up(.*)",
  "/api/webhooks(.*)",
  "/releases(.*)",
  "/settings",
  "/(.*).txt",
]);

export default clerkMiddleware(async (auth, request) => {
  if (!isPublicRoute(request)) {
    await auth.protect();
  }
});
"""
    + CURRENT
)

_BELOW_BASE_PATH = """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";

const isProtected = createRouteMatcher(["/dashboard(.*)", "/base/admin(.*)", "/trpc/:call"]);

export default clerkMiddleware(async (auth, req) => {
  if (isProtected(req)) await auth.protect();
  if (req.nextUrl.pathname === "/feed") await auth.protect();
  if (new URL(req.url).pathname === "/base/team") {
    const { userId } = await auth();
    if (!userId) return NextResponse.redirect(new URL("/base/sign-in", req.url));
  }
});

export const config = {
  matcher: ["/", "/dashboard/:path*", "/admin", "/feed", "/team", "/trpc/:path*", "/base/about"],
};
"""
_WITH_SLASHES = (
    """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isProtected = createRouteMatcher(["/dashboard/:team", "/api/hello", "/legacy/(.*)"]);

export default clerkMiddleware(async (auth, req) => {
  const { pathname } = req.nextUrl;
  if (isProtected(req) || pathname === "/feed" || pathname === "/team/") await auth.protect();
  if (pathname.startsWith("/admin/") || pathname.endsWith("/pricing")) await auth.protect();
});
"""
    + CURRENT
)

ON_16 = (
    _proxy(
        "bare",
        'import { clerkMiddleware } from "@clerk/nextjs/server";\n\nexport default clerkMiddleware();\n'
        + CURRENT,
    ),
    _proxy("public-list", _PUBLIC_LIST),
    Variant("public-list-dev", NEXT_16, {"proxy.ts": _PUBLIC_LIST.lstrip("\n")}, "dev"),
    _proxy(
        "protected-list",
        """
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'

// const isProtectedRoute = createRouteMatcher(['/(.*)'])
const isProtectedRoute = createRouteMatcher([
  '/dashboard(.*)',
  '/docs/(.*)',
  '/api/posts(.*)',
  '/api/trpc/(.*)',
  '/legacy(.*)',
])
const isAdminRoute = createRouteMatcher('/admin(.*)')

export default clerkMiddleware(
  async (auth, req) => {
    if (isAdminRoute(req)) {
      await auth.protect((has) => has({ role: 'org:admin' }), {
        unauthenticatedUrl: new URL('/pricing', req.url).toString(),
      })
    } else if (isProtectedRoute(req)) await auth.protect()
    return NextResponse.next()
  },
  { signInUrl: '/sign-in', signUpUrl: '/sign-up' },
)
"""
        + DOTTED,
    ),
    _proxy(
        "by-hand",
        """
import { clerkMiddleware } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";

const OPEN = ["/about", "/pricing", "/blog"];

export default clerkMiddleware(async (auth, req) => {
  const { pathname } = req.nextUrl;
  const { userId } = await auth();

  if (pathname === "/" || OPEN.includes(pathname)) return NextResponse.next();
  if (pathname.startsWith("/sign-in") || pathname.startsWith("/sign-up")) {
    return;
  }
  if (!userId && (pathname.startsWith("/dashboard") || pathname.startsWith("/admin/"))) {
    const url = new URL("/sign-in", req.url);
    url.searchParams.set("redirect_url", req.url);
    return NextResponse.redirect(url);
  }
  if (pathname.endsWith(".json") && !userId) {
    return new Response("Unauthorized", { status: 401 });
  }
});
"""
        + CURRENT,
    ),
    _proxy(
        "json-401",
        """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse, type NextRequest } from "next/server";

const isApi = createRouteMatcher(["/api/(.*)", "/trpc/(.*)"]);
const isWebhook = createRouteMatcher(["/api/webhooks/:provider"]);

export default clerkMiddleware(async (auth, req: NextRequest) => {
  if (isWebhook(req)) return NextResponse.next();
  const session = await auth();
  if (isApi(req) && !session.userId) {
    return NextResponse.json({ error: "Unauthorized" }, { status: 401 });
  }
  return NextResponse.next();
});
"""
        + CURRENT,
    ),
    _proxy(
        "redirect-to-sign-in",
        """
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server';

const isPublic = createRouteMatcher(['/', '/shop/:filters*', '/sign-in(.*)', '/api/(.*)', '/rss.xml']);

export default clerkMiddleware(async (auth, req) => {
  const { isAuthenticated, redirectToSignIn } = await auth();
  if (!isAuthenticated && !isPublic(req)) {
    return redirectToSignIn({ returnBackUrl: req.url });
  }
});
"""
        + CURRENT,
    ),
    _proxy(
        "not-awaited",
        """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isProtectedRoute = createRouteMatcher(["/dashboard(.*)", "/api/posts/:id"]);

export default clerkMiddleware(async (auth, req) => {
  if (isProtectedRoute(req)) auth.protect();
});
"""
        + CURRENT,
    ),
    _proxy(
        "next-docs-matcher",
        """
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'

const isPublicRoute = createRouteMatcher(['/', '/sign-in(.*)', '/sign-up(.*)', '/api/webhooks(.*)'])

const proxy = clerkMiddleware(async (auth, req) => {
  if (isPublicRoute(req)) return
  await auth.protect()
})

export default proxy
"""
        + NEXT_DOCS,
    ),
    _proxy(
        "one-section",
        """
import { clerkMiddleware } from "@clerk/nextjs/server";

export default clerkMiddleware(async (auth) => {
  await auth.protect();
});

export const config = { matcher: ["/dashboard/:path*", "/admin", "/api/posts/(.*)", "/legacy/:id"] };
""",
    ),
    _proxy(
        "no-config",
        """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isPublicRoute = createRouteMatcher(["/", "/sign-in(.*)", "/robots.txt", "/icon.svg"]);

export default clerkMiddleware(async (auth, req) => {
  if (!isPublicRoute(req)) await auth.protect();
});
""",
    ),
    _proxy(
        "has-and-missing",
        """
import { clerkMiddleware } from "@clerk/nextjs/server";

export default clerkMiddleware(async (auth) => {
  await auth.protect();
});

export const config = {
  matcher: [
    { source: "/dashboard/:path*", has: [{ type: "header", key: "x-team" }] },
    { source: "/api/:path*", missing: [{ type: "cookie", key: "beta" }] },
    { source: "/blog/:slug" },
  ],
};
""",
        unsure=True,
    ),
    Variant(
        "imported-list",
        NEXT_16,
        {
            "proxy.ts": """import { clerkMiddleware } from "@clerk/nextjs/server";
import { isPublicRoute } from "@/lib/auth/routes";

export default clerkMiddleware(async (auth, req) => {
  if (isPublicRoute(req)) return;
  await auth.protect();
});
"""
            + CURRENT,
            "lib/auth/routes.ts": """import { createRouteMatcher } from "@clerk/nextjs/server";
import { MARKETING, prefix } from "./paths";

const AUTH = ["/sign-in(.*)", "/sign-up(.*)"] as const;

export const isPublicRoute = createRouteMatcher([
  ...MARKETING,
  ...AUTH,
  `${prefix}/webhooks/(.*)`,
  prefix + "/cron",
]);
""",
            "lib/auth/paths.ts": """export const prefix = "/api";
export const MARKETING: string[] = ["/", "/about", "/pricing", "/blog/:path*"];
""",
        },
    ),
    _proxy(
        "regular-expressions",
        r"""
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isPublicRoute = createRouteMatcher([
  /^\/$/,
  /^\/(about|pricing|sign-(in|up))/,
  /\/settings$/i,
  /^\/api\/(?!posts|trpc)/,
  new RegExp("^/docs/"),
]);

export default clerkMiddleware(async (auth, req) => {
  if (!isPublicRoute(req)) await auth.protect();
});
"""
        + CURRENT,
    ),
    _proxy(
        "early-return",
        """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";

const isTenantRoute = createRouteMatcher(["/dashboard/:team", "/dashboard/:team/(.*)"]);

export default clerkMiddleware(async (auth, req) => {
  const path = req.nextUrl.pathname;
  if (path.startsWith("/api") || path.includes(".")) {
    return NextResponse.next();
  }
  switch (path) {
    case "/feed":
    case "/team":
      await auth.protect();
      break;
    default:
      if (isTenantRoute(req)) await auth.protect({ permission: "org:team:read" });
  }
  return NextResponse.next({ headers: { "x-frame-options": "DENY" } });
});
"""
        + CURRENT,
    ),
    _proxy(
        "named-export",
        """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const protect = createRouteMatcher(["/dashboard/(.*)", "/(api|trpc)(.*)"]);
const open = createRouteMatcher(["/api/webhooks(.*)", "/api/ping", "/api-docs"]);

export const proxy = clerkMiddleware(async (auth, request) => {
  if (protect(request) && !open(request)) await auth.protect();
});
"""
        + CURRENT,
    ),
    _proxy(
        "wrapped",
        """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse, type NextFetchEvent, type NextRequest } from "next/server";

const isProtected = createRouteMatcher(["/dashboard(.*)", "/api(.*)"]);

const withClerk = clerkMiddleware(async (auth, req) => {
  if (isProtected(req)) await auth.protect();
});

export default function proxy(req: NextRequest, event: NextFetchEvent) {
  if (req.nextUrl.pathname.startsWith("/api/webhooks")) {
    return NextResponse.next({ headers: { "x-ran": "1" } });
  }
  return withClerk(req, event);
}
"""
        + CURRENT,
    ),
    Variant(
        "middleware-file",
        NEXT_16,
        {"middleware.ts": _PUBLIC_LIST.lstrip("\n")},
    ),
    Variant("misplaced", NEXT_16, {"src/proxy.ts": _PUBLIC_LIST.lstrip("\n")}),
    Variant("misplaced-middleware", NEXT_16, {"src/middleware.ts": _PUBLIC_LIST.lstrip("\n")}),
    _proxy(
        "bad-pattern",
        """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isProtected = createRouteMatcher(["/dashboard/*"]);

export default clerkMiddleware(async (auth, req) => {
  if (isProtected(req)) await auth.protect();
});
"""
        + DOTTED,
        breaks=True,
    ),
    # Another next.config is compiled from the start: these come last.
    Variant(
        "base-path",
        NEXT_16,
        {"proxy.ts": _BELOW_BASE_PATH.lstrip("\n")},
        config={"basePath": "/base"},
    ),
    Variant(
        "trailing-slash",
        NEXT_16,
        {"proxy.ts": _WITH_SLASHES.lstrip("\n")},
        config={"trailingSlash": True},
    ),
)

ON_15 = (
    _middleware("public-list", _PUBLIC_LIST),
    _middleware(
        "not-awaited",
        """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isProtectedRoute = createRouteMatcher(["/dashboard(.*)", "/api/posts/:id"]);

export default clerkMiddleware((auth, req) => {
  if (isProtectedRoute(req)) auth.protect();
});
"""
        + NEXT_DOCS,
    ),
    _middleware(
        "as-in-5",
        """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";

const isProtectedRoute = createRouteMatcher(["/dashboard(.*)"]);

export default clerkMiddleware((auth, req) => {
  if (isProtectedRoute(req)) auth().protect();
});
"""
        + DOTTED,
        breaks=True,
    ),
    Variant(
        "user-id",
        NEXT_15,
        {
            "src/middleware.ts": """import { clerkMiddleware } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'
import { PUBLIC_PATHS } from './routes'

export default clerkMiddleware(async (auth, req) => {
  const url = req.nextUrl.clone()
  const isPublic = PUBLIC_PATHS.some((path) => url.pathname === path || url.pathname.startsWith(path + '/'))
  const user = (await auth()).userId

  if (user || isPublic) return NextResponse.next()
  if (url.pathname.startsWith('/api/')) {
    return NextResponse.json({ message: 'Sign in first' }, { status: 401 })
  }
  url.pathname = '/sign-in'
  return NextResponse.redirect(url)
})
"""
            + DOTTED,
            "src/routes.ts": """export const PUBLIC_PATHS = [
  '/about', '/blog', '/sign-in', '/sign-up', '/api/webhooks', '/feed',
];
""",
        },
    ),
    _middleware(
        "named-export",
        """
import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";

const isProtectedRoute = createRouteMatcher(["/dashboard(.*)", "/admin(.*)", "/wiki/:path+"]);
const isApiRoute = createRouteMatcher(["/api/((?!webhooks|ping).*)"]);

const clerk = clerkMiddleware(async (auth, req) => {
  const { userId, redirectToSignIn } = await auth();
  if (isApiRoute(req) && !userId) {
    return new NextResponse(null, { status: 403 });
  }
  if (isProtectedRoute(req) && !userId) return redirectToSignIn();
});

export { clerk as middleware };
"""
        + CURRENT,
    ),
    Variant("misplaced", NEXT_15, {"middleware.ts": _PUBLIC_LIST.lstrip("\n")}),
)
VARIANTS = (*ON_15, *ON_16)
