"""What holds back a query in the files around it: layouts, pages, and the components between."""

import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.convex_code import Gate
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import is_above
from clerkdoctor.gather.convex_clients.owned import Owned
from clerkdoctor.gather.surroundings import role_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.promises import enclosing_functions
from clerkdoctor.typescript.sources import Sources

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage

MOST_FILES = 1_000

_CONDITIONS = frozenset({"binary_expression", "ternary_expression", "switch_case", "if_statement"})

_STATES = (
    rb"\b(useConvexAuth|isAuthenticated|isSignedIn|isLoaded|isUserLoaded|isAuthLoaded|useUser"
    rb"|useSession|useAuth\s*\(|getUser|currentUser)\b"
)
_COMPONENTS = rb"\b(Authenticated|Unauthenticated|AuthLoading|ClerkLoaded|SignedIn|Protect)\b"
_SLOTS = ("children", "Component", "Slot", "Outlet")
_CONVEX = frozenset({"Authenticated"})
_CLERK = frozenset({"SignedIn", "Show"})
_OTHERS = frozenset({"ClerkLoaded", "Protect", "Unauthenticated", "AuthLoading"})
# Components that are called so hold back what they wrap, we must suppose.
_GUARDS = (
    r"auth|guard|protect|signed|session|gate|require|user|loaded|ready|access|private|boundary"
    # What is shown when somebody opens it, long after the page has loaded.
    r"|dialog|sheet|drawer|modal|popover|dropdown|menu|tab|accordion|collaps|tooltip|hover|command"
)


@cache
def _pattern(which: str) -> re.Pattern[bytes]:
    return re.compile(_STATES if which == "states" else _COMPONENTS)


@cache
def _guards() -> re.Pattern[str]:
    return re.compile(_GUARDS, re.IGNORECASE)


class Held(NamedTuple):
    """What holds back what a file renders; `by` is the element that does."""

    gate: Gate
    by: Place | None = None


NOTHING = Held("none")


def is_gated_beside(module: Module, first: int, last: int) -> bool:
    """Whether a file asks for a state of authentication beside the function between these bytes."""
    source = module.source
    imports = [one for one in module.root.named_children if one.type == "import_statement"]
    begin = imports[-1].end_byte if imports and imports[-1].end_byte <= first else 0
    beside = source[begin:first] + b"\n" + source[last:]
    return any(_pattern(which).search(beside) for which in ("states", "components"))


def asks_for_state(module: Module) -> bool:
    """Whether a file asks for a state of authentication, or holds queries back by `"skip"`."""
    return b"skip" in module.source or bool(_pattern("states").search(module.source))


def is_conditional(module: Module, name: str) -> bool:
    """Whether every element of a component in a file is rendered under some condition."""
    seen = False
    for lineage in module.occurrences(name):
        parent = lineage[-2] if len(lineage) > 1 else None
        if parent is None or parent.type not in ("jsx_opening_element", "jsx_self_closing_element"):
            continue
        seen = True
        if not _is_under_condition(lineage):
            return False
    return seen


def _is_under_condition(lineage: "Lineage") -> bool:
    """Under `test && …` or `test ? … : …`, in a callback, or behind a return of its component."""
    functions = enclosing_functions(lineage)
    if len(functions) != 1 or any(one.type in _CONDITIONS for one in lineage):
        return True
    body = functions[0].child_by_field_name("body")
    for statement in body.named_children if body is not None else ():
        if statement.start_byte > lineage[-1].start_byte:
            return False
        if statement.type == "if_statement" and b"return" in (statement.text or b""):
            return True
    return False


