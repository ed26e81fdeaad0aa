"""What the literals of JavaScript stand for.

ECMA-262 §12.9: strings and templates with their escapes, numbers with their radixes, and the text
that a number becomes in a string.
"""

import re

_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{1,2})"
    r"|(\r\n|[\n\r\u2028\u2029])|([\s\S]))"
)
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


def cook(raw: str, *, template: bool = False) -> str | None:
    """The text between the quotes, escapes resolved; None where an escape is malformed.

    A line continuation vanishes, an escape without a meaning loses its backslash (a point after
    one is a point): the classic bug of route patterns. In a template, CRLF is LF, and octal
    escapes are an error.
    """
    if template and "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    if "\\" not in raw:
        return raw
    malformed = False

    def escape(match: re.Match[str]) -> str:
        nonlocal malformed
        braced, short, byte, octal, newline, single = match.groups()
        if braced or short or byte:
            code = int(braced or short or byte, 16)
            if code <= 0x10FFFF:
                return chr(code)
            malformed = True
        elif octal:
            following = raw[match.end() : match.end() + 1]
            if octal == "0" and following not in {"8", "9"}:
                return "\0"
            malformed = malformed or template
            return chr(int(octal, 8))
        elif single:
            malformed = malformed or single in "ux" or (template and single in "89")
            return _SINGLE.get(single, single)
        return "" if newline else match[0]

    cooked = _ESCAPE.sub(escape, raw)
    return None if malformed or _ends_in_backslash(raw) else join_surrogates(cooked)


def _ends_in_backslash(raw: str) -> bool:
    return (len(raw) - len(raw.rstrip("\\"))) % 2 == 1


def join_surrogates(text: str) -> str:
    """Two halves that met are one character, as in UTF-16."""
    if text.isascii() or not re.search("[\ud800-\udbff][\udc00-\udfff]", text):
        return text
    return from_utf16(utf16(text))


def utf16(text: str) -> bytes:
    """The code units that JavaScript counts, two bytes each."""
    return text.encode("utf-16-le", "surrogatepass")


def from_utf16(units: bytes) -> str:
    return units.decode("utf-16-le", "surrogatepass")


_JSX_REFERENCE = re.compile(r"&(#\d+|#[xX][0-9a-fA-F]+|\w+);")


def jsx_text(raw: str) -> str:
    """The text of a JSX attribute: no backslash escapes, but HTML's character references."""
    if "&" not in raw:
        return raw
    from html import unescape

    return _JSX_REFERENCE.sub(lambda match: unescape(match[0]), raw)


def number(raw: str) -> float | None:
    """The value of a numeric literal; None for a BigInt or what is none."""
    text = raw.replace("_", "").lower()
    try:
        if text[:2] in {"0x", "0o", "0b"}:
            return _float(int(text[2:], {"x": 16, "o": 8, "b": 2}[text[1]]))
        if len(text) > 1 and text[0] == "0" and text.isdigit():
            return _float(int(text, 8) if not set(text) & {"8", "9"} else int(text))
        if text.endswith("n") or text.strip("0123456789.e+-"):
            return None
        return float(text)
    except ValueError:
        return None


def _float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def number_text(value: float) -> str:
    """`String(value)`, by Number::toString: the shortest digits that give the value back."""
    if value != value:  # noqa: PLR0124 - NaN is the one value that differs from itself
        return "NaN"
    if value in {float("inf"), float("-inf")}:
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    digits, point = _shortest(repr(abs(value)))
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    scale = f"e{point - 1:+d}"
    return sign + digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + scale


def _shortest(text: str) -> tuple[str, int]:
    """The digits of Python's shortest form, and where the point stands before them."""
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    return digits.rstrip("0"), point
