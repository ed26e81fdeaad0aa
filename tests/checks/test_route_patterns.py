"""The patterns of Clerk's route matchers: that they say what their author means."""

import pytest

from clerkdoctor.checks.route_patterns import (
    route_conditions_can_be_true,
    route_patterns_are_urls,
    route_patterns_compile,
    route_patterns_name_real_routes,
    route_patterns_reach_their_children,
    route_patterns_start_with_a_slash,
    route_patterns_stay_inside_their_segment,
)
from clerkdoctor.facts.routes import Condition, Routes
from tests.checks.facts import place
from tests.checks.route_facts import NO_MIDDLEWARE, handler, middleware, page, path, pattern, routes
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning

C = route_patterns_compile
S = route_patterns_start_with_a_slash
U = route_patterns_are_urls
R = route_patterns_reach_their_children
T = route_conditions_can_be_true
N = route_patterns_name_real_routes
B = route_patterns_stay_inside_their_segment

AT = "proxy.ts:3:45"
NO_LIST = "the middleware has no list"


def behind(*patterns: object, paths: tuple[object, ...] = (), **more: object) -> Routes:
    return routes(*paths, running=middleware(*patterns), **more)  # type: ignore[arg-type]


DASHBOARD = (page("/dashboard", "protected"), page("/dashboard/settings"))
GROUP = (path("/sign-in", file="app/(auth)/sign-in/page.tsx"),)
HOOKS = (handler("/api/webhooks/clerk"), page("/"))

