"""What a session token says of an organization's permissions, features and plans, unpacked.

Version 2 of the claims packs them: `fea` lists features with a scope each, `o.per` the names of
permissions, and `o.fpm` has a number for each feature of the organization, whose bits say which of
those permissions the user has there, the least significant first.

Source: @clerk/shared 4.41.0, `jwtPayloadParser` and `splitByScope` in authorization.
tests/parity/test_clerk_entitlements.py compares the two.
"""

from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.clerk.javascript import WHITE_SPACE

# A number of more digits is not unpacked: it would take minutes, and nobody has 13,000 permissions.
_MOST_DIGITS = 4_000


class Scoped(NamedTuple):
    """Slugs by scope; what has the scopes `uo` or `ou` is in both, of others there is nothing."""

    organization: tuple[str, ...]
    user: tuple[str, ...]


class Unpackable(ValueError):
    """What makes the SDK throw; the message completes the sentence "the claim …"."""


def split_by_scope(claim: str) -> Scoped:
    """`splitByScope` of `fea` or `pla`: `o:articles,u:search`. Raises `Unpackable`."""
    organization: list[str] = []
    user: list[str] = []
    for element in claim.split(",") if claim else ():
        scope, colon, slug = element.strip(WHITE_SPACE).partition(":")
        if not colon:
            raise Unpackable("has an entry without a scope (`u:`, `o:` or `uo:`)")
        if scope in {"o", "ou", "uo"}:
            organization.append(slug)
        if scope in {"u", "ou", "uo"}:
            user.append(slug)
    return Scoped(tuple(organization), tuple(user))


def permissions(features: str, per: str, fpm: str) -> Iterator[str]:
    """The permissions that `has()` knows, as `org:articles:create`. Raises `Unpackable`.

    Without any of the three there are none.
    """
    slugs = split_by_scope(features).organization
    if not per or not fpm:
        return
    names = [name.strip(WHITE_SPACE) for name in per.split(",")]
    known = (1 << len(names)) - 1
    for slug, number in zip(slugs, fpm.split(","), strict=False):
        bits = _bits(number.strip(WHITE_SPACE)) & known
        while bits:
            lowest = bits & -bits
            yield f"org:{slug}:{names[lowest.bit_length() - 1]}"
            bits ^= lowest


def _bits(number: str) -> int:
    if not number.isascii() or not number.isdigit():
        return 0
    number = number.lstrip("0")
    if len(number) > _MOST_DIGITS:
        raise Unpackable(f"has a number of {len(number):,} digits")
    return int(number or "0")
