"""Routes that have to answer signed-out requests: webhooks, sign-in pages, public pages."""

import pytest

from clerkdoctor.checks.public_routes import (
    cors_preflights_pass,
    middleware_leaves_api_routes_alone,
    protection_has_no_back_door,
    protection_stops_the_request,
    public_pages_are_public,
    public_pages_reach_their_apis,
    root_layout_survives_a_404,
    sign_in_routes_are_public,
    sign_in_sub_routes_are_public,
    webhook_path_agrees_with_the_public_pattern,
    webhook_routes_are_public,
)
from clerkdoctor.facts.routes import ICON, BackDoor, Slip
from tests.checks.facts import place
from tests.checks.route_facts import (
    AUTH,
    BECAUSE,
    NO_MIDDLEWARE,
    file,
    files,
    handler,
    middleware,
    page,
    path,
    pattern,
    routes,
    sign_in,
)
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning

W = webhook_routes_are_public
P = webhook_path_agrees_with_the_public_pattern
S = sign_in_routes_are_public
B = sign_in_sub_routes_are_public
G = public_pages_are_public
A = public_pages_reach_their_apis
O = cors_preflights_pass  # noqa: E741 - one letter a check
D = protection_has_no_back_door
T = protection_stops_the_request
L = root_layout_survives_a_404
I = middleware_leaves_api_routes_alone  # noqa: E741 - one letter a check

HOOK = "app/api/webhooks/clerk/route.ts"
CLERK = files(file(HOOK, "Clerk"))
LINE = "proxy.ts:6:3"
LIST = middleware(pattern("/", reaches=("/",)))
CORS = file("app/api/public/route.ts", cors=place("app/api/public/route.ts:9:7"))
LAYOUT = files(file("app/layout.tsx", auth=AUTH))

