"""The built-in functions that a constant may go through: `Object.freeze(x)` and its like."""

from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.arithmetic import to_number
from clerkdoctor.typescript.methods import Arguments, each
from clerkdoctor.typescript.objects import ObjectBuilder
from clerkdoctor.typescript.operators import text_of, truth
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    Choice,
    Entry,
    EnvRead,
    NotKnown,
    Number,
    Object,
    Operation,
    Regex,
    Spread,
    Template,
    Text,
    Undefined,
    Value,
    why_not_static,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from clerkdoctor.typescript.fold import Folder


def call_built_in(folder: "Folder", name: str, arguments: Arguments, place: Place) -> Value | None:
    """`Object.freeze(x)` and its like; None where there is no rule for the function."""
    rule = _BUILTINS.get(name)
    first = arguments[0] if arguments else Undefined(place)
    if rule is None or any(isinstance(one, Spread) for one in arguments):
        return None
    assert not isinstance(first, Spread)
    if name in {"Object.keys", "Object.values", "Object.entries", "Object.assign"}:
        first = folder.opened(first)
    return rule(folder, first, arguments, place)


def _same(_: "Folder", first: Value, __: Arguments, ___: Place) -> Value | None:
    return first


def _listed(what: str) -> "Callable[[Folder, Value, Arguments, Place], Value | None]":
    def rule(_: "Folder", first: Value, __: Arguments, place: Place) -> Value | None:
        if isinstance(first, Array) and first.is_complete:
            entries = [(str(at), one) for at, one in enumerate(first.items)]
        elif isinstance(first, Object) and first.rest is None:
            entries = [(entry.key, entry.value) for entry in first.entries]
        else:
            return why_not_static(first)
        items: list[Value | Spread] = []
        for key, value in entries:
            name = Text(key, place)
            pair = Array((name, value), place)
            items.append({"keys": name, "values": value, "entries": pair}[what])
        return Array(tuple(items), place)

    return rule


def _assign(folder: "Folder", first: Value, arguments: Arguments, place: Place) -> Value | None:
    if not isinstance(first, Object):
        return why_not_static(first)
    builder = ObjectBuilder(place)
    for one in (first, *arguments[1:]):
        assert not isinstance(one, Spread)
        builder.spread(folder.opened(one), one.place)
    return builder.object()


def _from_entries(_: "Folder", first: Value, __: Arguments, place: Place) -> Value | None:
    if not isinstance(first, Array):
        return None
    builder = ObjectBuilder(place)
    for item in first.items:
        if not isinstance(item, Array) or len(item.items) != 2:
            return None
        name, value = item.items
        key = None if isinstance(name, Spread) else text_of(name)
        if key is None or isinstance(value, Spread):
            return None
        builder.put(Entry(key, value, place))
    return builder.object()


def _array_from(folder: "Folder", first: Value, arguments: Arguments, place: Place) -> Value | None:
    items = folder.items_of(first)
    if items is None or len(arguments) > 2:
        return why_not_static(first)
    array = Array(items, place)
    if len(arguments) == 2 and not isinstance(arguments[1], Spread):
        return each(folder, array, "map", arguments[1], place)
    return array


def _to_text(_: "Folder", first: Value, arguments: Arguments, place: Place) -> Value | None:
    if isinstance(first, Template):
        return first
    text = text_of(first) if arguments else ""
    if text is None and isinstance(first, EnvRead):
        return Template((first,), place)
    return None if text is None else Text(text, place)


def _to_boolean(_: "Folder", first: Value, __: Arguments, place: Place) -> Value | None:
    holds = truth(first)
    if holds is not None:
        return Boolean(holds, place)
    if isinstance(first, EnvRead | Template | Operation):
        return Operation("!!", (first,), place)
    return first if isinstance(first, NotKnown | Choice) else None


def _to_number(_: "Folder", first: Value, arguments: Arguments, place: Place) -> Value | None:
    amount = to_number(first) if arguments else 0.0
    return None if amount is None else Number(amount, place)


def _is_array(_: "Folder", first: Value, __: Arguments, place: Place) -> Value | None:
    if why_not_static(first) is not None and not isinstance(first, Array | Object):
        return None
    return Boolean(isinstance(first, Array), place)


def _regex(_: "Folder", first: Value, arguments: Arguments, place: Place) -> Value | None:
    flags = arguments[1] if len(arguments) > 1 else Text("", place)
    if isinstance(first, Regex):
        return first if len(arguments) == 1 else None
    if isinstance(first, Text) and isinstance(flags, Text):
        return Regex(first.text, flags.text, place)
    return None


_BUILTINS: "dict[str, Callable[[Folder, Value, Arguments, Place], Value | None]]" = {
    "Object.freeze": _same, "Object.seal": _same, "structuredClone": _same,
    "Object.keys": _listed("keys"), "Object.values": _listed("values"),
    "Object.entries": _listed("entries"), "Object.assign": _assign,
    "Object.fromEntries": _from_entries, "Array.from": _array_from, "Array.isArray": _is_array,
    "String": _to_text, "Boolean": _to_boolean, "Number": _to_number, "RegExp": _regex,
}  # fmt: skip
