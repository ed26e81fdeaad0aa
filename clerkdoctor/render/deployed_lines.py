"""The table of variables by source, as lines of the checklist; a list where it does not fit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from clerkdoctor.render.line import Line
from clerkdoctor.render.lines import Lines
from clerkdoctor.render.text import visible

_GROUPS = {
    "browser": "read by the browser",
    "next-server": "read by the Next.js server",
    "convex": "read by Convex",
    "webhook-handler": "read by the webhook handler",
    "build": "read by the build and the Convex CLI",
    "nobody": "read by nothing that is seen here",
}
# State → the sign, its ASCII, and its style.
_SIGNS = {
    "set": ("✓", "+", "green"),
    "empty": ("∅", "0", "bold red"),
    "missing": ("–", "-", "dim"),
    "differs": ("≠", "!", "bold yellow"),
    "unreadable": ("?", "?", "magenta"),
}
_SHORT = {"production": "prod", "development": "dev"}
_SHOWN = 60
"""Rows of what nothing here reads that are shown without --verbose."""


def deployed_lines(lines: Lines, data: Mapping[str, Any], *, whole: bool) -> Iterator[Line]:
    """For each app its table. `whole`: all rows, also those that nothing here reads."""
    apps = dict.fromkeys(source.get("app") for source in data["sources"])
    for app in apps:
        rows = [r for r in data["variables"] if r.get("app") == app and "deployed" in r]
        sources = [s for s in data["sources"] if s.get("app") == app]
        if rows:
            yield Line()
            title = "variables by deployment" + (f" of {visible(app)}" if app else "")
            yield Line(title, "bold")
            of_convex = {s["source"] for s in sources if s["side"] == "convex"}
            yield from _Table(lines, rows, of_convex, whole=whole).lines()
        yield from _unread(lines, sources)


def _unread(lines: Lines, sources: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    reasons: dict[str, list[str]] = {}
    for source in sources:
        if source["reason"]:
            reasons.setdefault(source["reason"], []).append(source["source"])
    for reason, labels in reasons.items():
        yield from lines.hang(Line("  ?  ", "magenta"), f"{', '.join(labels)}: it {reason}", 5)


class _Layout(NamedTuple):
    """The name's width, the columns' heads in two lines, their widths, and the fingerprint's."""

    name: int
    heads: list[tuple[str, str]]
    widths: list[int]
    digits: int


