"""Which calls touch data: of a database's client, of Clerk, of Convex, of a service that bills."""

from typing import TYPE_CHECKING

from clerkdoctor.facts.own_checks import Touch, Touched
from clerkdoctor.typescript.calls import arguments_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.writes import TRANSPARENT
from clerkdoctor.words import words_of

if TYPE_CHECKING:
    from tree_sitter import Node

_CLIENTS = frozenset(("db", "database", "tx", "trx", "drizzle", "orm"))
_WRITES = frozenset(
    ("create", "createMany", "createManyAndReturn", "update", "updateMany",
     "updateManyAndReturn", "upsert", "delete", "deleteMany")
)  # fmt: skip
_READS = frozenset(
    ("findMany", "findUnique", "findFirst", "findUniqueOrThrow", "findFirstOrThrow", "aggregate",
     "groupBy")
)  # fmt: skip
_DOCUMENTS = frozenset(
    ("insertOne", "insertMany", "updateOne", "updateMany", "deleteOne", "deleteMany", "replaceOne",
     "findOneAndUpdate", "findOneAndDelete", "findOneAndReplace", "findByIdAndUpdate",
     "findByIdAndDelete", "findByIdAndRemove", "bulkWrite")
)  # fmt: skip
_FOUND = frozenset(("find", "findOne", "findById"))
_ROWS = frozenset(("insert", "update", "upsert", "delete"))
_KEPT = frozenset(("hset", "hmset", "del", "lpush", "rpush", "sadd", "srem", "zadd", "hdel"))
_CLERK = frozenset(("users", "organizations", "invitations"))
_ANSWERS = frozenset(("completions", "responses", "messages"))
_MODELS = (b"openai", b"anthropic", b"groq", b"mistral", b"OpenAI")
_GENERATORS = frozenset(("generateText", "streamText", "generateObject", "streamObject"))
_IMAGES = frozenset(("generateImage", "experimental_generateImage"))
_PAID = frozenset(
    ("checkout", "subscriptions", "paymentIntents", "billingPortal", "customers", "refunds",
     "invoices")
)  # fmt: skip
_LEMON = "@lemonsqueezy/lemonsqueezy.js"
_SQL = ("sql", "$executeRaw", "$executeRawUnsafe", "$queryRaw", "$queryRawUnsafe", "query",
        "execute", "unsafe", "run")  # fmt: skip
_SERVICE_ROLE = (b"SERVICE_ROLE", b"SUPABASE_SECRET")


def chain_of(module: Module, node: "Node | None") -> tuple[str, ...]:
    """The names of `(await client()).users.getUser`: `client`, `users`, `getUser`."""
    names: list[str] = []
    while node is not None:
        if node.type == "member_expression":
            member = node.child_by_field_name("property")
            names.append(module.text(member) if member is not None else "")
            node = node.child_by_field_name("object")
        elif node.type == "subscript_expression":
            node = node.child_by_field_name("object")
        elif node.type == "call_expression":
            node = node.child_by_field_name("function")
        elif node.type == "new_expression":
            node = node.child_by_field_name("constructor")
        elif node.type == "await_expression" or node.type in TRANSPARENT:
            node = node.named_child(0)
        else:
            if node.type in ("identifier", "this"):
                names.append(module.text(node))
            break
    return tuple(reversed(names))


def touched_by(module: Module, call: "Node", names: tuple[str, ...]) -> Touched | None:
    """What a call does with data, as far as its names tell."""
    if not names:
        return None
    touch = (
        _by_sql(module, call, names)
        or _of_database(module, names)
        or _of_convex(module, call, names)
        or _of_clerk(module, names)
        or _of_service(module, names)
    )
    if touch is None:
        return None
    # The text of a call is shown where its names do not say which table it is about.
    is_vague = names[-1] in _SQL or (len(names) == 2 and names[-1] in _ROWS)
    shown = module.excerpt(call).replace("`", "'") if is_vague else ".".join(names)
    return Touched(touch, shown, module.place(call))


def _is_client(name: str) -> bool:
    lowered = name.lower()
    return "prisma" in lowered or lowered in _CLIENTS or name.endswith(("Db", "DB"))


