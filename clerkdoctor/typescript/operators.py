"""JavaScript's operators over folded values.

ECMA-262 §13, on primitive values; where an operand depends on the environment the result keeps it
(`Template`, `Choice`, `Operation`), and where it is unknown the result is that operand's reason.
"""

from collections.abc import Iterable

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.arithmetic import (
    PRIMITIVES,
    THINGS,
    arithmetic,
    equality,
    int32,
    ordered,
    to_number,
    units,
)
from clerkdoctor.typescript.literals import join_surrogates, number_text
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

LONGEST_TEXT = 200_000
MOST_PARTS = 200

_DEPENDENT = (EnvRead, Template, Operation, Choice)


def truth(value: Value) -> bool | None:
    """Whether a condition holds; None where that is not decided."""
    match value:
        case Text(text):
            return bool(text)
        case Number(amount):
            return amount not in {0, -0.0} and amount == amount  # noqa: PLR0124 - NaN
        case Boolean(holds):
            return holds
        case Null() | Undefined():
            return False
        case Template(parts):
            return any(isinstance(part, Text) and part.text for part in parts) or None
        case EnvRead(_, _, "||", fallback) if fallback is not None:
            return truth(fallback) or None
        case Choice(_, then, otherwise):
            return _agreed(truth(then), truth(otherwise))
        case Array() | Object() | Regex() | Function():
            return True
        case _:
            return None


def nullish(value: Value) -> bool | None:
    """Whether a value is null or undefined; None where that is not decided."""
    match value:
        case Null() | Undefined():
            return True
        case EnvRead(_, _, _, fallback):
            return None if fallback is None or nullish(fallback) is not False else False
        case Operation(operator):
            return False if operator in _GIVES_BOOLEAN else None
        case Choice(_, then, otherwise):
            return _agreed(nullish(then), nullish(otherwise))
        case _ if isinstance(value, (*PRIMITIVES, *THINGS, Template)):
            return False
        case _:
            return None


def _agreed(one: bool | None, other: bool | None) -> bool | None:
    return one if one == other else None


_GIVES_BOOLEAN = frozenset({"!", "===", "!==", "==", "!=", "<", ">", "<=", ">=", "in"})


MOST_CONDITIONS = 6
"""Choices within choices: what hangs on more conditions is not told apart any further."""


def choice(test: Value, then: Value, otherwise: Value, place: Place) -> Value:
    """`test ? then : otherwise` where the test is not decided."""
    if max(_conditions(then), _conditions(otherwise)) >= MOST_CONDITIONS:
        return why_not_static(test) or NotKnown("depends on too many conditions", place)
    return Choice(test, then, otherwise, place)


def _conditions(value: Value) -> int:
    if not isinstance(value, Choice):
        return 0
    return 1 + max(_conditions(value.then), _conditions(value.otherwise))


def skips_right(operator: str, left: Value) -> bool:
    """Whether `||`, `&&` or `??` is decided by its left side alone."""
    if operator == "??":
        return nullish(left) is False
    return operator in {"||", "&&"} and truth(left) is (operator == "||")


def binary(operator: str, left: Value, right: Value, place: Place) -> Value:
    """`left operator right`, for a right side that is evaluated."""
    if operator in {"??", "||", "&&"}:
        return _logical(operator, left, right, place)
    if operator == "+" and (_is_text(left) or _is_text(right)):
        return concatenated([left, right], place)
    for operand in (left, right):
        if isinstance(operand, NotKnown):
            return operand
    if isinstance(left, _DEPENDENT) or isinstance(right, _DEPENDENT):
        both_texts = operator == "+" and isinstance(left, EnvRead) and isinstance(right, EnvRead)
        if both_texts:
            return Template((left, right), place)
        return _operation(operator, (left, right), place)
    if operator in {"===", "!==", "==", "!="}:
        return equality(operator, left, right, place)
    if isinstance(left, Number) and isinstance(right, Number):
        return arithmetic(operator, left.number, right.number, place)
    if isinstance(left, Text) and isinstance(right, Text):
        return ordered(operator, units(left.text), units(right.text), place)
    unknown = why_not_static(left) or why_not_static(right)
    return unknown or NotKnown(f"`{operator}` of values that are no numbers", place)


def _logical(operator: str, left: Value, right: Value, place: Place) -> Value:
    decided = nullish(left) if operator == "??" else truth(left)
    if decided is not None:
        takes_right = decided if operator in {"??", "&&"} else not decided
        return right if takes_right else left
    if operator == "&&":
        return choice(left, right, left, place)
    if isinstance(left, EnvRead):
        merged = _with_fallback(operator, left, right, place)
        if merged is not None:
            return merged
    if isinstance(left, NotKnown):
        return choice(left, left, right, place)
    return choice(_operation(operator, (left,), place), left, right, place)


