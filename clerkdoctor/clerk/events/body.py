"""An event as the bytes of a request: compact JSON.

A body of this form survives a handler that parses and writes it again, as `JSON.stringify` gives
the same bytes back. Go, in which Clerk is written, writes a few characters otherwise.
"""

from typing import Any

from clerkdoctor.clerk.stringify import stringify


def as_body(event: Any) -> bytes:
    """The bytes of `JSON.stringify(event)`; characters outside of ASCII are not escaped.

    Numbers are those that JavaScript has: of a larger integer than 2^53 digits are lost, as in
    every handler.
    """
    text = stringify(event)
    assert text is not None, "no event is nested so deep"
    return text.encode()
