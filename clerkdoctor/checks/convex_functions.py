"""Convex functions: whether they ask who calls, and what they expect when nobody does."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Level, Problem, Unknown, check
from clerkdoctor.checks.convex_data import (
    Owned,
    Trusted,
    is_own_name,
    naming_argument,
    plain,
    reads_by_argument,
    tables_of_users,
    writes_by_anybody,
)
from clerkdoctor.facts.convex_code import ConvexCode, ConvexFunction, DataUse

_AUTH = "https://docs.convex.dev/auth/functions-auth"
_INTERNAL = "https://docs.convex.dev/functions/internal-functions"
_BEST = "https://docs.convex.dev/understanding/best-practices/"

_ASK = (
    "const identity = await ctx.auth.getUserIdentity();\n"
    'if (identity === null) throw new Error("Not signed in");'
)
_FROM_IDENTITY = (
    f"Take the user from the identity, not from an argument:\n{_ASK}\n"
    "const userId = identity.subject;"
)
_COMPARE = f"Ask who calls, and compare the row's owner:\n{_ASK}"
_SHARED = (
    "args: { secret: v.string(), … },\n"
    'if (args.secret !== process.env.WEBHOOK_CALLS_SECRET) throw new Error("Not allowed");'
)
_MOST = 3


@check(
    "Convex functions ask who calls before they touch users' data",
    fix=_FROM_IDENTITY,
    references=(_AUTH, _BEST),
    level="warning",
)
def convex_functions_check_identity(code: ConvexCode) -> Iterator[Finding]:
    """Every `query`, `mutation` and `action` can be called by anybody who knows the deployment's
    URL, with whatever arguments: no middleware and no page stands before it. A function that takes
    the user from `args.userId` lets everybody act as everybody.

    What a function calls is followed, and so are the builders that it is made with. Data that
    everybody may list is none of a user's own.
    """
    public = [one for one in code.functions if one.is_public and one.kind != "http"]
    if not public and not code.unfollowed:
        yield Inapplicable(_without(code, "no function of Convex is public"))
        return
    tables = tables_of_users(code)
    doubts = []
    for function in public:
        found = _fault(function, tables, code)
        if found is None:
            continue
        if function.alone == "unknown":
            doubts.append(function)
        else:
            yield _for_webhook(found, function, code)
    for one in code.unfollowed[:_MOST]:
        yield Unknown(f"what `{one.path}` is made with is not followed", one.place)
    for function in doubts[:_MOST]:
        yield Unknown(f"whether `{function.path}` asks is not known: {function.doubt}",
                      function.place)  # fmt: skip
    yield from _unread(code)


def _without(code: ConvexCode, otherwise: str) -> str:
    return otherwise if code.folder else "this app has no Convex functions"


def _unread(code: ConvexCode) -> Iterator[Unknown]:
    for path, reason in code.unread[:_MOST]:
        yield Unknown(f"`{path}` {reason}")


def _fault(function: ConvexFunction, tables: Owned, code: ConvexCode) -> Problem | None:
    if function.has_password:
        return None
    for written in writes_by_anybody(function, tables):
        return _written(function, written)
    forged = _forged(function, tables)
    if forged:
        return forged
    found: Problem | None = None
    for read in reads_by_argument(function):
        level = _weight(function, read, tables, code)
        if level is None and found is None:
            found = _whole(function, read, tables, code)
        if level and (found is None or level == "warning"):
            found = _read(function, read, level)
    return found


def _for_webhook(found: Problem, function: ConvexFunction, code: ConvexCode) -> Problem:
    """A webhook has no identity: what it calls must not ask for one."""
    calls = [
        one
        for one in code.server_calls
        if one.path == function.path and one.from_webhook and one.has_token is not True
    ]
    if not calls:
        return found
    kind = f"internal{function.kind.capitalize()}"
    return found._replace(
        message=f"{found.message}; a webhook calls it (`{calls[0].place.path}`)",
        fix=f"Make it an `{kind}` that an `httpAction` calls once a delivery is verified, or"
        f" let the webhook pass a secret:\n{_SHARED}",
    )


def _written(function: ConvexFunction, one: Trusted) -> Problem:
    table = f"`{one.use.table}`"
    where = _where(function, one.use)
    if one.argument:
        said = (
            f"{_VERBS[one.use.how]} {table}{where} for whoever its argument `{one.argument}` names"
        )
        fix = _FROM_IDENTITY
    elif one.use.how == "insert":
        said = f"adds to {table}{where} whatever its arguments say"
        fix = _FROM_IDENTITY
    else:
        said = f"{_VERBS[one.use.how]} {table}{where}, in the row that its arguments choose"
        fix = _COMPARE
    return Problem(f"`{function.path}` {said}, {_never(function)}", function.place, fix,
                   about=function.path)  # fmt: skip


_VERBS = {
    "insert": "adds to", "patch": "changes", "replace": "changes", "delete": "deletes from",
}  # fmt: skip


def _never(function: ConvexFunction) -> str:
    if function.asks:
        return "and goes on where `getUserIdentity()` gives null"
    return "and does not ask who calls"


def _where(function: ConvexFunction, use: DataUse) -> str:
    if use.place.path != function.place.path:
        return f" (`{use.place.path}:{use.place.line}`)"
    return f" (line {use.place.line})"


def _forged(function: ConvexFunction, tables: Owned) -> Problem | None:
    """Somebody has to be signed in, and may then write in anybody's name."""
    if not function.only_tests or function.alone not in ("throws", "ends"):
        return None
    for use in function.uses:
        if use.how in ("insert", "patch", "replace", "delete") and use.table:
            argument = naming_argument(function, use, tables)
            if argument:
                return Problem(
                    f"`{function.path}` {_VERBS[use.how]} `{use.table}`{_where(function, use)} for"
                    f" whoever its argument `{argument}` names; of the identity it only asks"
                    " whether there is one",
                    function.place,
                    _FROM_IDENTITY,
                    about=function.path,
                )
    return None


