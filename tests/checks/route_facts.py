"""Facts about routes, built by hand for the tables."""

from typing import Any

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.route_files import RouteFile, RouteFiles, Verification
from clerkdoctor.facts.routes import (
    API,
    CHUNK,
    ICON,
    PLAIN,
    Access,
    BackDoor,
    Condition,
    HandlerExport,
    Matcher,
    MatcherEntry,
    Middleware,
    MiddlewareFile,
    Outcome,
    RoutePath,
    RoutePattern,
    Routes,
    Runs,
    SignInRoute,
    Slip,
)
from tests.checks.facts import place

PROXY = Place("proxy.ts")
ENTRY = MatcherEntry("/((?!_next).*)", place("proxy.ts:9:5"))
MATCHER = Matcher("static", place("proxy.ts:8:14"), (ENTRY,))
EXPORT = HandlerExport("default", place("proxy.ts:5:1"))
RUNS = MiddlewareFile(PROXY, "proxy", "runs")
BECAUSE = "protected: no entry of `isPublicRoute` matches"


def path(
    text: str,
    access: Access = "public",
    *,
    runs: Runs = "runs",
    file: str | None = None,
    kind: Any = "page",
    patterns: tuple[RoutePattern, ...] = (),
    preflight: Access | None = None,
    means: Any = "none",
    dotted: Runs | None = None,
) -> RoutePath:
    because = BECAUSE if access == "protected" else f"{access}: by what decides"
    known = access if access in ("public", "protected") else "unknown"
    outcome = Outcome(known, because, place("proxy.ts:6:3"), means, patterns=patterns)
    at = place("proxy.ts:6:3")
    if dotted is None and "[" in text:
        dotted = runs
    return RoutePath(
        text, text, file, kind, None, runs, access, because, at, outcome, preflight, dotted
    )


def handler(text: str, access: Access = "public", **more: Any) -> RoutePath:
    return path(text, access, file=f"app{text}/route.ts", kind="route", **more)


def page(text: str, access: Access = "public", **more: Any) -> RoutePath:
    return path(text, access, file=f"app{text.rstrip('/')}/page.tsx", **more)


def pattern(
    text: str,
    role: Any = "public",
    *,
    reaches: tuple[str, ...] | None = None,
    error: str | None = None,
    kind: Any = "path",
) -> RoutePattern:
    name = "isProtectedRoute" if role == "protected" else "isPublicRoute"
    return RoutePattern(text, kind, place("proxy.ts:3:45"), name, role, error, reaches)


def middleware(*parts: object, **more: Any) -> Middleware:
    """A middleware of Clerk's with these patterns, conditions and back doors."""

    def of(kind: type) -> Any:
        return tuple(part for part in parts if isinstance(part, kind))

    settings = {"kind": "clerk", "export": EXPORT, "matcher": MATCHER, **more}
    return Middleware(
        PROXY,
        "proxy",
        patterns=of(RoutePattern),
        conditions=of(Condition),
        back_doors=of(BackDoor),
        slips=of(Slip),
        **settings,
    )


def routes(
    *parts: object,
    running: Middleware | None = None,
    files: tuple[MiddlewareFile, ...] = (RUNS,),
    probes: dict[str, tuple[Runs, Access]] | None = None,
    next_major: int | None = 16,
    doubt: str | None = None,
) -> Routes:
    """Routes and sign-in pages behind a middleware; `files=()` for none."""
    stated: dict[str, tuple[Runs, Access]] = {
        PLAIN: ("runs", "public"),
        API: ("runs", "public"),
        CHUNK: ("skipped", "unguarded"),
        ICON: ("skipped", "unguarded"),
        **(probes or {}),
    }
    if running is None and any(one.fate == "runs" for one in files):
        running = middleware()
    return Routes(
        tuple(part for part in parts if isinstance(part, RoutePath)),
        files,
        running,
        tuple(
            path(name, access, runs=runs, kind="asked") for name, (runs, access) in stated.items()
        ),
        sign_in=tuple(part for part in parts if isinstance(part, SignInRoute)),
        next_major=next_major,
        clerk_major=7,
        doubt=doubt,
    )


NO_MIDDLEWARE = routes(files=())


def sign_in(
    url: str = "/sign-in",
    page_access: Access = "public",
    below_access: Access = "public",
    *,
    by_path: bool = True,
    signs_up: bool = False,
    patterns: tuple[RoutePattern, ...] = (),
) -> SignInRoute:
    return SignInRoute(
        url,
        place(".env.local:3:1"),
        path(url, page_access, patterns=patterns),
        path(f"{url}/{'verify-email-address' if signs_up else 'factor-one'}", below_access),
        by_path,
        signs_up,
    )


def file(name: str, *of: str, **more: Any) -> RouteFile:
    """A file that verifies the requests of these; other facts as they are given."""
    verifications = tuple(Verification(one, Place(name, 7, 9)) for one in of)
    return RouteFile(name, verifications=verifications, **more)


def files(*found: RouteFile) -> RouteFiles:
    return RouteFiles({one.path: one for one in found})


AUTH = (Place("app/page.tsx", 4, 20),)
