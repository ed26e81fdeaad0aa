"""Workspaces: which root an app belongs to, and which packages a root has.

Source: npm's `workspaces` (@npmcli/map-workspaces), pnpm's `pnpm-workspace.yaml`, lerna.json.
"""

import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import Manifest, Member, Unread, Workspace
from clerkdoctor.gather import files, manifest
from clerkdoctor.gather.lockfiles import joined, relative
from clerkdoctor.gather.yaml_text import NotYaml, load

# A pattern may match every folder of a disk; no workspace has this many.
_FOLDERS = 20_000
_ALTERNATIVES = 64

_NEVER = frozenset(("node_modules", "bower_components", ".git"))

Manager = Literal["npm", "yarn", "pnpm", "bun", "lerna"]


class Root(NamedTuple):
    """A workspace, and the catalogs that stand beside its patterns."""

    workspace: Workspace
    catalogs: manifest.Catalogs


class _Stated(NamedTuple):
    """What a folder says of packages below it; `ends` that no folder above is asked any more."""

    manager: Manager
    place: Place
    patterns: tuple[str, ...]
    catalogs: manifest.Catalogs = ()
    ends: bool = False


def enclosing(folder: Path, base: Path, unread: list[Unread]) -> Root | None:
    """The workspace that a folder is the root or a package of.

    The search goes upward and ends with the root of the git repository. A folder above that
    states packages but not this one is not its workspace.
    """
    seen: list[Unread] = []
    for root in (folder, *folder.parents):
        path = relative(root, base)
        read = manifest.read(root, joined(path, "package.json"))
        if isinstance(read, Unread):
            seen.append(read)
        own = read if isinstance(read, Manifest) else None
        stated = _stated(root, path, own, seen)
        belongs = stated is not None and _belongs(root, folder, stated.patterns)
        if belongs or (stated and stated.ends) or os.path.lexists(root / ".git"):
            unread += seen
            return _root(root, path, own, stated) if stated and belongs else None
    # Without a repository, what is broken further up is somebody else's.
    unread += [one for one in seen if not one.place.path.startswith("../")]
    return None


def members(root: Root, base: Path) -> Root:
    """The same with its packages listed: every folder with a package.json that a pattern names."""
    folder = root.workspace.folder
    found = []
    for path in matching(folder, root.workspace.patterns):
        own = manifest.read(folder / path, path)
        if not isinstance(own, files.Missing):
            name = own.name if isinstance(own, Manifest) else None
            found.append(Member(name, relative(folder / path, base)))
    return root._replace(workspace=root.workspace._replace(members=tuple(found)))


def _root(root: Path, path: str, own: Manifest | None, stated: _Stated) -> Root:
    def beside(name: str) -> Place | None:
        return Place(joined(path, name)) if files.is_file(root / name) else None

    workspace = Workspace(
        path,
        root,
        stated.manager,
        stated.place,
        stated.patterns,
        turbo=beside("turbo.json") or beside("turbo.jsonc"),
        nx=beside("nx.json"),
        lerna=beside("lerna.json"),
        manifest=own,
    )
    return Root(workspace, stated.catalogs)


def _stated(root: Path, path: str, own: Manifest | None, unread: list[Unread]) -> _Stated | None:
    pnpm = _pnpm(root, path, unread)
    if pnpm is not None:
        return pnpm
    if own is not None and own.workspaces is not None and own.workspaces_place is not None:
        return _Stated(_manager(root, own), own.workspaces_place, own.workspaces)
    place = Place(joined(path, "lerna.json"))
    lerna = manifest.read_object(root, "lerna.json", place)
    if isinstance(lerna, Unread):
        unread.append(lerna)
    elif not isinstance(lerna, files.Missing):
        packages = lerna.get("packages", ["packages/*"])
        if isinstance(packages, list):
            return _Stated("lerna", place, tuple(one for one in packages if isinstance(one, str)))
    return None


def _manager(root: Path, own: Manifest) -> Manager:
    named = (own.package_manager or "").partition("@")[0]
    if named == "yarn" or (not named and files.exists(root / "yarn.lock")):
        return "yarn"
    if named == "bun" or (
        not named and any(files.exists(root / f"bun.{end}") for end in ("lock", "lockb"))
    ):
        return "bun"
    return "npm"


