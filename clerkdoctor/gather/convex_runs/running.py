"""One way through a Convex function.

Conditions are weighed here, so that `!row || row.userId !== identity?.subject` is known to hold for
nobody: what is nobody's equals no owner of a row.
"""

from typing import TYPE_CHECKING

from clerkdoctor.gather.convex_runs.origins import IDENTITY
from clerkdoctor.gather.handler_runs import expressions
from clerkdoctor.gather.handler_runs.run import Frame, Run
from clerkdoctor.gather.handler_runs.things import (
    Either,
    Known,
    Lost,
    Thing,
    Thrown,
    inner,
    is_nullish,
    truth,
)
from clerkdoctor.typescript.writes import TRANSPARENT

if TYPE_CHECKING:
    from tree_sitter import Node

_CONDITIONS = frozenset({"if_statement", "while_statement", "do_statement"})
_SAME = frozenset({"===", "=="})
_OTHER = frozenset({"!==", "!="})
_LITERALS = frozenset({"null", "undefined"})


class ConvexRun(Run):
    """The interpreter, with conditions of three values: true, false, not told."""

    def evaluate(self, frame: Frame, node: "Node") -> Thing:
        parent = node.parent
        if node.type == "parenthesized_expression" and parent and parent.type in _CONDITIONS:
            return _known(self._holds(frame, node))
        sign = node.child_by_field_name("operator") if node.type == "binary_expression" else None
        if sign is not None and sign.type in _SAME | _OTHER:
            return _known(self._holds(frame, node))
        if sign is not None and sign.type in ("&&", "||", "??"):
            return self._chosen(frame, node, sign.type)
        return super().evaluate(frame, node)

    def _chosen(self, frame: Frame, node: "Node", operator: str) -> Thing:
        """`a && b`, `a || b`, `a ?? b` as values."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return Lost("is incomplete")
        one, is_or = self.evaluate(frame, left), operator != "&&"
        holds = _holding(one)
        if operator == "??" and one != IDENTITY:
            nullish = is_nullish(one)
            holds = None if nullish is None else not nullish
        if holds is is_or:
            return one
        try:
            other = self.evaluate(frame, right)
        except Thrown:
            if holds is not None:
                raise
            return one  # the other way, nothing comes of it
        if holds is not None or (not is_or and truth(other) is False):
            return other
        return Either((one, other)) if is_or else Lost("depends on more than one thing")

    def _holds(self, frame: Frame, node: "Node") -> bool | None:
        self.step()
        while node.type in TRANSPARENT:
            node = inner(node) or node.children[0]
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if node.type == "unary_expression" and node.child(0) is not None:
            argument = node.child_by_field_name("argument")
            sign = node.child_by_field_name("operator")
            if argument is not None and sign is not None and sign.type == "!":
                holds = self._holds(frame, argument)
                return None if holds is None else not holds
        if node.type == "binary_expression" and left is not None and right is not None:
            sign = node.child_by_field_name("operator")
            operator = sign.type if sign is not None else ""
            if operator in ("&&", "||"):
                return self._both(frame, left, right, wanted=operator == "||")
            if operator in _SAME | _OTHER:
                same = self._same(frame, left, right, loose=len(operator) == 2)
                return None if same is None else same is (operator in _SAME)
        return _holding(super().evaluate(frame, node))

    def _both(self, frame: Frame, left: "Node", right: "Node", *, wanted: bool) -> bool | None:
        """`||` where one that holds decides, `&&` where one that does not."""
        one = self._holds(frame, left)
        if one is wanted:
            return wanted
        try:
            other = self._holds(frame, right)
        except Thrown:
            if one is not None or wanted:
                raise
            return False  # where the first holds, it goes no further
        if other is wanted:
            return wanted
        return None if one is None or other is None else not wanted

    def _same(self, frame: Frame, left: "Node", right: "Node", *, loose: bool) -> bool | None:
        one, other = super().evaluate(frame, left), super().evaluate(frame, right)
        if loose and (is_nullish(one) and is_nullish(other)):
            return True
        same = expressions.compared(self, one, other)
        if same is not None:
            return same
        if loose and is_nullish(other):
            return is_nullish(one)
        nothing = (is_nullish(one) and not _is_literal(left)) or (
            is_nullish(other) and not _is_literal(right)
        )
        return False if nothing else None


def _holding(thing: Thing) -> bool | None:
    """Whether it counts as true; somebody's identity does."""
    return True if thing == IDENTITY else truth(thing)


def _is_literal(node: "Node") -> bool:
    while node.type in TRANSPARENT:
        node = inner(node) or node.children[0]
    return node.type in _LITERALS or (node.text or b"") in (b"undefined", b"null")


def _known(holds: bool | None) -> Thing:
    return Lost("is not told") if holds is None else Known(holds)