class _Table:
    def __init__(
        self, lines: Lines, rows: Sequence[dict[str, Any]], of_convex: set[str], *, whole: bool
    ) -> None:
        self.out = lines
        self.of_convex = of_convex
        self.rows = rows
        self.whole = whole
        self._signs = {
            state: (sign if lines.screen.unicode else plain, style)
            for state, (sign, plain, style) in _SIGNS.items()
        }
        self.labels = [cell["source"] for cell in rows[0]["deployed"]]
        self.revealed = any("value" in cell for row in rows for cell in row["deployed"])

    def lines(self) -> Iterator[Line]:
        by_reader: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows:
            by_reader.setdefault(row["read_by"], []).append(row)
        layout = None if self.revealed else self._layout()
        if layout:
            yield from self._head(layout)
        for reader, title in _GROUPS.items():
            rows = by_reader.get(reader, [])
            if not rows:
                continue
            shown = rows if self.whole or reader != "nobody" else _first(rows)
            yield Line(f"  {title}", "dim")
            for row in shown:
                if layout:
                    yield self._row(row, layout)
                else:
                    yield from self._item(row)
            if len(shown) < len(rows):
                more = f"    … and {len(rows) - len(shown)} more (--verbose shows them)"
                yield Line(more, "dim")
        yield from self._legend()

    # As a table

    def _layout(self) -> _Layout | None:
        """What fits the screen; None where nothing does.

        First whole words and whole fingerprints are tried, then shorter ones.
        """
        names = max(len(visible(row["name"])) for row in self.rows[:2000])
        for short, digits in ((False, 8), (True, 8), (True, 4)):
            heads = [_head(label, short=short) for label in self.labels]
            widths = [max(len(a), len(b), 2 + digits) for a, b in heads]
            room = self.out.width - 4 - sum(widths) - 2 * len(widths)
            if room >= min(names, 34):
                return _Layout(min(names, room), heads, widths, digits)
        return None

    def _head(self, layout: _Layout) -> Iterator[Line]:
        name, heads, widths, _ = layout
        for part in (0, 1):
            words = [f"{head[part]:<{width}}" for head, width in zip(heads, widths, strict=True)]
            yield Line(" " * (name + 4) + "  " + "  ".join(words), "bold")

    def _row(self, row: dict[str, Any], layout: _Layout) -> Line:
        """A row, coloured where something is not as it is to be."""
        name, _, widths, digits = layout
        shown = visible(row["name"])
        if len(shown) > name:
            shown = shown[: name - 1] + ("…" if self.out.screen.unicode else ".")
        line = Line("    " + shown.ljust(name))
        for cell, width in zip(row["deployed"], widths, strict=True):
            state = cell["state"]
            sign, style = self._signs[state]
            if state == "set":
                line.append("  " + f"{sign} {cell['fingerprint'][:digits]}".ljust(width))
                continue
            if state == "missing" and self._is_out_of_place(row, cell):
                sign = ""
            digest = cell["fingerprint"][:digits] if state == "differs" else ""
            text = f"{sign} {digest}".rstrip()
            line.append("  ")
            line.append(text, style)
            line.append(" " * (width - len(text)))
        return line

    # As a list

    def _item(self, row: dict[str, Any]) -> Iterator[Line]:
        yield Line(f"    {visible(row['name'])}", "bold")
        for cell in row["deployed"]:
            if self._is_out_of_place(row, cell):
                continue
            sign, style = self._signs[cell["state"]]
            head = Line(f"      {sign} ", style)
            if "value" in cell:  # whole, to be copied
                yield Line.assemble(head, f"{visible(cell['source'])}  ", visible(cell["value"]))
                continue
            what = f"  {cell['mask']}  {cell['fingerprint']}" if cell["fingerprint"] else ""
            yield from self.out.hang(head, f"{cell['source']}{what}", 8)

    def _is_out_of_place(self, row: Mapping[str, Any], cell: Mapping[str, Any]) -> bool:
        """Whether a variable is not set where nothing would read it: that is no gap."""
        is_convex = cell["source"] in self.of_convex
        readers = {"convex": True, "browser": False, "next-server": False, "build": False}
        return cell["state"] == "missing" and readers.get(row["read_by"], is_convex) != is_convex

    def _legend(self) -> Iterator[Line]:
        words = {
            "set": "set", "missing": "missing", "differs": "differs where it is not to",
            "unreadable": "not readable", "empty": "empty",
        }  # fmt: skip
        states = {cell["state"] for row in self.rows for cell in row["deployed"]}
        said = [
            f"{self._signs[state][0]} {word}" for state, word in words.items() if state in states
        ]
        text = ", ".join(said) + "; equal values have equal digits"
        yield from self.out.hang(Line("  "), text, 2, "dim")


def _head(label: str, *, short: bool) -> tuple[str, str]:
    """A label in two lines: what it is a part of, and its own word."""
    above, colon, below = visible(label).partition(":")
    if not colon:
        above, below = "", above
    if short:
        below = _SHORT.get(below, below)
        below = below if len(below) <= 12 else below[:11] + "."
    return above, below


def _first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of what nothing here reads: what differs, then as many others as are worth a look."""
    if len(rows) <= _SHOWN:
        return rows
    states = [{cell["state"] for cell in row["deployed"]} for row in rows]
    odd = [row for row, seen in zip(rows, states, strict=True) if "differs" in seen]
    others = [row for row, seen in zip(rows, states, strict=True) if "differs" not in seen]
    return (odd + others)[:_SHOWN]
