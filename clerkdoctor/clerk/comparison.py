"""`a > b` and `a <= b` of JSON values, as JavaScript compares what a token states.

Texts compare as texts, all else as numbers: `null` is 0, `[5]` is 5, and what is no number compares
with nothing.

Source: ECMA-262, IsLessThan, ToPrimitive and StringToNumber.
"""

import math
import re

from clerkdoctor.clerk import javascript
from clerkdoctor.clerk.javascript import UNDEFINED, WHITE_SPACE

_DECIMAL = r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
_BASES = {"0x": 16, "0o": 8, "0b": 2}


def is_greater(left: object, right: object) -> bool:
    """`left > right`. Raises `javascript.TypeFault` where JavaScript throws."""
    first, second = _primitive(left), _primitive(right)
    if isinstance(first, str) and isinstance(second, str):
        return _code_units(first) > _code_units(second)
    return _number(first) > _number(second)


def is_at_most(left: object, right: float) -> bool:
    """`left <= right`. Raises `javascript.TypeFault` where JavaScript throws."""
    return _number(_primitive(left)) <= right


def number_of(text: str) -> float:
    """`Number(text)`: NaN for what is no number, 0 for nothing."""
    text = text.strip(WHITE_SPACE)
    if not text:
        return 0.0
    base = _BASES.get(text[:2].lower())
    if base:
        digits = text[2:]
        allowed = "0123456789abcdef"[:base]
        if not digits or digits.lower().strip(allowed):
            return math.nan
        return javascript.double(int(digits, base))
    return float(text) if re.fullmatch(_DECIMAL, text) else math.nan


def _primitive(value: object) -> object:
    return javascript.string_of(value) if isinstance(value, dict | list) else value


def _number(value: object) -> float:
    if isinstance(value, str):
        return number_of(value)
    if isinstance(value, int | float):
        return javascript.double(value)
    return math.nan if value is UNDEFINED else 0.0


def _code_units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")
