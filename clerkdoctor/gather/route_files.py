"""Gathering what the files that answer requests do."""

from collections.abc import Iterable, Iterator

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.route_files import RouteFile, RouteFiles, Verification
from clerkdoctor.gather.followed import Followed, Sight, uses
from clerkdoctor.gather.header_doors import header_doors
from clerkdoctor.nextjs.routes import Route
from clerkdoctor.typescript.calls import arguments_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Choice, NotKnown, Template, Text, Value

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

_ASKING = ("auth", "currentUser", "getAuth", "buildClerkProps")
_CLERK = ("@clerk/nextjs/server", "@clerk/nextjs", "@clerk/nextjs/api", "@clerk/nextjs/app-beta")

# Packages whose handlers verify who calls: package → the names, and whose requests they are.
_VERIFIERS = (
    (("@clerk/nextjs/webhooks", "@clerk/backend/webhooks"), ("verifyWebhook",), "Clerk"),
    (("svix", "standardwebhooks"), ("Webhook",), "Svix"),
    (("inngest/next",), ("serve",), "Inngest"),
    (("uploadthing/next", "uploadthing/next-legacy"), ("createRouteHandler",), "UploadThing"),
    (("@upstash/qstash/nextjs",), ("verifySignatureAppRouter", "verifySignature"), "QStash"),
    (("@polar-sh/nextjs",), ("Webhooks",), "Polar"),
    (("@polar-sh/sdk/webhooks",), ("validateEvent",), "Polar"),
    (("@trigger.dev/nextjs",), ("createAppRoute", "createPagesRoute"), "Trigger.dev"),
    (("@octokit/webhooks",), ("Webhooks", "verify"), "GitHub"),
)
_MEMBERS = {"constructEvent": "Stripe", "constructEventAsync": "Stripe"}
_HEADERS = {
    "x-hub-signature-256": "GitHub",
    "x-hub-signature": "GitHub",
    "x-slack-signature": "Slack",
    "x-shopify-hmac-sha256": "Shopify",
    "paddle-signature": "Paddle",
    "x-linear-signature": "Linear",
    "linear-signature": "Linear",
    "x-razorpay-signature": "Razorpay",
    "x-vercel-signature": "Vercel",
    "x-line-signature": "LINE",
    "x-twilio-signature": "Twilio",
    "svix-signature": "Svix",
}
_CRON = ("CRON_SECRET",)
_DATABASES = ("prisma", "db", "database", "tx", "supabase", "drizzle", "xata", "mongo")
_CHANGES = frozenset(
    ("create", "createMany", "update", "updateMany", "upsert", "delete", "deleteMany", "insert",
     "insertOne", "insertMany", "updateOne", "updateMany", "deleteOne", "replaceOne")
)  # fmt: skip
_FRAGMENTS = frozenset({"string_fragment"})
_ORIGINS = b"Access-Control-Allow-Origin"


def route_files(routes: Iterable[Route], others: Iterable[str], sources: Sources) -> RouteFiles:
    """What stands in the files of these routes, and in the `others`, such as layouts."""
    asking = Followed(sources, _asks)
    verifying = Followed(sources, _verifies)
    writing = Followed(sources, _writes)
    kinds = {route.file: route.kind for route in routes if route.kind != "metadata"}
    kinds.update(dict.fromkeys(others, "page"))
    found: dict[str, RouteFile] = {}
    unread: list[tuple[str, str]] = []
    for path, kind in kinds.items():
        module = sources.module(path)
        if isinstance(module, NotKnown):
            unread.append((path, module.reason))
            continue
        auth = tuple(one.place for one in asking.of(module))
        found[path] = RouteFile(
            path=path,
            methods=_methods(module) if kind == "route" else None,
            auth=auth,
            verifications=tuple(_verifications(module, verifying.of(module)))
            if kind != "page"
            else (),
            writes=tuple(one.place for one in writing.of(module)) if kind != "page" else (),
            cors=_cors(module) if kind != "page" else None,
            calls=tuple(_requests(module, sources)) if kind == "page" else (),
            is_client="use client" in module.directives,
            signs_in=b"SignIn" in module.source or b"SignUp" in module.source,
            doors=tuple(header_doors(module, auth)),
        )
    return RouteFiles(found, tuple(unread))


