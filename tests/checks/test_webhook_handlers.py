"""Handlers of webhooks, and whether the router serves them."""

import pytest

from clerkdoctor.checks.webhook_handlers import (
    clerk_webhook_handler_exists,
    convex_webhook_is_an_http_action,
    handler_exports_post,
    pages_router_body_is_raw,
    webhook_file_is_a_route,
)
from clerkdoctor.facts.handlers import Stray
from tests.checks.facts import PK_TEST, PUBLISHABLE, WEBHOOK, WHSEC, app, environment, place
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    note,
    passes,
    unknown,
    warning,
)
from tests.checks.webhook_facts import (
    API,
    HTTP,
    NONE,
    ROUTE,
    UNFOLLOWED,
    UNREAD,
    VERIFY,
    by_svix,
    handler,
    handlers,
    of_convex,
    of_pages,
    verification,
)

STRAY = Stray(
    place("app/api/webhooks/clerk.ts:5:23"),
    "is called `clerk.ts`; Next.js serves files called `route.ts` there",
    "app/api/webhooks/clerk/route.ts",
)

EXISTS_ROWS = [
    passes("there is one", clerk_webhook_handler_exists, environment(), handlers(handler())),
    passes("one that nothing serves", clerk_webhook_handler_exists, environment(), handlers(STRAY)),
    fails(
        "a secret and no handler",
        clerk_webhook_handler_exists,
        environment({WEBHOOK: WHSEC}),
        NONE,
        note(
            f"`{WEBHOOK}` is set, and no code here receives",
            at=".env.local:1:1",
            fix="Add a route that verifies",
        ),
    ),
    fails(
        "a secret, and routes of Convex",
        clerk_webhook_handler_exists,
        environment({WEBHOOK: WHSEC}),
        NONE._replace(convex_http="convex/http.ts"),
        note(
            "no code here receives",
            at=".env.local:1:1",
            fix="Add a route that verifies deliveries to `convex/http.ts`:\nhttp.route({",
        ),
    ),
    fails(
        "svix and no handler",
        clerk_webhook_handler_exists,
        environment(),
        app(also=("svix",)),
        NONE,
        note("package.json asks for `svix`", at="package.json", fix="Add a route"),
    ),
    inapplicable(
        "a secret that is not Clerk's",
        clerk_webhook_handler_exists,
        "nothing here asks for webhooks",
        environment({"WEBHOOK_SECRET": WHSEC}),
        NONE,
    ),
    inapplicable(
        "neither",
        clerk_webhook_handler_exists,
        "no signing secret is set, and no svix",
        environment({PUBLISHABLE: PK_TEST}),
        NONE,
    ),
    unknown(
        "a file that was not read",
        clerk_webhook_handler_exists,
        f"`{ROUTE}` is 5.0 MB",
        environment({WEBHOOK: WHSEC}),
        UNREAD,
    ),
]

ROUTE_ROWS = [
    passes("route.ts", webhook_file_is_a_route, handlers(handler())),
    fails(
        "clerk.ts",
        webhook_file_is_a_route,
        handlers(STRAY),
        error(
            "`app/api/webhooks/clerk.ts` verifies Clerk's webhooks, is imported nowhere, and is"
            " called `clerk.ts`",
            at="app/api/webhooks/clerk.ts:5:23",
            fix="git mv app/api/webhooks/clerk.ts app/api/webhooks/clerk/route.ts",
        ),
    ),
    fails(
        "beside one that is served, and named with a blank",
        webhook_file_is_a_route,
        handlers(handler(), STRAY._replace(place=place("app/api/my clerk.ts:1:1"))),
        error("`app/api/my clerk.ts`", at="app/api/my clerk.ts:1:1", fix="git mv 'app/api/my clerk.ts'"),
    ),
    fails(
        "no place for it is known",
        webhook_file_is_a_route,
        handlers(STRAY._replace(reason="stands outside of an `app` folder", expected=None)),
        error("stands outside of an `app` folder", at="app/api/webhooks/clerk.ts:5:23", fix="Rename"),
    ),
    inapplicable("none", webhook_file_is_a_route, "no code here receives", NONE),
    unknown("unread", webhook_file_is_a_route, "the limit is 2 MB", UNREAD),
]  # fmt: skip

