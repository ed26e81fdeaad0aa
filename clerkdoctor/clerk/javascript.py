"""What JavaScript makes of bytes, JSON texts and JSON values, where a verdict hangs on it.

JSON values are Python's: dict, list, str, int, float, bool, None; `UNDEFINED` is what a member that
is not there reads as.

Source: ECMA-262 (`JSON.parse`, ToString, TimeClip) and WHATWG's `TextDecoder`, as Node.js 20 runs
them. tests/parity/test_clerk_verify.py asks it.
"""

import json
import math
from typing import Final, NoReturn, TypeGuard

UNDEFINED: Final = object()

# What every JavaScript object has without being given it; all but the last are functions.
INHERITED = frozenset({
    "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
    "toString", "valueOf", "__defineGetter__", "__defineSetter__", "__lookupGetter__",
    "__lookupSetter__", "__proto__",
})  # fmt: skip

# What `\\s` of a regular expression matches.
WHITE_SPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

# How deep V8 follows a value before its stack ends, measured with Node.js 20's usual stack.
DEEPEST_STRING = 3_200
DEEPEST_JSON = 4_190

_NUMBERS = (int, float)
_LATEST = 8_640_000_000_000


class TypeFault(Exception):
    """Where JavaScript throws a TypeError or a RangeError."""


def text_of(data: bytes) -> str:
    """The text of UTF-8: U+FFFD for what is none, and one byte order mark is dropped."""
    text = data.decode("utf-8", "replace")
    return text[1:] if text[:1] == "\ufeff" else text


def parse(text: str) -> object:
    """`JSON.parse`: the last of equal keys counts, numbers may be infinite, any depth.

    Raises ValueError; the message completes the sentence "the text …".
    """
    try:
        value: object = STRICT.decode(text)
    except RecursionError:
        return _parse_deep(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON: {_reason(error)}") from None
    except ValueError:
        return _parse_deep(text)
    return value


def is_truthy(value: object) -> bool:
    """Whether `!!value`: an empty object and an empty array are."""
    return value is not UNDEFINED and (isinstance(value, dict | list) or bool(value))


def is_number(value: object) -> TypeGuard[float]:
    """Whether `typeof value` is `number`: JavaScript's booleans are none."""
    return isinstance(value, _NUMBERS) and value is not True and value is not False


def string_of(value: object) -> str:
    """`String(value)`, which is also how a value becomes the name of a property.

    Raises `TypeFault` for an object that hides `toString`, and for one that is nested too deep.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return _joined(value)
    if isinstance(value, dict):
        if "toString" in value:
            raise TypeFault("Cannot convert object to primitive value")
        return "[object Object]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        from clerkdoctor.typescript.literals import number_text

        return number_text(double(value))
    return "undefined" if value is UNDEFINED else "null"


def double(number: float) -> float:
    """The number as JavaScript holds it; an integer may be too large for that."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def instant(seconds: float) -> float:
    """Milliseconds since the epoch that a Date holds for them: whole seconds, or NaN.

    NaN is what JavaScript has for a date beyond 275,000 years from 1970, and no comparison with it
    is true.
    """
    if -_LATEST <= seconds <= _LATEST:
        return math.trunc(seconds) * 1000
    return math.nan


def clock(milliseconds: float) -> float:
    """What `new Date(milliseconds)` holds: fractions are cut off."""
    if -_LATEST * 1000 <= milliseconds <= _LATEST * 1000:
        return math.trunc(milliseconds)
    return math.nan


def is_deeper(value: object, levels: int) -> bool:
    """Whether arrays and objects are nested more than `levels` deep."""
    row = [value]
    for _ in range(levels):
        row = [
            child
            for parent in row
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
        if not row:
            return False
    return True


def _joined(value: list[object]) -> str:
    """An array's text: nested ones join with the same commas, null and undefined are empty."""
    if is_deeper(value, DEEPEST_STRING):
        raise TypeFault("Maximum call stack size exceeded")
    parts: list[str] = []
    open_arrays = [iter(value)]
    is_first = True
    while open_arrays:
        for item in open_arrays[-1]:
            if not is_first:
                parts.append(",")
            is_first = isinstance(item, list)
            if isinstance(item, list):
                open_arrays.append(iter(item))
                break
            parts.append("" if item is None else string_of(item))
        else:
            open_arrays.pop()
            is_first = False
    return "".join(parts)


def _refuse(word: str) -> NoReturn:
    raise json.JSONDecodeError(f"`{word}` is no value", word, 0)


def _integer(digits: str) -> float:
    # Python refuses to read more digits than 4,300, for the time that it takes.
    return int(digits) if len(digits) < 400 else float(digits)


STRICT = json.JSONDecoder(parse_constant=_refuse)

_ANY_LENGTH = json.JSONDecoder(parse_constant=_refuse, parse_int=_integer)


def _reason(error: json.JSONDecodeError) -> str:
    message = error.msg[:1].lower() + error.msg[1:]
    return f"{message} at character {error.pos + 1}" if error.pos else message


def _parse_deep(text: str) -> object:
    """As `parse`, without recursion: only what holds no other value is left to Python's reader."""
    try:
        return _Deep(text).value()
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON: {_reason(error)}") from None


class _Deep:
    """A reader that keeps the open arrays and objects in a list of its own."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.open: list[dict[str, object] | list[object]] = []
        self.keys: list[str] = []

    def value(self) -> object:
        self.skip()
        while True:
            value = self.begin()
            while value is not UNDEFINED:
                self.skip()
                if not self.open:
                    if self.at < len(self.text):
                        self.fail("Extra data")
                    return value
                value = self.add(value)

    def begin(self) -> object:
        """The value that begins here, or UNDEFINED behind the start of one that holds others."""
        opening = self.sign()
        if opening not in {"[", "{"}:
            value, self.at = _ANY_LENGTH.raw_decode(self.text, self.at)
            return value
        holder: dict[str, object] | list[object] = [] if opening == "[" else {}
        self.at += 1
        self.skip()
        if self.sign() == _closing(holder):
            self.at += 1
            return holder
        self.open.append(holder)
        self.keys.append("")
        self.next_member()
        return UNDEFINED

    def add(self, value: object) -> object:
        """Puts a value into its holder; gives the holder where that ends here."""
        holder = self.open[-1]
        if isinstance(holder, list):
            holder.append(value)
        else:
            holder[self.keys[-1]] = value
        if self.sign() == _closing(holder):
            self.at += 1
            self.keys.pop()
            return self.open.pop()
        if self.sign() != ",":
            self.fail("Expecting ',' delimiter")
        self.at += 1
        self.skip()
        self.next_member()
        return UNDEFINED

    def next_member(self) -> None:
        """Reads the key where the holder is an object."""
        if isinstance(self.open[-1], list):
            return
        if self.sign() != '"':
            self.fail("Expecting property name enclosed in double quotes")
        self.keys[-1], self.at = _ANY_LENGTH.raw_decode(self.text, self.at)
        self.skip()
        if self.sign() != ":":
            self.fail("Expecting ':' delimiter")
        self.at += 1
        self.skip()

    def sign(self) -> str:
        return self.text[self.at : self.at + 1]

    def skip(self) -> None:
        while self.sign() in {" ", "\t", "\n", "\r"}:
            self.at += 1

    def fail(self, message: str) -> NoReturn:
        raise json.JSONDecodeError(message, self.text, self.at)


def _closing(holder: dict[str, object] | list[object]) -> str:
    return "]" if isinstance(holder, list) else "}"
