"""Gathering the calls of Clerk's `getToken`, and which token each asks for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerkdoctor.facts.convex import TokenRequest
from clerkdoctor.typescript.calls import arguments_of
from clerkdoctor.typescript.module import Lineage, Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Object, Text, Undefined
from clerkdoctor.typescript.writes import is_field

if TYPE_CHECKING:
    from tree_sitter import Node

_TAKES_TOKENS = (b"convex/nextjs", b"convex/browser", b"convex/react", b"setAuth(")


def token_requests(module: Module, sources: Sources) -> Iterator[TokenRequest]:
    """The calls of `getToken(…)` and `….getToken(…)` in a file that uses Clerk."""
    if b"getToken" not in module.source:
        return
    for_convex = any(one in module.source for one in _TAKES_TOKENS)
    for lineage in module.occurrences("getToken"):
        call = _call(lineage)
        if call is not None:
            template = _template(module, call, sources)
            yield TokenRequest(module.place(lineage[-1]), template, for_convex)


def _call(lineage: Lineage) -> "Node | None":
    """The call whose function ends with this name."""
    index = len(lineage) - 1
    if lineage[index].type == "property_identifier":
        index -= 1
        if lineage[index].type != "member_expression":
            return None
    parent = lineage[index - 1] if index else None
    while parent is not None and parent.type == "non_null_expression":
        index -= 1
        parent = lineage[index - 1] if index else None
    if parent is None or parent.type != "call_expression":
        return None
    return parent if is_field(parent, "function", lineage[index]) else None


def _template(module: Module, call: "Node", sources: Sources) -> str | None:
    given = arguments_of(call)
    if not given:
        return ""
    options = sources.value(module, given[0])
    if isinstance(options, Undefined):
        return ""
    if not isinstance(options, Object):
        return None
    stated = options.get("template")
    if stated is None:
        return None if options.rest else ""
    if isinstance(stated, Undefined):
        return ""
    return stated.text if isinstance(stated, Text) else None
