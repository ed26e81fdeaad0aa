"""One way through a handler's code, for one given delivery.

A `World` says what is given: whether the signature holds, which event comes, whether a secret is
set. Where a condition is not told by it, both ways are followed; one that ends there, such as the
answer to a missing header, is set aside, and the other goes on.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from clerkdoctor.facts.handlers import Answer
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.handler_runs import calls, expressions, statements
from clerkdoctor.gather.handler_runs.answers import answer_of, reply_of
from clerkdoctor.gather.handler_runs.things import (
    NOTHING,
    Called,
    Code,
    Either,
    Items,
    Known,
    Lost,
    Member,
    Thing,
    Thrown,
    TooMuch,
    is_nullish,
)
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.patterns import Step, names_in
from clerkdoctor.typescript.scopes import parameters_of
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import NotKnown

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.scopes import Binding

MOST_STEPS = 8_000
_DEEPEST = 12


class World(NamedTuple):
    """What is given. `holds`: the signature does; `event` is the delivery's JSON, None where it is
    a symbol; `is_set`: the signing secret is.
    """

    holds: bool = True
    event: dict[str, Any] | None = None
    is_set: bool = True


class Frame:
    """One call of a function: its file, its number, and the frame around it."""

    def __init__(self, module: Module, number: int, outer: "Frame | None" = None) -> None:
        self.module = module
        self.number = number
        self.outer = outer


class State:
    """What changes while code runs, and is taken back where a way is.

    `values` are those of variables, by frame and declaration; `consumed` are the requests whose
    body was read; `status` and `reply` are the Pages Router's answer.
    """

    def __init__(self) -> None:
        self.values: dict[tuple[int, int], Thing] = {}
        self.consumed: set[int] = set()
        self.status: Thing = Known(200)
        self.reply: Answer | None = None

    def copy(self) -> "State":
        other = State()
        other.values, other.consumed = dict(self.values), set(self.consumed)
        other.status, other.reply = self.status, self.reply
        return other

    def merge(self, other: "State") -> None:
        """What may be after either of two ways."""
        for key, value in other.values.items():
            mine = self.values.get(key, value)
            self.values[key] = value if mine is value else Either((value, mine))
        self.consumed |= other.consumed
        self.reply = self.reply and other.reply


Watch = Callable[["Run", Frame, "Node", Called], Thing | None]
"""Asked about every call that leaves the project; what it gives is the call's value."""


Bindings = dict[tuple[int, int], tuple[Module, "Binding | None"]]
"""What names mean, by file and place; the file is kept, so that its numbers stay its own."""


