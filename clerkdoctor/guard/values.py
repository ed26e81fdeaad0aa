"""The values that the interpreter computes with.

JavaScript's `null` is None, `undefined` is `UNDEFINED`; booleans, numbers and texts are Python's.
Some texts know more: `Text` where it is written, `PathText` that it is the request's path, or was
made of it. What nobody can know before a request comes is an `Unknown`.
"""

from typing import TYPE_CHECKING, Any, NamedTuple, Self

from clerkdoctor.facts.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from clerkdoctor.guard.run import Run
    from clerkdoctor.typescript.module import Module

Value = Any
"""A value of JavaScript."""


class Undefined:
    """The type of `undefined`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()


class Site:
    """An expression or statement of the source, for a sentence about it."""

    __slots__ = ("_place", "_text", "module", "node")

    def __init__(self, module: "Module", node: "Node") -> None:
        self.module = module
        self.node = node
        self._place: Place | None = None
        self._text: str | None = None

    @property
    def place(self) -> Place:
        if self._place is None:
            self._place = self.module.place(self.node)
        return self._place

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = self.module.excerpt(self.node)
        return self._text


class Text(str):
    """A text that is written in the source."""

    __slots__ = ("place",)
    place: Place

    def __new__(cls, text: str, place: Place) -> Self:
        made = super().__new__(cls, text)
        made.place = place
        return made


class PathText(str):
    """The request's pathname (`whole`), or a text that was made of it."""

    __slots__ = ("lowered", "whole")
    whole: bool
    lowered: bool

    def __new__(cls, text: str, *, whole: bool = False, lowered: bool = False) -> Self:
        made = super().__new__(cls, text)
        made.whole = whole
        made.lowered = lowered
        return made


class MethodText(str):
    """The request's method, which is in capitals."""

    __slots__ = ()


class Fact(NamedTuple):
    """What a test of the path came to.

    `matcher` is the route matcher that was asked, `entry` the pattern that matched.
    """

    site: Site
    holds: bool
    matcher: Any = None
    entry: int | None = None


class Verdict(NamedTuple):
    """A boolean, and the facts about the path that it was made of."""

    truth: bool
    facts: tuple[Fact, ...]


class Origin(NamedTuple):
    """Where an unknown value comes from: a `header`, `cookie`, `query`, `env`, or the `session`."""

    kind: str
    name: str = ""


class Test(NamedTuple):
    """An unknown boolean that compares what comes from somewhere with a `literal`, or a secret."""

    origin: Origin
    literal: str | None
    base: str = ""


LONGEST_KEY = 400
"""Characters; what is longer is cut, as code may make it grow without end."""


class Unknown:
    """What is known only at run time.

    `why` is a clause: "`geo` comes with the request". `key` names the value: what has the same key
    is the same value in one run. `truth` is set where at least that is known.
    """

    __slots__ = ("key", "negated", "origin", "place", "test", "truth", "why")

    def __init__(
        self,
        why: str,
        place: Place,
        key: str,
        *,
        origin: Origin | None = None,
        test: Test | None = None,
        truth: bool | None = None,
        negated: bool = False,
    ) -> None:
        self.why = why
        self.place = place
        self.key = key if len(key) < LONGEST_KEY else f"{key[:80]}…{hash(key)}"
        self.origin = origin
        self.test = test
        self.truth = truth
        self.negated = negated

    def __repr__(self) -> str:
        return f"Unknown({'!' if self.negated else ''}{self.key})"

    def negation(self) -> "Unknown":
        truth = None if self.truth is None else not self.truth
        return Unknown(
            self.why, self.place, self.key,
            origin=self.origin, test=self.test, truth=truth, negated=not self.negated,
        )  # fmt: skip

    def derived(self, suffix: str, *, keeps_origin: bool = False) -> "Unknown":
        """What is made of it; `keeps_origin` where that is still what the client has sent."""
        return Unknown(
            self.why, self.place, self.key + suffix, origin=self.origin if keeps_origin else None
        )


class JsArray(list[Value]):
    """An array. `rest` says that more items follow which are not known."""

    __slots__ = ("rest",)

    def __init__(self, items: "list[Value] | tuple[Value, ...]" = (), rest: Any = None) -> None:
        super().__init__(items)
        self.rest: Unknown | None = rest


class JsObject:
    """An object literal. `rest` says that it may have further properties."""

    __slots__ = ("properties", "rest")

    def __init__(
        self, properties: dict[str, Value] | None = None, rest: "Unknown | None" = None
    ) -> None:
        self.properties = {} if properties is None else properties
        self.rest = rest


class Host:
    """An object of the runtime: a request, a response, a route matcher."""

    __slots__ = ()

    def member(self, run: "Run", name: str, site: Site) -> Value:
        raise NotImplementedError

    def assign(self, run: "Run", name: str, value: Value) -> None:
        """A property that is written. Most are not looked at again."""


class Closure:
    """A function of the project, with the variables around it."""

    __slots__ = ("code", "frame", "name")

    def __init__(self, code: Any, frame: Any, name: str = "") -> None:
        self.code = code
        self.frame = frame
        self.name = name


class Native:
    """A function of the runtime or of a package that is known here."""

    __slots__ = ("apply", "name", "properties")

    def __init__(
        self,
        name: str,
        apply: "Callable[[Run, list[Value], Site], Value]",
        properties: dict[str, Value] | None = None,
    ) -> None:
        self.name = name
        self.apply = apply
        self.properties = properties or {}


class Control(NamedTuple):
    """How Clerk or Next.js answers where an error of theirs reaches them.

    `means` and the rest are `Outcome`'s; `word` is the call that threw, `exit` where it stands.
    """

    means: str
    word: str
    site: Site
    to: str | None = None
    status: int | None = None
    exit: Any = None


class ErrorValue:
    """A thrown `Error`. With `control` it steers Clerk or Next.js; `site` is where it came up."""

    __slots__ = ("control", "site", "text")

    def __init__(self, text: str, control: Control | None = None, site: Site | None = None) -> None:
        self.text = text
        self.control = control
        self.site = site


class Promise:
    """A settled promise. `error` is what it was rejected with."""

    __slots__ = ("error", "site", "used", "value")

    def __init__(self, value: Value, site: Site, error: Value = None) -> None:
        self.value = value
        self.site = site
        self.error = error
        self.used = False


class Thrown(Exception):
    """A JavaScript `throw` on its way."""

    def __init__(self, value: Value, site: Site | None = None, left: Any = None) -> None:
        super().__init__("thrown")
        self.value = value
        self.site = site
        self.exit = left


class CannotFollow(Exception):
    """The interpreter gives up; `reason` is a clause."""

    def __init__(self, reason: str, place: Place) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


def type_error(text: str, site: Site) -> Thrown:
    return Thrown(ErrorValue(text, None, site), site)


def native(name: str) -> "Callable[[Callable[[Run, list[Value], Site], Value]], Native]":
    """Makes a function of Python one of JavaScript."""
    return lambda apply: Native(name, apply)


def argument(arguments: list[Value], index: int) -> Value:
    return arguments[index] if index < len(arguments) else UNDEFINED


def is_nullish(value: Value) -> bool:
    return value is None or value is UNDEFINED


def key_of(value: Value) -> str:
    """A name for a value within the key of an unknown one."""
    if isinstance(value, Unknown):
        return ("!" if value.negated else "") + value.key
    if isinstance(value, str | float | int | bool) or value is None or value is UNDEFINED:
        return repr(str(value) if isinstance(value, str) else value)
    if isinstance(value, Verdict):
        return repr(value.truth)
    return type(value).__name__
