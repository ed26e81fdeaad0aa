"""What a file gives to other modules: ES modules in all their forms, and CommonJS."""

from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.imports import specifier_name, text_of
from clerkdoctor.typescript.patterns import names_in, property_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module


class Export(NamedTuple):
    """One exported name.

    `name` is what others import (`default`; `*` for everything of `source`), `local` what it is
    called here, or in `source` where that is named (empty for an expression, `*` for the whole
    of `source` under a name). `kind` is `declaration`, `expression`, `name`, `from` or
    `commonjs`. `node` is what was exported: the declaration, the expression or the specifier.
    """

    name: str
    local: str
    source: str
    kind: str
    is_type: bool
    place: Place
    node: "Node"


DECLARATIONS = frozenset({
    "function_declaration", "generator_function_declaration", "class_declaration",
    "abstract_class_declaration", "enum_declaration", "function_signature", "internal_module",
    "import_alias",
})  # fmt: skip
_TYPES = frozenset({"interface_declaration", "type_alias_declaration"})


def exports_of(module: "Module") -> tuple[Export, ...]:
    """Everything that a file exports, in the order of the text."""
    found: list[Export] = []
    for statement in module.root.named_children:
        if statement.type == "export_statement":
            found.extend(_statement(module, statement))
    if b"exports" in module.source:
        for lineage in module.occurrences("exports"):
            found.extend(_commonjs(module, lineage))
    return tuple(found)


def _statement(module: "Module", statement: "Node") -> "Iterator[Export]":
    words = {child.type for child in statement.children if not child.is_named}
    is_type = "type" in words or any(  # `export type *` is an error to the grammar
        child.is_error and module.text(child) == "type" for child in statement.children
    )
    source = text_of(module, statement.child_by_field_name("source")) or ""
    declaration = statement.child_by_field_name("declaration")
    value = statement.child_by_field_name("value")
    if "default" in words:
        node = value or declaration
        if node is not None:
            yield _default(module, node, is_type=node.type in _TYPES)
    elif declaration is not None:
        yield from _declared(module, declaration, is_type)
    elif "=" in words:
        node = statement.named_children[-1]
        yield Export("default", "", "", "commonjs", False, module.place(node), node)
    else:
        yield from _clause(module, statement, source, is_type)


def _default(module: "Module", node: "Node", *, is_type: bool) -> Export:
    name = node.child_by_field_name("name") if node.type in DECLARATIONS else None
    local = name or (node if node.type == "identifier" else None)
    kind = "declaration" if name is not None else "name" if local is not None else "expression"
    text = module.text(local) if local is not None else ""
    return Export("default", text, "", kind, is_type, module.place(node), node)


def _declared(module: "Module", declaration: "Node", is_type: bool) -> "Iterator[Export]":
    kind = declaration.type
    if kind == "ambient_declaration":
        is_type = True
        inner = declaration.named_child(0)
        if inner is not None:
            yield from _declared(module, inner, is_type)
    elif kind in {"lexical_declaration", "variable_declaration"}:
        for declarator in declaration.named_children:
            pattern = declarator.child_by_field_name("name")
            if declarator.type == "variable_declarator" and pattern is not None:
                for bound in names_in(module, pattern):
                    name, place = module.text(bound.node), module.place(bound.node)
                    yield Export(name, name, "", "declaration", is_type, place, declarator)
    elif kind in DECLARATIONS or kind in _TYPES:
        node = declaration.child_by_field_name("name") or declaration.named_child(0)
        if node is not None:
            name, typed = module.text(node), is_type or kind in _TYPES
            yield Export(name, name, "", "declaration", typed, module.place(node), declaration)


def _clause(module: "Module", statement: "Node", source: str, is_type: bool) -> "Iterator[Export]":
    if source and any(child.type == "*" for child in statement.children):
        yield Export("*", "*", source, "from", is_type, module.place(statement), statement)
    for child in statement.named_children:
        if child.type == "namespace_export" and child.named_children:
            name = specifier_name(module, child.named_children[-1])
            yield Export(name, "*", source, "from", is_type, module.place(child), child)
        elif child.type == "export_clause":
            yield from _specifiers(module, child, source, is_type)


def _specifiers(module: "Module", clause: "Node", source: str, is_type: bool) -> "Iterator[Export]":
    kind = "from" if source else "name"
    for specifier in clause.named_children:
        name = specifier.child_by_field_name("name")
        if specifier.type != "export_specifier" or name is None:
            continue
        alias = specifier.child_by_field_name("alias") or name
        typed = is_type or any(child.type == "type" for child in specifier.children)
        local, exported = specifier_name(module, name), specifier_name(module, alias)
        yield Export(exported, local, source, kind, typed, module.place(alias), specifier)


def _commonjs(module: "Module", lineage: "Lineage") -> "Iterator[Export]":
    """`module.exports = x`, `module.exports.a = x`, `exports.a = x`, around the word `exports`."""
    index = len(lineage) - 1
    whole = lineage[index].type == "property_identifier"
    if whole:
        index -= 1
        if lineage[index].type != "member_expression" or (
            module.text(lineage[index]) != "module.exports"
        ):
            return
    elif lineage[index].type != "identifier":
        return
    name = None
    parent = lineage[index - 1]
    if parent.type in {"member_expression", "subscript_expression"}:
        name = _member_name(module, parent)
        index -= 1
        parent = lineage[index - 1]
        if name is None:
            return
    if parent.type != "assignment_expression":
        return
    target, value = parent.child_by_field_name("left"), parent.child_by_field_name("right")
    if target is None or value is None or target.id != lineage[index].id:
        return
    place = module.place(lineage[-1])
    if name is not None:
        yield Export(name, "", "", "commonjs", False, place, value)
    elif whole:
        yield Export("default", "", "", "commonjs", False, place, value)


def _member_name(module: "Module", member: "Node") -> str | None:
    name = member.child_by_field_name("property")
    if name is not None:
        return property_name(module, name)
    return text_of(module, member.child_by_field_name("index"))
