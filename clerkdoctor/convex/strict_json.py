"""JSON as Rust's serde_json reads it: what Convex takes for claims, headers and key sets.

Stricter than Python's own reader: no NaN, no numbers beyond a double, no half surrogate pairs, at
most 127 levels, UTF-8 without a byte order mark. Repeated members are kept in mind, since the
structures that Convex reads into refuse them.
"""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple, NoReturn

MOST_LEVELS = 127


class Unreadable(NamedTuple):
    """`reason` is the predicate of a sentence about what was read."""

    reason: str


class Repeating(dict[str, object]):
    """An object in which members are `repeated`: the last one's value counts.

    `overridden` are those of them that had another value than null before.
    """

    __slots__ = ("overridden", "repeated")

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.repeated: set[str] = set()
        self.overridden: set[str] = set()
        had_value: dict[str, bool] = {}
        for name, value in pairs:
            if name in had_value:
                self.repeated.add(name)
            if had_value.get(name):
                self.overridden.add(name)
            had_value[name] = had_value.get(name, False) or value is not None


def repeated_member(found: object, names: Iterable[str]) -> str | None:
    """The first of these members that is there more than once."""
    if not isinstance(found, Repeating):
        return None
    return next((name for name in names if name in found.repeated), None)


def parse_json(data: bytes) -> object | Unreadable:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return Unreadable(f"is not UTF-8 (byte 0x{data[error.start]:02x})")
    try:
        value: object = _DECODER.decode(text)
    except RecursionError:
        return Unreadable("is nested too deep")
    except json.JSONDecodeError as error:
        return Unreadable(f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]}")
    except OverflowError:
        return Unreadable("holds a number that is too large")
    if text.count("[") + text.count("{") > MOST_LEVELS and levels(value) > MOST_LEVELS:
        return Unreadable("is nested too deep")
    # Half a surrogate pair can only be written as an escape.
    if re.search(r"\\u[dD][89a-fA-F]", text):
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return Unreadable("holds half a character")
    return value


def levels(value: object) -> int:
    """How many arrays and objects stand inside each other. The value has no cycles."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        found, level = waiting.pop()
        if isinstance(found, dict | list):
            deepest = max(deepest, level)
            inner = found.values() if isinstance(found, dict) else found
            waiting.extend((item, level + 1) for item in inner if isinstance(item, dict | list))
    return deepest


def is_integer(value: object) -> bool:
    """A JSON number without a fraction: Python's booleans are integers, JSON's are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Repeating(pairs)


def _integer(digits: str) -> int | float:
    """An integer beyond 64 bits is a double, as in serde_json."""
    if len(digits) < 19:
        return int(digits)
    if len(digits) > 400:
        raise OverflowError
    number = int(digits)
    return number if -(2**63) <= number < 2**64 else float(number)


def _fraction(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise OverflowError
    return number


def _refuse(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no JSON value", name, 0)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_fraction,
    parse_constant=_refuse,
)
