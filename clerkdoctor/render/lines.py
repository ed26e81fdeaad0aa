"""How a line of a text for people is made: marks, hanging indents, colours."""

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from clerkdoctor.check import LEVELS
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
        self.console = Console(
            file=StringIO(),
            width=max(screen.width, 24),
            force_terminal=screen.color,
            color_system="standard" if screen.color else None,
            no_color=not screen.color,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )

    def text(self, lines: Iterable[Text]) -> str:
        """The lines as the screen's encoding has them."""
        for line in lines:
            line.rstrip()
            self.console.print(line, soft_wrap=True)
        file = self.console.file
        assert isinstance(file, StringIO)
        return encodable(file.getvalue(), self.screen.encoding)

    def marked(self, kind: str, text: str) -> Iterator[Text]:
        """`✗ error    text`, with the text hanging in its column."""
        mark = f"{glyph(kind, unicode=self.screen.unicode)} {_WORD.get(kind, kind)}"
        heavy = "bold" if kind in LEVELS else ""
        yield from self.hang(Text(f"{mark:<11}", STYLE[kind]), text, 11, heavy)

    def hang(self, head: Text, body: str, indent: int, style: str = "") -> Iterator[Text]:
        """The head and behind it the body, wrapped to the width with a hanging indent."""
        room = max(self.console.width - max(indent, head.cell_len), 12)
        lines = Text(visible(body), style).wrap(self.console, room) if body else [Text()]
        for number, line in enumerate(lines):
            yield Text.assemble(head if number == 0 else " " * indent, line)
