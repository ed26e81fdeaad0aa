"""The calls of Convex functions in the app's own code, and what they are given."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.code import Side
from clerkdoctor.facts.convex_code import Gate, Given, ServerCall, SharedLogin
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.convex_clients.made import BROWSER, name_of, scope_of
from clerkdoctor.gather.convex_clients.owned import Owned, objects_in
from clerkdoctor.gather.convex_clients.wrappers import wrapped_calls
from clerkdoctor.gather.convex_runs.naming import path_in
from clerkdoctor.typescript.calls import CallSite, arguments_of, call_at
from clerkdoctor.typescript.promises import enclosing_functions
from clerkdoctor.typescript.scopes import may_declare
from clerkdoctor.typescript.values import Call, NotKnown, Object
from clerkdoctor.typescript.writes import is_field

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module
    from clerkdoctor.typescript.sources import Sources

_FROM_SERVER = ("fetchQuery", "fetchMutation", "fetchAction", "preloadQuery")
_METHODS = frozenset({"query", "mutation", "action"})
_HOOKS = {
    "useQuery": ("convex/react", "convex-helpers/react/cache", "convex-helpers/react/cache/hooks"),
    "usePaginatedQuery": (
        "convex/react", "convex-helpers/react/cache", "convex-helpers/react/cache/hooks",
    ),
}  # fmt: skip
_SIGNING = ("svix", "standardwebhooks")
_ASKING = ("auth", "currentUser", "getAuth")
_CHANGING = ("useMutation", "useAction")
_SERVER_SIGNS = ("@clerk/nextjs/server", "next/headers", "next/server", "server-only",
                 "next/cache")  # fmt: skip


class QueryFound(NamedTuple):
    """`useQuery(api.…)` in a file. `first` and `last` bound the function that it stands in, which
    is called `component`.
    """

    path: str
    place: Place
    gate: Gate
    by: Place | None
    first: int
    last: int
    component: str


# From the server


def server_calls(module: "Module", sources: "Sources") -> Iterator[ServerCall]:
    from_webhook = _receives_webhooks(module)
    for call in _server_calls(module, sources):
        yield call._replace(from_webhook=from_webhook)


def _receives_webhooks(module: "Module") -> bool:
    """Whether a file verifies webhooks, or is called so and asks nobody who is signed in."""
    imports = [one for one in module.imports if not one.is_type]
    if any(one.name == "verifyWebhook" or one.source in _SIGNING for one in imports):
        return True
    asks = any(one.source.startswith("@clerk/") and one.name in _ASKING for one in imports)
    return "webhook" in module.path.lower() and not asks


def _server_calls(module: "Module", sources: "Sources") -> Iterator[ServerCall]:
    for name in _FROM_SERVER:
        if name.encode() not in module.source:
            continue
        for call in module.calls(name, "convex/nextjs"):
            named = path_in(module, call.arguments[0], sources) if call.arguments else None
            if named:
                yield ServerCall(name, named[0], call.place, _has_token(module, sources, call))
    if b"ConvexHttpClient" in module.source or any(b".%s(" % one.encode() in module.source
                                                    for one in _METHODS):  # fmt: skip
        yield from _by_clients(module, sources)


def _has_token(module: "Module", sources: "Sources", call: CallSite) -> bool | None:
    if any(one.type == "spread_element" for one in call.arguments):
        return None
    if len(call.arguments) < 3:
        return False
    options = sources.value(module, call.arguments[2])
    if not isinstance(options, Object):
        return None
    if options.get("token") is not None:
        return True
    return None if options.rest is not None else False


def _by_clients(module: "Module", sources: "Sources") -> Iterator[ServerCall]:
    """`client.query(api.…)` of a `ConvexHttpClient`, made here or in another file."""
    for node in module.nodes(frozenset({"call_expression"})):
        callee = node.child_by_field_name("function")
        name = callee.child_by_field_name("property") if callee is not None else None
        of = callee.child_by_field_name("object") if callee is not None else None
        given = arguments_of(node)
        if name is None or of is None or not given or module.text(name) not in _METHODS:
            continue
        named = path_in(module, given[0], sources)
        made = _client_at(module, sources, of) if named else None
        if named and made is not None:
            by = f"ConvexHttpClient.{module.text(name)}"
            yield ServerCall(by, named[0], module.place(node), _is_logged_in(module, sources, made))


def _client_at(module: "Module", sources: "Sources", node: "Node") -> Call | None:
    """`new ConvexHttpClient(…)`, where an expression is one."""
    value = sources.value(module, node)
    is_one = (
        isinstance(value, Call)
        and value.callee.module in BROWSER
        and value.callee.name == "ConvexHttpClient"
    )
    return value if is_one and isinstance(value, Call) else None


def _is_logged_in(module: "Module", sources: "Sources", made: Call) -> bool | None:
    """Whether a client has a token: not told where the code logs in somewhere about it."""
    if len(made.arguments) > 1:
        options = made.arguments[1]
        if not isinstance(options, Object):
            return None
        if options.get("auth") is not None:
            return True
    elsewhere = sources.module(made.place.path)
    files = [module] if isinstance(elsewhere, NotKnown) else [module, elsewhere]
    logs_in = any(b"setAuth" in one.source or b"setAdminAuth" in one.source for one in files)
    return None if logs_in else False


def shared_logins(module: "Module", sources: "Sources", side: Side) -> Iterator[SharedLogin]:
    """`client.setAuth(token)` in a server's function, on a client that is made with its file."""
    if b"setAuth" not in module.source or side != "next-server" or not _is_server(module):
        return
    for lineage in module.occurrences("setAuth"):
        member = lineage[-2] if len(lineage) > 1 else None
        of = member.child_by_field_name("object") if member is not None else None
        if of is None or of.type != "identifier" or call_at(lineage[:-1]) is None:
            continue
        made = _client_at(module, sources, of)
        if made is None or not enclosing_functions(lineage):
            continue
        binding = module.scopes.binding(module.lineage(of))
        if binding is not None and binding.is_global and _is_at_top(sources, made):
            yield SharedLogin(module.place(lineage[-1]), made.place)


