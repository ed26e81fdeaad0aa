"""Comparing and computing with constants, as ECMA-262 §7.2 and §6.1.6 have it."""

from math import copysign, fmod, inf, isfinite, nan

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.literals import number, utf16
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    Function,
    NotKnown,
    Null,
    Number,
    Object,
    Regex,
    Text,
    Undefined,
    Value,
    why_not_static,
)

THINGS = (Array, Object, Regex, Function)
PRIMITIVES = (Text, Number, Boolean, Null, Undefined)


def equality(operator: str, left: Value, right: Value, place: Place) -> Value:
    equal: bool | None = None
    if isinstance(left, PRIMITIVES) and isinstance(right, PRIMITIVES):
        if type(left) is type(right):
            equal = _content(left) == _content(right)
        elif operator in {"===", "!=="}:
            equal = False
        elif isinstance(left, Null | Undefined) or isinstance(right, Null | Undefined):
            equal = isinstance(left, Null | Undefined) and isinstance(right, Null | Undefined)
    elif isinstance(left, THINGS) != isinstance(right, THINGS) and operator in {"===", "!=="}:
        known = isinstance(left, PRIMITIVES) or isinstance(right, PRIMITIVES)
        equal = False if known else None
    if equal is None:
        unknown = why_not_static(left) or why_not_static(right)
        return unknown or NotKnown(f"`{operator}` of values of different kinds", place)
    return Boolean(equal is (operator in {"===", "=="}), place)


def _content(value: Value) -> object:
    return value[0] if isinstance(value, Text | Number | Boolean) else None


def units(text: str) -> tuple[int, ...]:
    return tuple(memoryview(utf16(text)).cast("H"))


def ordered(operator: str, left: object, right: object, place: Place) -> Value:
    """Texts compare by their UTF-16 units, numbers by their size; NaN compares to nothing."""
    match operator, left, right:
        case ("<", a, b):
            return Boolean(a < b, place)  # type: ignore[operator]
        case (">", a, b):
            return Boolean(a > b, place)  # type: ignore[operator]
        case ("<=", a, b):
            return Boolean(a <= b, place)  # type: ignore[operator]
        case (">=", a, b):
            return Boolean(a >= b, place)  # type: ignore[operator]
        case _:
            return NotKnown(f"the operator `{operator}`", place)


def arithmetic(operator: str, a: float, b: float, place: Place) -> Value:
    match operator:
        case "+":
            return Number(a + b, place)
        case "-":
            return Number(a - b, place)
        case "*":
            return Number(a * b, place)
        case "/":
            return Number(_quotient(a, b), place)
        case "%":
            return Number(fmod(a, b) if isfinite(a) and b else nan, place)
        case "**":
            return Number(_power(a, b), place)
        case "|":
            return Number(int32(int32(a) | int32(b)), place)
        case "&":
            return Number(int32(int32(a) & int32(b)), place)
        case "^":
            return Number(int32(int32(a) ^ int32(b)), place)
        case "<<":
            return Number(int32(int32(a) << (int32(b) & 31)), place)
        case ">>":
            return Number(int32(a) >> (int32(b) & 31), place)
        case ">>>":
            return Number((int32(a) & 0xFFFFFFFF) >> (int32(b) & 31), place)
        case _:
            return ordered(operator, a, b, place)


def _quotient(a: float, b: float) -> float:
    if b:
        return a / b
    return nan if a == 0 or a != a else inf * copysign(1, a) * copysign(1, b)  # noqa: PLR0124


def _power(a: float, b: float) -> float:
    if b != b or (abs(a) == 1 and not isfinite(b)):  # noqa: PLR0124 - NaN; Python gives 1
        return nan
    try:
        result = a**b
    except OverflowError:
        return -inf if a < 0 and b % 2 == 1 else inf
    except ZeroDivisionError:
        return inf
    return nan if isinstance(result, complex) else float(result)


def int32(value: float) -> int:
    if not isfinite(value):
        return 0
    low = int(value) & 0xFFFFFFFF
    return low - 0x100000000 if low >= 0x80000000 else low


def to_number(value: Value) -> float | None:
    """`Number(value)` of a primitive value; None for anything else."""
    match value:
        case Number(amount):
            return amount
        case Boolean(holds):
            return float(holds)
        case Null():
            return 0.0
        case Undefined():
            return nan
        case Text(text):
            return _text_to_number(text.strip())
        case _:
            return None


def _text_to_number(text: str) -> float | None:
    if not text:
        return 0.0
    if not text.isascii() or "_" in text:
        return None
    sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    if digits == "Infinity":
        return -inf if sign == "-" else inf
    if digits[:1] == "0" and digits.isdigit():  # no octal here
        digits = digits.lstrip("0") or "0"
    prefixed = digits[:2].lower() in {"0x", "0o", "0b"}
    if digits[-1:] == "n" or (sign and prefixed):
        return nan
    amount = number(digits)
    if amount is None:
        return nan
    return -amount if sign == "-" else amount
