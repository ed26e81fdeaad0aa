"""Where values in a Convex function come from: its context, its arguments, who calls it."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from clerkdoctor.facts.convex_code import Origin
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.handler_runs.things import (
    Called,
    Either,
    Env,
    Items,
    Known,
    Made,
    Member,
    Named,
    Thing,
)

CONTEXT = Named("convex:context", "ctx")
IDENTITY = Named("convex:identity", "identity")
ARGUMENTS = Named("convex:arguments", "args")
FILTER = Named("convex:filter", "q")

RELATIONSHIPS = "convex-helpers/server/relationships"
_FINDERS = ("getOneFrom", "getManyFrom", "getOneFromOrThrow")
_NARROWING = ("withIndex", "filter", "withSearchIndex")
_ENDING = frozenset({"first", "unique", "collect", "take", "paginate"})
_WHOLE = frozenset({*_NARROWING, "query", "get", "order", "first", "unique", "collect", "take"})
_KEEPING = ("toString", "trim", "valueOf")
_DEEPEST = 40

Keys = Mapping[Place, tuple[tuple[str, Thing], ...]]
"""What the rows of a query are compared with, by the place of the call that narrows it."""


class Row(NamedTuple):
    """What a row, or a list of them, was found by. `ended`: the query has been run."""

    table: str | None
    origins: frozenset[Origin]
    ended: bool = True


def context_path(thing: Thing) -> str:
    """`ctx.db.insert` for what leads there from the function's context; empty for all else."""
    match thing:
        case Named("convex:context", name):
            return name
        case Made(_, spread):
            return "ctx" if any(context_path(one) == "ctx" for one in spread) else ""
        case Member(of, name):
            start = context_path(of)
            return f"{start}.{name}" if start else ""
    return ""


def gives_context(thing: Thing) -> bool:
    """Whether an argument is the context or a part of it, alone or in an object."""
    match thing:
        case Made(fields, spread):
            return any(map(gives_context, (*fields.values(), *spread)))
        case Items(items):
            return any(map(gives_context, items))
    return bool(context_path(thing))


def holds_context(callee: Thing) -> bool:
    """Whether something that is called, or a part of what it was made with, is the context."""
    for _ in range(_DEEPEST):
        if context_path(callee):
            return True
        if isinstance(callee, Member):
            callee = callee.of
        elif isinstance(callee, Called):
            if any(map(gives_context, callee.arguments)):
                return True
            callee = callee.callee
        else:
            return False
    return False


def is_finder(called: Called) -> bool:
    """`getOneFrom(ctx.db, "users", "by_clerk", id)` of convex-helpers."""
    callee = called.callee
    return isinstance(callee, Named) and callee.package == RELATIONSHIPS and callee.name in _FINDERS


def chain(thing: Thing) -> Iterator[Called]:
    """The calls of `a.b().c().d()`, the last one first."""
    for _ in range(_DEEPEST):
        if isinstance(thing, Member):
            thing = thing.of
        elif isinstance(thing, Called):
            yield thing
            thing = thing.callee
        else:
            return


def method(called: Called) -> str:
    """`collect` of `query.collect()`, `String` of `String()`."""
    name = called.callee.name if isinstance(called.callee, Member | Named) else ""
    return name.rpartition(".")[2]


def table_named(thing: Thing) -> str | None:
    """The text that names a table; Convex takes none but these."""
    name = thing.value if isinstance(thing, Known) else None
    return name if isinstance(name, str) and name.isidentifier() else None


def plain_name(name: str) -> str:
    """The name of a field or an argument that can be shown, also of an inner one: `author.id`."""
    return name if name.replace(".", "").isidentifier() else ""


def row_of(thing: Thing, keys: Keys, tables: Mapping[str, str | None]) -> Row | None:
    """What a value is of the database, or None. `tables` are those of arguments that are ids."""
    found: set[Origin] = set()
    ended = False
    for one in chain(thing):
        path, name = context_path(one.callee), method(one)
        if path == "ctx.db.query":
            table = table_named(one.arguments[0]) if one.arguments else None
            return Row(table, frozenset(found or {"row"}), ended)
        if path == "ctx.db.get" and one.arguments:
            row = one.arguments[-1]
            named = table_named(one.arguments[0]) if len(one.arguments) > 1 else None
            return Row(named or table_of(row, keys, tables), origins(row, keys, tables))
        if path == "ctx.db.insert" and one.arguments:
            return Row(table_named(one.arguments[0]), frozenset({"row"}))
        if is_finder(one) and len(one.arguments) > 3:
            return Row(table_named(one.arguments[1]), origins(one.arguments[3], keys, tables))
        if name in _NARROWING:
            for _, value in keys.get(one.place, ()):
                found |= origins(value, keys, tables)
        ended = ended or name in _ENDING
    return None


