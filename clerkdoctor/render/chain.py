"""The chain from a publishable key to an identity in Convex, on one page.

The headline first, then a line for each link: what was seen, and below it where, and why it does
not hold or is not seen.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from clerkdoctor.render.line import Line
from clerkdoctor.render.lines import STYLE, Lines
from clerkdoctor.render.text import glyph, visible

_WORDS = {"pass": "pass", "fail": "error", "unknown": "unknown", "not_applicable": "n/a"}
_KINDS = {"pass": "pass", "fail": "error", "unknown": "unknown", "not_applicable": "not_applicable"}
_LONGEST = 26


def chain_lines(lines: Lines, data: Mapping[str, Any]) -> Iterator[Line]:
    """The page for each app that has Convex functions."""
    for app in data.get("apps", (data,)):
        if app.get("chain"):
            yield from _app(lines, app)


def _app(lines: Lines, data: Mapping[str, Any]) -> Iterator[Line]:
    links = data["chain"]
    yield Line()
    of = f" of {data['app']}" if data.get("app") else ""
    head = Line("chain  ", "bold")
    yield from lines.hang(head, f"from Clerk's key to an identity in Convex{of}", 7, "dim")
    yield from lines.hang(Line("       "), data["headline"], 7, "bold")
    yield Line()
    column = min(max(len(visible(link["link"])) for link in links), _LONGEST)
    for link in links:
        yield from _link(lines, link, column)
    yield Line()


def _link(lines: Lines, link: Mapping[str, Any], column: int) -> Iterator[Line]:
    kind = _KINDS[link["status"]]
    mark = f"{glyph(kind, unicode=lines.screen.unicode)} {_WORDS[link['status']]}"
    name = visible(link["link"])
    indent = 11 + column + 2
    head = Line.assemble((f"{mark:<11}", STYLE[kind]), f"{name:<{column}}  ")
    if len(name) > column:
        yield from lines.hang(Line.assemble((f"{mark:<11}", STYLE[kind])), name, 11)
        head = Line(" " * indent)
    yield from lines.hang(head, link["seen"] or "–", indent)
    is_told = link["at"] is None or f"`{link['at']}`" in link["seen"]
    if not is_told and link["status"] != "not_applicable":
        yield from lines.hang(Line(" " * indent), link["at"], indent, "dim")
    if link["why"] and link["status"] == "fail":
        yield from lines.hang(Line(" " * indent), link["why"], indent, "bold")
