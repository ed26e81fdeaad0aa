"""Loops."""

from typing import TYPE_CHECKING

from clerkdoctor.guard.expressions import expression, inner
from clerkdoctor.guard.frames import BREAK, RETURN, Frame, Statement
from clerkdoctor.guard.logic import test
from clerkdoctor.guard.patterns import binder
from clerkdoctor.guard.properties import items_of
from clerkdoctor.guard.values import CannotFollow, JsArray, JsObject, Site, Unknown

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.guard.program import Unit


def loop_in(unit: "Unit", node: "Node") -> Statement:
    """`for (const x of items)`, `for (const key in object)`."""
    from clerkdoctor.guard.statements import branch

    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    assert left is not None
    assert right is not None
    site, bind, items = Site(unit.module, right), binder(unit, left), expression(unit, right)
    body = branch(unit, node.child_by_field_name("body"))
    operator = node.child_by_field_name("operator")
    over_keys = operator is not None and operator.type == "in"

    def loop(frame: Frame) -> int | None:
        value = items(frame)
        if over_keys and isinstance(value, JsObject):
            value = JsArray(list(value.properties), value.rest)
        listed = items_of(value, site)
        for item in list(listed):
            frame.run.step(site)
            bind(frame, item)
            end = body(frame)
            if end == RETURN:
                return end
            if end == BREAK:
                return None
        if listed.rest is not None:
            raise CannotFollow(f"`{site.text}` is known only at run time", site.place)
        return None

    return loop


def _repeat(unit: "Unit", node: "Node", *, first: bool) -> Statement:
    from clerkdoctor.guard.statements import branch

    condition = node.child_by_field_name("condition")
    body = branch(unit, node.child_by_field_name("body"))
    increment = node.child_by_field_name("increment")
    step = expression(unit, increment) if increment is not None else None
    site = Site(unit.module, inner(condition) if condition is not None else node)
    is_empty = condition is None or condition.type == "empty_statement"
    goes_on = None if is_empty or condition is None else expression(unit, inner_of(condition))

    def loop(frame: Frame) -> int | None:
        skip = first
        while True:
            frame.run.step(site)
            if not skip and goes_on is not None:
                value = goes_on(frame)
                if isinstance(value, Unknown) and value.truth is None:
                    raise CannotFollow(f"`{site.text}` is known only at run time", site.place)
                if not test(frame.run, value, site):
                    return None
            skip = False
            end = body(frame)
            if end == RETURN:
                return end
            if end == BREAK:
                return None
            if step is not None:
                step(frame)

    return loop


def inner_of(condition: "Node") -> "Node":
    return inner(condition) if condition.type == "expression_statement" else condition


def loop_while(unit: "Unit", node: "Node") -> Statement:
    return _repeat(unit, node, first=node.type == "do_statement")


def numbered_loop(unit: "Unit", node: "Node") -> Statement:
    """`for (let i = 0; i < n; i++)`."""
    from clerkdoctor.guard.statements import branch

    start, loop = (
        branch(unit, node.child_by_field_name("initializer")),
        _repeat(unit, node, first=False),
    )

    def run(frame: Frame) -> int | None:
        start(frame)
        return loop(frame)

    return run
