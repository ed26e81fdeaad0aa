"""Tells whether an expression matches in one pass over the text, however hostile both are.

All ways in which the expression may match are followed at once: what is left of them behind a
character is a state. A state is worked out once, and kept with the characters that lead to it, so
that another text mostly walks where one has walked before. That is how an expression becomes a
deterministic automaton; here each way also carries the lookaheads that are still open on it.

Lookbehinds and references to groups have no place in it, nor has what would need too many states.
"""

from collections.abc import Iterable
from typing import NamedTuple

from clerkdoctor.regexp.characters import LINE_ENDS
from clerkdoctor.regexp.program import ASSERT, JUMP, MATCH, ONE, SPLIT, Program, holds

_MOST_STATES = 1_000
_MOST_WAYS = 500


class TooManyStates(Exception):
    """The automaton grows beyond its bounds."""


class Way(NamedTuple):
    """One way to match: the next instruction, and the lookaheads that are open behind it."""

    pc: int
    open: frozenset["Lookahead"]


class Lookahead(NamedTuple):
    """A lookahead that has begun, and the ways in which it may still be found."""

    negative: bool
    ways: frozenset[Way]


Ways = frozenset[Way]
_NOTHING_OPEN: frozenset[Lookahead] = frozenset()


class State(dict[str, "State"]):
    """Where the automaton is: `state[character]` is the state behind the character.

    `before` is the character that led here, as far as assertions ask for it: empty at the start.
    From a `last` state no other one is reached: it has matched, or never will.
    """

    __slots__ = ("_automaton", "_matches", "before", "last", "ways")

    def __init__(
        self, automaton: "Automaton", ways: Ways, before: str, *, matches: bool | None = None
    ) -> None:
        self._automaton = automaton
        self._matches = matches
        self.ways = ways
        self.before = before
        self.last = matches is not None

    def __missing__(self, character: str) -> "State":
        found = self if self.last else self._automaton.after(self, character)
        self[character] = found
        return found

    def matches(self) -> bool:
        """Whether the expression matches if the text ends here."""
        if self._matches is None:
            self._matches = self._automaton.closed(self.ways, self.before, "") is None
        return self._matches


class Automaton:
    """The automaton of a program that is `stepwise`: an instruction takes one character at most."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.states: dict[tuple[Ways, str], State] = {}
        self.start = self.state(frozenset((Way(0, _NOTHING_OPEN),)), "")
        self.matched = State(self, frozenset(), "", matches=True)
        self.failed = State(self, frozenset(), "", matches=False)

    def test(self, text: str) -> bool:
        """Whether the expression matches the text. Raises `TooManyStates`."""
        state = self.start
        for character in text:
            state = state[character]
        return state.matches()

    def state(self, ways: Ways, before: str) -> State:
        known = self.states.get((ways, before))
        if known is None:
            if len(self.states) >= _MOST_STATES:
                raise TooManyStates
            known = self.states[ways, before] = State(self, ways, before)
        return known

    def after(self, state: State, character: str) -> State:
        ways = self.closed(state.ways, state.before, character)
        if ways is None:
            return self.matched
        ways = self.stepped(ways, character)
        return self.state(ways, self.seen(character)) if ways else self.failed

    def seen(self, character: str) -> str:
        """A character that assertions take for this one."""
        if character in LINE_ENDS:
            return "\n"
        return "a" if self.program.word[character] else "-"

    def closed(self, ways: Ways, before: str, after: str) -> Ways | None:
        """The ways as far as they go between these two characters; `None` if one of them matches.

        Each then waits for a character, or has matched but for its open lookaheads.
        """
        code = self.program.code
        waiting: set[Way] = set()
        known: set[Way] = set()
        row = [
            Way(way.pc, still_open)
            for way in ways
            if (still_open := self.still_open(way.open, before, after)) is not None
        ]
        while row:
            way = row.pop()
            if way in known:
                continue
            known.add(way)
            if len(known) > _MOST_WAYS:
                raise TooManyStates
            pc, lookaheads = way
            what, first, second = code[pc]
            if what == ONE:
                waiting.add(way)
            elif what == SPLIT:
                row += (Way(first, lookaheads), Way(second, lookaheads))
            elif what == JUMP:
                row.append(Way(first, lookaheads))
            elif what == ASSERT:
                if holds(first, before, after, self.program.word):
                    row.append(Way(pc + 1, lookaheads))
            elif what == MATCH:
                if not lookaheads:
                    return None
                waiting.add(way)
            else:
                begun = Lookahead(second, frozenset((Way(pc + 1, _NOTHING_OPEN),)))
                more = self.still_open((begun,), before, after)
                if more is not None:
                    row.append(Way(first, lookaheads | more))
        return frozenset(waiting)

    def still_open(
        self, lookaheads: Iterable[Lookahead], before: str, after: str
    ) -> frozenset[Lookahead] | None:
        """Those that are not settled between these two characters; `None` if one of them fails."""
        result = []
        for negative, ways in lookaheads:
            left = self.closed(ways, before, after)
            found = left is None
            if left and after:
                result.append(Lookahead(negative, left))
            elif found == negative:
                return None
        return frozenset(result)

    def stepped(self, ways: Ways, character: str) -> Ways:
        """The ways that go on when this character comes."""
        result = []
        for pc, lookaheads in ways:
            what, characters, _ = self.program.code[pc]
            if what == ONE and not characters[character]:
                continue
            left = []
            for negative, within in lookaheads:
                further = self.stepped(within, character)
                if further:
                    left.append(Lookahead(negative, further))
                elif not negative:
                    break
            else:
                result.append(Way(pc + (what == ONE), frozenset(left)))
        return frozenset(result)
