"""Points in time of a token as people read them: a date, and how long ago that is.

The SDK reads whole seconds, so fractions are left out here too.
"""

import math

from clerkdoctor.clerk.shown import span


def utc(seconds: float) -> str | None:
    """`2026-11-02T14:03:20Z`; None for what lies outside the years 1 to 9999."""
    from datetime import UTC, datetime, timedelta

    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=math.trunc(seconds))
    except (OverflowError, ValueError):
        return None
    return f"{at.year:04d}{at:-%m-%dT%H:%M:%SZ}"


def distance(seconds: float, now: float) -> str:
    """How far an instant is from `now`, which is in ms: `3 minutes 20 seconds ago`, `in 1 day`."""
    away = math.trunc(seconds) - math.floor(now / 1000)
    if not away:
        return "this very second"
    length = span(abs(away) * 1000)
    return f"in {length}" if away > 0 else f"{length} ago"
