"""The source files of a project: parsed once, folded across, bounded in memory."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.calls import (
    CallSite,
    Element,
    Site,
    calls_at,
    elements_at,
    sites_of,
    uses_of,
)
from clerkdoctor.typescript.fold import Folder
from clerkdoctor.typescript.module import Module, read_module
from clerkdoctor.typescript.names import binding_value, exported
from clerkdoctor.typescript.resolve import External, Resolver
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    Entry,
    Function,
    NotKnown,
    Null,
    Number,
    Object,
    Reference,
    Text,
    Undefined,
    Value,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.calls import Attribute

MOST_BYTES = 500_000
"""Of source that is kept parsed at once: a hundred files, with all their facts 20 MB."""

DEEPEST_JSON = 60


class Sources:
    """Reads modules through `read` and keeps the latest of them.

    `read` gives a file's bytes, or None where there is none or it cannot be read; `is_file` says
    whether it is there. `workspace` and `boundary` are the resolver's, `environment` the folder's.
    """

    def __init__(
        self,
        read: Callable[[str], bytes | None],
        is_file: Callable[[str], bool],
        *,
        workspace: Mapping[str, str] | None = None,
        boundary: str = ".",
        environment: Mapping[str, str | None] | None = None,
    ) -> None:
        self._read = read
        self._resolver = Resolver(is_file, read, workspace, boundary)
        self._folder = Folder(self, environment)
        self._modules: OrderedDict[str, Module | NotKnown] = OrderedDict()
        self._bytes = 0

    def module(self, path: str) -> Module | NotKnown:
        """A parsed file, or why there is none."""
        found = self._modules.get(path)
        if found is not None:
            self._modules.move_to_end(path)
            return found
        source = self._read(path)
        if source is None:
            return NotKnown(f"`{path}` cannot be read", Place(path))
        return self._keep(path, read_module(path, source))

    def _keep(self, path: str, module: Module | NotKnown) -> Module | NotKnown:
        self._modules[path] = module
        self._bytes += _size(module)
        while self._bytes > MOST_BYTES and len(self._modules) > 1:
            _, dropped = self._modules.popitem(last=False)
            self._bytes -= _size(dropped)
            if isinstance(dropped, Module):
                dropped.memo.clear()  # functions among the values hold their module
        return module

    def resolve(self, specifier: str, importer: str) -> str | External | NotKnown:
        """The file that an import names: see `Resolver.resolve`."""
        return self._resolver.resolve(specifier, importer)

    def value(self, module: Module, node: "Node") -> Value:
        """What an expression of a module is, followed through the project's files."""
        return self._folder.value(module, node)

    def attribute(self, module: Module, attribute: "Attribute") -> Value:
        """The value of a JSX attribute."""
        if attribute.text is not None:
            return Text(attribute.text, attribute.place)
        if attribute.value is None:
            return Boolean(True, attribute.place)
        return self.value(module, attribute.value)

    def exported(self, path: str, name: str) -> Value:
        """What a file exports under a name, `default` among them."""
        place = Place(path)
        return self._folder.guarded(lambda: exported(self._folder, path, name, place), place)

    def origin(self, path: str, local: str) -> Value:
        """What a top-level name of a file stands for; a `Reference` where it is a package's.

        Follows re-exports, so that `import { auth } from "@/lib/auth"` is known to be Clerk's.
        """
        module = self.module(path)
        if isinstance(module, NotKnown):
            return module
        binding = module.scopes.top_level(local)
        place = Place(path)
        if binding is None:
            return NotKnown(f"`{local}` is not declared in `{path}`", place)
        return self._folder.guarded(
            lambda: binding_value(self._folder, module, binding, place), place
        )

    def awaited(self, function: Function, arguments: tuple[Value, ...], place: Place) -> Value:
        """What a call of a function gives, once it is awaited where it is asynchronous."""
        plain = function._replace(is_async=False)
        return self._folder.guarded(lambda: self._folder.call(plain, arguments, place), place)

    def calls(self, module: Module, name: str, of: str | Sequence[str]) -> tuple[CallSite, ...]:
        """The calls of a package's function, also where the project re-exports it."""
        return calls_at(module, name, self._sites(module, name, of))

    def elements(self, module: Module, name: str, of: str | Sequence[str]) -> tuple[Element, ...]:
        """The elements of a package's component, also where the project re-exports it."""
        return elements_at(module, name, self._sites(module, name, of))

    def _sites(self, module: Module, name: str, of: str | Sequence[str]) -> Iterator[Site]:
        yield from sites_of(module, name, of)
        packages = (of,) if isinstance(of, str) else of
        for imported in module.imports:
            if not imported.local or imported.is_type or imported.source in packages:
                continue
            target = self.resolve(imported.source, module.path)
            if not isinstance(target, str) or target.endswith(".json"):
                continue
            member = name if imported.name == "*" else None
            value = self.exported(target, member or imported.name)
            if isinstance(value, Reference) and value.module in packages and value.name == name:
                yield from uses_of(module, imported, member)

    def json(self, path: str) -> Value:
        """A JSON file as a value; every part has the file as its place."""
        from clerkdoctor.json_text import NotJson, read_relaxed

        source, place = self._read(path), Place(path)
        if source is None:
            return NotKnown(f"`{path}` cannot be read", place)
        stated = read_relaxed(source)
        if isinstance(stated, NotJson):
            return NotKnown(f"`{path}` {stated.reason}", Place(path, stated.line))
        return json_value(stated, place)


def json_value(document: object, place: Place, depth: int = 0) -> Value:
    """A value of Python's json as a folded value."""
    if depth > DEEPEST_JSON:
        return NotKnown("is nested too deeply to be followed", place)
    match document:
        case bool():
            return Boolean(document, place)
        case int() | float():
            return Number(_double(document), place)
        case str():
            return Text(document, place)
        case list():
            return Array(tuple(json_value(one, place, depth + 1) for one in document), place)
        case dict():
            entries = (
                Entry(key, json_value(value, place, depth + 1), place)
                for key, value in document.items()
            )
            return Object(tuple(entries), place)
        case None:
            return Null(place)
        case _:
            return Undefined(place)


def _double(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _size(module: Module | NotKnown) -> int:
    return 200 if isinstance(module, NotKnown) else len(module.source) + 2000
