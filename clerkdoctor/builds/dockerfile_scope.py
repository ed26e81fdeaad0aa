"""What the variables of a Dockerfile's stage hold, instruction by instruction.

ARG and ENV have scopes: an ARG before the first FROM is seen by FROM lines only, until a stage
declares it again; a stage that starts from another one inherits what that has declared.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal, NamedTuple

from clerkdoctor.builds.dockerfile import Dockerfile, Instruction, Stage, pairs

_LONGEST = 10_000
"""Characters that a value may have: each line can double it."""


class Binding(NamedTuple):
    """A variable as a RUN sees it.

    `value` is None where it is not known here: what `--build-arg` gives, or what is made of that.
    `sources` are the names that an ENV takes its value from and that nothing declares.
    """

    kind: Literal["ARG", "ENV"]
    value: str | None
    line: int
    sources: tuple[str, ...] = ()

    @property
    def may_hold(self) -> bool:
        """Whether it can be more than an empty text."""
        return self.value != ""


class Scope(NamedTuple):
    """The variables that hold at one place: those of `history` from before instruction `at`.

    All places of a stage share one history, of which each would be a copy otherwise.
    """

    history: dict[str, list[tuple[int, Binding]]]
    at: int

    def get(self, name: str) -> Binding | None:
        found = self.history.get(name, [])
        place = bisect_left(found, (self.at,))
        return found[place - 1][1] if place else None

    def bind(self, name: str, binding: Binding) -> None:
        """For all places behind this one."""
        self.history.setdefault(name, []).append((self.at, binding))


class Step(NamedTuple):
    """An instruction with what holds before it. `stage` is the one that it is written in."""

    instruction: Instruction
    stage: Stage
    scope: Scope
    folder: str


def before_stages(file: Dockerfile) -> Scope:
    """The ARGs before the first FROM."""
    scope = Scope({}, 0)
    nothing = Scope({}, 0)
    for one in file.arguments:
        _declare(one, scope, nothing, file.escape)
        scope = scope._replace(at=scope.at + 1)
    return scope


def base_of(file: Dockerfile, stage: Stage) -> str | None:
    """The image that a stage, or the first one that it starts from, is built upon; None where an
    ARG without a value says.
    """
    while stage.parent is not None:
        stage = file.stages[stage.parent]
    return expand(stage.base, before_stages(file), file.escape)[0]


def steps(file: Dockerfile, stage: Stage) -> Iterator[Step]:
    """All instructions that run for a stage: those of the stages that it starts from come first."""
    chain = [stage]
    while (parent := chain[-1].parent) is not None:
        chain.append(file.stages[parent])
    chain.reverse()
    shared = before_stages(file)
    scope = Scope({}, 0)
    folder = "/"
    for one in chain:
        for instruction in one.instructions:
            yield Step(instruction, one, scope, folder)
            if instruction.name == "ARG":
                _declare(instruction, scope, shared, file.escape)
            elif instruction.name == "ENV":
                _set(instruction, scope, file.escape)
            elif instruction.name == "WORKDIR":
                folder = _joined(folder, expand(instruction.arguments, scope, file.escape)[0])
            scope = Scope(scope.history, scope.at + 1)


def _joined(folder: str, to: str | None) -> str:
    import posixpath

    return posixpath.normpath(posixpath.join(folder, to or "?"))


def _declare(instruction: Instruction, scope: Scope, shared: Scope, escape: str) -> None:
    for name, written in pairs(instruction, escape):
        outer = shared.get(name)
        value = outer.value if outer else None
        if written is not None:
            value = expand(written, scope, escape)[0]
        held = scope.get(name)
        # ENV wins over ARG. An empty default is there to be given another value.
        if held is None or held.kind == "ARG":
            scope.bind(name, Binding("ARG", value or None, instruction.line))


def _set(instruction: Instruction, scope: Scope, escape: str) -> None:
    """Values within one ENV see what held before the whole instruction."""
    for name, written in pairs(instruction, escape):
        value, sources = expand(written or "", scope, escape)
        scope.bind(name, Binding("ENV", value, instruction.line, sources))


def expand(text: str, scope: Scope, escape: str) -> tuple[str | None, tuple[str, ...]]:
    """A word with its quotes taken off and its variables replaced; None where one is not known.

    With it, the names of variables that nothing declares, and that count as empty.
    """
    known, made, undeclared, quote, at = True, "", [], "", 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == escape and quote != "'" and at < len(text):
            made += text[at] if not quote or text[at] in f'"${escape}' else char + text[at]
            at += 1
        elif char in "\"'" and quote in ("", char):
            quote = "" if quote else char
        elif char == "$" and quote != "'" and at < len(text):
            name, modifier, at = _reference(text, at)
            if not name:
                made += char
                continue
            value = _replaced(name, modifier, scope)
            if value is None:
                known = False
            elif scope.get(name) is None and not value:
                undeclared.append(name)
            made += value or ""
        else:
            made += char
        if len(made) > _LONGEST:
            return None, ()
    return made if known else None, tuple(undeclared)


def _reference(text: str, at: int) -> tuple[str, str, int]:
    """The name behind `$`, what follows it in `${…}`, and where the reference ends."""
    if text[at] != "{":
        end = at
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
        return text[at:end], "", end
    close, depth = at, 0
    while close < len(text):
        depth += {"{": 1, "}": -1}.get(text[close], 0)
        close += 1
        if not depth:
            break
    inner = text[at + 1 : close - 1]
    end = 0
    while end < len(inner) and (inner[end].isalnum() or inner[end] == "_"):
        end += 1
    return inner[:end], inner[end:], close


def _replaced(name: str, modifier: str, scope: Scope) -> str | None:
    held = scope.get(name)
    value = held.value if held else ""
    mark = modifier.lstrip(":")[:1]
    other = modifier.lstrip(":")[1:].strip("\"'")
    if mark == "-":
        return value if value or value is None else other if "$" not in other else None
    if mark == "+":
        return None if value is None else (other if value else "")
    return value if not mark or mark == "?" else None if value else ""