def _of_database(module: Module, names: tuple[str, ...]) -> Touch | None:
    root, last = names[0], names[-1]
    if _is_client(root):
        if len(names) == 3 and last in _WRITES:
            return "writes"
        if len(names) >= 3 and last in _READS:
            return "reads"
        if len(names) == 2 and last in ("insert", "update", "delete"):
            return "writes"
        if len(names) == 2 and last == "select":
            return "reads"
    if len(names) < 2:
        return None
    if "from" in names[1:-1] and _is_all_powerful(module, root):
        # Without the service role, the rules of the database ask who is there.
        return "writes" if last in _ROWS else "reads" if last == "select" else None
    if last in _DOCUMENTS and (root[:1].isupper() or "collection" in names):
        return "writes"
    if root[:1].isupper() and len(names) == 2 and _is_model(module, root):
        return "writes" if last in ("create", "insertMany") else "reads" if last in _FOUND else None
    if root in ("redis", "kv") and last in _KEPT:
        return "writes"
    return None


def _is_all_powerful(module: Module, root: str) -> bool:
    if "supabase" not in root.lower():
        return False
    said = frozenset(words_of(root))
    return bool(said & {"admin", "service"}) or any(one in module.source for one in _SERVICE_ROLE)


def _is_model(module: Module, name: str) -> bool:
    """Whether a name is imported from a file of models: `@/models/User`."""
    return any(
        one.local == name and ("model" in one.source.lower() or "schema" in one.source.lower())
        for one in module.imports
    )


def _by_sql(module: Module, call: "Node", names: tuple[str, ...]) -> Touch | None:
    if names[-1] not in _SQL:
        return None
    given = call.child_by_field_name("arguments")
    if given is not None and given.type == "arguments":
        given = given.named_child(0)
    if given is None or given.type not in ("template_string", "string"):
        return None
    start = given.start_byte + 1
    text = module.source[start : min(given.end_byte, start + 200)].lstrip().upper()
    if text.startswith((b"INSERT INTO", b"UPDATE ", b"DELETE FROM")):
        return "writes"
    return "reads" if text.startswith(b"SELECT ") else None


def _of_convex(module: Module, call: "Node", names: tuple[str, ...]) -> Touch | None:
    """Convex checks by the token that it is given; a call without one is anybody's."""
    last = names[-1]
    if last in ("fetchMutation", "fetchAction", "fetchQuery") and len(names) == 1:
        arguments = arguments_of(call)
        if len(arguments) > 2 or b"convex/nextjs" not in module.source:
            return None
        return "reads" if last == "fetchQuery" else "writes"
    if last in ("mutation", "action") and len(names) == 2 and b"ConvexHttpClient" in module.source:
        return "writes"
    return None


def _of_clerk(module: Module, names: tuple[str, ...]) -> Touch | None:
    if len(names) < 3 or names[-2] not in _CLERK:
        return None
    return "looks up" if b"clerkClient" in module.source else None


def _of_service(module: Module, names: tuple[str, ...]) -> Touch | None:
    root, last = names[0], names[-1]
    source = module.source
    if len(names) == 1:
        sources = [one.source for one in module.imports if one.local == root]
        if root in _GENERATORS or root in _IMAGES:
            return "spends" if "ai" in sources else None
        return "spends" if root.startswith("create") and _LEMON in sources else None
    if last in ("create", "stream") and names[-2] in _ANSWERS:
        return "spends" if any(one in source for one in _MODELS) else None
    if last in ("generateContent", "generateContentStream"):
        return "spends" if b"@google/gen" in source else None
    if last == "run" and root.lower() == "replicate":
        return "spends"
    if "stripe" in root.lower() and len(names) >= 3 and names[1] in _PAID:
        return "spends" if last in ("create", "update", "cancel", "del") else None
    return None


def is_payment(touched: Touched) -> bool:
    """Whether it has a payment service work: `stripe.checkout.sessions.create`."""
    root = touched.what.partition(".")[0]
    return touched.touch == "spends" and ("stripe" in root.lower() or root.startswith("create"))
