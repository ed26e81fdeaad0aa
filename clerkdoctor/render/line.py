"""One line for people: pieces of text and how each looks, wrapped to a width and coloured.

It does for a line what Rich's `Text` does, which takes longer to load than most commands to run;
tests/render/test_line.py compares the two. What counts is how many columns a text takes, which for
other than our own signs and the letters of Europe is asked of Rich's tables.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

# Words as `bold red`: a style is some of these.
_CODES = {
    "bold": "1", "dim": "2",
    "red": "31", "green": "32", "yellow": "33", "magenta": "35", "cyan": "36",
}  # fmt: skip
_RESET = "\x1b[0m"

# Our own signs, a column each.
_SIGNS = str.maketrans(dict.fromkeys("✗✓–—…→↳≥≠∅─○◇●", "x"))
_FIRST_ODD = "\u0300"
"""Below it every character that `visible` lets through takes one column."""

Piece: TypeAlias = "str | tuple[str, str] | Line"


class Line:
    """Text in pieces, each with its style: words such as `bold red`, or none."""

    __slots__ = ("pieces",)

    def __init__(self, text: str = "", style: str = "") -> None:
        self.pieces = [(text, style)]

    @classmethod
    def assemble(cls, *parts: Piece) -> "Line":
        """The parts one behind another: texts, texts with a style, and lines."""
        line = cls()
        for part in parts:
            if isinstance(part, Line):
                line.pieces += part.pieces
            elif isinstance(part, str):
                line.append(part)
            else:
                line.append(*part)
        return line

    def append(self, text: str, style: str = "") -> None:
        self.pieces.append((text, style))

    @property
    def plain(self) -> str:
        return "".join(text for text, _ in self.pieces)

    @property
    def columns(self) -> int:
        return columns(self.plain)

    def text(self, *, color: bool) -> str:
        """The line without white space behind it, with the codes of a terminal if `color`."""
        if not color:
            return self.plain.rstrip()
        left, coloured = len(self.plain.rstrip()), ""
        for text, style in self.pieces:
            shown = text[:left]
            left -= len(shown)
            coloured += f"\x1b[{_codes(style)}m{shown}{_RESET}" if style and shown else shown
        return coloured


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii() or max(text.translate(_SIGNS)) < _FIRST_ODD:
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most so many columns, broken between words.

    A word that is longer than a line begins one of its own, and is cut. White space at the end of a
    line may stand over.
    """
    if columns(text) <= width:
        yield text
        return
    line, taken = "", 0
    for word in _words().findall(text):
        rest = word
        if taken + columns(word.rstrip()) > width:
            if line:
                yield line
            line, taken = "", 0
            while columns(rest.rstrip()) > width:
                cut = _fitting(rest, width)
                yield rest[:cut]
                rest = rest[cut:]
        line += rest
        taken += columns(rest)
    yield line


def _fitting(word: str, width: int) -> int:
    """How many of the characters, one at least, take no more columns than `width`."""
    taken = 0
    for count, character in enumerate(word):
        taken += columns(character)
        if taken > width:
            return max(count, 1)
    return len(word)


@cache
def _words() -> "re.Pattern[str]":
    return re.compile(r"\s*\S+\s*")


@cache
def _codes(style: str) -> str:
    return ";".join(_CODES[word] for word in style.split())
