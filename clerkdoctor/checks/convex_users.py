"""By what a user's rows are stored and found in Convex: one identifier, with an index."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.convex_data import names_user, tables_of_users
from clerkdoctor.facts.convex_code import ConvexCode, ConvexFunction, DataUse, Origin
from clerkdoctor.facts.place import Place

_STORING = "https://docs.convex.dev/auth/database-auth"
_INDEXES = "https://docs.convex.dev/database/reading-data/indexes/"

# What identifies a user, by where it comes from: Clerk's id, or the issuer and that id.
_KINDS = {
    "identity.subject": "subject",
    "webhook.id": "subject",
    "identity.tokenIdentifier": "tokenIdentifier",
}
_SHOWN = {
    "identity.subject": "identity.subject",
    "webhook.id": "the `id` of Clerk's webhook",
    "identity.tokenIdentifier": "identity.tokenIdentifier",
}


class _Key(NamedTuple):
    """One field of a table that identifies a user, with what is stored in it and looked up."""

    table: str
    field: str


class _Seen(NamedTuple):
    origin: Origin
    use: DataUse
    function: ConvexFunction


class _Uses(NamedTuple):
    stored: dict[Place, set[Origin]]
    looked_up: list[_Seen]


@check(
    "Users are stored, indexed and looked up by one identifier: Clerk's",
    fix="Store and look up `identity.subject`, which is Clerk's id of the user, by an index",
    references=(_STORING, _INDEXES),
    level="warning",
    symptoms=("User not found",),
)
def convex_users_are_keyed_by_clerk_id(code: ConvexCode) -> Iterator[Finding]:
    """`identity.tokenIdentifier` is the issuer and the user's id, `identity.subject` the id alone,
    which is also what Clerk's webhooks send. Stored under one and looked up under the other, no
    user is ever found. An e-mail address changes, and is undefined where the token carries none.
    """
    keys = _keys(code)
    if not any(one.looked_up for one in keys.values()):
        yield Inapplicable("no function looks up rows by the identity of a user")
    yield from _mismatched(code, keys)
    yield from _of_another_kind(code, keys)
    yield from _by_mail(code)
    yield from _unindexed(code)
    for path, reason in code.unread[:3]:
        yield Unknown(f"`{path}` {reason}")


def _keys(code: ConvexCode) -> dict[_Key, _Uses]:
    keys: dict[_Key, _Uses] = {}
    for function in code.functions:
        for use in function.uses:
            for field in use.fields if use.table else ():
                if not field.name or use.table is None:
                    continue
                found = keys.setdefault(_Key(use.table, field.name), _Uses({}, []))
                if use.is_write:
                    found.stored.setdefault(use.place, set()).update(field.origins)
                elif len(field.origins) == 1 and field.origins[0] in _KINDS:
                    found.looked_up.append(_Seen(field.origins[0], use, function))
    return keys


def _mismatched(code: ConvexCode, keys: dict[_Key, _Uses]) -> Iterator[Problem]:
    """Looked up by one identifier in a field that only ever holds the other."""
    said: set[Place] = set()
    for key, uses in keys.items():
        known = [{one for one in origins if one in _KINDS} for origins in uses.stored.values()]
        if not known or not all(known) or _has_open_write(code, key):
            continue
        kinds = {_KINDS[one] for origins in known for one in origins}
        for one in uses.looked_up:
            if _KINDS[one.origin] in kinds or one.use.place in said or _tries_both(one.function):
                continue
            said.add(one.use.place)
            stored = next(iter(sorted(known[0])))
            yield Problem(
                f"`{_holder(code, one.use, one.function)}` looks up `{key.table}` by `{key.field}`"
                f" with `{_SHOWN[one.origin]}`, and what is stored there is {_quoted(stored)}",
                one.use.place,
                _one_fix(stored),
                about=f"{key.table}.{key.field}",
            )


def _holder(code: ConvexCode, use: DataUse, function: ConvexFunction) -> str:
    """The function in whose own code a use stands, where that is another one than that reaches it:
    an HTTP action has no name.
    """
    reaching = [
        one
        for one in code.functions
        if one.kind != "http" and use.place in {other.place for other in one.uses}
    ]
    around = [
        one
        for one in reaching
        if one.place.path == use.place.path and (one.place.line or 0) <= (use.place.line or 0)
    ]
    if around:
        return max(around, key=lambda one: one.place.line or 0).path
    return reaching[0].path if reaching and function.kind == "http" else function.path


def _quoted(origin: Origin) -> str:
    shown = _SHOWN[origin]
    return shown if "`" in shown else f"`{shown}`"


def _one_fix(stored: Origin) -> str:
    value = "tokenIdentifier" if _KINDS[stored] == "tokenIdentifier" else "subject"
    return f"Look it up by what is stored:\nidentity.{value}"


def _has_open_write(code: ConvexCode, key: _Key) -> bool:
    """Whether some write of the table may set the field in a way that is not followed."""
    return any(
        use.is_write and use.table == key.table and any(not one.name for one in use.fields)
        for function in code.functions
        for use in function.uses
    )


def _tries_both(function: ConvexFunction) -> bool:
    """Whether a function looks for a user in several ways, as while rows are moved over."""
    kinds = {
        _KINDS[origin]
        for use in function.uses
        if not use.is_write
        for one in use.fields
        for origin in one.origins
        if origin in _KINDS
    }
    return len(kinds) > 1


def _of_another_kind(code: ConvexCode, keys: dict[_Key, _Uses]) -> Iterator[Problem]:
    """The schema says that a field holds the id of a row, and the code gives Clerk's id."""
    for key, uses in keys.items():
        table = code.table(key.table)
        column = next((c for c in table.columns if c.name == key.field), None) if table else None
        if column is None or column.table is None:
            continue
        wrong = [(one.use.place, one.origin, "compares") for one in uses.looked_up]
        wrong += [
            (place, next(iter(origins)), "stores")
            for place, origins in uses.stored.items()
            if len(origins) == 1 and next(iter(origins)) in _KINDS
        ]
        for place, origin, verb in wrong[:1]:
            yield Problem(
                f"`{key.table}.{key.field}` holds ids of `{column.table}`, and the code {verb}"
                f" {_quoted(origin)} there",
                place,
                "Use the id of the user's row:\n"
                'const user = await ctx.db.query("users").withIndex("by_clerk_id", (q) =>\n'
                '  q.eq("clerkId", identity.subject)).unique()\nuser._id',
                about=f"{key.table}.{key.field}",
            )


