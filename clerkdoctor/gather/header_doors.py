"""Gathering the headers by which a handler leaves out its own question who is signed in.

`const skip = request.headers.get("x-skip") === "1"` and then `if (!skip) { … auth() … }`. A header
is the sender's to choose, unless the middleware writes it over.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.route_files import RouteFiles
from clerkdoctor.facts.routes import BackDoor
from clerkdoctor.guard.doors import CREDENTIALS, FRAMEWORK
from clerkdoctor.typescript.calls import arguments_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.scopes import may_declare

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage

_OF_REQUESTS = frozenset({"request.headers", "req.headers", "_request.headers", "headers"})
_CHOOSING = frozenset({"if_statement", "ternary_expression", "switch_statement"})


def header_doors(module: Module, asking: Sequence[Place]) -> Iterator[BackDoor]:
    """The headers whose literal value keeps one of the places from `asking`."""
    if not asking or b"headers" not in module.source or b"x-" not in module.source.lower():
        return
    for lineage in module.occurrences("get"):
        name = _header_of(module, lineage)
        if name is None:
            continue
        whole = _alternatives(module, lineage[:-2])
        if whole is not None and any(_holds_one(node, asking) for node in _left_out(module, whole)):
            yield BackDoor(f"the header {name}", module.place(lineage[-3]))


def _header_of(module: Module, lineage: "Lineage") -> str | None:
    """The name in `….headers.get("x-…")`, or `headers().get("x-…")`, given `get`."""
    if len(lineage) < 4 or lineage[-1].type != "property_identifier":
        return None
    member, call = lineage[-2], lineage[-3]
    if member.type != "member_expression" or call.type != "call_expression":
        return None
    on, given = member.child_by_field_name("object"), arguments_of(call)
    if on is None or len(given) != 1 or given[0].type != "string":
        return None
    name = module.text(given[0])[1:-1]
    own = name.lower().startswith("x-") and not name.lower().startswith((*FRAMEWORK, *CREDENTIALS))
    is_plain = len(name) <= 60 and name.replace("-", "").isalnum() and name.isascii()
    of = module.text(on).strip("()").replace("await ", "")
    return name if own and is_plain and of in _OF_REQUESTS else None


def _alternatives(module: Module, call: "Lineage") -> "Lineage | None":
    """The comparison of a header with a literal, with the `||` around it: what it makes true."""
    index = len(call) - 2
    while index > 0 and call[index].type == "parenthesized_expression":
        index -= 1
    if index < 0 or not _is_literal_comparison(module, call[index]):
        return None
    while index and (
        call[index - 1].type == "parenthesized_expression"
        or (call[index - 1].type == "binary_expression" and _operator(call[index - 1]) == "||")
    ):
        index -= 1
    return call[: index + 1]


def _is_literal_comparison(module: Module, node: "Node") -> bool:
    if node.type != "binary_expression" or _operator(node) not in ("===", "=="):
        return False
    sides = [node.child_by_field_name(one) for one in ("left", "right")]
    texts = [one for one in sides if one is not None and one.type == "string"]
    return len(texts) == 1 and len(module.text(texts[0])) > 2


def _operator(node: "Node") -> str:
    found = node.child_by_field_name("operator")
    return found.type if found is not None else ""


def _left_out(module: Module, whole: "Lineage") -> "Iterator[Node]":
    """The statements that run only where it does not hold: `if (!skip) { … }`."""
    found = _negated_branch(whole)
    if found is not None:
        yield found
    declarator = whole[-2] if len(whole) > 1 else None
    if declarator is None or declarator.type != "variable_declarator":
        return
    name = declarator.child_by_field_name("name")
    binding = (
        module.scopes.binding(module.lineage(name))
        if name is not None and name.type == "identifier"
        else None
    )
    if binding is None or module.scopes.change(binding) is not None:
        return
    for use in module.scopes.uses(binding):
        found = None if may_declare(use) else _negated_branch(use)
        if found is not None:
            yield found


def _negated_branch(lineage: "Lineage") -> "Node | None":
    """What `if (!condition)` runs, given the condition."""
    index = len(lineage) - 1
    while index and lineage[index - 1].type == "parenthesized_expression":
        index -= 1
    negation = lineage[index - 1] if index else None
    if negation is None or negation.type != "unary_expression" or _operator(negation) != "!":
        return None
    index -= 1
    while index and lineage[index - 1].type == "parenthesized_expression":
        index -= 1
    statement = lineage[index - 1] if index else None
    if statement is None or statement.type != "if_statement":
        return None
    return statement.child_by_field_name("consequence")


def _holds_one(node: "Node", places: Sequence[Place]) -> bool:
    first, last = node.start_point[0] + 1, node.end_point[0] + 1
    return any(one.line is not None and first <= one.line <= last for one in places)


def without_headers_written_over(files: RouteFiles, middleware: Module) -> RouteFiles:
    """The files without the doors whose header the middleware may write over in every request."""
    found = {}
    for path, file in files.files.items():
        left = tuple(one for one in file.doors if not _may_write_over(middleware, one))
        found[path] = file._replace(doors=left)
    return files._replace(files=found)


def _may_write_over(middleware: Module, door: BackDoor) -> bool:
    name = door.what.removeprefix("the header ").lower()
    if name.encode() not in middleware.source.lower():
        return False
    named = [one for one in middleware.strings() if one.text.lower() == name]
    if len(named) != 1:
        return True
    start = middleware.source.lower().find(name.encode())
    around = middleware.lineage_at(start)
    return not any(node.type in _CHOOSING for node in around)
