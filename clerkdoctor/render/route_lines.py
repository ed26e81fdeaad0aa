"""The table of routes: by access and by what decides, readable for an app of hundreds."""

from collections.abc import Iterator, Mapping
from typing import Any

from clerkdoctor.render.line import Line
from clerkdoctor.render.lines import Lines
from clerkdoctor.render.routes import counts, grouped
from clerkdoctor.render.text import visible

_STYLES = {"unknown": "magenta", "unguarded": "yellow", "public": "cyan", "protected": "green"}
_MARKS = {
    "unknown": ("?", "?"),
    "unguarded": ("○", "o"),
    "public": ("◇", "-"),
    "protected": ("●", "*"),
}
_SHOWN = 8


def route_lines(lines: Lines, data: Mapping[str, Any], *, whole: bool) -> Iterator[Line]:
    """A heading, then for each access and reason its routes, the surprising ones first."""
    for app in data.get("apps", (data,)):
        yield from _app(lines, app, whole=whole)


def _app(lines: Lines, data: Mapping[str, Any], *, whole: bool) -> Iterator[Line]:
    rows = data["routes"]
    running = data["middleware"]
    yield Line()
    of = f" of {data['app']}" if "app" in data else ""
    words = f"{counts(rows)}{of} (signed out)"
    yield from lines.hang(Line("routes  ", "bold"), words, 8)
    stated = f"by {running['file']}" if running else "no middleware runs in this app"
    yield from lines.hang(Line("        "), stated, 8, "dim")
    for access, because, place, found in grouped(rows):
        yield Line()
        mark = _MARKS[access][0 if lines.screen.unicode else 1]
        head = Line(f"{mark} {access:<10} ", f"bold {_STYLES[access]}")
        at = f" ({place})" if place else ""
        yield from lines.hang(head, f"{because.removeprefix(f'{access}: ')}{at}", 13)
        shown = found if whole or len(found) <= _SHOWN + 1 else found[:_SHOWN]
        column = min(max(len(visible(row["path"])) for row in shown), lines.width - 34)
        for row in shown:
            yield from _route(lines, row, column)
        if len(shown) < len(found):
            more = f"… and {len(found) - len(shown)} more (--verbose shows them)"
            yield from lines.hang(Line(" " * 13), more, 13, "dim")


def _route(lines: Lines, row: Mapping[str, Any], column: int) -> Iterator[Line]:
    methods = " ".join(row["methods"] or ())
    kind = "" if row["kind"] == "page" else row["kind"]
    aside = "  ".join(part for part in (kind, methods) if part)
    path = visible(row["path"])
    head = Line(f"{' ' * 13}{path:<{max(column, 1)}}" if aside else f"{' ' * 13}{path}")
    yield from lines.hang(head, f"  {aside}" if aside else "", 15, "dim")
