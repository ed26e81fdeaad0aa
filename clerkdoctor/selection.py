"""`--only` and `--skip`: which checks of the catalogue run."""

from collections.abc import Collection, Iterable, Sequence

from clerkdoctor.checks import Entry, catalogue
from clerkdoctor.nearest import nearest


class UnknownName(ValueError):
    """A name that is neither a subject nor a check; the message names the nearest that is one."""


def select(
    only: Sequence[str],
    skip: Sequence[str],
    subjects: Iterable[str],
    also: Collection[str] = (),
) -> tuple[Entry, ...]:
    """The checks of these subjects, and those of `also`: named by `only`, if any, not by `skip`."""
    listed = catalogue(subjects)
    if also:
        listed += tuple(entry for entry in catalogue() if entry.check.id in also)
    wanted = _named(only, listed) if only else None
    unwanted = _named(skip, listed)
    return tuple(
        entry
        for entry in listed
        if (wanted is None or entry.check.id in wanted) and entry.check.id not in unwanted
    )


def _named(names: Sequence[str], listed: Sequence[Entry]) -> set[str]:
    """The ids of the checks that these names of subjects and checks stand for."""
    known = {name for entry in listed for name in (entry.subject, entry.check.id)}
    for name in names:
        if name not in known:
            elsewhere = any(name in (entry.subject, entry.check.id) for entry in catalogue())
            what = "is not judged by this command" if elsewhere else "is no subject and no check"
            raise UnknownName(f"`{name}` {what}{meant(name, known)}")
    return {entry.check.id for entry in listed if {entry.subject, entry.check.id} & set(names)}


def meant(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` for a typo, else nothing."""
    close = nearest(name, known, limit=max(2, len(name) // 4))
    return f"; did you mean `{close}`?" if close else ""
