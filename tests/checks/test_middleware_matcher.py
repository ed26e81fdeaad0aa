"""Next.js' `config.matcher`: that Next.js reads it, and that it covers what needs Clerk."""

import pytest

from clerkdoctor.checks.middleware_matcher import (
    middleware_matcher_covers_api_routes,
    middleware_matcher_covers_routes_that_use_auth,
    middleware_matcher_is_static,
    middleware_matcher_is_valid,
    middleware_matcher_keeps_dotted_paths,
    middleware_matcher_skips_static_files,
)
from clerkdoctor.facts.routes import API, CHUNK, ICON, PLAIN, Matcher, Runs
from tests.checks.facts import place
from tests.checks.route_facts import (
    AUTH,
    ENTRY,
    NO_MIDDLEWARE,
    file,
    files,
    handler,
    middleware,
    page,
    routes,
)
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    judged,
    note,
    passes,
    unknown,
    warning,
)

S = middleware_matcher_is_static
V = middleware_matcher_is_valid
A = middleware_matcher_covers_routes_that_use_auth
P = middleware_matcher_covers_api_routes
D = middleware_matcher_keeps_dotted_paths
F = middleware_matcher_skips_static_files

AT = place("proxy.ts:8:14")
NONE = routes(running=middleware(matcher=Matcher("none", AT)))
SKIPPED: Runs = "skipped"


def stated(state: str, *entries: object, reason: str = "") -> object:
    return routes(running=middleware(matcher=Matcher(state, AT, entries, reason)))  # type: ignore[arg-type]


PAGE = file("app/page.tsx", auth=AUTH)
OPEN = file("app/api/notes/route.ts", writes=(place("app/api/notes/route.ts:5:9"),))