def _methods(module: Module) -> tuple[str, ...] | None:
    """The methods that a route handler exports; None where a star may export more."""
    names = {one.name for one in module.exports if not one.is_type}
    if "*" in names:
        return None
    return tuple(method for method in METHODS if method in names)


def _asks(module: Module) -> Iterator[Sight]:
    if b"@clerk/" in module.source:
        yield from uses(module, "auth", _ASKING, _CLERK)
        yield from _members(module, {"authenticateRequest": "auth"})


def _verifies(module: Module) -> Iterator[Sight]:
    for packages, names, of in _VERIFIERS:
        if any(package.encode() in module.source for package in packages):
            yield from uses(module, of, names, packages)
    yield from _members(module, _MEMBERS)
    lowered = module.source.lower()
    if b"-signature" in lowered or b"-hmac-" in lowered:
        for node in module.nodes(_FRAGMENTS):
            of = _HEADERS.get(module.text(node).lower(), "")
            if of:
                yield Sight(of, module.place(node), node.start_byte)
    for name in _CRON:
        if name.encode() in module.source:
            for read in module.env_reads():
                if read.name == name:
                    yield Sight("a scheduler", read.place, 0)


def _verifications(module: Module, sights: Iterable[Sight]) -> Iterator[Verification]:
    """One for each sender. What Svix signs is Clerk's where the file is about Clerk."""
    seen: set[str] = set()
    for one in sights:
        of = one.what
        if of == "Svix" and (b"clerk" in module.source.lower() or "clerk" in module.path.lower()):
            of = "Clerk"
        if of not in seen:
            seen.add(of)
            yield Verification(of, one.place)


def _writes(module: Module) -> Iterator[Sight]:
    if b"clerkClient" in module.source:
        yield from uses(module, "write", ("clerkClient",), _CLERK)
    if b"fetchMutation" in module.source:
        yield from uses(module, "write", ("fetchMutation", "fetchAction"), ("convex/nextjs",))
    for node in module.nodes(frozenset({"call_expression"})):
        callee = node.child_by_field_name("function")
        if callee is None or callee.type != "member_expression":
            continue
        name = callee.child_by_field_name("property")
        if name is None or module.text(name) not in _CHANGES:
            continue
        root = callee
        while root.type in ("member_expression", "call_expression"):
            inner = root.child_by_field_name("object") or root.child_by_field_name("function")
            if inner is None:
                break
            root = inner
        if module.text(root) in _DATABASES:
            yield Sight("write", module.place(node), node.start_byte)


def _members(module: Module, wanted: dict[str, str]) -> Iterator[Sight]:
    """Calls of methods by these names, whatever they are called on."""
    for name, what in wanted.items():
        if name.encode() in module.source:
            for lineage in module.occurrences(name):
                if lineage[-1].type == "property_identifier":
                    yield Sight(what, module.place(lineage[-1]), lineage[-1].start_byte)


def _cors(module: Module) -> Place | None:
    if _ORIGINS.lower() not in module.source.lower():
        return None
    for text in module.strings():
        if text.text.lower() == _ORIGINS.decode().lower():
            return text.place
    return None


def _requests(module: Module, sources: Sources) -> Iterator[tuple[str, Place]]:
    """`fetch("/api/x")`, with the path as far as it is a constant."""
    if b"/api/" not in module.source:
        return
    for node in module.nodes(frozenset({"call_expression"})):
        callee = node.child_by_field_name("function")
        name = module.text(callee) if callee is not None else ""
        if name == "fetch" or name.startswith("axios"):
            arguments = arguments_of(node)
            path = _path(sources.value(module, arguments[0])) if arguments else ""
            if path.startswith("/api/"):
                yield path, module.place(node)


def _path(value: Value) -> str:
    if isinstance(value, Choice):
        return ""
    text = value.text if isinstance(value, Text) else ""
    if isinstance(value, Template):
        text = value.prefix if "?" in value.prefix else ""
    return text.partition("?")[0].partition("#")[0].rstrip("/")
