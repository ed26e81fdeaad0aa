"""What a regular expression consists of, and the two ways in which there is no answer for it."""

from typing import NamedTuple

from clerkdoctor.regexp.characters import Characters


class RegexpError(Exception):
    """JavaScript refuses the expression, where the program starts.

    `reason` is V8's own, such as `Unterminated group`; the whole message names the expression too.
    """

    def __init__(self, reason: str, source: str = "", flags: str = "") -> None:
        self.reason = reason
        super().__init__(f"Invalid regular expression: /{source}/{flags}: {reason}")


class Undecided(Exception):
    """Not known here, by this engine; the message completes the sentence "the expression …"."""


class Flags(NamedTuple):
    """The flags that say how an expression matches; `unicode` is `u`."""

    ignore_case: bool = False
    multiline: bool = False
    dot_all: bool = False
    unicode: bool = False


class Literal(NamedTuple):
    """One character; without `u`, one UTF-16 code unit."""

    text: str


class OneOf(NamedTuple):
    characters: Characters


class Sequence(NamedTuple):
    items: tuple["Node", ...]


class Alternatives(NamedTuple):
    options: tuple["Node", ...]


class Capture(NamedTuple):
    """A group that is remembered; they are numbered from 1."""

    number: int
    body: "Node"


class Repeat(NamedTuple):
    """`most` is `None` for no limit. The groups `first` to `last` are forgotten at each turn."""

    body: "Node"
    least: int
    most: int | None
    greedy: bool
    first: int
    last: int


class Assertion(NamedTuple):
    """`^`, `$`, `b` or `B`; in multi-line mode `^m` and `$m`."""

    kind: str


class Look(NamedTuple):
    """A lookahead or, `behind`, a lookbehind."""

    body: "Node"
    behind: bool
    negative: bool


class Back(NamedTuple):
    """What a group has matched, once more; `group` is its number or name."""

    group: int | str


Node = Literal | OneOf | Sequence | Alternatives | Capture | Repeat | Assertion | Look | Back
NOTHING = Sequence(())


class Pattern(NamedTuple):
    """A whole expression; `names` are those of groups."""

    body: Node
    groups: int
    names: dict[str, int]
    flags: Flags


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes that this one is made of."""
    match node:
        case Sequence(parts) | Alternatives(parts):
            return parts
        case Capture() | Repeat() | Look():
            return (node.body,)
        case _:
            return ()
