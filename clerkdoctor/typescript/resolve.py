"""Which file of the project an import names.

Relative paths with the extensions that TypeScript and the bundlers try, `paths` and `baseUrl` of
tsconfig.json or jsconfig.json with `extends`, `imports` of package.json (`#name`), and the
packages of the workspace by their names. What none of these knows is a package.

Paths are relative to the project, with `/`; they may climb out of it up to `boundary`, the root of
the workspace (`../..`), and never beyond.
"""

from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.configuration import PathMap, PathMaps, fitting
from clerkdoctor.typescript.values import NotKnown

EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json")
"""In the order in which they are tried: TypeScript's own, then JavaScript's."""

_SOURCES_OF = {
    ".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",),
}  # fmt: skip
"""TypeScript lets an import name the file that will be compiled."""

_CONDITIONS = ("import", "node", "module", "default", "require", "browser", "development", "types")


class External(NamedTuple):
    """An import of something that is not the project's: an npm package, a module of Node.js."""

    specifier: str

    @property
    def package(self) -> str:
        """`@clerk/nextjs` of `@clerk/nextjs/server`."""
        parts = self.specifier.split("/")
        return "/".join(parts[: 2 if self.specifier.startswith("@") else 1])


class Resolver:
    """Resolves imports through two callables: whether a file exists, and what it holds.

    `workspace` are the packages of the workspace, name → folder.
    """

    def __init__(
        self,
        is_file: Callable[[str], bool],
        read: Callable[[str], bytes | None],
        workspace: Mapping[str, str] | None = None,
        boundary: str = ".",
    ) -> None:
        self._is_file = is_file
        self._read = read
        self._workspace = workspace or {}
        self._ups = 0 if boundary in {"", "."} else boundary.strip("/").count("..")
        self._maps = PathMaps(self._readable, self._parent)
        self._manifests: dict[str, Any] = {}

    def resolve(self, specifier: str, importer: str) -> str | External | NotKnown:
        """The path of the file that `importer` gets; `External`; or why neither."""
        if specifier.startswith(("./", "../")) or specifier in {".", ".."}:
            base = normpath(join(dirname(importer), specifier))
            return self._file(base) or self._missing(specifier, importer)
        if not specifier or specifier.startswith("/") or "\0" in specifier:
            return self._missing(specifier, importer)
        if specifier.startswith("#"):
            found = self._from_imports(specifier, importer)
            if found is not None:
                return found
        mapped = self._maps.nearest(dirname(importer))
        if mapped is not None:
            target = self._mapped(specifier, mapped)
            if target is not None:
                return target
        package = self._from_workspace(specifier, importer)
        if package is not None:
            return package
        if mapped is not None and any(
            fitting(pattern, specifier) is not None and pattern != "*" for pattern in mapped.paths
        ):
            if not is_bare(specifier):
                return self._missing(specifier, importer)
            return External(specifier)
        return External(specifier) if is_bare(specifier) else self._missing(specifier, importer)

    def _missing(self, specifier: str, importer: str) -> NotKnown:
        return NotKnown(f"`{specifier}` leads to no file", Place(importer))

    # Files

    def _file(self, base: str) -> str | None:
        """The file that a path without or with its extension names."""
        if not self._is_inside(base):
            return None
        for candidate in _candidates(base):
            if self._is_file(candidate):
                return candidate
        manifest = self._manifest(base)
        main = manifest.get("main") if isinstance(manifest, dict) else None
        if isinstance(main, str):
            found = next(filter(self._is_file, _candidates(normpath(join(base, main)))), None)
            if found is not None and self._is_inside(found):
                return found
        index = (join(base, f"index{extension}") for extension in EXTENSIONS)
        return next((path for path in map(normpath, index) if self._is_file(path)), None)

    def _is_inside(self, path: str) -> bool:
        return not path.startswith("/") and path.split("/").count("..") <= self._ups

    def _readable(self, path: str) -> bytes | None:
        path = normpath(path)
        return self._read(path) if self._is_inside(path) and self._is_file(path) else None

    def _parent(self, folder: str) -> str | None:
        """The folder above; None at the boundary."""
        above = normpath(join(folder, ".."))
        return above if self._is_inside(above) else None

    def _folders(self, importer: str) -> Iterator[str]:
        folder: str | None = dirname(importer)
        while folder is not None:
            yield folder
            folder = self._parent(folder)

    # Path maps

    def _mapped(self, specifier: str, maps: PathMap) -> str | None:
        for base in maps.targets(specifier):
            found = self._file(base)
            if found is not None:
                return found
        return None

    # Packages

    def _manifest(self, folder: str) -> Any:
        """A folder's package.json, or None."""
        if folder not in self._manifests:
            from clerkdoctor.json_text import NotJson, read_relaxed

            data = self._readable(join(folder, "package.json"))
            stated = None if data is None else read_relaxed(data)
            self._manifests[folder] = None if isinstance(stated, NotJson) else stated
        return self._manifests[folder]

    def _from_imports(self, specifier: str, importer: str) -> str | External | NotKnown | None:
        """`#name`, by the nearest package.json."""
        for folder in self._folders(importer):
            manifest = self._manifest(folder)
            if not isinstance(manifest, dict):
                continue
            targets = list(_entry(manifest.get("imports"), specifier))
            for target in targets:
                if not target.startswith("."):
                    return External(target)
                found = self._file(normpath(join(folder, target)))
                if found is not None:
                    return found
            return self._missing(specifier, importer) if targets else None
        return None

    def _from_workspace(self, specifier: str, importer: str) -> str | NotKnown | None:
        name = External(specifier).package
        folder = self._workspace.get(name)
        if folder is None:
            return None
        below = "." + specifier[len(name) :]
        manifest = self._manifest(folder)
        exports = manifest.get("exports") if isinstance(manifest, dict) else None
        if exports is not None:
            subpaths = isinstance(exports, dict) and any(key.startswith(".") for key in exports)
            table = exports if subpaths else {".": exports}
            bases = list(_entry(table, below))
        elif below == "." and isinstance(manifest, dict):
            mains = (manifest.get(field) for field in ("module", "main", "types"))
            bases = [*(one for one in mains if isinstance(one, str)), "index", "src/index"]
        else:
            bases = [below]
        for base in bases:
            found = self._file(normpath(join(folder, base)))
            if found is not None and not found.endswith((".d.ts", ".d.mts", ".d.cts")):
                return found
        return NotKnown(f"`{specifier}` leads to no source in `{folder}`", Place(importer))


