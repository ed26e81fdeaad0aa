"""Whose data a Convex function touches: which tables hold users' own, and who is trusted for it."""

from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.facts.convex_code import (
    Argument,
    ConvexCode,
    ConvexFunction,
    DataUse,
    Field,
    Table,
)

_USERS = frozenset({"users", "user", "profiles", "profile", "userprofiles"})
_CLERKS = frozenset({"clerkid", "clerkuserid", "tokenidentifier", "clerksubject"})
# Fields and arguments that name a user, without `_` and in small letters.
_NAMING = frozenset({
    "userid", "clerkid", "clerkuserid", "ownerid", "authorid", "creatorid", "createdby",
    "createdbyid", "senderid", "tokenidentifier", "externalid", "useridentifier", "uploaderid",
    "uploadedby", "ownedby", "currentuserid", "subject", "user", "owner",
})  # fmt: skip
_OWN = frozenset({"userid", "clerkid", "clerkuserid", "currentuserid", "tokenidentifier"})
_SYSTEM = ("_",)


def plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def names_user(name: str) -> bool:
    """Whether a field or an argument of this name says who a user is."""
    word = plain(name)
    return word in _NAMING or word.endswith(("userid", "clerkid"))


class Owned(NamedTuple):
    """The tables that hold what belongs to users. `open` can be read by everybody anyway."""

    users: frozenset[str]
    owned: frozenset[str]
    open: frozenset[str]
    by_identity: frozenset[str]


def tables_of_users(code: ConvexCode) -> Owned:
    users = {one.name for one in code.tables if _holds_users(one)}
    uses = [(one, use) for one in code.functions for use in one.uses]
    users |= {use.table for _, use in uses if use.table and plain(use.table) in _USERS}
    owned = {one.name for one in code.tables if _is_owned(one, users)}
    by_identity: set[str] = set()
    for _, use in uses:
        if use.table and _is_of_identity(use):
            (owned if use.is_write else by_identity).add(use.table)
    open_ones = {
        use.table
        for one, use in uses
        if use.table and one.is_public and not one.has_password and _is_open(use)
    }
    return Owned(
        frozenset(users), frozenset(owned | users), frozenset(open_ones), frozenset(by_identity)
    )


def _holds_users(table: Table) -> bool:
    return plain(table.name) in _USERS or any(plain(one.name) in _CLERKS for one in table.columns)


def _is_owned(table: Table, users: set[str]) -> bool:
    return any(names_user(one.name) or one.table in users for one in table.columns)


def _is_of_identity(use: DataUse) -> bool:
    return any(
        origin.startswith("identity") and names_user(one.name)
        for one in use.fields
        for origin in one.origins
    )


def _is_open(use: DataUse) -> bool:
    """Whether anybody may list the rows, whomever they belong to."""
    return (
        use.how == "query"
        and use.alone
        and not any(names_user(one.name) for one in use.fields)
        and not any(names_user(one.removeprefix("args.")) for one in use.picked_by)
    )


class Trusted(NamedTuple):
    """A use of the database that takes the user from an argument, or lets anybody choose a row.

    `argument` is the one that names the user, empty where it names a row.
    """

    use: DataUse
    argument: str


def writes_by_anybody(function: ConvexFunction, tables: Owned) -> Iterator[Trusted]:
    """The writes of users' data that a call by nobody reaches."""
    for use in function.uses:
        if not use.is_write or not use.alone or not use.table:
            continue
        argument = naming_argument(function, use, tables)
        if argument:
            yield Trusted(use, argument)
        elif use.how == "insert":
            if use.table in tables.users and _takes_arguments(use.fields):
                yield Trusted(use, "")
        elif use.table in tables.owned and _is_picked(use) and _changes(use):
            yield Trusted(use, "")


def naming_argument(function: ConvexFunction, use: DataUse, tables: Owned) -> str:
    """The argument that says in whose name a row is written, or whose row it is."""
    arguments = {one.name: one for one in function.arguments}
    for field in use.fields:
        for origin in field.origins:
            name = origin.removeprefix("args.")
            if name == origin or "row" in field.origins:
                continue
            of_user = arguments.get(name, Argument(name)).table in tables.users
            is_key = names_user(field.name) or not field.name
            if (names_user(name) and is_key) or (of_user and names_user(field.name)):
                return name
    for origin in use.picked_by:
        name = origin.removeprefix("args.")
        if name != origin and names_user(name) and (use.table in tables.owned):
            return name if _changes(use) else ""
    return ""


def _is_picked(use: DataUse) -> bool:
    return any(one.startswith("args") for one in use.picked_by)


def _changes(use: DataUse) -> bool:
    """Whether more than a counter or a time is written."""
    if use.how == "delete":
        return True
    picked = set(use.picked_by)
    for one in use.fields:
        origins = set(one.origins)
        if one.name.startswith(_SYSTEM) or (origins <= picked and "row" not in origins):
            continue
        if "constant" in origins or any(origin.startswith("args") for origin in origins):
            return True
    return False


def _takes_arguments(fields: tuple[Field, ...]) -> bool:
    return any(origin.startswith("args") for one in fields for origin in one.origins)


def reads_by_argument(function: ConvexFunction) -> Iterator[Trusted]:
    """The queries for the rows of a user that an argument names, which a call by nobody reaches."""
    for use in function.uses:
        if use.how != "query" or not use.alone:
            continue
        for field in use.fields:
            for origin in field.origins:
                name = origin.removeprefix("args.")
                if name != origin and names_user(name):
                    yield Trusted(use, name)
                    break


def is_own_name(argument: str) -> bool:
    """Whether an argument of this name is likely to be the caller."""
    return plain(argument) in _OWN
