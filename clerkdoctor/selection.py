"""`--only` and `--skip`: which checks of the catalogue run."""

from collections.abc import Iterable, Sequence

from clerkdoctor.checks import Entry, catalogue, entry
from clerkdoctor.nearest import nearest


class UnknownName(ValueError):
    """A name that is neither a subject nor a check; the message names the nearest that is one."""


def select(
    only: Sequence[str],
    skip: Sequence[str],
    subjects: Iterable[str],
    also: Iterable[str] = (),
) -> tuple[Entry, ...]:
    """The checks of these subjects, and those of `also`: named by `only`, if any, not by `skip`."""
    listed = catalogue(subjects)
    listed += tuple(found for name in also if (found := entry(name)))
    wanted = _named(only, listed) if only else None
    unwanted = _named(skip, listed)
    return tuple(
        one
        for one in listed
        if (wanted is None or one.check.id in wanted) and one.check.id not in unwanted
    )


def _named(names: Sequence[str], listed: Sequence[Entry]) -> set[str]:
    """The ids of the checks that these names of subjects and checks stand for."""
    known = {name for one in listed for name in (one.subject, one.check.id)}
    for name in names:
        if name not in known:
            elsewhere = any(name in (one.subject, one.check.id) for one in catalogue())
            what = "is not judged by this command" if elsewhere else "is no subject and no check"
            raise UnknownName(f"`{name}` {what}{meant(name, known)}")
    return {one.check.id for one in listed if {one.subject, one.check.id} & set(names)}


def meant(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` for a typo, else nothing."""
    close = nearest(name, known, limit=max(2, len(name) // 4))
    return f"; did you mean `{close}`?" if close else ""
