"""Gathering the calls whose promises have to be awaited: Clerk's helpers and Next.js' request APIs.

`auth` counts by what it was imported as, or as the first parameter of what `clerkMiddleware` is
given. Re-exports of the project are followed where they keep the name.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import AuthUse, ClientUse, Helper, HelperCall, ProtectOnSession
from clerkdoctor.gather.surroundings import METHODS, Surroundings, bare, role_of
from clerkdoctor.typescript.calls import Site, arguments_of, call_at, sites_of, uses_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.patterns import property_name
from clerkdoctor.typescript.promises import (
    Settled,
    enclosing_functions,
    follow,
    is_returned,
    settled,
)
from clerkdoctor.typescript.scopes import FUNCTIONS, may_declare, parameters_of
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Function, Reference
from clerkdoctor.typescript.writes import TRANSPARENT, is_field

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage

SERVER = ("@clerk/nextjs/server", "@clerk/nextjs", "@clerk/nextjs/app-beta")
_REQUEST: tuple[Helper, ...] = ("headers", "cookies", "draftMode")
_WHO = (b"userId", b"isAuthenticated", b"isSignedIn", b"sessionId", b"orgId", b"sessionClaims")
_OF_SESSIONS = frozenset({
    "userId", "sessionId", "sessionClaims", "sessionStatus", "isAuthenticated", "actor", "orgId",
    "orgRole", "orgSlug", "orgPermissions", "has", "getToken", "redirectToSignIn",
    "redirectToSignUp",
})  # fmt: skip
"""What `auth()` gives, and the function itself does not have."""

Found = HelperCall | ProtectOnSession | ClientUse | AuthUse


class Reader(NamedTuple):
    """A file as it is read: `around` says where a piece of its code stands.

    `handler` is the function that `clerkMiddleware` is given, where that is what is read.
    """

    module: Module
    sources: Sources
    around: Surroundings
    handler: "Node | None" = None


def helper_calls(reader: Reader, app: App) -> Iterator[Found]:
    """The calls of Clerk's helpers in a file, and of the `auth` that its middleware is given."""
    module = reader.module
    for site in _sites(reader, "auth"):
        yield from _auth(reader, site.lineage)
    for site in _sites(reader, "currentUser"):
        call = call_at(site.lineage)
        if call is not None:
            yield _call(reader, "currentUser", call)
    for site in _sites(reader, "clerkClient"):
        yield from _client(reader, site.lineage)
    if b"next/headers" in module.source:
        for name in _REQUEST:
            for site in sites_of(module, name, "next/headers"):
                call = call_at(site.lineage)
                if call is not None:
                    yield _call(reader, name, call)
    if b"clerkMiddleware" in module.source:
        yield from _given(reader, app)
    if b"params" in module.source or b"searchParams" in module.source:
        yield from _props(reader)


def _sites(reader: Reader, name: str) -> Iterator[Site]:
    """Every use of a helper, also where a file of the project hands it on under its name."""
    module = reader.module
    yield from sites_of(module, name, SERVER)
    for imported in module.imports:
        if imported.name != name or imported.is_type or imported.source[:1] not in tuple(".@~#"):
            continue
        if imported.source.startswith("@clerk/"):
            continue
        target = reader.sources.resolve(imported.source, module.path)
        value = reader.sources.exported(target, name) if isinstance(target, str) else None
        if isinstance(value, Reference) and value.module in SERVER and value.name == name:
            yield from uses_of(module, imported)


def _call(reader: Reader, helper: Helper, call: "Lineage") -> HelperCall:
    return _as_call(reader, helper, call, settled(reader.module, call))


def _as_call(reader: Reader, helper: Helper, at: "Lineage", fate: Settled) -> HelperCall:
    # `.then()` reads what comes; whether anybody waits matters only to what protects.
    waits = fate.chained and fate.fate == "dropped" and helper != "auth.protect"
    protects = helper == "auth.protect"
    return HelperCall(
        helper,
        reader.module.place(at[-1]),
        "awaited" if waits else fate.fate,
        reader.around.of(at),
        fate.takes,
        reader.handler is not None,
        protects and _knows_who(reader.module, at),
        protects and _is_result(reader, at),
    )


