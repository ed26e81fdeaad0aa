"""What Convex functions are called: `api.posts.remove` is `remove` of `convex/posts.ts`."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from clerkdoctor.gather.handler_runs.things import Named, Thing
from clerkdoctor.typescript.imports import text_of
from clerkdoctor.typescript.writes import TRANSPARENT

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Module

EXTENSIONS = (".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs")
_NO_ENTRIES = frozenset({"schema", "crons", "auth.config", "convex.config"})


def function_path(thing: Thing) -> tuple[str, bool] | None:
    """(`users.get`, whether it is public) of `api.users.get` and `internal.users.get`."""
    if isinstance(thing, Named) and _is_generated(thing.package):
        return _split(thing.name)
    return None


def path_in(module: "Module", node: "Node | None") -> tuple[str, bool] | None:
    """The same for an expression of a client's file."""
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
    local = module.text(node)
    for one in module.imports:
        if one.local == local and not one.is_type and _is_generated(one.source):
            head = [] if one.name == "*" else [one.name]
            return _split(".".join([*head, *reversed(names)]))
    return None


def _is_generated(source: str) -> bool:
    return source.removesuffix(".js").removesuffix(".ts").endswith("_generated/api")


def _split(name: str) -> tuple[str, bool] | None:
    root, _, path = name.partition(".")
    if root not in ("api", "internal") or "." not in path:
        return None
    return path, root == "api"


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
