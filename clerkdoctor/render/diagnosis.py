"""What `diagnose` says before the checks: the sentences, and the documented lines."""

from collections.abc import Iterator, Mapping
from typing import Any

from clerkdoctor.render.line import Line
from clerkdoctor.render.lines import Lines

_SHOWN = 4


def diagnosis(lines: Lines, data: Mapping[str, Any], *, whole: bool) -> Iterator[Line]:
    """The command's own part of the report's data, as lines."""
    if "explanation" in data:
        yield Line()
        for sentence in data["explanation"]:
            yield from lines.hang(Line(), sentence, 0, "bold")
        yield Line()
        yield from _found(lines, data["found"], whole=whole)
    if "checklist" in data:
        yield Line()
        yield Line(data["symptom"] if lines.screen.unicode else _ascii(data["symptom"]), "bold")
        for row in data["checklist"]:
            yield from lines.marked(row["status"], row["line"])
            if row["checks"] and row["status"] != "pass":
                names = row["checks"] if whole else row["checks"][:_SHOWN]
                more = len(row["checks"]) - len(names)
                listed = ", ".join(names) + (f" and {more} more" if more else "")
                yield from lines.hang(Line(" " * 11), listed, 11, "dim")
            if row["live"]:
                yield from lines.hang(Line(" " * 11), f"see also: {row['live']}", 11, "dim")


def _found(lines: Lines, found: list[dict[str, Any]], *, whole: bool) -> Iterator[Line]:
    for row in found if whole else found[:_SHOWN]:
        times = f" ({row['times']} times)" if row["times"] > 1 else ""
        words = row["text"].replace("`", "'")
        yield from lines.hang(Line("known   ", "dim"), f"`{words}`{times}: {row['meaning']}", 8)
        if row["line"]:
            yield from lines.hang(Line("in      ", "dim"), row["line"], 8, "dim")
    if not whole and len(found) > _SHOWN:
        more = f"… and {len(found) - _SHOWN} more (--verbose shows them)"
        yield from lines.hang(Line("        "), more, 8, "dim")


def _ascii(text: str) -> str:
    return text.replace("“", '"').replace("”", '"')
