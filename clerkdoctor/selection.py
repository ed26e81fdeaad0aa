"""`--only` and `--skip`: which checks of the catalogue run."""

from collections.abc import Iterable, Sequence

from clerkdoctor.checks import SUBJECTS, Entry, catalogue
from clerkdoctor.nearest import nearest


class UnknownName(ValueError):
    """A name that is neither a subject nor a check; the message names the nearest that is one."""


def select(
    only: Sequence[str], skip: Sequence[str], subjects: Iterable[str] = SUBJECTS
) -> tuple[Entry, ...]:
    """The checks of these subjects that are named by `only` (if any) and not by `skip`."""
    wanted = _named(only) if only else None
    unwanted = _named(skip)
    allowed = set(subjects)
    return tuple(
        entry
        for entry in catalogue()
        if entry.subject in allowed
        and (wanted is None or entry.check.id in wanted)
        and entry.check.id not in unwanted
    )


def _named(names: Sequence[str]) -> set[str]:
    """The ids of the checks that these names of subjects and checks stand for."""
    entries = catalogue()
    known = {*SUBJECTS, *(entry.check.id for entry in entries)}
    for name in names:
        if name not in known:
            raise UnknownName(f"`{name}` is no subject and no check{meant(name, known)}")
    return {entry.check.id for entry in entries if {entry.subject, entry.check.id} & set(names)}


def meant(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` for a typo, else nothing."""
    close = nearest(name, known, limit=max(2, len(name) // 4))
    return f"; did you mean `{close}`?" if close else ""
