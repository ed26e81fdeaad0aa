"""The middleware's file: that there is one, where Next.js looks, and that it runs it."""

import pytest

from clerkdoctor.checks.middleware_file import (
    clerk_middleware_exists,
    middleware_config_is_exported,
    middleware_exports_a_handler,
    middleware_has_the_name_next_runs,
    middleware_is_where_next_looks,
)
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import HandlerExport, Matcher, MiddlewareFile
from tests.checks.facts import UNREADABLE, app, code, imports, place
from tests.checks.route_facts import NO_MIDDLEWARE, PROXY, RUNS, middleware, routes
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning

E = clerk_middleware_exists
W = middleware_is_where_next_looks
N = middleware_has_the_name_next_runs
H = middleware_exports_a_handler
C = middleware_config_is_exported

AUTH = code(imports("@clerk/nextjs/server", "auth", "app/page.tsx:1:10"))
OPEN_NEXT = app(also=("@opennextjs/cloudflare",))
OLD = app("4.29.0", "13.5.0")
MISPLACED = MiddlewareFile(
    Place("middleware.ts"),
    "middleware",
    "dead",
    "stands at the root, and the routers are in `src`",
    "src/middleware.ts",
)
ALIVE = MISPLACED._replace(fate="runs", differs="`next dev` passes it over")
PROXY_ON_15 = MiddlewareFile(PROXY, "proxy", "dead", "is a name from 16 on", "middleware.ts")
BOTH = MiddlewareFile(Place("middleware.ts"), "middleware", "refused", "stands beside `proxy.ts`")

ROWS: list[Row] = [
    passes("Clerk's middleware", E, AUTH, routes()),
    inapplicable("nobody asks", E, "no code asks", code(), NO_MIDDLEWARE),
    fails(
        "none at all",
        E,
        AUTH,
        NO_MIDDLEWARE,
        error(
            "`auth` is imported here, and no middleware runs",
            at="app/page.tsx:1:10",
            fix="Create `proxy.ts`",
        ),
    ),
    fails(
        "none at all, on old versions",
        E,
        AUTH,
        routes(files=(), next_major=13)._replace(clerk_major=4),
        error("no middleware runs", at="app/page.tsx:1:10", fix="export default authMiddleware()"),
    ),
    fails(
        "another middleware",
        E,
        AUTH,
        routes(running=middleware(kind="other")),
        error("does not call `clerkMiddleware()`", at="proxy.ts", fix="Export Clerk's middleware"),
    ),
    unknown(
        "a middleware that cannot be read",
        E,
        "`wrap()` comes from a package",
        AUTH,
        routes(running=middleware(kind="unknown", unknown="`wrap()` comes from a package")),
    ),
    unknown(
        "a file whose fate is not known",
        E,
        "whether `proxy.ts` runs",
        AUTH,
        routes(files=(RUNS._replace(fate="unknown"),)),
    ),
    unknown(
        "code that was not read",
        E,
        "lib/huge.ts",
        code(imports("@clerk/nextjs/server", "auth"), skipped=[UNREADABLE]),
        routes(),
    ),
    passes("in its place", W, routes()),
    inapplicable("no file", W, "no file of a middleware", NO_MIDDLEWARE),
    unknown(
        "nobody knows",
        W,
        "has a name",
        routes(files=(RUNS._replace(fate="unknown", reason="has a name"),)),
    ),
    fails(
        "at the root",
        W,
        routes(files=(MISPLACED,)),
        error(
            "`middleware.ts` stands at the root, and the routers are in `src`",
            at="middleware.ts",
            fix="Move the file to `src/proxy.ts`; a named export `middleware` becomes `proxy`",
        ),
    ),
    fails(
        "at the root of an app in a monorepo",
        W,
        routes(files=(MISPLACED,), next_major=15),
        app(path="apps/web"),
        error(
            "`middleware.ts` stands at the root",
            at="middleware.ts",
            fix="Move the file to `apps/web/src/middleware.ts`",
        ),
    ),
    fails(
        "where the host's adapter builds no proxy",
        W,
        routes(files=(MISPLACED,)),
        OPEN_NEXT,
        error(
            "`middleware.ts` stands at the root",
            at="middleware.ts",
            fix="Move the file to `src/middleware.ts`",
        ),
    ),
    fails(
        "alive in one bundler",
        W,
        routes(files=(ALIVE,)),
        error("(`next dev` passes it over)", at="middleware.ts", fix="Move the file"),
    ),
    passes("a matter of its name", W, routes(files=(PROXY_ON_15,), next_major=15)),
    passes("proxy on 16", N, routes()),
    inapplicable("no file", N, "no file of a middleware", NO_MIDDLEWARE),
    unknown("no version", N, "which Next.js", routes(next_major=None)),
    fails(
        "proxy on 15",
        N,
        routes(files=(PROXY_ON_15,), next_major=15),
        error("is a name from 16 on", at="proxy.ts", fix="Rename the file to `middleware.ts`"),
    ),
    fails(
        "both",
        N,
        routes(files=(RUNS, BOTH)),
        error("stands beside `proxy.ts`", at="middleware.ts", fix="Rename the file"),
    ),
    fails(
        "middleware on 16",
        N,
        routes(files=(RUNS._replace(place=Place("middleware.ts"), deprecated=True),)),
        warning("has the name of old", at="middleware.ts", fix="middleware-to-proxy"),
    ),
    passes(
        "middleware on 16, for an adapter that builds no proxy",
        N,
        routes(files=(RUNS._replace(place=Place("middleware.ts"), deprecated=True),)),
        OPEN_NEXT,
    ),
    passes("a matter of its place", N, routes(files=(MISPLACED,))),
    passes("a matter of its place, at first", N, routes(files=(ALIVE._replace(deprecated=True),))),
    passes("a default export", H, routes()),
    fails(
        "marks of a merge conflict",
        H,
        routes(running=middleware(kind="unknown", conflict=place("proxy.ts:1:1"))),
        error("`<<<<<<<`, the mark of a merge", at="proxy.ts:1:1", fix="Keep one side"),
    ),
    inapplicable("no middleware", H, "no middleware runs", NO_MIDDLEWARE),
    fails(
        "no export",
        H,
        routes(
            running=middleware(export=HandlerExport(None, PROXY, "The file exports no handler"))
        ),
        error("exports no handler", at="proxy.ts", fix="Export the handler"),
    ),
    fails(
        "a runtime that is refused",
        H,
        routes(running=middleware(runtime_error="Route segment config is not allowed")),
        error("Route segment config", at="proxy.ts", fix="Remove `runtime`"),
    ),
    passes("a matcher", C, routes()),
    inapplicable("no middleware", C, "no middleware runs", NO_MIDDLEWARE),
    inapplicable(
        "no matcher",
        C,
        "states no `config`",
        routes(running=middleware(matcher=Matcher("none", PROXY))),
    ),
    fails(
        "another name",
        C,
        routes(
            running=middleware(
                matcher=Matcher("none", place("proxy.ts:8:14"), misnamed="proxyConfig")
            )
        ),
        error("`proxyConfig` is exported", at="proxy.ts:8:14", fix="Rename the export"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
