"""What is made of the source files beside `Code`, while each of them is at hand."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.code import Side
from clerkdoctor.facts.project import App
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources

if TYPE_CHECKING:
    from clerkdoctor.facts.routes import Routes
    from clerkdoctor.gather.convex import ConvexCollector
    from clerkdoctor.gather.convex_code import ConvexCodeCollector
    from clerkdoctor.gather.handlers import HandlerCollector
    from clerkdoctor.gather.usage import UsageCollector


class Collected:
    """Collectors that are fed every parsed file once; only those that are wanted are loaded."""

    def __init__(
        self,
        app: App,
        files: Sequence[str],
        sources: Sources,
        asked: Sequence[str] = (),
        *,
        routes: bool,
        webhooks: bool,
        convex: bool,
    ) -> None:
        self._app = app
        self._files = files
        self._sources = sources
        self._asked = asked
        self._usage = _usage_of(app) if routes else None
        self._handlers = _handlers_of(app, files) if webhooks else None
        self._convex = _convex_of(app, files) if convex else None

    def add(self, module: Module, side: Side) -> None:
        if self._usage is not None:
            self._usage.add(module, self._sources, side)
        if self._handlers is not None:
            self._handlers.add(module, self._sources)
        if self._convex is not None:
            for collector in self._convex:
                collector.add(module, self._sources, side)

    def finish(self, seen: Evidence) -> None:
        """Adds the facts about the routes, the use of Clerk and the webhook handlers."""
        if self._usage is not None:
            from clerkdoctor.facts.routes import Routes
            from clerkdoctor.gather.app_routes import add_routes

            add_routes(seen, self._app, self._files, self._sources, self._asked)
            stated = seen[Routes]
            routes = stated if isinstance(stated, Routes) else None
            running = routes.middleware if routes else None
            path = running.file.path if running else None
            seen.found(self._usage.finish(self._files, self._sources, path))
            _add_own_checks(seen, self._app, self._files, self._sources, routes)
        if self._handlers is not None:
            seen.found(self._handlers.finish(self._sources))
        if self._convex is not None:
            from clerkdoctor.gather.convex import add_convex

            asked, written = self._convex
            add_convex(seen, self._app, self._files, self._sources, asked)
            seen.found(written.finish(self._sources))


def _usage_of(app: App) -> "UsageCollector":
    from clerkdoctor.gather.usage import UsageCollector

    return UsageCollector(app)


def _add_own_checks(
    seen: Evidence, app: App, files: Sequence[str], sources: Sources, routes: "Routes | None"
) -> None:
    from clerkdoctor.facts.own_checks import OwnChecks
    from clerkdoctor.gather.own_checks.answering import own_checks
    from clerkdoctor.gather.tree import mentions

    def mentioning(paths: Iterable[str], wanted: Sequence[bytes]) -> Iterable[tuple[str, bytes]]:
        return mentions(app.folder, paths, wanted)

    seen.add(OwnChecks, own_checks(app, files, sources, mentioning, routes))


def _handlers_of(app: App, files: Sequence[str]) -> "HandlerCollector":
    from clerkdoctor.gather.handlers import HandlerCollector

    return HandlerCollector(app, files)


def _convex_of(app: App, files: Sequence[str]) -> "tuple[ConvexCollector, ConvexCodeCollector]":
    from clerkdoctor.gather.convex import ConvexCollector
    from clerkdoctor.gather.convex_code import ConvexCodeCollector

    return ConvexCollector(app), ConvexCodeCollector(app, files)
