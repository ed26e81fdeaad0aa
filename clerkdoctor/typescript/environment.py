"""Which environment variables a file reads, and how.

Every way that leads to `process.env`: the global, also through `globalThis`, imports of
`node:process`, and names that stand for it (`const env = process.env`, `const { env } = process`).
From there a member, a constant subscript or a destructured name is a read. Whatever else happens
to `process.env` (passed on, spread, subscripted by a variable) may read any variable, and is told
apart as such.
"""

from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.typescript.imports import text_of
from clerkdoctor.typescript.patterns import Step, names_in
from clerkdoctor.typescript.scopes import may_declare
from clerkdoctor.typescript.server_only import is_server_only
from clerkdoctor.typescript.usage import Usage, usage_of
from clerkdoctor.typescript.values import NotKnown
from clerkdoctor.typescript.writes import TRANSPARENT, is_field, passes_on

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.facts.place import Place
    from clerkdoctor.typescript.module import Lineage, Module
    from clerkdoctor.typescript.scopes import Binding


class EnvironmentRead(NamedTuple):
    """One read of a variable.

    `has_fallback`: another value is used where it is unset (`??`, `||`, `??=`, a default, a
    condition on itself). `is_asserted`: `!` tells TypeScript that it is set. `is_tested`: it is
    only looked at (`if (!process.env.X)`, `typeof`, a comparison), its value goes nowhere.
    `is_direct`: it is spelled `process.env.NAME`, which is what a bundler replaces by the value;
    in the browser every other read is undefined. `is_server_only`: it is behind a test for a
    browser's `window` that fails there.
    """

    name: str
    place: "Place"
    has_fallback: bool
    is_asserted: bool
    is_tested: bool
    is_direct: bool
    is_server_only: bool = False


PROCESS = frozenset({"process", "node:process", "std-env"})
"""Modules that give the process, or its environment, under the names `process` and `env`."""

_GLOBALS = frozenset({"globalThis", "global", "window", "self"})
_PROCESS, _ENV = "process", "env"


def environment_of(
    module: "Module",
) -> "tuple[tuple[EnvironmentRead, ...], tuple[NotKnown, ...]]":
    """The reads of a file, and the places that may read anything; each in the text's order."""
    if b"process" not in module.source and b"std-env" not in module.source:
        return (), ()
    search = _Search(module)
    mentions = module.occurrences("process")
    is_free = not any(map(may_declare, mentions))
    for lineage in mentions:
        if _is_process(module, lineage, is_free=is_free):
            search.follow(lineage, len(lineage) - 1, _PROCESS)
        elif lineage[-1].type == "property_identifier" and _is_of_global(module, lineage):
            search.follow(lineage, len(lineage) - 2, _PROCESS)
    for imported in module.imports if _names_process(module.source) else ():
        if imported.source in PROCESS and imported.local and not imported.is_type:
            meaning = _ENV if imported.name == "env" else _PROCESS
            binding = module.scopes.top_level(imported.local)
            if binding is not None:
                search.names.append((binding, meaning))
    search.follow_names()
    reads = sorted(search.reads, key=lambda read: (read.place.line, read.place.column))
    dynamic = sorted(search.dynamic, key=lambda one: (one.place.line, one.place.column))
    return tuple(dict.fromkeys(reads)), tuple(dict.fromkeys(dynamic))


def _is_process(module: "Module", lineage: "Lineage", *, is_free: bool) -> bool:
    """Whether this is the runtime's own `process` (or a `declare` of it), used as a value."""
    if lineage[-1].type not in {"identifier", "shorthand_property_identifier"}:
        return False
    if any(node.type == "type_query" for node in lineage):
        return False
    if is_free:
        return True
    binding = module.scopes.binding(lineage)
    return binding is None or (binding.kind == "ambient" and binding.node.id != lineage[-1].id)


def _is_of_global(module: "Module", lineage: "Lineage") -> bool:
    holder = lineage[-2].child_by_field_name("object") if len(lineage) > 2 else None
    while holder is not None and holder.type in TRANSPARENT:
        holder = holder.named_child(0)
    return holder is not None and module.text(holder) in _GLOBALS


def _names_process(source: bytes) -> bool:
    """Whether a text in the file may be the name of such a module; spares reading the imports."""
    return any(
        quote + name.encode() + quote in source for name in PROCESS for quote in (b'"', b"'")
    )