class Run:
    """One way through a handler.

    `secrets` are the variables that hold signing secrets, `given` the handler's own file, which is
    parsed already. `compared` collects the event types that
    the code tells apart, `set_aside` the answers of ways that were not followed, `failures` what
    was thrown and caught, `has_failed` whether a verification did. While `is_locating`, the
    handler is looked for, and functions that are handed on are not run.
    """

    def __init__(
        self,
        sources: Sources,
        world: World,
        watch: Watch | None = None,
        secrets: Sequence[str] = (),
        bindings: Bindings | None = None,
        given: Module | None = None,
    ) -> None:
        self.sources = sources
        self.world = world
        self.watch = watch
        self.secrets = secrets
        self.state = State()
        self.stack: list[tuple[Module, Node]] = []
        self.visited: dict[str, Module] = {}
        self.unresolved: list[str] = []
        self.compared: dict[str, None] = {}
        self.set_aside: list[Answer] = []
        self.failures: list[Thrown] = []
        self.has_failed = False
        self.is_locating = False
        self.unawaited_headers: Place | None = None
        self.read_twice: Place | None = None
        self.active: list[int] = []
        self.frames = 0
        self.event: Thing | None = None
        self._given = given
        self._bindings = {} if bindings is None else bindings
        self._tops: dict[str, Frame] = {}
        self._steps = 0

    def frame(self, module: Module, outer: Frame | None = None) -> Frame:
        self.frames += 1
        self.visited[module.path] = module
        return Frame(module, self.frames, outer)

    def top(self, module: Module) -> Frame:
        """The frame of a file's own statements."""
        if module.path not in self._tops:
            self._tops[module.path] = self.frame(module)
        return self._tops[module.path]

    def module(self, path: str) -> Module | NotKnown:
        """A file of the project, or why it cannot be read."""
        found = self._given
        if found is None or found.path != path:
            source = self.sources.module(path)
            if isinstance(source, NotKnown):
                return source
            found = source
        self.visited[path] = found
        return found

    def step(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooMuch("the handler is too long to be followed")

    def evaluate(self, frame: Frame, node: "Node") -> Thing:
        return expressions.evaluate(self, frame, node)

    # Answers

    def answer(self, entry: Code, arguments: Sequence[Thing], *, wrapped: bool) -> Answer:
        """How the function answers. `wrapped`: what it throws or does not give, another gets."""
        place = entry.module.place(entry.node)
        try:
            value = self.call(entry, tuple(arguments))
        except Thrown as thrown:
            if wrapped:
                return Answer("unknown", reason="what it throws is caught elsewhere")
            return Answer("error", at=thrown.place, crash=thrown.crash)
        except TooMuch as much:
            return Answer("unknown", reason=str(much))
        except RecursionError:
            return Answer("unknown", reason="the handler is nested too deeply to be followed")
        if self.state.reply:
            return self.state.reply
        found = answer_of(value, place)
        if found.kind == "none" and wrapped:
            return Answer("unknown", reason="what it gives is used elsewhere")
        return found

    def reply(self, called: Called) -> None:
        """Notes an answer of the Pages Router, the first of which counts."""
        if isinstance(called.callee, Member) and called.callee.name in {"status", "writeHead"}:
            self.state.status = called.arguments[0] if called.arguments else NOTHING
        self.state.reply = self.state.reply or reply_of(called, self.state.status)

    # Functions

    def call(self, code: Code, arguments: tuple[Thing, ...]) -> Thing:
        """What a function of the project gives. Raises `Thrown` where it throws."""
        key = code.node.id
        if len(self.active) >= _DEEPEST or key in self.active:
            return Lost("is called too deep to be followed")
        body = code.node.child_by_field_name("body")
        if body is None or any(child.type == "*" for child in code.node.children):
            return Lost("is a generator")
        frame = self.frame(code.module, code.frame)
        self.active.append(key)
        try:
            self._bind_parameters(frame, code, arguments)
            if body.type != "statement_block":
                return self.evaluate(frame, body)
            end = statements.run(self, frame, body.named_children)
            return end.value if end and end.kind == "return" else NOTHING
        finally:
            self.active.pop()

    def _bind_parameters(self, frame: Frame, code: Code, arguments: tuple[Thing, ...]) -> None:
        for index, (parameter, pattern) in enumerate(parameters_of(code.node)):
            if pattern.type == "rest_pattern":
                value: Thing = Items(arguments[index:])
            else:
                value = arguments[index] if index < len(arguments) else NOTHING
            default = parameter.child_by_field_name("value")
            if default is not None and is_nullish(value):
                value = self.evaluate(frame, default)
            self.bind(frame, pattern, value)

    # Variables

    def binding(self, module: Module, name: "Node") -> "Binding | None":
        """The declaration that a name means."""
        key = (id(module), name.id)
        if key not in self._bindings:
            lineage = module.lineage(name)
            found = module.scopes.binding(lineage) if lineage else None
            self._bindings[key] = module, found
        return self._bindings[key][1]

    def bind(self, frame: Frame, pattern: "Node", value: Thing) -> None:
        """Gives the names of a pattern their values."""
        for bound in names_in(frame.module, pattern):
            found = value
            for step in bound.steps:
                found = self._taken(frame, found, step, bound.node)
            self._set(frame, bound.node, found)

    def _taken(self, frame: Frame, value: Thing, step: Step, node: "Node") -> Thing:
        """One step of destructuring, with its default."""
        if step.key is not None:
            found = calls.member(self, value, step.key, frame.module, node)
        elif step.position is not None and isinstance(value, Items):
            found = calls.item(value, step.position)
        elif step.rest_without is not None and not is_nullish(value):
            found = value
        else:
            found = Lost("is a part of what is not followed")
        if step.default is None or is_nullish(found) is False:
            return found
        default = self.evaluate(frame, step.default)
        return default if is_nullish(found) else Either((found, default))

    def _set(self, frame: Frame, name: "Node", value: Thing) -> None:
        """Gives the variable a value in the frame that has it, or else in this one."""
        binding = self.binding(frame.module, name)
        if binding is None:
            return
        key = binding.node.id
        holder: Frame | None = frame
        while holder is not None and (holder.number, key) not in self.state.values:
            holder = holder.outer
        self.state.values[(holder or frame).number, key] = value
