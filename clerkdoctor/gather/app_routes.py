"""Gathering all that the checks of the routes need of one app."""

from collections.abc import Iterator, Sequence

from clerkdoctor.evidence import Evidence, Unavailable
from clerkdoctor.facts.content_security import ContentSecurity
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.next_config import NextConfig
from clerkdoctor.facts.project import App
from clerkdoctor.facts.route_files import RouteFiles
from clerkdoctor.facts.routes import RoutePath, Routes
from clerkdoctor.facts.urls import PageUrls
from clerkdoctor.gather import routes as gathered
from clerkdoctor.gather.content_security import content_security
from clerkdoctor.gather.header_doors import without_headers_written_over
from clerkdoctor.gather.middleware import running_middleware
from clerkdoctor.gather.next_config import next_config
from clerkdoctor.gather.route_files import route_files
from clerkdoctor.nextjs.routes import PAGE_EXTENSIONS, Route, routes
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import NotKnown

_SIGN_IN_VARIABLES = ("NEXT_PUBLIC_CLERK_SIGN_IN_URL", "NEXT_PUBLIC_CLERK_SIGN_UP_URL")
_KINDS = (NextConfig, RouteFiles, Routes, ContentSecurity)


def add_routes(
    seen: Evidence, app: App, files: Sequence[str], sources: Sources, asked: Sequence[str] = ()
) -> None:
    """The facts about next.config, the middleware and the routes, or why there are none."""
    config = next_config(app, sources) if app.kind == "next" else NextConfig()
    seen.add(NextConfig, config)
    absence = gathered.not_next(app)
    if absence is not None:
        for kind in _KINDS[1:]:
            seen.add(kind, absence)
        return
    listed = gathered.app_files(app, files)
    if config.page_extensions is None:
        reason = Unavailable(f"the app's `pageExtensions` are not known: {config.unknown}")
        for kind in (RouteFiles, Routes):
            seen.add(kind, reason)
    found = _routes(app, listed, config)
    layouts = tuple(_layouts(listed, app))
    written = route_files(found, layouts, sources)
    urls = {one.variable: one.url for one in _sign_in_urls(seen)}
    running = running_middleware(
        app,
        listed,
        config,
        sources,
        sign_in_url=urls.get(_SIGN_IN_VARIABLES[0]),
        sign_up_url=urls.get(_SIGN_IN_VARIABLES[1]),
        knows_sign_in=isinstance(seen[Environment], Environment),
    )
    seen.add(
        ContentSecurity, content_security(app.folder, config, running.module, sources, layouts)
    )
    if config.page_extensions is None:
        return
    if running.module is not None:
        written = without_headers_written_over(written, running.module)
    seen.found(written)
    stated = seen[PageUrls]
    judged = gathered.routes(
        found,
        running,
        config,
        written,
        asked=asked,
        sign_in=_sign_in_urls(seen),
        doubt=stated.doubt if isinstance(stated, PageUrls) else None,
    )
    seen.found(judged._replace(convex=tuple(_http_actions(app, sources))))


def _http_actions(app: App, sources: Sources) -> Iterator[RoutePath]:
    """The routes of Convex' HTTP router: no middleware of Next.js runs before them."""
    from clerkdoctor.gather.handler_runs.entries import convex_ways
    from clerkdoctor.gather.handler_runs.run import Run, World

    folder = app.convex.path if app.convex and app.convex.exists else None
    for name in ("http.ts", "http.js") if folder else ():
        module = sources.module(f"{folder}/{name}")
        if isinstance(module, NotKnown) or b"httpRouter" not in module.source:
            continue
        for way in convex_ways(module, Run(sources, World())):
            if way.path is not None:
                yield RoutePath(
                    way.path, way.path, way.place.path, "route", way.methods, "absent",
                    "unguarded", "Convex serves it, and no middleware of Next.js runs there",
                    way.place,
                )  # fmt: skip


def _routes(app: App, files: Sequence[str], config: NextConfig) -> tuple[Route, ...]:
    """The app's routes, one for each path: a page in a slot is drawn beside another."""
    found = routes(
        files,
        page_extensions=config.page_extensions or PAGE_EXTENSIONS,
        app_dir=app.app_router,
        pages_dir=app.pages_router,
    )
    whole = {route.path for route in found if not route.slots}
    kept: dict[str, Route] = {}
    for route in found:
        if not route.slots or route.path not in whole:
            kept.setdefault(route.path, route)
    return tuple(kept.values())


def _layouts(files: Sequence[str], app: App) -> Iterator[str]:
    for path in files:
        inside = bool(app.app_router) and path.startswith(f"{app.app_router}/")
        if inside and path.rpartition("/")[2].partition(".")[0] == "layout":
            yield path


def _sign_in_urls(seen: Evidence) -> Iterator[gathered.SignInUrl]:
    """What the environment says of the sign-in pages."""
    stated = seen[Environment]
    if isinstance(stated, Environment):
        for name in _SIGN_IN_VARIABLES:
            variable = stated.variables.get(name)
            if variable is not None:
                yield gathered.SignInUrl(variable.value.reveal(), variable.at, name)
