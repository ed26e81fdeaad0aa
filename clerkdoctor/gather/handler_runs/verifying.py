"""Verifications: which calls they are, and what body, headers and secret they are given."""

from typing import TYPE_CHECKING

from clerkdoctor.facts.handlers import Body, By, Headers, Secret
from clerkdoctor.gather.handler_runs.calls import HEADERS
from clerkdoctor.gather.handler_runs.things import (
    Called,
    Either,
    Env,
    Items,
    Known,
    Made,
    Member,
    Named,
    Request,
    Thing,
    is_nullish,
    truth,
)
from clerkdoctor.nearest import nearest

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module

DEFAULT_SECRET = "CLERK_WEBHOOK_SIGNING_SECRET"  # noqa: S105 - a variable's name
_STREAM_READERS = ("micro", "raw-body", "get-raw-body", "node:stream/consumers", "stream/consumers")
_PARTS = ("id", "timestamp", "signature")


def verification_of(called: Called) -> By | None:
    """Whose verification a call is: Clerk's `verifyWebhook`, or `new Webhook(…).verify(…)`."""
    match called.callee:
        case Named(package, "verifyWebhook") if package.startswith("@clerk/"):
            return "verifyWebhook"
        case Member(of, "verify"):
            return _library(of)
    return None


def _library(of: Thing) -> By | None:
    if isinstance(of, Either):
        return next((found for one in of.options if (found := _library(one))), None)
    if isinstance(of, Called) and of.is_new and isinstance(of.callee, Named):
        package, name = of.callee
        if name.rpartition(".")[2] == "Webhook":
            if package == "svix":
                return "svix"
            return "standardwebhooks" if package == "standardwebhooks" else None
    return None


# The body


def body_of(called: Called, by: By) -> Body:
    first = called.arguments[0] if called.arguments else None
    if first is None:
        return "unknown"
    if by == "verifyWebhook":
        return "request" if isinstance(first, Request) and not first.is_node else _node(first)
    return body(first)


def _node(thing: Thing) -> Body:
    return "node-restringified" if isinstance(thing, Request) else "unknown"


def body(thing: Thing) -> Body:
    """How a text came from the delivery's body."""
    match thing:
        case Called(Member(Request(False), "text")):
            return "raw"
        case Called(Member(Request(False), "json")):
            return "parsed"
        case Member(Request(False), "body"):
            return "stream"
        case Member(Request(True), "rawBody"):
            return "raw"
        case Member(Request(True), "body"):
            return "node-body"
        case Called(Named(_, name), arguments) if arguments:
            return _made_by(name, thing, arguments)
        case Called(Named("", "Promise"), _, _, True):
            return "unknown"
        case Called(Member(of, "toString" | "trim")):
            return _kept(body(of))
        case Called(Member(_, "decode"), (given, *_)):
            return "raw" if _is_bytes(given) else _kept(body(given))
        case Either(options):
            return _one_of({body(option) for option in options if not is_nullish(option)})
    return "unknown"


def _made_by(name: str, called: Called, arguments: tuple[Thing, ...]) -> Body:
    first = arguments[0]
    assert isinstance(called.callee, Named)
    if called.callee.package in _STREAM_READERS and first == Request(True):
        return "node-stream"
    match name:
        case "JSON.stringify":
            return _as_json(body(first), arguments[2:3])
        case "JSON.parse":
            return "parsed" if body(first) in {"raw", "node-stream"} else "unknown"
        case "Buffer.concat":
            return "node-stream"
        case "Buffer.from":
            return "raw" if _is_bytes(first) else _kept(body(first))
        case "String":
            return _kept(body(first))
    return "unknown"


def _kept(inner: Body) -> Body:
    return inner if inner in {"raw", "node-stream"} else "unknown"


def _as_json(inner: Body, indent: tuple[Thing, ...]) -> Body:
    if inner == "parsed":
        return "indented" if indent and truth(indent[0]) else "reserialised"
    written: dict[Body, Body] = {"node-body": "node-restringified", "raw": "quoted"}
    return written.get(inner, "stream" if inner == "stream" else "unknown")


def _one_of(found: set[Body]) -> Body:
    if found == {"node-body", "node-restringified"}:  # `typeof body === "string" ? body : …`
        return "node-restringified"
    return found.pop() if len(found) == 1 else "unknown"


def _is_bytes(thing: Thing) -> bool:
    match thing:
        case Called(Member(Request(False), "arrayBuffer" | "bytes")):
            return True
        case Called(Named("", "Uint8Array"), (given, *_)):
            return _is_bytes(given)
    return False


# The headers


def headers_of(called: Called, by: By) -> tuple[Headers, str]:
    """What the headers come in, and what is wrong with them, as the predicate of a sentence."""
    if by == "verifyWebhook":
        return "request", ""
    if len(called.arguments) < 2:
        return "incomplete", "is called without headers"
    return headers(called.arguments[1], by)


def headers(thing: Thing, by: By) -> tuple[Headers, str]:
    match thing:
        case Member(Request(False), "headers"):
            return "object", "is given `request.headers`, a `Headers` object"
        case Called(callee) if callee == HEADERS:
            return "object", "is given what `headers()` gives, a `Headers` object"
        case Called(Named("", "Headers"), _, _, True):
            return "object", "is given a `Headers` object"
        case Member(Request(True), "headers") | Called(Named("", "Object.fromEntries")):
            return ("plain", "") if by == "svix" else ("foreign", _FOREIGN)
        case Made():
            return _of_object(thing, by)
        case Either(options):
            kinds = {headers(option, by) for option in options}
            return kinds.pop() if len(kinds) == 1 else ("unknown", "")
    return "unknown", ""


_FOREIGN = "is given `svix-…` headers; standardwebhooks reads `webhook-…`"