def rows_given(thing: Thing, keys: Keys, tables: Mapping[str, str | None]) -> str | None:
    """The table of which a value is a row as it is stored, or a list of them; None for another."""
    row = row_of(thing, keys, tables) if isinstance(thing, Called) else None
    if row is None or not row.ended or any(method(one) not in _WHOLE for one in chain(thing)):
        return None
    return row.table


def table_of(thing: Thing, keys: Keys, tables: Mapping[str, str | None]) -> str | None:
    """The table of the row that an id names."""
    for origin in origins(thing, keys, tables):
        if origin.startswith("args.") and not isinstance(thing, Member):
            return tables.get(origin.removeprefix("args."))
    row = row_of(thing, keys, tables)
    is_own = isinstance(thing, Member) and thing.name == "_id"
    return row.table if row and (is_own or isinstance(thing, Called)) else None


def origins(
    thing: Thing, keys: Keys, tables: Mapping[str, str | None], depth: int = 0
) -> frozenset[Origin]:
    """Where a value comes from, all ways that lead to it taken together."""
    if depth > _DEEPEST:
        return frozenset({"unknown"})
    match thing:
        case Named("convex:arguments", name):
            return frozenset({".".join(name.split(".")[:2])})
        case Named("convex:identity", name):
            return frozenset({_of_identity(name)})
        case Known() | Env():
            return frozenset({"constant"})
    webhook = _webhook_id(thing)
    if webhook:
        return frozenset({webhook})
    if _is_subject(thing):
        return frozenset({"identity.subject"})
    row = row_of(thing, keys, tables)
    if row is not None:
        return _by_row(row)
    held: tuple[Thing, ...] = ()
    match thing:
        case Either(options):
            held = options
        case Made(fields, spread):
            held = (*fields.values(), *spread)
        case Items(items):
            held = items
        case Member(of, _):
            held = (of,)
        case Called(Member(of, _), given):
            held = (of, *given)
        case Called(Named("convex:arguments" | "convex:identity") as of, given):
            held = (of, *given)
        case Called(_, given):
            held = given
    found = frozenset[Origin]().union(*(origins(one, keys, tables, depth + 1) for one in held))
    return found or frozenset({"unknown"})


def is_own(found: Collection[Origin]) -> bool:
    """Whether a value is the identity's, but for constants that stand in for it."""
    told = set(found) - {"constant"}
    return bool(told) and all(one.startswith("identity") for one in told)


def _by_row(row: Row) -> frozenset[Origin]:
    """A row that was found by the caller's identity is the caller's own."""
    if is_own(row.origins):
        return frozenset({"identity"})
    return row.origins | {"row"}


def _of_identity(name: str) -> Origin:
    """The claim that is read; `identity.subject.trim` is still the subject."""
    known = ("identity.subject", "identity.tokenIdentifier", "identity.email")
    claim, _, changed = name.rpartition(".")
    base = claim if changed in _KEEPING else name
    return base if base in known else "identity"


def _is_subject(thing: Thing) -> bool:
    """`identity.tokenIdentifier.split("|")[1]`."""
    match thing:
        case Member(
            Called(Named("convex:identity", "identity.tokenIdentifier.split"), (Known("|"),)), "1"
        ):
            return True
    return False


def _webhook_id(thing: Thing) -> Origin:
    """`event.data.id`, of an event that svix or Clerk has verified; empty for all else."""
    match thing:
        case Member(Member(of, "data"), "id") if _is_event(of):
            return "webhook.id"
        case Member(Either(options), "id"):
            ids = {_webhook_id(Member(one, "id")) for one in options}
            return ids.pop() if len(ids) == 1 else ""
    return ""


def _is_event(thing: Thing) -> bool:
    match thing:
        case Called(Named(package, "verifyWebhook")):
            return package.startswith("@clerk/")
        case Called(Member(Called(Named("svix" | "standardwebhooks", _)), "verify")):
            return True
        case Either(options):
            return any(map(_is_event, options))
    return False
