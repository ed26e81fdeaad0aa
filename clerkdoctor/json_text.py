"""JSON that knows where things stand: package.json, lock files, tsconfig.json.

Python's own scanner does the reading, at its own speed; what is added is the place of the members
that somebody asks about, and JSON with comments (`bun.lock`, `tsconfig.json`).
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

_BLANK = " \t\n\r"


class NotJson(NamedTuple):
    """`reason` follows the file's name in a sentence; `line` and `column` count from 1."""

    reason: str
    line: int | None = None
    column: int | None = None


class Member(NamedTuple):
    """A member of an object: `at` is the offset of its key, `value_at` that of its value."""

    key: str
    value: object
    at: int
    value_at: int


def decode(content: bytes) -> str | NotJson:
    """The text of a file that JavaScript tools read as UTF-8; a byte order mark is dropped."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return NotJson("is UTF-16, where UTF-8 is expected")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return NotJson(f"is not UTF-8 (byte 0x{content[error.start]:02x})", line)


def load(text: str) -> object | NotJson:
    """What the text states, by the rules of JavaScript's `JSON.parse`."""
    try:
        stated: object = _DECODER.decode(text)
    except RecursionError:
        return NotJson("is nested too deep")
    except json.JSONDecodeError as error:
        return _not_json(text, error)
    except ValueError:
        return NotJson("holds a number that is too long")
    return stated


def members(text: str, at: int) -> Iterator[Member]:
    """The members of the object that begins at `at`, in order, a repeated key each time.

    The text is known to be JSON (`load` took it), and there is an object at `at`.
    """
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        value_at = _skip(text, _skip(text, end) + 1)
        value, end = _DECODER.raw_decode(text, value_at)
        yield Member(key, value, at, value_at)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def elements(text: str, at: int) -> Iterator[tuple[object, int]]:
    """The elements of the array that begins at `at`, each with its offset."""
    at = _skip(text, at + 1)
    while text[at] != "]":
        value, end = _DECODER.raw_decode(text, at)
        yield value, at
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def start(text: str) -> int:
    """The offset of the first character that is no white space."""
    return _skip(text, 0)


def line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def column(text: str, at: int) -> int:
    return at - text.rfind("\n", 0, at)


def key_line(text: str, key: str, opening: str) -> int:
    """The line of the last member called `key`, of any object, whose value begins so: `{`, `[`."""
    written = json.dumps(key, ensure_ascii=False)
    at = text.rfind(written)
    while at >= 0:
        colon = _skip(text, at + len(written))
        value = _skip(text, colon + 1)
        if text[colon : colon + 1] == ":" and text[value : value + 1] == opening:
            return line(text, at)
        at = text.rfind(written, 0, at)
    return 1


def load_relaxed(text: str) -> tuple[object | NotJson, str]:
    """JSON with comments and trailing commas: what it states, and the same as plain JSON.

    In the plain text, every offset is as it was.
    """
    # Tools write a trailing comma at the end of a line, where no string can be: 20 times faster.
    plain = re.sub(r",(?=[ \t\r]*\n\s*[}\]])", " ", text)
    stated = load(plain)
    if isinstance(stated, NotJson):
        comment = r"//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
        plain = re.sub(rf"{_STRING}|{comment}", _blanked, text)
        plain = re.sub(rf"{_STRING}|,(?=\s*+[}}\]])", _blanked, plain)
        stated = load(plain)
    return stated, plain


def read_relaxed(content: bytes) -> object | NotJson:
    """What a file states that may have comments and trailing commas, as tsconfig.json has."""
    text = decode(content)
    return text if isinstance(text, NotJson) else load_relaxed(text)[0]


# An unterminated one ends with its line: a search that starts over at each quote takes forever.
_STRING = r'"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\\?\Z)'


def _blanked(found: "re.Match[str]") -> str:
    kept = found.group()
    return kept if kept[0] == '"' else re.sub(r"[^\n]", " ", kept)


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in _BLANK and at < len(text):
        at += 1
    return at


def _refuse(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no JSON value", name, 0)


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def _not_json(text: str, error: json.JSONDecodeError) -> NotJson:
    conflict = conflict_line(text)
    if conflict is not None:
        return NotJson("holds an unresolved merge conflict", conflict)
    if not text.strip(_BLANK):
        return NotJson("is empty")
    if error.doc is not text:
        return NotJson(f"is not JSON: {error.msg}")
    if error.pos >= len(text.rstrip(_BLANK)):
        return NotJson("is not JSON: it ends too early", error.lineno, error.colno)
    message = error.msg[:1].lower() + error.msg[1:]
    return NotJson(f"is not JSON: {message}", error.lineno, error.colno)


def conflict_line(text: str) -> int | None:
    """The line of git's first `<<<<<<<`, where a merge was left half done."""
    if "<<<<<<< " not in text:
        return None
    found = re.search(r"^<<<<<<< ", text, re.MULTILINE)
    return line(text, found.start()) if found else None
