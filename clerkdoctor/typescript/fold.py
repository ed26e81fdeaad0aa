"""What an expression is, without running it.

Constant folding over one file and across the files of a project. Whatever JavaScript would compute
at run time is `NotKnown`, with a reason; nothing is guessed. Assumed is only what every reader of
code assumes: that a value is not altered behind a function call, an alias or from another file.

Depth and work are limited, so that source made to be endless ends as `NotKnown`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.expressions import KINDS, RULES
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    Call,
    EnvRead,
    Function,
    Namespace,
    NotKnown,
    Null,
    Number,
    Reference,
    Spread,
    Text,
    Undefined,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from clerkdoctor.typescript.module import Module
    from clerkdoctor.typescript.resolve import External

DEEPEST = 90
"""Expressions inside expressions: four Python frames each, below the interpreter's thousand."""

MOST_STEPS = 50_000
"""Expressions that one question may look at."""


class Project(Protocol):
    """Where the other files of a project come from."""

    def module(self, path: str) -> "Module | NotKnown": ...

    def resolve(self, specifier: str, importer: str) -> "str | External | NotKnown": ...

    def json(self, path: str) -> Value: ...


class Folder:
    """Folds expressions; one for a project, so that a constant is folded once.

    `environment` gives the variables that are known, None for one that is known to be unset; any
    other read stays an `EnvRead`.
    """

    def __init__(
        self,
        project: Project | None = None,
        environment: Mapping[str, str | None] | None = None,
    ) -> None:
        self.project = project
        self.environment = environment or {}
        self.bound: dict[int, Value] = {}
        self.active: set[tuple[str, object]] = set()
        self.cut_short = False
        self._depth = 0
        self._steps = 0

    def value(self, module: "Module", node: "Node") -> Value:
        """What an expression of a file is."""
        broken = module.broken_statement(node)
        if broken is not None:
            return broken
        return self.guarded(lambda: self.fold(module, node), module.place(node))

    def guarded(self, question: "Callable[[], Value]", place: Place) -> Value:
        """Answers a question from outside, within the limits of one question."""
        if self._depth == 0:
            self._steps = 0
            self.cut_short = False
        try:
            return question()
        except RecursionError:
            self.cut_short = True
            return NotKnown("is nested too deeply to be followed", place)

    def fold(self, module: "Module", node: "Node") -> Value:
        rule = RULES.get(node.type)
        if node.has_error:
            place = module.error_in(node) or module.place(node)
            return NotKnown(f"`{module.path}` cannot be parsed at line {place.line}", place)
        if rule is None:
            kind = KINDS.get(node.type, "is computed at run time")
            return NotKnown(f"`{module.excerpt(node)}` {kind}", module.place(node))
        self._steps += 1
        if self._depth >= DEEPEST or self._steps > MOST_STEPS:
            self.cut_short = True
            how = "is nested too deeply" if self._depth >= DEEPEST else "is too long"
            return NotKnown(f"{how} to be followed", module.place(node))
        self._depth += 1
        try:
            return rule(self, module, node)
        finally:
            self._depth -= 1

    @property
    def is_spent(self) -> bool:
        """Whether the question has taken all the work that it may."""
        return self._steps > MOST_STEPS

    def call(self, function: Value, arguments: "tuple[Value | Spread, ...]", place: Place) -> Value:
        """What a function gives for known arguments."""
        from clerkdoctor.typescript.built_in import call_built_in
        from clerkdoctor.typescript.inline import inlined

        if isinstance(function, Function):
            return inlined(self, function, arguments, place)
        if isinstance(function, Reference):
            if not function.module:
                result = call_built_in(self, function.name, arguments, place)
                if result is not None:
                    return result
            return Call(function, arguments, place)
        if isinstance(function, NotKnown):
            return function
        return NotKnown("call of what is no function", place)

    def env_read(self, name: str, place: Place) -> Value:
        if name not in self.environment:
            return EnvRead(name, place)
        text = self.environment[name]
        return Undefined(place) if text is None else Text(text, place)

    def opened(self, value: Value) -> Value:
        """A module of the project as the object of its exports; anything else as it is."""
        from clerkdoctor.typescript.names import namespace_object

        return namespace_object(self, value) if isinstance(value, Namespace) else value

    def items_of(self, value: Value) -> "tuple[Value | Spread, ...] | None":
        """What `[...value]` holds; None where it is not known to be iterable."""
        match value:
            case Array(items):
                return items
            case Text(text, place):
                return tuple(Text(character, place) for character in text)
            case Call(Reference("", "Set"), (Array() as array,), _, True) if array.is_complete:
                return _distinct(array)
            case _:
                return None


def fold_alone(module: "Module", node: "Node") -> Value:
    """What an expression is, as far as its own file tells."""
    return Folder().value(module, node)


def _distinct(array: Array) -> "tuple[Value | Spread, ...] | None":
    kept: dict[object, Value | Spread] = {}
    for item in array.items:
        if not isinstance(item, Text | Number | Boolean | Null | Undefined):
            return None
        kept.setdefault((type(item), item[0] if len(item) > 1 else None), item)
    return tuple(kept.values())
