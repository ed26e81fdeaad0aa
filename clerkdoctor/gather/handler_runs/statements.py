"""The statements of a handler's code, run one after the other."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.handlers import Answer
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.handler_runs.answers import answer_of
from clerkdoctor.gather.handler_runs.expressions import compared
from clerkdoctor.gather.handler_runs.things import (
    NOTHING,
    Either,
    Lost,
    Member,
    Thing,
    Thrown,
    truth,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.gather.handler_runs.run import Frame, Run, State


class End(NamedTuple):
    """How a list of statements ends before its last: `return`, `break`, `continue`."""

    kind: str
    value: Thing
    place: Place


Way = Callable[[], End | None]


def run(run: "Run", frame: "Frame", nodes: "Sequence[Node]") -> End | None:
    """Runs statements in order, to the first that ends them. Raises `Thrown` where one throws."""
    for node in nodes:
        end = statement(run, frame, node)
        if end is not None:
            return end
    return None


def statement(run: "Run", frame: "Frame", node: "Node | None") -> End | None:
    if node is None:
        return None
    run.step()
    rule = _RULES.get(node.type)
    return rule(run, frame, node) if rule else None


# Ways of which one is taken


def either(run: "Run", first: Way, second: Way) -> End | None:
    """Two ways of which one is taken, and it is not told which."""
    before = run.state.copy()
    end, thrown = _attempt(first)
    after, run.state = run.state, before
    other, other_thrown = _attempt(second)
    ended, other_ended = end or thrown, other or other_thrown
    if ended and other_ended:
        if thrown and other_thrown:
            raise other_thrown
        _set_aside(run, ended if other else other_ended, after)
        return other or end
    if ended:
        _set_aside(run, ended, after)
    elif other_ended:
        _set_aside(run, other_ended, run.state)
        run.state = after
    else:
        run.state.merge(after)
    return None


def _attempt(way: Way) -> tuple[End | None, Thrown | None]:
    try:
        return way(), None
    except Thrown as thrown:
        return None, thrown


def _set_aside(run: "Run", ended: End | Thrown | None, state: "State") -> None:
    """Keeps how a way ended that is not followed further, as an answer that may be."""
    if isinstance(ended, Thrown):
        run.set_aside.append(Answer("error", at=ended.place, crash=ended.crash))
    elif ended and ended.kind == "return":
        if len(run.active) == 1:
            run.set_aside.append(state.reply or answer_of(ended.value, ended.place))
        elif run.has_failed:
            run.set_aside.append(Answer("unknown", reason="it depends on more than the source"))


def _if(run: "Run", frame: "Frame", node: "Node") -> End | None:
    condition = node.child_by_field_name("condition")
    then = node.child_by_field_name("consequence")
    otherwise = node.child_by_field_name("alternative")
    holds = truth(run.evaluate(frame, condition)) if condition is not None else None

    def one() -> End | None:
        return statement(run, frame, then)

    def two() -> End | None:
        return None if otherwise is None else _all(run, frame, otherwise)

    if holds is None:
        return either(run, one, two)
    return one() if holds else two()


def _switch(run: "Run", frame: "Frame", node: "Node") -> End | None:
    value, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    if value is None or body is None:
        return None
    on = run.evaluate(frame, value)
    cases = [case for case in body.named_children if case.type != "comment"]
    labels = [case.child_by_field_name("value") for case in cases]
    same = [
        None if label is None else compared(run, on, run.evaluate(frame, label)) for label in labels
    ]
    default = next((at for at, label in enumerate(labels) if label is None), len(cases))
    if True in same:
        return _from_case(run, frame, cases, same.index(True))
    if all(one is False for one, label in zip(same, labels, strict=True) if label is not None):
        return _from_case(run, frame, cases, default)
    return _any_case(run, frame, cases)


def _from_case(run: "Run", frame: "Frame", cases: "list[Node]", start: int) -> End | None:
    """From one case on, into the next where nothing breaks."""
    for case in cases[start:]:
        label = case.child_by_field_name("value")
        body = [one for one in case.named_children if label is None or one.id != label.id]
        end = _nodes(run, frame, body)
        if end is not None:
            return None if end.kind == "break" else end
    return None


def _any_case(run: "Run", frame: "Frame", cases: "list[Node]") -> End | None:
    """Every case, each from the same state: it is not told which is taken."""
    ends: list[End | None] = []

    def way(start: int) -> Way:
        def taken() -> End | None:
            ends.append(_from_case(run, frame, cases, start))
            return ends[-1]

        return taken

    for start in range(len(cases)):
        either(run, way(start), lambda: None)
    returned = [end for end in ends if end and end.kind == "return"]
    has_default = any(case.type == "switch_default" for case in cases)
    if has_default and len(returned) == len(cases):
        return End("return", Either(tuple(end.value for end in returned)), returned[0].place)
    return None


def _loop(run: "Run", frame: "Frame", node: "Node") -> End | None:
    """Runs the body once, as what may happen."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    over: Thing = Lost("is no list")
    if right is not None and node.type == "for_in_statement":
        over = run.evaluate(frame, right)
    if left is not None:
        run.bind(frame, left, Member(over, "[]"))

    def once() -> End | None:
        end = statement(run, frame, node.child_by_field_name("body"))
        return end if end and end.kind == "return" else None

    return either(run, once, lambda: None)


