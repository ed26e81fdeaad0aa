"""The two sets of middleware files: `correct/`, and `broken/` with the check that is to tell.

A file's first line says which versions it is written for; lines such as `// /blog → public` say who
gets in, and `// has app/page.tsx` which files the app has beside it.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from clerkdoctor.guard.guard import Guard
from tests.guard.reading import guard

HERE = Path(__file__).parent


class Written(NamedTuple):
    """One file. `check` is the id of the check that fires on it, None for a correct one."""

    path: Path
    source: str
    check: str | None
    next: int
    clerk: int
    file: str
    sign_in: str | None
    access: dict[str, str]
    has: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def export(self) -> str | None:
        """The name of the handler's export."""
        if "export default" in self.source or "exports.default" in self.source:
            return "default"
        found = re.search(r"(?:export const|as|\{) (middleware|proxy)\b", self.source)
        return found[1] if found else None

    def guard(self) -> Guard:
        return guard(self.source, clerk=self.clerk, path=self.file, name=self.export,
                     sign_in_url=self.sign_in)  # fmt: skip


@cache
def collection(folder: str) -> tuple[Written, ...]:
    return tuple(_read(path) for path in sorted((HERE / folder).iterdir()))


def _read(path: Path) -> Written:
    source = path.read_text()
    first = source.partition("\n")[0]
    stated = dict(part.split(maxsplit=1) for part in first.lstrip("/ ").split(" · "))
    return Written(
        path, source, stated.get("broken:"), int(stated["next"]), int(stated["clerk"]),
        stated["file"], stated.get("sign-in"),
        dict(re.findall(r"^// (/\S*) → (\w+)$", source, re.MULTILINE)),
        tuple(re.findall(r"^// has (.+)$", source, re.MULTILINE)),
    )  # fmt: skip
