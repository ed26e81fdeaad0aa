"""Variables at run time, and the compiled form of code."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from clerkdoctor.guard.values import Value

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run


class Frame:
    """The variables of one call of a function, by the id of the node that declares them."""

    __slots__ = ("parent", "result", "run", "variables")

    def __init__(self, run: "Run", parent: "Frame | None") -> None:
        self.run = run
        self.parent = parent
        self.variables: dict[int, Value] = {}
        self.result: Value = None


Expression = Callable[[Frame], Value]
"""A compiled expression."""

Statement = Callable[[Frame], "int | None"]
"""A compiled statement; its answer is None for its end, or one of the following."""

RETURN, BREAK, CONTINUE = 1, 2, 3

Binder = Callable[[Frame, Value], None]
"""A compiled pattern, which takes a value apart."""
