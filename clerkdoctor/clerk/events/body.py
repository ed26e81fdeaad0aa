"""An event as the bytes of a request: compact JSON.

A body of this form survives a handler that parses and writes it again, as `JSON.stringify` gives
the same bytes back. Go, in which Clerk is written, writes a few characters otherwise.

Source: ECMA-262, JSON.stringify and the order of an object's properties; Go's encoding/json.
"""

from json.encoder import encode_basestring as _quoted
from typing import Any

from clerkdoctor.clerk.javascript import double, is_number

_LARGEST_INDEX = 4_294_967_294
_SAFE = 2**53


def as_body(event: Any) -> bytes:
    """The bytes of `JSON.stringify(event)`; characters outside of ASCII are not escaped.

    Numbers are those that JavaScript has: of a larger integer than 2^53 digits are lost, as in
    every handler.
    """
    text = _text(event)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _without_halves(text).encode()


def go_escaped(body: bytes) -> bytes:
    r"""A body as Go's encoder writes it: `<`, `>`, `&`, U+2028 and U+2029 as `\u003c` and so on.

    Its meaning is the same, its bytes are not, so that a handler that parses and writes it again
    computes another signature.
    """
    for char in "<>&\u2028\u2029":
        body = body.replace(char.encode(), f"\\u{ord(char):04x}".encode())
    return body


def _text(value: Any) -> str:
    if isinstance(value, dict):
        pairs = [f"{_quoted(key)}:{_text(value[key])}" for key in sorted(value, key=_place)]
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, str):
        return _quoted(value)
    if type(value) is int and -_SAFE <= value <= _SAFE:
        return str(value)
    if is_number(value):
        return _number(value)
    return "null" if value is None else "true" if value else "false"


def _place(key: str) -> tuple[bool, int]:
    """Names that are indexes of an array come first, by their size; all others stay in order."""
    if key[:1].isdigit() and key.isascii() and key.isdigit() and len(key) < 11:
        index = int(key)
        if index <= _LARGEST_INDEX and str(index) == key:
            return False, index
    return True, 0


def _without_halves(text: str) -> str:
    """The text with the halves of surrogate pairs escaped, which stand in quoted texts alone."""
    from clerkdoctor.typescript.literals import join_surrogates

    return "".join(
        f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char
        for char in join_surrogates(text)
    )


def _number(value: float) -> str:
    from clerkdoctor.typescript.literals import number_text

    text = number_text(double(value))
    return text if text[-1].isdigit() else "null"
