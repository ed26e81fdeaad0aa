"""The table of variables by source, row by row."""

from typing import Any

import pytest

from clerkdoctor.render.deployed_lines import deployed_lines
from clerkdoctor.render.lines import Lines, Screen


def cell(source: str, state: str, digits: str | None = None) -> dict[str, Any]:
    mask = None if digits is None else "…"
    return {"source": source, "state": state, "mask": mask, "fingerprint": digits}


def row(name: str, *cells: dict[str, Any], read_by: str = "next-server") -> dict[str, Any]:
    return {"name": name, "read_by": read_by, "deployed": list(cells)}


def data(*rows: dict[str, Any]) -> dict[str, Any]:
    sources = [
        {"source": "local", "side": "next", "reason": None},
        {"source": "vercel:production", "side": "next", "reason": None},
        {"source": "convex:prod", "side": "convex", "reason": None},
    ]
    return {"sources": sources, "variables": list(rows)}


DATA = data(
    row("CLERK_SECRET_KEY", cell("local", "set", "0123abcd"),
        cell("vercel:production", "unreadable"), cell("convex:prod", "missing")),
    row("SAME", cell("local", "differs", "11111111"), cell("vercel:production", "differs", "22222222"),
        cell("convex:prod", "missing")),
    row("EVIL\x1b[31m", cell("local", "empty", "44444444"), cell("vercel:production", "missing"),
        cell("convex:prod", "set", "33333333")),
)  # fmt: skip


def shown(screen: Screen, stated: dict[str, Any] = DATA) -> list[str]:
    lines = Lines(screen)
    return lines.text(deployed_lines(lines, stated, whole=True)).splitlines()


def test_each_row_has_its_signs_in_their_columns() -> None:
    assert shown(Screen(width=100))[2:8] == [
        "                                  vercel      convex",
        "                      local       production  prod",
        "  read by the Next.js server",
        "    CLERK_SECRET_KEY  ✓ 0123abcd  ?",
        "    SAME              ≠ 11111111  ≠ 22222222",
        "    EVIL\\x1b[31m      ∅           –           ✓ 33333333",
    ]


def test_ascii_has_signs_of_its_own() -> None:
    rows = shown(Screen(width=100, encoding="ascii"))
    assert "    CLERK_SECRET_KEY  + 0123abcd  ?" in rows
    assert "    SAME              ! 11111111  ! 22222222" in rows


def test_what_is_set_as_it_is_to_be_has_no_colour() -> None:
    rows = shown(Screen(width=100, color=True))
    assert "    CLERK_SECRET_KEY  ✓ 0123abcd  \x1b[35m?\x1b[0m" in rows
    assert "    SAME              \x1b[1;33m≠ 11111111\x1b[0m  \x1b[1;33m≠ 22222222\x1b[0m" in rows


@pytest.mark.parametrize("count", [1, 99, 100, 101, 5000])
def test_no_row_is_lost_among_many(count: int) -> None:
    cells = (cell("local", "set", "0123abcd"), cell("vercel:production", "missing"),
             cell("convex:prod", "set", "0123abcd"))  # fmt: skip
    names = [f"NAME_{number:04}" for number in range(count)]
    rows = shown(Screen(width=100), data(*(row(name, *cells) for name in names)))
    table = [line.split()[0] for line in rows if line.startswith("    NAME_")]
    assert table == names
