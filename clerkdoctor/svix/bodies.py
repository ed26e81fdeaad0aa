"""Other forms of a body: what was signed, where it is not the body at hand.

A body that was parsed and written anew, saved by an editor or read in another encoding has the same
content and another signature. Each form is tried; what fits names the bug.
"""

import binascii
from collections.abc import Callable, Iterator
from typing import NamedTuple

from clerkdoctor.clerk.javascript import parse
from clerkdoctor.clerk.stringify import go_escaped, python, quoted, stringify, without_blanks
from clerkdoctor.svix.readings import Reading
from clerkdoctor.svix.verify import utf8

MARK = b"\xef\xbb\xbf"
LARGE = 400_000
"""Bytes of a body from which less is tried. Svix delivers up to about 350 kB."""

_RAW = (
    "Verify the body as it came, before anything parses it: `await request.text()` in a route"
    " handler, `express.raw()` in Express"
)
_KEEP = "Keep the body's bytes as they came: save and pass them without an editor"


def as_read(body: bytes) -> Reading:
    """The body as the libraries sign it: as text, in which U+FFFD stands for what is not UTF-8."""
    return Reading("", body.decode("utf-8", "replace").encode())


def other_bodies(body: bytes) -> Iterator[Reading]:
    """What may have been signed instead, the likeliest first. No two of them are equal."""
    seen = {as_read(body).data}
    for reading in _all(body):
        if reading.data not in seen:
            seen.add(reading.data)
            yield reading


def _all(body: bytes) -> Iterator[Reading]:
    fix = "Send UTF-8: where a body is something else, the libraries verify U+FFFD in its place"
    words = "for the bytes as they are, which are not UTF-8"
    yield Reading("body-as-bytes", body, words, fix)
    yield from _blanks(body)
    anew = tuple(_written_anew(body))
    yield from anew
    words, fix = "for an empty body", "Sign the very bytes that are sent: nothing was signed here"
    yield Reading("empty-body", b"", words, fix)
    for reading in anew:
        name, words = f"{reading.name}-and-line-break", f"{reading.words}, with a line break behind"
        yield Reading(name, reading.data + b"\n", words, reading.fix)
    yield from _as_text(body)


def _blanks(body: bytes) -> Iterator[Reading]:
    """White space and line breaks at the ends and within, and the byte order mark."""
    fix = "Remove the line break at the end of the payload: it was not signed"
    for ending in (b"\r\n", b"\n"):
        if body.endswith(ending):
            words = "for the body without the line break at its end"
            yield Reading("body-without-line-break", body.removesuffix(ending), words, fix)
    words = "for the body with a line break at its end"
    yield Reading("body-with-line-break", body + b"\n", words, _KEEP)
    yield Reading("body-with-crlf", body + b"\r\n", f"{words}, `\\r\\n`", _KEEP)
    words = "for the body without the white space around it"
    yield Reading("body-trimmed", body.strip(b" \t\n\r"), words, _KEEP)
    fix = "Keep the line breaks as they came: git, Windows or an editor changed them"
    unix = body.replace(b"\r\n", b"\n")
    yield Reading("body-lf-for-crlf", unix, "for the body with `\\n` for each `\\r\\n`", fix)
    dos = unix.replace(b"\n", b"\r\n")
    yield Reading("body-crlf-for-lf", dos, "for the body with `\\r\\n` for each `\\n`", fix)
    fix = "Remove the byte order mark (EF BB BF) before the body: it was not signed"
    words = "for the body without the byte order mark before it"
    yield Reading("body-without-byte-order-mark", body.removeprefix(MARK), words, fix)
    words = "for the body with a byte order mark before it"
    yield Reading("body-with-byte-order-mark", MARK + body, words, _KEEP)


class _Json(NamedTuple):
    """A body as text, as the value that it states, and as JavaScript writes that."""

    text: str
    value: object
    compact: str