def _of_object(made: Made, by: By) -> tuple[Headers, str]:
    fields = {name.lower(): value for name, value in made.fields.items()}
    rest = [headers(one, by)[0] for one in made.spread]
    if any(kind != "object" for kind in rest):
        return "unknown", ""
    families = ("svix", "webhook") if by == "svix" else ("webhook",)
    if by != "svix" and any(name.startswith("svix-") for name in fields):
        return "foreign", _FOREIGN
    for part in _PARTS:
        name = next((n for n in (f"{f}-{part}" for f in families) if n in fields), None)
        if name is None:
            if rest:
                return "object", "spreads a `Headers` object, which has no properties"
            return "incomplete", _lacking(f"{families[0]}-{part}", fields)
        fault = _other_header(fields[name], part)
        if fault:
            return (
                "incomplete",
                f"takes `{name}` from the header `{fault}`, which Clerk does not send",
            )
    return "plain", ""


def _lacking(name: str, fields: dict[str, Thing]) -> str:
    near = nearest(name, fields)
    said = f"; it has `{near}`" if near else ""
    return f"is given headers without `{name}`{said}"


def _other_header(value: Thing, part: str) -> str | None:
    """The header that a value is read from, where that is none of Svix'."""
    read = [name for option in _options(value) if (name := _header(option))]
    if not read or any(name.lower() == f"svix-{part}" for name in read):
        return None
    return read[0]


def _header(thing: Thing) -> str | None:
    match thing:
        case Called(Member(_, "get"), (Known(str() as name), *_)):
            return name
        case Member(Member(Request(True), "headers"), name):
            return name
        case Called(Named("", "String"), (given, *_)):
            return _header(given)
    return None


def _options(thing: Thing) -> tuple[Thing, ...]:
    return thing.options if isinstance(thing, Either) else (thing,)


# The secret


def secret_of(called: Called, by: By) -> Secret:
    if by == "verifyWebhook":
        if len(called.arguments) < 2:
            return Secret((DEFAULT_SECRET,))
        options = called.arguments[1]
        if not isinstance(options, Made):
            return Secret((DEFAULT_SECRET,)) if is_nullish(options) else Secret()
        given = options.fields.get("signingSecret")
        if given is None:
            return Secret() if options.spread else Secret((DEFAULT_SECRET,))
        return secret(given)
    maker = called.callee.of if isinstance(called.callee, Member) else None
    if isinstance(maker, Called) and maker.arguments:
        return secret(maker.arguments[0])
    return Secret()


def secret(thing: Thing) -> Secret:
    """Where a secret comes from, as far as that is told."""
    names: dict[str, None] = {}
    literal = False
    for option in _flat(thing):
        match option:
            case Env(name):
                names[name] = None
            case Known(str() as text) if text:
                literal = True
            case Known():
                pass
            case _:
                return Secret()
    return Secret(tuple(names), literal)


def _flat(thing: Thing) -> tuple[Thing, ...]:
    match thing:
        case Either(options):
            return tuple(one for option in options for one in _flat(option))
        case Called(Member(of, "trim" | "toString")):
            return _flat(of)
        case Called(Named("", "String"), (given, *_)):
            return _flat(given)
        case Items((only,)):
            return _flat(only)
    return (thing,)


# The result


def use_of(
    module: "Module", node: "Node", callers: "list[tuple[Module, Node]]"
) -> tuple[bool, bool]:
    """Whether a call's result is used, and whether somebody waits for it.

    What a function returns is used where its caller uses it; `callers` are the calls around, the
    nearest last.
    """
    lineage = module.lineage(node)
    at, awaited = len(lineage) - 1, False
    while at > 0 and lineage[at - 1].type in _THROUGH:
        at -= 1
        awaited = awaited or lineage[at].type == "await_expression"
    parent = lineage[at - 1] if at > 0 else None
    if parent is None or parent.type == "expression_statement":
        return False, awaited
    if parent.type == "return_statement" or _is_body(parent, lineage[at]):
        if not callers:
            return True, True
        used, _ = use_of(*callers[-1], callers[:-1])
        return used, True
    if parent.type == "variable_declarator":
        return _of_variable(module, parent.child_by_field_name("name"), awaited)
    if parent.type == "assignment_expression":
        return _of_variable(module, parent.child_by_field_name("left"), awaited)
    return True, True


_THROUGH = frozenset({
    "await_expression", "parenthesized_expression", "as_expression", "satisfies_expression",
    "non_null_expression", "type_assertion",
})  # fmt: skip


def _is_body(parent: "Node", node: "Node") -> bool:
    body = parent.child_by_field_name("body") if parent.type == "arrow_function" else None
    return body is not None and body.id == node.id


def _of_variable(module: "Module", name: "Node | None", awaited: bool) -> tuple[bool, bool]:
    if name is None or name.type != "identifier":
        return True, awaited
    lineage = module.lineage(name)
    binding = module.scopes.binding(lineage) if lineage else None
    if binding is None:
        return True, awaited
    reads = [use for use in module.scopes.uses(binding) if _reads(use)]
    return bool(reads), awaited or any(_waits(use) for use in reads)


def _reads(use: "Lineage") -> bool:
    parent = use[-2]
    for field in ("name", "left"):
        written = parent.child_by_field_name(field)
        if written is not None and written.id == use[-1].id:
            return parent.type not in {"variable_declarator", "assignment_expression"}
    return True


def _waits(use: "Lineage") -> bool:
    parent = use[-2]
    if parent.type == "member_expression":
        named = parent.child_by_field_name("property")
        return named is not None and named.text in {b"then", b"catch", b"finally"}
    return parent.type in {"await_expression", "return_statement", "arguments", "array"}
