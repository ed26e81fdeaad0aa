"""Permissions, features and plans of a session token in words; the unpacking is the SDK's own."""

from itertools import islice

from clerkdoctor.clerk.entitlements import Unpackable, permissions, split_by_scope
from clerkdoctor.clerk.reading import Reading, listed, odd

_MOST = 13


def features(value: object, _: Reading) -> str:
    """`fea` or `pla`: what the user has, and what the active organization has."""
    if not isinstance(value, str):
        return f"{odd(value, 'a text')}: `auth()` throws"
    try:
        scoped = split_by_scope(value)
    except Unpackable as error:
        return f"{error}: `auth()` throws where an organization is active, and `has()` says no"
    parts = []
    if scoped.user:
        parts.append(f"the user's: {listed(list(scoped.user))}")
    if scoped.organization:
        parts.append(f"the organization's: {listed(list(scoped.organization))}")
    return "; ".join(parts) or "none"


def permission_names(value: object, reading: Reading) -> str:
    """`o.per`: names alone, which `o.fpm` gives to features."""
    if reading.claims.get("v") != 2:
        return "is not read: the SDK looks into `o` only where `v` is 2"
    if not isinstance(value, str):
        return f"{odd(value, 'a text')}: `auth()` throws"
    needed = [name for name in ("fea", "o.fpm") if not _stated(reading, name)]
    if value and needed:
        return f"gives no permission: {' and '.join(f'`{name}`' for name in needed)} is missing"
    return "the names that `o.fpm` speaks of, in the order of its bits"


def function_map(value: object, reading: Reading) -> str:
    """`o.fpm`: the permissions themselves, as `has()` knows them."""
    if reading.claims.get("v") != 2:
        return "is not read: the SDK looks into `o` only where `v` is 2"
    per, fea = _stated(reading, "o.per"), _stated(reading, "fea")
    if not isinstance(value, str) or not isinstance(per or "", str):
        return f"{odd(value, 'a text')}: `auth()` throws"
    if not isinstance(fea or "", str):
        return "cannot be read: `fea` is no text"
    try:
        found = list(islice(permissions(str(fea or ""), str(per or ""), value), _MOST))
    except Unpackable as error:
        return f"cannot be read: it or `fea` {error}"
    if not found:
        return "no permission; there is one number for each feature of the organization in `fea`"
    more = ", …" if len(found) == _MOST else ""
    return f"the permissions {listed(found[: _MOST - 1])}{more}"


def _stated(reading: Reading, name: str) -> object:
    if name == "fea":
        return reading.claims.get("fea")
    organization = reading.claims.get("o")
    return organization.get(name[2:]) if isinstance(organization, dict) else None
