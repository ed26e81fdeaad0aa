"""Gathering the handlers of Clerk's webhooks, from the files that are parsed anyway.

Feed a `HandlerCollector` every parsed file once, then `finish` it. What a handler calls in other
files is read through the project's sources.
"""

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from clerkdoctor.facts.handlers import Handler, Router, Stray, WebhookHandlers
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.gather.handler_runs.entries import Way, convex_ways, way_of_route
from clerkdoctor.gather.handler_runs.following import follow, verifies_clerk
from clerkdoctor.gather.handler_runs.run import Run, World
from clerkdoctor.nextjs.routes import PAGE_EXTENSIONS
from clerkdoctor.typescript.exports import Export
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import NotKnown

_LIBRARIES = (b"svix", b"standardwebhooks", b"verifyWebhook")
_NAMES = ("hook", "clerk", "svix")


class HandlerCollector:
    """Collects the handlers of one app. `files` are all its source files."""

    def __init__(self, app: App, files: Sequence[str]) -> None:
        self._app = app
        self._files = files
        self._convex = app.convex.path if app.convex else None
        self._fed: set[str] = set()
        self._handlers: list[Handler] = []
        self._strays: list[Stray] = []
        self._imports: dict[str, tuple[str, ...]] = {}
        self._unread: list[tuple[str, str]] = []

    def add(self, module: Module, sources: Sources) -> None:
        """Reads one parsed file; most are none of its business, which is told by their bytes."""
        self._fed.add(module.path)
        self._imports[module.path] = _specifiers(module)
        router = self._router(module.path)
        if router and _may_be_handler(module):
            self._handlers += self._found([way_of_route(module, router)], module, sources)
        elif self._is_convex(module):
            ways = convex_ways(module, Run(sources, World(), given=module))
            self._handlers += self._found(ways, module, sources)
        elif not router and any(word in module.source for word in _LIBRARIES):
            stray = self._stray(module)
            if stray:
                self._strays.append(stray)

    def finish(self, sources: Sources) -> WebhookHandlers:
        """All that was found, once every file was fed.

        Files that look like webhooks' by their path and that nobody parsed are parsed now.
        """
        for path in self._files:
            if path not in self._fed and self._router(path) and _is_named_like_one(path):
                module = sources.module(path)
                if isinstance(module, NotKnown):
                    self._unread.append((path, module.reason.removeprefix(f"`{path}` ")))
                else:
                    self.add(module, sources)
        strays = [one for one in self._strays if not self._is_imported(one, sources)]
        key = _order
        return WebhookHandlers(
            tuple(sorted(self._handlers, key=lambda one: key(one.place))),
            tuple(sorted(strays, key=lambda one: key(one.place))),
            tuple(self._unread),
            self._http_file(),
        )

    def _found(self, ways: Iterable[Way], module: Module, sources: Sources) -> list[Handler]:
        followed = (follow(way, module, sources, self._convex) for way in ways)
        return [one for one in followed if one is not None]

    # Where a file stands

    def _router(self, path: str) -> Router | None:
        """What serves a file as a route that answers requests; None where nothing does."""
        folder, name = posixpath.split(path)
        stem, _, extension = name.rpartition(".")
        if extension not in PAGE_EXTENSIONS:
            return None
        if self._app.app_router and _is_within(folder, self._app.app_router):
            return "app" if stem == "route" else None
        if self._app.pages_router and _is_within(folder, f"{self._app.pages_router}/api"):
            return "pages"
        return None

    def _http_file(self) -> str | None:
        """The file whose routes Convex serves, where there is one."""
        stem = f"{self._convex}/http."
        return next((one for one in self._files if one in (f"{stem}ts", f"{stem}js")), None)

    def _is_convex(self, module: Module) -> bool:
        if not self._convex or not _is_within(posixpath.dirname(module.path), self._convex):
            return False
        return b".route(" in module.source and b"andler" in module.source

    def _stray(self, module: Module) -> Stray | None:
        """What verifies Clerk's webhooks as a route does, and is none by its name or folder."""
        if self._convex and _is_within(posixpath.dirname(module.path), self._convex):
            return None
        if not verifies_clerk(module):
            return None
        handler = _handler_export(module)
        if handler is None:
            return None
        folder, name = posixpath.split(module.path)
        stem = name.rpartition(".")[0]
        extension = name.rpartition(".")[2]
        root = self._app.app_router
        if root and _is_within(folder, root):
            inside = folder if stem.lower() in _ROUTE_LIKE else posixpath.join(folder, stem)
            reason = f"is called `{name}`; Next.js serves files called `route.{extension}` there"
            return Stray(handler.place, reason, f"{inside}/route.{extension}")
        if stem == "route" and handler.name == "POST":
            where = f"`{root}/`" if root else "an `app` folder"
            tail = folder.removeprefix("src/").removeprefix("app/")
            expected = f"{root}/{tail}/{name}" if root else None
            return Stray(handler.place, f"stands outside of {where}", expected)
        pages = self._app.pages_router
        if pages and _is_within(folder, pages) and handler.name == "default":
            tail = module.path.removeprefix(f"{pages}/")
            reason = f"stands outside of `{pages}/api/`, so that it is a page"
            return Stray(handler.place, reason, f"{pages}/api/{tail}")
        return None

    def _is_imported(self, stray: Stray, sources: Sources) -> bool:
        """Whether another file imports it, so that it is a part of what serves the route."""
        path = stray.place.path
        names = {posixpath.basename(path).rpartition(".")[0]}
        if names <= {"index"}:
            names.add(posixpath.basename(posixpath.dirname(path)))
        for importer, specifiers in self._all_imports(sources):
            for one in specifiers:
                last = posixpath.basename(one).removesuffix(".js").removesuffix(".ts")
                if last in names and sources.resolve(one, importer) == path:
                    return True
        return False

    def _all_imports(self, sources: Sources) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What the files import: those that were fed, and the routes that were not."""
        yield from self._imports.items()
        for path in self._files:
            if path not in self._fed and self._router(path):
                module = sources.module(path)
                if not isinstance(module, NotKnown):
                    yield path, _specifiers(module)


_ROUTE_LIKE = frozenset({"index", "router", "routes", "handler", "post", "api", "page"})


def _may_be_handler(module: Module) -> bool:
    return (
        _is_named_like_one(module.path)
        or any(word in module.source for word in _LIBRARIES)
        or b"ebhook" in module.source
    )


def _is_named_like_one(path: str) -> bool:
    lowered = path.lower()
    return any(name in lowered for name in _NAMES)


def _is_within(folder: str, root: str) -> bool:
    return folder == root or folder.startswith(f"{root}/")


def _handler_export(module: Module) -> Export | None:
    """The export that would be the handler, were the file a route."""
    named = {one.name: one for one in module.exports if not one.is_type and not one.source}
    if "POST" in named:
        return named["POST"]
    of_pages = b"NextApiRe" in module.source or b"res.status(" in module.source
    return named.get("default") if of_pages else None


def _specifiers(module: Module) -> tuple[str, ...]:
    """The files of the project that a file names."""
    found = [one.source for one in module.imports]
    found += [one.source for one in module.exports if one.source]
    return tuple(dict.fromkeys(one for one in found if one[:1] in ".@~#"))


def _order(place: Place) -> tuple[str, int]:
    return place.path, place.line or 0
