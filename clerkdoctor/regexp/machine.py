"""Runs the program of a regular expression on a text.

It goes back and tries the next choice, as JavaScript's engines do, and so finds the match that
they find. A program without slots never tries a choice at the same place twice: what came of it
once comes of it again. Where a program remembers groups, its steps may double with every character.
Either way they are counted, and there is an end.
"""

from clerkdoctor.regexp.characters import Characters, folded
from clerkdoctor.regexp.program import (
    ASSERT,
    BACK,
    FORGET,
    JUMP,
    MATCH,
    ONE,
    ONE_BEFORE,
    PROGRESS,
    RUN,
    SAVE,
    SPLIT,
    STRING,
    Program,
    holds,
)
from clerkdoctor.regexp.tree import Undecided

# About a tenth of a second. A path of 100 characters takes some hundreds of them.
MOST_STEPS = 300_000

Slots = tuple[int, ...]
_State = tuple[int, int, Slots]


def search(
    program: Program, text: str, start: int = 0, *, only_there: bool = False
) -> Slots | None:
    """Where the first match at or behind `start` is: the slots, none where the program has none.

    `text` is in the form that the flags ask for (see `characters`). Raises `Undecided`.
    """
    machine = _Machine(program, text)
    what, first, _ = program.code[1 if program.slots else 0]
    if only_there or (what == ASSERT and first == "^"):
        starts = range(start, start + 1)
    else:
        starts = range(start, len(text) + 1)
    for at in starts:
        if what == STRING and not machine.folded.startswith(first, at):
            continue
        found = machine.run(0, at, (-1,) * program.slots)
        if found is not None:
            return found
    return None


class _Machine:
    def __init__(self, program: Program, text: str) -> None:
        self.program = program
        self.text = text
        flags = program.flags
        self.folded = folded(text, unicode=flags.unicode) if flags.ignore_case else text
        self.steps = 0
        self.tried: set[int] | None = None if program.slots else set()
        self.looked: dict[int, bool] = {}

    def run(self, pc: int, at: int, slots: Slots) -> Slots | None:
        """Runs from instruction `pc` at this place of the text up to MATCH; `None` if it fails."""
        code, text, folded_text, end = self.program.code, self.text, self.folded, len(self.text)
        # Where to go on, from which place of the text up to which other one, and the slots there.
        choices: list[tuple[int, int, int, Slots]] = []
        while True:
            self.steps += 1
            what, first, second = code[pc]
            pc += 1
            if what == STRING:
                if folded_text.startswith(first, at):
                    at += second
                    continue
            elif what == ONE:
                if at < end and first[text[at]]:
                    at += 1
                    continue
            elif what == SPLIT:
                if self.is_new(pc, at):
                    choices.append((second, at, at, slots))
                    pc = first
                    continue
            elif what == RUN:
                if self.is_new(pc, at):
                    least, most, greedy = second
                    low, high = at + least, _run_end(first, text, at, most)
                    self.steps += high - at
                    if low <= high:
                        at, last = (high, low) if greedy else (low, high)
                        if at != last:
                            choices.append((pc, _nearer(at, last), last, slots))
                        continue
            elif what == MATCH:
                return slots
            elif what == JUMP:
                pc = first
                continue
            elif (state := self.step(pc, at, slots)) is not None:
                pc, at, slots = state
                continue
            if self.steps > MOST_STEPS:
                raise Undecided(f"takes more than {MOST_STEPS:,} steps")
            if not choices:
                return None
            pc, at, last, slots = choices.pop()
            if at != last:
                choices.append((pc, _nearer(at, last), last, slots))

    def is_new(self, pc: int, at: int) -> bool:
        """Whether a choice has not been tried here; one that is remembered with groups may be."""
        if self.tried is None:
            return True
        place = pc * (len(self.text) + 1) + at
        if place in self.tried:
            return False
        self.tried.add(place)
        return True

    def step(self, pc: int, at: int, slots: Slots) -> _State | None:
        """Takes the rarer instructions, of which the one before `pc` is one."""
        what, first, second = self.program.code[pc - 1]
        if what == ASSERT:
            before, after = self.text[at - 1 : at] if at else "", self.text[at : at + 1]
            return (pc, at, slots) if holds(first, before, after, self.program.word) else None
        if what == SAVE:
            return pc, at, (*slots[:first], at, *slots[first + 1 :])
        if what == FORGET:
            gone = (-1,) * (second + 1 - first)
            return pc, at, (*slots[:first], *gone, *slots[second + 1 :])
        if what == PROGRESS:
            return (pc, at, slots) if slots[first] != at else None
        if what == ONE_BEFORE:
            return (pc, at - 1, slots) if at and first[self.text[at - 1]] else None
        if what == BACK:
            return self.back(first, second, pc, at, slots)
        return self.look(pc, at, slots)

    def back(self, group: int, ahead: bool, pc: int, at: int, slots: Slots) -> _State | None:
        start, end = slots[2 * group : 2 * group + 2]
        if start < 0 or end < 0:
            return pc, at, slots
        matched = self.folded[start:end]
        if ahead:
            there = self.folded.startswith(matched, at)
            return (pc, at + len(matched), slots) if there else None
        there = self.folded.endswith(matched, 0, at)
        return (pc, at - len(matched), slots) if there else None

    def look(self, pc: int, at: int, slots: Slots) -> _State | None:
        """What is found once is not looked for in another way when the rest fails."""
        _, where, negative = self.program.code[pc - 1]
        if self.tried is not None:
            place = pc * (len(self.text) + 1) + at
            if place not in self.looked:
                outer, self.tried = self.tried, set()
                self.looked[place] = self.run(pc, at, slots) is not None
                self.tried = outer
            return (where, at, slots) if self.looked[place] != negative else None
        found = self.run(pc, at, slots)
        if (found is not None) == negative:
            return None
        return where, at, slots if found is None else found


def _run_end(characters: Characters, text: str, at: int, most: int | None) -> int:
    """Where the run of these characters that begins here ends."""
    stop = len(text) if most is None else min(len(text), at + most)
    while at < stop and characters[text[at]]:
        at += 1
    return at


def _nearer(at: int, last: int) -> int:
    return at + 1 if at < last else at - 1
