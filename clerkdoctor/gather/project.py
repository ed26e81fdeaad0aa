"""What project a folder is: a JavaScript project or none, its workspace, its apps."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, ConvexFolder, Manifest, NotAProject, Project, Unread
from clerkdoctor.gather import files, manifest, tree, workspace
from clerkdoctor.gather.lockfiles import Level, LockFile, find, joined, relative
from clerkdoctor.gather.versions import versions

LOOKED_FOR = (
    "package.json",
    "a package.json up to three folders below",
    "a package.json above, in the same git repository",
)

# Where no workspace says which packages there are, they are looked for this deep.
_DEPTH = 3
_FOLDERS = 1_000

# What is kept in these is an example of something, or somebody else's.
_NOT_OURS = frozenset((
    "example", "examples", "fixtures", "__fixtures__", "__tests__", "test", "tests", "e2e",
    "template", "templates", "vendor", "third_party",
))  # fmt: skip

# In a package, these hold its code. Without a package.json beside it, `app` may be a package.
_CODE = frozenset((
    "app", "pages", "src", "public", "components", "lib", "hooks", "utils", "styles", "convex",
))  # fmt: skip

_NEXT_CONFIGS = tuple(f"next.config.{end}" for end in ("js", "mjs", "ts", "mts", "cjs", "cts"))


class _Context(NamedTuple):
    """What is known across the apps of one project."""

    base: Path
    locks: dict[Path, LockFile | None]
    unread: list[Unread]

    def path(self, folder: Path) -> str:
        return relative(folder, self.base)


def project(path: Path) -> Project | NotAProject:
    """The project that a folder (or the folder of a package.json) is, or is a part of.

    A folder without a package.json is what its subfolders are, else what the nearest folder above
    it in the same git repository is. Paths in the answer are relative to `Project.folder`.
    """
    if "\0" in str(path):
        return NotAProject("a name with a NUL character names no folder", LOOKED_FOR)
    folder = Path(os.path.realpath(path))
    if files.is_file(folder) and folder.name == "package.json":
        folder = folder.parent
    if not files.is_folder(folder):
        what = "is a file, not a folder" if files.exists(folder) else "does not exist"
        return NotAProject(f"`{path}` {what}", LOOKED_FOR)
    found = _project(folder)
    if found is None:
        above = _above(folder)
        found = _project(above) if above else None
    return found or NotAProject(f"`{path}` is no JavaScript project", LOOKED_FOR)


def _project(folder: Path) -> Project | NotAProject | None:
    context = _Context(folder, {}, [])
    own = manifest.read(folder, "package.json")
    if isinstance(own, Unread):
        return NotAProject(f"`{own.place}` {own.reason}", LOOKED_FOR)
    root = workspace.enclosing(folder, folder, context.unread)
    root = workspace.members(root, folder) if root else None
    # pnpm's file may hold settings only, and then lists nothing.
    lists = bool(root and root.workspace.folder == folder and root.workspace.patterns)
    if root and lists:
        below = [folder / member.path for member in root.workspace.members]
    else:
        below = list(_packages_below(folder))
    apps = [
        app
        for one in (folder, *below)
        if (app := _app(context, one, root, alone=one == folder and not (lists and below)))
    ]
    if not apps and not isinstance(own, Manifest):
        return None
    return Project(
        folder,
        tuple(apps),
        own if isinstance(own, Manifest) else None,
        root.workspace if root else None,
        tuple(_related(context, root, apps)),
        tuple(dict.fromkeys(context.unread)),
    )


def _above(folder: Path) -> Path | None:
    """The nearest folder above with a package.json, not further up than the git repository."""
    found = None
    for one in (folder, *folder.parents):
        if found is None and one != folder and os.path.lexists(one / "package.json"):
            found = one
        if os.path.lexists(one / ".git"):
            return found
    return None


def _packages_below(folder: Path) -> Iterator[Path]:
    """Folders with a package.json or a Next.js configuration, where no workspace lists them."""
    waiting = [(folder, 0)]
    budget = _FOLDERS
    while waiting and budget:
        one, depth = waiting.pop(0)
        budget -= 1
        names = _names(one)
        if depth and any(name in names for name in ("package.json", *_NEXT_CONFIGS)):
            yield one
        if depth < _DEPTH:
            code = _CODE if "package.json" in names else ()
            below = [name for name, is_folder in sorted(names.items()) if is_folder]
            waiting += [
                (one / name, depth + 1)
                for name in below
                if name not in code and _may_hold_packages(name)
            ]


def _may_hold_packages(name: str) -> bool:
    return not (
        name.startswith(".")
        or name in tree.GENERATED
        or name in tree.GENERATED_BESIDE_A_MANIFEST
        or name in _NOT_OURS
    )


def _names(folder: Path) -> "dict[str, bool]":
    """What is in a folder; whether it is a folder itself, and no link."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
    except OSError:
        return {}


