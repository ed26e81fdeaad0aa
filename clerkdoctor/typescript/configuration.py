"""`paths` and `baseUrl` of tsconfig.json and jsconfig.json, with `extends`."""

from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple

Read = Callable[[str], bytes | None]

DEEPEST_EXTENDS = 16


class PathMap(NamedTuple):
    """`paths`: pattern → targets, relative to `folder`; `base` is `baseUrl` where it is set."""

    paths: dict[str, tuple[str, ...]]
    folder: str
    base: str | None

    def targets(self, specifier: str) -> Iterator[str]:
        """Where TypeScript looks for a specifier, in its order.

        An exact pattern comes first, else the one with the longest beginning; its targets are
        tried in turn, and `baseUrl` last.
        """
        best: tuple[int, str, str] | None = None
        for pattern in self.paths:
            rest = fitting(pattern, specifier)
            if rest is None:
                continue
            weight = len(specifier) + 1 if "*" not in pattern else pattern.index("*")
            if best is None or weight > best[0]:
                best = (weight, pattern, rest)
        if best is not None:
            for target in self.paths[best[1]]:
                yield normpath(join(self.folder, target.replace("*", best[2])))
        if self.base is not None:
            yield normpath(join(self.base, specifier))


def fitting(pattern: str, specifier: str) -> str | None:
    """What the `*` of a pattern stands for, empty for an exact match; None where it fits not."""
    if "*" not in pattern:
        return "" if pattern == specifier else None
    before, _, after = pattern.partition("*")
    fits = specifier.startswith(before) and specifier.endswith(after)
    if not fits or len(specifier) < len(before) + len(after):
        return None
    return specifier[len(before) : len(specifier) - len(after)]


class PathMaps:
    """The path maps of a project, each configuration read once."""

    def __init__(self, read: Read, parent: Callable[[str], str | None]) -> None:
        self._read = read
        self._parent = parent
        self._nearest: dict[str, PathMap | None] = {}

    def nearest(self, folder: str) -> PathMap | None:
        """The map that applies in a folder: the first configuration upwards; None without one."""
        passed = []
        current: str | None = folder
        found: PathMap | None = None
        while current is not None:
            if current in self._nearest:
                found = self._nearest[current]
                break
            passed.append(current)
            found = self._of(current)
            if found is not None:
                break
            current = self._parent(current)
        for one in passed:
            self._nearest[one] = found
        return found

    def _of(self, folder: str) -> PathMap | None:
        for name in ("tsconfig.json", "jsconfig.json"):
            path = normpath(join(folder, name))
            if self._read(path) is not None:
                return self._read_map(path, 0) or PathMap({}, folder, None)
        return None

    def _read_map(self, path: str, depth: int) -> PathMap | None:
        document = self._document(path)
        if document is None or depth > DEEPEST_EXTENDS:
            return None
        inherited: PathMap | None = None
        extends = document.get("extends")
        for one in extends if isinstance(extends, list) else [extends]:
            found = self._extended(one, path, depth) if isinstance(one, str) else None
            inherited = _merged(inherited, found)
        own = _own(document.get("compilerOptions"), dirname(path))
        return _merged(inherited, own)

    def _extended(self, specifier: str, path: str, depth: int) -> PathMap | None:
        for candidate in _extension_candidates(specifier, dirname(path), self._parent):
            if self._read(candidate) is not None:
                return self._read_map(candidate, depth + 1)
        return None

    def _document(self, path: str) -> dict[str, Any] | None:
        from clerkdoctor.json_text import read_relaxed

        data = self._read(path)
        document = None if data is None else read_relaxed(data)
        return document if isinstance(document, dict) else None


def _own(options: Any, folder: str) -> PathMap | None:
    if not isinstance(options, dict):
        return None
    base, paths = options.get("baseUrl"), options.get("paths")
    base = normpath(join(folder, base)) if isinstance(base, str) else None
    table = {}
    for pattern, targets in paths.items() if isinstance(paths, dict) else ():
        if isinstance(targets, list):
            table[pattern] = tuple(one for one in targets if isinstance(one, str))
    if base is None and not isinstance(paths, dict):
        return None
    return PathMap(table, base or folder, base)


def _merged(inherited: PathMap | None, own: PathMap | None) -> PathMap | None:
    """What a configuration states replaces what it inherits, option by option."""
    if inherited is None or own is None:
        return own or inherited
    base = own.base if own.base is not None else inherited.base
    if own.paths:
        return PathMap(own.paths, own.folder if own.base or not base else base, base)
    return PathMap(inherited.paths, inherited.folder, base)


def _extension_candidates(
    specifier: str, folder: str, parent: Callable[[str], str | None]
) -> Iterator[str]:
    names = [specifier] if specifier.endswith(".json") else [f"{specifier}.json", specifier]
    if specifier.startswith((".", "/")):
        yield from (normpath(join(folder, name)) for name in names)
        return
    current: str | None = folder
    while current is not None:
        for name in (*names, f"{specifier}/tsconfig.json"):
            yield normpath(join(current, "node_modules", name))
        current = parent(current)
