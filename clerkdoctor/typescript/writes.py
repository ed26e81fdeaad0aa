"""Whether an occurrence of a name gives it another value, or alters what it holds.

Seen in one file: `x = …`, `x += …`, `x++`, `[x] = …`, `for (x of …)`, and for what it holds
`x.a = …`, `x.push(…)`, `delete x.a`, `Object.assign(x, …)`. A function that alters its argument,
or another file that alters what it imports, is not followed.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module

MUTATORS = frozenset({
    "push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin",
    "set", "add", "delete", "clear", "append",
})  # fmt: skip
_ALTERING = frozenset({
    "Object.assign", "Object.defineProperty", "Object.defineProperties", "Object.setPrototypeOf",
    "Reflect.set", "Reflect.defineProperty", "Reflect.deleteProperty", "Array.prototype.push.apply",
})  # fmt: skip
TRANSPARENT = frozenset({
    "parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression",
    "type_assertion",
})  # fmt: skip
_PATTERNS = frozenset({
    "array_pattern", "object_pattern", "pair_pattern", "rest_pattern", "assignment_pattern",
    "object_assignment_pattern", "array", "object", "pair", "spread_element",
})  # fmt: skip


def how_changed(module: "Module", lineage: "Lineage") -> str | None:
    """`reassigned`, `changed`, or None for an occurrence that only reads."""
    if any(node.is_error for node in lineage):
        return "used in code that cannot be parsed"
    index = _outermost(lineage, len(lineage) - 1)
    word = "reassigned"
    while is_object_of(lineage, index):
        index = _outermost(lineage, index - 1)
        word = "changed"
    parent = lineage[index - 1] if index else None
    if parent is None:
        return None
    if word == "changed" and parent.type == "call_expression":
        return word if _is_mutator(module, parent, lineage[index]) else None
    if parent.type == "arguments":
        return "changed" if _alters(module, parent, lineage[index], lineage[index - 2]) else None
    return word if _is_target(lineage, index) else None


def _outermost(lineage: "Lineage", index: int) -> int:
    """The index of the expression, with the parentheses and assertions around it."""
    while index and lineage[index - 1].type in TRANSPARENT:
        index -= 1
    return index


def is_object_of(lineage: "Lineage", index: int) -> bool:
    parent = lineage[index - 1] if index else None
    if parent is None or parent.type not in {"member_expression", "subscript_expression"}:
        return False
    return is_field(parent, "object", lineage[index])


def passes_on(parent: "Node", node: "Node") -> bool:
    """Whether the value of an expression is, or may be, that of the one around it."""
    if parent.type in TRANSPARENT:
        return True
    if parent.type == "binary_expression":
        operator = parent.child_by_field_name("operator")
        word = operator.type if operator is not None else ""
        return word in {"??", "||"} or (word == "&&" and is_field(parent, "right", node))
    return parent.type == "ternary_expression" and not is_field(parent, "condition", node)


def is_field(parent: "Node", field: str, child: "Node") -> bool:
    found = parent.child_by_field_name(field)
    return found is not None and found.id == child.id


def _is_mutator(module: "Module", call: "Node", callee: "Node") -> bool:
    if callee.type != "member_expression" or not is_field(call, "function", callee):
        return False
    method = callee.child_by_field_name("property")
    return method is not None and module.text(method) in MUTATORS


def _alters(module: "Module", arguments: "Node", argument: "Node", call: "Node") -> bool:
    first = arguments.named_child(0)
    function = call.child_by_field_name("function")
    if first is None or first.id != argument.id or function is None:
        return False
    return module.text(function) in _ALTERING


def _is_target(lineage: "Lineage", index: int) -> bool:
    """Whether a value is written to this expression, alone or inside a pattern."""
    node, inside = lineage[index], False
    for parent in reversed(lineage[:index]):
        kind = parent.type
        if kind in {"assignment_expression", "augmented_assignment_expression"}:
            return is_field(parent, "left", node)
        if kind == "update_expression":
            return not inside
        if kind == "unary_expression":
            operator = parent.child_by_field_name("operator")
            return not inside and operator is not None and operator.type == "delete"
        if kind == "for_in_statement":
            return parent.child_by_field_name("kind") is None and is_field(parent, "left", node)
        if kind in {"assignment_pattern", "object_assignment_pattern"}:
            if not is_field(parent, "left", node):
                return False
        elif kind in {"pair", "pair_pattern"}:
            if not is_field(parent, "value", node):
                return False
        elif kind not in _PATTERNS and kind not in TRANSPARENT:
            return False
        node, inside = parent, True
    return False
