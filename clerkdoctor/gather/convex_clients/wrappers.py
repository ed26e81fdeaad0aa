"""Hooks of the project's own around `useQuery`: `useConvexQuery(api.users.get, {…})`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerkdoctor.gather.convex_clients.gates import asks_for_state
from clerkdoctor.typescript.scopes import parameters_of
from clerkdoctor.typescript.values import Function
from clerkdoctor.typescript.writes import TRANSPARENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

    from clerkdoctor.typescript.calls import CallSite
    from clerkdoctor.typescript.module import Module
    from clerkdoctor.typescript.sources import Sources


def wrapped_calls(
    module: "Module", sources: "Sources", name: str, packages: "Sequence[str]"
) -> "Iterator[tuple[CallSite, bool]]":
    """The calls of hooks that hand their first argument to the hook `name` of Convex.

    Each with whether the hook adds nothing that may hold the query back.
    """
    for one in module.imports:
        if one.is_type or one.name[:3] != "use" or one.source[:1] not in ".@~#":
            continue
        path = sources.resolve(one.source, module.path)
        hook = sources.exported(path, one.name) if isinstance(path, str) else None
        if not isinstance(hook, Function) or name.encode() not in hook.module.source:
            continue
        inner = _handed_on(hook, name, packages)
        if inner is None:
            continue
        adds_nothing = _passes_rest(hook, inner) and not asks_for_state(hook.module)
        for call in module.calls(one.name, one.source):
            yield call, adds_nothing


def _handed_on(hook: Function, name: str, packages: "Sequence[str]") -> "CallSite | None":
    """The only call of Convex' hook in it, where that is given the first parameter."""
    found = [
        call
        for call in hook.module.calls(name, packages)
        if hook.node.id in {one.id for one in call.lineage}
    ]
    given = [pattern for _, pattern in parameters_of(hook.node)]
    if len(found) != 1 or not given or not found[0].arguments:
        return None
    first = _text(hook.module, found[0].arguments[0])
    return found[0] if first and first == hook.module.text(given[0]) else None


def _passes_rest(hook: Function, call: "CallSite") -> bool:
    """Whether the query's arguments are those that the hook is given: `args`, `...args`."""
    if len(call.arguments) == 1:
        return True
    given = [pattern for _, pattern in parameters_of(hook.node)][1:2]
    if len(call.arguments) != 2 or not given:
        return False
    second = call.arguments[1]
    name = given[0].named_child(0) if given[0].type == "rest_pattern" else given[0]
    if name is None or (second.type == "spread_element") != (given[0].type == "rest_pattern"):
        return False
    return _text(hook.module, second) == hook.module.text(name)


def _text(module: "Module", node: "Node | None") -> str:
    """The name that an expression is, without what stands around it."""
    while node is not None and (node.type in TRANSPARENT or node.type == "spread_element"):
        node = node.named_child(0)
    return module.text(node) if node is not None and node.type == "identifier" else ""
