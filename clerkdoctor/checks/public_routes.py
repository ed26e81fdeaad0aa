"""Routes that have to answer signed-out requests: webhooks, sign-in pages, public pages."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.route_patterns import MATCHER_DOCS, as_url
from clerkdoctor.facts.route_files import RouteFiles
from clerkdoctor.facts.routes import ICON, RoutePath, RoutePattern, Routes
from clerkdoctor.nearest import nearest

_WEBHOOK_DOCS = "https://clerk.com/docs/guides/development/webhooks/syncing"
_LEGAL = frozenset(
    ("privacy", "privacy-policy", "terms", "terms-of-service", "tos", "legal", "imprint",
     "impressum", "cookies", "cookie-policy", "datenschutz")
)  # fmt: skip
_PUBLIC_GROUPS = ("(marketing)", "(public)", "(landing)", "(legal)", "(site)", "(website)")


def opens(routes: Routes, path: str) -> str:
    """The edit that lets signed-out requests through to a path."""
    opening = next((p for p in _patterns(routes) if p.role == "public"), None)
    if opening is not None:
        return f'Add the path to `{opening.matcher}` ({opening.place}):\n"{path}",'
    if routes.middleware and routes.middleware.kind == "auth-middleware":
        return f'Add the path to `publicRoutes`:\npublicRoutes: ["{path}"],'
    closing = next((p for p in _patterns(routes) if p.role == "protected"), None)
    if closing is not None:
        return f"Take the path out of what `{closing.matcher}` matches ({closing.place})"
    return (
        "Let the path through before the protection:\n"
        f'const isPublicRoute = createRouteMatcher(["{path}"])\n'
        "if (!isPublicRoute(request)) await auth.protect()"
    )


def _patterns(routes: Routes) -> tuple[RoutePattern, ...]:
    return routes.middleware.patterns if routes.middleware else ()


@check(
    "Webhooks reach their handlers without a session",
    fix="Add the webhook's path to the public routes of the middleware",
    references=(_WEBHOOK_DOCS, MATCHER_DOCS),
    symptoms=(
        "protect-rewrite",
        "Attempt to decode JSON with unexpected mimetype: text/html",
        "is being protected (401) because there is no signed-in user",
    ),
    follows=("route-patterns-compile", "route-patterns-start-with-a-slash"),
)
def webhook_routes_are_public(routes: Routes, files: RouteFiles) -> Iterator[Finding]:
    """Clerk, Stripe and the others send no session. A middleware that protects the path answers
    them with a redirect or a 404 before the handler can look at the signature, and the event is
    lost.
    """
    hooks = [(r, f) for r in routes.routes if (f := files.get(r.file)) and f.verifications]
    if not hooks:
        yield Inapplicable("no route handler verifies a signature or a shared secret")
        return
    for route, file in hooks:
        first = file.verifications[0]
        if route.access == "protected":
            yield Problem(
                f"`{route.path}` verifies {_possessive(first.of)} requests, which have no session,"
                f" and is {route.because}",
                route.at or first.place,
                opens(routes, as_url(route.path)),
                about=route.path,
            )
        elif route.access == "unknown":
            yield Unknown(f"whether `{route.path}` is public is not known: {route.because}")


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


@check(
    "The public pattern for webhooks names the handler's path",
    fix="Write the pattern as the handler's folder is called",
    references=(_WEBHOOK_DOCS,),
    follows=("webhook-routes-are-public",),
)
def webhook_path_agrees_with_the_public_pattern(
    routes: Routes, files: RouteFiles
) -> Iterator[Finding]:
    """`/api/webhook` and `/api/webhooks` are two paths: a list that opens one of them leaves the
    handler at the other behind the sign-in.
    """
    hooks = [
        route for route in routes.routes if (found := files.get(route.file)) and found.verifications
    ]
    patterns = [p for p in _patterns(routes) if p.role == "public" and "hook" in p.text]
    if not hooks or not patterns:
        yield Inapplicable("no list of the middleware opens a webhook")
        return
    for pattern in patterns:
        if pattern.reaches == ():
            closed = [route.path for route in hooks if route.access == "protected"]
            if closed:
                root = pattern.text.partition("(")[0].rstrip("/")
                meant = nearest(root, closed, 12) or closed[0]
                yield Problem(
                    f"`{pattern.text}` in `{pattern.matcher}` opens no route; the handler is at"
                    f" `{meant}`",
                    pattern.place,
                    f"Write the pattern as `{as_url(meant)}`",
                    about=meant,
                )


@check(
    "Signed-out people reach the sign-in pages",
    fix="Add the sign-in and sign-up paths to the public routes of the middleware",
    references=(MATCHER_DOCS,),
    symptoms=("ERR_TOO_MANY_REDIRECTS", "redirected you too many times"),
    follows=("route-patterns-compile", "route-patterns-start-with-a-slash"),
)
def sign_in_routes_are_public(routes: Routes) -> Iterator[Finding]:
    """Who is turned away is sent to the sign-in page. Where that is protected, too, it sends them
    to itself, until the browser gives up.
    """
    if not routes.sign_in:
        yield Inapplicable("the app has no sign-in page of its own that is known")
        return
    for one in routes.sign_in:
        if one.page.access == "protected":
            yield Problem(
                f"The sign-{'up' if one.signs_up else 'in'} page `{one.url}` is {one.page.because}",
                one.page.at or one.stated,
                opens(routes, f"{one.url}(.*)"),
                about=one.url,
            )
        elif one.page.access == "unknown":
            yield Unknown(f"whether `{one.url}` is public is not known: {one.page.because}")


@check(
    "The steps of the sign-in are public, too",
    fix="End the patterns of the sign-in pages with `(.*)`",
    references=(MATCHER_DOCS,),
    symptoms=("/sign-in/factor-one", "/sso-callback"),
    follows=("sign-in-routes-are-public",),
)
def sign_in_sub_routes_are_public(routes: Routes) -> Iterator[Finding]:
    """Clerk's sign-in goes through paths below its own: `/sign-in/factor-one`,
    `/sign-in/sso-callback`; a sign-up through `/sign-up/verify-email-address`. A pattern without
    `(.*)` opens the first page and closes the next.
    """
    by_path = [one for one in routes.sign_in if one.by_path]
    if not by_path:
        yield Inapplicable("no sign-in page here takes steps below its path")
        return
    for one in by_path:
        if one.below.access == "protected" and one.page.access != "protected":
            pattern = next(iter(one.page.outcome.patterns if one.page.outcome else ()), None)
            yield Problem(
                f"`{one.url}` is public, and `{one.below.path}` below it is {one.below.because}",
                pattern.place if pattern else one.below.at,
                f"Write the pattern as `{one.url}(.*)`",
                about=one.url,
            )
        elif one.below.access == "unknown":
            yield Unknown(f"whether `{one.below.path}` is public is not known")


@check(
    "Pages for everyone are public",
    fix="Add the path to the public routes of the middleware",
    references=(MATCHER_DOCS,),
    level="warning",
)
def public_pages_are_public(routes: Routes) -> Iterator[Finding]:
    """Crawlers and visitors have no session: `robots.txt`, a sitemap, the pictures for previews and
    the legal pages are for them. Behind a sign-in they answer with a redirect or a 404.
    """
    if routes.middleware is None:
        yield Inapplicable("no middleware runs here")
        return
    judged = [(one, kind) for one in routes.routes if (kind := _kind(one))]
    if not judged:
        yield Inapplicable("the app has no page that is plainly for everyone")
    for one, kind in judged:
        if one.access == "protected":
            yield Problem(
                f"`{one.path}` is {kind}, and is {one.because}",
                one.at,
                opens(routes, as_url(one.path)),
                about=one.path,
            )


def _kind(route: RoutePath) -> str | None:
    """What makes a route one for everyone."""
    if route.kind == "metadata":
        return "for crawlers and browsers"
    if route.kind != "page":
        return None
    if route.path.rpartition("/")[2].lower() in _LEGAL:
        return "a legal page"
    folders = (route.file or "").split("/")
    group = next((one for one in _PUBLIC_GROUPS if one in folders), None)
    return f"in the route group `{group}`" if group else None


@check(
    "Public pages reach the API routes that they call",
    fix="Add the API route to the public routes of the middleware",
    references=(MATCHER_DOCS,),
    level="warning",
)
def public_pages_reach_their_apis(routes: Routes, files: RouteFiles) -> Iterator[Finding]:
    """A page that everyone sees, and whose requests are turned away without a session, works for
    its author and fails for visitors.
    """
    by_path = {one.path: one for one in routes.routes if one.kind in ("route", "api")}
    pages = [one for one in routes.routes if one.kind == "page" and one.access == "public"]
    calling = [(page, f) for page in pages if (f := files.get(page.file)) and f.calls]
    if not calling:
        yield Inapplicable("no public page is seen to call an API route")
        return
    for page, file in calling:
        for path, place in file.calls:
            called = by_path.get(path)
            if called and called.access == "protected" and not file.auth:
                yield Problem(
                    f"`{page.path}` is public and requests `{path}`, which is {called.because}",
                    place,
                    opens(routes, path),
                    about=path,
                )


@check(
    "Preflight requests pass the middleware",
    fix="Answer `OPTIONS` before the protection:\n"
    'if (request.method === "OPTIONS") return NextResponse.next()',
    references=(
        MATCHER_DOCS,
        "https://developer.mozilla.org/en-US/docs/Glossary/Preflight_request",
    ),
    level="warning",
    symptoms=("Response to preflight request doesn't pass access control check",),
)
def cors_preflights_pass(routes: Routes, files: RouteFiles) -> Iterator[Finding]:
    """A browser asks with `OPTIONS`, without cookies and tokens, before it calls another origin. A
    protected path answers that with 404, and the call is never made.
    """
    open_to_others = [(r, f) for r in routes.routes if (f := files.get(r.file)) and f.cors]
    if not open_to_others:
        yield Inapplicable("no route handler lets other origins in")
        return
    for route, file in open_to_others:
        if route.preflight == "protected":
            yield Problem(
                f"`{route.path}` lets other origins in, and its preflight is turned away as it has"
                " no session",
                file.cors,
                about=route.path,
            )


@check(
    "No request gets past Clerk by a header, a cookie or a fixed key",
    fix="Remove the condition; for tests, use Clerk's testing tokens",
    references=("https://clerk.com/docs/guides/development/testing/overview",),
)
def protection_has_no_back_door(routes: Routes, files: RouteFiles) -> Iterator[Finding]:
    """A header or a cookie is the sender's to choose: whoever learns of it is let in, signed in or
    not. The same holds for a handler that asks nobody where a header says so.
    """
    doors = [one for path in sorted(files.files) for one in files.files[path].doors]
    for one in doors:
        yield Problem(
            f"{one.what[:1].upper()}{one.what[1:]} makes the handler leave out its question who is"
            " signed in",
            one.place,
            about=one.what,
        )
    if routes.middleware is None or routes.middleware.kind == "unknown":
        if not doors:
            yield Inapplicable("no middleware that can be read runs here")
        return
    for one in routes.middleware.back_doors:
        claimed = one.what.lower() in ("the header origin", "the header referer")
        yield Problem(
            f"{one.what[:1].upper()}{one.what[1:]} lets a signed-out request past the protection",
            one.place,
            "Remove the condition: any program can send this header; answer preflights alone"
            " without a session"
            if claimed
            else None,
            about=one.what,
        )


@check(
    "What the middleware protects with stops the request",
    fix="Await the call that protects, and let its error through",
    references=(MATCHER_DOCS,),
    follows=("protect-is-awaited",),
)
def protection_stops_the_request(routes: Routes) -> Iterator[Finding]:
    """`protect()` refuses by throwing. A helper around it that nobody awaits, a `forEach` with an
    asynchronous callback, or a `catch` that takes the error lets the request go on.
    """
    running = routes.middleware
    if running is None or running.kind == "unknown":
        yield Inapplicable("no middleware that can be read runs here")
        return
    for one in running.slips:
        if one.kind == "caught":
            yield Problem(
                f"`{one.call}` takes the error with which `{one.word}` stops the request",
                one.place,
                "Return a response from the `catch`, or throw the error again",
                about=f"{one.place.path}:{one.place.line}",
            )
        else:
            yield Problem(
                f"`{one.call}` is not awaited, so that the `{one.word}` in it stops nothing",
                one.place,
                "Await the call; in place of `forEach`, use a loop: for (const … of …) { await … }",
                about=f"{one.place.path}:{one.place.line}",
            )


@check(
    "The root layout can draw a page that is not found",
    fix="Ask who is signed in below the root layout, or show it with Clerk's components",
    references=("https://clerk.com/docs/reference/nextjs/clerk-middleware",),
    level="warning",
    symptoms=("Clerk: auth() was called but Clerk can't detect usage of clerkMiddleware()",),
)
def root_layout_survives_a_404(routes: Routes, files: RouteFiles) -> Iterator[Finding]:
    """The matcher leaves files out, by their extension. A picture that is not there is answered
    with the app's page for 404, within the root layout; where that calls `auth()`, the answer is a
    500 instead.
    """
    if routes.middleware is None or routes.middleware.kind == "other":
        yield Inapplicable("no middleware of Clerk's runs here")
        return
    layouts = [f for path, f in files.files.items() if _is_root_layout(path)]
    if not layouts:
        yield Inapplicable("the app has no root layout")
        return
    icon = routes.probe(ICON)
    for one in layouts:
        if one.auth and not one.is_client and icon is not None and icon.runs == "skipped":
            yield Problem(
                "The root layout asks who is signed in, and the middleware does not run for a"
                " missing file, such as `/missing.png`",
                one.auth[0],
                about="root layout",
            )


def _is_root_layout(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder in ("app", "src/app") and name.startswith("layout.")


@check(
    "Middleware that rewrites paths leaves the API routes alone",
    fix="Return before the other middleware for API routes:\n"
    'if (request.nextUrl.pathname.startsWith("/api")) return',
    references=("https://next-intl.dev/docs/routing/middleware",),
    level="warning",
    symptoms=("Unable to find `next-intl` locale",),
)
def middleware_leaves_api_routes_alone(routes: Routes) -> Iterator[Finding]:
    """A middleware for languages puts `/en` before the path. There is no `/en/api`: the request
    ends in a 404.
    """
    running = routes.middleware
    if running is None or running.rewrites_with is None:
        yield Inapplicable("the middleware hands no request to one that rewrites paths")
        return
    handlers = [one for one in routes.routes if one.kind in ("route", "api") and one.runs == "runs"]
    if not handlers:
        yield Inapplicable("the middleware runs on no API route")
        return
    for one in handlers:
        first = one.path.split("/")[1] if "/" in one.path else ""
        outcome = one.outcome
        if outcome and outcome.means == "rewrite" and not first.startswith("["):
            yield Problem(
                f"`{one.path}` is handed to `{running.rewrites_with}`, which puts a language before"
                " its path",
                outcome.at or running.file,
                about="rewrites",
            )
            return
