"""A published hole in a package: which versions have it, and which no longer do."""

from typing import Literal, NamedTuple

from clerkdoctor.semver import Version, parse

Needs = Literal["", "App Router", "Pages Router with i18n", "createRouteMatcher", "has", "keyless"]
"""What an app must use for the hole to be one in it; `` for nothing in particular."""


class Advisory(NamedTuple):
    """One advisory. `affected` are pairs of versions: the first with the hole, and the first
    without it again. `what` says what the hole is: a clause. `limits` says where it is none.
    """

    id: str
    cve: str | None
    what: str
    affected: tuple[tuple[str, str], ...]
    url: str
    needs: Needs = ""
    limits: str = ""

    def fixed_for(self, version: Version) -> Version | None:
        """The first version without the hole, for one that has it; None for one that does not."""
        for first, fixed in self.affected:
            low, high = parse(first), parse(fixed)
            if low is not None and high is not None and low <= version < high:
                return high
        return None

    @property
    def name(self) -> str:
        return f"{self.cve} ({self.id})" if self.cve else self.id
