"""Expressions, compiled: a table from syntax to a function that makes a function."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from clerkdoctor.guard.calls import awaited, call
from clerkdoctor.guard.frames import Expression, Frame
from clerkdoctor.guard.functions import closure
from clerkdoctor.guard.logic import logical, ternary
from clerkdoctor.guard.names import identifier
from clerkdoctor.guard.objects import array, spread_into, written_object
from clerkdoctor.guard.operators import binary, equality, joined, text, unary
from clerkdoctor.guard.patterns import binder
from clerkdoctor.guard.properties import call_member, member
from clerkdoctor.guard.regexps import Regexp
from clerkdoctor.guard.values import (
    UNDEFINED,
    CannotFollow,
    JsArray,
    Site,
    Text,
    Unknown,
    Value,
    is_nullish,
)
from clerkdoctor.typescript.literals import cook, number

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.guard.program import Unit

SHORT = object()
"""What a chain comes to after a `?.` that has met null or undefined."""


def expression(unit: "Unit", node: "Node") -> Expression:
    """The function that computes an expression."""
    if node.type in _CHAINS and b"?." in unit.module.source[node.start_byte : node.end_byte]:
        return _whole_chain(unit, node)
    rule = _RULES.get(node.type)
    return rule(unit, node) if rule is not None else _unknown(unit, node)


def _unknown(unit: "Unit", node: "Node") -> Expression:
    site = Site(unit.module, node)
    value = Unknown(f"`{site.text}` is known only at run time", site.place, f"({site.text})")
    return lambda _: value


def constant(value: Value) -> Expression:
    return lambda _: value


# Literals


def _string(unit: "Unit", node: "Node") -> Expression:
    literal = cook(unit.module.text(node)[1:-1])
    if literal is None:
        return _unknown(unit, node)
    return constant(Text(literal, unit.module.place(node)))


def _template(unit: "Unit", node: "Node") -> Expression:
    from clerkdoctor.typescript.module import template_parts

    site, parts = Site(unit.module, node), list[Expression]()
    if all(child.type != "template_substitution" for child in node.named_children):
        whole = cook(unit.module.text(node)[1:-1], template=True)
        return _unknown(unit, node) if whole is None else constant(Text(whole, site.place))
    for part in template_parts(unit.module, node):
        if isinstance(part, str):
            cooked = cook(part, template=True)
            if cooked is None:
                return _unknown(unit, node)
            parts.append(constant(cooked))
        else:
            parts.append(expression(unit, inner(part)))
    return lambda frame: joined([part(frame) for part in parts], site)


def _number(unit: "Unit", node: "Node") -> Expression:
    amount = number(unit.module.text(node))
    if amount is None:
        return _unknown(unit, node)
    return constant(int(amount) if amount == int(amount) else amount)


def _regexp(unit: "Unit", node: "Node") -> Expression:
    pattern, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
    source = unit.module.text(pattern) if pattern is not None else ""
    mode = unit.module.text(flags) if flags is not None else ""
    return constant(Regexp(source, mode, unit.module.place(node)))


def inner(node: "Node") -> "Node":
    """The expression that a node wraps."""
    for child in node.named_children:
        if child.type not in ("comment", "type_arguments"):
            return child
    return node


def _wrapped(unit: "Unit", node: "Node") -> Expression:
    inside = inner(node)
    return _unknown(unit, node) if inside.id == node.id else expression(unit, inside)


def _cast(unit: "Unit", node: "Node") -> Expression:
    return expression(unit, node.named_children[-1])


def _sequence(unit: "Unit", node: "Node") -> Expression:
    parts = [expression(unit, child) for child in node.named_children]

    def run_all(frame: Frame) -> Value:
        value: Value = UNDEFINED
        for part in parts:
            value = part(frame)
        return value

    return run_all


# Operators


def _field(node: "Node", name: str) -> "Node":
    found = node.child_by_field_name(name)
    return node if found is None else found


def _binary(unit: "Unit", node: "Node") -> Expression:
    operator, site = _field(node, "operator").type, Site(unit.module, node)
    if operator in ("&&", "||", "??"):
        return logical(unit, node, operator)
    left, right = expression(unit, _field(node, "left")), expression(unit, _field(node, "right"))
    if operator in ("===", "!==", "==", "!="):
        return lambda frame: equality(frame.run, operator, left(frame), right(frame), site)
    return lambda frame: binary(operator, left(frame), right(frame), site)


def _unary(unit: "Unit", node: "Node") -> Expression:
    operator = _field(node, "operator").type
    argument = _field(node, "argument")
    site = Site(unit.module, argument if operator == "!" else node)
    operand = expression(unit, argument)
    return lambda frame: unary(frame.run, operator, operand(frame), site)


def _await(unit: "Unit", node: "Node") -> Expression:
    operand = expression(unit, inner(node))
    return lambda frame: awaited(operand(frame))


def _assignment(unit: "Unit", node: "Node") -> Expression:
    bind, value = binder(unit, _field(node, "left")), expression(unit, _field(node, "right"))

    def assign(frame: Frame) -> Value:
        given = value(frame)
        bind(frame, given)
        return given

    return assign


def _augmented(unit: "Unit", node: "Node") -> Expression:
    site, target = Site(unit.module, node), _field(node, "left")
    bind, old = binder(unit, target), expression(unit, target)
    value = expression(unit, _field(node, "right"))
    operator = _field(node, "operator").type[:-1]

    def assign(frame: Frame) -> Value:
        before = old(frame)
        if operator in ("||", "&&", "??"):
            from clerkdoctor.guard.logic import takes_right

            if not takes_right(frame.run, operator, before, site):
                return before
            given = value(frame)
        else:
            given = binary(operator, before, value(frame), site)
        bind(frame, given)
        return given

    return assign


def _update(unit: "Unit", node: "Node") -> Expression:
    site, target = Site(unit.module, node), _field(node, "argument")
    bind, old = binder(unit, target), expression(unit, target)
    step = 1 if _field(node, "operator").type == "++" else -1

    def update(frame: Frame) -> Value:
        before = old(frame)
        bind(frame, binary("+", before, step, site))
        return before

    return update


# Chains: members and calls


def _whole_chain(unit: "Unit", node: "Node") -> Expression:
    chain = _RULES[node.type](unit, node)

    def end(frame: Frame) -> Value:
        value = chain(frame)
        return UNDEFINED if value is SHORT else value

    return end


def link(unit: "Unit", node: "Node") -> Expression:
    """The object of a member or call: within a chain, `?.` cuts the whole of it short."""
    return _RULES[node.type](unit, node) if node.type in _CHAINS else expression(unit, node)


def _is_optional(node: "Node") -> bool:
    return node.child_by_field_name("optional_chain") is not None


def _member(unit: "Unit", node: "Node") -> Expression:
    site, optional = Site(unit.module, node), _is_optional(node)
    holder = link(unit, _field(node, "object"))
    name = unit.module.text(_field(node, "property"))

    def read(frame: Frame) -> Value:
        on = holder(frame)
        if on is SHORT or (optional and is_nullish(on)):
            return SHORT
        return member(frame.run, on, name, site)

    return read


def _subscript(unit: "Unit", node: "Node") -> Expression:
    site, optional = Site(unit.module, node), _is_optional(node)
    holder, index = link(unit, _field(node, "object")), expression(unit, _field(node, "index"))

    def read(frame: Frame) -> Value:
        on = holder(frame)
        if on is SHORT or (optional and is_nullish(on)):
            return SHORT
        key = text(index(frame))
        if key is None:
            return Unknown(f"`{site.text}` is known only at run time", site.place, site.text)
        return member(frame.run, on, key, site)

    return read


def _arguments(unit: "Unit", node: "Node") -> "Callable[[Frame], list[Value]]":
    listed = node.child_by_field_name("arguments")
    parts: list[tuple[Expression, bool]] = []
    for child in listed.named_children if listed is not None else ():
        if child.type == "spread_element":
            parts.append((expression(unit, inner(child)), True))
        elif child.type != "comment":
            parts.append((expression(unit, child), False))
    if not any(spread for _, spread in parts):
        plain = [part for part, _ in parts]
        return lambda frame: [part(frame) for part in plain]
    site = Site(unit.module, node)

    def collect(frame: Frame) -> list[Value]:
        values = JsArray()
        for part, spread in parts:
            if spread:
                spread_into(values, part(frame), site)
            else:
                values.append(part(frame))
        return values

    return collect


def _call(unit: "Unit", node: "Node") -> Expression:
    callee, site = _field(node, "function"), Site(unit.module, node)
    while callee.type in ("parenthesized_expression", "non_null_expression"):
        callee = inner(callee)
    if callee.type == "import" or unit.module.text(callee) == "require":
        return _module(unit, node)
    if _field(node, "arguments").type == "template_string":
        return _unknown(unit, node)
    arguments = _arguments(unit, node)
    if callee.type == "member_expression":
        return _method_call(unit, node, callee, arguments)
    function, optional = link(unit, callee), _is_optional(node)

    def apply(frame: Frame) -> Value:
        target = function(frame)
        if target is SHORT or (optional and is_nullish(target)):
            return SHORT
        return call(frame.run, target, arguments(frame), site)

    return apply


def _method_call(
    unit: "Unit", node: "Node", callee: "Node", arguments: "Callable[[Frame], list[Value]]"
) -> Expression:
    site, cut = Site(unit.module, node), _is_optional(callee)
    holder = link(unit, _field(callee, "object"))
    name = unit.module.text(_field(callee, "property"))
    optional = _is_optional(node)

    def apply(frame: Frame) -> Value:
        on = holder(frame)
        if on is SHORT or (cut and is_nullish(on)):
            return SHORT
        return call_member(frame.run, on, name, arguments(frame), site, optional=optional)

    return apply


def _module(unit: "Unit", node: "Node") -> Expression:
    """`require("x")`, `import("x")`."""
    listed = [one for one in _field(node, "arguments").named_children if one.type == "string"]
    source = cook(unit.module.text(listed[0])[1:-1]) if listed else None
    if source is None:
        return _unknown(unit, node)
    site = Site(unit.module, node)
    return lambda frame: unit.imported(frame.run, source, "*", site)


def _new(unit: "Unit", node: "Node") -> Expression:
    site, arguments = Site(unit.module, node), _arguments(unit, node)
    constructor = expression(unit, _field(node, "constructor"))

    def make(frame: Frame) -> Value:
        maker = constructor(frame)
        if isinstance(maker, Unknown):
            frame.run.may_throw(site)
            why = f"`{site.text}` is known only at run time"
            return Unknown(why, site.place, f"new {site.text}", truth=True)
        return call(frame.run, maker, arguments(frame), site)

    return make


def _generator(unit: "Unit", node: "Node") -> Expression:
    site = Site(unit.module, node)

    def stop(_: Frame) -> Value:
        raise CannotFollow(f"`{site.text}` is known only at run time", site.place)

    return stop


_CHAINS = frozenset({"member_expression", "subscript_expression", "call_expression",
                     "non_null_expression"})  # fmt: skip

_RULES: "dict[str, Callable[[Unit, Node], Expression]]" = {
    "string": _string, "template_string": _template, "number": _number, "regex": _regexp,
    "true": lambda *_: constant(True), "false": lambda *_: constant(False),
    "null": lambda *_: constant(None), "undefined": lambda *_: constant(UNDEFINED),
    "identifier": identifier, "shorthand_property_identifier": identifier,
    "array": array, "object": written_object,
    "parenthesized_expression": _wrapped, "as_expression": _wrapped,
    "satisfies_expression": _wrapped, "instantiation_expression": _wrapped,
    "non_null_expression": lambda unit, node: link(unit, inner(node)),
    "type_assertion": _cast, "sequence_expression": _sequence,
    "binary_expression": _binary, "unary_expression": _unary, "await_expression": _await,
    "ternary_expression": ternary, "assignment_expression": _assignment,
    "augmented_assignment_expression": _augmented, "update_expression": _update,
    "member_expression": _member, "subscript_expression": _subscript,
    "call_expression": _call, "new_expression": _new, "yield_expression": _generator,
    "arrow_function": closure, "function_expression": closure, "method_definition": closure,
    "function_declaration": closure, "generator_function": _generator,
}  # fmt: skip
