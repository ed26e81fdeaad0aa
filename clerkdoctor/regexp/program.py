"""A regular expression as instructions for the machine.

An instruction is what to do and two arguments; where it succeeds, the machine goes on with the next
one, and where it fails, with the last choice that is still open. A program comes in two kinds. One
remembers, and fills slots: two for each group, where it begins and where it ends, and one for each
loop, where its turn began. The other has no slots, and tells only whether there is a match.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from clerkdoctor.regexp.characters import (
    LAST,
    LINE_ENDS,
    WORD,
    WORD_FOLDED,
    Characters,
    Range,
    folded,
)
from clerkdoctor.regexp.tree import (
    Alternatives,
    Assertion,
    Back,
    Capture,
    Flags,
    Literal,
    Look,
    Node,
    OneOf,
    Pattern,
    Repeat,
    Sequence,
    Undecided,
    parts_of,
)

# (STRING, text, length)               the text stands here, folded where case does not count
# (ONE, characters, None)              one of the characters stands here
# (RUN, characters, (least, most, greedy))
# (SPLIT, first, second)               goes on at either, first things first
# (JUMP, where, None)
# (ASSERT, kind, None)
# (LOOK, where, negative)              what follows, up to MATCH, is looked for; goes on at `where`
# (BACK, group, ahead)                 what the group has matched
# (ONE_BEFORE, characters, None)       as ONE, to the left
# (SAVE, slot, None), (FORGET, first slot, last slot)
# (PROGRESS, slot, None)               fails where nothing was matched since the slot was saved
# (MATCH, None, None)
(STRING, ONE, RUN, SPLIT, MATCH, JUMP, ASSERT, LOOK, BACK, ONE_BEFORE, SAVE, FORGET, PROGRESS) = (
    range(13)
)
Instruction = tuple[int, Any, Any]

_MOST_INSTRUCTIONS = 10_000


class Program(NamedTuple):
    """`word` are the characters that words consist of; `slots` is how many slots there are."""

    code: tuple[Instruction, ...]
    slots: int
    flags: Flags
    word: Characters


def holds(kind: str, before: str, after: str, word: Characters) -> bool:
    """Whether an assertion is true between two characters, one empty where the text ends."""
    if kind in {"^", "^m"}:
        return not before or (kind == "^m" and before in LINE_ENDS)
    if kind in {"$", "$m"}:
        return not after or (kind == "$m" and after in LINE_ENDS)
    left = bool(before) and word[before]
    right = bool(after) and word[after]
    return (left != right) == (kind == "b")


def refers_back(node: Node) -> bool:
    """Whether the expression asks what a group has matched."""
    return isinstance(node, Back) or any(map(refers_back, parts_of(node)))


def looks_behind(node: Node) -> bool:
    """Whether the expression asks what stands before a place of the text."""
    return (isinstance(node, Look) and node.behind) or any(map(looks_behind, parts_of(node)))


def compiled(pattern: Pattern, *, remembers: bool) -> Program:
    """The program that searches one place of the text for the expression.

    Raises `Undecided` for an expression that is too long.
    """
    return _Assembler(pattern, remembers=remembers, stepwise=False).program(anywhere=False)


def stepwise(pattern: Pattern, *, anywhere: bool) -> Program:
    """The program without slots whose every instruction takes one character at most.

    It matches from the start of the text, or `anywhere`. Raises `Undecided`.
    """
    return _Assembler(pattern, remembers=False, stepwise=True).program(anywhere=anywhere)


class _Assembler:
    def __init__(self, pattern: Pattern, *, remembers: bool, stepwise: bool) -> None:
        self.pattern = pattern
        self.flags = pattern.flags
        self.remembers = remembers
        self.stepwise = stepwise
        self.behind = False
        self.code: list[Instruction] = []
        self.slots = 2 * (pattern.groups + 1) if remembers else 0
        self.singles: dict[str, Characters] = {}

    def program(self, *, anywhere: bool) -> Program:
        flags = self.flags
        if anywhere:
            self.emit(SPLIT, 3, 1)
            self.emit(ONE, _characters(((0, LAST),), flags))
            self.emit(JUMP, 0)
        self.add(Capture(0, self.pattern.body))
        self.emit(MATCH)
        word = WORD_FOLDED if flags.unicode and flags.ignore_case else WORD
        plain = flags._replace(ignore_case=False)
        return Program(tuple(self.code), self.slots, flags, _characters(word, plain))

    def emit(self, what: int, first: object = None, second: object = None) -> int:
        """Adds an instruction, and says where it is."""
        if len(self.code) >= _MOST_INSTRUCTIONS:
            raise Undecided("repeats its parts too often")
        self.code.append((what, first, second))
        return len(self.code) - 1

    def add(self, node: Node) -> None:
        match node:
            case Literal(text):
                self.add_text(text)
            case OneOf(characters):
                self.emit(ONE_BEFORE if self.behind else ONE, characters)
            case Sequence(items):
                self.add_sequence(items)
            case Alternatives(options):
                self.add_alternatives(options)
            case Capture(index, body):
                self.save(2 * index + self.behind)
                self.add(body)
                self.save(2 * index + (not self.behind))
            case Repeat():
                self.add_repeat(node)
            case Assertion(kind):
                self.emit(ASSERT, kind)
            case Look():
                self.add_look(node)
            case Back(group):
                index = group if isinstance(group, int) else self.pattern.names[group]
                self.emit(BACK, index, not self.behind)

    def save(self, slot: int) -> None:
        if self.remembers:
            self.emit(SAVE, slot)

    def add_text(self, text: str) -> None:
        if self.behind or self.stepwise:
            for character in reversed(text) if self.behind else text:
                self.emit(ONE_BEFORE if self.behind else ONE, self.only(character))
            return
        if self.flags.ignore_case:
            text = folded(text, unicode=self.flags.unicode)
        self.emit(STRING, text, len(text))

    def only(self, character: str) -> Characters:
        if character not in self.singles:
            code = ord(character)
            self.singles[character] = _characters(((code, code),), self.flags)
        return self.singles[character]

    def add_sequence(self, items: tuple[Node, ...]) -> None:
        text = ""
        for item in reversed(items) if self.behind else items:
            if isinstance(item, Literal) and not self.behind:
                text += item.text
                continue
            if text:
                self.add_text(text)
                text = ""
            self.add(item)
        if text:
            self.add_text(text)

    def add_alternatives(self, options: tuple[Node, ...]) -> None:
        jumps = []
        for option in options[:-1]:
            split = self.emit(SPLIT)
            self.add(option)
            jumps.append(self.emit(JUMP))
            self.code[split] = (SPLIT, split + 1, len(self.code))
        self.add(options[-1])
        for jump in jumps:
            self.code[jump] = (JUMP, len(self.code), None)

    def add_repeat(self, node: Repeat) -> None:
        body, least, most = node.body, node.least, node.most
        if isinstance(body, Literal | OneOf) and not (self.behind or self.stepwise):
            characters = self.only(body.text) if isinstance(body, Literal) else body.characters
            self.emit(RUN, characters, (least, most, node.greedy))
            return
        for _ in range(least):
            self.add_turn(node)
        if most is None:
            split = self.emit(SPLIT)
            self.add_turn(node, optional=True)
            self.emit(JUMP, split)
            self.join([split], node.greedy)
        else:
            splits = []
            for _ in range(most - least):
                splits.append(self.emit(SPLIT))
                self.add_turn(node, optional=True)
            self.join(splits, node.greedy)

    def add_turn(self, node: Repeat, *, optional: bool = False) -> None:
        """One turn of a loop, which forgets what the groups in it matched in the turn before.

        A turn that need not be made fails where it matches nothing.
        """
        if not self.remembers:
            # Whether there is a match does not hang on turns that match nothing.
            self.add(node.body)
            return
        began = self.slots
        if optional:
            self.slots += 1
            self.emit(SAVE, began)
        if node.first <= node.last:
            self.emit(FORGET, 2 * node.first, 2 * node.last + 1)
        self.add(node.body)
        if optional:
            self.emit(PROGRESS, began)

    def join(self, splits: list[int], greedy: bool) -> None:
        end = len(self.code)
        for split in splits:
            self.code[split] = (SPLIT, split + 1, end) if greedy else (SPLIT, end, split + 1)

    def add_look(self, node: Look) -> None:
        look = self.emit(LOOK)
        outer, self.behind = self.behind, node.behind
        self.add(node.body)
        self.emit(MATCH)
        self.behind = outer
        self.code[look] = (LOOK, len(self.code), node.negative)


def _characters(ranges: Iterable[Range], flags: Flags) -> Characters:
    return Characters(ranges, negated=False, ignore_case=flags.ignore_case, unicode=flags.unicode)
