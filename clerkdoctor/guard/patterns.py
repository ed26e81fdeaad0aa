"""Taking values apart: `const { userId, redirectToSignIn } = await auth()`."""

from typing import TYPE_CHECKING

from clerkdoctor.guard.frames import Binder, Expression, Frame
from clerkdoctor.guard.names import store
from clerkdoctor.guard.operators import text
from clerkdoctor.guard.properties import assign, items_of, member
from clerkdoctor.guard.values import (
    UNDEFINED,
    JsArray,
    JsObject,
    Site,
    Unknown,
    Value,
    is_nullish,
    type_error,
)
from clerkdoctor.typescript.patterns import property_name

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.guard.program import Unit


def binder(unit: "Unit", pattern: "Node") -> Binder:
    """A pattern of a declaration, a parameter or an assignment."""
    match pattern.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            return store(unit, pattern)
        case "object_pattern":
            return _object(unit, pattern)
        case "array_pattern":
            return _array(unit, pattern)
        case "assignment_pattern" | "object_assignment_pattern":
            return _defaulted(unit, pattern)
        case "rest_pattern" | "parenthesized_expression" | "non_null_expression":
            inside = pattern.named_children
            return binder(unit, inside[0]) if inside else _nothing
        case "member_expression" | "subscript_expression":
            return _property(unit, pattern)
        case _:
            return _nothing


def _nothing(frame: Frame, value: Value) -> None:
    pass


def _property(unit: "Unit", target: "Node") -> Binder:
    from clerkdoctor.guard.expressions import expression

    holder = target.child_by_field_name("object")
    key = _key(unit, target.child_by_field_name("property"), target.child_by_field_name("index"))
    if holder is None or key is None:
        return _nothing
    on = expression(unit, holder)

    def write(frame: Frame, value: Value) -> None:
        name = text(key(frame))
        if name is not None:
            assign(frame.run, on(frame), name, value)

    return write


def _key(unit: "Unit", name: "Node | None", computed: "Node | None") -> Expression | None:
    from clerkdoctor.guard.expressions import expression

    if name is not None:
        key = unit.module.text(name)
        return lambda _: key
    return expression(unit, computed) if computed is not None else None


def _defaulted(unit: "Unit", pattern: "Node") -> Binder:
    from clerkdoctor.guard.expressions import expression

    left, right = pattern.child_by_field_name("left"), pattern.child_by_field_name("right")
    if left is None or right is None:
        return _nothing
    bind, default = binder(unit, left), expression(unit, right)

    def with_default(frame: Frame, value: Value) -> None:
        bind(frame, default(frame) if value is UNDEFINED else value)

    return with_default


def _object(unit: "Unit", pattern: "Node") -> Binder:
    from clerkdoctor.guard.expressions import constant, expression, inner

    site = Site(unit.module, pattern)
    parts: list[tuple[Expression, Binder]] = []
    rest: Binder | None = None
    taken: list[str] = []
    for child in pattern.named_children:
        if child.type == "rest_pattern":
            rest = binder(unit, child)
            continue
        name = child.child_by_field_name("key") or child.child_by_field_name("left") or child
        target = child.child_by_field_name("value") or child
        if child.type == "comment":
            continue
        fixed = property_name(unit.module, name)
        taken += [fixed] if fixed is not None else []
        key = constant(fixed) if fixed is not None else expression(unit, inner(name))
        parts.append((key, binder(unit, target)))

    def take(frame: Frame, value: Value) -> None:
        if is_nullish(value):
            word = "null" if value is None else "undefined"
            raise type_error(f"`{site.text}` is taken from `{word}`", site)
        for key, bind in parts:
            name = text(key(frame))
            bind(frame, member(frame.run, value, name, site) if name is not None else UNDEFINED)
        if rest is not None:
            rest(frame, _without(value, taken, site))

    return take


def _without(value: Value, taken: list[str], site: Site) -> Value:
    if isinstance(value, JsObject):
        kept = {key: one for key, one in value.properties.items() if key not in taken}
        return JsObject(kept, value.rest)
    return JsObject(rest=Unknown(f"`{site.text}` is known only at run time", site.place, "rest"))


def _array(unit: "Unit", pattern: "Node") -> Binder:
    site = Site(unit.module, pattern)
    parts: list[tuple[int, Binder, bool]] = []
    index = 0
    for child in pattern.children:
        if child.type == ",":
            index += 1
        elif child.is_named and child.type != "comment":
            parts.append((index, binder(unit, child), child.type == "rest_pattern"))

    def take(frame: Frame, value: Value) -> None:
        items = items_of(value, site)
        for at, bind, is_rest in parts:
            if is_rest:
                bind(frame, JsArray(items[at:], items.rest))
            elif at < len(items):
                bind(frame, items[at])
            else:
                bind(frame, UNDEFINED if items.rest is None else items.rest.derived(f"[{at}]"))

    return take