class _Search:
    """Collects reads while it follows what stands for `process` and for `process.env`."""

    def __init__(self, module: "Module") -> None:
        self.module = module
        self.reads: list[EnvironmentRead] = []
        self.dynamic: list[NotKnown] = []
        self.names: list[tuple[Binding, str]] = []
        self._followed: set[int] = set()

    def follow_names(self) -> None:
        """All uses of the names that were found to stand for `process` or its environment."""
        while self.names:
            binding, meaning = self.names.pop()
            if binding.node.id in self._followed:
                continue
            self._followed.add(binding.node.id)
            for lineage in self.module.scopes.uses(binding):
                leaf = lineage[-1]
                if leaf.id == binding.node.id or lineage[-2].type in _IMPORTING:
                    continue
                if leaf.type in {"identifier", "shorthand_property_identifier"}:
                    self.follow(lineage, len(lineage) - 1, meaning)

    def follow(self, lineage: "Lineage", index: int, meaning: str) -> None:
        """From an expression that is `process` or `process.env`, outwards to what is made of it."""
        while index and passes_on(lineage[index - 1], lineage[index]):
            index -= 1
        node, parent = lineage[index], lineage[index - 1]
        kind = parent.type
        if kind in {"member_expression", "subscript_expression"} and is_field(
            parent, "object", node
        ):
            self._member(lineage, index - 1, meaning)
        elif kind == "variable_declarator" and is_field(parent, "value", node):
            self._declared(lineage, index - 1, parent.child_by_field_name("name"), meaning)
        elif kind == "assignment_expression" and is_field(parent, "right", node):
            target = parent.child_by_field_name("left")
            if target is not None and target.type == "object_pattern":
                self._destructured(target, meaning)
            else:
                self._whole(node, meaning)
        elif kind == "binary_expression":
            self._binary(parent, node, meaning)
        elif kind not in _HARMLESS:
            self._whole(node, meaning)

    def _member(self, lineage: "Lineage", index: int, meaning: str) -> None:
        member = lineage[index]
        name = self._member_name(member)
        if meaning == _PROCESS:
            if name == "env":
                self.follow(lineage, index, _ENV)
            return
        if name is None:
            reason = f"`{self.module.excerpt(member)}` reads a variable by a computed name"
            self.dynamic.append(NotKnown(reason, self.module.place(member)))
            return
        usage = usage_of(self.module, lineage, index, name)
        if usage is not None:
            place = self.module.place(member)
            self.reads.append(
                EnvironmentRead(
                    name, place, *usage, self._is_direct(member),
                    is_server_only(self.module, lineage[: index + 1]),
                )
            )  # fmt: skip

    def _member_name(self, member: "Node") -> str | None:
        node = member.child_by_field_name("property")
        if node is not None:
            return self.module.text(node)
        index = member.child_by_field_name("index")
        text = text_of(self.module, index)
        if text is None and index is not None:
            return self._constant(index)
        return text

    def _constant(self, node: "Node") -> str | None:
        """`process.env[NAME]` with `const NAME = "X"` in the same file."""
        from clerkdoctor.typescript.fold import fold_alone
        from clerkdoctor.typescript.values import Text

        value = fold_alone(self.module, node)
        return value.text if isinstance(value, Text) else None

    def _declared(
        self, lineage: "Lineage", index: int, pattern: "Node | None", meaning: str
    ) -> None:
        if pattern is None:
            return
        if pattern.type == "identifier":
            binding = self.module.scopes.binding((*lineage[: index + 1], pattern))
            if binding is not None:
                self.names.append((binding, meaning))
            if any(node.type == "export_statement" for node in lineage[:index]):
                self._whole(pattern, meaning)
        else:
            self._destructured(pattern, meaning, lineage[: index + 1])

    def _destructured(self, pattern: "Node", meaning: str, around: "Lineage" = ()) -> None:
        for bound in names_in(self.module, pattern):
            steps = bound.steps
            if meaning == _PROCESS:
                if not steps or steps[0].key != "env":
                    continue
                steps = steps[1:]
            if not steps:
                binding = self.module.scopes.binding((*around, pattern, bound.node))
                if binding is not None:
                    self.names.append((binding, _ENV))
            else:
                self._taken(bound.node, steps[0])

    def _taken(self, node: "Node", step: Step) -> None:
        if step.key is not None:
            usage = Usage(has_fallback=step.default is not None)
            self._read(step.key, node, usage)
        elif step.computed is not None:
            name = self._constant(step.computed)
            if name is not None:
                self._read(name, node, Usage(has_fallback=step.default is not None))
            else:
                self._whole(node, _ENV)
        else:
            self._whole(node, _ENV)

    def _binary(self, parent: "Node", node: "Node", meaning: str) -> None:
        """`"X" in process.env` tests one variable; a comparison of the whole reads none."""
        operator = parent.child_by_field_name("operator")
        if meaning != _ENV or operator is None or operator.type != "in":
            return
        left = parent.child_by_field_name("left")
        name = text_of(self.module, left)
        if left is not None and name is not None and is_field(parent, "right", node):
            self._read(name, left, Usage(is_tested=True))
        else:
            self._whole(node, _ENV)

    def _is_direct(self, member: "Node") -> bool:
        holder, index = member.child_by_field_name("object"), member.child_by_field_name("index")
        if index is not None and text_of(self.module, index) is None:
            return False
        return holder is not None and self.module.text(holder) == "process.env"

    def _read(self, name: str, node: "Node", usage: Usage) -> None:
        place = self.module.place(node)
        self.reads.append(EnvironmentRead(name, place, *usage, is_direct=False))

    def _whole(self, node: "Node", meaning: str) -> None:
        reason = "the whole of `process.env` is passed on"
        if meaning == _ENV:
            self.dynamic.append(NotKnown(reason, self.module.place(node)))


_HARMLESS = frozenset({
    "unary_expression", "expression_statement", "if_statement", "ternary_expression",
    "while_statement", "type_query", "program",
})  # fmt: skip
"""Where `process.env` alone reads nothing: `typeof process.env`, `if (process.env)`."""

_IMPORTING = frozenset({"import_specifier", "import_clause", "namespace_import"})