def _weight(
    function: ConvexFunction, one: Trusted, tables: Owned, code: ConvexCode
) -> Level | None:
    """How much it weighs that anybody may read a user's rows; None where that may be meant."""
    given = [g for g in code.given if g.path == function.path and g.argument == one.argument]
    if given and all(g.is_own for g in given):
        return "warning"
    table = one.use.table
    if table is None or (given and not any(g.is_own for g in given)):
        return None
    if table in tables.users:
        return "note"
    if table in tables.open:
        return None
    if table in tables.by_identity and is_own_name(one.argument):
        return "warning"
    return "note" if is_own_name(one.argument) else None


def _read(function: ConvexFunction, one: Trusted, level: Level) -> Problem:
    table = f"`{one.use.table}`" if one.use.table else "the database"
    return Problem(
        f"`{function.path}` reads {table}{_where(function, one.use)} for whoever its argument"
        f" `{one.argument}` names, {_never(function)}",
        function.place,
        _FROM_IDENTITY,
        about=function.path,
        level=level,
    )


def _whole(
    function: ConvexFunction, one: Trusted, tables: Owned, code: ConvexCode
) -> Problem | None:
    """Everybody may read somebody's profile, and gets all that is stored of them."""
    table = code.table(one.use.table)
    if table is None or function.gives != table.name or table.name not in tables.users:
        return None
    column = next((c.name for c in table.columns if plain(c.name) in _CONTACT), None)
    if column is None:
        return None
    return Problem(
        f"`{function.path}` gives whole rows of `{table.name}`, `{column}` among them, of whoever"
        f" its argument `{one.argument}` names, {_never(function)}",
        function.place,
        "Return the fields that everybody may see, and no others",
        about=function.path,
        level="note",
    )


_CONTACT = frozenset({"email", "emailaddress", "phone", "phonenumber", "emails", "primaryemail"})


@check(
    "Scheduled functions expect no identity",
    fix="Pass the user's id as an argument to an internal function:\n"
    "await ctx.scheduler.runAfter(0, internal.jobs.run, { userId: identity.subject })",
    references=(_AUTH, "https://docs.convex.dev/scheduling/scheduled-functions"),
    level="warning",
    symptoms=("Uncaught Error: Not authenticated",),
)
def convex_scheduled_functions_do_not_expect_identity(code: ConvexCode) -> Iterator[Finding]:
    """Crons and the scheduler run functions with no identity, whoever has scheduled them:
    `getUserIdentity()` gives null there. What asks for one fails each time, in a log that nobody
    reads.
    """
    if not code.schedules:
        yield Inapplicable(_without(code, "nothing is scheduled"))
    for one in dict.fromkeys(code.schedules):
        function = code.function(one.path)
        if function is None or not function.asks:
            continue
        if function.alone == "throws":
            end = "which throws without an identity, and scheduled functions have none"
        elif function.alone == "ends" and function.acts:
            end = "which does nothing without an identity, and scheduled functions have none"
        else:
            continue
        yield Problem(f"`{one.by}` runs `{one.path}`, {end}", one.place, about=one.path)
    yield from _unread(code)


@check(
    "Scheduled functions are internal",
    fix="Make it an internal function, and name it as `internal.…`",
    references=(_INTERNAL, _BEST),
    level="note",
)
def convex_scheduled_functions_are_internal(code: ConvexCode) -> Iterator[Finding]:
    """A function that is named as `api.…` can be called by anybody. What runs on a schedule, such
    as a clean-up or a charge, is seldom meant to be.
    """
    if not code.schedules:
        yield Inapplicable(_without(code, "nothing is scheduled"))
    called = {one.path for one in code.given} | {one.path for one in code.queries}
    called |= {one.path for one in code.server_calls}
    for one in dict.fromkeys(code.schedules):
        function = code.function(one.path)
        if not one.is_public or function is None or function.asks or function.has_password:
            continue
        if function.kind == "query" or one.path in called:
            continue
        yield Problem(
            f"`{one.by}` runs `api.{one.path}`, which anybody can call",
            one.place,
            f"Make it an internal function, and name it so:\ninternal.{one.path}",
            about=one.path,
        )
    yield from _unread(code)