def _app(
    context: _Context, folder: Path, known: "workspace.Root | None", *, alone: bool
) -> App | None:
    """The app that a folder is; `alone`: nothing else here could be what was meant."""
    names = _names(folder)
    level = _level(context, folder, names)
    if level is None:
        return None
    root = _root(context, folder, known)
    levels = _levels(folder, level, root)
    unread: list[Unread] = [*level.manifest.odd]
    functions = _convex(folder, level.manifest, unread)
    app_router, pages_router = _router(folder, "app"), _router(folder, "pages")
    configs = tuple(name for name in _NEXT_CONFIGS if name in names)
    kind = _kind(
        level.manifest, functions, alone=alone or bool(app_router or pages_router or configs)
    )
    if kind is None:
        return None
    return App(
        context.path(folder),
        folder,
        kind,
        level.manifest,
        versions(levels, find(levels, context.locks)),
        app_router,
        pages_router,
        configs,
        next((name for name in ("tsconfig.json", "jsconfig.json") if name in names), None),
        functions,
        relative(root.workspace.folder, folder) if root else None,
        tuple(unread),
    )


def _level(context: _Context, folder: Path, names: "dict[str, bool]") -> Level | None:
    """The package.json that speaks for a folder: its own, or, as in an integrated Nx repository,
    where only a Next.js configuration stands in the folder, the nearest one above.
    """
    above = (folder,) if "package.json" in names else (folder, *folder.parents)
    if "package.json" not in names and not any(name in names for name in _NEXT_CONFIGS):
        return None
    for one in above:
        path = relative(one, folder)
        own = manifest.read(one, joined(path, "package.json"))
        if isinstance(own, Manifest):
            return Level(one, path, own)
        if isinstance(own, Unread):
            where = own.place._replace(path=context.path(one / "package.json"))
            context.unread.append(Unread(where, own.reason))
            return None
        if os.path.lexists(one / ".git"):
            return None
    return None


def _levels(folder: Path, own: Level, root: "workspace.Root | None") -> list[Level]:
    """The app's package.json and the workspace's, both named as seen from the app."""
    if root is None:
        return [own]
    above = root.workspace.folder
    path = relative(above, folder)
    stated = (
        own.manifest if above == own.folder else manifest.read(above, joined(path, "package.json"))
    )
    if not isinstance(stated, Manifest):
        stated = Manifest(Place(joined(path, "package.json")))
    top = Level(above, path, stated._replace(catalogs=stated.catalogs + root.catalogs))
    return [top] if above == own.folder else [own, top]


def _root(
    context: _Context, folder: Path, known: "workspace.Root | None"
) -> "workspace.Root | None":
    if known:
        paths = [member.path for member in known.workspace.members]
        if known.workspace.folder == folder or context.path(folder) in paths:
            return known
    return workspace.enclosing(folder, context.base, context.unread)


def _kind(
    own: Manifest, functions: ConvexFolder | None, *, alone: bool
) -> Literal["next", "convex", "clerk"] | None:
    asked = {one.name for one in own.dependencies if one.section != "peerDependencies"}
    if "next" in asked and alone:
        return "next"
    if functions and functions.exists and (functions.auth_configs or "convex" in asked):
        return "convex"
    return "clerk" if any(name.startswith("@clerk/") for name in asked) else None


def _router(folder: Path, name: str) -> str | None:
    # Next.js only asks whether something of this name exists, and asks the root first.
    for path in (name, f"src/{name}"):
        if files.exists(folder / path):
            return path
    return None


def _convex(folder: Path, own: Manifest, unread: list[Unread]) -> ConvexFolder | None:
    """The folder of Convex functions: `functions` of convex.json, else `convex`."""
    place = Place("convex.json")
    stated = manifest.read_object(folder, "convex.json", place)
    if isinstance(stated, Unread):
        unread.append(stated)
        return None
    functions = "convex"
    if isinstance(stated, dict):
        given = stated.get("functions", functions)
        if not isinstance(given, str):
            unread.append(Unread(place, "has no string as `functions`"))
            return None
        functions = os.path.normpath(given).replace(os.sep, "/")
    exists = files.is_folder(folder / functions)
    if not exists and not isinstance(stated, dict) and own.dependency("convex") is None:
        return None
    configs = ("auth.config.ts", "auth.config.js")
    return ConvexFolder(
        functions,
        place if isinstance(stated, dict) else None,
        exists,
        tuple(name for name in configs if files.is_file(folder / functions / name)),
    )


def _related(context: _Context, root: "workspace.Root | None", apps: list[App]) -> Iterator[App]:
    """Packages of the workspace outside of the folder that hold Convex functions."""
    if root is None or root.workspace.folder == context.base:
        return
    known = {app.path for app in apps}
    for member in root.workspace.members:
        folder = Path(os.path.normpath(context.base / member.path))
        if member.path not in known and (
            files.is_folder(folder / "convex") or files.is_file(folder / "convex.json")
        ):
            app = _app(context, folder, root, alone=False)
            if app and app.convex and app.convex.exists:
                yield app
