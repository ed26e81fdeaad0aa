"""package-lock.json and npm-shrinkwrap.json, lockfileVersion 1, 2 and 3.

Source: npm's "package-lock.json" documentation and @npmcli/arborist (`lib/shrinkwrap.js`).
Versions 2 and 3 map places (`apps/web/node_modules/next`) to packages; version 1, and the half of
version 2 that older npm reads, nests packages below those they are installed in.
"""

import json
from collections.abc import Iterator
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

_DECLARED = ("dependencies", "optionalDependencies", "peerDependencies", "devDependencies")

_Entry = dict[str, object]


def parse(text: str) -> Lock | Broken:
    stated = json_text.load(text)
    if isinstance(stated, json_text.NotJson):
        return Broken(stated.reason, stated.line)
    if not isinstance(stated, dict):
        return Broken("is not an object")
    version = stated.get("lockfileVersion")
    if version not in (1, 2, 3) or isinstance(version, bool):
        return Broken(f"has `lockfileVersion` {json.dumps(version)}; 1, 2 and 3 are known")
    if isinstance(stated.get("packages"), dict):
        return _Places(text, version, stated["packages"])
    if version == 1 and isinstance(stated.get("dependencies", {}), dict):
        return _Nested(text, stated.get("dependencies", {}))
    return Broken("states no packages")


class _Places:
    """Versions 2 and 3."""

    def __init__(self, text: str, version: int, packages: dict[str, object]) -> None:
        self.format = f"npm {version}"
        self._text = text
        self._packages = packages

    def direct(self, importer: str, name: str, wanted: str) -> Locked | NotLocked:
        del wanted  # npm fixes places, whatever was asked for there
        folder = "" if importer == "." else importer
        if not isinstance(self._packages.get(folder), dict):
            return unlisted(importer)
        for key in _places(folder, name):
            if key in self._packages:
                return self._locked(key, name)
        return without_entry(name)

    def below(self, owner: Locked, name: str) -> Locked | None:
        entry = cast("_Entry", self._packages[owner.key])
        if not _declares(entry, name, _DECLARED[:3]):
            return None
        for key in _places(owner.key, name):
            if key in self._packages:
                found = self._locked(key, name)
                return found if isinstance(found, Locked) else None
        return None

    def _locked(self, key: str, name: str) -> Locked | NotLocked:
        entry = self._packages[key]
        if not isinstance(entry, dict):
            return NotLocked(f"holds no object at `{key}`")
        if entry.get("link") is True:
            return linked(str(entry.get("resolved", key)))
        version = entry.get("version")
        if not isinstance(version, str):
            return NotLocked(f"states no version at `{key}`")
        own = entry.get("name")
        return Locked(
            own if isinstance(own, str) else name,
            version,
            json_text.key_line(self._text, key, "{"),
            key,
        )


class _Nested:
    """Version 1. A key is the path of names down to the package, joined by `>`."""

    format = "npm 1"

    def __init__(self, text: str, dependencies: dict[str, object]) -> None:
        self._text = text
        self._root: _Entry = {"dependencies": dependencies}

    def direct(self, importer: str, name: str, wanted: str) -> Locked | NotLocked:
        del wanted
        path: tuple[str, ...] = ()
        if importer != ".":
            members = [
                member
                for member, entry in _nested(self._root).items()
                if isinstance(entry, dict) and entry.get("version") == f"file:{importer}"
            ]
            if not members:
                return unlisted(importer)
            path = (members[0],)
        return self._upward(path, name) or without_entry(name)

    def below(self, owner: Locked, name: str) -> Locked | None:
        path = tuple(owner.key.split(">"))
        if not _declares(self._at(path), name, ("requires",)):
            return None
        found = self._upward(path, name)
        return found if isinstance(found, Locked) else None

    def _at(self, path: tuple[str, ...]) -> _Entry:
        entry = self._root
        for name in path:
            entry = cast("_Entry", _nested(entry)[name])
        return entry

    def _upward(self, path: tuple[str, ...], name: str) -> Locked | NotLocked | None:
        for length in range(len(path), -1, -1):
            if name in _nested(self._at(path[:length])):
                return self._locked((*path[:length], name))
        return None

    def _locked(self, path: tuple[str, ...]) -> Locked | NotLocked:
        *above, name = path
        entry = _nested(self._at(tuple(above)))[name]
        version = entry.get("version") if isinstance(entry, dict) else None
        if not isinstance(version, str):
            return NotLocked(f"states no version of `{name}`")
        if version.startswith("file:"):
            return linked(version[len("file:") :])
        if version.startswith("npm:"):
            name, _, version = version[len("npm:") :].rpartition("@")
        return Locked(name, version, self._line(path), ">".join(path))

    def _line(self, path: tuple[str, ...]) -> int:
        at, place = json_text.start(self._text), 0
        for name in path:
            for wanted in ("dependencies", name):
                for member in json_text.members(self._text, at):
                    if member.key == wanted:
                        at_next, place = member.value_at, member.at
                at = at_next
        return json_text.line(self._text, place)


def _nested(entry: _Entry) -> dict[str, object]:
    dependencies = entry.get("dependencies")
    return dependencies if isinstance(dependencies, dict) else {}


def _declares(entry: _Entry, name: str, sections: tuple[str, ...]) -> bool:
    stated = (entry.get(section) for section in sections)
    return any(isinstance(section, dict) and name in section for section in stated)


def _places(folder: str, name: str) -> Iterator[str]:
    """Where Node.js looks for `name` from inside `folder`, nearest first."""
    parts = folder.split("/") if folder else []
    for length in range(len(parts), -1, -1):
        if length and parts[length - 1] == "node_modules":
            continue
        yield "/".join([*parts[:length], "node_modules", name])
