"""JavaScript's operators, where an operand may be unknown or may be the request's path."""

from typing import TYPE_CHECKING

from clerkdoctor.guard.constants import compared
from clerkdoctor.guard.values import (
    UNDEFINED,
    CannotFollow,
    Closure,
    ErrorValue,
    Fact,
    Host,
    JsObject,
    Native,
    Origin,
    PathText,
    Site,
    Test,
    Unknown,
    Value,
    Verdict,
    is_nullish,
    key_of,
)
from clerkdoctor.typescript.literals import number_text

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run

_NUMBERS = (int, float)

LONGEST = 100_000
"""Characters of a text that is put together."""


def plain(value: Value) -> Value:
    """The boolean of a verdict; anything else as it is."""
    return value.truth if type(value) is Verdict else value


def truth(run: "Run", value: Value, site: Site) -> bool:
    """Whether a condition holds."""
    kind = type(value)
    if kind is bool:
        return bool(value)
    if kind is Verdict:
        return bool(value.truth)
    if kind is Unknown:
        return run.holds(value, site)
    if value is None or value is UNDEFINED:
        return False
    if isinstance(value, str):
        return bool(value)
    if isinstance(value, _NUMBERS):
        return value == value and value != 0  # noqa: PLR0124 - NaN is false
    run.program.constants.of_object(value, site)
    return True


def negated(run: "Run", value: Value, site: Site) -> Value:
    if type(value) is Verdict:
        return Verdict(not value.truth, value.facts)
    if type(value) is Unknown:
        return value.negation()
    return not truth(run, value, site)


def facts_of(value: Value) -> tuple[Fact, ...]:
    return value.facts if type(value) is Verdict else ()


def judged(holds: bool, site: Site, *operands: Value) -> Value:
    """A boolean; a verdict where an operand is the path, or a verdict itself."""
    facts = tuple(fact for one in operands for fact in facts_of(one))
    if facts:
        return Verdict(holds, facts)
    if any(type(one) is PathText for one in operands):
        return Verdict(holds, (Fact(site, holds),))
    return holds


def equality(run: "Run", operator: str, left: Value, right: Value, site: Site) -> Value:
    """`===`, `!==`, `==`, `!=`."""
    same = equal(run, left, right, site, loosely=len(operator) == 2)
    return negated(run, same, site) if operator[0] == "!" else same


def equal(
    run: "Run", left: Value, right: Value, site: Site, *, loosely: bool = False, notes: bool = True
) -> Value:
    """Whether two values are equal; a comparison that is constant is noted."""
    if type(left) is Unknown or type(right) is Unknown:
        return _unknown_equality(left, right, site)
    constant = compared(run, left, right, site) if notes else None
    if constant is not None:
        return Verdict(constant, (Fact(site, constant),))
    return judged(same(left, right, loosely=loosely), site, left, right)


def same(left: Value, right: Value, *, loosely: bool = False) -> bool:
    """Whether two known values are equal."""
    left, right = plain(left), plain(right)
    if isinstance(left, str) and isinstance(right, str):
        return str(left) == str(right)
    if loosely and is_nullish(left) and is_nullish(right):
        return True
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return left == right
    return left is right


def _unknown_equality(left: Value, right: Value, site: Site) -> Value:
    if type(left) is not Unknown:
        left, right = right, left
    if is_nullish(right):
        return left.negation() if left.truth is not True else _never(left)
    if isinstance(plain(right), bool):
        return left if plain(right) else left.negation()
    literal = str(right) if isinstance(right, str | int | float) else None
    origin = left.origin
    if isinstance(right, Unknown) and _is_sent(right.origin) and not _is_sent(origin):
        left, right, origin = right, left, right.origin
    test = Test(origin, literal, left.key) if origin is not None else None
    key = f"={left.key}={key_of(right)}"
    there = origin is not None and origin.kind == "env" and literal in ("production", "prod")
    return Unknown(left.why, site.place, key, test=test, truth=True if there else None)


def _is_sent(origin: Origin | None) -> bool:
    return origin is not None and origin.kind in ("header", "cookie", "query")


def _never(value: Unknown) -> Unknown:
    return Unknown(value.why, value.place, value.key, truth=False)


