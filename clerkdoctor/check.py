"""What a check is: one statement about a project that should be true.

A check is written as a generator function from facts to `Problem`s. Its name in kebab-case is its
id, its docstring says why it matters and to whom, and the types of its parameters are what it
needs. Yielding nothing is a pass, so a check that finds nothing to judge says `Inapplicable`, and
what it cannot know, it yields as `Unknown`.
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

from clerkdoctor.facts.place import Location

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("note", "warning", "error")


class Problem(NamedTuple):
    """One place where the statement does not hold.

    `message` says what is, then what was expected. `fix` is a command or an edit to paste, where
    it can say more than the check's own. `about` names the thing it is about, such as a variable:
    a failure follows from another one that is about the same thing. `level` is given where this
    problem weighs other than the check.
    """

    message: str
    at: Location | None = None
    fix: str | None = None
    about: str = ""
    level: Level | None = None


class Unknown(NamedTuple):
    """What cannot be known here, and why: never a pass."""

    reason: str
    at: Location | None = None


class Inapplicable(NamedTuple):
    """Why there is nothing here that the statement is about: a tick would prove nothing."""

    reason: str


Finding = Problem | Unknown | Inapplicable


class Check(NamedTuple):
    """One statement that should hold of a project, with what a user needs to mend it.

    `follows` names the checks whose failure explains this one's, when both are about the same
    thing. `symptoms` are the words that a user has on the screen.
    """

    id: str
    title: str
    why: str
    fix: str
    references: tuple[str, ...]
    level: Level
    symptoms: tuple[str, ...]
    follows: tuple[str, ...]
    needs: tuple[type, ...]
    judge: Callable[..., Iterator[Finding]]


def check(
    title: str,
    *,
    fix: str,
    references: tuple[str, ...],
    level: Level = "error",
    symptoms: tuple[str, ...] = (),
    follows: tuple[str, ...] = (),
) -> Callable[[Callable[..., Iterator[Finding]]], Check]:
    """Make a check of a generator function: `Check` holds all that is said about it."""

    def made(function: Callable[..., Iterator[Finding]]) -> Check:
        annotations: dict[str, Any] = dict(function.__annotations__)
        annotations.pop("return", None)
        return Check(
            id=function.__name__.replace("_", "-"),
            title=title,
            why=_paragraph(function.__doc__ or ""),
            fix=fix,
            references=references,
            level=level,
            symptoms=symptoms,
            follows=follows,
            needs=tuple(annotations.values()),
            judge=function,
        )

    return made


def _paragraph(docstring: str) -> str:
    """A docstring as paragraphs of one line each."""
    blocks = docstring.strip().split("\n\n")
    return "\n\n".join(" ".join(block.split()) for block in blocks)
