"""Which values of several sources are to be equal, and are not.

Most are not to be: a test key here and a live key there is right. Two sources of one deployment
are to agree on everything, and paths and switches of Clerk's mean the same everywhere.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from clerkdoctor.facts.deployed import DeployedSource, DeployedValue
from clerkdoctor.variables import variable as known

_SAME_EVERYWHERE = ("boolean", "version", "path", "url-or-path")


class Disagreement(NamedTuple):
    """A variable on which sources differ that are to agree: `labels` in their order.

    `everywhere`: it is one of those that mean the same on every deployment.
    """

    name: str
    labels: tuple[str, ...]
    everywhere: bool


def equal(one: DeployedValue, other: DeployedValue) -> bool | None:
    """Whether two values are the same text; None where one of them cannot be read."""
    if one.value is None or other.value is None:
        return None
    if one.value == other.value:
        return True
    if one.exact and other.exact:
        return False
    return _open(one.value.reveal()) == _open(other.value.reveal())


def _open(text: str) -> str:
    """A text as it is where a line break and the two characters for one are not told apart."""
    return text.replace("\\n", "\n").replace("\\r", "\r")


def disagreements(columns: Iterable[DeployedSource]) -> dict[str, Disagreement]:
    """By name, what differs where it is not to."""
    read = [one for one in columns if one.unread is None]
    found: dict[str, Disagreement] = {}
    for group in _of_one_deployment(read):
        for name in dict.fromkeys(name for one in group for name in one.variables):
            labels = _differing(name, group)
            if labels:
                found.setdefault(name, Disagreement(name, labels, everywhere=False))
    of_next = [one for one in read if one.side == "next"]
    for name in dict.fromkeys(name for one in of_next for name in one.variables):
        if _is_same_everywhere(name, of_next):
            labels = _differing(name, of_next)
            if labels:
                found.setdefault(name, Disagreement(name, labels, everywhere=True))
    return found


def _of_one_deployment(read: list[DeployedSource]) -> Iterator[list[DeployedSource]]:
    """Sources that describe the same deployment: of one side, and of one target that is told.

    What stands here, and what each developer's own deployment has, is nobody else's.
    """
    groups: dict[tuple[str, str], list[DeployedSource]] = {}
    for one in read:
        if one.kind != "local" and one.target in ("production", "preview"):
            groups.setdefault((one.side, one.target), []).append(one)
    yield from (group for group in groups.values() if len(group) > 1)


def _is_same_everywhere(name: str, read: list[DeployedSource]) -> bool:
    row = known(name)
    if row is None or row.kind not in _SAME_EVERYWHERE or not row.public:
        return False
    # An address has its own host on each deployment.
    values = [value.reveal() for one in read if (value := one.readable(name))]
    return row.kind in ("boolean", "version") or all(text.startswith("/") for text in values)


def _differing(name: str, group: Iterable[DeployedSource]) -> tuple[str, ...]:
    """The sources whose values are not all equal; those that do not state it, or hide it, aside."""
    stated = [
        (one.label, value)
        for one in group
        if (value := one.variables.get(name)) and value.value is not None
        and value.state != "system"
    ]  # fmt: skip
    if len(stated) < 2 or all(equal(value, stated[0][1]) for _, value in stated[1:]):
        return ()
    return tuple(label for label, _ in stated)
