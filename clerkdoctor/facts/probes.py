"""What an endpoint answered to the probes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.probing.answers import Answer, NoAnswer
from clerkdoctor.probing.meanings import Meaning
from clerkdoctor.probing.names import SIGNED

if TYPE_CHECKING:
    from clerkdoctor.probing.shots import Shot


class Fired(NamedTuple):
    """One shot of the probe `name`, its answer, and what that means.

    `skew` are the seconds by which the endpoint's clock is ahead of ours, by its answer's date.
    """

    name: str
    shot: "Shot"
    answer: Answer | NoAnswer
    meaning: Meaning
    skew: float | None = None


class ProbeRun(NamedTuple):
    """All that was sent to one endpoint, in its order.

    `stopped` is why nothing but the first was sent: the handler could not be reached. `ended` is
    why the rest was not, where it had been: the endpoint no longer answers, or limits the rate.
    `skew` are the seconds by which its clock is ahead of ours, None where its answers have no date.
    `instance` is the type of the keys that Clerk's middleware runs with there, `project_instance`
    that of the project's, where they are known. `wrote`: the probes with side effects were sent,
    too.
    """

    url: str
    fired: tuple[Fired, ...]
    stopped: Meaning | None = None
    skew: float | None = None
    instance: str | None = None
    project_instance: str | None = None
    wrote: bool = False
    ended: Meaning | None = None

    def of(self, name: str) -> tuple[Fired, ...]:
        return tuple(one for one in self.fired if one.name == name)

    @property
    def is_open(self) -> bool:
        """Whether a signed delivery came through: only then does a refusal prove anything."""
        return any(one.meaning.outcome == "accepted" for one in self.of(SIGNED))

    def answers(self) -> Iterator[tuple[Fired, Answer]]:
        for one in self.fired:
            if isinstance(one.answer, Answer):
                yield one, one.answer
