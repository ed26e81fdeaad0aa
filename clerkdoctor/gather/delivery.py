"""Reading a captured delivery: a line of `clerk webhooks listen --json`, a HAR, a raw request.

The bytes of the body are kept as they are. Where a capture holds text, its bytes are those of
UTF-8; nothing else is changed, trimmed or guessed.

Source: clerk/cli (`commands/webhooks/listen.ts`), HAR 1.2, RFC 9112.
"""

import binascii
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from clerkdoctor import json_text
from clerkdoctor.errors import Trouble
from clerkdoctor.facts.delivery import Delivery
from clerkdoctor.gather.raw_request import read_request
from clerkdoctor.svix.verify import NAMES, UNBRANDED, utf8

LIMIT = 64_000_000
"""Bytes that a capture may have: a HAR of a long session has tens of megabytes."""

_SHAPES = (
    "give a line of `clerk webhooks listen --json`, a HAR entry or a raw HTTP request; or the body"
    " with --payload, and each header with --header"
)
_AGAIN = "capture it again, with its body: export the HAR `with content`"
_OURS = frozenset((*NAMES, *UNBRANDED))
# What the Clerk CLI writes between deliveries.
_NO_DELIVERY = ("ready", "reconnecting")


def header(text: str) -> tuple[str, str] | None:
    """`NAME: VALUE` as name and value: what follows the first `: `, unchanged. None for neither."""
    name, colon, value = text.partition(": ")
    return (name, value) if colon and name and not name[0].isspace() else None


def deliveries(content: bytes, name: str) -> tuple[Delivery, ...]:
    """Every delivery of a captured file; `name` is what the file is called in messages.

    Of many requests, those count that have a header of Svix'. Raises `Trouble` for none.
    """
    content = _as_utf8(content)
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise Trouble(f"{name} is empty; a captured delivery was expected", _SHAPES)
    if start[:1] not in (b"{", b"["):
        return (read_request(content, name),)
    found = tuple(
        delivery for source, value in _values(content, name) for delivery in _read(value, source)
    )
    if not found:
        message = f"{name} holds no delivery: none of it has a header `svix-id`"
        raise Trouble(message, _SHAPES)
    return found


def _as_utf8(content: bytes) -> bytes:
    """What PowerShell's `>` has written is UTF-16, which JSON never is."""
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content
    try:
        return content.decode("utf-16").encode()
    except UnicodeError:
        return content


def _values(content: bytes, name: str) -> Iterator[tuple[str, object]]:
    """The JSON values of a file, each with its name: one, those of an array, or one a line."""
    text = json_text.decode(content)
    if isinstance(text, json_text.NotJson):
        raise Trouble(f"{name} {text.reason}", _SHAPES)
    stated = json_text.load(text)
    lines = [line for line in enumerate(text.split("\n"), 1) if line[1].strip()]
    if not isinstance(stated, json_text.NotJson):
        items = stated if isinstance(stated, list) else [stated]
        one = len(items) == 1
        yield from ((name if one else f"{name}, item {n}", v) for n, v in enumerate(items, 1))
    elif len(lines) > 1 and not isinstance(json_text.load(lines[0][1]), json_text.NotJson):
        for number, line in lines:
            stated = json_text.load(line)
            if isinstance(stated, json_text.NotJson):
                raise Trouble(f"{name}, line {number}, {stated.reason}", _SHAPES)
            yield f"{name}, line {number}", stated
    else:
        where = f", line {stated.line}," if stated.line else ""
        raise Trouble(f"{name}{where} {stated.reason}", _SHAPES)


def _read(value: object, source: str) -> Iterator[Delivery]:
    """The deliveries in one JSON value."""
    if not isinstance(value, dict):
        _refuse(source, "is no JSON object")
    log = value.get("log")
    if isinstance(log, dict) and isinstance(log.get("entries"), list):
        yield from _har(log["entries"], source)
    elif isinstance(value.get("request"), dict):
        yield _entry(value, source)
    elif "body_b64" in value or value.get("type") == "event":
        yield _listened(value, source)
    elif value.get("type") in _NO_DELIVERY:
        return
    elif isinstance(value.get("headers"), list):
        yield _entry({"request": value}, source)
    elif isinstance(value.get("headers"), dict) and "body" in value:
        yield _envelope(value, source)
    elif isinstance(value.get("type"), str) and "data" in value:
        _refuse(source, "is an event alone, without the headers that it came with")
    else:
        _refuse(source, "is JSON of another kind")


