"""The story of a recording in lines: `check-session`'s own part of the checklist."""

from collections.abc import Iterator, Mapping
from typing import Any

from clerkdoctor.render.line import Line
from clerkdoctor.render.lines import Lines

_SHOWN = 30


def session_lines(lines: Lines, data: Mapping[str, Any], *, whole: bool) -> Iterator[Line]:
    """Each request that matters, and where the session is lost; nothing without a recording."""
    recording = data.get("recording")
    if not recording or not recording["events"]:
        return
    yield Line()
    words = f"{recording['requests']} requests, of which {recording['to_app']} to the app"
    yield from lines.hang(Line("recording  ", "bold"), words, 11)
    lost = recording["lost"]
    events = recording["events"]
    shown = events if whole else _around(events, lost["number"] if lost else None)
    for event in shown:
        is_lost = bool(lost) and event["number"] == lost["number"]
        after = "" if event["after"] is None else f"{event['after']:.1f} s"
        head = Line(f"  {event['number']:>4} {after:>8}  ", "bold red" if is_lost else "dim")
        yield from lines.hang(head, f"{event['request']}: {event['what']}", 17)
    if len(shown) < len(events):
        more = f"… and {len(events) - len(shown)} more (--verbose shows them)"
        yield from lines.hang(Line(" " * 17), more, 17, "dim")


def _around(events: list[Any], number: int | None) -> list[Any]:
    """The first events, or those around the one at which the session is lost."""
    if len(events) <= _SHOWN:
        return events
    at = next((n for n, event in enumerate(events) if event["number"] == number), 0)
    start = max(0, min(at - _SHOWN // 2, len(events) - _SHOWN))
    return events[start : start + _SHOWN]
