"""How a line of a text for people is made: marks, hanging indents, colours."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from clerkdoctor.check import LEVELS
from clerkdoctor.render.line import Line, wrapped
from clerkdoctor.render.text import encodable, glyph, visible

STYLE = {
    "error": "bold red",
    "warning": "bold yellow",
    "note": "cyan",
    "pass": "green",
    "unknown": "magenta",
    "not_applicable": "dim",
}
_WORD = {"not_applicable": "n/a"}


class Screen(NamedTuple):
    """What the text is made for: `width` in columns, colour or none, and the stream's encoding."""

    width: int = 80
    color: bool = False
    encoding: str | None = "utf-8"

    @property
    def unicode(self) -> bool:
        return encodable("✗", self.encoding) == "✗"


class Lines:
    """Makes the lines of one text for one screen."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.width = max(screen.width, 24)

    def text(self, lines: Iterable[Line]) -> str:
        """The lines as the screen's encoding has them."""
        color = self.screen.color
        text = "".join(f"{line.text(color=color)}\n" for line in lines)
        return encodable(text, self.screen.encoding)

    def marked(self, kind: str, text: str) -> Iterator[Line]:
        """`✗ error    text`, with the text hanging in its column."""
        mark = f"{glyph(kind, unicode=self.screen.unicode)} {_WORD.get(kind, kind)}"
        heavy = "bold" if kind in LEVELS else ""
        yield from self.hang(Line(f"{mark:<11}", STYLE[kind]), text, 11, heavy)

    def hang(self, head: Line, body: str, indent: int, style: str = "") -> Iterator[Line]:
        """The head and behind it the body, wrapped to the width with a hanging indent."""
        room = max(self.width - max(indent, head.columns), 12)
        for number, line in enumerate(wrapped(visible(body), room)):
            yield Line.assemble(head if number == 0 else " " * indent, (line, style))