ROWS: list[Row] = [
    passes("public", W, routes(handler("/api/webhooks/clerk")), CLERK),
    passes(
        "the middleware does not run", W, routes(handler("/api/webhooks/clerk", "unguarded")), CLERK
    ),
    inapplicable("no webhooks", W, "verifies a signature", routes(page("/")), files()),
    unknown(
        "nobody knows",
        W,
        "whether `/api/webhooks/clerk` is public",
        routes(handler("/api/webhooks/clerk", "unknown")),
        CLERK,
    ),
    fails(
        "protected, beside a public list",
        W,
        routes(handler("/api/webhooks/clerk", "protected"), running=LIST),
        CLERK,
        error(
            f"verifies Clerk's requests, which have no session, and is {BECAUSE}",
            at=LINE,
            fix="Add the path to `isPublicRoute`",
        ),
    ),
    fails(
        "protected by a list",
        W,
        routes(
            handler("/api/webhooks/stripe", "protected"),
            running=middleware(pattern("/api(.*)", "protected")),
        ),
        files(file("app/api/webhooks/stripe/route.ts", "Stripe")),
        error("verifies Stripe's", at=LINE, fix="Take the path out of what `isProtectedRoute`"),
    ),
    fails(
        "protected as all is",
        W,
        routes(handler("/api/[tenant]/hook", "protected")),
        files(file("app/api/[tenant]/hook/route.ts", "GitHub")),
        error("verifies GitHub's", at=LINE, fix="Let the path through"),
    ),
    fails(
        "protected by authMiddleware",
        W,
        routes(
            handler("/api/webhooks/clerk", "protected"),
            running=middleware(kind="auth-middleware"),
        ),
        CLERK,
        error("Clerk's requests", at=LINE, fix="Add the path to `publicRoutes`"),
    ),
    inapplicable("no list", P, "opens a webhook", routes(handler("/api/webhooks/clerk")), CLERK),
    passes(
        "they agree",
        P,
        routes(
            handler("/api/webhooks/clerk"),
            running=middleware(pattern("/api/webhooks(.*)", reaches=("/api/webhooks/clerk",))),
        ),
        CLERK,
    ),
    fails(
        "they differ by a letter",
        P,
        routes(
            handler("/api/webhooks/clerk", "protected"),
            running=middleware(pattern("/api/webhook(s?)-x", reaches=())),
        ),
        CLERK,
        error(
            "the handler is at `/api/webhooks/clerk`",
            at="proxy.ts:3:45",
            fix="Write the pattern as `/api/webhooks/clerk`",
        ),
    ),
    passes("public", S, routes(sign_in())),
    inapplicable("no page", S, "no sign-in page", routes()),
    fails(
        "protected",
        S,
        routes(sign_in(page_access="protected"), running=LIST),
        error(
            f"The sign-in page `/sign-in` is {BECAUSE}",
            at=LINE,
            fix="Add the path to `isPublicRoute`",
        ),
    ),
    fails(
        "where people sign up",
        S,
        routes(sign_in("/sign-up", "protected", signs_up=True), running=LIST),
        error(f"The sign-up page `/sign-up` is {BECAUSE}", at=LINE, fix="Add the path"),
    ),
    unknown(
        "nobody knows", S, "whether `/sign-in` is public", routes(sign_in(page_access="unknown"))
    ),
    passes("steps are public", B, routes(sign_in())),
    inapplicable("one page alone", B, "takes steps below", routes(sign_in(by_path=False))),
    fails(
        "steps are protected",
        B,
        routes(sign_in(below_access="protected", patterns=(pattern("/sign-in"),))),
        error(
            "`/sign-in/factor-one` below it is",
            at="proxy.ts:3:45",
            fix="Write the pattern as `/sign-in(.*)`",
        ),
    ),
    fails(
        "the steps of a sign-up are protected",
        B,
        routes(sign_in("/sign-up", below_access="protected", signs_up=True)),
        error(
            "`/sign-up` is public, and `/sign-up/verify-email-address` below it is",
            at=LINE,
            fix="Write the pattern as `/sign-up(.*)`",
        ),
    ),
    unknown("nobody knows", B, "factor-one", routes(sign_in(below_access="unknown"))),
    passes("for everyone", G, routes(path("/robots.txt", kind="metadata"), page("/privacy"))),
    inapplicable("no middleware", G, "no middleware runs", NO_MIDDLEWARE),
    inapplicable(
        "an app behind a sign-in", G, "plainly for everyone", routes(page("/", "protected"))
    ),
    fails(
        "robots, a legal page, a group",
        G,
        routes(
            path("/robots.txt", "protected", kind="metadata"),
            page("/legal/Terms", "protected"),
            path("/pricing", "protected", file="app/(marketing)/pricing/page.tsx"),
        ),
        warning("`/robots.txt` is for crawlers", at=LINE, fix="Let the path through"),
        warning("`/legal/Terms` is a legal page", at=LINE, fix="Let the path through"),
        warning("in the route group `(marketing)`", at=LINE, fix="Let the path through"),
    ),
    passes(
        "what it calls is public",
        A,
        routes(page("/"), handler("/api/list")),
        files(file("app/page.tsx", calls=(("/api/list", place("app/page.tsx:9:1")),))),
    ),
    inapplicable("it calls nothing", A, "no public page", routes(page("/")), files()),
    fails(
        "what it calls is protected",
        A,
        routes(page("/"), handler("/api/list", "protected")),
        files(file("app/page.tsx", calls=(("/api/list", place("app/page.tsx:9:1")),))),
        warning(
            "`/` is public and requests `/api/list`", at="app/page.tsx:9:1", fix="Let the path"
        ),
    ),
    passes(
        "preflights pass",
        O,
        routes(handler("/api/public", "protected", preflight="public")),
        files(CORS),
    ),
    inapplicable("no other origins", O, "lets other origins in", routes(), files()),
    fails(
        "preflights are turned away",
        O,
        routes(handler("/api/public", "protected", preflight="protected")),
        files(CORS),
        warning("its preflight is turned away", at="app/api/public/route.ts:9:7", fix="OPTIONS"),
    ),
    passes("no back door", D, routes(), files()),
    inapplicable("no middleware", D, "no middleware that can be read", NO_MIDDLEWARE, files()),
    fails(
        "a header that a handler believes",
        D,
        NO_MIDDLEWARE,
        files(
            file(
                "app/api/notes/route.ts",
                doors=(BackDoor("the header x-skip", place("app/api/notes/route.ts:9:7")),),
            )
        ),
        error(
            "The header x-skip makes the handler leave out its question",
            at="app/api/notes/route.ts:9:7",
            fix="Remove the condition",
        ),
    ),
    fails(
        "where a request says that it comes from",
        D,
        routes(running=middleware(BackDoor("the header Origin", place("proxy.ts:5:9")))),
        files(),
        error("The header Origin lets", at="proxy.ts:5:9", fix="any program can send this header"),
    ),
    fails(
        "a header",
        D,
        routes(running=middleware(BackDoor("the header `x-e2e`", place("proxy.ts:5:9")))),
        files(),
        error("The header `x-e2e` lets", at="proxy.ts:5:9", fix="Remove the condition"),
    ),
    passes("everything is awaited", T, routes()),
    inapplicable("no middleware", T, "no middleware that can be read", NO_MIDDLEWARE),
    fails(
        "a helper that nobody awaits, and a catch",
        T,
        routes(
            running=middleware(
                Slip("not-awaited", "auth.protect()", "requireUser(auth)", place("proxy.ts:9:3")),
                Slip("caught", "auth.protect()", "catch {}", place("proxy.ts:12:3")),
            )
        ),
        error("`requireUser(auth)` is not awaited", at="proxy.ts:9:3", fix="Await the call"),
        error("`catch {}` takes the error", at="proxy.ts:12:3", fix="Return a response"),
    ),
    passes("a layout that asks nobody", L, routes(), files(file("app/layout.tsx"))),
    passes("it runs there", L, routes(probes={ICON: ("runs", "public")}), LAYOUT),
    inapplicable("no layout", L, "no root layout", routes(), files()),
    inapplicable("no middleware", L, "no middleware of Clerk's", NO_MIDDLEWARE, LAYOUT),
    fails(
        "a layout that asks",
        L,
        routes(),
        LAYOUT,
        warning("`/missing.png`", at="app/page.tsx:4:20", fix="Ask who is signed in below"),
    ),
    passes(
        "it goes its own way",
        I,
        routes(handler("/api/x"), running=middleware(rewrites_with="next-intl")),
    ),
    inapplicable("no rewriting", I, "hands no request", routes()),
    inapplicable(
        "no handlers",
        I,
        "runs on no API route",
        routes(running=middleware(rewrites_with="next-intl")),
    ),
    fails(
        "it is rewritten",
        I,
        routes(handler("/api/x", means="rewrite"), running=middleware(rewrites_with="next-intl")),
        warning("`/api/x` is handed to `next-intl`", at=LINE, fix="Return before"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
