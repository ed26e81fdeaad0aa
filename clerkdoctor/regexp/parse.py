"""Reads a regular expression as V8 does, Annex B of ECMA-262 included; refuses what V8 refuses.

What V8 reads differently in Node.js 18 to 24 is `Undecided`: `(?i:…)`, and a name that two
groups share. So is the escape `p`, whose meaning is a table of Unicode, and nesting beyond any
reason.

Source: V8's `regexp-parser.cc`; the messages are those of `regexp-error.h`.
"""

from collections.abc import Iterable

from clerkdoctor.regexp.characters import (
    DIGITS,
    LINE_ENDS,
    SPACE,
    WORD,
    WORD_FOLDED,
    Characters,
    Range,
    others,
)
from clerkdoctor.regexp.reader import DIGIT, MOST, Reader
from clerkdoctor.regexp.tree import (
    NOTHING,
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
)

_CLASSES = frozenset("dDsSwW")
_QUANTIFIER: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}

_DEEPEST = 50
_MOST_GROUPS = 2**15


def parse(source: str, flags: Flags) -> Pattern:
    """Raises `RegexpError` and `Undecided`."""
    return _Parser(source, flags).pattern()


class _Parser(Reader):
    def __init__(self, source: str, flags: Flags) -> None:
        super().__init__(source, unicode=flags.unicode)
        self.flags = flags
        self.groups = 0
        self.names: dict[str, int] = {}
        self.open: list[int | str] = []
        self.referred: list[str] = []

    def pattern(self) -> Pattern:
        body = self.alternatives(0)
        if self.now():
            self.fail("Unmatched ')'")
        if any(name not in self.names for name in self.referred):
            self.fail("Invalid named capture referenced")
        return Pattern(body, self.groups, self.names, self.flags)

    # Terms

    def alternatives(self, depth: int) -> Node:
        """Everything up to the parenthesis that closes this group, or to the end."""
        if depth > _DEEPEST:
            raise Undecided(f"nests groups more than {_DEEPEST} deep")
        options: list[Node] = []
        items: list[Node] = []
        while self.now() not in {"", ")"}:
            if self.took("|"):
                options.append(_sequence(items))
                items = []
                continue
            before = self.groups
            item = self.term(depth)
            items.append(item if isinstance(item, Assertion) else self.quantified(item, before))
        last = _sequence(items)
        return Alternatives((*options, last)) if options else last

    def term(self, depth: int) -> Node:
        sign = self.now()
        if sign == "(":
            return self.group(depth)
        if sign == "\\":
            return self.escape()
        if sign in _QUANTIFIER or (sign == "{" and self.interval()):
            self.fail("Nothing to repeat")
        self.at += 1
        if sign in {"^", "$"}:
            return Assertion(sign + "m" if self.flags.multiline else sign)
        if sign == ".":
            without = () if self.flags.dot_all else tuple((ord(end), ord(end)) for end in LINE_ENDS)
            return self.one_of(without, negated=True)
        if sign == "[":
            return self.character_class()
        if sign in {"{", "}", "]"} and self.unicode:
            self.fail("Lone quantifier brackets")
        return Literal(sign)

    def quantified(self, item: Node, before: int) -> Node:
        sign = self.now()
        if sign == "{":
            counts = self.interval()
            if counts is None:
                if self.unicode:
                    self.fail("Incomplete quantifier")
                return item
            if counts[1] is not None and counts[1] < counts[0]:
                self.fail("numbers out of order in {} quantifier")
        elif sign in _QUANTIFIER:
            self.at += 1
            counts = _QUANTIFIER[sign]
        else:
            return item
        greedy = not self.took("?")
        if isinstance(item, Look) and (self.unicode or item.behind):
            self.fail("Invalid quantifier")
        least, most = counts
        return Repeat(item, least, most, greedy, before + 1, self.groups)

    def interval(self) -> tuple[int, int | None] | None:
        """`{2}`, `{2,}` or `{2,3}`, if one begins here."""
        start = self.at
        self.at += 1
        least = self.number()
        if least is not None:
            if self.took("}"):
                return least, least if least < MOST else None
            if self.took(","):
                most = self.number()
                if self.took("}"):
                    return least, most if most is not None and most < MOST else None
        self.at = start
        return None

    def group(self, depth: int) -> Node:
        self.at += 1
        index = 0
        look: tuple[bool, bool] | None = None
        name = ""
        if not self.took("?"):
            index = self.new_group()
        elif self.took("<=") or self.took("<!"):
            look = (True, self.now(-1) == "!")
        elif self.took("=") or self.took("!"):
            look = (False, self.now(-1) == "!")
        elif self.took("<"):
            index = self.new_group()
            name = self.group_name()
            if name in self.names:
                raise Undecided(f"names two groups `{name}`")
            self.names[name] = index
        elif self.now() in {"i", "m", "s", "-"}:
            raise Undecided(f"sets flags within a group: `(?{self.now()}`")
        elif not self.took(":"):
            self.fail("Invalid group")
        within: list[int | str] = [index, name] if index else []
        self.open += within
        body = self.alternatives(depth + 1)
        if not self.took(")"):
            self.fail("Unterminated group")
        del self.open[len(self.open) - len(within) :]
        if look is not None:
            return Look(body, *look)
        if index:
            return Capture(index, body)
        # Alone, an assertion is not repeated as a group with it is.
        return Sequence((body,)) if isinstance(body, Assertion | Look) else body

    def new_group(self) -> int:
        if self.groups >= _MOST_GROUPS:
            self.fail("Too many captures")
        self.groups += 1
        return self.groups

    def group_name(self) -> str:
        """The name up to `>`."""
        start = self.at
        while (sign := self.now()) != ">" or self.at == start:
            if sign == "\\":
                raise Undecided("escapes a character in the name of a group")
            written = sign.replace("$", "_")
            if not (sign and (written if self.at == start else "a" + written).isidentifier()):
                self.fail("Invalid capture group name")
            self.at += 1
        self.at += 1
        return self.text[start : self.at - 1]

    # Escapes

    def escape(self) -> Node:
        sign = self.now(1)
        if not sign:
            self.fail("\\ at end of pattern")
        if sign in {"b", "B"}:
            self.at += 2
            return Assertion(sign)
        if sign in _CLASSES:
            self.at += 2
            return self.one_of(self.class_ranges(sign), negated=False)
        if sign in {"p", "P"} and self.unicode:
            raise Undecided(f"uses `\\{sign}`, a table of Unicode")
        if sign in DIGIT and sign != "0":
            reference = self.numbered_reference()
            if reference is not None:
                return reference
            if self.unicode:
                self.fail("Invalid escape")
            if sign in {"8", "9"}:
                self.at += 2
                return Literal(sign)
        if sign in DIGIT:
            self.at += 1
            if self.unicode and self.now(1) in DIGIT:
                self.fail("Invalid decimal escape")
            return Literal(self.octal())
        if sign == "k" and (self.unicode or self.has_names):
            self.at += 2
            if not self.took("<"):
                self.fail("Invalid named reference")
            name = self.group_name()
            if name in self.open:
                return NOTHING
            self.referred.append(name)
            return Back(name)
        return Literal(self.character(in_class=False))

    def numbered_reference(self) -> Node | None:
        start = self.at
        self.at += 1
        number = self.number()
        if number is None or number > self.all_groups:
            self.at = start
            return None
        # Within the group itself, nothing has been matched yet.
        return NOTHING if number in self.open else Back(number)

    # Classes

    def character_class(self) -> Node:
        negated = self.took("^")
        ranges: list[Range] = []
        while self.now() not in {"", "]"}:
            first = self.class_atom()
            if not self.took("-"):
                ranges += first
            elif self.now() in {"", "]"}:
                ranges += [*first, (0x2D, 0x2D)]
            else:
                ranges += self.class_range(first, self.class_atom())
        if not self.took("]"):
            self.fail("Unterminated character class")
        return self.one_of(ranges, negated=negated)

    def class_range(self, first: list[Range], last: list[Range]) -> list[Range]:
        if not (_is_character(first) and _is_character(last)):
            if self.unicode:
                self.fail("Invalid character class")
            return [*first, (0x2D, 0x2D), *last]
        if first[0] > last[0]:
            self.fail("Range out of order in character class")
        return [(first[0][0], last[0][0])]

    def class_atom(self) -> list[Range]:
        sign = self.now()
        if sign != "\\":
            self.at += 1
            return [(ord(sign), ord(sign))]
        escaped = self.now(1)
        if not escaped:
            self.fail("\\ at end of pattern")
        if escaped in _CLASSES:
            self.at += 2
            return self.class_ranges(escaped)
        if escaped in {"p", "P"} and self.unicode:
            raise Undecided(f"uses `\\{escaped}`, a table of Unicode")
        if escaped == "b":
            self.at += 2
            return [(0x08, 0x08)]
        code = ord(self.character(in_class=True))
        return [(code, code)]

    def class_ranges(self, letter: str) -> list[Range]:
        """What the escape stands for: `d`, `s`, `w` or, in upper case, all but that."""
        word = WORD_FOLDED if self.unicode and self.flags.ignore_case else WORD
        ranges = {"d": DIGITS, "s": SPACE, "w": word}[letter.lower()]
        return others(ranges) if letter.isupper() else list(ranges)

    def one_of(self, ranges: Iterable[Range], *, negated: bool) -> Node:
        ignore_case, unicode = self.flags.ignore_case, self.unicode
        return OneOf(Characters(ranges, negated=negated, ignore_case=ignore_case, unicode=unicode))


def _is_character(ranges: list[Range]) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]


def _sequence(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else Sequence(tuple(items))
