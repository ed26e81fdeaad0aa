"""Following calls through the project: whether code, or what it calls, does such a thing.

`requireUser()` of `lib/auth.ts` asks Clerk who is there as much as `auth()` does, and a handler
that calls `verified(request)` checks a signature. Functions are followed by their names, through
imports and re-exports, a few steps deep.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.calls import call_at, sites_of, uses_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Function

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 4


class Sight(NamedTuple):
    """Something that stands in a file. `what` says which; `start` is its byte in the source."""

    what: str
    place: Place
    start: int


class _Call(NamedTuple):
    """A call by a name that the file imports from the project, or declares."""

    name: str
    start: int
    place: Place
    is_imported: bool


Seen = Callable[[Module], Iterable[Sight]]


class Followed:
    """The sights of files, and of the project's functions that they call.

    `seen` tells what stands in a file itself. Each function is looked at once.
    """

    def __init__(self, sources: Sources, seen: Seen) -> None:
        self._sources = sources
        self._seen = seen
        self._own: dict[str, tuple[Sight, ...]] = {}
        self._calls: dict[str, tuple[_Call, ...]] = {}
        self._through: dict[tuple[str, int], tuple[str, ...]] = {}

    def of(self, module: Module) -> tuple[Sight, ...]:
        """What stands in a file, and at which calls what stands in another comes in."""
        found = [*self._direct(module)]
        for call in self._called(module):
            if call.is_imported:
                behind = self._behind(module, call.name, 0)
                found += [Sight(what, call.place, call.start) for what in behind]
        return tuple(sorted(found, key=lambda one: one.start))

    def _direct(self, module: Module) -> tuple[Sight, ...]:
        if module.path not in self._own:
            self._own[module.path] = tuple(self._seen(module))
        return self._own[module.path]

    def _called(self, module: Module) -> tuple["_Call", ...]:
        if module.path not in self._calls:
            self._calls[module.path] = (*_imported_calls(module), *_local_calls(module))
        return self._calls[module.path]

    def _behind(self, module: Module, local: str, depth: int) -> tuple[str, ...]:
        """What a function that a file imports as `local` comes to do."""
        value = self._sources.origin(module.path, local)
        if not isinstance(value, Function) or depth == _DEEPEST:
            return ()
        return self._in_function(value.module, value.node, depth)

    def _in_function(self, module: Module, function: "Node", depth: int) -> tuple[str, ...]:
        key = (module.path, function.start_byte)
        if key not in self._through:
            self._through[key] = ()  # a function that calls itself
            first, last = function.start_byte, function.end_byte
            found = [one.what for one in self._direct(module) if first <= one.start < last]
            for call in self._called(module):
                if first < call.start < last:
                    found += self._behind(module, call.name, depth + 1)
            self._through[key] = tuple(dict.fromkeys(found))
        return self._through[key]


def _imported_calls(module: Module) -> Iterator[_Call]:
    """A function that is handed on, to `cache()` or as an element of JSX, is called, too."""
    for imported in module.imports:
        if imported.local and not imported.is_type and imported.source[:1] in ".@~#":
            for site in uses_of(module, imported):
                call = call_at(site.lineage)
                node = call[-1] if call else site.lineage[-1]
                yield _Call(imported.local, node.start_byte, module.place(node), True)


def _local_calls(module: Module) -> Iterator[_Call]:
    for node in module.nodes(frozenset({"call_expression"})):
        callee = node.child_by_field_name("function")
        if callee is not None and callee.type == "identifier":
            yield _Call(module.text(callee), node.start_byte, module.place(node), False)


def uses(module: Module, what: str, names: Iterable[str], of: Iterable[str]) -> Iterator[Sight]:
    """The uses of what is imported under these names from these packages."""
    packages = tuple(of)
    for name in names:
        for site in sites_of(module, name, packages):
            node = site.lineage[-1]
            yield Sight(what, module.place(node), node.start_byte)
