"""Array and object literals."""

from typing import TYPE_CHECKING

from clerkdoctor.guard.frames import Expression, Frame
from clerkdoctor.guard.operators import plain, text
from clerkdoctor.guard.properties import items_of
from clerkdoctor.guard.values import (
    CannotFollow,
    JsArray,
    JsObject,
    Site,
    Unknown,
    Value,
    is_nullish,
)
from clerkdoctor.typescript.patterns import property_name

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.guard.program import Unit

MOST_ITEMS = 20_000


def array(unit: "Unit", node: "Node") -> Expression:
    from clerkdoctor.guard.expressions import expression, inner

    site = Site(unit.module, node)
    parts: list[tuple[Expression, bool]] = []
    for child in node.named_children:
        if child.type == "spread_element":
            parts.append((expression(unit, inner(child)), True))
        elif child.type != "comment":
            parts.append((expression(unit, child), False))

    def make(frame: Frame) -> Value:
        values = JsArray()
        for part, spread in parts:
            if spread:
                spread_into(values, part(frame), site)
            else:
                values.append(part(frame))
        return values

    return make


def spread_into(values: JsArray, value: Value, site: Site) -> None:
    """`...value` in an array or among arguments."""
    if is_nullish(value) or isinstance(plain(value), bool | int | float):
        return
    items = items_of(value, site)
    if len(values) + len(items) > MOST_ITEMS:
        raise CannotFollow(f"`{site.text}` grows too long to be followed", site.place)
    values.extend(items)
    values.rest = values.rest or items.rest


def written_object(unit: "Unit", node: "Node") -> Expression:
    parts = [part for child in node.named_children if (part := _part(unit, child)) is not None]
    site = Site(unit.module, node)

    def make(frame: Frame) -> Value:
        made = JsObject()
        for key, value in parts:
            if key is None:
                _spread(made, value(frame), site)
                continue
            name = text(key(frame))
            if name is None:
                made.rest = Unknown(f"`{site.text}` is computed at run time", site.place, site.text)
            else:
                made.properties[name] = value(frame)
        return made

    return make


def _part(unit: "Unit", child: "Node") -> "tuple[Expression | None, Expression] | None":
    """A property: its key and value; a spread has no key."""
    from clerkdoctor.guard.expressions import constant, expression, inner

    if child.type == "spread_element":
        return None, expression(unit, inner(child))
    if child.type == "shorthand_property_identifier":
        return constant(unit.module.text(child)), expression(unit, child)
    name = child.child_by_field_name("key") or child.child_by_field_name("name")
    value = child if child.type == "method_definition" else child.child_by_field_name("value")
    if name is None or value is None:
        return None
    if any(one.type in ("get", "set") for one in child.children):
        return None
    fixed = property_name(unit.module, name)
    key = constant(fixed) if fixed is not None else expression(unit, inner(name))
    return key, expression(unit, value)


def _spread(made: JsObject, value: Value, site: Site) -> None:
    if isinstance(value, JsObject):
        made.properties.update(value.properties)
        made.rest = made.rest or value.rest
    elif isinstance(value, Unknown):
        made.rest = value.derived("")
    elif not is_nullish(value) and not isinstance(plain(value), bool | str | int | float):
        why = f"`{site.text}` is computed at run time"
        made.rest = Unknown(why, site.place, site.text)
