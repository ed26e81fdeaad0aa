"""How the providers of several files stand to each other, as far as imports and elements tell."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from clerkdoctor.facts.convex_code import ClerkProviderUse, Nesting, Provider
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import is_above
from clerkdoctor.gather.convex_clients.providers import (
    ProviderFound,
    clerk_elements,
    nesting_of,
)
from clerkdoctor.gather.reach import Imports
from clerkdoctor.gather.surroundings import role_of
from clerkdoctor.typescript.calls import Element, elements_at, uses_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Function

if TYPE_CHECKING:
    from clerkdoctor.typescript.imports import Import

_SHELLS = ("layout", "template", "shell")
# What other routers render around their pages, and where apps without one begin.
_OTHER_SHELLS = ("_layout", "__root", "root", "main", "App", "index", "app", "entry")
_ON_THE_SERVER = ("layout", "template", "page", "default", "not-found", "loading")


class Placing:
    """`files` are the app's source files, `clerk` where Clerk's providers are."""

    def __init__(
        self, app: App, files: Sequence[str], sources: Sources, clerk: Sequence[ClerkProviderUse]
    ) -> None:
        self._app = app
        self._sources = sources
        self._clerk = clerk
        self._shells = [path for path in files if self._is_shell(path)]
        self._imports = Imports(sources)

    def _is_shell(self, path: str) -> bool:
        if self._app.kind == "next":
            return role_of(self._app, path) in _SHELLS
        return path.rpartition("/")[2].partition(".")[0] in _OTHER_SHELLS

    def placed(self, found: Iterable[ProviderFound]) -> Iterator[Provider]:
        for one in found:
            nesting, around = one.nesting, one.around
            if nesting is None:
                nesting, around = self._nesting(one.place.path)
            yield Provider(
                one.name, one.place, nesting, one.hook, one.hook_from, one.hook_name,
                None if one.is_client else self._rendered_by(one.place.path), around,
            )  # fmt: skip

    # Nesting

    def _nesting(self, path: str) -> tuple[Nesting, Place | None]:
        if not self._clerk:
            return "none", None
        rendering = [one.place.path for one in self._clerk]
        seen: set[Nesting] = set()
        place = None
        for user in dict.fromkeys([*rendering, *self._shells]):
            module = self._sources.module(user)
            if not isinstance(module, Module) or user == path:
                continue
            clerk = self._clerk_in(module, set(rendering) - {path, user})
            for element in self._elements_of(module, {path}):
                nesting, around = nesting_of(element, clerk)
                if nesting:
                    seen.add(nesting)
                    place = around or place
        if "inside" in seen:
            return "inside", None
        return ("around", place) if seen else self._by_layouts(path, rendering)

    def _clerk_in(self, module: Module, rendering: set[str]) -> list[Element]:
        """Clerk's providers in a file, and the project's components that render one."""
        found = [one for _, one in clerk_elements(module)]
        return [*found, *self._elements_of(module, rendering)]

    def _elements_of(self, module: Module, files: set[str]) -> list[Element]:
        """The elements of the components that a file takes from these files."""
        found: list[Element] = []
        for imported in module.imports:
            if imported.local and not imported.is_type and self._leads_to(module, imported, files):
                found += elements_at(module, imported.local, uses_of(module, imported))
        return found

    def _leads_to(self, module: Module, imported: "Import", files: set[str]) -> bool:
        target = self._sources.resolve(imported.source, module.path)
        if not isinstance(target, str):
            return False
        if target in files:
            return True
        value = self._sources.exported(target, imported.name)
        return isinstance(value, Function) and value.module.path in files

    def _by_layouts(self, path: str, rendering: Sequence[str]) -> tuple[Nesting, Place | None]:
        """Whether each layout with Clerk's provider is below those with Convex'."""
        if self._app.kind != "next":
            return "unknown", None
        convex = [one for one in self._shells if self._imports.reached(one, {path})]
        clerk = [one for one in self._shells if self._imports.reached(one, set(rendering))]
        if not convex or not clerk or self._imports.is_cut:
            return "unknown", None
        for one in convex:
            if any(other == one or is_above(other, one) for other in clerk):
                return "unknown", None
        return "apart", Place(clerk[0])

    # Server components

    def _rendered_by(self, path: str) -> str | None:
        """A file that renders this one as a part of a server component."""
        if not self._app.app_router:
            return None
        if role_of(self._app, path) in _ON_THE_SERVER:
            return path
        for shell in self._shells:
            module = self._sources.module(shell)
            if not isinstance(module, Module) or "use client" in module.directives:
                continue
            if role_of(self._app, shell) == "shell":
                continue
            for imported in module.imports:
                if self._sources.resolve(imported.source, shell) == path and not imported.is_type:
                    return shell
        return None