def _is_result(reader: Reader, at: "Lineage") -> bool:
    """Whether the handler of the middleware returns what an expression of its own gives."""
    functions = enclosing_functions(at)
    own = reader.handler is not None and functions and functions[-1].id == reader.handler.id
    return bool(own) and is_returned(reader.module, at)


def _knows_who(module: Module, at: "Lineage") -> bool:
    """Whether the outermost function around a call has asked who is signed in."""
    function = next((node for node in at if node.type in FUNCTIONS), None)
    if function is None:
        return False
    text = module.source[function.start_byte : function.end_byte]
    return any(word in text for word in _WHO)


def _auth(reader: Reader, name: "Lineage") -> Iterator[Found]:
    """What a use of `auth` comes to: `auth()`, `auth.protect()`, or neither."""
    module = reader.module
    member = _member_of(module, name, "protect")
    if member is not None:
        call = call_at(member)
        if call is not None:
            yield _call(reader, "auth.protect", call)
        return
    call = call_at(name)
    if call is None:
        yield from _uncalled(reader, name)
        return
    found = _call(reader, "auth", call)
    yield found
    if "protect" in found.takes and found.fate in ("read", "awaited"):
        yield ProtectOnSession(
            found.place,
            found.is_given,
            _knows_who(module, call),
            _is_result(reader, _protecting(module, call)),
        )


def _uncalled(reader: Reader, name: "Lineage") -> Iterator[AuthUse]:
    """`auth.userId`, `await auth`: what is read of the function, which has nothing of the kind.

    Code that asks what `auth` is, or takes it in place of something else, is left alone: it is made
    for several versions.
    """
    index = len(name) - 2
    while index > 0 and name[index].type in (*TRANSPARENT, "await_expression"):
        index -= 1
    asked = f"typeof {reader.module.text(name[-1])}".encode()
    if name[index].type in ("ternary_expression", "binary_expression"):
        return
    if asked in reader.module.source:
        return
    fate = settled(reader.module, name)
    takes = tuple(one for one in fate.takes if one in _OF_SESSIONS)
    if takes and fate.fate in ("read", "awaited"):
        place, is_given = reader.module.place(name[-1]), reader.handler is not None
        yield AuthUse(place, takes, fate.fate == "awaited", is_given)


def _protecting(module: Module, call: "Lineage") -> "Lineage":
    """The call `auth().protect()` around `auth()`, where it is written so; else `auth()`."""
    index = len(call) - 1
    while index and call[index - 1].type in (*TRANSPARENT, "await_expression"):
        index -= 1
    member = _member_of(module, call[: index + 1], "protect")
    around = call_at(member) if member is not None else None
    return around if around is not None else call


def _member_of(module: Module, name: "Lineage", member: str) -> "Lineage | None":
    """`auth.protect`, given `auth`; None for another member."""
    index = len(name) - 1
    while index and name[index - 1].type in TRANSPARENT:
        index -= 1
    parent = name[index - 1] if index else None
    if parent is None or parent.type != "member_expression":
        return None
    found = parent.child_by_field_name("property")
    is_it = found is not None and module.text(found) == member
    return name[:index] if is_it and is_field(parent, "object", name[index]) else None


def _client(reader: Reader, name: "Lineage") -> Iterator[Found]:
    """`clerkClient()`, or `clerkClient.users` as of the object that it was."""
    module = reader.module
    call = call_at(name)
    if call is not None:
        yield _call(reader, "clerkClient", call)
        return
    fate = settled(module, name)
    if fate.fate == "read":
        member = fate.takes[0] if fate.takes else ""
        yield ClientUse(module.place(name[-1]), member)


def _given(reader: Reader, app: App) -> Iterator[Found]:
    """The calls of the parameter `auth` of the handler that `clerkMiddleware` is given."""
    for site in sites_of(reader.module, "clerkMiddleware", "@clerk/nextjs/server"):
        call = call_at(site.lineage)
        for first in arguments_of(call[-1])[:1] if call else ():
            handler = reader.sources.value(reader.module, first)
            if isinstance(handler, Function):
                yield from _of_handler(reader, handler, app)


