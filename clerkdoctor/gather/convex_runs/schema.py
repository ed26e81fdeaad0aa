"""The tables that `convex/schema.ts` defines, with their fields and indexes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerkdoctor.facts.convex_code import Column, Table
from clerkdoctor.gather.convex_runs.builders import table_of_validator
from clerkdoctor.gather.convex_runs.origins import plain_name
from clerkdoctor.gather.handler_runs import names
from clerkdoctor.gather.handler_runs.run import Run, World
from clerkdoctor.gather.handler_runs.things import (
    Called,
    Items,
    Known,
    Made,
    Member,
    Named,
    Thing,
    Thrown,
    TooMuch,
)

if TYPE_CHECKING:
    from clerkdoctor.typescript.module import Module
    from clerkdoctor.typescript.sources import Sources

_DEFINING = frozenset({"defineSchema", "defineEntSchema"})
_TABLE = frozenset({"defineTable", "defineEnt"})
_MOST_CALLS = 200


def tables_of(module: "Module", sources: "Sources") -> tuple[Table, ...]:
    """The tables of a schema file, as far as they are made there or in what it imports."""
    run = Run(sources, World(), given=module)
    run.is_locating = True
    try:
        schema = names.exported(run, module.path, "default")
        return tuple(_tables(schema))
    except (Thrown, TooMuch, RecursionError):
        return ()


def _tables(schema: Thing) -> Iterator[Table]:
    if not isinstance(schema, Called) or not schema.arguments:
        return
    name = schema.callee.name if isinstance(schema.callee, Named) else ""
    stated = schema.arguments[0]
    if name in _DEFINING and isinstance(stated, Made):
        for table, made in stated.fields.items():
            found = _table(table, made) if table.isidentifier() else None
            if found is not None:
                yield found


def _table(name: str, made: Thing) -> Table | None:
    columns: list[Column] = []
    indexes: list[tuple[str, tuple[str, ...]]] = []
    for _ in range(_MOST_CALLS):
        if not isinstance(made, Called):
            return None
        if isinstance(made.callee, Member):
            _chained(made.callee.name, made.arguments, columns, indexes)
            made = made.callee.of
            continue
        if not isinstance(made.callee, Named) or made.callee.name not in _TABLE:
            return None
        fields, is_whole = _fields(made.arguments[0] if made.arguments else Made({}))
        return Table(
            name,
            made.place,
            (*fields, *columns),
            tuple(one for _, one in indexes),
            is_whole,
            tuple(index for index, _ in indexes),
        )
    return None


def _chained(
    name: str,
    given: tuple[Thing, ...],
    columns: list[Column],
    indexes: list[tuple[str, tuple[str, ...]]],
) -> None:
    """`.index("by_user", ["userId"])`, and of convex-ents `.field("clerkId", v.string())`."""
    first = given[0].value if given and isinstance(given[0], Known) else None
    if name == "index" and len(given) > 1:
        stated = given[1]
        if isinstance(stated, Made):  # `.index("by_user", { fields: ["userId"] })`
            stated = stated.fields.get("fields", stated)
        if isinstance(stated, Items):
            texts = [one.value for one in stated.items if isinstance(one, Known)]
            called = plain_name(first) if isinstance(first, str) else ""
            indexes.append((called, tuple(text for text in texts if isinstance(text, str))))
    elif name == "field" and isinstance(first, str):
        columns.append(Column(first, table_of_validator(given[1]) if len(given) > 1 else None))
        indexes.append(("", (first,)))
    elif name == "edge" and isinstance(first, str):
        columns.append(Column(f"{first}Id", first))


def _fields(stated: Thing) -> tuple[tuple[Column, ...], bool]:
    if isinstance(stated, Called) and stated.arguments:  # `v.object({…})`
        stated = stated.arguments[0]
    if not isinstance(stated, Made):
        return (), False
    columns = tuple(
        Column(key, table_of_validator(one))
        for key, one in stated.fields.items()
        if key.isidentifier()
    )
    return columns, not stated.spread
