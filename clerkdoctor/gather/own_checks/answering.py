"""Gathering what answers requests and touches data without asking who is there.

Looked at are methods of route handlers, pages, API routes, `getServerSideProps` and Server
Actions; who gets to their paths is another fact.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from clerkdoctor.evidence import Absent
from clerkdoctor.facts.own_checks import CHANGING, Answers, OwnChecks, Unasked, is_private, matters
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.facts.routes import RoutePath, Routes
from clerkdoctor.facts.usage import Role
from clerkdoctor.gather.own_checks.following import Following, inline_actions
from clerkdoctor.gather.own_checks.uses import pages_with, used_at
from clerkdoctor.gather.surroundings import METHODS, role_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Function, NotKnown

if TYPE_CHECKING:
    from tree_sitter import Node

Mentions = Callable[[Iterable[str], Sequence[bytes]], Iterable[tuple[str, bytes]]]
"""Those of some files that contain any of these bytes, each with its content."""

_DIRECTIVE = b"use server"
_EXPORT = b"export"
_ORIGINS = b"Access-Control-Allow-Origin"
_ROUTED: tuple[Role, ...] = ("route", "page", "pages", "api")
_SDK = "@clerk/nextjs"


def own_checks(
    app: App,
    files: Sequence[str],
    sources: Sources,
    mentions: Mentions,
    routes: Routes | None = None,
) -> OwnChecks | Absent:
    """Those of the app's files that answer requests, as far as they touch data unasked.

    Routes of which it is not known who gets there are left out.
    """
    if app.kind != "next":
        return Absent("no Next.js runs here")
    if not app.versions.all(_SDK):
        return Absent("`@clerk/nextjs` is not used here")
    paths = {one.file: one for one in routes.routes if one.file} if routes else {}
    return _Reading(app, files, sources, mentions, paths).all()


class _Reading:
    def __init__(
        self,
        app: App,
        files: Sequence[str],
        sources: Sources,
        mentions: Mentions,
        routes: Mapping[str, RoutePath],
    ) -> None:
        self._app = app
        self._files = files
        self._sources = sources
        self._mentions = mentions
        self._routes = routes
        self._following = Following(sources)
        self._layouts = {path for path in files if role_of(app, path) == "layout"}

    def all(self) -> OwnChecks:
        routes = actions = 0
        found: list[Unasked] = []
        for path, content in self._mentions(self._files, (_DIRECTIVE, _EXPORT)):
            role = role_of(self._app, path)
            is_routed = role in _ROUTED
            routes += is_routed
            has_actions = _DIRECTIVE in content
            route = self._routes.get(path) if is_routed else None
            if route is not None and not _may_have_to_ask(route, role, content):
                route = None
            if route is None and not has_actions:
                continue
            module = self._sources.module(path)
            if isinstance(module, NotKnown) or "use client" in module.directives:
                continue
            if route is not None:
                found += self._route(module, role, route)
            for one in self._actions(module) if has_actions else ():
                actions += 1
                found += self._judged(*one)
        return OwnChecks(tuple(self._placed(list(self._exposed(found)))), routes, actions)

    def _judged(
        self, answers: Answers, name: str, module: Module, node: "Node"
    ) -> Iterator[Unasked]:
        deeds = self._following.of(module, node)
        if deeds.touched and not deeds.asks:
            yield Unasked(answers, name, module.place(node), deeds.touched)

    def _route(self, module: Module, role: Role, route: RoutePath) -> Iterator[Unasked]:
        """What Next.js calls in a route's file."""
        is_protected = route.access == "protected"
        names = [one.name for one in module.exports if not one.is_type]
        for name in names:
            answers = _answers(role, name)
            if answers is None or not matters(answers, name, route.path, is_protected=is_protected):
                continue
            value = self._sources.exported(module.path, name)
            if not isinstance(value, Function):
                continue
            found = tuple(self._judged(answers, name, value.module, value.node))
            if found and not (answers == "page" and self._is_below_a_check(module.path)):
                shown = "" if answers in ("page", "api") else name
                yield found[0]._replace(name=shown, place=_at(module, found[0].place))

    def _is_below_a_check(self, path: str) -> bool:
        """Whether a layout around a page asks: no check of the page, but meant as one."""
        folder = path.rpartition("/")[0]
        while folder:
            for extension in ("tsx", "ts", "jsx", "js"):
                layout = f"{folder}/layout.{extension}"
                if layout in self._layouts:
                    module = self._sources.module(layout)
                    if isinstance(module, NotKnown):
                        return True
                    if self._following.of(module, module.root).asks:
                        return True
            folder = folder.rpartition("/")[0]
        return False

    def _actions(self, module: Module) -> "Iterator[tuple[Answers, str, Module, Node]]":
        """The Server Actions of a file. One inside of code that asks is taken to be behind it."""
        if _DIRECTIVE.decode() in module.directives:
            for one in module.exports:
                value = None if one.is_type else self._sources.exported(module.path, one.name)
                if isinstance(value, Function) and value.module.path == module.path:
                    name = value.name or one.name
                    yield "action", "" if name == "default" else name, module, value.node
            return
        for node in inline_actions(module):
            lineage = module.lineage(node)
            around = lineage[1] if len(lineage) > 1 else node
            if around.id == node.id or not self._following.of(module, around).asks:
                named = node.child_by_field_name("name")
                yield "action", module.text(named) if named is not None else "", module, node

    def _exposed(self, found: list[Unasked]) -> Iterator[Unasked]:
        """Without the actions that only code on the server calls, which no browser gets hold of."""
        asked = [one for one in found if one.answers == "action"]
        whole = {one.place.path for one in asked if self._is_whole(one.place.path)}
        named = {one.place: one.name for one in asked if one.name and one.place.path in whole}
        uses = used_at(named, self._files, self._sources, self._mentions)
        for one in found:
            if one.answers == "action" and one.place.path not in whole:
                # An action that stands in a component is handed to the browser by it.
                yield one._replace(used_at=one.place)
            elif one.place not in uses:
                yield one
            elif (at := uses[one.place]) is not None:
                yield one._replace(used_at=at)

    def _placed(self, found: list[Unasked]) -> Iterator[Unasked]:
        """With the pages that the actions are part of."""
        pages = [path for path, one in self._routes.items() if one.kind == "page"]
        wanted = {one.used_at.path for one in found if one.used_at}
        parts = pages_with(wanted, pages, self._layouts, self._sources)
        for one in found:
            of = parts[one.used_at.path] if one.used_at else ()
            yield one._replace(pages=tuple(dict.fromkeys(of)))

    def _is_whole(self, path: str) -> bool:
        module = self._sources.module(path)
        return not isinstance(module, NotKnown) and _DIRECTIVE.decode() in module.directives


