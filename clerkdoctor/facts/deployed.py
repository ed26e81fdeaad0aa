"""The variables of deployments, as each source states them."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Source
from clerkdoctor.secret import Secret

Kind = Literal["vercel", "convex", "file", "environ", "local"]
State = Literal["set", "unreadable", "system"]
Side = Literal["next", "convex"]
Target = Literal["production", "preview", "development"]

TARGETS: tuple[Target, ...] = ("production", "preview", "development")


class DeployedValue(NamedTuple):
    r"""A variable that a source states.

    `value` is None where it cannot be read, and `reason` then says why, as the predicate of a
    sentence. A `system` variable is one that the platform sets itself.

    Not `exact`: the source's text stands for more than one value, which differ in whether a line
    break or the two characters `\n` were meant. `damage` says what a tool did to the value on its
    way, as the predicate of a sentence. `stored` is Vercel's type of the record, or `shared` for
    one of the team's. Times are seconds since the epoch.
    """

    name: str
    value: Secret | None
    place: Source
    state: State = "set"
    reason: str = ""
    exact: bool = True
    damage: str = ""
    stored: str = ""
    updated_at: float | None = None


class LastDeployment(NamedTuple):
    """The newest deployment of a target that is ready; for production, that has been live.

    `built_at` is when its build began, in seconds since the epoch. `address` is its host, empty
    where it cannot be built there again. `had` are the values that it was built with, of those that
    were changed since and as far as the platform tells.
    """

    built_at: float
    address: str = ""
    had: Mapping[str, Secret] = {}


class NotTold(NamedTuple):
    """Why it is not known what is deployed: the predicate of a sentence about the source."""

    reason: str


class DeployedSource(NamedTuple):
    """A deployment's variables as one source states them.

    `label` is what the user calls it: `vercel:production`, `convex:prod`, `staging`. `side` is what
    runs there: the Next.js app, or Convex' functions. `target` is None where nothing tells it, or
    for a custom environment. `unread` is why nothing is known of it, as the predicate of a sentence
    about the label: then it has no variables.

    `partial` is why some of its values are not known though they may well be readable. `notes` are
    what a user is told of it besides. `deployment` is the Convex deployment's name. `last` is what
    was deployed with its variables; None where nothing was yet, or nothing ever is. `unlisted` is
    why it may have variables besides those that are known.
    """

    label: str
    kind: Kind
    side: Side
    target: Target | None
    variables: Mapping[str, DeployedValue]
    unread: str | None = None
    partial: str | None = None
    notes: tuple[str, ...] = ()
    deployment: str | None = None
    last: LastDeployment | NotTold | None = None
    unlisted: str | None = None

    @property
    def place(self) -> Source:
        return Source(self.label)

    def readable(self, name: str) -> Secret | None:
        """The value of a variable that is set to something and can be read."""
        found = self.variables.get(name)
        return found.value if found and found.value else None

    def has(self, name: str) -> bool:
        """Whether the variable is there and, as far as can be seen, not empty."""
        found = self.variables.get(name)
        return found is not None and (found.value is None or bool(found.value))


class Deployed(NamedTuple):
    """All that the user asked to compare with, in the order asked.

    `local` is what Next.js would load here, as one more source; None where there is no env file.
    """

    sources: tuple[DeployedSource, ...]
    local: DeployedSource | None = None

    @property
    def columns(self) -> tuple[DeployedSource, ...]:
        """Every source, the local one first."""
        return (self.local, *self.sources) if self.local else self.sources

    def of(self, side: Side) -> tuple[DeployedSource, ...]:
        """The sources of one side that could be read."""
        return tuple(one for one in self.sources if one.side == side and one.unread is None)


def unread(sources: Iterable[DeployedSource]) -> list[str]:
    """A sentence for each reason why some of the sources could not be read."""
    return _sentences((one.label, one.unread) for one in sources)


def not_whole(sources: Iterable[DeployedSource]) -> list[str]:
    """A sentence for each reason why some of the sources may have more than was read."""
    return _sentences((one.label, one.unread or one.unlisted) for one in sources)


def _sentences(faults: Iterable[tuple[str, str | None]]) -> list[str]:
    reasons: dict[str, list[str]] = {}
    for label, reason in faults:
        if reason is not None:
            reasons.setdefault(reason, []).append(f"`{label}`")
    sentences = []
    for reason, (first, *others) in reasons.items():
        also = f" (and {', '.join(others)})" if others else ""
        sentences.append(f"{first}{also} {reason}")
    return sentences


class SourcesRead(NamedTuple):
    """That every source could be read, and whole: missing, with the reason, where one could not."""

    labels: tuple[str, ...]
