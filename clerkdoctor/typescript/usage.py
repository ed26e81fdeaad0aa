"""What becomes of a value that is read: has it a fallback, is it asserted, is it only tested."""

from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.typescript.writes import is_field

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module


class Usage(NamedTuple):
    has_fallback: bool = False
    is_asserted: bool = False
    is_tested: bool = False


_TESTS = frozenset({"===", "!==", "==", "!=", "<", ">", "<=", ">=", "in", "instanceof"})
_THROUGH = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression"})
_CONDITIONS = frozenset({"if_statement", "while_statement", "do_statement", "for_statement"})


def usage_of(module: "Module", lineage: "Lineage", index: int, name: str) -> Usage | None:
    """How the read at `lineage[index]` is used; None where it is written, not read.

    `name` is the variable's, to recognise a condition on the variable itself.
    """
    usage = Usage()
    for at in range(index, 0, -1):
        node, parent = lineage[at], lineage[at - 1]
        kind = parent.type
        if kind == "non_null_expression":
            usage = usage._replace(is_asserted=True)
        elif kind in _THROUGH or kind == "type_assertion":
            continue
        elif kind == "assignment_expression" and is_field(parent, "left", node):
            return None
        elif kind == "augmented_assignment_expression" and is_field(parent, "left", node):
            operator = parent.child_by_field_name("operator")
            fallback = operator is not None and operator.type in {"??=", "||="}
            return usage._replace(has_fallback=usage.has_fallback or fallback)
        elif kind == "update_expression":
            return usage
        elif kind == "unary_expression":
            operator = parent.child_by_field_name("operator")
            if operator is not None and operator.type == "delete":
                return None
            tests = operator is not None and operator.type in {"!", "typeof", "void"}
            return usage._replace(is_tested=tests)
        elif kind == "binary_expression":
            usage, goes_on = _binary(usage, parent, node)
            if not goes_on:
                return usage
        elif kind == "ternary_expression":
            if is_field(parent, "condition", node):
                return usage._replace(has_fallback=True, is_tested=True)
            condition = parent.child_by_field_name("condition")
            if condition is not None and name in module.text(condition):
                usage = usage._replace(has_fallback=True)
        elif kind in _CONDITIONS:
            return usage._replace(is_tested=is_field(parent, "condition", node))
        else:
            return usage
    return usage


def _binary(usage: Usage, parent: "Node", node: "Node") -> tuple[Usage, bool]:
    """What an operator makes of the value, and whether its result still carries it."""
    operator = parent.child_by_field_name("operator")
    word = operator.type if operator is not None else ""
    if word in {"??", "||"}:
        if is_field(parent, "left", node):
            usage = usage._replace(has_fallback=True)
        return usage, True
    if word == "&&":
        is_left = is_field(parent, "left", node)
        return usage._replace(is_tested=is_left), not is_left
    if word in _TESTS:
        return usage._replace(is_tested=True), False
    return usage, False
