"""`&&`, `||`, `??` and `?:`: what is evaluated only under a condition."""

from typing import TYPE_CHECKING

from clerkdoctor.guard.frames import Expression, Frame
from clerkdoctor.guard.operators import facts_of, truth
from clerkdoctor.guard.responses import Response
from clerkdoctor.guard.values import (
    UNDEFINED,
    Fact,
    Site,
    Unknown,
    Value,
    Verdict,
    is_nullish,
    key_of,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.guard.program import Unit
    from clerkdoctor.guard.run import Run

_PURE = frozenset({
    "string", "number", "true", "false", "null", "undefined", "template_string", "regex", "array",
    "object", "shorthand_property_identifier",
})  # fmt: skip


def test(run: "Run", value: Value, site: Site) -> bool:
    """Whether a condition holds; notes the facts that it rests on."""
    if type(value) is Verdict:
        run.tested.extend(value.facts)
        if not value.truth:
            run.passed.extend(value.facts)
        return bool(value.truth)
    return truth(run, value, site)


def under(frame: Frame, facts: tuple[Fact, ...], code: Expression) -> Value:
    """Runs code that depends on facts."""
    if not facts:
        return code(frame)
    active = frame.run.active
    active.append(facts)
    try:
        return code(frame)
    finally:
        active.pop()


def takes_right(run: "Run", operator: str, left: Value, site: Site) -> bool:
    """Whether the right side of a logical operator is evaluated."""
    if operator == "??":
        if type(left) is Unknown:
            return not run.holds(left, site)
        return is_nullish(left)
    return test(run, left, site) is (operator == "&&")


def logical(unit: "Unit", node: "Node", operator: str) -> Expression:
    from clerkdoctor.guard.expressions import expression

    left_node, right_node = node.child_by_field_name("left"), node.child_by_field_name("right")
    assert left_node is not None
    assert right_node is not None
    site = Site(unit.module, left_node)
    left, right = expression(unit, left_node), expression(unit, right_node)
    is_pure = right_node.type in _PURE and operator != "&&"

    def evaluate(frame: Frame) -> Value:
        value = left(frame)
        if is_pure and type(value) is Unknown and value.truth is None and value.test is None:
            return _defaulted(value, right(frame), operator)
        if not takes_right(frame.run, operator, value, site):
            return value
        facts = facts_of(value)
        return _with_facts(under(frame, facts, right), facts)

    return evaluate


def _defaulted(value: Unknown, default: Value, operator: str) -> Unknown:
    """`cookie ?? "en"`: one unknown value, without asking which."""
    if not default or default is UNDEFINED:
        return value
    key = f"{value.key}{operator}{key_of(default)}"
    return Unknown(value.why, value.place, key, origin=value.origin, truth=True)


def _with_facts(value: Value, facts: tuple[Fact, ...]) -> Value:
    """The value of the right side rests on the left side's facts, too."""
    if facts and type(value) is bool:
        return Verdict(value, facts)
    if facts and type(value) is Verdict:
        return Verdict(value.truth, facts + value.facts)
    return value


def tail(unit: "Unit", node: "Node", site: Site) -> Expression:
    """The expression that a function returns: notes that it ends there, and under which facts."""
    from clerkdoctor.guard.expressions import expression, inner

    if node.type == "parenthesized_expression" and inner(node).type == "ternary_expression":
        node = inner(node)
    if node.type == "ternary_expression":
        return ternary(unit, node, tails=True)
    value = expression(unit, node)

    def leave(frame: Frame) -> Value:
        result = value(frame)
        frame.run.leave(site, result if type(result) is Response else None)
        return result

    return leave


def ternary(unit: "Unit", node: "Node", *, tails: bool = False) -> Expression:
    """`a ? b : c`. With `tails` a function returns it, and ends in one of its branches."""
    from clerkdoctor.guard.expressions import expression

    parts = [node.child_by_field_name(name) for name in ("condition", "consequence", "alternative")]
    if any(part is None for part in parts):
        return expression(unit, node.named_children[0])
    test_node, *branches = (part for part in parts if part is not None)
    condition, site = expression(unit, test_node), Site(unit.module, test_node)
    then, otherwise = (
        tail(unit, part, Site(unit.module, part)) if tails else expression(unit, part)
        for part in branches
    )

    def evaluate(frame: Frame) -> Value:
        value = condition(frame)
        holds = test(frame.run, value, site)
        return under(frame, facts_of(value), then if holds else otherwise)

    return evaluate
