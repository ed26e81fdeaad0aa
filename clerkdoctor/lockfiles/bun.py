"""bun.lock, lockfileVersion 0, 1 and 2: JSON with trailing commas.

Source: files written by Bun 1.2 to 1.4 and Bun's own reader (`src/install/lockfile/bun.lock.zig`).
A package's key is its place: `next`, or `web/next` where the workspace package `web` has its own,
or `@clerk/nextjs/@clerk/shared`. Its value is a list that begins with `name@version`.

bun.lockb, the older form, is binary and nobody else's to read.
"""

import json
from typing import cast

from clerkdoctor import json_text
from clerkdoctor.lockfiles.lock import (
    Broken,
    Lock,
    Locked,
    NotLocked,
    linked,
    unlisted,
    without_entry,
)

BINARY = (
    "is Bun's binary format, which only Bun reads; "
    "`bun install --save-text-lockfile` writes `bun.lock` instead"
)

_DECLARED = ("dependencies", "optionalDependencies", "peerDependencies")

# What may stand where a version stands, of a package that has none.
_FOLDERS = ("workspace:", "link:", "file:", "root:")


def parse(text: str) -> Lock | Broken:
    stated, plain = json_text.load_relaxed(text)
    if isinstance(stated, json_text.NotJson):
        return Broken(stated.reason, stated.line)
    if not isinstance(stated, dict):
        return Broken("is not an object")
    version = stated.get("lockfileVersion")
    if version not in (0, 1, 2) or isinstance(version, bool):
        return Broken(f"has `lockfileVersion` {json.dumps(version)}; 0, 1 and 2 are known")
    workspaces, packages = stated.get("workspaces"), stated.get("packages", {})
    if not isinstance(workspaces, dict) or not isinstance(packages, dict):
        return Broken("states no `workspaces`, or no `packages`")
    return _Bun(plain, version, workspaces, packages)


class _Bun:
    def __init__(
        self, text: str, version: int, workspaces: dict[str, object], packages: dict[str, object]
    ) -> None:
        self.format = f"bun {version}"
        self._text = text
        self._workspaces = workspaces
        self._packages = packages

    def direct(self, importer: str, name: str, wanted: str) -> Locked | NotLocked:
        del wanted
        workspace = self._workspaces.get("" if importer == "." else importer)
        if not isinstance(workspace, dict):
            return unlisted(importer)
        own = workspace.get("name")
        keys = [f"{own}/{name}", name] if importer != "." and isinstance(own, str) else [name]
        for key in keys:
            if key in self._packages:
                return self._locked(key)
        return without_entry(name)

    def below(self, owner: Locked, name: str) -> Locked | None:
        entry = cast("list[object]", self._packages[owner.key])
        stated: dict[str, object] = next((part for part in entry if isinstance(part, dict)), {})
        sections = (stated.get(section) for section in _DECLARED)
        if not any(isinstance(section, dict) and name in section for section in sections):
            return None
        within = owner.key
        while True:
            key = f"{within}/{name}" if within else name
            if key in self._packages:
                found = self._locked(key)
                return found if isinstance(found, Locked) else None
            if not within:
                return None
            within = _above(within)

    def _locked(self, key: str) -> Locked | NotLocked:
        entry = self._packages[key]
        first = entry[0] if isinstance(entry, list) and entry else None
        if not isinstance(first, str) or "@" not in first[1:]:
            return NotLocked(f"states no version at `{key}`")
        at = first.index("@", 1)
        name, version = first[:at], first[at + 1 :]
        if version.startswith(_FOLDERS):
            return linked(version.partition(":")[2])
        return Locked(name, version, json_text.key_line(self._text, key, "["), key)


def _above(key: str) -> str:
    """The place that contains a place: `web/@clerk/nextjs` → `web`, `@clerk/nextjs` → nothing."""
    shorter = key.rpartition("/")[0]
    last = shorter.rpartition("/")[2]
    # Half of a scoped name is no place.
    return shorter.rpartition("/")[0] if last.startswith("@") else shorter
