"""The instants of a token in words: when it was issued, from when and until when it holds.

Source: @clerk/backend 3.25.0, `assertions`; the tolerance is the SDK's own of 5 seconds.
"""

import math

from clerkdoctor.clerk import javascript
from clerkdoctor.clerk.instants import distance, utc
from clerkdoctor.clerk.reading import Reading, odd
from clerkdoctor.clerk.shown import span

REFUSED = "Clerk's SDK refuses the token (`token-verification-failed`)"

# Beyond it, seconds since 1970 are of the year 5138: somebody gave milliseconds.
_MILLISECONDS = 100_000_000_000
_IN_MILLISECONDS = "is in milliseconds, it seems: read as seconds,"
_TOLERANCE = 5_000


def issued_at(value: object, reading: Reading) -> str:
    if not javascript.is_number(value):
        return _no_number(value)
    if not javascript.instant(value) > reading.now + _TOLERANCE:
        return _when(value, reading, "issued")
    return f"{_when(value, reading, 'issued')}: in the future (`token-iat-in-the-future`)"


def not_before(value: object, reading: Reading) -> str:
    if not javascript.is_number(value):
        return _no_number(value)
    if not javascript.instant(value) > reading.now + _TOLERANCE:
        return _when(value, reading, "active since")
    return f"{_when(value, reading, 'active')}: not yet (`token-not-active-yet`)"


def expiry(value: object, reading: Reading) -> str:
    if not javascript.is_number(value):
        return _no_number(value)
    end = javascript.instant(value)
    if math.isnan(end):
        return "is no date at all for JavaScript: for Clerk's SDK the token never expires"
    if value > _MILLISECONDS:
        return f"{_IN_MILLISECONDS} the token lives for thousands of years"
    words = _when(value, reading, "expired" if has_expired(value, reading) else "expires")
    if reading.now - _TOLERANCE < end <= reading.now:
        words += "; Clerk's SDK still takes it for 5 seconds, Convex does not"
    return words + _lifetime(value, reading.claims.get("iat"))


def has_expired(end: float, reading: Reading) -> bool:
    return javascript.instant(end) <= reading.now


def instant(value: object, reading: Reading) -> str | None:
    """An instant of some claim that no verifier compares."""
    if not javascript.is_number(value):
        return None
    date = utc(value)
    return date and f"{date}, {distance(value, reading.now)}"


def _lifetime(end: float, issued: object) -> str:
    if not javascript.is_number(issued) or utc(end) is None or utc(issued) is None:
        return ""
    seconds = int(end) - int(issued)
    if seconds > 0:
        return f"; lifetime {span(seconds * 1000)}"
    return "; that is before it was issued" if seconds else "; that is when it was issued"


def _when(seconds: float, reading: Reading, verb: str) -> str:
    date = utc(seconds)
    if date:
        return f"{verb} {date}, {distance(seconds, reading.now)}"
    if abs(seconds) > _MILLISECONDS and utc(javascript.double(seconds) / 1000):
        return f"{_IN_MILLISECONDS} it is a date beyond the year 9999"
    return "is a date beyond the years 1 to 9999"


def _no_number(value: object) -> str:
    return f"{odd(value, 'a number of seconds since 1970')}: {REFUSED}"
