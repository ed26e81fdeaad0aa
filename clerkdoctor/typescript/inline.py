"""What a function of the project returns for given arguments, where its body is plain.

Declarations, `if` with `return` or `throw`, and `return` are followed; loops, `switch` and `try`
that return are not.
"""

from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.operators import choice, truth
from clerkdoctor.typescript.patterns import names_in
from clerkdoctor.typescript.scopes import FUNCTIONS, parameters_of
from clerkdoctor.typescript.values import (
    Array,
    Function,
    NotKnown,
    Spread,
    Undefined,
    Value,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.fold import Folder
    from clerkdoctor.typescript.module import Module


class _Throws(NamedTuple):
    place: Place


_Outcome = Value | _Throws | None
"""What a list of statements comes to: a returned value, an error, or None for its end."""

_BRANCHING = frozenset({
    "switch_statement", "for_statement", "for_in_statement", "while_statement", "do_statement",
    "try_statement", "labeled_statement", "with_statement",
})  # fmt: skip


def function_of(module: "Module", node: "Node") -> Function:
    """A function expression or declaration as a value."""
    name = node.child_by_field_name("name")
    parameters = tuple(module.text(pattern) for _, pattern in parameters_of(node))
    is_async = any(child.type == "async" for child in node.children)
    text = module.text(name) if name is not None else ""
    return Function(text, parameters, module.place(node), node, module, is_async)


def inlined(
    folder: "Folder", function: Function, arguments: "tuple[Value | Spread, ...]", place: Place
) -> Value:
    """The value of a call."""
    name = f"`{function.name}()`" if function.name else "a function"
    node, module = function.node, function.module
    body = node.child_by_field_name("body")
    if function.is_async:
        return NotKnown(f"{name} is asynchronous", function.place)
    if body is None or any(child.type == "*" for child in node.children):
        return NotKnown(f"{name} is a generator", function.place)
    key = (module.path, node.id)
    if key in folder.active:
        folder.cut_short = True
        return NotKnown(f"{name} calls itself", place)
    outer = folder.bound
    folder.active.add(key)
    try:
        folder.bound = function.captured or {}
        _bind(folder, function, arguments)
        if body.type != "statement_block":
            return folder.fold(module, body)
        outcome = _run(folder, module, body.named_children)
    finally:
        folder.bound = outer
        folder.active.discard(key)
    if isinstance(outcome, _Throws):
        return NotKnown(f"{name} throws", outcome.place)
    return Undefined(place) if outcome is None else outcome


def _bind(folder: "Folder", function: Function, arguments: "tuple[Value | Spread, ...]") -> None:
    """Gives the parameters their values, one after the other: a default may use those before."""
    from clerkdoctor.typescript.names import taken

    module = function.module
    for index, (parameter, pattern) in enumerate(parameters_of(function.node)):
        place = module.place(pattern)
        value = _argument(arguments, index, place, rest=pattern.type == "rest_pattern")
        default = parameter.child_by_field_name("value")
        if isinstance(value, Undefined) and default is not None:
            value = folder.fold(module, default)
        for name in names_in(module, pattern):
            found = value
            for step in name.steps:
                found = taken(folder, module, found, step, place)
            changed = _changed(module, function.node, module.text(name.node))
            folder.bound = {**folder.bound, name.node.id: changed or found}


def _changed(module: "Module", function: "Node", name: str) -> NotKnown | None:
    """Why a parameter is not what was passed: the function gives it another value."""
    binding = module.scopes.binding((*module.lineage(function), function), name)
    change = module.scopes.change(binding) if binding is not None else None
    if change is None:
        return None
    return NotKnown(f"`{name}` is {change.how} at line {change.place.line}", change.place)


def _argument(
    arguments: "tuple[Value | Spread, ...]", index: int, place: Place, *, rest: bool
) -> Value:
    for one in arguments[: index + 1]:
        if isinstance(one, Spread) and not rest:
            return NotKnown("is one of an unknown number of arguments", one.place)
    if rest:
        return Array(arguments[index:], place)
    found = arguments[index] if index < len(arguments) else Undefined(place)
    assert not isinstance(found, Spread)
    return found


def _run(folder: "Folder", module: "Module", statements: "list[Node]") -> _Outcome:
    for index, statement in enumerate(statements):
        if folder.is_spent:
            return NotKnown("is too long to be followed", module.place(statement))
        kind = statement.type
        if kind == "return_statement":
            value = next((one for one in statement.named_children if one.type != "comment"), None)
            place = module.place(statement)
            return Undefined(place) if value is None else folder.fold(module, value)
        if kind == "throw_statement":
            return _Throws(module.place(statement))
        if kind == "statement_block":
            outcome = _run(folder, module, statement.named_children)
            if outcome is not None:
                return outcome
        elif kind == "if_statement":
            if _leaves(statement):
                return _branch(folder, module, statement, statements[index + 1 :])
        elif kind in _BRANCHING and _leaves(statement):
            return NotKnown(
                f"`{module.excerpt(statement)}` decides at run time", module.place(statement)
            )
    return None


def _leaves(statement: "Node") -> bool:
    """Whether the function may end inside a statement."""
    from clerkdoctor.typescript.module import walk

    for cursor in walk(statement, skip=FUNCTIONS):
        node = cursor.node
        if node is not None and node.type in {"return_statement", "throw_statement"}:
            return True
    return False


def _branch(
    folder: "Folder", module: "Module", statement: "Node", following: "list[Node]"
) -> _Outcome:
    """`if (test) return a; return b` is `test ? a : b`; a branch that throws gives nothing."""
    condition = statement.child_by_field_name("condition")
    then = statement.child_by_field_name("consequence")
    otherwise = statement.child_by_field_name("alternative")
    test = folder.fold(module, condition) if condition is not None else None
    other = otherwise.named_children if otherwise is not None else []
    yes = [*([then] if then is not None else []), *following]
    no = [*other, *following]
    holds = truth(test) if test is not None else None
    if holds is not None:
        return _run(folder, module, yes if holds else no)
    one, two = _run(folder, module, yes), _run(folder, module, no)
    if isinstance(one, _Throws):
        return two
    if isinstance(two, _Throws):
        return one
    if test is None or (one is None and two is None):
        return None
    place = module.place(statement)
    nothing = Undefined(place)
    return choice(test, nothing if one is None else one, nothing if two is None else two, place)
