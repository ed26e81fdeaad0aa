"""What the checks may look at: facts by their type, and for each missing fact why it is missing.

Three absences are different, and a check never asks which it is: the judge decides.
"""

from typing import NamedTuple


class Absent(NamedTuple):
    """Looked, and there is none: what needs it is not applicable."""

    reason: str


class Declined(NamedTuple):
    """Not looked at, since nobody supplied it or since the user said so: what needs it is unknown.

    The reason says what would supply it. The verdict on everything else stands.
    """

    reason: str


class Unavailable(NamedTuple):
    """Looked, and could not see: what needs it is unknown, and so is the verdict.

    The reason says what stood in the way.
    """

    reason: str


Absence = Absent | Declined | Unavailable


class Evidence:
    """Facts by type. Every type that a check may need is either found or missing for a reason.

    `prefix` is the folder of the app that the facts are about: their places are relative to it.
    """

    def __init__(self, prefix: str = ".") -> None:
        self.prefix = prefix
        self._seen: dict[type, object] = {}

    def add(self, kind: type, fact: object) -> None:
        """A fact of this type, or the `Absence` that stands for it."""
        self._seen[kind] = fact

    def found(self, fact: object) -> None:
        self._seen[type(fact)] = fact

    def missing(self, kind: type, absence: Absence) -> None:
        self._seen[kind] = absence

    def __getitem__(self, kind: type) -> object:
        """The fact of this type, or its `Absence`. A type that nobody gathered is our own error."""
        return self._seen[kind]