def _with_fallback(operator: str, read: EnvRead, right: Value, place: Place) -> EnvRead | None:
    """`process.env.A ?? b ?? c` is one read whose fallback is `b ?? c`."""
    if read.fallback is None:
        return read._replace(operator=operator, fallback=right)
    if operator in {read.operator, "??"}:
        return read._replace(fallback=_logical(operator, read.fallback, right, place))
    if truth(read.fallback) is False:
        return read._replace(operator=operator, fallback=right)
    return None


def _operation(operator: str, operands: tuple[Value, ...], place: Place) -> Value:
    for operand in operands:
        if isinstance(operand, (NotKnown, Call)):
            return why_not_static(operand) or operand
    return Operation(operator, operands, place)


def _is_text(value: Value) -> bool:
    return isinstance(value, Text | Template)


def concatenated(values: Iterable[Value], place: Place) -> Value:
    """The values as one text, as a template makes it; a `Template` where some are not known."""
    parts: list[Value] = []
    length = 0
    for value in values:
        for part in _text_parts(value):
            if isinstance(part, Text):
                length += len(part.text)
            last = parts[-1] if parts else None
            if isinstance(part, Text) and isinstance(last, Text):
                parts[-1] = Text(_joined(last.text, part.text), last.place)
            elif not isinstance(part, Text) or part.text:
                parts.append(part)
            if length > LONGEST_TEXT or len(parts) > MOST_PARTS:
                return NotKnown("grows too long to be followed", place)
    if not parts:
        return Text("", place)
    if len(parts) == 1 and isinstance(parts[0], Text):
        return parts[0]._replace(place=place)
    return Template(tuple(parts), place)


def _joined(left: str, right: str) -> str:
    """Two texts as one, and the halves of a surrogate pair that meet as one character."""
    if left and right and "\ud800" <= left[-1] <= "\udbff" and "\udc00" <= right[0] <= "\udfff":
        return left[:-1] + join_surrogates(left[-1] + right[0]) + right[1:]
    return left + right


def _text_parts(value: Value) -> tuple[Value, ...]:
    if isinstance(value, Template):
        return value.parts
    text = text_of(value)
    return (value,) if text is None else (Text(text, value.place),)


def text_of(value: Value) -> str | None:
    """`String(value)`; None where that is not known."""
    match value:
        case Text(text):
            return text
        case Number(amount):
            return number_text(amount)
        case Boolean(holds):
            return "true" if holds else "false"
        case Null():
            return "null"
        case Undefined():
            return "undefined"
        case Regex(pattern, flags):
            return f"/{pattern}/{flags}"
        case Array(items):
            return joined(items, ",")
        case Object(_, _, None) if value.get("toString") is None and value.get("valueOf") is None:
            return "[object Object]"
        case _:
            return None


def joined(items: "Iterable[Value | Spread]", separator: str) -> str | None:
    """`Array.prototype.join`: null and undefined are empty."""
    texts, length = [], 0
    for item in items:
        text = None if isinstance(item, Spread) else text_of(item)
        if text is None:
            return None
        texts.append("" if isinstance(item, Null | Undefined) else text)
        length += len(text) + len(separator)
        if length > LONGEST_TEXT:
            return None
    return join_surrogates(separator.join(texts))


def unary(operator: str, value: Value, place: Place) -> Value:
    """`!`, `-`, `+`, `~`, `typeof`, `void`."""
    if operator == "void":
        return Undefined(place)
    if operator == "!":
        holds = truth(value)
        if holds is not None:
            return Boolean(not holds, place)
    elif operator == "typeof":
        kind = _TYPES.get(type(value))
        if kind is not None:
            return Text(kind, place)
    else:
        amount = to_number(value)
        if amount is not None:
            if operator == "~":
                return Number(~int32(amount), place)
            return Number(-amount if operator == "-" else amount, place)
    if isinstance(value, _DEPENDENT):
        return _operation(operator, (value,), place)
    return why_not_static(value) or NotKnown(f"`{operator}` of this value", place)


_TYPES: dict[type, str] = {
    Text: "string", Template: "string", Number: "number", Boolean: "boolean",
    Undefined: "undefined", Null: "object", Array: "object", Object: "object", Regex: "object",
    Function: "function",
}  # fmt: skip
