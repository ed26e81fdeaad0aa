"""All answers to what nobody can know, and what they come to together.

A run with its questions answered "no" comes first; then each question, the last one first, is
answered "yes". Where both answers let the request through, or both turn it away, the question does
not matter. Where they differ, it is a back door, a secret, or it is not known who gets in.
"""

from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import BackDoor, Outcome
from clerkdoctor.guard.doors import door_name, is_credential
from clerkdoctor.guard.run import Decision, Run
from clerkdoctor.guard.values import CannotFollow
from clerkdoctor.guard.verdicts import Leaf, leaf_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from clerkdoctor.guard.program import Program
    from clerkdoctor.guard.values import Site, Value

MOST_RUNS = 96
"""Runs for one path: six questions that each matter, or many that do not nest."""

MOST_SECOND_LOOKS = 16

_THE_CLIENTS = frozenset({"door", "quiet", "secret"})
"""Questions that the client answers. A stranger sends nothing special, and knows no secret."""


class Answer(NamedTuple):
    """What all runs for a path come to."""

    leaf: Leaf
    doors: tuple[BackDoor, ...]


class Exploration:
    """The runs for one path."""

    def __init__(
        self,
        program: "Program",
        handler: "Callable[[Run], Value]",
        site: "Site",
        path: str,
        method: str,
        *,
        forced: dict[tuple[object, ...], int | None] | None = None,
    ) -> None:
        self._program = program
        self._handler = handler
        self._site = site
        self._path = path
        self._method = method
        self._forced = forced
        self._runs = 0
        self._doors: dict[Place, BackDoor] = {}

    def answer(self) -> Answer:
        self._program.allow_more()
        try:
            leaf = self._explore({})
        except CannotFollow as error:
            leaf = unknown_leaf(error.reason, error.place)
        except RecursionError:
            leaf = unknown_leaf("the handler is nested too deeply to be followed", self._site.place)
        return Answer(leaf, tuple(self._doors.values()))

    def _explore(self, choices: dict[str, bool]) -> Leaf:
        leaf, log = self._run(choices)
        for index in range(len(log) - 1, -1, -1):
            if leaf.outcome.access == "unknown":
                return leaf
            decision = log[index]
            if decision.kind in _THE_CLIENTS and not self._may_open(decision, leaf):
                continue
            fixed = dict(choices)
            fixed.update((one.key, one.choice) for one in log[:index])
            fixed[decision.key] = not decision.choice
            leaf = self._together(decision, leaf, self._explore(fixed))
        return leaf

    def _may_open(self, decision: Decision, leaf: Leaf) -> bool:
        """Whether a client that sends something special may get further than without it."""
        return decision.kind == "door" and leaf.outcome.access == "protected"

    def _run(self, choices: dict[str, bool]) -> tuple[Leaf, list[Decision]]:
        self._count()
        run = self._started(choices, signed_in=False)
        try:
            leaf = leaf_of(run, self._handler, self._site)
        except CannotFollow as error:
            return unknown_leaf(error.reason, error.place), run.log
        finally:
            self._program.spend(run.steps)
        guards = leaf.is_certain or run.misread or _asks_for_another_login(leaf, run)
        if leaf.is_turned and not guards and self._is_for_everyone(leaf, run):
            leaf = leaf.for_everyone()
        return leaf, run.log

    def _started(self, choices: dict[str, bool], *, signed_in: bool) -> Run:
        return Run(
            self._program, self._path, self._method,
            choices=choices, signed_in=signed_in, forced=self._forced,
        )  # fmt: skip

    def _count(self) -> None:
        self._runs += 1
        if self._runs > MOST_RUNS or self._program.is_spent:
            raise CannotFollow("what it does depends on too many conditions", self._site.place)

    def _is_for_everyone(self, leaf: Leaf, run: Run) -> bool:
        """Whether a signed-in user gets the same redirect or answer: then it guards nothing."""
        waiting = [dict(run.choices)]
        for _ in range(MOST_SECOND_LOOKS):
            if not waiting:
                return True
            again = self._started(waiting.pop(), signed_in=True)
            try:
                other = leaf_of(again, self._handler, self._site)
            except CannotFollow:
                return False
            finally:
                self._program.spend(again.steps)
            if not other.is_like(leaf):
                return False
            known = {key: again.choices[key] for key in again.choices}
            for index, decision in enumerate(again.log):
                fixed = {key: one for key, one in known.items()
                         if key not in {later.key for later in again.log[index:]}}  # fmt: skip
                waiting.append({**fixed, decision.key: not decision.choice})
        return False

    def _together(self, decision: Decision, no: Leaf, yes: Leaf) -> Leaf:
        """What a question comes to whose answers lead to `no` and `yes`."""
        opens = (no.outcome.access, yes.outcome.access) == ("protected", "public")
        if decision.kind == "door":
            if opens and no.ran_clerk and not no.is_neutral and not yes.is_neutral:
                self._note_door(decision)
            return no
        if no.outcome.access == yes.outcome.access:
            return no.merged(yes)
        if no.is_neutral != yes.is_neutral:
            return yes if no.is_neutral else no
        if opens and decision.kind == "variable":
            self._note_door(decision)
            return no
        place = decision.site.place
        return unknown_leaf(f"`{decision.site.text}` decides, and {decision.unknown.why}", place)

    def _note_door(self, decision: Decision) -> None:
        if self._method == "OPTIONS":
            return  # a preflight goes no further than to its answer
        unknown = decision.unknown
        origin = unknown.test.origin if unknown.test is not None else unknown.origin
        presence = unknown.test is None
        if presence and is_credential(origin) and _is_for_programs(self._path):
            return
        place = decision.site.place
        self._doors.setdefault(place, BackDoor(door_name(unknown), place))


def _asks_for_another_login(leaf: Leaf, run: Run) -> bool:
    """Whether it redirects to a login where a cookie or header is missing that is not Clerk's."""
    to = (leaf.outcome.to or "").lower()
    asks = any(word in to for word in ("sign-in", "signin", "sign_in", "login", "log-in"))
    return asks and any(decision.kind in _THE_CLIENTS for decision in run.log)


def _is_for_programs(path: str) -> bool:
    """Whether other programs call a path, and its handler judges what they present."""
    return any(part in path for part in ("/api", "/trpc", "hook", "cron", "inngest"))


def unknown_leaf(reason: str, place: Place) -> Leaf:
    return Leaf(Outcome("unknown", reason, place))