def _by_mail(code: ConvexCode) -> Iterator[Problem]:
    """A function looks users up by the e-mail address alone."""
    users = tables_of_users(code).users
    reads = [
        (function, use, origin)
        for function in code.functions
        for use in function.uses
        if not use.is_write and use.table in users
        for one in use.fields
        for origin in one.origins
    ]
    for function, use, origin in reads:
        if origin == "identity.email" and not _links(function, users):
            yield Problem(
                f"`{_holder(code, use, function)}` looks up `{use.table}` by `identity.email`,"
                " which can change and may be undefined; `identity.subject` is there for good",
                use.place,
                about=f"{use.table}.email",
            )
            return


def _links(function: ConvexFunction, users: Collection[str]) -> bool:
    """Whether a function looks for a user by Clerk's id, too, or adds that to a row it found."""
    return any(
        origin in _KINDS
        for use in function.uses
        if use.table in users and use.how != "insert"
        for one in use.fields
        for origin in one.origins
    )


def _unindexed(code: ConvexCode) -> Iterator[Problem]:
    """A user is looked for among all users, at each call."""
    users, said = tables_of_users(code).users, set[Place]()
    for function in code.functions:
        for use in function.uses:
            if not use.is_scan or use.table not in users or use.place in said:
                continue
            for field in use.fields:
                if not _identifies(field.name, field.origins):
                    continue
                said.add(use.place)
                table = code.table(use.table)
                there = table.index_on(field.name) if table else None
                yield Problem(
                    f"`{_holder(code, use, function)}` reads all of `{use.table}` to find a user by"
                    f" `{field.name}`"
                    + (", without an index" if there is None else "; there is an index"),
                    use.place,
                    _index(field.name, there),
                    about=f"{use.table}.{field.name}",
                    level=None if there is None else "note",
                )
                break


def _index(field: str, there: str | None) -> str:
    """How to look a field up by an index: that which is there, or a new one."""
    name = there or f"by_{field}"
    used = f'.withIndex("{name}", (q) => q.eq("{field}", …))'
    if there is not None:
        return f"Use the index:\n{used}"
    return f'Use an index:\n// convex/schema.ts\n.index("{name}", ["{field}"])\n{used}'


def _identifies(name: str, origins: tuple[Origin, ...]) -> bool:
    return any(one in _KINDS for one in origins) or (
        names_user(name) and any(one.startswith("args.") for one in origins)
    )
