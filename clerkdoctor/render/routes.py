"""The routes by access, for people and for programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.routes import RoutePath, Routes

_KINDS = {"metadata": "route"}
# The surprising ones first.
ORDER = ("unknown", "unguarded", "public", "protected")


def data(apps: Mapping[str | None, Evidence], wanted: frozenset[str]) -> dict[str, Any]:
    """`check-routes`' own part of the JSON document.

    `wanted` are the kinds of access to list, all where it is empty. A workspace of several apps
    has one such document for each, under `apps`.
    """
    found = {
        app: _app(stated, wanted)
        for app, seen in apps.items()
        if isinstance(stated := seen[Routes], Routes)
    }
    if None in found:
        return found[None]
    if not found:
        return {"middleware": None, "routes": []}
    return {"apps": [{"app": app, **rows} for app, rows in found.items()]}


def _app(routes: Routes, wanted: frozenset[str]) -> dict[str, Any]:
    running = routes.middleware
    rows = [_row(one) for one in (*routes.routes, *routes.convex, *routes.asked)]
    return {
        "middleware": None
        if running is None
        else {
            "file": running.file.path,
            "framework_major": routes.next_major,
            "clerk_major": routes.clerk_major,
        },
        "base_path": routes.base_path,
        "routes": [row for row in rows if not wanted or row["access"] in wanted],
    }


def _row(route: RoutePath) -> dict[str, Any]:
    at = route.at
    return {
        "path": route.path,
        "file": route.file,
        "kind": _KINDS.get(route.kind, route.kind),
        "methods": None if route.methods is None else list(route.methods),
        "middleware": route.runs,
        "access": route.access,
        "because": route.because,
        "location": None
        if at is None
        else {key: value for key, value in at._asdict().items() if value is not None},
    }


def grouped(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str, str, list[dict[str, Any]]]]:
    """Routes with one access for one reason: (access, reason, place, routes), largest first."""
    for access in ORDER:
        reasons: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in rows:
            if row["access"] == access:
                reasons.setdefault((row["because"], place_of(row["location"])), []).append(row)
        for (because, place), found in sorted(reasons.items(), key=lambda item: -len(item[1])):
            yield access, because, place, found


def place_of(location: dict[str, Any] | None) -> str:
    if location is None:
        return ""
    return f"{location['path']}:{location['line']}" if "line" in location else location["path"]


def counts(rows: Sequence[dict[str, Any]]) -> str:
    """`34 routes: 1 unknown, 3 unguarded, 12 public, 18 protected`."""
    found = [(access, sum(row["access"] == access for row in rows)) for access in ORDER]
    listed = ", ".join(f"{number} {access}" for access, number in found if number)
    return f"{len(rows)} route{'' if len(rows) == 1 else 's'}: {listed or 'none'}"