def _is_at_top(sources: "Sources", made: Call) -> bool:
    module = sources.module(made.place.path)
    if isinstance(module, NotKnown):
        return False
    return any(
        scope_of(module, call.lineage) == "module"
        for call in module.calls("ConvexHttpClient", BROWSER)
        if call.place == made.place
    )


def _is_server(module: "Module") -> bool:
    return "use server" in module.directives or any(
        one.source in _SERVER_SIGNS and not one.is_type for one in module.imports
    )


# From components


def queries(module: "Module", sources: "Sources", owned: Owned) -> Iterator[QueryFound]:
    for name, packages in _HOOKS.items():
        if name.encode() in module.source:
            for call in module.calls(name, packages):
                yield from _query(module, sources, owned, call)
        for call, adds_nothing in wrapped_calls(module, sources, name, packages):
            for found in _query(module, sources, owned, call):
                yield found if adds_nothing else found._replace(gate="unknown", by=None)


def _query(
    module: "Module", sources: "Sources", owned: Owned, call: CallSite
) -> Iterator[QueryFound]:
    """The query that a call runs, where it stands in a function."""
    named = path_in(module, call.arguments[0], sources) if call.arguments else None
    functions = enclosing_functions(call.lineage)
    if not named or not functions:
        return
    gate, by = _gate(module, sources, owned, call)
    first, last = functions[0].start_byte, functions[0].end_byte
    component = name_of(module, call.lineage, functions[0])
    yield QueryFound(named[0], call.place, gate, by, first, last, component)


def _gate(
    module: "Module", sources: "Sources", owned: Owned, call: CallSite
) -> tuple[Gate, Place | None]:
    """What the second argument makes of a query: nothing, or `"skip"` by some state."""
    if len(call.arguments) < 2:
        return "none", None
    given = call.arguments[1]
    condition = given.child_by_field_name("condition")
    if given.type == "ternary_expression" and condition is not None:
        states = owned.states_in(condition)
        if "convex" in states:
            return "convex", None
        return ("clerk", module.place(condition)) if states else ("unknown", None)
    if given.type == "object" or isinstance(sources.value(module, given), Object):
        return "none", None
    return "unknown", None


def given_arguments(module: "Module", sources: "Sources", owned: Owned) -> Iterator[Given]:
    """What the calls in a file give for the arguments of Convex functions."""
    for node in module.nodes(frozenset({"call_expression"})):
        given = arguments_of(node)
        if len(given) > 1:
            named = path_in(module, given[0], sources)
            if named:
                yield from _given(module, owned, named[0], given[1])
    for hook in _CHANGING:
        if hook.encode() in module.source:
            for call in module.calls(hook, "convex/react"):
                named = path_in(module, call.arguments[0], sources) if call.arguments else None
                for argument in _later(module, call.lineage) if named else ():
                    yield from _given(module, owned, named[0] if named else "", argument)


def _given(module: "Module", owned: Owned, path: str, node: "Node") -> Iterator[Given]:
    for name, value in objects_in(module, node):
        yield Given(path, name, owned.is_id(value), module.place(value))


def _later(module: "Module", lineage: "Lineage") -> "Iterator[Node]":
    """`const create = useMutation(api.…)`, and then the first argument of `create({…})`."""
    declarator = lineage[-2] if len(lineage) > 1 else None
    if declarator is None or declarator.type != "variable_declarator":
        return
    name = declarator.child_by_field_name("name")
    if name is None or name.type != "identifier" or not is_field(declarator, "value", lineage[-1]):
        return
    binding = module.scopes.binding((*lineage[:-1], name))
    for use in module.scopes.uses(binding) if binding is not None else ():
        call = None if may_declare(use) else call_at(use)
        yield from arguments_of(call[-1])[:1] if call else ()