class Surrounding:
    """The files of a Next.js app that render each other, from its pages and layouts on."""

    def __init__(self, app: App, files: Sequence[str], sources: Sources) -> None:
        self._sources = sources
        self._targets: dict[str, tuple[str, ...]] | None = None
        self._importers: dict[str, list[str]] = {}
        self._held: dict[tuple[str, frozenset[str]], Held] = {}
        self._is_cut = False
        roles = {path: role_of(app, path) for path in files}
        rendered = ("page", "pages", "layout", "template", "shell", "default")
        self._roots = [path for path, role in roles.items() if role in rendered]
        self._shells = [p for p in self._roots if roles[p] in ("layout", "template", "shell")]

    def held(self, path: str) -> Held:
        """What holds back the queries of a file, on the page where least does.

        `unknown` where it is not told, or where no page renders the file.
        """
        targets = self._graph()
        above = _reached(path, self._importers)
        found = [
            self._on(root, frozenset(_reached(root, targets, above)), path)
            for root in self._roots
            if root in above
        ]
        if self._is_cut or not found:
            return Held("unknown")
        return min(found, key=lambda one: ("none", "clerk", "unknown", "convex").index(one.gate))

    def _on(self, root: str, between: frozenset[str], path: str) -> Held:
        """The same on one page, by way of the files between."""
        shells = [one for one in self._shells if one != root and is_above(one, root)]
        held = [self._by(one, between, path) for one in (*shells, *between)]
        for gate in ("convex", "unknown", "clerk"):
            for one in held:
                if one.gate == gate:
                    return one
        return NOTHING

    def _by(self, file: str, between: frozenset[str], path: str) -> Held:
        """What a file around the query, or one between, holds back."""
        key = (file, between)
        if file == path:
            return NOTHING
        if key not in self._held:
            module = self._sources.module(file)
            self._held[key] = (
                self._in(module, between) if isinstance(module, Module) else Held("unknown")
            )
        return self._held[key]

    def _in(self, module: Module, between: frozenset[str]) -> Held:
        if _pattern("states").search(_without_imports(module)):
            return Held("convex" if waits(module) else "unknown")
        inner = self._inner_names(module, between)
        if any(is_conditional(module, name) for name in inner[len(_SLOTS) :]):
            return Held("unknown")
        found = NOTHING
        for name, node in _wrapping(module):
            text = module.source[node.start_byte : node.end_byte]
            if not any(re.search(rb"\b%s\b" % re.escape(one.encode()), text) for one in inner):
                continue
            if name in _CONVEX:
                return Held("convex")
            if name in _OTHERS or (name not in _CLERK and self._guards(module, name)):
                return Held("unknown")
            if name in _CLERK:
                found = Held("clerk", module.place(node))
        return found

    def _inner_names(self, module: Module, between: frozenset[str]) -> list[str]:
        names = list(_SLOTS)
        for one in module.imports:
            target = self._sources.resolve(one.source, module.path) if one.local else None
            if isinstance(target, str) and target in between:
                names.append(one.local)
        return names

    def _guards(self, module: Module, name: str) -> bool:
        """Whether a component of the project may hold back what it wraps."""
        if name.startswith(("ConvexProvider", "ConvexClientProvider", "ClerkProvider")):
            return self._asks(module, name)
        return bool(_guards().search(name)) or self._asks(module, name)

    def _asks(self, module: Module, name: str) -> bool:
        local = name.partition(".")[0]
        for one in module.imports:
            target = self._sources.resolve(one.source, module.path) if one.local == local else None
            found = self._sources.module(target) if isinstance(target, str) else None
            if isinstance(found, Module):
                code = _without_imports(found)
                return any(_pattern(which).search(code) for which in ("states", "components"))
        return False

    # Imports

    def _graph(self) -> dict[str, tuple[str, ...]]:
        """What each file that a page renders imports; fills in who imports it."""
        if self._targets is None:
            self._targets = {}
            waiting = deque(self._roots)
            while waiting:
                path = waiting.popleft()
                if path in self._targets:
                    continue
                if len(self._targets) >= MOST_FILES:
                    self._is_cut = True
                    break
                self._targets[path] = tuple(self._imported(path))
                for target in self._targets[path]:
                    self._importers.setdefault(target, []).append(path)
                    waiting.append(target)
        return self._targets

    def _imported(self, path: str) -> Iterator[str]:
        module = self._sources.module(path)
        if not isinstance(module, Module):
            return
        named = [one.source for one in module.imports if not one.is_type]
        named += [one.source for one in module.exports if one.source and not one.is_type]
        for specifier in dict.fromkeys(named):
            found = self._sources.resolve(specifier, path)
            if isinstance(found, str) and not found.endswith((".json", ".d.ts", ".css")):
                yield found


def _reached(
    start: str, edges: Mapping[str, Sequence[str]], within: Collection[str] | None = None
) -> set[str]:
    """The files that edges lead to, the first among them."""
    waiting, seen = deque([start]), {start}
    while waiting:
        for target in edges.get(waiting.popleft(), ()):
            if target not in seen and (within is None or target in within):
                seen.add(target)
                waiting.append(target)
    return seen


def waits(module: Module) -> bool:
    """Whether a component returns early, or chooses, by what `useConvexAuth()` says."""
    states = Owned(module).convex_state
    if not states:
        return False

    def asks(node: "Node | None") -> bool:
        if node is None:
            return False
        text = {module.text(one) for one in module.nodes(frozenset({"identifier"}), node)}
        return bool(text & states)

    for node in module.nodes(frozenset({"if_statement", "ternary_expression"})):
        if asks(node.child_by_field_name("condition")):
            held = module.source[node.start_byte : node.end_byte]
            if node.type == "ternary_expression" or b"return" in held:
                return True
    return False


def _without_imports(module: Module) -> bytes:
    source = module.source
    for statement in reversed(module.root.named_children):
        if statement.type == "import_statement":
            source = source[: statement.start_byte] + source[statement.end_byte :]
    return source


def _wrapping(module: Module) -> "Iterator[tuple[str, Node]]":
    """The elements that hold others, with their names."""
    for node in module.nodes(frozenset({"jsx_element"})):
        tag = node.child_by_field_name("open_tag")
        name = tag.child_by_field_name("name") if tag is not None else None
        text = module.text(name) if name is not None else ""
        if text[:1].isupper():
            yield text, node
