"""The request that a function is given, and whether it looks at it.

A route whose path speaks of webhooks may be one that a signed-in user calls.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from clerkdoctor.facts.handlers import Router
from clerkdoctor.gather.handler_runs.things import Code
from clerkdoctor.typescript.scopes import parameters_of

if TYPE_CHECKING:
    from clerkdoctor.typescript.module import Module

_ASKING = frozenset({"auth", "currentUser", "getAuth"})


def is_for_users(code: Code, visited: "Iterable[Module]") -> bool:
    """Whether a function looks at nothing of the request, and asks Clerk who is signed in.

    `visited` are the files through which it was followed.
    """
    imports = [one for module in visited for one in module.imports if not one.is_type]
    if any(one.source == "next/headers" and one.name in ("headers", "*") for one in imports):
        return False
    asks = any(one.name in _ASKING and one.source.startswith("@clerk/") for one in imports)
    return asks and not _reads_request(code)


def request_name(code: Code, router: Router) -> str:
    """What a handler calls the request; empty where it has no name, or none that is its own."""
    at = 1 if router == "convex" else 0
    given = list(parameters_of(code.node))
    pattern = given[at][1] if len(given) > at else None
    return code.module.text(pattern) if pattern and pattern.type == "identifier" else ""


def _reads_request(code: Code) -> bool:
    """Whether the first parameter is used, or taken apart; `arguments` may hold it, too."""
    given = list(parameters_of(code.node))
    if b"arguments" in (code.node.text or b""):
        return True
    if not given:
        return False
    _, pattern = given[0]
    if pattern.type != "identifier":
        return True
    binding = code.module.scopes.binding(code.module.lineage(pattern))
    return binding is None or len(code.module.scopes.uses(binding)) > 1
