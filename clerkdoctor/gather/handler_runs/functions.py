"""Functions of Convex that a handler hands a delivery to: `ctx.runAction(internal.clerk.verify)`.

A library that needs Node.js stands in a file of its own there, with `"use node"`, since HTTP
actions run in Convex' own runtime; the handler calls an internal action of that file.
"""

from typing import TYPE_CHECKING

from clerkdoctor.gather.convex_runs.builders import registered
from clerkdoctor.gather.convex_runs.naming import function_path
from clerkdoctor.gather.handler_runs import names
from clerkdoctor.gather.handler_runs.things import Called, Code, Made, Named, Thing, Thrown

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.gather.handler_runs.run import Frame, Run

_LIBRARIES = (b"svix", b"standardwebhooks", b"verifyWebhook")
RUNNING = frozenset({"ctx.runAction", "ctx.runMutation", "ctx.runQuery"})


def called_function(run: "Run", called: Called, folder: str | None) -> Code | None:
    """The code of the function that such a call runs; None where it is not found, or verifies
    nothing by a library.

    `folder` is that of the functions.
    """
    callee = called.callee
    if folder is None or not isinstance(callee, Named) or callee.name not in RUNNING:
        return None
    named = function_path(called.arguments[0]) if called.arguments else None
    if named is None:
        return None
    file, _, name = named[0].rpartition(".")
    path = run.sources.resolve(f"./{file.replace('.', '/')}", f"{folder}/http.ts")
    if not isinstance(path, str):
        return None
    outer, run.is_locating = run.is_locating, True
    try:
        made = registered(names.exported(run, path, name))
    except Thrown:
        return None  # its file throws when it is loaded
    finally:
        run.is_locating = outer
    code = made.handler if made is not None else None
    if not isinstance(code, Code):
        return None
    return code if any(one in code.module.source for one in _LIBRARIES) else None


def ran(run: "Run", frame: "Frame", node: "Node", called: Called, code: Code) -> Thing:
    """What the function gives. Raises `Thrown` where it throws, as Convex passes that on."""
    given = called.arguments[1] if len(called.arguments) > 1 else Made({})
    run.stack.append((frame.module, node))
    try:
        return run.call(code, (Named("convex/server", "ctx"), given))
    finally:
        run.stack.pop()
