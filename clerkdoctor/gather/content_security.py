"""Gathering the policies that the app's pages are answered with."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from clerkdoctor.evidence import Absence, Absent, Unavailable
from clerkdoctor.facts.content_security import ContentSecurity, Policy
from clerkdoctor.facts.next_config import NextConfig
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.files import MEGABYTE, Unreadable, read
from clerkdoctor.gather.next_config import known_text
from clerkdoctor.json_text import NotJson, read_relaxed
from clerkdoctor.typescript.calls import arguments_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Text, Value

HEADER = "content-security-policy"
_ELEMENTS = frozenset(("jsx_self_closing_element", "jsx_opening_element"))
_SETS = frozenset(("set", "append"))


def content_security(
    folder: Path,
    config: NextConfig,
    middleware: Module | None,
    sources: Sources,
    layouts: Iterable[str] = (),
) -> ContentSecurity | Absence:
    """The policies of next.config, vercel.json, the middleware, and `<meta>` in these layouts."""
    stated = [
        Policy(one.value, one.place, one.is_whole)
        for one in config.headers
        if one.key.lower() == HEADER
    ]
    vercel = _vercel(folder)
    if isinstance(vercel, Unavailable):
        return vercel
    stated += vercel
    for path in layouts:
        module = sources.module(path)
        if isinstance(module, Module):
            stated += _meta_tags(module, sources)
    is_clerks = False
    if middleware is not None:
        stated += _set_in(middleware, sources)
        is_clerks = bool(middleware.occurrences("contentSecurityPolicy"))
    if not stated and not is_clerks:
        return Absent("the app states no Content-Security-Policy that can be seen in its files")
    return ContentSecurity(tuple(stated), is_clerks)


def _vercel(folder: Path) -> list[Policy] | Unavailable:
    content = read(folder / "vercel.json", MEGABYTE)
    if isinstance(content, Unreadable):
        return Unavailable(f"`vercel.json` {content.reason}")
    document = read_relaxed(content) if isinstance(content, bytes) else None
    if isinstance(document, NotJson):
        return Unavailable(f"`vercel.json` {document.reason}")
    rules = document.get("headers") if isinstance(document, dict) else None
    return [
        Policy(value, Place("vercel.json"), True)
        for rule in _list(rules)
        for one in _list(rule.get("headers") if isinstance(rule, dict) else None)
        if isinstance(one, dict) and str(one.get("key", "")).lower() == HEADER
        if isinstance(value := one.get("value"), str)
    ]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _meta_tags(module: Module, sources: Sources) -> Iterator[Policy]:
    """`<meta httpEquiv="Content-Security-Policy" content={csp} />`."""
    if HEADER.encode() not in module.source.lower():
        return
    for node in module.nodes(_ELEMENTS):
        name = node.child_by_field_name("name")
        if name is None or module.text(name) != "meta":
            continue
        stated: dict[str, Value] = {}
        for attribute in node.named_children:
            if attribute.type == "jsx_attribute" and len(attribute.named_children) == 2:
                key, value = attribute.named_children
                inner = value.named_child(0) if value.type == "jsx_expression" else value
                if inner is not None:
                    stated[module.text(key).lower()] = sources.value(module, inner)
        which, content = stated.get("httpequiv"), stated.get("content")
        if content is not None and isinstance(which, Text) and which.text.lower() == HEADER:
            text, whole = known_text(content)
            yield Policy(text, module.place(node), whole)


def _set_in(module: Module, sources: Sources) -> Iterator[Policy]:
    """`response.headers.set("Content-Security-Policy", csp)`."""
    if HEADER.encode() not in module.source.lower():
        return
    for node in module.nodes(frozenset({"call_expression"})):
        callee = node.child_by_field_name("function")
        name = callee.child_by_field_name("property") if callee is not None else None
        if name is None or module.text(name) not in _SETS:
            continue
        arguments = arguments_of(node)
        if len(arguments) == 2:
            key = sources.value(module, arguments[0])
            if isinstance(key, Text) and key.text.lower() == HEADER:
                text, whole = known_text(sources.value(module, arguments[1]))
                yield Policy(text, module.place(arguments[1]), whole)
