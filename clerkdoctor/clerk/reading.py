"""A decoded token while it is put into words, and the words that every claim shares."""

from typing import Literal, NamedTuple

TokenKind = Literal["session", "jwt-template", "m2m", "unknown"]


class Reading(NamedTuple):
    """`version` is that of a session token's claims; `now` is in ms since the epoch."""

    header: dict[str, object]
    claims: dict[str, object]
    kind: TokenKind
    version: int | None
    now: float


def odd(value: object, expected: str) -> str:
    """A value of another type than it has by right."""
    return f"is {type_of(value)}, where {expected} belongs"


def type_of(value: object) -> str:
    if value is None:
        return "`null`"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "an object"


def listed(texts: list[str], most: int = 12) -> str:
    """Texts in backticks, one after another; of many the first, and how many more there are."""
    shown = ", ".join(f"`{_cut(text)}`" for text in texts[:most])
    return shown + (f" and {len(texts) - most:,} more" if len(texts) > most else "")


def _cut(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
