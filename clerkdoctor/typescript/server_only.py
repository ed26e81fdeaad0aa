"""Code of a client component that only the server runs: `typeof window === "undefined"`.

Every client component is rendered on the server first, where there is no `window`.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from clerkdoctor.typescript.writes import is_field

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module

_GLOBALS = frozenset(("window", "document"))


def is_server_only(module: "Module", lineage: "Lineage") -> bool:
    """Whether a node, the last of its lineage, is behind a test that no browser passes."""
    if b"typeof" not in module.source:
        return False
    return any(_guards(module, parent, child) for parent, child in pairwise(lineage))


def _guards(module: "Module", parent: "Node", child: "Node") -> bool:
    if parent.type in ("if_statement", "ternary_expression"):
        test = parent.child_by_field_name("condition")
        if test is None:
            return False
        if is_field(parent, "consequence", child):
            return _asks(module, test, "===")
        if is_field(parent, "alternative", child):
            return _asks(module, test, "!==")
        return False
    if parent.type == "binary_expression" and is_field(parent, "right", child):
        left, operator = parent.child_by_field_name("left"), parent.child_by_field_name("operator")
        if left is None or operator is None:
            return False
        if operator.type == "&&":
            return _asks(module, left, "===")
        return operator.type == "||" and _asks(module, left, "!==")
    if parent.type in ("statement_block", "program"):
        return any(_leaves_browsers(module, one) for one in _before(parent, child))
    return False


def _before(block: "Node", child: "Node") -> Iterator["Node"]:
    for one in block.named_children:
        if one.start_byte >= child.start_byte:
            return
        if one.type == "if_statement":
            yield one


def _leaves_browsers(module: "Module", statement: "Node") -> bool:
    """`if (typeof window !== "undefined") return …`: what follows is the server's."""
    test = statement.child_by_field_name("condition")
    then = statement.child_by_field_name("consequence")
    if test is None or then is None or not _asks(module, test, "!=="):
        return False
    last = (
        then.named_children[-1] if then.type == "statement_block" and then.named_children else then
    )
    return last.type in ("return_statement", "throw_statement")


def _asks(module: "Module", test: "Node", operator: str) -> bool:
    """Whether the test can only hold where there is no `window` (`===`), or holds wherever there
    is one (`!==`).
    """
    while test.type == "parenthesized_expression" and test.named_child_count == 1:
        test = test.named_children[0]
    if test.type != "binary_expression":
        return False
    sign = test.child_by_field_name("operator")
    left, right = test.child_by_field_name("left"), test.child_by_field_name("right")
    if sign is None or left is None or right is None:
        return False
    joined = "&&" if operator == "===" else "||"
    if sign.type == joined:
        return _asks(module, left, operator) or _asks(module, right, operator)
    if sign.type not in (operator, operator[:-1]):
        return False
    texts = {module.text(side).strip("'\"`") for side in (left, right)}
    return "undefined" in texts and any(f"typeof {name}" in texts for name in _GLOBALS)
