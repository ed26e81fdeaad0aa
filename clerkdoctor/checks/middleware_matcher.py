"""Next.js' `config.matcher`: that Next.js reads it, and that it covers what needs Clerk."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.middleware_file import (
    MIDDLEWARE_DOCS,
    NEXT_PROXY,
    NOT_RUN,
    RECOMMENDED,
    recommended,
)
from clerkdoctor.facts import routes as probes
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.route_files import RouteFile, RouteFiles
from clerkdoctor.facts.routes import Middleware, RoutePath, Routes

_API_FIX = 'Add the entry for API routes to the matcher:\n"/(api|trpc)(.*)",'
_RECOMMENDED_FIX = f"Use the matcher that Clerk recommends:\n{RECOMMENDED}"


def _fix(routes: Routes) -> str:
    """The matcher for this version, with what a middleware inside of Clerk's then needs."""
    return f"Use the matcher that Clerk recommends:\n{recommended(routes)}{_and_return(routes)}"


def _and_return(routes: Routes) -> str:
    """What is to be done where another middleware, such as for languages, comes to run on the API
    routes, too.
    """
    inner = routes.middleware.rewrites_with if routes.middleware else None
    api = routes.probe(probes.API)
    if inner is None or api is None or api.runs == "runs":
        return ""
    return (
        f"\nand, as it then runs on API routes, return before `{inner}` for them:\n"
        'if (request.nextUrl.pathname.startsWith("/api")) return'
    )


def _stated(routes: Routes) -> Middleware | Inapplicable:
    """The middleware whose matcher is to be judged."""
    if routes.middleware is None:
        return Inapplicable("no middleware runs here")
    if routes.middleware.matcher.state == "none":
        return Inapplicable("the middleware has no matcher, so that it runs on every request")
    return routes.middleware


@check(
    "The middleware's matcher is a literal that Next.js can read",
    fix="Write the matcher as plain texts in this file",
    references=(NEXT_PROXY,),
    symptoms=(
        "Next.js can't recognize the exported `config` field",
        "Unsupported node type",
        "It mustn't be reexported",
    ),
    follows=("middleware-config-is-exported",),
)
def middleware_matcher_is_static(routes: Routes) -> Iterator[Finding]:
    """Next.js reads `config` without running the file. A variable, a spread or a template with
    `${…}` fails the build, or is dropped with a warning, and the middleware then runs on every
    request.
    """
    running = _stated(routes)
    if isinstance(running, Inapplicable):
        yield running
        return
    matcher = running.matcher
    if matcher.misnamed is not None:
        yield Inapplicable("the matcher has another name than `config`")
    elif matcher.state in ("dropped", "refused") and not any(e.error for e in matcher.entries):
        yield Problem(
            f"{matcher.reason[:1].upper()}{matcher.reason[1:]}",
            matcher.place,
            about="middleware matcher",
        )
    elif matcher.state == "unknown":
        yield Unknown(matcher.reason, matcher.place)


@check(
    "The middleware's matcher is one that Next.js takes",
    fix="Correct the entry: it starts with `/`, and `*` follows a group or a parameter",
    references=(NEXT_PROXY, "https://github.com/pillarjs/path-to-regexp/tree/6.x"),
    symptoms=("Invalid middleware found", "Invalid source", "source must start with /"),
)
def middleware_matcher_is_valid(routes: Routes) -> Iterator[Finding]:
    """An entry is a path in the syntax of path-to-regexp 6. Next.js refuses to build with one that
    does not compile. A single backslash is lost in a JavaScript text, and the entry means something
    else than it shows.
    """
    running = _stated(routes)
    if isinstance(running, Inapplicable):
        yield running
        return
    matcher = running.matcher
    for entry in matcher.entries:
        if entry.error is not None:
            yield Problem(
                f"Next.js refuses the entry `{entry.source}`: {entry.error}",
                entry.place,
                about=entry.source,
            )
        elif entry.lost_escape:
            yield Problem(
                f"The entry is read as `{entry.source}`: the text loses its single backslashes",
                entry.place,
                r"Write each backslash twice, as in `\\.`",
                about=entry.source,
            )
    if matcher.state == "never":
        yield Problem(
            f"The middleware never runs: {matcher.reason}", matcher.place, _fix(routes),
            about="middleware matcher",
        )  # fmt: skip


@check(
    "The middleware runs wherever the code asks who is signed in",
    fix=_RECOMMENDED_FIX,
    references=(MIDDLEWARE_DOCS,),
    symptoms=(NOT_RUN, "Your Middleware matcher is configured to match this route or page"),
    follows=("middleware-matcher-is-valid", "middleware-matcher-is-static"),
)
def middleware_matcher_covers_routes_that_use_auth(
    routes: Routes, files: RouteFiles
) -> Iterator[Finding]:
    """`auth()` and `currentUser()` throw on a path that the middleware is not run for, signed in or
    not.
    """
    if routes.middleware is None or routes.middleware.kind == "other":
        yield Inapplicable("no middleware of Clerk's runs here")
        return
    asking = [(one, at) for one in routes.routes if (at := _asks(one, files))]
    if not asking:
        yield Inapplicable("no page or route handler asks who is signed in")
        return
    for route, at in asking:
        if route.runs == "skipped":
            yield Problem(
                f"`{route.path}` asks who is signed in, and the middleware does not run there",
                at,
                _fix(routes),
                about=route.path,
            )
        elif route.runs == "unknown":
            yield Unknown(f"whether the middleware runs on `{route.path}` is not known", route.at)