def _of_handler(reader: Reader, handler: Function, app: App) -> Iterator[Found]:
    module = handler.module
    if module.path != reader.module.path:
        around = Surroundings(module, role_of(app, module.path))
        reader = Reader(module, reader.sources, around)
    elif module is not reader.module:
        # The folder has parsed the file for itself; nodes of two trees do not mix.
        reader = reader._replace(module=module, around=Surroundings(module, reader.around.role))
    reader = reader._replace(handler=handler.node)
    parameter = next(parameters_of(handler.node), None)
    pattern = parameter[1] if parameter else None
    if pattern is not None and pattern.type == "object_pattern":
        takes = tuple(one for one in _keys(module, pattern) if one in _OF_SESSIONS)
        if takes:
            yield AuthUse(module.place(pattern), takes, is_given=True)
    if pattern is None or pattern.type != "identifier":
        return
    binding = module.scopes.binding(module.lineage(pattern))
    changed = binding is not None and module.scopes.change(binding) is not None
    for use in _uses(module, pattern):
        for found in _auth(reader, use):
            if not (changed and isinstance(found, AuthUse)):
                yield found


def _uses(module: Module, name: "Node") -> "list[Lineage]":
    binding = module.scopes.binding(module.lineage(name))
    if binding is None:
        return []
    return [use for use in module.scopes.uses(binding) if not may_declare(use)]


# `params` and `searchParams` of pages, layouts and route handlers

_PROPS: tuple[Helper, ...] = ("params", "searchParams")


def _props(reader: Reader) -> Iterator[HelperCall]:
    """The uses of the props that are promises since Next.js 15."""
    role = reader.around.role
    if role in ("page", "layout", "default"):
        names: Sequence[str] = ("default", "generateMetadata", "generateViewport")
        position = 0
    elif role == "route":
        names, position = sorted(METHODS), 1
    else:
        return
    for exported in reader.module.exports:
        if exported.name in names and not exported.is_type:
            function = _function(reader.module, exported.node, exported.local)
            if function is not None:
                yield from _of_parameter(reader, function, position)


def _function(module: Module, node: "Node | None", local: str) -> "Node | None":
    """The function that an export is, where it stands in the file as one."""
    if node is not None and node.type not in FUNCTIONS and node.type != "variable_declarator":
        binding = module.scopes.top_level(local) if local else None
        node = binding.owner if binding is not None else node
    if node is not None and node.type == "variable_declarator":
        node = node.child_by_field_name("value")
    node = bare(node)
    return node if node is not None and node.type in FUNCTIONS else None


def _of_parameter(reader: Reader, function: "Node", position: int) -> Iterator[HelperCall]:
    parameters = list(parameters_of(function))
    pattern = parameters[position][1] if len(parameters) > position else None
    if pattern is None:
        return
    module = reader.module
    if pattern.type == "object_pattern":
        yield from _taken_apart(reader, pattern)
        return
    for use in _uses(module, pattern) if pattern.type == "identifier" else ():
        for name in _PROPS:
            member = _member_of(module, use, name)
            if member is not None:
                yield _as_call(reader, name, member, settled(module, member))
        declarator = use[-2] if len(use) > 1 else None
        if declarator is not None and declarator.type == "variable_declarator":
            inner = declarator.child_by_field_name("name")
            if inner is not None and inner.type == "object_pattern":
                yield from _taken_apart(reader, inner)


def _taken_apart(reader: Reader, pattern: "Node") -> Iterator[HelperCall]:
    """`{ params, searchParams: { q } }`: what becomes of each."""
    module = reader.module
    for child in pattern.named_children:
        key = child.child_by_field_name("key") if child.type == "pair_pattern" else child
        if key is not None and key.type == "object_assignment_pattern":
            key = key.child_by_field_name("left")
        name = property_name(module, key) if key is not None else None
        bound = child.child_by_field_name("value") if child.type == "pair_pattern" else key
        if bound is not None and bound.type == "assignment_pattern":
            bound = bound.child_by_field_name("left")
        for helper in _PROPS:
            if name != helper or bound is None or key is None:
                continue
            at = module.lineage(bound)
            if bound.type == "object_pattern":
                fate = Settled("read", tuple(_keys(module, bound)))
            else:
                fate = follow(module, at)
            yield _as_call(reader, helper, at, fate)


def _keys(module: Module, pattern: "Node") -> Iterator[str]:
    for child in pattern.named_children:
        key = child.child_by_field_name("key") or child.child_by_field_name("left") or child
        name = property_name(module, key)
        if name:
            yield name
