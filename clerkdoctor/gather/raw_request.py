"""A raw HTTP request, as a tunnel or a packet capture gives it: RFC 9112."""

import re
from collections.abc import Sequence

from clerkdoctor.errors import Trouble
from clerkdoctor.facts.delivery import Delivery

_HINT = "save the request as it came: request line, headers, an empty line, and the body's bytes"
_REQUEST_LINE = re.compile(rb"[A-Z]{3,10} \S+( HTTP/[\d.]+)?")


def read_request(content: bytes, name: str) -> Delivery:
    """The request of a file: headers as Node.js decodes them, and the bytes behind the empty line.

    The request line may be missing. Raises `Trouble` where there is no such request.
    """
    head, empty, body = _split(content.lstrip(b"\r\n"))
    lines = re.split(rb"\r?\n", head)
    if _REQUEST_LINE.fullmatch(lines[0].strip()):
        first = 2
        lines = lines[1:]
    elif lines[0].startswith(b"HTTP/"):
        raise Trouble(f"{name} is the answer; the request was expected", _HINT)
    else:
        first = 1
    headers = _headers(lines, first, name)
    if not empty:
        raise Trouble(f"{name} has no empty line behind its headers, and so no body", _HINT)
    named = {key.lower(): value for key, value in headers}
    if named.get("transfer-encoding", "").lower() == "chunked":
        body = _unchunked(body, name)
    else:
        body = _without_the_files_end(body, named.get("content-length", ""))
    return Delivery(headers, body, name)


def _split(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Head, empty line and body, by whichever kind of line break comes first."""
    found = re.search(rb"\r?\n\r?\n", content)
    if not found:
        return content.rstrip(b"\r\n"), b"", b""
    return content[: found.start()], found[0], content[found.end() :]


def _headers(lines: Sequence[bytes], first: int, name: str) -> tuple[tuple[str, str], ...]:
    headers: list[tuple[str, str]] = []
    for number, line in enumerate(lines, first):
        # Node.js, too, reads the bytes of a header as Latin-1.
        text = line.decode("latin-1")
        if text[:1] in (" ", "\t") and headers:
            key, value = headers[-1]
            headers[-1] = (key, f"{value} {text.strip()}")
            continue
        # The colon of `:authority` is a part of the name.
        at = text.find(":", 1)
        key, value = text[:at], text[at + 1 :]
        if at < 0 or not re.fullmatch(r":?[!#$%&'*+.^_`|~0-9A-Za-z-]+", key):
            raise Trouble(f"{name}, line {number}, is no header; `NAME: VALUE` was expected", _HINT)
        headers.append((key, value.strip(" \t")))
    return tuple(headers)


def _without_the_files_end(body: bytes, length: str) -> bytes:
    """The body without the line break that an editor has put at the end of the file.

    Only the request's own length can tell that it is none of the body's.
    """
    if not (length.isascii() and length.isdigit()) or len(length) > 12:
        return body
    rest = body[int(length) :]
    return body[: int(length)] if rest in (b"\n", b"\r\n") else body


def _unchunked(body: bytes, name: str) -> bytes:
    """The data of a body that was sent in chunks, each behind its size in hexadecimal digits."""
    parts: list[bytes] = []
    rest = body
    while True:
        size, found, rest = rest.partition(b"\n")
        digits = size.partition(b";")[0].strip()
        if not found or not re.fullmatch(rb"[0-9a-fA-F]{1,8}", digits):
            raise Trouble(f"{name} is said to be in chunks, and its body is not", _HINT)
        count = int(digits, 16)
        if count == 0:
            return b"".join(parts)
        parts.append(rest[:count])
        if len(parts[-1]) < count:
            raise Trouble(f"{name} ends within a chunk of its body", _HINT)
        rest = rest[count:].removeprefix(b"\r\n").removeprefix(b"\n")
