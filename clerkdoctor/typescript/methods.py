"""The methods of texts and arrays that a constant may go through.

Few on purpose: what people write around lists of routes, origins and names. Any other call is
not known.
"""

from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.literals import from_utf16, utf16
from clerkdoctor.typescript.operators import (
    LONGEST_TEXT,
    binary,
    choice,
    joined,
    text_of,
    truth,
)
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    Call,
    Choice,
    EnvRead,
    Function,
    NotKnown,
    Null,
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
    from clerkdoctor.typescript.fold import Folder

Arguments = tuple["Value | Spread", ...]

MOST_ITEMS = 10_000
_BLANKS = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_BLANKS += "\u2028\u2029\u202f\u205f\u3000\ufeff"


def call_method(
    folder: "Folder", on: Value, name: str, arguments: Arguments, place: Place
) -> Value:
    """`on.name(arguments)` for a value of the source."""
    result: Value | None = None
    if isinstance(on, Text):
        result = _text_method(on, name, arguments, place)
    elif isinstance(on, Array):
        result = _array_method(folder, on, name, arguments, place)
    elif isinstance(on, EnvRead | Template | Operation) and name in _OF_TEXTS:
        known = [one for one in arguments if not isinstance(one, Spread)]
        return Operation(f".{name}()", (on, *known), place)
    elif isinstance(on, Number | Boolean | Regex) and name == "toString" and not arguments:
        text = text_of(on)
        result = None if text is None else Text(text, place)
    elif isinstance(on, Choice):
        then = call_method(folder, on.then, name, arguments, place)
        otherwise = call_method(folder, on.otherwise, name, arguments, place)
        return choice(on.test, then, otherwise, place)
    if result is not None:
        return result
    return _unknown(on, arguments) or NotKnown(f"call of `.{name}()`", place)


def _unknown(on: Value, arguments: Arguments) -> NotKnown | None:
    for value in (on, *arguments):
        inner = value.value if isinstance(value, Spread) else value
        if not isinstance(inner, Function):
            reason = why_not_static(inner)
            if reason is not None:
                return reason
    return None


# Texts

_OF_TEXTS = frozenset({
    "trim", "trimStart", "trimEnd", "toLowerCase", "toUpperCase", "replace", "replaceAll",
    "split", "slice", "startsWith", "endsWith", "includes", "concat", "toString",
})  # fmt: skip


def _text_method(on: Text, name: str, arguments: Arguments, place: Place) -> Value | None:
    text = on.text
    texts = [one.text for one in arguments if isinstance(one, Text)]
    all_texts = len(texts) == len(arguments)
    match name:
        case "trim" | "trimStart" | "trimEnd" if not arguments:
            strip = {"trim": text.strip, "trimStart": text.lstrip, "trimEnd": text.rstrip}[name]
            return Text(strip(_BLANKS), place)
        case "toLowerCase" | "toUpperCase" if text.isascii():
            return Text(text.lower() if name == "toLowerCase" else text.upper(), place)
        case "toString" | "valueOf" if not arguments:
            return on
        case "concat":
            return _concatenated_texts(on, arguments, place)
        case "startsWith" | "endsWith" | "includes" if all_texts and len(texts) == 1:
            one = texts[0]
            found = {
                "startsWith": text.startswith(one),
                "endsWith": text.endswith(one),
                "includes": one in text,
            }
            return Boolean(found[name], place)
        case "split" if all_texts and len(texts) == 1:
            pieces = text.split(texts[0]) if texts[0] else _characters(text)
            return _limited([Text(piece, place) for piece in pieces], place)
        case "replace" | "replaceAll" if all_texts and len(texts) == 2 and "$" not in texts[1]:
            replaced = text.replace(texts[0], texts[1], 1 if name == "replace" else -1)
            return Text(replaced, place) if len(replaced) <= LONGEST_TEXT else None
        case "slice" | "substring" | "at" | "charAt" | "repeat":
            return _by_number(on, name, arguments, place)
        case _:
            return None


def _concatenated_texts(on: Text, arguments: Arguments, place: Place) -> Value | None:
    value: Value = on
    for one in arguments:
        if isinstance(one, Spread):
            return None
        value = binary("+", value, one, place)
    return value


def _characters(text: str) -> list[str]:
    units = utf16(text)
    return [from_utf16(units[at : at + 2]) for at in range(0, len(units), 2)]


def _by_number(on: Text, name: str, arguments: Arguments, place: Place) -> Value | None:
    numbers = _integers(arguments)
    if numbers is None:
        return None
    units = utf16(on.text)
    length = len(units) // 2
    if name == "repeat":
        times = numbers[0] if numbers else 0
        if times < 0 or times * len(on.text) > LONGEST_TEXT:
            return None
        return Text(on.text * times, place)
    if name in {"at", "charAt"}:
        at = numbers[0] if numbers else 0
        at = at + length if at < 0 and name == "at" else at
        if 0 <= at < length:
            return Text(from_utf16(units[2 * at : 2 * at + 2]), place)
        return Text("", place) if name == "charAt" else Undefined(place)
    start, end = _bounds(numbers, length, clamps=name == "substring")
    if name == "substring" and start > end:
        start, end = end, start
    return Text(from_utf16(units[2 * start : 2 * max(start, end)]), place)


