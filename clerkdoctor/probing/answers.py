"""What an endpoint answered, or why there is no answer."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

MOST_BODY = 64 * 1024
"""Bytes of a body that are read and kept."""

Failure = Literal[
    "no-host", "refused", "reset", "timeout", "certificate", "tls", "not-http", "unreachable"
]


class Answer(NamedTuple):
    """A response. `headers` have lower-case names; of several with one name, the values joined.

    `body` holds at most `MOST_BODY` bytes; `is_cut` says that there was more. `elapsed` is in
    seconds, from sending to the last byte that was read.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    elapsed: float = 0.0
    is_cut: bool = False

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_page(self) -> bool:
        """Whether it is an HTML page, which no webhook handler answers with.

        The content type tells nothing: Express' `send("ok")` says that it is HTML.
        """
        start = self.body[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        return start.startswith(b"<") and any(tag in start for tag in _OF_A_PAGE)


_OF_A_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<script")


class NoAnswer(NamedTuple):
    """Why nothing came back. `detail` is what the system said, `elapsed` in seconds."""

    why: Failure
    detail: str
    elapsed: float = 0.0
