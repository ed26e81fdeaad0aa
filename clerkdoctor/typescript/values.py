"""What an expression of TypeScript source is known to be.

A folded expression is one of the values below, each with the place of the text it was read from.
`NotKnown` says why nothing more can be said; `Template`, `Choice` and `Operation` are known up to
what they hold, so that a text with one environment variable in it is still a text with a known
beginning. A reader asks for what it needs (`isinstance(value, Text)`) and, where it gets something
else, `why_not_static` for the reason.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from clerkdoctor.facts.place import Place

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Module


class Text(NamedTuple):
    """A string. A lone surrogate, which JavaScript allows, stays one."""

    text: str
    place: Place


class Number(NamedTuple):
    number: float
    place: Place


class Boolean(NamedTuple):
    truth: bool
    place: Place


class Null(NamedTuple):
    place: Place


class Undefined(NamedTuple):
    place: Place


class Regex(NamedTuple):
    """A regular expression literal: the text between the slashes, and the flags."""

    pattern: str
    flags: str
    place: Place


class NotKnown(NamedTuple):
    """Nothing can be said without running the code.

    `reason` is a clause that a user understands: "`routes` is a parameter"; `place` is where the
    trail ends, which may be another file than the one that was asked about.
    """

    reason: str
    place: Place


class Spread(NamedTuple):
    """`...x` inside an array, where `x` is not known: any number of items stand here."""

    value: "Value"
    place: Place


class Array(NamedTuple):
    items: "tuple[Value | Spread, ...]"
    place: Place

    @property
    def is_complete(self) -> bool:
        """Whether the number of items is known."""
        return not any(isinstance(item, Spread) for item in self.items)


class Entry(NamedTuple):
    """One property of an object; `place` is its key's."""

    key: str
    value: "Value"
    place: Place


class Object(NamedTuple):
    """An object literal, its entries in the order in which JavaScript lists them.

    `rest` is set where a spread or a computed key could not be known, so that there may be more
    properties; an entry that such a spread may have overridden is `NotKnown` itself.
    """

    entries: tuple[Entry, ...]
    place: Place
    rest: NotKnown | None = None

    def get(self, key: str) -> "Value | None":
        """The property, or None where there is none or it may hide in `rest`."""
        for entry in self.entries:
            if entry.key == key:
                return entry.value
        return None


class EnvRead(NamedTuple):
    """`process.env.NAME`, and what stands in for it.

    `operator` is `??` where the fallback counts when the variable is unset, `||` where it counts
    also when it is empty; without a fallback it is empty.
    """

    name: str
    place: Place
    operator: str = ""
    fallback: "Value | None" = None


class Template(NamedTuple):
    """A text of which some parts are not known: `https://${process.env.HOST}`."""

    parts: "tuple[Value, ...]"
    place: Place

    @property
    def prefix(self) -> str:
        """How the text begins, as far as that is known."""
        first = self.parts[0] if self.parts else None
        return first.text if isinstance(first, Text) else ""


class Choice(NamedTuple):
    """One of two values, by a condition that is not decided: `test ? then : otherwise`."""

    test: "Value"
    then: "Value"
    otherwise: "Value"
    place: Place


class Operation(NamedTuple):
    """An operator or method over operands that depend on the environment: `!process.env.X`."""

    operator: str
    operands: "tuple[Value, ...]"
    place: Place


class Reference(NamedTuple):
    """Something that is not the project's: `name` of the package `module`, or of the runtime (``).

    `name` is `default`, `*`, an exported name, or a path below one (`z.string`).
    """

    module: str
    name: str
    place: Place


class Call(NamedTuple):
    """A call of a `Reference`, with its arguments folded: `createRouteMatcher(["/"])`."""

    callee: Reference
    arguments: "tuple[Value | Spread, ...]"
    place: Place
    is_new: bool = False
    node: Any = None


class Namespace(NamedTuple):
    """A whole module of the project, as `import * as routes` gives it."""

    path: str
    place: Place


class Function(NamedTuple):
    """A function of the project. `node` is its syntax, `module` the file that it stands in.

    `captured` are the parameters of the functions around it, where those were called with known
    arguments: node id → value.
    """

    name: str
    parameters: tuple[str, ...]
    place: Place
    node: "Node"
    module: "Module"
    is_async: bool = False
    captured: "dict[int, Value] | None" = None


Value = Union[  # noqa: UP007 - a union of names that are not all defined yet
    Text, Number, Boolean, Null, Undefined, Regex, Array, Object, EnvRead, Template, Choice,
    Operation, Reference, Call, Namespace, Function, NotKnown,
]  # fmt: skip


def parts(value: "Value | Spread") -> "Iterator[Value | Spread]":
    """The value and all that it holds, outermost first, what is held twice once.

    Without recursion: a value may be nested as deeply as the source that it was read from, and
    hold the same constant a million times.
    """
    waiting: list[Value | Spread] = [value]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if id(current) not in seen:
            seen.add(id(current))
            yield current
            waiting.extend(reversed(_held(current)))


def _held(value: "Value | Spread") -> "Sequence[Value | Spread]":
    match value:
        case Array(items):
            return items
        case Object(entries, _, rest):
            return [entry.value for entry in entries] + ([rest] if rest else [])
        case Template(pieces):
            return pieces
        case Operation(_, operands):
            return operands
        case Call(_, arguments):
            return arguments
        case Choice(test, then, otherwise):
            return [test, then, otherwise]
        case EnvRead(_, _, _, fallback):
            return [fallback] if fallback is not None else []
        case Spread(inner):
            return [inner]
        case _:
            return []


def env_reads_in(value: Value) -> Iterator[EnvRead]:
    """Every environment variable that a value depends on, also through conditions."""
    return (part for part in parts(value) if isinstance(part, EnvRead))


def why_not_static(value: Value) -> NotKnown | None:
    """The first reason why a value is no constant of the source, or None where it is one."""
    for part in parts(value):
        match part:
            case NotKnown():
                return part
            case EnvRead(name, place):
                return NotKnown(f"depends on `process.env.{name}`", place)
            case Call(callee, _, place, is_new):
                new = "new " if is_new else ""
                return NotKnown(f"call of `{new}{callee.name}()`{_origin(callee)}", place)
            case Reference(module, name, place):
                return NotKnown(_reference_reason(module, name), place)
            case Namespace(path, place):
                return NotKnown(f"is the whole module `{path}`", place)
            case Function(name, _, place):
                return NotKnown(f"`{name}` is a function" if name else "is a function", place)
    return None


def _origin(callee: Reference) -> str:
    return f" from the package `{callee.module}`" if callee.module else ""


def _reference_reason(module: str, name: str) -> str:
    if not module and name.split(".", maxsplit=1)[0] == "process":
        return f"is the whole of `{name}`"
    if not module:
        return f"`{name}` is not defined in this file"
    if name in {"default", "*"}:
        return f"comes from the package `{module}`"
    return f"`{name}` comes from the package `{module}`"