def _may_have_to_ask(route: RoutePath, role: Role, content: bytes) -> bool:
    """Whether it is worth parsing a route's file, as far as its path and its bytes tell."""
    if route.access == "unknown" or _asks_plainly(role, content):
        return False
    if _ORIGINS in content and route.access != "protected":
        return False  # made to be called from anywhere
    if role == "page" and not (b"async" in content or is_private(route.path)):
        return False  # what its components may read behind a pattern is not worth the time
    if route.access == "protected" or is_private(route.path) or role == "api":
        return True
    return role == "route" and any(one.encode() in content for one in CHANGING)


def _asks_plainly(role: Role, content: bytes) -> bool:
    """Whether there are as many calls of Clerk's as functions that Next.js calls.

    A file that is as it is meant to be need not be parsed; a comment's line does not count.
    """
    asked = len(_asking().findall(content)) if b"@clerk/" in content else 0
    if not asked:
        return False
    return role in ("page", "api") or 0 < len(_exported().findall(content)) <= asked


@cache
def _asking() -> "re.Pattern[bytes]":
    return re.compile(rb"(?m)^[^/*\n]*\b(?:auth|currentUser|getAuth|auth\.protect)\(")


@cache
def _exported() -> "re.Pattern[bytes]":
    return re.compile(rb"\bexport\s+(?:async\s+function|const)\s+(?:GET|POST|PUT|PATCH|DELETE)\b")


def _answers(role: Role, name: str) -> Answers | None:
    if role == "route":
        return "handler" if name in METHODS else None
    if name == "getServerSideProps":
        return "props" if role == "pages" else None
    if name != "default" or role == "pages":
        return None
    return "page" if role == "page" else "api"


def _at(module: Module, place: Place) -> Place:
    """The function's place, or the route's file where the function comes from another."""
    return place if place.path == module.path else Place(module.path)
