"""Requests as they would be sent, each with the line of curl that sends it."""

import shlex
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from clerkdoctor.render.text import visible

_LONGEST = 4000
"""Characters of a body that are shown, and that fit into a command line."""


class Request(NamedTuple):
    """`what` it is in words, and what a right endpoint does with it; `headers` in their order."""

    what: str
    method: str
    url: str
    headers: Sequence[tuple[str, str]]
    body: bytes


def render(requests: Iterable[Request]) -> str:
    """All of them, with an empty line between two."""
    return "\n".join(_request(one) for one in requests)


def excerpt(body: bytes) -> str:
    """A body as text, and no more of it than one looks at."""
    text = body.decode("utf-8", "replace")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _request(one: Request) -> str:
    lines = [f"# {one.what}", f"{one.method} {one.url}"]
    lines += [f"{name}: {value}" for name, value in one.headers]
    # A line break is no danger; all else that steers a terminal is shown escaped.
    lines += ["", *excerpt(one.body).split("\n"), "", _curl(one)]
    return "".join(f"{visible(line)}\n" for line in lines)


def _curl(one: Request) -> str:
    text = one.body.decode("utf-8", "replace")
    if len(text) > _LONGEST:
        return f"# Its body of {len(one.body):,} bytes is too long for a line of curl"
    if text.encode() != one.body or visible(text) != text:
        return "# Its body has bytes that a line of curl cannot show"
    words = ["curl", "-X", one.method, one.url]
    for name, value in one.headers:
        words += ["-H", f"{name}: {value}"]
    if one.body:
        words += ["--data-raw", text]
    return shlex.join(words)
