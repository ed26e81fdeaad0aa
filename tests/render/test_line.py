"""Lines for people, against Rich, which would wrap, measure and colour them the same."""

from io import StringIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from clerkdoctor.render.line import Line, columns, wrapped
from clerkdoctor.render.lines import STYLE
from clerkdoctor.render.text import GLYPHS, visible
from tests.command import ROOT

# Letters, our own signs, wide ones, some that combine, and spaces of several kinds.
TEXTS = some.text("ab cdé ЖΩ ✓✗…–—→↳≥≠∅─·  漢字😀e\u0301\u00a0\u3000.,-`/", max_size=60).map(
    visible
)
SIGNS = "✗✓–—…→↳≥≠∅─○◇●"
RENDER = ROOT / "clerkdoctor" / "render"
STYLES = ["", "bold", "dim", "bold red", "bold yellow", "cyan", "green", "magenta"]


def console(width: int = 80, *, color: bool) -> Console:
    return Console(
        file=StringIO(), width=width, force_terminal=color, no_color=not color, highlight=False,
        color_system="standard" if color else None, markup=False, emoji=False,
        legacy_windows=False, _environ={},
    )  # fmt: skip


def printed(text: Text, *, color: bool) -> str:
    text.rstrip()
    out = console(color=color)
    out.print(text, soft_wrap=True)
    assert isinstance(out.file, StringIO)
    return out.file.getvalue().removesuffix("\n")


@settings(deadline=None)
@given(TEXTS)
def test_columns_are_those_of_richs_tables(text: str) -> None:
    assert columns(text) == cell_len(text)


def test_our_own_signs_and_the_letters_of_europe_take_a_column_each() -> None:
    assert {sign for pair in GLYPHS.values() for sign in pair if sign > "~"} <= {*SIGNS, "·"}
    # All that the formats for terminals say of their own; the others are pictures of Markdown's.
    sources = [path for path in RENDER.glob("*.py") if path.name not in ("markdown.py", "line.py")]
    used = {sign for path in sources for sign in path.read_text("utf-8") if sign >= "\u0300"}
    assert used - {"❌", "⚠", "\ufe0f", "❔", "✅", "💡", "“", "”"} <= set(SIGNS)
    assert columns(SIGNS) == len(SIGNS) == cell_len(SIGNS)
    letters = visible("".join(map(chr, range(0x20, 0x300))))
    assert columns(letters) == len(letters) == cell_len(letters)


@settings(deadline=None, max_examples=400)
@given(TEXTS, some.integers(12, 40))
@example("a" * 100, 12)
@example("one " + "b" * 30 + " two", 12)
@example("", 20)
@example("   ", 20)
def test_lines_are_broken_where_rich_breaks_them(text: str, width: int) -> None:
    lines = Text(text).wrap(console(width, color=False), width)
    assert [one.rstrip() for one in wrapped(text, width)] == [one.plain.rstrip() for one in lines]


@settings(deadline=None)
@given(some.lists(some.tuples(TEXTS, some.sampled_from(STYLES)), max_size=5), some.booleans())
def test_pieces_are_coloured_as_rich_colours_them(
    pieces: list[tuple[str, str]], color: bool
) -> None:
    line = Line.assemble(*pieces)
    expected = printed(Text.assemble(*pieces), color=color)
    assert _merged(line.text(color=color)) == _merged(expected)
    assert line.text(color=False) == line.plain.rstrip()


def _merged(text: str) -> str:
    """With pieces of one style behind each other as one."""
    for style in STYLES:
        code = printed(Text("x", style), color=True).partition("x")[0]
        text = text.replace(f"\x1b[0m{code}", "") if code else text
    return text


@pytest.mark.parametrize("style", sorted(set(STYLE.values()) | set(STYLES)))
def test_every_style_that_is_used_has_its_code(style: str) -> None:
    assert Line("x", style).text(color=True) == printed(Text("x", style), color=True)


def test_a_line_is_made_of_texts_styled_texts_and_lines() -> None:
    line = Line.assemble("a", ("b", "bold"), Line("c", "dim"))
    line.append("d  ", "green")
    assert line.columns == 6
    assert line.text(color=False) == "abcd"
    assert line.text(color=True) == "a\x1b[1mb\x1b[0m\x1b[2mc\x1b[0m\x1b[32md\x1b[0m"
