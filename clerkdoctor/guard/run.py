"""One run of the handler: one path, one answer to each question that nobody can answer.

A run asks `holds` whether an unknown value is true. The answers that it was given come first; for
any other question it takes "no" and writes it down, so that `explore` can try "yes".
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from clerkdoctor.facts.routes import Slip
from clerkdoctor.guard.doors import kind_of
from clerkdoctor.guard.values import (
    CannotFollow,
    Control,
    ErrorValue,
    Fact,
    Promise,
    Site,
    Thrown,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.program import Program

DEEPEST_CALLS = 40
MOST_STEPS = 20_000


class Decision(NamedTuple):
    """A question that was answered in one of two ways.

    `kind` is what a client can do about it (`doors.kind_of`); `unknown` the value in question.
    """

    key: str
    choice: bool
    kind: str
    unknown: Unknown
    site: Site


class Exit(NamedTuple):
    """Where a handler ended: the statement, and the facts of the conditions that it stands in."""

    site: Site
    facts: tuple[Fact, ...]


class Run:
    """The state of one run.

    `active` are the facts of the conditions around the current statement, `tested` those of all
    conditions so far, `passed` of those that did not hold. `forced` overrides route matchers: the
    pattern that each is to match. `misread`: `userId` was read of what has none, such as `auth()`
    that is not awaited.
    """

    def __init__(
        self,
        program: "Program",
        path: str,
        method: str = "GET",
        *,
        choices: dict[str, bool] | None = None,
        signed_in: bool = False,
        forced: dict[tuple[object, ...], int | None] | None = None,
    ) -> None:
        self.program = program
        self.path = path
        self.method = method
        self.signed_in = signed_in
        self.forced = forced
        self.choices = dict(choices or {})
        self.log: list[Decision] = []
        self.asked = 0
        self.active: list[tuple[Fact, ...]] = []
        self.tested: list[Fact] = []
        self.passed: list[Fact] = []
        self.globals: dict[Any, Value] = {}
        self.rejected: list[Promise] = []
        self.trying: list[Site] = []
        self.swallowed: tuple[Site, Control] | None = None
        self.misread = False
        self.exit: Exit | None = None
        self.exits: dict[int, tuple[Value, Exit]] = {}
        self.clerk: str | None = None
        self._depth = 0
        self.steps = 0

    # Questions

    def holds(self, unknown: Unknown, site: Site) -> bool:
        """Whether an unknown value is true."""
        self.asked += 1
        if unknown.truth is not None:
            return unknown.truth
        return self._choice(unknown, site) is not unknown.negated

    def _choice(self, unknown: Unknown, site: Site) -> bool:
        key = unknown.key
        if key in self.choices:
            return self.choices[key]
        implied = self._implied(unknown)
        if implied is None:
            self.log.append(Decision(key, False, kind_of(unknown), unknown, site))
            implied = False
        self.choices[key] = implied
        return implied

    def _implied(self, unknown: Unknown) -> bool | None:
        """What the answers so far say: what is absent equals no text, and no two texts."""
        test = unknown.test
        if test is None:
            prefix = f"={unknown.key}="
            equal = (text for text, holds in self.choices.items() if holds and prefix in text)
            return True if next(equal, None) is not None else None
        if test.literal is None or not test.base:
            return None
        if test.literal and self.choices.get(test.base) is False:
            return False
        prefix = f"={test.base}="
        if any(holds and prefix in text for text, holds in self.choices.items()):
            return False
        return None

    # Errors

    def may_throw(self, site: Site) -> None:
        """Asks whether what nobody knows throws, once in each `try` that would catch it."""
        if not self.trying:
            return
        around = self.trying[-1]
        key = f"throws:{around.module.path}:{around.node.id}"
        why = f"`{site.text}` may throw"
        if self.holds(Unknown(why, site.place, key), site):
            raise Thrown(ErrorValue("it throws"), site)

    def swallow(self, error: Value, site: Site) -> None:
        """Notes that an error of Clerk's was caught and not thrown again."""
        control = getattr(error, "control", None)
        if control is not None:
            self.swallowed = (site, control)

    def slip(self) -> Slip | None:
        """A `protect()` of this run that has stopped nothing."""
        for promise in self.rejected:
            control = getattr(promise.error, "control", None)
            if not promise.used and control is not None:
                site = promise.site
                return Slip("not-awaited", control.word, site.text, site.place)
        if self.swallowed is None:
            return None
        site, control = self.swallowed
        return Slip("caught", control.word, site.text, site.place)

    # Facts

    def facts(self) -> tuple[Fact, ...]:
        """The facts that the current statement depends on, innermost first."""
        return tuple(fact for facts in reversed(self.active) for fact in facts)

    def leave(self, site: Site, response: Value = None) -> Exit:
        """Notes that a function ends here, and that this is where a response was decided for."""
        self.exit = Exit(site, self.facts())
        if response is not None:
            self.exits.setdefault(id(response), (response, self.exit))
        return self.exit

    def exit_of(self, response: Value) -> Exit | None:
        noted = self.exits.get(id(response))
        return noted[1] if noted is not None else None

    # Limits

    def step(self, site: Site) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise CannotFollow(f"`{site.text}` takes too long to be followed", site.place)

    def enter(self, site: Site) -> None:
        self._depth += 1
        self.step(site)
        if self._depth > DEEPEST_CALLS:
            raise CannotFollow(f"`{site.text}` calls itself too often to be followed", site.place)

    def exited(self) -> None:
        self._depth -= 1
