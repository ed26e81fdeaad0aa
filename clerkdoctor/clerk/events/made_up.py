"""What made-up events are made of: ids in Clerk's shape, and moments around now.

Everything follows from the run's seed and clock, so that the events of one run tell of the same
user, organization and subscription.
"""

from hashlib import sha256
from typing import Any, Final, NamedTuple

Json = dict[str, Any]
"""A JSON object."""

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
DAY: Final = 24 * 60 * MINUTE

# Seconds since the KSUID epoch, 2014-05-13: ids of 2024 begin with `2`, as `user_2g7…`.
_IN_2024: Final = 316_883_200
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Run(NamedTuple):
    """One run: its clock, in milliseconds since 1970, and what its ids are derived from."""

    now_ms: int
    seed: str

    def id(self, prefix: str, name: str = "") -> str:
        """An id such as `user_2g7…`, the same for the same seed, prefix and name."""
        return f"{prefix}_{ksuid(_IN_2024, self.digest(prefix, name)[:16])}"

    def absent_id(self, prefix: str) -> str:
        """An id that no instance has: its time is May 2014, before Clerk was there."""
        return f"{prefix}_{ksuid(0, self.digest(prefix, 'absent')[:16])}"

    def code(self, name: str) -> str:
        """Six hexadecimal digits that tell the people of one seed from those of another."""
        return self.digest("code", name).hex()[:6]

    def digest(self, *names: str) -> bytes:
        return sha256("\0".join((self.seed, *names)).encode("utf-8", "surrogatepass")).digest()

    @property
    def created_at(self) -> int:
        """When everything of this run was created."""
        return self.now_ms - 2 * SECOND

    @property
    def updated_at(self) -> int:
        return self.now_ms - SECOND


def ksuid(seconds: int, payload: bytes) -> str:
    """A KSUID: `seconds` since its epoch and 16 bytes, as 27 digits to the base of 62."""
    number = int.from_bytes(seconds.to_bytes(4, "big") + payload, "big")
    digits = ""
    for _ in range(27):
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return digits