ROWS: list[Row] = [
    passes("a literal", S, routes()),
    inapplicable("no middleware", S, "no middleware runs", NO_MIDDLEWARE),
    inapplicable("no matcher", S, "no matcher", NONE),
    inapplicable(
        "another name",
        S,
        "another name",
        routes(running=middleware(matcher=Matcher("dropped", AT, misnamed="conf"))),
    ),
    fails(
        "a variable",
        S,
        stated("dropped", reason="`matcher` is a variable, which Next.js 14 does not read"),
        error(
            "`matcher` is a variable", at="proxy.ts:8:14", fix="Write the matcher as plain texts"
        ),
    ),
    passes("refused for its syntax", S, stated("refused", ENTRY._replace(error="Unexpected"))),
    unknown("not known", S, "a re-export", stated("unknown", reason="a re-export")),
    passes("a good entry", V, routes()),
    inapplicable("no middleware", V, "no middleware runs", NO_MIDDLEWARE),
    fails(
        "a glob",
        V,
        stated("refused", ENTRY._replace(source="/a/*", error="Unexpected MODIFIER at 3")),
        error("refuses the entry `/a/*`", at="proxy.ts:9:5", fix="Correct the entry"),
    ),
    fails(
        "a lost backslash",
        V,
        stated("static", ENTRY._replace(lost_escape=True)),
        error("loses its single backslashes", at="proxy.ts:9:5", fix="Write each backslash twice"),
    ),
    fails(
        "an empty list",
        V,
        stated("never", reason="the list of the matcher is empty"),
        error("never runs", at="proxy.ts:8:14", fix="Use the matcher that Clerk recommends"),
    ),
    passes("covered", A, routes(page("/")), files(PAGE)),
    inapplicable("no middleware", A, "no middleware of Clerk's", NO_MIDDLEWARE, files(PAGE)),
    inapplicable("nobody asks", A, "no page or route handler asks", routes(page("/")), files()),
    fails(
        "a page that is left out",
        A,
        routes(page("/", "unguarded", runs="skipped")),
        files(PAGE),
        error("`/` asks who is signed in", at="app/page.tsx:4:20", fix="Use the matcher"),
    ),
    fails(
        "a layout that asks",
        A,
        routes(page("/shop/[id]", "unguarded", runs="skipped")),
        files(file("app/shop/layout.tsx", auth=AUTH)),
        error("`/shop/[id]` asks", at="app/page.tsx:4:20", fix="Use the matcher"),
    ),
    unknown(
        "headers decide",
        A,
        "whether the middleware runs on `/`",
        routes(page("/", "unknown", runs="unknown")),
        files(PAGE),
    ),
    passes(
        "a client component asks the browser's",
        A,
        routes(page("/a"), page("/", runs=SKIPPED)),
        files(file("app/page.tsx", auth=AUTH, is_client=True), file("app/a/page.tsx", auth=AUTH)),
    ),
    passes("covered", P, routes(handler("/api/notes")), files(OPEN)),
    inapplicable("no handlers", P, "no API routes", routes(page("/")), files()),
    inapplicable("no middleware", P, "no middleware of Clerk's", NO_MIDDLEWARE, files()),
    fails(
        "a handler that asks nobody",
        P,
        routes(handler("/api/notes", "unguarded", runs="skipped")),
        files(OPEN),
        warning("nothing tells who calls", at="app/api/notes/route.ts:5:9", fix="(api|trpc)"),
    ),
    passes(
        "a handler that verifies a signature",
        P,
        routes(handler("/api/notes", "unguarded", runs="skipped")),
        files(file("app/api/notes/route.ts", "Stripe", writes=OPEN.writes)),
    ),
    passes("dots are covered", D, routes(page("/user/[name]", "protected")), files()),
    inapplicable("no middleware", D, "no middleware runs", NO_MIDDLEWARE, files()),
    inapplicable(
        "a list of paths",
        D,
        "the matcher lists paths",
        routes(page("/user/[name]"), probes={PLAIN: ("skipped", "unguarded")}),
        files(),
    ),
    inapplicable("no parameters", D, "takes a part of its path", routes(page("/")), files()),
    fails(
        "every dot is skipped, on a page that is protected",
        D,
        routes(
            page("/blog/[slug]", dotted=SKIPPED), page("/user/[name]", "protected", dotted=SKIPPED)
        ),
        files(),
        warning("`/user/[name]` with a value like `v1.2`", at="proxy.ts:8:14", fix="/__clerk/(.*)"),
    ),
    fails(
        "on a page that asks",
        D,
        routes(page("/shop/[id]", dotted=SKIPPED)),
        files(file("app/shop/[id]/page.tsx", auth=AUTH)),
        warning("`/shop/[id]` with a value like `v1.2`", at="proxy.ts:8:14", fix="Use the matcher"),
    ),
    inapplicable(
        "on a page that everybody sees",
        D,
        "is protected or asks who is signed in",
        routes(page("/blog/[slug]", dotted=SKIPPED)),
        files(),
    ),
    inapplicable(
        "on the page of Clerk's form",
        D,
        "is protected or asks who is signed in",
        routes(page("/sign-in/[[...sign-in]]", "protected", dotted=SKIPPED)),
        files(file("app/sign-in/[[...sign-in]]/page.tsx", signs_in=True)),
    ),
    passes("files are left alone", F, routes()),
    inapplicable("no middleware", F, "no middleware runs", NO_MIDDLEWARE),
    fails(
        "chunks are turned away",
        F,
        routes(probes={CHUNK: ("runs", "protected")}),
        warning("turns signed-out requests away", at="proxy.ts:8:14", fix="Use the matcher"),
    ),
    fails(
        "it runs on everything",
        F,
        routes(probes={CHUNK: ("runs", "public"), ICON: ("runs", "public")}),
        note("costs time", at="proxy.ts:8:14", fix="Use the matcher"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize(("major", "entries"), [(4, 2), (5, 2), (6, 2), (7, 3), (None, 3)])
def test_the_matcher_is_that_of_the_version(major: int | None, entries: int) -> None:
    given = routes(page("/user/[name]", "protected", dotted=SKIPPED))._replace(clerk_major=major)
    (result,) = judged(D, facts=(given, files()))
    (problem,) = result.problems
    assert problem.fix is not None
    assert problem.fix.count('",\n') == entries
    assert "return" not in problem.fix


def test_what_a_middleware_for_languages_then_needs() -> None:
    given = routes(
        page("/user/[name]", "protected", dotted=SKIPPED),
        running=middleware(rewrites_with="next-intl"),
        probes={API: ("skipped", "unguarded")},
    )
    (result,) = judged(D, facts=(given, files()))
    assert "return before `next-intl`" in (result.problems[0].fix or "")
    opened = given._replace(routes=(handler("/api/notes", "unguarded", runs="skipped"),))
    (result,) = judged(P, facts=(opened, files(OPEN)))
    assert "return before `next-intl`" in (result.problems[0].fix or "")