def _written_anew(body: bytes) -> Iterator[Reading]:
    """The same JSON as programs write it that have parsed it."""
    try:
        text = body.decode("utf-8-sig").strip(" \t\n\r")
        value = parse(text)
    except ValueError:
        return
    it = _Json(text, value, stringify(value) or text)
    # Writing takes seconds where a body has megabytes: then the likeliest few have to do.
    for name, write, how in _WRITERS if len(body) <= LARGE else _WRITERS[:4]:
        data = write(it)
        if data is not None:
            yield Reading(name, utf8(data), f"for the same body {how}", _RAW)


_ANEW = "re-serialised as JSON"
# Name, what writes it, and how that differs.
_WRITERS: tuple[tuple[str, Callable[[_Json], str | None], str], ...] = (
    ("body-as-json-stringify", lambda it: it.compact, f"{_ANEW}, as `JSON.stringify` writes it"),
    ("body-as-go", lambda it: go_escaped(it.compact),
     f"{_ANEW} with `&`, `<` and `>` escaped, as Go's encoder writes it"),
    ("body-without-blanks", lambda it: without_blanks(it.text),
     "without the white space between the parts of its JSON"),
    ("body-as-go-text", lambda it: go_escaped(it.text),
     "with `&`, `<` and `>` escaped, as Go's encoder writes it"),
    ("body-as-go-maps", lambda it: go_escaped(stringify(it.value, order="go maps") or it.compact),
     f"{_ANEW} with numeric keys sorted as text, as Go sorts them"),
    ("body-with-indent-2", lambda it: stringify(it.value, "  "), "pretty-printed with 2 spaces"),
    ("body-with-indent-4", lambda it: stringify(it.value, "    "), "pretty-printed with 4 spaces"),
    ("body-with-indent-tab", lambda it: stringify(it.value, "\t"), "pretty-printed with tabs"),
    ("body-as-python", lambda it: python(it.value), f"{_ANEW}, as Python's `json.dumps` writes it"),
    ("body-as-python-compact", lambda it: python(it.value, is_compact=True),
     f"{_ANEW} by Python, without spaces"),
    ("body-as-python-utf-8", lambda it: python(it.value, is_ascii=False),
     f"{_ANEW} by Python, without escapes"),
    ("body-as-python-compact-utf-8", lambda it: python(it.value, is_compact=True, is_ascii=False),
     f"{_ANEW} by Python, without spaces and escapes"),
    ("body-as-ordered", lambda it: stringify(it.value, order="written"),
     f"{_ANEW} with its numeric keys in their place"),
    ("body-as-sorted", lambda it: stringify(it.value, order="sorted"),
     f"{_ANEW} with its keys sorted"),
    ("body-as-go-sorted", lambda it: go_escaped(stringify(it.value, order="sorted") or it.compact),
     f"{_ANEW} by Go, with its keys sorted"),
)  # fmt: skip


def _as_text(body: bytes) -> Iterator[Reading]:
    """A body that was taken for something else: a value for a text, UTF-8 for Latin-1, base64."""
    text = body.decode("utf-8", "replace")
    fix = (
        "Pass the text of the body alone: it was put through `JSON.stringify` as if it were a value"
    )
    words = "for the body as a JSON string, in quotes and escaped"
    yield Reading("body-as-json-string", utf8(quoted(text)), words, fix)
    if text.lstrip(" \t\n\r").startswith('"'):
        inner = _parsed(text)
        if isinstance(inner, str):
            yield Reading(
                "body-out-of-json-string", utf8(inner), "for the text that the body quotes", fix
            )
    fix = "Sign the text of the body: a value was turned into text by `String(…)`"
    yield Reading(
        "body-as-object-object", b"[object Object]", "for the text `[object Object]`", fix
    )
    for charset in ("latin-1", "cp1252"):
        try:
            data = text.encode(charset)
        except UnicodeEncodeError:
            continue
        fix = "Read the body as UTF-8, or keep it as bytes"
        words = "for the body before its UTF-8 was read as Latin-1 and written anew"
        yield Reading("body-before-latin-1", data, words, fix)
    try:
        data = binascii.a2b_base64(body.strip(), strict_mode=True)
    except ValueError:
        return
    fix = "Decode the payload first: `base64 -d`"
    yield Reading("body-out-of-base64", data, "for what the payload is the base64 of", fix)


def _parsed(text: str) -> object:
    try:
        return parse(text)
    except ValueError:
        return None
