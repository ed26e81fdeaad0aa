"""What becomes of a promise: is it awaited, handed on, or taken for what it will give.

`auth().userId` reads a property of the promise itself, `if (user)` asks whether there is a promise.
Both look right and are wrong, and neither is an error at run time. Variables are followed within
the file; what is handed to other code is taken to be awaited there.
"""

from typing import TYPE_CHECKING, Literal, NamedTuple

from clerkdoctor.typescript.patterns import names_in
from clerkdoctor.typescript.scopes import FUNCTIONS, may_declare
from clerkdoctor.typescript.writes import TRANSPARENT, is_field

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module

Fate = Literal["awaited", "returned", "handed on", "read", "tested", "dropped"]


class Settled(NamedTuple):
    """What becomes of the value of an expression that gives a promise.

    `awaited`: by `await`, `use()`, `Promise.all()`, or by a function given to `.then()`. `returned`
    from the function that it stands in, or `handed on` to other code. `read`: a property is taken
    from the promise itself; `tested`: it is asked whether there is one. `dropped`: nobody waits.

    `takes` are the names of what is read: from the promise, or from what it gives where it is
    awaited. `chained`: `.then()`, `.catch()` or `.finally()` are called on it. `node` is where that
    is seen.
    """

    fate: Fate
    takes: tuple[str, ...] = ()
    chained: bool = False
    node: "Node | None" = None


_DEEPEST = 4
_CHAIN = frozenset({"then", "catch", "finally"})
_WAITING = frozenset({
    "use", "React.use", "Promise.all", "Promise.allSettled", "Promise.race", "Promise.any",
})  # fmt: skip
_SAME = frozenset({"Promise.resolve"})
_TESTS = frozenset({"===", "!==", "==", "!=", "<", ">", "<=", ">=", "in", "instanceof"})
_CONDITIONS = frozenset({
    "if_statement", "while_statement", "do_statement", "for_statement", "switch_statement",
})  # fmt: skip
# In a variable of several uses, the first of these that one of them has is its fate.
_WEIGHT: tuple[Fate, ...] = ("read", "awaited", "returned", "handed on", "tested", "dropped")


def settled(module: "Module", lineage: "Lineage", depth: int = 0) -> Settled:
    """The fate of the promise that the expression at the end of a lineage gives."""
    index = len(lineage) - 1
    chained = False
    while index:
        node, parent = lineage[index], lineage[index - 1]
        if parent.type in TRANSPARENT:
            # `if (x)`: the parentheses belong to the statement.
            if lineage[index - 2].type in _CONDITIONS and is_field(
                lineage[index - 2], "condition", parent
            ):
                return Settled("tested", chained=chained, node=node)
            index -= 1
            continue
        chain = _chained_call(module, lineage, index)
        if chain is not None:
            chained, index = True, chain
            continue
        if _passes_on(module, lineage, index):
            index -= 2 if parent.type == "arguments" else 1
            continue
        return _ended(module, lineage[: index + 1], depth)._replace(chained=chained)
    return Settled("handed on", chained=chained)


def _chained_call(module: "Module", lineage: "Lineage", index: int) -> int | None:
    """The index of the call in `x.then(…)`, given that of `x`."""
    parent = lineage[index - 1]
    if parent.type != "member_expression" or not is_field(parent, "object", lineage[index]):
        return None
    if _member(module, parent) not in _CHAIN or index < 2:
        return None
    call = lineage[index - 2]
    return index - 2 if call.type == "call_expression" else None


def _passes_on(module: "Module", lineage: "Lineage", index: int) -> bool:
    """Whether the expression around gives the same promise."""
    node, parent = lineage[index], lineage[index - 1]
    match parent.type:
        case "binary_expression":
            word = _operator(parent)
            is_left = is_field(parent, "left", node)
            return word in {"??", "||"} or (word == "&&" and not is_left)
        case "ternary_expression":
            return not is_field(parent, "condition", node)
        case "sequence_expression":
            return parent.named_children[-1].id == node.id
        case "arguments":
            return _callee(module, lineage[index - 2]) in _SAME
        case _:
            return False


def _ended(module: "Module", lineage: "Lineage", depth: int) -> Settled:
    """The fate by what stands directly around an expression."""
    node, parent = lineage[-1], lineage[-2]
    match parent.type:
        case "await_expression":
            return Settled("awaited", taken(module, lineage[:-1], depth), node=parent)
        case "member_expression" | "subscript_expression" if is_field(parent, "object", node):
            name = _member(module, parent)
            return Settled("read", (name,) if name else (), node=parent)
        case "spread_element" if len(lineage) > 2 and lineage[-3].type == "object":
            return Settled("read", ("...",), node=parent)
        case "variable_declarator":
            return _declared(module, lineage, depth)
        case "return_statement":
            return Settled("returned", node=parent)
        case "arrow_function" if is_field(parent, "body", node):
            return Settled("returned", node=node)
        case "expression_statement":
            return Settled("dropped", node=node)
        case "unary_expression":
            word = _operator(parent)
            return Settled("dropped" if word == "void" else "tested", node=parent)
        case "binary_expression" if _operator(parent) in _TESTS | {"&&"}:
            return Settled("tested", node=parent)
        case "ternary_expression":
            return Settled("tested", node=parent)
        case "sequence_expression":
            return Settled("dropped", node=node)
        case "arguments" if _callee(module, lineage[-3]) in _WAITING:
            used = _callee(module, lineage[-3]) in {"use", "React.use"}
            return Settled("awaited", taken(module, lineage[:-2]) if used else (), node=parent)
        case "array" if _is_waited_for(module, lineage[:-1]):
            return Settled("awaited", node=parent)
        case _:
            return Settled("handed on", node=parent)


