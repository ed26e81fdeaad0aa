"""Redirects that caches keep: those that came out of one, and those that one may keep."""

from collections.abc import Mapping

_CACHES = ("x-vercel-cache", "cf-cache-status", "x-cache", "x-nextjs-cache")


def out_of_cache(headers: Mapping[str, str]) -> str | None:
    """How an answer says that it came out of a cache, as a predicate."""
    for name in _CACHES:
        value = headers.get(name, "")
        if value.lower().startswith(("hit", "stale")):
            return f"comes from a cache (`{name}: {value[:20].replace('`', '')}`)"
    age = headers.get("age", "0")
    if age.isascii() and age.isdigit() and len(age) < 12 and int(age) > 0:
        return f"comes from a cache, where it lay for {int(age):,} seconds (`age`)"
    return None


def kept(status: int, headers: Mapping[str, str]) -> str | None:
    """Why a redirect is one that caches keep, as a predicate."""
    came = out_of_cache(headers)
    if came:
        return came
    control = headers.get("cache-control", "").lower()
    if any(word in control for word in ("no-store", "no-cache", "private", "max-age=0")):
        return None
    if status in (301, 308):
        return f"is permanent ({status}), which browsers keep"
    if "s-maxage" in control or "max-age" in control or "public" in control:
        return f"says `cache-control: {control[:60].replace('`', '')}`"
    return None
