"""Where the browser gets hold of a Server Action: a client component, a form's `action`."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.gather.code import side_of
from clerkdoctor.gather.reach import Imports
from clerkdoctor.typescript.calls import call_at, uses_of
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Function, Namespace, NotKnown

if TYPE_CHECKING:
    from clerkdoctor.typescript.imports import Import
    from clerkdoctor.typescript.module import Module


@cache
def _in_browser() -> "re.Pattern[bytes]":
    """Hooks and handlers of events, which run in the browser alone."""
    return re.compile(
        rb"\buse(State|Effect|Transition|Form|FormState|ActionState|Mutation|Query|Optimistic|Ref"
        rb"|Callback|Router|Reducer)\b|\bon(Click|Submit|Change|Select|Press)="
    )


def used_at(
    actions: Mapping[Place, str],
    files: Sequence[str],
    sources: Sources,
    mentions: Callable[[Iterable[str], Sequence[bytes]], Iterable[tuple[str, bytes]]],
) -> dict[Place, Place | None]:
    """Where each of these actions comes to the browser; None where only the server calls it.

    `actions` are their names by the place of their functions. One that nothing uses is left out.
    """
    found: dict[Place, Place | None] = {}
    names = tuple(sorted({name.encode() for name in actions.values()}))
    for path, content in mentions(files, names) if names else ():
        module = sources.module(path)
        if isinstance(module, NotKnown) or side_of(module, None) == "script":
            continue
        for at, name in actions.items():
            if at.path == path and _is_called(module, name):
                found.setdefault(at, None)
        is_client = "use client" in module.directives or bool(_in_browser().search(content))
        for imported in module.imports:
            given = _imported(imported, path, sources, actions)
            use = _exposed_at(module, imported, is_client=is_client) if given else None
            for at in given:
                found[at] = found.get(at) or use
    return found


def _is_called(module: "Module", name: str) -> bool:
    """Whether the file of an action calls it itself."""
    return any(call_at(lineage) is not None for lineage in module.scopes.uses_at_top(name))


def _imported(
    imported: "Import", path: str, sources: Sources, actions: Mapping[Place, str]
) -> list[Place]:
    """Which of the actions an import gives: one by its name, or all of a file."""
    if not imported.local or imported.is_type:
        return []
    if imported.name not in ("default", "*") and imported.name not in actions.values():
        return []
    value = sources.origin(path, imported.local)
    if isinstance(value, Namespace):
        return [at for at in actions if at.path == value.path]
    at = value.module.place(value.node) if isinstance(value, Function) else None
    return [at] if at is not None and at in actions else []


def _exposed_at(module: "Module", imported: "Import", *, is_client: bool) -> Place | None:
    """Where it is used in the browser, or handed on by code on the server: `action={save}`."""
    for site in uses_of(module, imported):
        if is_client or call_at(site.lineage) is None:
            return module.place(site.lineage[-1])
    return None


def pages_with(
    wanted: Collection[str], pages: Sequence[str], layouts: Iterable[str], sources: Sources
) -> dict[str, list[str]]:
    """Which pages come to import each of the wanted files, themselves or by a layout above."""
    imports = Imports(sources)
    found: dict[str, list[str]] = {path: [] for path in wanted}
    for layout in sorted(layouts) if wanted else ():
        folder = layout.rpartition("/")[0]
        below = [page for page in pages if page.startswith(f"{folder}/")]
        for path in imports.reached(layout, wanted):
            found[path] += below
    for page in pages if wanted else ():
        for path in imports.reached(page, wanted):
            found[path].append(page)
    return found
