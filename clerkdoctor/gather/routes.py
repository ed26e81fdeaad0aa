"""Gathering the routes: which there are, where the middleware runs, and whom it lets through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from clerkdoctor.evidence import Absence, Absent
from clerkdoctor.facts.next_config import NextConfig
from clerkdoctor.facts.place import Location, Place
from clerkdoctor.facts.project import App
from clerkdoctor.facts.route_files import RouteFiles
from clerkdoctor.facts.routes import (
    PROBES,
    Access,
    RoutePath,
    RoutePattern,
    Routes,
    Runs,
    SignInRoute,
)
from clerkdoctor.gather import tree
from clerkdoctor.gather.middleware import SIGN_UP, SIGNING, Running
from clerkdoctor.nextjs.route_table import RouteTable
from clerkdoctor.nextjs.routes import Route
from clerkdoctor.nextjs.samples import dotted_sample, samples

_PICTURES = (".ico", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".txt", ".xml", ".json",
             ".webmanifest")  # fmt: skip


class SignInUrl(NamedTuple):
    """A path that is said to be a sign-in or sign-up page, and where that is said."""

    url: str
    stated: Location
    variable: str = ""


def app_files(app: App, files: Sequence[str]) -> list[str]:
    """The source files, and what else becomes a route below `app`: icons, robots.txt."""
    if not app.app_router:
        return list(files)
    folder = app.folder / app.app_router
    pictures = (f"{app.app_router}/{path}" for path in tree.sources(folder, [], _PICTURES))
    return [*files, *pictures]


def routes(
    found: Sequence[Route],
    running: Running,
    config: NextConfig,
    files: RouteFiles,
    *,
    asked: Sequence[str] = (),
    sign_in: Iterable[SignInUrl] = (),
    doubt: str | None = None,
) -> Routes:
    """Every route of the app with who gets there, and the paths that were asked about."""
    judged = tuple(_route(route, running, config, files) for route in found)
    table = RouteTable(found)
    middleware = running.middleware
    if middleware is not None:
        reaches = _reaches(running, found, config)
        has_locale = any(r.segments and r.segments[0].kind == "dynamic" for r in found)
        middleware = middleware._replace(
            patterns=tuple(
                one._replace(
                    reaches=reaches.get(index),
                    serves=_served(one, table, has_locale=has_locale),
                )
                for index, one in enumerate(middleware.patterns)
            )
        )
    return Routes(
        routes=judged,
        files=running.files,
        middleware=middleware,
        probes=tuple(_path(path, path, running) for path in PROBES),
        asked=tuple(_asked(path, table, running, config) for path in asked),
        sign_in=tuple(_sign_in_routes(found, sign_in, running, files)),
        next_major=running.next_major,
        clerk_major=running.clerk_major,
        base_path=config.base_path or "",
        doubt=doubt,
    )


def _route(route: Route, running: Running, config: NextConfig, files: RouteFiles) -> RoutePath:
    """A route, judged by each path that stands for it: where they differ, it is unknown."""
    file = files.get(route.file)
    methods = file.methods if file and route.kind == "route" else None
    method = "GET" if methods is None or not methods or "GET" in methods else methods[0]
    paths = samples(route, config.locales or ())
    judged = [_path(route.path, path, running, method) for path in paths]
    dotted = dotted_sample(route, config.locales or ())
    first = judged[0]._replace(
        file=route.file,
        kind=route.kind,
        methods=methods,
        dotted=running.runs_on(dotted)[0] if dotted else None,
    )
    if file and file.cors:
        first = first._replace(preflight=_path(route.path, paths[0], running, "OPTIONS").access)
    other = next((one for one in judged if one.access != first.access), None)
    if other is None:
        return first
    words = f"`{first.sample}` is {first.access}, `{other.sample}` {other.access}"
    runs: Runs = first.runs if first.runs == other.runs else "unknown"
    return first._replace(
        access="unknown", because=f"it depends on the path: {words}", at=other.at, runs=runs
    )


def _path(path: str, sample: str, running: Running, method: str = "GET") -> RoutePath:
    """What a signed-out request for a path meets."""
    runs, why, at = running.runs_on(sample)
    if runs != "runs":
        access: Access = "unguarded" if runs in ("absent", "skipped") else "unknown"
        return RoutePath(path, sample, None, "asked", None, runs, access, why, at)
    outcome = running.signed_out(sample, method)
    return RoutePath(
        path, sample, None, "asked", None, runs, outcome.access, outcome.because, outcome.at,
        outcome,
    )  # fmt: skip


def _asked(path: str, table: RouteTable, running: Running, config: NextConfig) -> RoutePath:
    """A path that the user asked about, with the file that serves it where there is one."""
    base = config.base_path or ""
    inside = path.removeprefix(base) if base and path.startswith(f"{base}/") else path
    route = table.match(inside.partition("?")[0])
    found = _path(path, inside.partition("?")[0], running)
    return found._replace(file=route.file if route else None)


def _reaches(
    running: Running, found: Sequence[Route], config: NextConfig
) -> Mapping[int, tuple[str, ...]]:
    """Pattern → the routes that it matches by itself."""
    patterns = running.middleware.patterns if running.middleware else ()
    locales = config.locales or ()
    paths = [(route.path, samples(route, locales)) for route in found]
    reached: dict[int, tuple[str, ...]] = {}
    for index, one in enumerate(patterns):
        matches = running.matcher_of(one)
        if matches is not None:
            reached[index] = tuple(
                path for path, tried in paths if any(matches(sample) for sample in tried)
            )
    return reached


def _served(pattern: RoutePattern, table: RouteTable, *, has_locale: bool) -> str | None:
    """The route that serves what the pattern spells out, `/about` for `/about(.*)`.

    A catch-all page serves it, too, and so does a page behind a language that the middleware adds.
    """
    plain = pattern.text.partition("(")[0].partition(":")[0].rstrip("/") or "/"
    candidates = [plain, f"/en{plain.rstrip('/')}"] if has_locale else [plain]
    for path in candidates:
        route = table.match(path)
        if route is not None:
            return route.path
    return None


def _sign_in_routes(
    found: Sequence[Route], stated: Iterable[SignInUrl], running: Running, files: RouteFiles
) -> Iterator[SignInRoute]:
    """The sign-in pages that variables and options name, and those that the files show."""
    table = RouteTable(found)
    seen: set[str] = set()
    for url, at, variable in stated:
        path = url.partition("?")[0].partition("#")[0].rstrip("/")
        if path.startswith("/") and path not in seen:
            seen.add(path)
            yield _sign_in(path, at, table, running, signs_up="SIGN_UP" in variable)
    for route in found:
        static = [one.text for one in route.segments if one.kind == "static"]
        catches = bool(route.segments) and route.segments[-1].kind == "optional-catch-all"
        path = "/" + "/".join(static)
        is_plain = len(static) == len(route.segments) - (1 if catches else 0)
        named = bool(static) and static[-1] in SIGNING
        file = files.get(route.file)
        is_one = route.kind == "page" and is_plain and named and file is not None and file.signs_in
        if is_one and path not in seen:
            seen.add(path)
            signs_up = static[-1] in SIGN_UP
            yield _sign_in(path, Place(route.file), table, running, signs_up=signs_up)


def _sign_in(
    path: str, at: Location, table: RouteTable, running: Running, *, signs_up: bool
) -> SignInRoute:
    below = f"{path}/{'verify-email-address' if signs_up else 'factor-one'}"
    served = table.match(below)
    by_path = served is not None and bool(served.segments) and "catch" in served.segments[-1].kind
    page, step = _path(path, path, running), _path(below, below, running)
    return SignInRoute(path, at, page, step, by_path, signs_up)


def not_next(app: App) -> Absence | None:
    """Why there are no routes to judge."""
    if app.kind != "next":
        return Absent("no Next.js runs here")
    if not app.app_router and not app.pages_router:
        return Absent("there is no `app` and no `pages` folder here")
    return None
