"""Whether code asks who calls, and then looks at nothing but whether there is somebody."""

from typing import TYPE_CHECKING

from clerkdoctor.typescript.scopes import may_declare
from clerkdoctor.typescript.writes import TRANSPARENT, is_field

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module

_COMPARING = frozenset({"===", "!==", "==", "!="})
_THROUGH = TRANSPARENT | {"await_expression"}


def is_only_tested(module: "Module", call: "Node") -> bool:
    """Whether what a call gives is only compared with null, or dropped."""
    return _tested(module, module.lineage(call))


def _tested(module: "Module", lineage: "Lineage", *, may_follow: bool = True) -> bool:
    index = len(lineage) - 1
    while index and lineage[index - 1].type in _THROUGH:
        index -= 1
    node, parent = lineage[index], lineage[index - 1] if index else None
    if parent is None:
        return False
    match parent.type:
        case "expression_statement" | "if_statement":
            return True
        case "unary_expression":
            return parent.child(0) is not None and module.text(parent.child(0) or node) == "!"
        case "binary_expression":
            sign = parent.child_by_field_name("operator")
            if sign is not None and sign.type in ("&&", "||"):
                return is_field(parent, "left", node) and sign.type == "&&"
            return sign is not None and sign.type in _COMPARING
        case "ternary_expression":
            return is_field(parent, "condition", node)
        case "variable_declarator" if may_follow:
            return _all_tested(module, parent, lineage[: index - 1])
    return False


def _all_tested(module: "Module", declarator: "Node", above: "Lineage") -> bool:
    name = declarator.child_by_field_name("name")
    if name is None or name.type != "identifier":
        return False
    binding = module.scopes.binding((*above, declarator, name))
    if binding is None:
        return False
    uses = [one for one in module.scopes.uses(binding) if not may_declare(one)]
    return all(_tested(module, use, may_follow=False) or _is_logged(module, use) for use in uses)


def _is_logged(module: "Module", use: "Lineage") -> bool:
    """`console.log(identity)`."""
    if len(use) < 3 or use[-2].type != "arguments":
        return False
    callee = use[-3].child_by_field_name("function")
    return callee is not None and module.text(callee).startswith("console.")
