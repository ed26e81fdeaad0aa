"""The lock file that decides an app's versions, and what it says."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from clerkdoctor import json_text, semver
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import Dependency, Installed, Manifest, Unread
from clerkdoctor.gather import files
from clerkdoctor.lockfiles.lock import Broken, Lock, Locked

# What packages of interest bring along, and is of interest itself.
BROUGHT_ALONG = (
    "@clerk/backend", "@clerk/shared", "@clerk/clerk-react", "@clerk/react", "standardwebhooks",
    "svix",
)  # fmt: skip

LIMIT = 32 * files.MEGABYTE

# In a folder with several, the one that the manager named in package.json writes; else in the
# order of Vercel's build (vercel/vercel, build-utils, `scanParentDirs`): Yarn, pnpm, npm, Bun.
LOCK_FILES = (
    ("yarn.lock", "yarn"),
    ("pnpm-lock.yaml", "pnpm"),
    ("npm-shrinkwrap.json", "npm"),
    ("package-lock.json", "npm"),
    ("bun.lock", "bun"),
    ("bun.lockb", "bun"),
)


class Level(NamedTuple):
    """A folder with a package.json that bears on an app: its own, then the workspace's root.

    `path` is the folder's, relative to the app.
    """

    folder: Path
    path: str
    manifest: Manifest


class LockFile(NamedTuple):
    """What was found in a folder: the lock file's name, what it says, and others beside it.

    `problem` is why it could not be read; its place is relative to the folder.
    """

    name: str
    lock: Lock | None
    others: tuple[str, ...]
    problem: Unread | None = None


def find(
    levels: Sequence[Level], known: dict[Path, LockFile | None]
) -> tuple[Level, LockFile] | None:
    """The lock file of the nearest folder that has one; `known` keeps what was read before."""
    for level in levels:
        if level.folder not in known:
            known[level.folder] = _in_folder(level)
        found = known[level.folder]
        if found is not None:
            return level, found
    return None


def _in_folder(level: Level) -> LockFile | None:
    names = [one for one in LOCK_FILES if os.path.lexists(level.folder / one[0])]
    if not names:
        return None
    manager = (level.manifest.package_manager or "").partition("@")[0]
    names.sort(key=lambda one: one[1] != manager)
    (name, tool), *rest = names
    others = tuple(one for one, _tool in rest)
    lock = _read(level, name, tool)
    if isinstance(lock, Unread):
        return LockFile(name, None, others, lock)
    return LockFile(name, lock, others)


def _read(level: Level, name: str, tool: str) -> Lock | Unread:
    if name == "bun.lockb":
        from clerkdoctor.lockfiles.bun import BINARY

        return Unread(Place(name), BINARY)
    content = files.read(level.folder / name, LIMIT)
    if not isinstance(content, bytes):
        reason = content.reason if isinstance(content, files.Unreadable) else "is gone"
        return Unread(Place(name), reason)
    text = json_text.decode(content)
    if isinstance(text, json_text.NotJson):
        return Unread(Place(name, text.line), text.reason)
    lock = _parse(tool, text, level)
    return Unread(Place(name, lock.line), lock.reason) if isinstance(lock, Broken) else lock


def _parse(tool: str, text: str, level: Level) -> Lock | Broken:
    if tool == "pnpm":
        from clerkdoctor.lockfiles import pnpm

        return pnpm.parse(text)
    if tool == "yarn":
        from clerkdoctor.lockfiles import yarn

        catalogs = _yarn_catalogs(level.folder) if '"catalog:' in text else ()
        return yarn.parse(text, dict(level.manifest.resolutions), catalogs)
    if tool == "bun":
        from clerkdoctor.lockfiles import bun

        return bun.parse(text)
    from clerkdoctor.lockfiles import npm

    return npm.parse(text)


def _yarn_catalogs(folder: Path) -> tuple[tuple[str, str, str], ...]:
    """The catalogs of Yarn 4.10 and later; none where the file cannot be read."""
    content = files.read(folder / ".yarnrc.yml", files.MEGABYTE)
    if not isinstance(content, bytes):
        return ()
    from clerkdoctor.gather.manifest import catalogs_of
    from clerkdoctor.gather.yaml_text import load

    stated = load(content)
    return catalogs_of(stated) if isinstance(stated, dict) else ()


def locked(
    stated: Lock, place: Place, importer: str, dependency: Dependency
) -> list[Installed] | Unread:
    """What a lock file says of a dependency and of what that brings along, nearest first.

    `place` is the lock file's, `importer` the folder that asks, relative to the lock file's.
    """
    direct = stated.direct(importer, dependency.name, dependency.wanted)
    if not isinstance(direct, Locked):
        return Unread(place, direct.reason)
    packages = [_installed(direct, place, dependency.name, ())]
    waiting: list[tuple[Locked, tuple[str, ...]]] = [(direct, (dependency.name,))]
    while waiting:
        owner, via = waiting.pop(0)
        if not brings_something(owner.name):
            continue
        for name in BROUGHT_ALONG:
            below = stated.below(owner, name) if name not in via else None
            if below is not None:
                packages.append(_installed(below, place, name, via))
                waiting.append((below, (*via, name)))
    return packages


def brings_something(name: str) -> bool:
    return name.startswith("@clerk/") or name == "svix"


def _installed(locked: Locked, place: Place, asked: str, via: tuple[str, ...]) -> Installed:
    version = semver.parse(locked.version)
    return Installed(
        locked.name,
        locked.version,
        version,
        version.major if version else None,
        "lockfile",
        Place(place.path, locked.line),
        via,
        alias=asked if asked != locked.name else None,
    )


def joined(folder: str, name: str) -> str:
    return name if folder == "." else f"{folder}/{name}"


def relative(path: Path, base: Path) -> str:
    """A path for a place: with `/`, and with `..` where it is not below `base`."""
    return os.path.relpath(path, base).replace(os.sep, "/")
