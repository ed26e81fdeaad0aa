"""The baseline: the problems that were there when it was written, by their fingerprints."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clerkdoctor.errors import Trouble
from clerkdoctor.gather.files import MEGABYTE, Missing, Unreadable, read

NAME = "clerkdoctor-baseline.json"
SCHEMA = "clerkdoctor.baseline/1"

_AGAIN = "write it with `clerkdoctor check --write-baseline`"


def baseline(path: Path) -> list[tuple[str, str | None, str]]:
    """The problems that the file lists: the check, the app, the fingerprint.

    Raises `Trouble` for a file that is not there, or that is no baseline.
    """
    content = read(path, 10 * MEGABYTE)
    if isinstance(content, Missing):
        raise Trouble(f"the baseline `{path}` does not exist", _AGAIN)
    if isinstance(content, Unreadable):
        raise Trouble(f"the baseline `{path}` {content.reason}", _AGAIN)
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise Trouble(f"the baseline `{path}` is not JSON", _AGAIN) from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise Trouble(f"`{path}` is no baseline: its schema is not `{SCHEMA}`", _AGAIN)
    rows = document.get("problems")
    if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
        raise Trouble(f"the baseline `{path}` does not list its problems as it was written", _AGAIN)
    return [(row["check"], row["app"], row["fingerprint"]) for row in rows]


def text(problems: Sequence[Any]) -> str:
    """The file's content: a problem a line, so that a difference in git names what was mended."""
    rows = ",\n".join(f"    {json.dumps(row)}" for row in problems)
    listed = f"[\n{rows}\n  ]" if rows else "[]"
    return f'{{\n  "schema": "{SCHEMA}",\n  "problems": {listed}\n}}\n'


def _is_row(row: object) -> bool:
    return (
        isinstance(row, dict)
        and isinstance(row.get("check"), str)
        and isinstance(row.get("fingerprint"), str)
        and isinstance(row.get("app", 0), str | None)
    )
