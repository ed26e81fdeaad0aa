"""The project's functions: parameters, body, `async`."""

from typing import TYPE_CHECKING

from clerkdoctor.guard.calls import awaited, rejected
from clerkdoctor.guard.frames import RETURN, Binder, Expression, Frame, Statement
from clerkdoctor.guard.logic import tail
from clerkdoctor.guard.patterns import binder
from clerkdoctor.guard.values import (
    UNDEFINED,
    CannotFollow,
    Closure,
    JsArray,
    Promise,
    Site,
    Thrown,
    Value,
)
from clerkdoctor.typescript.scopes import FUNCTIONS, parameters_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.guard.program import Unit
    from clerkdoctor.guard.run import Run


class Code:
    """A function's source, compiled when it is first called."""

    def __init__(self, unit: "Unit", node: "Node") -> None:
        self.unit = unit
        self.node = node
        self.site = Site(unit.module, node)
        self.is_async = any(child.type == "async" for child in node.children)
        self._is_generator = any(child.type == "*" for child in node.children)
        self._parameters: list[tuple[Binder, Expression | None, bool]] = []
        self._own: Binder | None = None
        self._run: Statement | None = None
        self._value: Expression | None = None

    def call(self, run: "Run", closure: Closure, given: list[Value], site: Site) -> Value:
        """What it returns: a promise where it is asynchronous."""
        if self._run is None and self._value is None:
            self._compile()
        frame = Frame(run, closure.frame)
        if self._own is not None:
            self._own(frame, closure)
        if not self.is_async:
            return self._result(frame, given)
        try:
            value = awaited(self._result(frame, given))
        except Thrown as thrown:
            return rejected(run, thrown.value, site)
        return Promise(value, site)

    def _result(self, frame: Frame, given: list[Value]) -> Value:
        for index, (bind, default, is_rest) in enumerate(self._parameters):
            value = given[index] if index < len(given) else UNDEFINED
            if is_rest:
                value = JsArray(given[index:])
            elif value is UNDEFINED and default is not None:
                value = default(frame)
            bind(frame, value)
        run = frame.run
        if self._value is not None:
            return self._value(frame)
        assert self._run is not None
        if self._run(frame) == RETURN:
            return frame.result
        run.exit = None
        return UNDEFINED

    def _compile(self) -> None:
        from clerkdoctor.guard.expressions import expression
        from clerkdoctor.guard.statements import block

        unit, node = self.unit, self.node
        body = node.child_by_field_name("body")
        broken = unit.module.error_in(node) if node.has_error else None
        if broken is not None:
            reason = f"`{unit.module.path}` cannot be parsed at line {broken.line}"
            raise CannotFollow(reason, broken)
        if body is None or self._is_generator:
            raise CannotFollow(f"`{self.site.text}` is no plain function", self.site.place)
        for parameter, pattern in parameters_of(node):
            default = parameter.child_by_field_name("value")
            self._parameters.append((
                binder(unit, pattern),
                expression(unit, default) if default is not None else None,
                pattern.type == "rest_pattern",
            ))  # fmt: skip
        name = node.child_by_field_name("name")
        if name is not None and node.type in ("function_expression", "generator_function"):
            self._own = binder(unit, name)
        if body.type == "statement_block":
            self._run = block(unit, body, hoisted=_declarations(body))
        else:
            self._value = tail(unit, body, Site(unit.module, body))


def _declarations(body: "Node") -> "list[Node]":
    """The functions declared in a body, which exist from its beginning."""
    found: list[Node] = []
    waiting = list(reversed(body.named_children))
    while waiting:
        node = waiting.pop()
        if node.type == "function_declaration":
            found.append(node)
        elif node.type not in FUNCTIONS:
            waiting.extend(reversed(node.named_children))
    return found


def closure(unit: "Unit", node: "Node") -> Expression:
    """A function expression, or a declaration's value."""
    code = unit.code(node)
    name = node.child_by_field_name("name")
    text = unit.module.text(name) if name is not None else ""
    around = unit.module.lineage(node)[:-1]
    if not any(one.type in FUNCTIONS for one in around):
        made = Closure(code, None, text)
        return lambda _: made
    return lambda frame: Closure(code, frame, text)