def _is_waited_for(module: "Module", lineage: "Lineage") -> bool:
    """`Promise.all([…])`, given the array."""
    return (
        len(lineage) > 2
        and lineage[-2].type == "arguments"
        and _callee(module, lineage[-3]) in _WAITING
    )


def _declared(module: "Module", lineage: "Lineage", depth: int) -> Settled:
    """`const x = promise`: what becomes of `x`; `const { a } = promise` reads the promise."""
    node, declarator = lineage[-1], lineage[-2]
    pattern = declarator.child_by_field_name("name")
    if pattern is None or not is_field(declarator, "value", node):
        return Settled("handed on", node=declarator)
    if pattern.type != "identifier":
        return Settled("read", _names(module, pattern), node=declarator)
    return follow(module, (*lineage[:-1], pattern), depth)


def follow(module: "Module", lineage: "Lineage", depth: int = 0) -> Settled:
    """The fate of a promise that the name at the end of a lineage, a declaration, is bound to."""
    binding = module.scopes.binding(lineage)
    if binding is None or depth >= _DEEPEST or _is_reassigned(module, binding):
        return Settled("handed on")
    found = [
        settled(module, use, depth + 1)
        for use in module.scopes.uses(binding)
        if not may_declare(use)
    ]
    if binding.is_global and any(one.type == "export_statement" for one in lineage):
        found.append(Settled("handed on"))
    for fate in _WEIGHT:
        alike = [one for one in found if one.fate == fate]
        if alike:
            takes = tuple(dict.fromkeys(name for one in alike for name in one.takes))
            return alike[0]._replace(takes=takes)
    return Settled("dropped")


def _is_reassigned(module: "Module", binding: "object") -> bool:
    change = module.scopes.change(binding)  # type: ignore[arg-type]
    return change is not None and change.how == "reassigned"


def taken(module: "Module", lineage: "Lineage", depth: int = 0) -> tuple[str, ...]:
    """The names of the properties that are taken from the value of an expression: `x.a`, `{ a }`,
    also by way of a variable.
    """
    index = len(lineage) - 1
    while index and lineage[index - 1].type in TRANSPARENT:
        index -= 1
    if not index:
        return ()
    node, parent = lineage[index], lineage[index - 1]
    if parent.type == "member_expression" and is_field(parent, "object", node):
        name = _member(module, parent)
        return (name,) if name else ()
    if parent.type != "variable_declarator" or not is_field(parent, "value", node):
        return ()
    pattern = parent.child_by_field_name("name")
    if pattern is None or pattern.type != "identifier":
        return _names(module, pattern) if pattern is not None else ()
    binding = module.scopes.binding((*lineage[:index], pattern))
    if binding is None or depth >= _DEEPEST:
        return ()
    uses = (use for use in module.scopes.uses(binding) if not may_declare(use))
    return tuple(dict.fromkeys(name for use in uses for name in taken(module, use, depth + 1)))


def is_returned(module: "Module", lineage: "Lineage") -> bool:
    """Whether the innermost function gives the value of an expression, awaited or not."""
    index = len(lineage) - 1
    while index:
        parent = lineage[index - 1]
        if parent.type == "return_statement":
            return True
        if parent.type == "arrow_function":
            return is_field(parent, "body", lineage[index])
        through = parent.type in TRANSPARENT or parent.type == "await_expression"
        if not through and not _passes_on(module, lineage, index):
            return False
        index -= 1
    return False


def _names(module: "Module", pattern: "Node") -> tuple[str, ...]:
    """The properties that a destructuring takes from the value itself."""
    keys = (bound.steps[0].key for bound in names_in(module, pattern) if bound.steps)
    return tuple(dict.fromkeys(key for key in keys if key))


def enclosing_functions(lineage: "Lineage") -> "list[Node]":
    """The functions that an expression stands in, outermost first."""
    return [node for node in lineage[:-1] if node.type in FUNCTIONS]


def _member(module: "Module", node: "Node") -> str:
    name = node.child_by_field_name("property")
    return module.text(name) if name is not None else ""


def _operator(node: "Node") -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""


def _callee(module: "Module", node: "Node") -> str:
    callee = node.child_by_field_name("function") if node.type == "call_expression" else None
    return module.text(callee) if callee is not None else ""
