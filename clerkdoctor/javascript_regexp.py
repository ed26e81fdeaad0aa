"""JavaScript's regular expressions with their own semantics, as V8 has them.

Python's `re` gives other answers: for the end of a line, digits and blanks, case, empty classes,
and groups that have not matched. What has no answer here is `Undecided`, and never guessed: the
flag `v`, classes of Unicode, syntax that Node.js 18 to 24 read differently, and what takes too many
steps, as references to groups and lookbehinds may. The rest is answered in one pass over the text.

A text is UTF-16 to JavaScript: without the flag `u` a character beyond U+FFFF is two. Texts may
hold lone surrogates.
"""

from functools import cached_property, lru_cache

from clerkdoctor.regexp.automaton import Automaton, TooManyStates
from clerkdoctor.regexp.characters import halves, whole
from clerkdoctor.regexp.machine import search
from clerkdoctor.regexp.parse import parse
from clerkdoctor.regexp.program import Program, compiled, looks_behind, refers_back, stepwise
from clerkdoctor.regexp.tree import Flags, RegexpError, Undecided

__all__ = ["Regexp", "RegexpError", "Undecided", "compile_regexp", "shown_source"]

_FLAGS = frozenset("dgimsuvy")
_SHOWN = {"\n": "\\n", "\r": "\\r", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class Regexp:
    """A regular expression that JavaScript takes.

    `flags` are as given. With `g` or `y` it is `stateful`: in JavaScript a match moves its
    `lastIndex`, where the next call begins, so that it answers the same text now with yes and now
    with no. Here each call is the first one, with `lastIndex` 0: `y` looks at the start only.
    """

    def __init__(self, source: str, flags: str, reading: Flags) -> None:
        self.source = source
        self.flags = flags
        self.stateful = "g" in flags or "y" in flags
        self._sticky = "y" in flags
        self._unicode = reading.unicode
        self._pattern = parse(source, reading)
        body = self._pattern.body
        self._refers = refers_back(body)
        self._looks_behind = looks_behind(body)

    def __repr__(self) -> str:
        return f"Regexp(/{shown_source(self.source)}/{self.flags})"

    def test(self, text: str) -> bool:
        """Whether it matches, somewhere in the text unless it is anchored. Raises `Undecided`."""
        text = self._brought(text)
        if self._automaton is not None:
            try:
                return self._automaton.test(text)
            except TooManyStates:
                self._automaton = None
        return search(self._deciding, text, only_there=self._sticky) is not None

    def groups(self, text: str) -> tuple[str | None, ...] | None:
        """The first match, and what each group of it matched; `None` for no match.

        This may be `Undecided` where `test` is not: to remember groups takes more steps.
        """
        text = self._brought(text)
        slots = search(self._remembering, text, only_there=self._sticky)
        if slots is None:
            return None
        ends = 2 * (self._pattern.groups + 1)
        return tuple(
            whole(text[start:end]) if start >= 0 and end >= 0 else None
            for start, end in zip(slots[0:ends:2], slots[1:ends:2], strict=True)
        )

    @property
    def names(self) -> dict[str, int]:
        """The named groups: name → its place in `groups`."""
        return self._pattern.names

    @cached_property
    def _automaton(self) -> Automaton | None:
        if self._refers or self._looks_behind:
            return None
        try:
            return Automaton(stepwise(self._pattern, anywhere=not self._sticky))
        except Undecided:
            return None

    @cached_property
    def _remembering(self) -> Program:
        return compiled(self._pattern, remembers=True)

    @cached_property
    def _deciding(self) -> Program:
        return self._remembering if self._refers else compiled(self._pattern, remembers=False)

    def _brought(self, text: str) -> str:
        return whole(text) if self._unicode else halves(text)


@lru_cache(maxsize=1_000)
def compile_regexp(source: str, flags: str = "") -> Regexp:
    """What `new RegExp(source, flags)` is.

    Raises `RegexpError` where JavaScript throws a SyntaxError, and `Undecided`.
    """
    if not _FLAGS.issuperset(flags) or len(set(flags)) < len(flags) or {"u", "v"} <= set(flags):
        raise RegexpError("Invalid regular expression flags", source, flags)
    if "v" in flags:
        raise Undecided("has the flag `v`")
    reading = Flags("i" in flags, "m" in flags, "s" in flags, "u" in flags)
    try:
        return Regexp(source, flags, reading)
    except RegexpError as error:
        raise RegexpError(error.reason, source, flags) from None


def shown_source(pattern: str) -> str:
    """What `new RegExp(pattern).source` says: slashes and line ends escaped, `(?:)` for nothing."""
    if not pattern:
        return "(?:)"
    parts: list[str] = []
    in_class = escaped = False
    for sign in pattern:
        shown = _SHOWN.get(sign, sign)
        if shown != sign and escaped:
            parts.pop()
        elif not escaped:
            if sign == "[":
                in_class = True
            elif sign == "]":
                in_class = False
            elif sign == "/" and not in_class:
                parts.append("\\")
        parts.append(shown)
        escaped = sign == "\\" and not escaped
    return "".join(parts)