def text(value: Value) -> "str | None":
    """What `String(value)` is; None where that is not known."""
    value = plain(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _NUMBERS):
        return number_text(float(value))
    if value is None:
        return "null"
    return "undefined" if value is UNDEFINED else None


def is_text_like(value: Value) -> bool:
    return isinstance(value, str)


def joined(parts: list[Value], site: Site) -> Value:
    """A template or a concatenation of texts."""
    for part in parts:
        if type(part) is Unknown:
            key = "`" + "+".join(map(key_of, parts)) + "`"
            written = any(isinstance(one, str) and one for one in parts)
            truthy = True if written else None
            return Unknown(part.why, site.place, key, origin=part.origin, truth=truthy)
    texts = [text(part) for part in parts]
    if any(one is None for one in texts):
        url = next((one for one in parts if isinstance(one, Host)), None)
        return Unknown(
            f"`{site.text}` is computed at run time", site.place, f"`{key_of(url)}:{site.text}`"
        )
    whole = "".join(one for one in texts if one is not None)
    if len(whole) > LONGEST:
        raise CannotFollow(f"`{site.text}` grows too long to be followed", site.place)
    return PathText(whole) if any(type(one) is PathText for one in parts) else whole


def binary(operator: str, left: Value, right: Value, site: Site) -> Value:
    """An operator that evaluates both sides, but for equality."""
    if operator == "+" and (isinstance(left, str) or isinstance(right, str)):
        return joined([left, right], site)
    left, right = plain(left), plain(right)
    if type(left) is Unknown or type(right) is Unknown:
        one = left if type(left) is Unknown else right
        key = f"({key_of(left)}{operator}{key_of(right)})"
        return Unknown(one.why, site.place, key)
    if operator == "in":
        if isinstance(right, JsObject) and right.rest is None:
            return judged(text(left) in right.properties, site, left)
    elif operator == "instanceof":
        known = _instance(left, right)
        if known is not None:
            return known
    elif isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        result = _arithmetic(operator, left, right)
        if result is not None:
            return result
    elif isinstance(left, str) and isinstance(right, str) and operator in _ORDERS:
        return judged(_ORDERS[operator](str(left), str(right)), site, left, right)
    return Unknown(f"`{site.text}` is computed at run time", site.place, f"({site.text})")


_ORDERS = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


_SAFE = 2**53


def _arithmetic(operator: str, left: float, right: float) -> Value:
    if operator in _ORDERS:
        return _ORDERS[operator](left, right)
    if operator not in ("+", "-", "*"):
        return None
    results = {"+": left + right, "-": left - right, "*": left * right}
    return results[operator] if abs(results[operator]) < _SAFE else float(results[operator])


def _instance(value: Value, constructor: Value) -> bool | None:
    name = constructor.name if isinstance(constructor, Native) else None
    if name in ("NextResponse", "Response"):
        from clerkdoctor.guard.responses import Response

        return isinstance(value, Response)
    if name == "Error":
        return isinstance(value, ErrorValue)
    if name == "RegExp":
        from clerkdoctor.guard.regexps import Regexp

        return isinstance(value, Regexp)
    return None


def type_of(value: Value, site: Site) -> Value:
    """`typeof`."""
    value = plain(value)
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, _NUMBERS):
        return "number"
    if isinstance(value, Closure | Native) or getattr(value, "is_function", False):
        return "function"
    if isinstance(value, Unknown):
        return Unknown(value.why, site.place, f"typeof {value.key}")
    return "object"


def is_callable(value: Value) -> bool:
    return isinstance(value, Closure | Native) or getattr(value, "is_function", False)


def unary(run: "Run", operator: str, value: Value, site: Site) -> Value:
    if operator == "!":
        return negated(run, value, site)
    if operator == "typeof":
        return type_of(value, site)
    if operator == "void":
        return UNDEFINED
    value = plain(value)
    if isinstance(value, _NUMBERS) and operator in ("-", "+"):
        return -value if operator == "-" else value
    if isinstance(value, Unknown):
        return value.derived(f"{operator}")
    return Unknown(f"`{site.text}` is computed at run time", site.place, f"({site.text})")
