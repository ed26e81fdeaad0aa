"""Changes of a database that fail when a delivery comes again, or before another one.

Told by how Prisma, Drizzle and Supabase are called; of other code nothing is said.
"""

from typing import TYPE_CHECKING

from clerkdoctor.facts.handlers import Write
from clerkdoctor.gather.handler_runs.things import Called, Made, quotable

if TYPE_CHECKING:
    from clerkdoctor.typescript.module import Lineage

_QUESTIONS = ("find", "exists", "count", "aggregate", "runQuery", "fetchQuery")


def is_question(callee: str) -> bool:
    """Whether a call asks the database what is there: what follows may depend on it."""
    name = callee.rpartition(".")[2]
    return name.startswith(_QUESTIONS) or (name in {"select", "query", "get"} and "db" in callee)


def fragile(event: str, callee: str, called: Called, lineage: "Lineage") -> Write | None:
    """The write, where it fails when it is repeated or comes early."""
    first = called.arguments[0] if called.arguments else None
    fields = set(first.fields) if isinstance(first, Made) else set()
    name = callee.rpartition(".")[2]
    is_prisma = callee.count(".") > 1 and "(" not in callee
    there, missing = "fails where the user is there already", "fails where the user is not there"
    match event, name:
        case "user.created", "create" if is_prisma and "data" in fields:
            why, instead = there, "upsert"
        case "user.updated", "update" if is_prisma and {"data", "where"} <= fields:
            why, instead = f"{missing} yet", "upsert"
        case "user.deleted", "delete" if is_prisma and "where" in fields:
            why, instead = missing, "deleteMany"
        case "user.created", "values" if ".insert(" in callee and not _is_lenient(lineage):
            why, instead = there, "onConflictDoUpdate"
        case "user.created", "insert" if ".from(" in callee:
            why, instead = there, "upsert"
        case _:
            return None
    return Write(event, _short(callee), why, instead, called.place)


def _short(callee: str) -> str:
    words = quotable("".join(callee.split()))
    return f"{words}()" if len(words) <= 60 else f"….{words.rpartition('.')[2]}()"


def _is_lenient(lineage: "Lineage") -> bool:
    """Whether a chain of calls goes on with what is done where the row exists."""
    outer = lineage[-1]
    for node in reversed(lineage[:-1]):
        if node.type not in {"member_expression", "call_expression"}:
            break
        outer = node
    text = outer.text or b""
    return b".onConflict" in text or b".onDuplicate" in text
