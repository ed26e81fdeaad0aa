"""What Convex functions are called: `api.posts.remove` is `remove` of `convex/posts.ts`."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from clerkdoctor.gather.handler_runs.things import Named, Thing
from clerkdoctor.typescript.imports import text_of
from clerkdoctor.typescript.values import NotKnown
from clerkdoctor.typescript.writes import TRANSPARENT

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Module
    from clerkdoctor.typescript.sources import Sources

EXTENSIONS = (".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs")
_SERVER, _ANY = "convex/server", "anyApi"
_DEEPEST = 4
_NO_ENTRIES = frozenset({"schema", "crons", "auth.config", "convex.config"})


def function_path(thing: Thing) -> tuple[str, bool] | None:
    """(`users.get`, whether it is public) of `api.users.get` and `internal.users.get`."""
    if not isinstance(thing, Named):
        return None
    if _is_generated(thing.package):
        return _split(thing.name)
    return _split_any(thing.name) if thing.package == _SERVER else None


def path_in(
    module: "Module", node: "Node | None", sources: "Sources | None" = None
) -> tuple[str, bool] | None:
    """The same for an expression of a client's file.

    With `sources`, `api` may also come from a file of the project that hands it on.
    """
    names: list[str] = []
    while node is not None:
        if node.type in TRANSPARENT:
            node = node.named_child(0)
            continue
        if node.type == "identifier":
            break
        name = node.child_by_field_name("property")
        if name is not None:
            names.append(module.text(name))
        else:
            text = text_of(module, node.child_by_field_name("index"))
            if text is None:
                return None
            names.append(text.replace("/", "."))
        node = node.child_by_field_name("object")
    if node is None:
        return None
    root = _root(module, module.text(node), sources)
    if root is None:
        return None
    whole = ".".join([*([root] if root != "*" else []), *reversed(names)])
    return _split_any(whole) if root == _ANY else _split(whole)


def _root(module: "Module", local: str, sources: "Sources | None", depth: int = 0) -> str | None:
    """What a name of a file's top level is of what Convex generates: `api`, `internal`, `*` for all
    of it, or `anyApi`, which stands for it where nothing is generated.
    """
    for one in module.imports:
        if one.local == local and not one.is_type:
            return _handed_on(module, one.source, one.name, sources, depth)
    if depth == 0:
        return None
    binding = module.scopes.top_level(local)
    value = binding.owner.child_by_field_name("value") if binding else None
    while value is not None and value.type in TRANSPARENT:
        value = value.named_child(0)
    if binding is None or binding.kind != "const" or value is None or value.type != "identifier":
        return None
    return _root(module, module.text(value), sources, depth + 1) if depth < _DEEPEST else None


def _handed_on(
    module: "Module", source: str, name: str, sources: "Sources | None", depth: int
) -> str | None:
    """The same for what a file takes from another one."""
    if _is_generated(source):
        return name
    if source == _SERVER:
        return name if name == _ANY else None
    if sources is None or depth >= _DEEPEST or "api" not in name.lower():
        return None
    path = sources.resolve(source, module.path)
    other = sources.module(path) if isinstance(path, str) else None
    if other is None or isinstance(other, NotKnown):
        return None
    for one in other.exports:
        if one.name == name and not one.is_type:
            if one.source:
                return _handed_on(other, one.source, one.local, sources, depth + 1)
            return _root(other, one.local, sources, depth + 1) if one.local else None
    for one in other.exports:
        if one.name == "*" and one.source:
            found = _handed_on(other, one.source, name, sources, depth + 1)
            if found is not None:
                return found
    return None


def _is_generated(source: str) -> bool:
    return source.removesuffix(".js").removesuffix(".ts").endswith("_generated/api")


def _split(name: str) -> tuple[str, bool] | None:
    root, _, path = name.partition(".")
    if root not in ("api", "internal") or "." not in path:
        return None
    return path, root == "api"


def _split_any(name: str) -> tuple[str, bool] | None:
    """`anyApi.users.get`, which names public and internal functions alike."""
    root, _, path = name.partition(".")
    return (path, True) if root == _ANY and "." in path else None


def file_of(folder: str, path: str, files: Collection[str]) -> str | None:
    """The file of a function `a.b.name`."""
    stem = f"{folder}/{path.rpartition('.')[0].replace('.', '/')}"
    return next((f"{stem}{end}" for end in EXTENSIONS if f"{stem}{end}" in files), None)


def components_in(folder: str, files: Collection[str]) -> tuple[str, ...]:
    """The folders of components below that of the functions: theirs are not the app's."""
    configs = [one for one in files if one.rpartition("/")[2].startswith("convex.config.")]
    above = [one.rpartition("/")[0] for one in configs]
    return tuple(f"{one}/" for one in above if one.startswith(f"{folder}/"))


def is_entry(folder: str, path: str) -> bool:
    """Whether Convex makes functions of what a file exports: not of `a.test.ts`, nor of
    `_generated/`.
    """
    if not path.startswith(f"{folder}/") or not path.endswith(EXTENSIONS):
        return False
    *above, name = path.removeprefix(f"{folder}/").split("/")
    stem, _, _ = name.rpartition(".")
    if "_generated" in above or name.startswith((".", "#")) or "." in stem:
        return False
    return bool(above) or stem not in _NO_ENTRIES


def module_path(folder: str, file: str) -> str:
    """`a.b` of `convex/a/b.ts`."""
    return file.removeprefix(f"{folder}/").rpartition(".")[0].replace("/", ".")