ROWS: list[Row] = [
    passes("a pattern", C, behind(pattern("/api(.*)"))),
    inapplicable("no list", C, NO_LIST, routes()),
    inapplicable("no middleware", C, NO_LIST, NO_MIDDLEWARE),
    fails(
        "a glob",
        C,
        behind(pattern("/api/webhooks/*", error="Unexpected MODIFIER at 14, expected END")),
        error("Unexpected MODIFIER at 14", at=AT, fix="Write the pattern as `/api/webhooks(.*)`"),
    ),
    fails(
        "two parameters without text",
        C,
        behind(pattern("/:a:b", error="Must have text between two parameters")),
        error("does not compile", at=AT, fix="Write `(.*)` for what is below"),
    ),
    unknown(
        "a computed one",
        C,
        "is not statically known",
        behind(pattern("", kind="unknown"), pattern("/")),
    ),
    passes("a slash", S, behind(pattern("/tags"))),
    passes("a group", S, behind(pattern("(.*)"))),
    inapplicable("no list", S, NO_LIST, routes()),
    fails(
        "no slash",
        S,
        behind(pattern("tags")),
        error("`tags` in `isPublicRoute` matches no path", at=AT, fix="Write it as `/tags`"),
    ),
    fails(
        "a parameter first",
        S,
        behind(pattern(":locale/about")),
        error("matches no path", at=AT, fix="Write it as `/:locale/about`"),
    ),
    fails("nothing", S, behind(pattern("")), error("An empty pattern", at=AT, fix="Remove it")),
    passes("urls", U, behind(pattern("/blog/:slug"), paths=GROUP)),
    passes("a group of its own", U, behind(pattern("/(api|trpc)(.*)"), paths=GROUP)),
    inapplicable("no list", U, NO_LIST, routes()),
    fails(
        "brackets",
        U,
        behind(pattern("/blog/[slug]")),
        error("literal brackets", at=AT, fix="Write it as `/blog/:slug`"),
    ),
    fails(
        "a catch-all",
        U,
        behind(pattern("/[...rest]/[[...sign-in]]")),
        error("literal brackets", at=AT, fix="Write it as `/:rest*/:sign_in*`"),
    ),
    fails(
        "a route group",
        U,
        behind(pattern("/(auth)/sign-in", reaches=()), paths=GROUP),
        error("`(auth)` is a route group", at=AT, fix="`/sign-in` covers all"),
    ),
    passes("a regular expression", U, behind(pattern("/a([0-9]+)"), paths=GROUP)),
    passes(
        "it reaches them",
        R,
        behind(
            pattern("/dashboard(.*)", "protected", reaches=("/dashboard", "/dashboard/settings")),
            paths=DASHBOARD,
        ),
    ),
    inapplicable(
        "nothing protects", R, "no pattern of the middleware protects", behind(pattern("/"))
    ),
    inapplicable("no list", R, NO_LIST, routes()),
    fails(
        "the page alone",
        R,
        behind(pattern("/dashboard", "protected", reaches=("/dashboard",)), paths=DASHBOARD),
        warning(
            "does not cover `/dashboard/settings`",
            at=AT,
            fix="Write the pattern as `/dashboard(.*)`",
        ),
    ),
    fails(
        "the children alone",
        R,
        behind(
            pattern("/admin/(.*)", "protected", reaches=("/admin/users",)),
            paths=(page("/admin"), page("/admin/users", "protected")),
        ),
        warning("does not cover `/admin`", at=AT, fix="Write the pattern as `/admin(.*)`"),
    ),
    passes("a pattern of its own kind", R, behind(pattern("/a/:id/b", "protected", reaches=()))),
    passes("conditions hold", T, routes()),
    inapplicable("no middleware", T, "no middleware that can be read", NO_MIDDLEWARE),
    fails(
        "a url and a path",
        T,
        routes(
            running=middleware(
                Condition('req.url === "/admin"', place("proxy.ts:6:7"), False, "it is a whole URL")
            )
        ),
        error("never holds: it is a whole URL", at="proxy.ts:6:7", fix="nextUrl.pathname"),
    ),
    passes("real", N, behind(pattern("/", reaches=("/",)), paths=HOOKS)),
    inapplicable("no list", N, NO_LIST, routes()),
    inapplicable("no routes", N, "no routes of its own", behind(pattern("/"))),
    unknown(
        "rewrites", N, "`rewrites`", behind(pattern("/"), paths=HOOKS, doubt="it has `rewrites`")
    ),
    fails(
        "one letter short",
        N,
        behind(
            pattern("/api/webhook/clerk", reaches=()), pattern("/", reaches=("/",)), paths=HOOKS
        ),
        warning(
            "there is `/api/webhooks/clerk`", at=AT, fix="Write it as `/api/webhooks/clerk(.*)`"
        ),
    ),
    passes("nothing like it", N, behind(pattern("/monitoring", reaches=()), paths=HOOKS)),
    passes(
        "its neighbour is named already",
        N,
        behind(
            pattern("/signin", reaches=()),
            pattern("/sign-in", reaches=("/sign-in",)),
            paths=(page("/sign-in"),),
        ),
    ),
    passes(
        "a longer word of the same thing",
        B,
        behind(pattern("/api/webhook(.*)", reaches=("/api/webhooks/clerk",)), paths=HOOKS),
    ),
    inapplicable("no list", B, NO_LIST, routes()),
    inapplicable("nothing opens", B, "opens a route", behind(pattern("/a(.*)", "protected"))),
    fails(
        "a neighbour",
        B,
        behind(
            pattern("/api/webhooks(.*)", reaches=("/api/webhooks", "/api/webhooks-admin")),
            paths=(handler("/api/webhooks"), handler("/api/webhooks-admin")),
        ),
        error(
            "also opens `/api/webhooks-admin`",
            at=AT,
            fix="Write it as two: `/api/webhooks` and `/api/webhooks/(.*)`",
        ),
    ),
    passes(
        "a neighbour that another pattern opens",
        B,
        behind(
            pattern("/api/webhooks(.*)", reaches=("/api/webhooks-admin",)),
            pattern("/api/webhooks-admin", reaches=("/api/webhooks-admin",)),
            paths=(handler("/api/webhooks-admin"),),
        ),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