def is_bare(specifier: str) -> bool:
    """Whether a specifier can be a package: `zod`, `@clerk/nextjs/server`, `node:fs`, `a/b`.

    `@/lib`, `~/lib` and `#lib` are aliases.
    """
    first = specifier.split("/", 1)[0]
    return bool(first) and first[0] not in "./~#\\" and first not in {"@", "$"}


def _candidates(base: str) -> Iterator[str]:
    name, dot, ending = base.rpartition(".")
    extension = dot + ending
    if "/" not in ending:
        for source in _SOURCES_OF.get(extension, ()):
            yield name + source
        if extension in EXTENSIONS:
            yield base
    for one in EXTENSIONS:
        yield base + one


def _entry(table: Any, wanted: str) -> Iterator[str]:
    """The targets of a name in `imports` or `exports` of package.json, the likeliest first."""
    if not isinstance(table, dict):
        return
    if wanted in table:
        yield from _targets(table[wanted], "")
        return
    matches = [
        (len(pattern.partition("*")[0]), rest, target)
        for pattern, target in table.items()
        if "*" in pattern and (rest := fitting(pattern, wanted)) is not None
    ]
    for _, rest, target in sorted(matches, key=lambda match: -match[0]):
        yield from _targets(target, rest)


def _targets(target: Any, star: str, depth: int = 0) -> Iterator[str]:
    if isinstance(target, str):
        yield target.replace("*", star) if star else target
    elif depth > 8:
        return
    elif isinstance(target, list):
        for one in target:
            yield from _targets(one, star, depth + 1)
    elif isinstance(target, dict):
        known = [condition for condition in _CONDITIONS if condition in target]
        for condition in known:
            yield from _targets(target[condition], star, depth + 1)