def _pnpm(root: Path, path: str, unread: list[Unread]) -> _Stated | None:
    """pnpm-workspace.yaml is written by hand, in all of YAML. pnpm looks no further up."""
    place = Place(joined(path, "pnpm-workspace.yaml"))
    content = files.read(root / "pnpm-workspace.yaml", files.MEGABYTE)
    if isinstance(content, files.Missing):
        return None
    if isinstance(content, files.Unreadable):
        unread.append(Unread(place, content.reason))
        return None
    if b"packages" not in content and b"catalog" not in content:
        # Since pnpm 10 the file holds settings, too, and mostly those alone.
        return _Stated("pnpm", place, (), ends=True)
    stated = load(content)
    if isinstance(stated, NotYaml):
        unread.append(Unread(Place(place.path, stated.line, stated.column), "is not YAML"))
        return None
    settings = stated if isinstance(stated, dict) else {}
    packages = settings.get("packages")
    patterns = packages if isinstance(packages, list) else []
    return _Stated(
        "pnpm",
        place,
        tuple(one for one in patterns if isinstance(one, str)),
        manifest.catalogs_of(settings),
        ends=True,
    )


def _belongs(root: Path, folder: Path, patterns: Sequence[str]) -> bool:
    if root == folder:
        return True
    path = relative(folder, root)
    wanted = [one for one in _alternatives(patterns) if not one.startswith("!")]
    return any(_names(one, path) for one in wanted) and not _excluded(path, patterns)


def matching(root: Path, patterns: Sequence[str]) -> list[str]:
    """The folders below `root` that the patterns name, sorted: `packages/*`, `apps/**`, `!x`.

    Folders called node_modules, hidden ones and links to folders are not entered.
    """
    found: set[str] = set()
    budget = [_FOLDERS]
    for pattern in _alternatives(patterns):
        if not pattern.startswith("!"):
            found.update(_walk(root, "", pattern.split("/"), budget))
    return sorted(path for path in found if path not in ("", ".") and not _excluded(path, patterns))


def _walk(root: Path, prefix: str, segments: list[str], budget: list[int]) -> Iterator[str]:
    if not segments:
        yield prefix
        return
    first, rest = segments[0], segments[1:]
    if not any(character in first for character in "*?["):
        path = f"{prefix}/{first}" if prefix else first
        if files.is_folder(root / path):
            yield from _walk(root, path, rest, budget)
        return
    if first == "**":
        yield from _walk(root, prefix, rest, budget)
    for name in _subfolders(root / prefix, budget):
        path = f"{prefix}/{name}" if prefix else name
        if first == "**":
            yield from _walk(root, path, segments, budget)
        elif _names(first, name):
            yield from _walk(root, path, rest, budget)


def _subfolders(folder: Path, budget: list[int]) -> list[str]:
    budget[0] -= 1
    if budget[0] < 0:
        return []
    try:
        with os.scandir(folder) as entries:
            return sorted(
                entry.name
                for entry in entries
                if entry.name not in _NEVER
                and not entry.name.startswith(".")
                and entry.is_dir(follow_symlinks=False)
            )
    except OSError:
        return []


def _excluded(path: str, patterns: Sequence[str]) -> bool:
    refused = [one[1:] for one in _alternatives(patterns) if one.startswith("!")]
    return any(_names(one, path) for one in refused)


def _alternatives(patterns: Sequence[str]) -> Iterator[str]:
    """The patterns without braces, `./` and the final slash: `{apps,packages}/*` is two."""
    for pattern in patterns:
        refused = "!" if pattern.startswith("!") else ""
        for one in _braces(pattern.removeprefix("!"))[:_ALTERNATIVES]:
            cleaned = one.removeprefix("./").rstrip("/")
            if cleaned and not cleaned.startswith("/"):
                yield refused + cleaned


def _braces(pattern: str) -> list[str]:
    waiting, found = [pattern], list[str]()
    while waiting and len(waiting) + len(found) <= _ALTERNATIVES:
        one = waiting.pop()
        inner = re.search(r"\{([^{}]*)\}", one)
        if inner is None:
            found.append(one)
        else:
            before, after = one[: inner.start()], one[inner.end() :]
            waiting += [before + choice + after for choice in reversed(inner[1].split(","))]
    return found


def _names(pattern: str, path: str) -> bool:
    """Does a pattern without braces name this relative path? `a/**` names `a`, too.

    `reached` are the numbers of the pattern's segments that may come next, path part by part.
    """
    segments, reached = pattern.split("/"), {0}
    for part in path.split("/"):
        following: set[int] = set()
        for index in _past_stars(segments, reached):
            if index == len(segments) or (part.startswith(".") and segments[index][:1] != "."):
                continue
            if segments[index] == "**":
                following.add(index)
            elif fnmatchcase(part, segments[index].replace("[^", "[!")):
                following.add(index + 1)
        reached = following
    return len(segments) in _past_stars(segments, reached)


def _past_stars(segments: list[str], reached: set[int]) -> set[int]:
    """`**` may stand for nothing: what comes after it may come at once."""
    found = set(reached)
    for index in sorted(reached):
        after = index
        while after < len(segments) and segments[after] == "**":
            after += 1
            found.add(after)
    return found
