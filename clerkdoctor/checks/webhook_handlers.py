"""Handlers of Clerk's webhooks: that there is one, and that the router serves it."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.shell import quoted
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.handlers import Handler, Verification, WebhookHandlers
from clerkdoctor.facts.project import App
from clerkdoctor.nearest import nearest
from clerkdoctor.variables import webhook_secret_names

SYNC = "https://clerk.com/docs/guides/development/webhooks/syncing"
OVERVIEW = "https://clerk.com/docs/guides/development/webhooks/overview"
ROUTE = "https://nextjs.org/docs/app/api-reference/file-conventions/route"
API_ROUTES = "https://nextjs.org/docs/pages/building-your-application/routing/api-routes"
HTTP_ACTIONS = "https://docs.convex.dev/functions/http-actions"


def judged(handlers: WebhookHandlers) -> Iterator[Finding]:
    """What every check says beforehand: that there is no handler, or one that was not read."""
    for path, reason in handlers.unread:
        yield Unknown(f"`{path}` {reason}")
    if not handlers.handlers and not handlers.unread:
        yield Inapplicable("no code here receives Clerk's webhooks")


def judged_where_reached(handlers: WebhookHandlers) -> Iterator[Finding]:
    """The same for what a handler does with deliveries: one that no delivery reaches does nothing.

    Which those are, `handler-exports-post` and its kin say.
    """
    yield from judged(handlers)
    if handlers.handlers and not handlers.reached:
        yield Inapplicable("no handler here is called for a `POST`, so that none gets a delivery")


def about(handler: Handler) -> str:
    """What the findings about one handler are about: its file, and its path where one has many."""
    return f"{handler.place.path} {handler.path}" if handler.path else handler.place.path


@check(
    "A handler receives Clerk's webhooks",
    fix="Add a route that verifies deliveries, such as `app/api/webhooks/clerk/route.ts`",
    references=(SYNC, OVERVIEW),
    level="note",
)
def clerk_webhook_handler_exists(
    handlers: WebhookHandlers, environment: Environment, app: App
) -> Iterator[Finding]:
    """An app that keeps users in a database of its own learns of changes through webhooks. A
    signing secret, or the package that verifies signatures, without any code that does is a
    handler that was moved, renamed or never written.

    The handler may also stand in another app or service: then there is nothing to do here.
    """
    yield from (one for one in judged(handlers) if isinstance(one, Unknown))
    if handlers.handlers or handlers.strays or handlers.unread:
        return
    fix = _route_of_convex(handlers.convex_http) if handlers.convex_http else None
    secret = next((name for name in webhook_secret_names() if environment.stated(name)), None)
    if secret and "CLERK" in secret:
        variable = environment.variables[secret]
        yield Problem(
            f"`{secret}` is set, and no code here receives Clerk's webhooks",
            variable.at,
            fix,
            about=secret,
        )
    elif app.uses("svix"):
        asked = app.manifest.dependency("svix")
        yield Problem(
            "package.json asks for `svix`, and no code here receives Clerk's webhooks",
            asked.place if asked else None,
            fix,
            about="svix",
        )
    else:
        yield Inapplicable("nothing here asks for webhooks: no signing secret is set, and no svix")


def _route_of_convex(path: str) -> str:
    """What to add where the app has HTTP routes in Convex: one file of them is enough."""
    return (
        f"Add a route that verifies deliveries to `{path}`:\n"
        'http.route({ path: "/clerk-users-webhook", method: "POST", handler: httpAction(…) })'
    )


@check(
    "The file of a webhook handler is one that the router serves",
    fix="Rename the file to `route.ts`, in a folder of the URL's name below `app`",
    references=(ROUTE, SYNC),
    symptoms=("404 on /api/webhooks/clerk, no error at build",),
)
def webhook_file_is_a_route(handlers: WebhookHandlers) -> Iterator[Finding]:
    """In the App Router only files called `route` answer requests, and in the Pages Router only
    those below `pages/api`. Any other file is built without a word, and every delivery is answered
    with 404.
    """
    if not handlers.strays:
        yield from judged(handlers)
    for stray in handlers.strays:
        fix = None
        if stray.expected:
            move = f"git mv {quoted(stray.place.path)} {quoted(stray.expected)}"
            fix = f"Move it to where it is served:\n{move}"
        yield Problem(
            f"`{stray.place.path}` verifies Clerk's webhooks, is imported nowhere, and"
            f" {stray.reason}",
            stray.place,
            fix,
            about=stray.place.path,
        )


@check(
    "A webhook handler answers `POST`",
    fix="Export the handler as `POST`:\nexport async function POST(request: Request) { … }",
    references=(ROUTE, SYNC),
    symptoms=("405 Method Not Allowed",),
)
def handler_exports_post(handlers: WebhookHandlers) -> Iterator[Finding]:
    """Deliveries are sent with `POST`. A route file answers the methods whose names it exports, in
    capitals, and everything else with 405; a default export, which the Pages Router wants, is
    nothing to it.
    """
    yield from judged(handlers)
    routed = [one for one in handlers.handlers if one.router != "convex"]
    if handlers.handlers and not routed:
        yield Inapplicable("the handlers are Convex' HTTP actions")
    for handler in routed:
        if handler.router == "pages":
            if "default" not in handler.exports:
                yield Problem(
                    "The file exports no default function, which is what the Pages Router calls",
                    handler.place,
                    "Export the handler as the file's default:\n"
                    "export default async function (req, res) { … }",
                    about=about(handler),
                )
        elif handler.methods is None:
            yield Unknown("the file exports all that another one does", handler.place)
        elif "POST" not in handler.methods:
            yield Problem(
                f"The file exports {_exported(handler)}, and deliveries come with `POST`",
                handler.place,
                about=about(handler),
            )


def _exported(handler: Handler) -> str:
    near = nearest("POST", handler.exports)
    if near:
        return f"`{near}`"
    if handler.methods:
        return " and ".join(f"`{method}`" for method in handler.methods)
    return "a default function" if "default" in handler.exports else "no method"


@check(
    "A handler of the Pages Router gets the body as it was sent",
    fix="Turn the parser off, and read the request's stream:\n"
    "export const config = { api: { bodyParser: false } }",
    references=(API_ROUTES, SYNC),
    symptoms=("No matching signature found", "Expected payload to be of type string or Buffer."),
)
def pages_router_body_is_raw(handlers: WebhookHandlers) -> Iterator[Finding]:
    """By default Next.js parses a JSON body, and what is left of the stream is nothing; with
    `bodyParser: false` the stream is whole and `req.body` undefined. svix needs the second, and
    Clerk's own `verifyWebhook`, which writes `req.body` as JSON again, the first.
    """
    yield from judged(handlers)
    of_pages = [one for one in handlers.handlers if one.router == "pages"]
    if handlers.handlers and not of_pages:
        yield Inapplicable("no handler stands in `pages/api`")
    for handler in of_pages:
        if handler.unfollowed and not handler.verifications:
            yield Unknown(handler.unfollowed, handler.place)
        for one in handler.verifications:
            if not one.body.startswith("node-"):
                continue
            if handler.body_parser is None:
                yield Unknown("what `config` says of the body parser is not known", handler.place)
                continue
            fault = _fault_of_pages(one, handler, parses=handler.body_parser)
            if fault:
                message, fix = fault
                yield Problem(message, one.place, fix, about=about(handler))


_NO_PARSER = "export const config = { api: { bodyParser: false } }"


def read_of_stream(one: Verification, handler: Handler) -> str:
    """The lines with which a handler of the Pages Router reads the body as it was sent."""
    request, body = handler.request or "req", one.name or "body"
    return (
        f"const chunks = []\nfor await (const chunk of {request}) chunks.push(chunk)\n"
        f"const {body} = Buffer.concat(chunks).toString()"
    )


def whole_body_of_pages(one: Verification, handler: Handler) -> str:
    """How such a handler gets that body from Next.js, which parses it by default."""
    where = f", where `{one.name}` is made" if one.name else ""
    return (
        f"Turn the parser off, and read the request's stream{where}:\n{_NO_PARSER}\n"
        f"// in the handler\n{read_of_stream(one, handler)}"
    )


def _fault_of_pages(
    one: Verification, handler: Handler, *, parses: bool
) -> tuple[str, str | None] | None:
    if one.by == "verifyWebhook":
        if parses:
            return None
        return (
            "`verifyWebhook()` reads `req.body`, which is undefined with `bodyParser: false`",
            "Delete `bodyParser: false` from the file's `config`",
        )
    match one.body:
        case "node-stream" if parses:
            return "The request's stream is verified, which Next.js has read to the end", None
        case "node-body" if parses:
            said = "`req.body` is verified, which Next.js has parsed into an object"
            return said, whole_body_of_pages(one, handler)
        case "node-body" | "node-restringified" if not parses:
            return (
                "`req.body` is verified, which is undefined with `bodyParser: false`",
                f"Read the request's stream, and verify that:\n{read_of_stream(one, handler)}",
            )
    return None


@check(
    "A webhook handler in Convex is an HTTP action for `POST` that calls internal functions",
    fix="Add the route to `convex/http.ts`:\n"
    'http.route({ path: "/clerk-users-webhook", method: "POST", handler: httpAction(…) })',
    references=(HTTP_ACTIONS, "https://docs.convex.dev/auth/database-auth"),
    symptoms=("No matching routes found",),
)
def convex_webhook_is_an_http_action(handlers: WebhookHandlers) -> Iterator[Finding]:
    """Convex answers a request by its path and method at the deployment's `.convex.site` address,
    and with 404 where the router has no such route. A function that the handler calls as `api.…`
    is public: anybody who knows the deployment's address can call it without a signature, and make
    or delete users.
    """
    yield from judged(handlers)
    of_convex = [one for one in handlers.handlers if one.router == "convex"]
    if handlers.handlers and not of_convex:
        yield Inapplicable("no handler stands in the Convex folder")
    for handler in of_convex:
        if handler.methods and "POST" not in handler.methods:
            yield Problem(
                f"The route is for `{handler.methods[0]}`, and deliveries come with `POST`",
                handler.place,
                'Set the route\'s method:\nmethod: "POST",',
                about=about(handler),
            )
        if handler.is_http_action is False:
            yield Problem(
                "The route's handler is a plain function; Convex wants one of `httpAction()`",
                handler.place,
                "Make it an HTTP action:\nhandler: httpAction(async (ctx, request) => { … }),",
                about=about(handler),
            )
        elif handler.is_http_action is None:
            yield Unknown(handler.unfollowed or "the route's handler is not known", handler.place)
        for name, place in handler.public_functions:
            yield Problem(
                f"The handler calls `{name}`, a public function that anybody can call",
                place,
                "Make it an `internalMutation`, and call it as such:\n"
                f"internal.{name.removeprefix('api.')}",
                about=name,
                level="warning",
            )
