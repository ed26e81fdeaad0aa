"""What is installed in node_modules, found as Node.js finds it."""

import os
from pathlib import Path
from typing import NamedTuple

from clerkdoctor import json_text, semver
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import Dependency, Installed, Unread
from clerkdoctor.gather import files
from clerkdoctor.gather.lockfiles import BROUGHT_ALONG, Level, brings_something, relative


class Tree(NamedTuple):
    """Where to look: not above `limit`, the workspace's root; places are relative to `base`."""

    limit: Path
    base: Path


class _Package(NamedTuple):
    """An installed package, the folder it really is in, and the names that it depends on."""

    installed: Installed
    folder: Path
    brings: frozenset[str]


def installed(
    tree: Tree, level: Level, dependency: Dependency, unread: list[Unread]
) -> list[Installed]:
    """A dependency and what it brings along, nearest first; nothing where it is not installed."""
    found: list[Installed] = []
    direct = _find(tree, level.folder, dependency.name, (), unread)
    waiting = [direct] if direct else []
    while waiting:
        package = waiting.pop(0)
        found.append(package.installed)
        one = package.installed
        via = (*one.via, one.alias or one.name)
        if not brings_something(one.name):
            continue
        for name in BROUGHT_ALONG:
            if name in package.brings and name not in via:
                below = _find(tree, package.folder, name, via, unread)
                if below:
                    waiting.append(below)
    return found


def _find(
    tree: Tree, start: Path, name: str, via: tuple[str, ...], unread: list[Unread]
) -> _Package | None:
    for folder in (start, *start.parents):
        if folder.name != "node_modules":
            place = folder / "node_modules" / name
            content = files.read(place / "package.json", files.MEGABYTE)
            if not isinstance(content, files.Missing):
                found = _package(tree, place, content, name)
                if isinstance(found, Unread):
                    unread.append(found)
                    return None
                return found._replace(installed=found.installed._replace(via=via))
        if folder == tree.limit:
            break
    return None


def _package(
    tree: Tree, folder: Path, content: bytes | files.Unreadable, asked: str
) -> _Package | Unread:
    place = Place(f"{relative(folder, tree.base)}/package.json")
    if isinstance(content, files.Unreadable):
        return Unread(place, content.reason)
    text = json_text.decode(content)
    stated = text if isinstance(text, json_text.NotJson) else json_text.load(text)
    if isinstance(stated, json_text.NotJson):
        return Unread(Place(place.path, stated.line, stated.column), stated.reason)
    text_of = stated.get("version") if isinstance(stated, dict) else None
    if not isinstance(stated, dict) or not isinstance(text_of, str):
        return Unread(place, "states no version")
    own = stated.get("name")
    name = own if isinstance(own, str) and own else asked
    version = semver.parse(text_of)
    sections = (stated.get(key) for key in ("dependencies", "peerDependencies"))
    return _Package(
        Installed(
            name,
            text_of,
            version,
            version.major if version else None,
            "node_modules",
            place,
            alias=asked if asked != name else None,
        ),
        # pnpm and Bun link to a package's real folder, beside which stands what it depends on.
        Path(os.path.realpath(folder)),
        frozenset(one for section in sections if isinstance(section, dict) for one in section),
    )
