"""Points in time as Convex' libraries take them from JSON and write them.

Source: the `Timestamp` of get-convex/biscuit (whole seconds, fractions rounded) and that of
get-convex/openidconnect-rs (fractions kept, or RFC 3339), both on chrono.
"""

import re
from typing import NamedTuple

from clerkdoctor.convex.strict_json import is_integer

# The years -262143 to 262142, which chrono can hold.
_FIRST, _LAST = -8_334_601_228_800, 8_210_266_876_799


class Instant(NamedTuple):
    """Seconds since 1970 and nanoseconds; a leap second is its minute's 59th with 10^9 more."""

    seconds: int
    nanoseconds: int = 0


class OutOfRange(NamedTuple):
    """A number of seconds beyond chrono's years: biscuit panics there, nothing is answered."""

    seconds: int


def whole_seconds(value: object) -> int | OutOfRange | None:
    """What biscuit takes for `exp`, `nbf` and `iat`; None for what is no timestamp to it."""
    if is_integer(value) and isinstance(value, int):
        if value < 0:
            return None
        seconds = value if value < 2**63 else value - 2**64
    elif isinstance(value, float):
        if not 0 <= value < 2**64:
            return None
        # Half a second is rounded up, where Python's own rounding takes the even one.
        seconds = int(value) + (value - int(value) >= 0.5)
        seconds = seconds if seconds < 2**63 else seconds - 2**64
    else:
        return None
    return seconds if _FIRST <= seconds <= _LAST else OutOfRange(seconds)


def instant(value: object) -> Instant | None:
    """What openidconnect takes for a point in time: a number of seconds, or RFC 3339."""
    if isinstance(value, str):
        return _from_rfc3339(value)
    if is_integer(value) and isinstance(value, int) and value < 2**63:
        found = Instant(value)
    elif isinstance(value, float) or (is_integer(value) and isinstance(value, int)):
        number = float(value)
        if not _FIRST <= number <= _LAST:
            return None
        seconds = int(number // 1)
        found = Instant(seconds, int((number - seconds) * 1_000_000_000.0))
    else:
        return None
    return found if _FIRST <= found.seconds <= _LAST else None


def _from_rfc3339(text: str) -> Instant | None:
    found = re.fullmatch(
        r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))",
        text,
        re.ASCII,
    )
    if not found:
        return None
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    if not 1 <= month <= 12 or not 1 <= day <= _days_in(year, month):
        return None
    if hour > 23 or minute > 59 or second > 60:
        return None
    hours, minutes = int(found[9] or 0), int(found[10] or 0)
    if hours > 23 or minutes > 59:
        return None
    offset = (hours * 60 + minutes) * (-60 if found[8] == "-" else 60)
    nanoseconds = int(((found[7] or "") + "0" * 9)[:9])
    leap = second == 60
    seconds = _days(year, month, day) * 86400 + hour * 3600 + minute * 60 + min(second, 59)
    return Instant(seconds - offset, nanoseconds + (1_000_000_000 if leap else 0))


def rfc3339(moment: Instant) -> str:
    """The instant in UTC, as chrono's `to_rfc3339` writes it."""
    days, rest = divmod(moment.seconds, 86400)
    year, month, day = _date(days)
    shown = f"{year:04d}" if 0 <= year <= 9999 else f"{'-' if year < 0 else '+'}{abs(year):04d}"
    second, nanoseconds = rest % 60, moment.nanoseconds
    if nanoseconds >= 1_000_000_000:
        second, nanoseconds = second + 1, nanoseconds - 1_000_000_000
    fraction = f".{nanoseconds:09d}" if nanoseconds else ""
    while fraction.endswith("000"):
        fraction = fraction[:-3]
    clock = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{second:02d}{fraction}"
    return f"{shown}-{month:02d}-{day:02d}T{clock}+00:00"


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01, Gregorian at all times; the year is taken to begin in March."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def _date(days: int) -> tuple[int, int, int]:
    era, of_era = divmod(days + 719468, 146097)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + era * 400 + (month <= 2), month, day
