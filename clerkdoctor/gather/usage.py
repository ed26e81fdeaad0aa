"""Gathering how the code uses Clerk and Next.js: `facts/usage.py`, one parsed file after another.

The files are those that name Clerk or `next/headers`; the imports of the middleware and of the
router's shells are followed at the end.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from clerkdoctor.facts.code import Side
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import (
    AuthUse,
    ClerkElement,
    ClientUse,
    HelperCall,
    HookUse,
    ImportedName,
    NodeImport,
    OldOption,
    ProtectOnSession,
    Providers,
    SatelliteOptions,
    SsoRedirect,
    Usage,
    is_above,
)
from clerkdoctor.gather.clerk_calls import Reader, helper_calls
from clerkdoctor.gather.clerk_elements import (
    CAPTCHA,
    captchas,
    elements,
    hooks,
    imported_names,
    old_options,
    satellites,
    sign_up_calls,
    sso_ends,
    sso_redirects,
)
from clerkdoctor.gather.reach import Imports, node_imports
from clerkdoctor.gather.surroundings import Surroundings, role_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources

MARKERS = (b"@clerk/", b"next/headers", CAPTCHA)
"""A file without any of these says nothing of what is asked here."""

_SHELLS = ("layout", "template", "shell")
_SIGNING = frozenset(
    ("sign-in", "signin", "login", "log-in", "sign-up", "signup", "register", "join")
)


class _Found(NamedTuple):
    calls: list[HelperCall]
    on_session: list[ProtectOnSession]
    clients: list[ClientUse]
    imports: list[ImportedName]
    elements: list[ClerkElement]
    hooks: list[HookUse]
    satellites: list[SatelliteOptions]
    captchas: list[Place]
    sign_up_calls: list[Place]
    redirects: list[SsoRedirect]
    ends: list[Place]
    auth_uses: list[AuthUse]
    old_options: list[OldOption]


class UsageCollector:
    """Takes the files in, each once and parsed, and gives the `Usage` of them all."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._found = _Found(*([] for _ in _Found._fields))

    def add(self, module: Module, sources: Sources, side: Side) -> None:
        """Take in what stands in a file of the app. Tests, scripts and Convex' files are none."""
        if side in ("convex", "script") or not any(one in module.source for one in MARKERS):
            return
        found = self._found
        found.captchas.extend(captchas(module))
        if b"@clerk/" not in module.source and b"next/headers" not in module.source:
            return
        reader = Reader(module, sources, Surroundings(module, role_of(self._app, module.path)))
        for one in helper_calls(reader, self._app):
            if isinstance(one, HelperCall):
                found.calls.append(one)
            elif isinstance(one, ProtectOnSession):
                found.on_session.append(one)
            elif isinstance(one, AuthUse):
                found.auth_uses.append(one)
            else:
                found.clients.append(one)
        if b"@clerk/" not in module.source:
            return
        here = tuple(elements(reader))
        found.imports.extend(imported_names(reader))
        found.elements.extend(here)
        found.hooks.extend(hooks(reader))
        found.satellites.extend(satellites(reader, here))
        found.old_options.extend(old_options(reader))
        found.sign_up_calls.extend(sign_up_calls(module))
        found.redirects.extend(sso_redirects(reader))
        found.ends.extend(sso_ends(module, here))

    def finish(
        self, files: Iterable[str], sources: Sources, middleware: str | None = None
    ) -> Usage:
        """All of it. `files` are the app's source files; `middleware` is the file that Next.js
        runs, where it is known; else one that stands beside the router and is called so.
        """
        found, paths = self._found, list(files)
        middleware = middleware or next(
            (path for path in paths if role_of(self._app, path) == "middleware"), None
        )
        imports = Imports(sources)
        reached: tuple[NodeImport, ...] = ()
        complete = True
        if middleware is not None:
            reached, complete = node_imports(middleware, sources)
        return Usage(
            calls=_in_order(found.calls),
            auth_uses=_in_order(found.auth_uses),
            old_options=tuple(found.old_options),
            protects_on_session=_in_order(found.on_session),
            client_uses=_in_order(found.clients),
            imports=tuple(found.imports),
            elements=_in_order(found.elements),
            hooks=_in_order(found.hooks),
            satellites=tuple(found.satellites),
            captchas=tuple(found.captchas),
            sign_up_calls=tuple(found.sign_up_calls),
            sso_redirects=tuple(found.redirects),
            sso_ends=tuple(found.ends),
            node_imports=reached,
            providers=self._providers(paths, imports),
            form_pages=tuple(self._form_pages(paths, imports)),
            middleware=middleware,
            is_followed=complete,
        )

    def _form_pages(self, paths: list[str], imports: Imports) -> Iterator[tuple[str, str]]:
        """Which pages the components with a form are part of, of those that are called so."""
        forms = {
            one.place.path
            for one in self._found.elements
            if one.name in ("SignIn", "SignUp") and one.where.role == "other"
        }
        for path in paths if forms else ():
            segments = path.rpartition(".")[0].split("/")
            is_page = role_of(self._app, path) in ("page", "pages")
            if is_page and not _SIGNING.isdisjoint(segments):
                yield from ((form, path) for form in sorted(imports.reached(path, forms)))

    def _providers(self, paths: list[str], imports: Imports) -> Providers:
        """Who renders a provider: the shells, then those pages that have no such shell above."""
        found = self._found
        imported = tuple(one.place for one in found.imports if one.name == "ClerkProvider")
        files = {one.place.path for one in found.elements if one.name == "ClerkProvider"}
        if not files:
            return Providers(imported=imported)
        needing = {one.place.path for one in found.elements}
        needing |= {one.place.path for one in found.hooks}
        roots: list[str] = []
        placed: set[str] = set()
        by_role = {path: role_of(self._app, path) for path in paths}
        shells = [path for path, role in by_role.items() if role in _SHELLS]
        pages = [path for path in paths if by_role[path] in ("page", "pages") and path in needing]
        for path in (*shells, *pages):
            if path in pages and any(is_above(root, path) for root in roots):
                continue
            reached = imports.reached(path, files)
            if reached:
                roots.append(path)
                placed |= reached
        unplaced = tuple(sorted(files - placed))
        return Providers(tuple(roots), unplaced, imported, is_whole=not imports.is_cut)


_Placed = TypeVar(
    "_Placed", HelperCall, ProtectOnSession, ClientUse, ClerkElement, HookUse, AuthUse
)


def _in_order(found: list[_Placed]) -> tuple[_Placed, ...]:
    """By files as they came, in each by lines; what is seen twice, once."""
    order = {path: at for at, path in enumerate(dict.fromkeys(one.place.path for one in found))}
    return tuple(
        sorted(
            dict.fromkeys(found),
            key=lambda one: (order[one.place.path], one.place.line or 0, one.place.column or 0),
        )
    )
