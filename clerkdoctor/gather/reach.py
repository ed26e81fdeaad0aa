"""Following imports from file to file: what the middleware brings along, who renders a provider.

Only files of the project are followed, a bounded number of them. A name that is used in types only
is dropped when the file is compiled, so its import leads nowhere.
"""

from collections import deque
from collections.abc import Collection, Iterator

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.usage import NodeImport
from clerkdoctor.typescript.calls import uses_of
from clerkdoctor.typescript.imports import Import
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.resolve import External
from clerkdoctor.typescript.sources import Sources

MOST_FILES = 200

# Node.js' own modules, without those that Edge Runtime has: async_hooks, assert, buffer, events,
# and util (nextjs.org/docs/app/api-reference/edge).
_ONLY_WITH_PREFIX = frozenset({"sqlite", "test", "sea"})
_BUILT_IN = frozenset({
    "child_process", "cluster", "crypto", "dgram", "dns", "fs", "http", "http2", "https",
    "inspector", "module", "net", "os", "path", "perf_hooks", "process", "querystring",
    "readline", "repl", "stream", "string_decoder", "timers", "tls", "tty", "url", "v8", "vm",
    "worker_threads", "zlib",
})  # fmt: skip
# Packages that open sockets or files, or are compiled for Node.js.
_NODE_PACKAGES = frozenset({
    "@prisma/client", "argon2", "bcrypt", "better-sqlite3", "firebase-admin", "ioredis",
    "jsonwebtoken", "knex", "mongodb", "mongoose", "mysql", "mysql2", "nodemailer", "oracledb",
    "pg", "redis", "sequelize", "sharp", "sqlite3", "tedious", "typeorm", "winston",
})  # fmt: skip
_ELSEWHERE = frozenset({"@prisma/client/edge", "@prisma/client/wasm"})
_TYPES = frozenset({
    "type_annotation", "type_arguments", "type_parameters", "type_alias_declaration", "type_query",
    "interface_declaration", "implements_clause", "extends_type_clause", "satisfies_type",
    "type_predicate_annotation", "asserts_annotation",
})  # fmt: skip
_VALUES = frozenset({"identifier", "shorthand_property_identifier"})


def node_imports(start: str, sources: Sources) -> tuple[tuple[NodeImport, ...], bool]:
    """What the middleware reaches of Node.js, each module once, and whether all was followed."""
    found: dict[str, NodeImport] = {}
    waiting: deque[tuple[str, ...]] = deque([(start,)])
    seen = {start}
    while waiting:
        way = waiting.popleft()
        module = sources.module(way[-1])
        if not isinstance(module, Module):
            continue
        for specifier, place in _taken(module):
            target = sources.resolve(specifier, module.path)
            if isinstance(target, External):
                if _is_of_node(specifier, target.package):
                    found.setdefault(specifier, NodeImport(specifier, place, way))
            elif isinstance(target, str) and target not in seen and not target.endswith(".json"):
                if len(seen) >= MOST_FILES:
                    return tuple(found.values()), False
                seen.add(target)
                waiting.append((*way, target))
    return tuple(found.values()), True


def _is_of_node(specifier: str, package: str) -> bool:
    name = specifier.removeprefix("node:").partition("/")[0]
    with_prefix = specifier.startswith("node:")
    if name in _BUILT_IN or (with_prefix and name in _ONLY_WITH_PREFIX):
        return specifier.isprintable() and "`" not in specifier
    return package in _NODE_PACKAGES and specifier not in _ELSEWHERE


def _taken(module: Module) -> Iterator[tuple[str, Place]]:
    """The modules that a file needs when it is loaded, each once."""
    said: set[str] = set()
    for imported in module.imports:
        if imported.source not in said and imported.kind != "dynamic" and is_left(module, imported):
            said.add(imported.source)
            yield imported.source, imported.place
    for exported in module.exports:
        if exported.source and not exported.is_type and exported.source not in said:
            said.add(exported.source)
            yield exported.source, exported.place


def is_left(module: Module, imported: Import) -> bool:
    """Whether an import is left when the types are taken away; of JavaScript, nothing is."""
    if imported.is_type:
        return False
    typescript = module.path.endswith((".ts", ".tsx", ".mts", ".cts"))
    if not typescript or not imported.local or imported.kind == "require":
        return True
    return any(
        site.lineage[-1].type in _VALUES and not any(node.type in _TYPES for node in site.lineage)
        for site in uses_of(module, imported)
    )


class Imports:
    """Which files of the project a file imports, itself or through others; each is read once.

    `is_cut`: there were more files than are followed, so that what was not found may be there.
    """

    def __init__(self, sources: Sources, most: int = 2 * MOST_FILES) -> None:
        self._sources = sources
        self._most = most
        self._known: dict[str, tuple[str, ...]] = {}
        self.is_cut = False

    def reached(self, start: str, wanted: Collection[str]) -> set[str]:
        """Those of the wanted files that a file is, or comes to import."""
        missing = set(wanted)
        waiting, seen = deque([start]), {start}
        while waiting and missing:
            path = waiting.popleft()
            missing.discard(path)
            for target in self._of(path) if missing else ():
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return set(wanted) - missing

    def _of(self, path: str) -> tuple[str, ...]:
        if path not in self._known:
            if len(self._known) >= self._most:
                self.is_cut = True
                return ()
            self._known[path] = tuple(_files(path, self._sources))
        return self._known[path]


def _files(path: str, sources: Sources) -> Iterator[str]:
    module = sources.module(path)
    if not isinstance(module, Module):
        return
    named = [one.source for one in module.imports if not one.is_type]
    named += [one.source for one in module.exports if one.source and not one.is_type]
    for specifier in dict.fromkeys(named):
        found = sources.resolve(specifier, path)
        if isinstance(found, str) and not found.endswith((".json", ".d.ts")):
            yield found