def _har(entries: list[Any], source: str) -> Iterator[Delivery]:
    """The entries of a HAR that have a header of Svix'; the only one there is in any case."""
    if not entries:
        _refuse(source, "is a HAR without entries")
    numbered = [(n, e) for n, e in enumerate(entries, 1) if isinstance(e, dict)]
    chosen = [(n, e) for n, e in numbered if _OURS & {h.lower() for h, _ in _pairs_of(e)}]
    if not chosen and len(entries) > 1:
        raise Trouble(
            f"{source} has {len(entries)} requests, and none of them has a header `svix-id`",
            "record where the delivery comes in: a browser does not see it",
        )
    for number, entry in chosen or numbered:
        yield _entry(entry, f"{source}, entry {number}")


def _pairs_of(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    request = entry.get("request")
    stated = request.get("headers") if isinstance(request, dict) else None
    if not isinstance(stated, list):
        return []
    named = [(h.get("name"), h.get("value", "")) for h in stated if isinstance(h, dict)]
    return [(n, v) for n, v in named if isinstance(n, str) and isinstance(v, str)]


def _entry(entry: Mapping[str, Any], source: str) -> Delivery:
    """An entry of a HAR: headers as a list, the body as text or, by its own word, as base64."""
    request = entry["request"]
    posted = request.get("postData")
    size = request.get("bodySize")
    body = b""
    if isinstance(posted, dict):
        text = posted.get("text")
        if isinstance(text, str):
            coded = "base64" in (posted.get("encoding"), posted.get("_encoding"))
            body = _decoded(text, source) if coded else utf8(text)
        elif posted.get("params"):
            raise Trouble(f"{source} has its body as form fields; the text was expected", _AGAIN)
    if not body and isinstance(size, int) and size > 0:
        raise Trouble(f"{source} has no body, which had {size:,} bytes", _AGAIN)
    return Delivery(tuple(_pairs_of(entry)), body, source, _instant(entry.get("startedDateTime")))


def _listened(event: Mapping[str, Any], source: str) -> Delivery:
    """A line that the Clerk CLI writes for each delivery."""
    text = event.get("body_b64")
    if not isinstance(text, str):
        _refuse(source, "has no `body_b64`, the body in base64")
    return Delivery(tuple(_mapped(event.get("headers"), source)), _decoded(text, source), source)


def _envelope(event: Mapping[str, Any], source: str) -> Delivery:
    """Headers and a body beside each other, as cloud functions get them."""
    body = event["body"]
    if not isinstance(body, str):
        raise Trouble(
            f"{source} has its body parsed; the text that came was expected",
            "capture the body before anything parses it: what is signed is its bytes",
        )
    coded = event.get("isBase64Encoded") is True
    data = _decoded(body, source) if coded else utf8(body)
    return Delivery(tuple(_mapped(event["headers"], source)), data, source)


def _mapped(stated: object, source: str) -> Iterable[tuple[str, str]]:
    if not isinstance(stated, dict):
        _refuse(source, "has no `headers`")
    for name, value in stated.items():
        values = value if isinstance(value, list) else [value]
        yield from ((name, one) for one in values if isinstance(one, str))


def _decoded(text: str, source: str) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        message = f"{source} has a body that is no base64: it was cut or changed"
        raise Trouble(message, "capture it again, and save the whole line") from None


def _instant(stated: object) -> float | None:
    """The time of an entry, where it states one with its zone."""
    from datetime import datetime

    if not isinstance(stated, str):
        return None
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None


def _refuse(source: str, what: str) -> NoReturn:
    raise Trouble(f"{source} {what}; a captured delivery was expected", _SHAPES)
