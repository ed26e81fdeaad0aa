"""What the values in a handler are while its code is followed: constants, and symbols for the rest.

A delivery is a symbol (`Request`), and so is what is read from it (`Member`, `Called`), so that
what reaches a library can be told from how it was made.
"""

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Union

from clerkdoctor.facts.place import Place

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.gather.handler_runs.run import Frame
    from clerkdoctor.typescript.module import Module
    from clerkdoctor.typescript.values import Value

UNDEFINED: Final = object()


class Request(NamedTuple):
    """The delivery: a web `Request`, or in the Pages Router Node.js' own (`is_node`).

    `number` tells it from its clones, which have a body of their own.
    """

    is_node: bool
    number: int = 0


class Reply(NamedTuple):
    """What a handler of the Pages Router answers with."""

    name: str = "res"


class Known(NamedTuple):
    """A text, number, boolean, null (None) or `UNDEFINED`."""

    value: Any


class Env(NamedTuple):
    """`process.env.NAME`."""

    name: str


class Named(NamedTuple):
    """What a package exports, or (package ``) the runtime: `JSON.stringify`."""

    package: str
    name: str


class Member(NamedTuple):
    of: "Thing"
    name: str


class Made(NamedTuple):
    """An object that the code makes. `spread` is what else may be in it."""

    fields: "dict[str, Thing]"
    spread: "tuple[Thing, ...]" = ()


class Items(NamedTuple):
    """An array; there may be more in it unless it is complete."""

    items: "tuple[Thing, ...]"
    is_complete: bool = True


class Called(NamedTuple):
    """What a call gives that is not followed. `place` is the call's."""

    callee: "Thing"
    arguments: "tuple[Thing, ...]"
    place: Place
    is_new: bool = False
    is_awaited: bool = False


class Code(NamedTuple):
    """A function of the project, with the frame that it was made in."""

    module: "Module"
    node: "Node"
    frame: "Frame | None" = None


class Whole(NamedTuple):
    """A file of the project, as `import * as` gives it."""

    path: str


class Either(NamedTuple):
    """One of several, the likelier first: `a ?? b`, `test ? a : b`."""

    options: "tuple[Thing, ...]"


class Verified(NamedTuple):
    """What a successful verification gives."""

    by: str


class Lost(NamedTuple):
    """What is not followed, and why."""

    reason: str


Thing = Union[  # noqa: UP007 - a union of names that are not all defined yet
    Request, Reply, Known, Env, Named, Member, Made, Items, Called, Code, Whole, Either, Verified,
    Lost,
]  # fmt: skip

NOTHING: Final = Known(UNDEFINED)


def truth(thing: Thing) -> bool | None:
    """Whether it counts as true; None where that is not told."""
    match thing:
        case Known(value):
            return value is not UNDEFINED and bool(value)
        case Request() | Reply() | Made() | Items() | Code() | Whole() | Verified():
            return True
        case Called(_, _, _, True):
            return True
        case Either(options):
            known = {truth(option) for option in options}
            return known.pop() if len(known) == 1 else None
        case _:
            return None


def is_nullish(thing: Thing) -> bool | None:
    if isinstance(thing, Known):
        return thing.value is UNDEFINED or thing.value is None
    return False if truth(thing) else None


def equal(left: Thing, right: Thing) -> bool | None:
    """`===`; None where that is not told."""
    if isinstance(left, Known) and isinstance(right, Known):
        return _kind(left.value) is _kind(right.value) and bool(left.value == right.value)
    if isinstance(left, Known) or isinstance(right, Known):
        known, other = (left, right) if isinstance(left, Known) else (right, left)
        if isinstance(known, Known) and is_nullish(known) and is_nullish(other) is False:
            return False
        if isinstance(other, Made | Items | Code | Verified | Request):
            return False
    return None


def _kind(value: object) -> type:
    return float if type(value) is int else type(value)


def root(thing: Thing) -> Thing:
    """What a chain of members and calls begins with."""
    while isinstance(thing, Member | Called):
        thing = thing.of if isinstance(thing, Member) else thing.callee
    return thing


def of_json(value: Any) -> Thing:
    """A JSON value as it is."""
    if isinstance(value, dict):
        return Made({key: of_json(member) for key, member in value.items()})
    if isinstance(value, list):
        return Items(tuple(of_json(item) for item in value))
    return Known(value)


def of_value(value: "Value") -> Thing:
    """A folded constant."""
    from clerkdoctor.typescript import values

    match value:
        case values.Text(content) | values.Number(content) | values.Boolean(content):
            return Known(content)
        case values.Null():
            return Known(None)
        case values.Undefined():
            return NOTHING
        case values.EnvRead(name, _, _, None):
            return Env(name)
        case values.EnvRead(name, _, _, fallback) if fallback is not None:
            return Either((Env(name), of_value(fallback)))
        case values.Array(items) if value.is_complete:
            return Items(tuple(of_value(i) for i in items if not isinstance(i, values.Spread)))
        case values.Object(entries, _, None):
            return Made({entry.key: of_value(entry.value) for entry in entries})
        case values.Reference(package, name):
            return Named(package, name)
        case values.Call(callee, arguments, place, is_new):
            given = tuple(of_value(a) for a in arguments if not isinstance(a, values.Spread))
            return Called(Named(callee.module, callee.name), given, place, is_new)
        case values.Function(_, _, _, node, module):
            return Code(module, node)
        case values.Namespace(path):
            return Whole(path)
        case values.Choice(_, then, otherwise):
            return Either((of_value(then), of_value(otherwise)))
        case values.NotKnown(reason):
            return Lost(reason)
        case _:
            return Lost("is not constant")


class Thrown(Exception):
    """JavaScript's `throw`. `crash` is the expression, where the runtime throws by itself."""

    def __init__(self, place: Place, value: Thing, crash: str = "") -> None:
        super().__init__()
        self.place, self.value, self.crash = place, value, crash


class TooMuch(Exception):
    """The code is too intricate, or does what is not followed; the message says what."""


def inner(node: "Node") -> "Node | None":
    """The expression that a node wraps."""
    kinds = ("comment", "type_arguments")
    return next((child for child in node.named_children if child.type not in kinds), None)


def quotable(text: str) -> str:
    """Source that is to stand in backticks."""
    return text.replace("`", "'")
