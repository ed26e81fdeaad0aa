"""What a file takes from other modules.

`import` in all its forms, `require()` and `import()`. A name that is imported only as a type is
kept and marked: it runs nothing.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.literals import cook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module


_TYPES = frozenset({
    "type_alias_declaration", "type_annotation", "type_arguments", "type_parameters",
    "interface_declaration",
})  # fmt: skip


class Import(NamedTuple):
    """One name that a file takes from a module.

    `name` is what the module calls it (`default`, `*` for the whole, empty where nothing is
    bound), `local` what this file calls it (empty likewise), `kind` is `import`, `require` or
    `dynamic`, `place` the name's own.
    """

    source: str
    name: str
    local: str
    kind: str
    is_type: bool
    place: Place


def imports_of(module: "Module") -> tuple[Import, ...]:
    """Everything that a file imports, in the order of the text."""
    found: list[Import] = []
    statements = 0
    for statement in module.root.named_children:
        if statement.type == "import_statement":
            statements += 1
            found.extend(_statement(module, statement))
    called: list[Import] = []
    if b"require" in module.source:
        called.extend(_called(module, "require", rb"\brequire\b"))
    if module.source.count(b"import") > statements:
        called.extend(_called(module, "dynamic", rb"\bimport\s*\("))
    if called:
        found = sorted(found + called, key=lambda one: (one.place.line, one.place.column))
    return tuple(found)


def _statement(module: "Module", statement: "Node") -> "Iterator[Import]":
    is_type = _is_marked_type(statement.child(1))
    clause = None
    for child in statement.named_children:
        if child.type == "import_clause":
            clause = child
        elif child.type == "import_require_clause":
            yield from _require_clause(module, child, is_type)
    source = text_of(module, statement.child_by_field_name("source"))
    if source is None:
        return
    if clause is None:
        yield Import(source, "", "", "import", False, module.place(statement))
        return
    for child in clause.named_children:
        if child.type == "identifier":
            local = module.text(child)
            yield Import(source, "default", local, "import", is_type, module.place(child))
        elif child.type == "namespace_import":
            local = module.text(child.named_children[-1])
            yield Import(source, "*", local, "import", is_type, module.place(child))
        elif child.type == "named_imports":
            yield from _named(module, child, source, is_type)


def _require_clause(module: "Module", clause: "Node", is_type: bool) -> "Iterator[Import]":
    source = text_of(module, clause.child_by_field_name("source"))
    name = clause.named_child(0)
    if source is not None and name is not None:
        yield Import(source, "*", module.text(name), "require", is_type, module.place(name))


def _named(module: "Module", names: "Node", source: str, is_type: bool) -> "Iterator[Import]":
    for specifier in names.named_children:
        name = specifier.child_by_field_name("name")
        if specifier.type != "import_specifier" or name is None:
            continue
        local = specifier.child_by_field_name("alias") or name
        typed = is_type or _is_marked_type(specifier.child(0))
        place = module.place(name)
        imported = specifier_name(module, name)
        yield Import(source, imported, module.text(local), "import", typed, place)


def _is_marked_type(word: "Node | None") -> bool:
    return word is not None and word.type in {"type", "typeof"}


def specifier_name(module: "Module", node: "Node") -> str:
    """A name in `{}` of an import or export, which may be written as a string."""
    return (text_of(module, node) or "") if node.type == "string" else module.text(node)


def text_of(module: "Module", node: "Node | None") -> str | None:
    """The text of a string literal or of a template without `${}`; None for anything else."""
    if node is None or node.has_error:
        return None
    if node.type == "string":
        return cook(module.text(node)[1:-1])
    if node.type == "template_string":
        if any(child.type == "template_substitution" for child in node.named_children):
            return None
        return cook(module.text(node)[1:-1], template=True)
    return None


def _called(module: "Module", kind: str, pattern: bytes) -> "Iterator[Import]":
    """`require("x")` and `import("x")`, with the names that a declaration takes from it."""
    for match in re.finditer(pattern, module.source):
        lineage = module.lineage_at(match.start())
        call = call_of_module(module, lineage)
        if call is not None:
            yield from _taken(module, lineage, call, kind)


def call_of_module(module: "Module", lineage: "Lineage") -> "tuple[Node, str] | None":
    """The call `require("x")` or `import("x")` around its keyword, and what it names."""
    for node in reversed(lineage[-3:]):
        if node.type != "call_expression":
            continue
        function = node.child_by_field_name("function")
        if function is None or lineage[-1].start_byte != function.start_byte:
            return None
        if function.type != "import" and module.text(function) != "require":
            return None
        arguments = node.child_by_field_name("arguments")
        first = arguments and next(
            (one for one in arguments.named_children if one.type != "comment"), None
        )
        source = text_of(module, first)
        return None if source is None else (node, source)
    return None


def _taken(
    module: "Module", lineage: "Lineage", call: "tuple[Node, str]", kind: str
) -> "Iterator[Import]":
    node, source = call
    if any(one.type in _TYPES for one in lineage):
        yield Import(source, "*", "", kind, True, module.place(node))
        return
    index = next(at for at, one in enumerate(lineage) if one.id == node.id)
    name = "*"
    for parent in reversed(lineage[:index]):
        if parent.type in {"await_expression", "parenthesized_expression", "non_null_expression"}:
            continue
        if parent.type in {"as_expression", "satisfies_expression"}:
            continue
        if parent.type == "member_expression" and name == "*":
            member = parent.child_by_field_name("property")
            name = module.text(member) if member is not None else "*"
            continue
        if parent.type == "variable_declarator":
            pattern = parent.child_by_field_name("name")
            if pattern is not None and pattern.type == "identifier":
                yield Import(source, name, module.text(pattern), kind, False, module.place(pattern))
                return
            if pattern is not None and pattern.type == "object_pattern" and name == "*":
                yield from _destructured(module, pattern, source, kind)
                return
        break
    bound = name if name not in {"then", "catch", "finally"} else "*"
    yield Import(source, bound, "", kind, False, module.place(node))


def _destructured(module: "Module", pattern: "Node", source: str, kind: str) -> "Iterator[Import]":
    from clerkdoctor.typescript.patterns import names_in

    for bound in names_in(module, pattern):
        name = bound.steps[0].key if len(bound.steps) == 1 else None
        if name is not None:
            local = module.text(bound.node)
            yield Import(source, name, local, kind, False, module.place(bound.node))
