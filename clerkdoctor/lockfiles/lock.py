"""What every lock file can be asked."""

from typing import NamedTuple, Protocol


class Locked(NamedTuple):
    """A package as a lock file fixes it.

    `name` is the package's own, also where package.json gives it another (`npm:` aliases).
    `line` is where the version stands, from 1; `key` is what the format itself calls the package.
    """

    name: str
    version: str
    line: int
    key: str


class NotLocked(NamedTuple):
    """The lock file does not fix this one; `reason` follows the lock file's name in a sentence."""

    reason: str


class Broken(NamedTuple):
    """The lock file cannot be read; `reason` follows its name in a sentence."""

    reason: str
    line: int | None = None


class Lock(Protocol):
    """A lock file that was read."""

    @property
    def format(self) -> str:
        """The tool and its format: `npm 3`, `pnpm 9.0`, `yarn 1`, `yarn 8`, `bun 1`."""
        ...

    def direct(self, importer: str, name: str, wanted: str) -> Locked | NotLocked:
        """What `name` of a package.json's dependencies is fixed to.

        `importer` is that package.json's folder, relative to the lock file's, `.` for the same;
        `wanted` is what package.json says of it (`^15.2.3`).
        """
        ...

    def below(self, owner: Locked, name: str) -> Locked | None:
        """What `name` is for the package `owner`; `None` where that does not depend on it."""
        ...


def linked(target: str) -> NotLocked:
    return NotLocked(f"links it to `{target}`, which has no fixed version")


def unlisted(importer: str) -> NotLocked:
    return NotLocked(f"does not list `{importer}`")


def without_entry(name: str) -> NotLocked:
    return NotLocked(f"has no entry for `{name}`")
