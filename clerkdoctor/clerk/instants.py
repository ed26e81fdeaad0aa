"""Points in time of a token as people read them: a date, and how long ago that is.

The SDK reads whole seconds, so fractions are left out here too.
"""

import math

from clerkdoctor.clerk.shown import span


def utc(seconds: float) -> str | None:
    """`2026-11-02T14:03:20Z`; None for what lies outside the years 1 to 9999."""
    return _date(seconds, "%Y-%m-%dT%H:%M:%SZ")


def local(seconds: float, offset: int) -> str | None:
    """`2026-11-02 15:03:20 +01:00`, in a zone that is `offset` seconds ahead of UTC.

    The zone's offset can differ from one instant to another: it is that of this one.
    """
    date = _date(seconds + offset, "%Y-%m-%d %H:%M:%S")
    minutes = abs(offset) // 60
    return date and f"{date} {'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def distance(seconds: float, now: float) -> str:
    """How far an instant is from `now`, which is in ms: `3 minutes 20 seconds ago`, `in 1 day`."""
    away = math.trunc(seconds) - math.floor(now / 1000)
    if not away:
        return "this very second"
    length = span(abs(away) * 1000)
    return f"in {length}" if away > 0 else f"{length} ago"


def _date(seconds: float, form: str) -> str | None:
    from datetime import UTC, datetime, timedelta

    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=math.trunc(seconds))
    except (OverflowError, ValueError):
        return None
    return f"{at.year:04d}{at.strftime(form.removeprefix('%Y'))}"