def _integers(arguments: Arguments) -> list[int] | None:
    """Arguments that are integers, as far as they are given; None where one is something else."""
    numbers = []
    for one in arguments:
        if not isinstance(one, Number) or one.number != one.number // 1 or abs(one.number) > 1e9:
            return None
        numbers.append(int(one.number))
    return numbers


def _bounds(numbers: list[int], length: int, *, clamps: bool) -> tuple[int, int]:
    """Start and end of a slice; a negative one counts from the end, or is 0 for `substring`."""

    def bound(value: int) -> int:
        if value < 0:
            return 0 if clamps else max(length + value, 0)
        return min(value, length)

    start = bound(numbers[0]) if numbers else 0
    return start, bound(numbers[1]) if len(numbers) > 1 else length


# Arrays


def _array_method(
    folder: "Folder", on: Array, name: str, arguments: Arguments, place: Place
) -> Value | None:
    first = arguments[0] if arguments else None
    if isinstance(first, Spread):
        return None
    match name:
        case "concat":
            return _concat(on, arguments, place)
        case "flat" if not arguments and on.is_complete:
            return _flat(on.items, place)
        case "filter" | "map" | "flatMap" | "some" | "every" | "find" if first is not None:
            return each(folder, on, name, first, place)
        case _ if not on.is_complete:
            return None
        case "join":
            return _join(on, first, place)
        case "includes" | "indexOf" if first is not None:
            return _search(on, name, first, place)
        case "slice" | "at":
            return _slice(on, name, arguments, place)
        case _:
            return None


def _concat(on: Array, arguments: Arguments, place: Place) -> Value | None:
    items: list[Value | Spread] = list(on.items)
    for one in arguments:
        if isinstance(one, Array):
            items.extend(one.items)
        elif isinstance(one, Text | Number | Boolean | Null | Undefined | Object | Regex):
            items.append(one)
        else:
            inner = one.value if isinstance(one, Spread) else one
            items.append(Spread(inner, inner.place))
    return _limited(items, place)


def _flat(items: "tuple[Value | Spread, ...]", place: Place) -> Value:
    flat: list[Value | Spread] = []
    for item in items:
        if isinstance(item, Array):
            flat.extend(item.items)
        elif isinstance(item, NotKnown | Choice | Call):
            flat.append(Spread(item, item.place))
        else:
            flat.append(item)
    return _limited(flat, place)


def _join(on: Array, first: Value | None, place: Place) -> Value | None:
    separator = "," if first is None or isinstance(first, Undefined) else text_of(first)
    if separator is None:
        return None
    text = joined(on.items, separator)
    return None if text is None or len(text) > LONGEST_TEXT else Text(text, place)


def _search(on: Array, name: str, wanted: Value, place: Place) -> Value | None:
    for index, item in enumerate(on.items):
        if isinstance(item, Spread):
            return None
        same = binary("===", item, wanted, place)
        if not isinstance(same, Boolean):
            return None
        if same.truth:
            return Boolean(True, place) if name == "includes" else Number(index, place)
    return Boolean(False, place) if name == "includes" else Number(-1, place)


def _slice(on: Array, name: str, arguments: Arguments, place: Place) -> Value | None:
    numbers = _integers(arguments)
    if numbers is None:
        return None
    if name == "slice":
        start, end = _bounds(numbers, len(on.items), clamps=False)
        return Array(on.items[start:end], place)
    at = numbers[0] if numbers else 0
    if not -len(on.items) <= at < len(on.items):
        return Undefined(place)
    item = on.items[at]
    return None if isinstance(item, Spread) else item


def each(folder: "Folder", on: Array, name: str, function: Value, place: Place) -> Value | None:
    """The methods that call a function on every item."""
    results: list[tuple[Value | Spread, Value]] = []
    for index, item in enumerate(on.items):
        if isinstance(item, Spread):
            if name != "filter":
                return None
            results.append((item, NotKnown("is not known", item.place)))
            continue
        results.append((item, folder.call(function, (item, Number(index, place), on), place)))
    match name:
        case "map":
            unknown = [one for _, one in results if isinstance(one, NotKnown)]
            if results and len(unknown) == len(results):
                return unknown[0]
            return _limited([one for _, one in results], place)
        case "flatMap":
            return _flat(tuple(one for _, one in results), place)
        case "filter":
            return _filtered(results, place)
        case _:
            return _decided(name, results, place)


def _filtered(results: "list[tuple[Value | Spread, Value]]", place: Place) -> Value:
    """An item of which it is not known whether it stays is a spread of one or none."""
    kept: list[Value | Spread] = []
    for item, answer in results:
        holds = truth(answer)
        if holds or isinstance(item, Spread):
            kept.append(item)
        elif holds is None:
            there = Choice(answer, Array((item,), place), Array((), place), place)
            kept.append(Spread(there, item.place))
    return _limited(kept, place)


def _decided(
    name: str, results: "list[tuple[Value | Spread, Value]]", place: Place
) -> Value | None:
    for item, answer in results:
        holds = truth(answer)
        if holds is None or isinstance(item, Spread):
            return why_not_static(answer)
        if name == "find" and holds:
            return item
        if name != "find" and holds is (name == "some"):
            return Boolean(holds, place)
    return Undefined(place) if name == "find" else Boolean(name == "every", place)


def _limited(items: "list[Value | Spread] | list[Text] | list[Value]", place: Place) -> Value:
    if len(items) > MOST_ITEMS:
        return NotKnown("grows too long to be followed", place)
    return Array(tuple(items), place)
