"""JSON as programs write it anew: JavaScript's `JSON.stringify`, and Go's and Python's own ways.

A handler that parses a body and writes it again verifies other bytes than were signed. Values are
what `clerkdoctor.clerk.javascript.parse` reads.

Source: ECMA-262 (`JSON.stringify`, OrdinaryOwnPropertyKeys) as Node.js 20 runs it;
tests/parity/test_stringify.py asks it.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Literal

from clerkdoctor.clerk.javascript import DEEPEST_JSON, double, is_deeper
from clerkdoctor.typescript.literals import join_surrogates, number_text

# The order of an object's keys. JavaScript puts array indices first; Go sorts the keys of a map,
# and indices stand in maps only: `go maps` sorts the objects that have one.
Order = Literal["javascript", "written", "sorted", "go maps"]

_LAST_INDEX = 4_294_967_294
# How deep a value may be to be written with indents: they grow with the square of it.
_DEEPEST_INDENTED = 200
_HALF = re.compile("[\ud800-\udfff]")
_PARTS = re.compile(r'"(?:[^"\\]|\\.)*+"|[^" \t\n\r]++')


def stringify(value: object, indent: str = "", order: Order = "javascript") -> str | None:
    """`JSON.stringify(value, null, indent)`; None where it is nested too deep for that."""
    deepest = _DEEPEST_INDENTED if indent else DEEPEST_JSON
    if isinstance(value, dict | list) and is_deeper(value, deepest):
        return None
    return "".join(_written(value, indent, order))


def go_escaped(text: str) -> str:
    r"""A JSON text as Go's encoder escapes it: `&`, `<` and `>` as `\u0026` and so on.

    They stand within strings only.
    """
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def without_blanks(text: str) -> str:
    """A JSON text without the white space between its parts, and nothing else of it changed."""
    return "".join(_PARTS.findall(text))


def python(value: object, *, is_compact: bool = False, is_ascii: bool = True) -> str | None:
    """What Python's `json.dumps` writes; None where it cannot.

    By default a space stands behind `,` and `:`, and everything beyond ASCII is escaped.
    """
    separators = (",", ":") if is_compact else (", ", ": ")
    try:
        return json.dumps(value, separators=separators, ensure_ascii=is_ascii)
    except (RecursionError, ValueError):
        return None


def quoted(text: str) -> str:
    """A string as `JSON.stringify` writes it: beyond ASCII, half characters alone are escaped."""
    written: str = json.encoder.encode_basestring(text)
    if written.isascii() or not _HALF.search(written):
        return written
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", join_surrogates(written))


def _written(value: object, indent: str, order: Order) -> Iterator[str]:
    """The parts of the text. What is open is kept in a list, so that any depth can be written."""
    if not isinstance(value, dict | list):
        yield _scalar(value)
        return
    colon = ": " if indent else ":"
    opened = [_opened(value, order)]
    is_first = True
    yield "[" if isinstance(value, list) else "{"
    while opened:
        members, closing = opened[-1]
        member = next(members, None)
        if member is None:
            opened.pop()
            yield ("" if is_first else _line(indent, len(opened))) + closing
            is_first = False
            continue
        key, inner = member
        yield ("" if is_first else ",") + _line(indent, len(opened))
        if key is not None:
            yield quoted(key) + colon
        is_first = isinstance(inner, dict | list)
        if isinstance(inner, dict | list):
            opened.append(_opened(inner, order))
            yield "[" if isinstance(inner, list) else "{"
        else:
            yield _scalar(inner)


def _opened(
    value: dict[str, object] | list[object], order: Order
) -> tuple[Iterator[tuple[str | None, object]], str]:
    """The members of an array or an object in their order, and what closes it."""
    if isinstance(value, list):
        return ((None, item) for item in value), "]"
    return ((key, value[key]) for key in _keys(value, order)), "}"


def _keys(value: dict[str, object], order: Order) -> list[str]:
    if order == "sorted":
        return sorted(value)
    indices = [] if order == "written" else [key for key in value if _is_index(key)]
    if not indices:
        return list(value)
    if order == "go maps":
        return sorted(value)
    indices.sort(key=int)
    return indices + [key for key in value if not _is_index(key)]


def _is_index(key: str) -> bool:
    if not (key.isascii() and key.isdigit()) or len(key) > 10:
        return False
    return key == "0" or (key[0] != "0" and int(key) <= _LAST_INDEX)


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    assert isinstance(value, int | float)
    number = double(value)
    return number_text(number) if math.isfinite(number) else "null"


def _line(indent: str, level: int) -> str:
    return f"\n{indent * level}" if indent else ""