def _asks(route: RoutePath, files: RouteFiles) -> Place | None:
    """Where a route asks who is signed in: in its file, or in a layout around its page."""
    for path in [route.file, *(_layouts(route.file, files) if route.kind == "page" else ())]:
        found = files.get(path)
        if found and found.auth and not found.is_client:
            return found.auth[0]
    return None


def _layouts(file: str | None, files: RouteFiles) -> Iterator[str]:
    """The layouts of the App Router around a page, innermost first."""
    folder = (file or "").rpartition("/")[0]
    while folder and "app" in folder.split("/"):
        for extension in ("tsx", "ts", "jsx", "js"):
            if files.get(f"{folder}/layout.{extension}"):
                yield f"{folder}/layout.{extension}"
        folder = folder.rpartition("/")[0]


@check(
    "The middleware runs on API routes that change data",
    fix=_API_FIX,
    references=(MIDDLEWARE_DOCS,),
    level="warning",
    symptoms=(NOT_RUN,),
)
def middleware_matcher_covers_api_routes(routes: Routes, files: RouteFiles) -> Iterator[Finding]:
    """Next.js' own example of a matcher leaves `/api` out. A handler there is open to everyone,
    unless it tells callers by itself.
    """
    running = routes.middleware
    if running is None or running.kind == "other":
        yield Inapplicable("no middleware of Clerk's runs here")
        return
    handlers = [one for one in routes.routes if one.kind in ("route", "api")]
    if not handlers:
        yield Inapplicable("the app has no API routes")
        return
    for route in handlers:
        found = files.get(route.file)
        if route.runs == "skipped" and found and _is_open(found):
            yield Problem(
                f"`{route.path}` changes data or reads a user's, and nothing tells who calls: the"
                " middleware does not run there, and the handler asks nobody",
                found.writes[0],
                f"{_API_FIX}{_and_return(routes)}",
                about=route.path,
            )


def _is_open(file: RouteFile) -> bool:
    return bool(file.writes) and not file.auth and not file.verifications


@check(
    "The matcher keeps paths that have a dot in them",
    fix=_RECOMMENDED_FIX,
    references=(MIDDLEWARE_DOCS,),
    level="warning",
    symptoms=(NOT_RUN,),
)
def middleware_matcher_keeps_dotted_paths(routes: Routes, files: RouteFiles) -> Iterator[Finding]:
    r"""The matcher of Clerk's older documentation, `/((?!.*\..*|_next).*)`, skips every path with a
    dot, not files alone: `/user/john.doe` is then open, and `auth()` throws there. That matters on
    pages that are protected or ask who is signed in.
    """
    running = _stated(routes)
    if isinstance(running, Inapplicable):
        yield running
        return
    plain = routes.probe(probes.PLAIN)
    if plain is None or plain.runs != "runs":
        yield Inapplicable("the matcher lists paths, and has no rule for those with a dot")
        return
    dynamic = [one for one in routes.routes if one.dotted and one.kind != "metadata"]
    if not dynamic:
        yield Inapplicable("no route of the app takes a part of its path from the URL")
        return
    needing = [one for one in dynamic if _needs_clerk(one, files)]
    if not needing:
        yield Inapplicable(
            "no route that takes a part of its path from the URL is protected or asks who is"
            " signed in"
        )
    left = next((one for one in needing if one.runs == "runs" and one.dotted == "skipped"), None)
    if left is not None:
        yield Problem(
            f"A path with a dot is skipped: `{left.path}` with a value like `v1.2` is not covered",
            running.matcher.place,
            _fix(routes),
            about="middleware matcher",
        )


def _needs_clerk(route: RoutePath, files: RouteFiles) -> bool:
    """Whether something is lost where the middleware does not run; not so for Clerk's own forms,
    whose steps have no dots.
    """
    found = files.get(route.file)
    if "[..." in route.path and found is not None and found.signs_in:
        return False
    return route.access == "protected" or _asks(route, files) is not None


@check(
    "The matcher leaves static files alone",
    fix=_RECOMMENDED_FIX,
    references=(MIDDLEWARE_DOCS,),
    level="warning",
    symptoms=("/_next/static", "page without CSS"),
    follows=("middleware-config-is-exported", "middleware-matcher-is-static"),
)
def middleware_matcher_skips_static_files(routes: Routes) -> Iterator[Finding]:
    """A middleware that runs on `/_next/static` or on icons costs time on every file; one that
    turns strangers away leaves the sign-in page without its styles and scripts.
    """
    running = routes.middleware
    if running is None:
        yield Inapplicable("no middleware runs here")
        return
    covered = [
        one
        for path in (probes.CHUNK, probes.ICON)
        if (one := routes.probe(path)) and one.runs == "runs"
    ]
    blocked = [one for one in covered if one.access == "protected"]
    for one in blocked or covered[:1]:
        what = "and turns signed-out requests away" if blocked else "which costs time on each file"
        yield Problem(
            f"The middleware runs on `{one.path}`, {what}",
            running.matcher.place,
            _fix(routes),
            about="middleware matcher",
            level="warning" if blocked else "note",
        )
