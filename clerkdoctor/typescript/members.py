"""Properties: reading one, and the object literals that hold them."""

from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.literals import from_utf16, utf16
from clerkdoctor.typescript.objects import ObjectBuilder
from clerkdoctor.typescript.operators import choice, nullish, text_of
from clerkdoctor.typescript.patterns import property_name
from clerkdoctor.typescript.values import (
    Array,
    Call,
    Choice,
    Entry,
    EnvRead,
    Namespace,
    NotKnown,
    Null,
    Number,
    Object,
    Operation,
    Reference,
    Regex,
    Spread,
    Template,
    Text,
    Undefined,
    Value,
    why_not_static,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.fold import Folder
    from clerkdoctor.typescript.module import Module


def member_of(folder: "Folder", module: "Module", node: "Node") -> Value:
    """`object.name`, `object?.name`, `object[key]`."""
    place = module.place(node)
    holder = node.child_by_field_name("object")
    named = node.child_by_field_name("property")
    if holder is None:
        return NotKnown(f"`{module.excerpt(node)}` is incomplete", place)
    on = folder.fold(module, holder)
    if nullish(on):
        if _is_cut_short(folder, module, node):
            return Undefined(place)
        return NotKnown(f"`{module.excerpt(holder)}` is {text_of(on)}", place)
    if isinstance(on, NotKnown):
        return on
    if named is not None:
        return member(folder, on, module.text(named), place)
    index = node.child_by_field_name("index")
    key = folder.fold(module, index) if index is not None else Undefined(place)
    text = text_of(key)
    if text is None:
        reason = why_not_static(key)
        return reason or NotKnown(f"`{module.excerpt(node)}` is read by a computed key", place)
    return member(folder, on, text, place)


def _is_cut_short(folder: "Folder", module: "Module", node: "Node") -> bool:
    """Whether a `?.` before here has met null or undefined, and ends the whole chain."""
    current: Node | None = node
    while current is not None and current.type in {"member_expression", "subscript_expression"}:
        holder = current.child_by_field_name("object")
        if holder is None:
            return False
        if current.child_by_field_name("optional_chain") is not None and nullish(
            folder.fold(module, holder)
        ):
            return True
        current = holder
    return False


def member(folder: "Folder", on: Value, key: str, place: Place) -> Value:
    """The property of a value."""
    match on:
        case Object():
            return _property(on, key, place)
        case Array(items):
            return _item(items, key, place)
        case Text(text):
            return _character(text, key, place)
        case Regex(pattern, flags) if key in {"source", "flags"}:
            return Text(pattern if key == "source" else flags, place)
        case Reference("", "process.env"):
            return folder.env_read(key, place)
        case Reference():
            return _of_reference(on, key, place)
        case Namespace(path):
            from clerkdoctor.typescript.names import exported

            return exported(folder, path, key, place)
        case EnvRead() | Template() | Operation():
            return Operation(f".{key}", (on,), place)
        case Choice(test, then, otherwise):
            one = member(folder, then, key, place)
            return choice(test, one, member(folder, otherwise, key, place), place)
        case Null() | Undefined():
            return NotKnown(f"`{key}` of {text_of(on)}", place)
        case Call(callee):
            name = f"the result of `{callee.name}()`"
            origin = f" from the package `{callee.module}`" if callee.module else ""
            return NotKnown(f"`{key}` of {name}{origin}", place)
        case NotKnown():
            return on
        case _:
            return NotKnown(f"`{key}` of a value that has no such property", place)


def _of_reference(on: Reference, key: str, place: Place) -> Value:
    if not on.module and on.name in {"globalThis", "global", "window", "self"}:
        return Reference("", key, place)
    if on.module and on.name == "*":
        return Reference(on.module, key, place)
    return Reference(on.module, f"{on.name}.{key}", place)


def _property(on: Object, key: str, place: Place) -> Value:
    found = on.get(key)
    if found is not None:
        return found
    if on.rest is not None:
        return on.rest
    if key in {"toString", "valueOf", "constructor", "hasOwnProperty", "__proto__"}:
        return NotKnown(f"`{key}` of an object", place)
    return Undefined(place)


def _item(items: "tuple[Value | Spread, ...]", key: str, place: Place) -> Value:
    index = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else None
    before = items if index is None else items[: index + 1]
    for item in before:
        if isinstance(item, Spread):
            return why_not_static(item.value) or NotKnown("is spread", item.place)
    if key == "length":
        return Number(len(items), place)
    if index is None or str(index) != key:
        return NotKnown(f"`{key}` of an array", place)
    item = items[index] if index < len(items) else Undefined(place)
    assert not isinstance(item, Spread)
    return item


def _character(text: str, key: str, place: Place) -> Value:
    units = utf16(text)
    if key == "length":
        return Number(len(units) // 2, place)
    if not key.isascii() or not key.isdigit() or len(key) > 9:
        return NotKnown(f"`{key}` of a text", place)
    index = int(key)
    if 2 * index >= len(units):
        return Undefined(place)
    return Text(from_utf16(units[2 * index : 2 * index + 2]), place)


# Object literals


def object_literal(folder: "Folder", module: "Module", node: "Node") -> Value:
    builder = ObjectBuilder(module.place(node))
    for child in node.named_children:
        place = module.place(child)
        if child.type == "spread_element":
            inner = next((one for one in child.named_children if one.type != "comment"), child)
            builder.spread(folder.opened(folder.fold(module, inner)), place)
        elif child.type == "shorthand_property_identifier":
            name = module.text(child)
            builder.put(Entry(name, folder.fold(module, child), place))
        elif child.type in {"pair", "method_definition"}:
            _put(folder, module, builder, child)
    return builder.object()


def _put(folder: "Folder", module: "Module", builder: ObjectBuilder, node: "Node") -> None:
    key = node.child_by_field_name("key") or node.child_by_field_name("name")
    value = node.child_by_field_name("value")
    if key is None:
        return
    name, place = property_name(module, key), module.place(key)
    if key.type == "computed_property_name":
        computed = folder.fold(module, key.named_children[0])
        name = text_of(computed)
        if name is None:
            reason = why_not_static(computed)
            builder.put_unknown(reason or NotKnown("is a computed key", place))
            return
    if name is None or (name == "__proto__" and key.type != "computed_property_name"):
        builder.put_unknown(NotKnown(f"`{module.excerpt(key)}` is no plain property", place))
    elif value is not None:
        builder.put(Entry(name, folder.fold(module, value), place))
    elif any(child.type in {"get", "set"} for child in node.children):
        builder.put(Entry(name, NotKnown(f"`{name}` is computed by a getter", place), place))
    else:
        builder.put(Entry(name, folder.fold(module, node), place))
