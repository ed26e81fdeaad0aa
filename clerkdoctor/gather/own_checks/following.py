"""What a function does when it runs: does it ask who is there, and which data does it touch.

Functions of the project that it calls or renders are followed. Whatever may be a check counts as
one: a name that speaks of one, a refusal with 401 or 403, a comparison with a secret.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.own_checks import Touched
from clerkdoctor.gather.own_checks.data import chain_of, is_payment, touched_by
from clerkdoctor.gather.own_checks.names import (
    asks_by_name,
    is_asking_receiver,
    speaks_of_auth,
)
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.scopes import FUNCTIONS
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Function, Namespace, Reference

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 4
_MOST_TOUCHED = 8
_LONGEST = 120

_CALLS = frozenset({"call_expression", "new_expression"})
_NAMES = frozenset(
    {"identifier", "property_identifier", "shorthand_property_identifier",
     "shorthand_property_identifier_pattern"}
)  # fmt: skip
_ELEMENTS = frozenset({"jsx_opening_element", "jsx_self_closing_element"})
_TEXTS = frozenset({"string_fragment", "template_string", "jsx_text"})
_WANTED = _CALLS | _NAMES | _ELEMENTS | _TEXTS | {"number", "binary_expression"}
_APART = frozenset({"comment", "import_statement", "type_annotation", "type_arguments"})
_COMPARING = frozenset({"===", "!==", "==", "!="})
_GATES = frozenset(
    ("Protect", "SignedIn", "SignedOut", "Show", "RedirectToSignIn", "AuthLoading", "RoleGate")
)
_CLERK = "@clerk/"
_ASKING = frozenset(("auth", "currentUser", "getAuth", "buildClerkProps"))
# Packages whose functions bring their own ways to tell who calls, or hand a request on.
_WRAPPERS = ("next-safe-action", "zsa", "@trpc/", "uploadthing", "inngest", "better-auth",
             "next-auth", "@auth/", "@supabase/ssr", "@kinde", "@workos", "iron-session", "svix",
             "standardwebhooks", "payload", "@payloadcms", "graphql-yoga", "@apollo",
             "@upstash/qstash", "arcjet", "@arcjet", "@liveblocks", "ably", "pusher")  # fmt: skip


class Deeds(NamedTuple):
    """`asks`: it asks who is there, or may. Then `touched` may lack something."""

    asks: bool
    touched: tuple[Touched, ...] = ()


@cache
def _said() -> "re.Pattern[str]":
    return re.compile(
        r"unauthor|unauthent|not auth|forbidden|(sign|log)(ed)?[ -]?in\b|authorization|signature"
        r"|api-?key|secret|csrf|captcha|permission|bearer|x-[a-z-]*(user|token|internal)",
        re.IGNORECASE,
    )


@cache
def _compared() -> "re.Pattern[str]":
    return re.compile(
        r"process\.env|secret|token|api_?key|role|admin|session|origin|referer|password|owner",
        re.IGNORECASE,
    )


@cache
def _given() -> "re.Pattern[str]":
    return re.compile(r"token|secret|jwt|session|signature|api_?key|passw|credential|captcha|auth",
                      re.IGNORECASE)  # fmt: skip


class Following:
    """Looks at each function once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._known: dict[tuple[str, int, int], Deeds] = {}
        self._auth: dict[str, tuple[int, ...]] = {}
        self._inline: dict[str, tuple[tuple[int, int], ...]] = {}

    def of(self, module: Module, node: "Node", depth: int = 0) -> Deeds:
        """What the code of a node does: a function, or a whole file."""
        key = (module.path, node.start_byte, node.end_byte)
        if key not in self._known:
            self._known[key] = Deeds(False)  # a function that calls itself
            self._known[key] = self._look(module, node, depth)
        return self._known[key]

    def inline_actions(self, module: Module) -> tuple[tuple[int, int], ...]:
        """Where functions stand that say `use server` themselves."""
        if module.path not in self._inline:
            found: list[tuple[int, int]] = []
            if b"use server" in module.source and "use server" not in module.directives:
                found += [(one.start_byte, one.end_byte) for one in inline_actions(module)]
            self._inline[module.path] = tuple(found)
        return self._inline[module.path]

    def _look(self, module: Module, node: "Node", depth: int) -> Deeds:
        touched: dict[str, Touched] = {}
        if _takes_proof(module, node) or self._names_auth(module, node):
            return Deeds(True)
        apart = [
            (first, last)
            for first, last in self.inline_actions(module)
            if first > node.start_byte or last < node.end_byte
        ]
        for one in _wanted(node):
            if apart and any(first <= one.start_byte < last for first, last in apart):
                continue
            deeds = self._node(module, one, depth)
            if deeds is None:
                continue
            if deeds.asks:
                return Deeds(True, tuple(touched.values()))
            for each in deeds.touched if len(touched) < _MOST_TOUCHED else ():
                # A guest may pay, too; who is told whose account it is for has a user.
                if not is_payment(each) or _names_a_user(module, node):
                    touched.setdefault(each.what, each)
        return Deeds(False, tuple(touched.values()))

    def _names_auth(self, module: Module, node: "Node") -> bool:
        """What the walk would find, found at once where code calls what Clerk's own is called."""
        if module.path not in self._auth:
            self._auth[module.path] = tuple(
                lineage[-1].start_byte
                for name in ("auth", "getAuth")
                for lineage in module.occurrences(name)
            )
        return any(node.start_byte <= at < node.end_byte for at in self._auth[module.path])

    def _node(self, module: Module, node: "Node", depth: int) -> Deeds | None:
        kind = node.type
        if kind in _NAMES:
            return Deeds(True) if speaks_of_auth(module.text(node)) else None
        if kind in _CALLS:
            return self._call(module, node, depth)
        if kind in _ELEMENTS:
            return self._element(module, node, depth)
        if kind == "number":
            return Deeds(True) if module.text(node) in ("401", "403") else None
        if kind in _TEXTS:
            is_short = node.end_byte - node.start_byte < _LONGEST
            return Deeds(True) if is_short and _said().search(module.text(node)) else None
        if kind == "binary_expression":
            operator = node.child_by_field_name("operator")
            compares = operator is not None and operator.type in _COMPARING
            start, end = node.start_byte, min(node.end_byte, node.start_byte + 2 * _LONGEST)
            said = module.source[start:end].decode(errors="ignore") if compares else ""
            return Deeds(True) if _compared().search(said) else None
        return None

    def _call(self, module: Module, call: "Node", depth: int) -> Deeds | None:
        field = "function" if call.type == "call_expression" else "constructor"
        names = chain_of(module, call.child_by_field_name(field))
        if not names:
            return None
        touched = touched_by(module, call, names)
        if touched is not None:
            return Deeds(False, (touched,))
        is_plain = names[-1] not in ("clerkClient", "then", "catch")
        if is_plain and (asks_by_name(names[-1]) or is_asking_receiver(names[0])):
            return Deeds(True)
        return self._named(module, names, depth)

    def _element(self, module: Module, tag: "Node", depth: int) -> Deeds | None:
        names = chain_of(module, tag.child_by_field_name("name"))
        if not names or not names[0][:1].isupper():
            return None
        if names[0] in _GATES or asks_by_name(names[0]):
            return Deeds(True)
        return self._named(module, names, depth)

    def _named(self, module: Module, names: tuple[str, ...], depth: int) -> Deeds | None:
        """What the function of a top-level name does, or one of a whole module."""
        if depth == _DEEPEST or len(names) > 2 or module.scopes.top_level(names[0]) is None:
            return None
        value = self._sources.origin(module.path, names[0])
        if isinstance(value, Namespace) and len(names) == 2:
            value = self._sources.exported(value.path, names[1])
        if isinstance(value, Reference):
            is_clerk = value.module.startswith(_CLERK) and value.name in _ASKING
            return Deeds(True) if is_clerk or value.module.startswith(_WRAPPERS) else None
        if not isinstance(value, Function) or (len(names) == 2 and value.name != names[1]):
            return None
        if "use client" in value.module.directives:
            return None
        return self.of(value.module, value.node, depth + 1)


def _wanted(node: "Node") -> "Iterator[Node]":
    """The nodes that may say something, in the order of the text."""
    cursor = node.walk()
    while True:
        one = cursor.node
        kind = one.type if one is not None else ""
        if one is not None and kind in _WANTED:
            yield one
        if kind not in _APART and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def _names_a_user(module: Module, node: "Node") -> bool:
    text = module.source[node.start_byte : node.end_byte].lower()
    return any(one in text for one in (b"userid", b"user_id", b"clerkid", b"clerk_id"))


def _takes_proof(module: Module, node: "Node") -> bool:
    """Whether a function is given something that may prove who calls: a token, a password."""
    given = node.child_by_field_name("parameters") if node.type in FUNCTIONS else None
    return given is not None and bool(_given().search(module.text(given)))


def inline_actions(module: Module) -> "list[Node]":
    """The functions whose body begins with `use server`."""
    found = []
    for node in module.nodes(FUNCTIONS):
        body = node.child_by_field_name("body")
        if body is not None and "use server" in module.directives_of(body):
            found.append(node)
    return found
