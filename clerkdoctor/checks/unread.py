"""Source files that could not be read: what they hold is unknown, and never a pass."""

from collections.abc import Iterable, Iterator

from clerkdoctor.check import Unknown
from clerkdoctor.facts.code import Code, Skipped

_NAMED = 3


def unread(code: Code) -> Iterator[Unknown]:
    """What a check that reads all of the code must say of the files that it could not read."""
    return _unknown(code.skipped)


def unsearched(code: Code) -> Iterator[Unknown]:
    """The same for a check that needs no more than a file's bytes."""
    return _unknown([one for one in code.skipped if not one.searched])


def _unknown(skipped: Iterable[Skipped]) -> Iterator[Unknown]:
    files = list(skipped)
    for one in files[:_NAMED]:
        yield Unknown(f"`{one.path}` {one.reason}")
    if len(files) > _NAMED:
        yield Unknown(f"{len(files) - _NAMED} more source files were not read")
