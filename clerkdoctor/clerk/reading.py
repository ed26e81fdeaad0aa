"""A decoded token while it is put into words, and the words that every claim shares."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from clerkdoctor.clerk import jwt

TokenKind = Literal["session", "jwt-template", "m2m", "unknown"]


class Reading(NamedTuple):
    """`version` is that of a session token's claims; `now` is in ms since the epoch."""

    header: dict[str, object]
    claims: dict[str, object]
    kind: TokenKind
    version: int | None
    now: float


def kind_of_token(header: Mapping[str, object], claims: Mapping[str, object]) -> TokenKind:
    """By the category that Clerk writes into the header; where there is none, by the claims."""
    category = header.get("cat")
    if category == jwt.SESSION:
        return "session"
    if category == jwt.JWT_TEMPLATE:
        return "jwt-template"
    subject = claims.get("sub")
    if category == jwt.M2M or (isinstance(subject, str) and subject.startswith("mch_")):
        return "m2m"
    is_open = category is None or category == jwt.IGNORED
    is_session = is_open and isinstance(claims.get("sid"), str)
    return "session" if is_session and header.get("typ", "JWT") == "JWT" else "unknown"


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
