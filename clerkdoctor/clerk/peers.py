"""Which versions of Next.js each release of @clerk/nextjs is made for.

Source: `peerDependencies` of all 457 releases from 4.0.0 to 7.9.17 on npm, of which these are the
ones that changed something.
"""

from typing import NamedTuple

from clerkdoctor.semver import Version


class Peer(NamedTuple):
    """What @clerk/nextjs states from a release on, and the newest major it was tried with.

    4.x and 5.x call `headers()` as if it gave its value at once: Next.js 15 still allows that, with
    warnings, 16 does not.
    """

    since: Version
    range: str
    newest: int


_FIVE = "^13.5.4 || ^14.0.3"
_SIX = "^13.5.7 || ^14.2.25 || ^15.2.3"
_SEVEN = "^15.2.8 || ^15.3.8 || ^15.4.10 || ^15.5.9 || ^15.6.0-0 || ^16.0.10 || ^16.1.0-0"

PEERS: tuple[Peer, ...] = (
    Peer(Version(4, 0, 0), ">=10", 15),
    Peer(Version(4, 31, 8), "^10 || ^13.5.7 || ^14.2.25 || ^15.2.3", 15),
    Peer(Version(5, 0, 0), _FIVE, 14),
    Peer(Version(5, 1, 2), f"{_FIVE} || >=15.0.0-rc", 15),
    Peer(Version(6, 1, 0), f"{_FIVE} || ^15.0.0", 15),
    Peer(Version(6, 12, 9), _SIX, 15),
    Peer(Version(6, 34, 0), f"{_SIX} || ^16", 16),
    Peer(Version(7, 0, 0), _SEVEN, 16),
)

LATEST_KNOWN = Version(7, 9, 17)
"""A later release may be made for other versions."""

AWAITS_HEADERS = 6
"""The first major that awaits `headers()`, as Next.js 16 demands."""

FITTING = {12: "4", 13: "6", 14: "6", 15: "7", 16: "7"}
"""For each major of Next.js the newest one of @clerk/nextjs."""


def peer_of(version: Version) -> Peer | None:
    """What a release of @clerk/nextjs states; None before 4."""
    stated = None
    for peer in PEERS:
        if version.release >= peer.since.release:
            stated = peer
    return stated