# Errors


def _try(run: "Run", frame: "Frame", node: "Node") -> End | None:
    handler = node.child_by_field_name("handler")
    finalizer = node.child_by_field_name("finalizer")
    try:
        end = statement(run, frame, node.child_by_field_name("body"))
    except Thrown as thrown:
        if handler is None:
            _finally(run, frame, finalizer)
            raise
        run.failures.append(thrown)
        caught = handler.child_by_field_name("parameter")
        if caught is not None:
            run.bind(frame, caught, thrown.value)
        end = statement(run, frame, handler.child_by_field_name("body"))
    return _finally(run, frame, finalizer) or end


def _finally(run: "Run", frame: "Frame", finalizer: "Node | None") -> End | None:
    return None if finalizer is None else _all(run, frame, finalizer)


def _throw(run: "Run", frame: "Frame", node: "Node") -> End | None:
    value = _given(run, frame, node)
    raise Thrown(frame.module.place(node), Lost("is an error") if value == NOTHING else value)


# The rest


def _all(run: "Run", frame: "Frame", node: "Node") -> End | None:
    return _nodes(run, frame, node.named_children)


_nodes = run


def _given(run: "Run", frame: "Frame", node: "Node") -> Thing:
    given = next((one for one in node.named_children if one.type != "comment"), None)
    return NOTHING if given is None else run.evaluate(frame, given)


def _expression(run: "Run", frame: "Frame", node: "Node") -> None:
    _given(run, frame, node)


def _declaration(run: "Run", frame: "Frame", node: "Node") -> None:
    for declarator in node.named_children:
        pattern = declarator.child_by_field_name("name")
        if declarator.type == "variable_declarator" and pattern is not None:
            initial = declarator.child_by_field_name("value")
            value = NOTHING if initial is None else run.evaluate(frame, initial)
            run.bind(frame, pattern, value)


def _return(run: "Run", frame: "Frame", node: "Node") -> End:
    return End("return", _given(run, frame, node), frame.module.place(node))


def _jump(_: "Run", frame: "Frame", node: "Node") -> End:
    return End(node.type.partition("_")[0], NOTHING, frame.module.place(node))


_RULES: "dict[str, Callable[[Run, Frame, Node], End | None]]" = {
    "expression_statement": _expression,
    "lexical_declaration": _declaration,
    "variable_declaration": _declaration,
    "if_statement": _if,
    "switch_statement": _switch,
    "try_statement": _try,
    "return_statement": _return,
    "throw_statement": _throw,
    "break_statement": _jump,
    "continue_statement": _jump,
    "statement_block": _all,
    "labeled_statement": _all,
    **dict.fromkeys(
        ("for_statement", "for_in_statement", "while_statement", "do_statement"), _loop
    ),
}