POST_ROWS = [
    passes("POST", handler_exports_post, handlers(handler())),
    passes("POST and GET", handler_exports_post, handlers(handler(methods=("GET", "POST")))),
    passes("Pages Router", handler_exports_post, handlers(of_pages())),
    fails(
        "GET",
        handler_exports_post,
        handlers(handler(methods=("GET", "OPTIONS"), exports=("GET", "OPTIONS"))),
        error("exports `GET` and `OPTIONS`, and deliveries", at=f"{ROUTE}:5:23", fix="Export the"),
    ),
    fails(
        "post",
        handler_exports_post,
        handlers(handler(methods=(), exports=("post",))),
        error("exports `post`", at=f"{ROUTE}:5:23", fix="as `POST`"),
    ),
    fails(
        "a default export",
        handler_exports_post,
        handlers(handler(methods=(), exports=("default",))),
        error("exports a default function", at=f"{ROUTE}:5:23", fix="as `POST`"),
    ),
    fails(
        "nothing at all",
        handler_exports_post,
        handlers(handler(methods=(), exports=("runtime",))),
        error("exports no method", at=f"{ROUTE}:5:23", fix="as `POST`"),
    ),
    fails(
        "Pages Router, by name",
        handler_exports_post,
        handlers(of_pages(exports=("POST",))),
        error("exports no default function", at=f"{API}:6:16", fix="as the file's default"),
    ),
    unknown(
        "all of another file", handler_exports_post, "exports all", handlers(handler(methods=None))
    ),
    inapplicable("Convex", handler_exports_post, "Convex' HTTP actions", handlers(of_convex())),
    inapplicable("none", handler_exports_post, "no code here receives", NONE),
]

PAGES_ROWS = [
    passes(
        "the stream, unparsed",
        pages_router_body_is_raw,
        handlers(of_pages(by_svix(body="node-stream"), body_parser=False)),
    ),
    passes(
        "Clerk's own, parsed",
        pages_router_body_is_raw,
        handlers(of_pages(verification(body="node-restringified"))),
    ),
    passes(
        "the object as JSON: the check of the raw body says that",
        pages_router_body_is_raw,
        handlers(of_pages(by_svix(body="node-restringified"))),
    ),
    fails(
        "the stream, parsed",
        pages_router_body_is_raw,
        handlers(of_pages(by_svix(body="node-stream"))),
        error("stream is verified, which Next.js has read", at=VERIFY, fix="bodyParser: false"),
    ),
    fails(
        "the object",
        pages_router_body_is_raw,
        handlers(of_pages(by_svix(body="node-body"))),
        error("`req.body` is verified, which Next.js has parsed", at=VERIFY, fix="Turn the parser"),
    ),
    fails(
        "the object, which is not there",
        pages_router_body_is_raw,
        handlers(of_pages(by_svix(body="node-body"), body_parser=False, request="incoming")),
        error("which is undefined with `bodyParser: false`", at=VERIFY, fix="Read the request's"),
    ),
    fails(
        "as JSON, and it is not there",
        pages_router_body_is_raw,
        handlers(of_pages(by_svix(body="node-restringified"), body_parser=False)),
        error("which is undefined with `bodyParser: false`", at=VERIFY, fix="const chunks = []"),
    ),
    fails(
        "Clerk's own, unparsed",
        pages_router_body_is_raw,
        handlers(of_pages(verification(body="node-restringified"), body_parser=False)),
        error("`verifyWebhook()` reads `req.body`", at=VERIFY, fix="Delete `bodyParser: false`"),
    ),
    unknown(
        "what the configuration says is not known",
        pages_router_body_is_raw,
        "what `config` says of the body parser is not known",
        handlers(of_pages(by_svix(body="node-stream"), body_parser=None)),
    ),
    unknown(
        "nothing can be followed",
        pages_router_body_is_raw,
        "made by `handle()`",
        handlers(UNFOLLOWED._replace(router="pages")),
    ),
    inapplicable("App Router", pages_router_body_is_raw, "in `pages/api`", handlers(handler())),
    inapplicable("none", pages_router_body_is_raw, "no code here receives", NONE),
]

CONVEX_ROWS = [
    passes("an HTTP action", convex_webhook_is_an_http_action, handlers(of_convex())),
    fails(
        "for GET",
        convex_webhook_is_an_http_action,
        handlers(of_convex(methods=("GET",))),
        error("The route is for `GET`", at=f"{HTTP}:8:1", fix='method: "POST",'),
    ),
    fails(
        "a plain function",
        convex_webhook_is_an_http_action,
        handlers(of_convex(is_http_action=False)),
        error("is a plain function", at=f"{HTTP}:8:1", fix="Make it an HTTP action"),
    ),
    fails(
        "a public function",
        convex_webhook_is_an_http_action,
        handlers(of_convex(public_functions=(("api.users.remove", place(f"{HTTP}:20:9")),))),
        warning("calls `api.users.remove`", at=f"{HTTP}:20:9", fix="internal.users.remove"),
    ),
    unknown(
        "a handler from elsewhere",
        convex_webhook_is_an_http_action,
        "the route's handler is not known",
        handlers(of_convex(is_http_action=None)),
    ),
    inapplicable(
        "App Router", convex_webhook_is_an_http_action, "in the Convex folder", handlers(handler())
    ),
    inapplicable("none", convex_webhook_is_an_http_action, "no code here receives", NONE),
]

ROWS = [*EXISTS_ROWS, *ROUTE_ROWS, *POST_ROWS, *PAGES_ROWS, *CONVEX_ROWS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
