"""The source files of an app, and those of them that mention something.

What Node.js, Next.js and other tools generate or install is never entered: a project of 10,000
sources has 100,000 files below `node_modules`.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from clerkdoctor.gather import files

EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")

# Wherever they stand, these hold what a tool made or fetched.
GENERATED = frozenset((
    ".amplify", ".astro", ".bun", ".cache", ".clerk", ".contentlayer", ".docusaurus",
    ".expo", ".firebase", ".git", ".hg", ".idea", ".netlify", ".next", ".nitro", ".npm",
    ".nuxt", ".nx", ".nyc_output", ".open-next", ".output", ".parcel-cache", ".pnpm",
    ".pnpm-store", ".rush", ".serverless", ".sst", ".svelte-kit", ".svn", ".swc", ".tox",
    ".turbo", ".velite", ".venv", ".vercel", ".vinxi", ".vs", ".vscode", ".wrangler",
    ".yarn", "bower_components", "jspm_packages", "node_modules",
))  # fmt: skip

# These do only beside a package.json: `app/build/page.tsx` is the route `/build`.
GENERATED_BESIDE_A_MANIFEST = frozenset(("dist", "build", "out", "coverage", "storybook-static"))

# No project nests this deep; a Windows junction to a parent folder does.
_DEEPEST = 60

_MANIFEST_LIMIT = files.MEGABYTE


class Skipped(NamedTuple):
    """A path that was not looked into, and why: `apps/x` `cannot be read: permission denied`."""

    path: str
    reason: str


def sources(
    root: Path | str,
    skipped: list[Skipped] | None = None,
    extensions: tuple[str, ...] = EXTENSIONS,
) -> Iterator[str]:
    """The app's source files: paths relative to `root`, with `/`, in an order that never varies.

    A folder's files come before its subfolders, both sorted by name. Not entered are generated
    folders, folders beginning with a dot at the root (but `app/.well-known` is a route), another
    Next.js app in a folder of its own, and links to folders, which could lead anywhere. A folder
    that cannot be read and a link to a folder are added to `skipped`.
    """
    base = os.fspath(root)
    skipped = [] if skipped is None else skipped
    waiting = [("", 0)]
    while waiting:
        prefix, depth = waiting.pop()
        try:
            found, folders, manifest, links = _scan(f"{base}/{prefix}", extensions)
        except NotADirectoryError:
            skipped.append(Skipped(prefix.rstrip("/") or ".", "is a file, not a folder"))
            continue
        except OSError as error:
            why = files.why(Path(base, prefix), error)
            if isinstance(why, files.Unreadable):
                skipped.append(Skipped(prefix.rstrip("/") or ".", why.reason))
            continue
        if manifest and prefix and is_next_app(f"{base}/{prefix}package.json"):
            continue
        skipped.extend(Skipped(prefix + link, "is a link to a folder") for link in sorted(links))
        found.sort()
        for name in found:
            yield prefix + name
        if depth == _DEEPEST:
            skipped.extend(
                Skipped(prefix + name, f"is more than {_DEEPEST} folders deep") for name in folders
            )
            continue
        if manifest or not prefix:
            folders = [name for name in folders if name not in GENERATED_BESIDE_A_MANIFEST]
        if not prefix:
            folders = [name for name in folders if not name.startswith(".")]
        folders.sort(reverse=True)
        waiting.extend((f"{prefix}{name}/", depth + 1) for name in folders)


def _scan(folder: str, extensions: tuple[str, ...]) -> tuple[list[str], list[str], bool, list[str]]:
    """A folder's source files, subfolders to enter, whether a package.json is here, links."""
    found: list[str] = []
    folders: list[str] = []
    links: list[str] = []
    manifest = False
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if entry.is_dir(follow_symlinks=False):
                if name not in GENERATED and not _is_junction(entry):
                    folders.append(name)
            elif entry.is_symlink():
                leads_to = _leads_to(entry)
                if leads_to == "folder" and name not in GENERATED:
                    links.append(name)
                elif leads_to == "file" and name.endswith(extensions):
                    found.append(name)
                elif leads_to == "file" and name == "package.json":
                    manifest = True
            elif name.endswith(extensions):
                if entry.is_file():
                    found.append(name)
            elif name == "package.json":
                manifest = True
    return found, folders, manifest, links


def _leads_to(link: "os.DirEntry[str]") -> str:
    try:
        return "folder" if link.is_dir() else "file" if link.is_file() else "nothing"
    except OSError:  # a link that leads back to itself, or through a folder that is shut
        return "nothing"


def _is_junction(entry: "os.DirEntry[str]") -> bool:
    # Windows' other kind of link to a folder; Python sees it from 3.12 on.
    test = getattr(entry, "is_junction", None)
    return bool(test and test())


def is_next_app(manifest: Path | str) -> bool:
    """Does this package.json depend on `next`? One that cannot be read does not."""
    content = files.read(manifest, _MANIFEST_LIMIT)
    if not isinstance(content, bytes) or b'"next"' not in content:
        return False
    import json

    try:
        stated = json.loads(content)
    except (ValueError, RecursionError):
        return False
    if not isinstance(stated, dict):
        return False
    sections = (stated.get("dependencies"), stated.get("devDependencies"))
    return any(isinstance(section, dict) and "next" in section for section in sections)


def mentions(
    root: Path | str,
    paths: Iterable[str],
    markers: Sequence[bytes],
    *,
    limit: int = 2 * files.MEGABYTE,
    skipped: list[Skipped] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Those of `paths` that contain any of `markers`, each with its content; one at a time.

    A file that is longer than `limit` bytes or cannot be read is added to `skipped`; one that is
    gone by now is not.
    """
    base = os.fspath(root)
    for path in paths:
        content = _content(f"{base}/{path}", limit)
        if not isinstance(content, bytes):
            if skipped is not None and isinstance(content, files.Unreadable):
                skipped.append(Skipped(path, content.reason))
            continue
        # Five searches of 5 kB take 9 µs; one expression for all five takes 15.
        for marker in markers:
            if marker in content:
                yield path, content
                break


# Two more calls a file, to ask for its length, would be half as long again.
_SHORT = 65_536


def _content(path: str, limit: int) -> bytes | files.Missing | files.Unreadable:
    """As `files.read`, for a path that a scan has just seen to be a regular file."""
    try:
        descriptor = os.open(path, files.FLAGS)
        try:
            content = os.read(descriptor, _SHORT)
        finally:
            os.close(descriptor)
    except (OSError, ValueError):
        return files.read(path, limit)
    if 0 < len(content) < _SHORT and len(content) <= limit:
        return content
    # A longer file, an empty one, or none any more: the careful way, which says what it is.
    return files.read(path, limit)
