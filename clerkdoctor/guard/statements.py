"""Statements, compiled: conditions, loops, `switch`, `try`, `return`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from clerkdoctor.guard.expressions import expression, inner
from clerkdoctor.guard.frames import BREAK, CONTINUE, RETURN, Expression, Frame, Statement
from clerkdoctor.guard.functions import closure
from clerkdoctor.guard.logic import tail, test
from clerkdoctor.guard.loops import loop_in, loop_while, numbered_loop
from clerkdoctor.guard.operators import equal, facts_of
from clerkdoctor.guard.patterns import binder
from clerkdoctor.guard.values import (
    UNDEFINED,
    CannotFollow,
    ErrorValue,
    Fact,
    Site,
    Thrown,
    Unknown,
    Value,
)
from clerkdoctor.typescript.scopes import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.guard.program import Unit


def statement(unit: "Unit", node: "Node") -> Statement | None:
    """The function that runs a statement; None for one that does nothing."""
    if node.type in _NOTHING:
        return None
    rule = _RULES.get(node.type)
    if rule is None:
        return _stop(unit, node)
    return rule(unit, node)


def block(unit: "Unit", node: "Node", hoisted: "list[Node] | None" = None) -> Statement:
    """A list of statements."""
    return listed(unit, node.named_children, hoisted or [])


def listed(unit: "Unit", nodes: "list[Node]", hoisted: "list[Node] | None" = None) -> Statement:
    steps = [_declaration(unit, one) for one in hoisted or []]
    steps += [step for one in nodes if (step := statement(unit, one)) is not None]
    if len(steps) == 1:
        return steps[0]

    def run_all(frame: Frame) -> int | None:
        for step in steps:
            end = step(frame)
            if end is not None:
                return end
        return None

    return run_all


def branch(unit: "Unit", node: "Node | None") -> Statement:
    """The body of an `if` or a loop, which may be a single statement."""
    found = statement(unit, node) if node is not None else None
    return found or (lambda _: None)


def _declaration(unit: "Unit", node: "Node") -> Statement:
    name = node.child_by_field_name("name")
    value = closure(unit, node)
    if name is None:
        return lambda _: None
    bind = binder(unit, name)

    def declare(frame: Frame) -> None:
        bind(frame, value(frame))

    return declare


def _stop(unit: "Unit", node: "Node") -> Statement:
    site = Site(unit.module, node)

    def stop(_: Frame) -> int | None:
        raise CannotFollow(f"`{site.text}` cannot be followed", site.place)

    return stop


def _plain(unit: "Unit", node: "Node") -> Statement:
    value = expression(unit, inner(node))

    def evaluate(frame: Frame) -> None:
        value(frame)

    return evaluate


def _variables(unit: "Unit", node: "Node") -> Statement:
    parts: list[tuple[Callable[[Frame, Value], None], Expression]] = []
    for declarator in node.named_children:
        pattern = declarator.child_by_field_name("name")
        initial = declarator.child_by_field_name("value")
        if declarator.type != "variable_declarator" or pattern is None:
            continue
        if initial is None:
            if node.type == "variable_declaration":
                continue  # `var x;` keeps what it has
            parts.append((binder(unit, pattern), lambda _: UNDEFINED))
        else:
            parts.append((binder(unit, pattern), expression(unit, initial)))

    def declare(frame: Frame) -> None:
        for bind, value in parts:
            bind(frame, value(frame))

    return declare


def _return(unit: "Unit", node: "Node") -> Statement:
    site = Site(unit.module, node)
    given = next((one for one in node.named_children if one.type != "comment"), None)
    value = tail(unit, given, site) if given is not None else None

    def leave(frame: Frame) -> int:
        if value is not None:
            frame.result = value(frame)
        else:
            frame.run.leave(site)
            frame.result = UNDEFINED
        return RETURN

    return leave


def _throw(unit: "Unit", node: "Node") -> Statement:
    site, value = Site(unit.module, node), expression(unit, inner(node))

    def throw(frame: Frame) -> int | None:
        error = value(frame)
        if isinstance(error, ErrorValue) and error.site is None:
            error.site = site
        raise Thrown(error, site, frame.run.leave(site))

    return throw


# Conditions


def run_under(frame: Frame, facts: tuple[Fact, ...], code: Statement) -> int | None:
    """Runs a statement that depends on facts."""
    if not facts:
        return code(frame)
    active = frame.run.active
    active.append(facts)
    try:
        return code(frame)
    finally:
        active.pop()


def _if(unit: "Unit", node: "Node") -> Statement:
    condition = node.child_by_field_name("condition")
    if condition is None:
        return _stop(unit, node)
    site = Site(unit.module, inner(condition))
    value = expression(unit, condition)
    then = branch(unit, node.child_by_field_name("consequence"))
    alternative = node.child_by_field_name("alternative")
    otherwise = branch(unit, inner(alternative)) if alternative is not None else None
    harmless = is_harmless(unit, node)

    def decide(frame: Frame) -> int | None:
        given = value(frame)
        if harmless and type(given) is Unknown and given.truth is None:
            return None
        if test(frame.run, given, site):
            return run_under(frame, facts_of(given), then)
        return run_under(frame, facts_of(given), otherwise) if otherwise is not None else None

    return decide


_LEAVING = frozenset({
    "return_statement", "throw_statement", "break_statement", "continue_statement",
    "await_expression", "yield_expression", "new_expression", "update_expression",
    "augmented_assignment_expression",
})  # fmt: skip
_WRITING = frozenset({"set", "append", "delete", "log", "info", "warn", "error", "debug"})


def is_harmless(unit: "Unit", node: "Node") -> bool:
    """Whether it is the same for the answer if the branches of an `if` run: headers, cookies, logs.

    Then it need not be asked whether the condition holds.
    """
    waiting = [node.child_by_field_name(name) for name in ("consequence", "alternative")]
    while waiting:
        one = waiting.pop()
        if one is None:
            continue
        if one.type in _LEAVING:
            return False
        if one.type == "assignment_expression":
            target = one.child_by_field_name("left")
            if target is None or target.type != "member_expression":
                return False
        if one.type == "call_expression":
            callee = one.child_by_field_name("function")
            name = callee.child_by_field_name("property") if callee is not None else None
            if name is None or unit.module.text(name) not in _WRITING:
                return False
        if one.type not in FUNCTIONS:
            waiting.extend(one.named_children)
    return True


def _switch(unit: "Unit", node: "Node") -> Statement:
    subject, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    if subject is None or body is None:
        return _stop(unit, node)
    site, value = Site(unit.module, inner(subject)), expression(unit, subject)
    cases: list[tuple[Expression | None, Site, Statement]] = []
    for case in body.named_children:
        wanted = case.child_by_field_name("value")
        if case.type not in ("switch_case", "switch_default"):
            continue
        skip = wanted.id if wanted is not None else None
        code = listed(unit, [one for one in case.named_children if one.id != skip])
        compare = expression(unit, wanted) if wanted is not None else None
        cases.append((compare, Site(unit.module, wanted or case), code))

    def choose(frame: Frame) -> int | None:
        given = value(frame)
        start, facts = None, tuple[Fact, ...]()
        for index, (compare, at, _) in enumerate(cases):
            if compare is None:
                continue
            same = equal(frame.run, given, compare(frame), at)
            facts = facts_of(same) or facts
            if test(frame.run, same, site if type(same) is Unknown else at):
                start = index
                break
        if start is None:
            start = next((n for n, case in enumerate(cases) if case[0] is None), None)
        if start is None:
            return None

        def fall(frame: Frame) -> int | None:
            for _, _, code in cases[start:]:
                end = code(frame)
                if end is not None:
                    return None if end == BREAK else end
            return None

        return run_under(frame, facts, fall)

    return choose


# Errors


def _try(unit: "Unit", node: "Node") -> Statement:
    body, handler = node.child_by_field_name("body"), node.child_by_field_name("handler")
    finalizer = node.child_by_field_name("finalizer")
    if body is None:
        return _stop(unit, node)
    site = Site(unit.module, node)
    code = block(unit, body)
    caught = _catch(unit, handler) if handler is not None else None
    last = block(unit, inner(finalizer)) if finalizer is not None else None

    def guarded(frame: Frame) -> int | None:
        if caught is None:
            return code(frame)
        run = frame.run
        depth = len(run.trying)
        run.trying.append(site)
        try:
            return code(frame)
        except Thrown as thrown:
            del run.trying[depth:]
            return caught(frame, thrown)
        finally:
            del run.trying[depth:]

    if last is None:
        return guarded

    def with_finally(frame: Frame) -> int | None:
        try:
            end = guarded(frame)
        except Thrown:
            overriding = last(frame)
            if overriding is not None:
                return overriding
            raise
        overriding = last(frame)
        return end if overriding is None else overriding

    return with_finally


def _catch(unit: "Unit", handler: "Node") -> "Callable[[Frame, Thrown], int | None]":
    parameter, body = handler.child_by_field_name("parameter"), handler.child_by_field_name("body")
    bind = binder(unit, parameter) if parameter is not None else None
    code = branch(unit, body)
    site = Site(unit.module, handler)

    def catch(frame: Frame, thrown: Thrown) -> int | None:
        if bind is not None:
            bind(frame, thrown.value)
        end = code(frame)
        frame.run.swallow(thrown.value, site)
        return end

    return catch


def _labeled(unit: "Unit", node: "Node") -> Statement:
    return branch(unit, node.child_by_field_name("body"))


def _jump(end: int) -> "Callable[[Unit, Node], Statement]":
    def jump(unit: "Unit", node: "Node") -> Statement:
        if node.named_children and node.named_children[0].type == "statement_identifier":
            return _stop(unit, node)
        return lambda _: end

    return jump


_NOTHING = frozenset({
    "comment", "empty_statement", "debugger_statement", "function_declaration",
    "class_declaration", "type_alias_declaration", "interface_declaration", "enum_declaration",
    "function_signature", "ambient_declaration", "generator_function_declaration",
})  # fmt: skip

_RULES: "dict[str, Callable[[Unit, Node], Statement]]" = {
    "expression_statement": _plain, "lexical_declaration": _variables,
    "variable_declaration": _variables, "return_statement": _return, "throw_statement": _throw,
    "if_statement": _if, "switch_statement": _switch, "try_statement": _try,
    "statement_block": block, "for_in_statement": loop_in, "for_statement": numbered_loop,
    "while_statement": loop_while, "do_statement": loop_while, "labeled_statement": _labeled,
    "break_statement": _jump(BREAK), "continue_statement": _jump(CONTINUE),
}  # fmt: skip
