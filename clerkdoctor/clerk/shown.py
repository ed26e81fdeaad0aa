"""Values of tokens and key sets in sentences: short, and what they are rather than all of them."""

from functools import cache
from typing import TYPE_CHECKING

from clerkdoctor.clerk.javascript import UNDEFINED, string_of

if TYPE_CHECKING:
    from datetime import datetime, timedelta

_LONGEST = 60


def shown(value: object) -> str:
    """A JSON value as it stands in a sentence; half characters and controls are spelled out."""
    if value is UNDEFINED:
        return "absent"
    if isinstance(value, str):
        return f"`{_spelled(value)}`" if value else "empty"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    if isinstance(value, dict):
        return "an object"
    return f"`{string_of(value)}`"


def _spelled(text: str) -> str:
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return cut.encode("utf-8", "backslashreplace").decode()


def span(milliseconds: float) -> str:
    """A length of time in its two largest units: `3 minutes 20 seconds`."""
    if abs(milliseconds) < 1_000 or (abs(milliseconds) < 60_000 and milliseconds % 1_000):
        return f"{round(milliseconds, 3):g} ms" if milliseconds else "0 seconds"
    left = int(abs(milliseconds)) // 1_000
    parts: list[str] = []
    for name, length in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count, left = divmod(left, length)
        if count and len(parts) < 2:
            parts.append(f"{count:,} {name}" + ("s" if count > 1 else ""))
    return ("−" if milliseconds < 0 else "") + " ".join(parts)


def moment(milliseconds: float) -> str:
    """`at 2026-11-02 14:03:20 UTC`; for years that have more than four digits, how many seconds
    after 1970 it is.
    """
    epoch, millisecond = _epoch()
    try:
        at = epoch + milliseconds * millisecond
    except (OverflowError, ValueError):
        return f"{milliseconds / 1000:,.0f} seconds from 1970"
    return f"at {at.isoformat(' ')[:19]} UTC"


@cache
def _epoch() -> "tuple[datetime, timedelta]":
    from datetime import UTC, datetime, timedelta

    return datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)
