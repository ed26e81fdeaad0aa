"""Dockerfiles: their instructions and stages, as BuildKit reads them.

The rules are those of `frontend/dockerfile/parser` in BuildKit: continuation lines, comments and
empty lines within them, the `escape` directive, here-documents, flags, the exec form. What a
stage's variables hold is in `clerkdoctor.builds.dockerfile_scope`.
"""

import re
from itertools import pairwise
from typing import NamedTuple

SPACES = "\t\v\f\r "

_DIRECTIVE = r"#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$"
_DIRECTIVES = ("syntax", "escape", "check")
_HEREDOC = r"\d*<<(-?)([^<]*)$"
_WITH_HEREDOCS = ("RUN", "COPY", "ADD")


class Heredoc(NamedTuple):
    """A here-document of RUN, COPY or ADD; `line` is that of its first line of content."""

    name: str
    content: str
    line: int


class Instruction(NamedTuple):
    """One instruction, its continuation lines joined.

    `name` is in capitals. `arguments` begin behind the flags (`--from=deps`), and hold an inner
    instruction as it stands for ONBUILD. Lines count from 1.
    """

    name: str
    arguments: str
    flags: tuple[str, ...]
    line: int
    end_line: int
    heredocs: tuple[Heredoc, ...] = ()

    def flag(self, name: str) -> str | None:
        """The value of a flag `--name=value`, the last one; None where it is not given."""
        found = [one.partition("=")[2] for one in self.flags if one.startswith(f"--{name}=")]
        return found[-1] if found else None


class Stage(NamedTuple):
    """What one FROM begins. `parent` is the number of the earlier stage that it starts from.

    `base` is the image as it is written, `name` what stands behind AS, in small letters. The
    instructions begin behind FROM; those that an ONBUILD of its parent triggers come first.
    """

    number: int
    name: str | None
    base: str
    parent: int | None
    line: int
    instructions: tuple[Instruction, ...]


class Dockerfile(NamedTuple):
    """`arguments` are the ARG instructions before the first FROM; `escape` is a backslash or a
    backtick.

    `unended` is the line of a here-document that nothing ends: Docker refuses such a file.
    """

    escape: str
    arguments: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    unended: int | None = None

    def stage(self, name: str) -> Stage | None:
        """The stage of this name or number, as `COPY --from` finds it."""
        named = [one for one in self.stages if one.name == name.lower()]
        if named:
            return named[-1]
        is_number = name.isascii() and name.isdigit() and len(name) < 6
        return self.stages[int(name)] if is_number and int(name) < len(self.stages) else None


def parse(text: str) -> Dockerfile:
    """The Dockerfile's instructions and stages. Nothing is refused: what is odd is left out."""
    text = text.removeprefix("\ufeff")
    lines = text.split("\n")
    escape = _escape(lines)
    found, unended = _instructions(lines, escape)
    starts = [at for at, one in enumerate(found) if one.name == "FROM"]
    head = found[: starts[0]] if starts else []
    arguments = tuple(one for one in head if one.name == "ARG")
    stages: dict[str, Stage] = {}
    ordered: list[Stage] = []
    for number, (start, end) in enumerate(pairwise([*starts, len(found)])):
        stage = _stage(number, found[start], found[start + 1 : end], stages)
        # Of two stages with one name the later is meant.
        if stage.name:
            stages[stage.name] = stage
        ordered.append(stage)
    return Dockerfile(escape, arguments, tuple(ordered), unended)


def _stage(
    number: int, start: Instruction, own: list[Instruction], before: dict[str, Stage]
) -> Stage:
    words = start.arguments.split()
    base = words[0] if words else ""
    named = len(words) == 3 and words[1].lower() == "as"
    parent = before.get(base.lower())
    return Stage(
        number,
        words[2].lower() if named else None,
        base,
        parent.number if parent else None,
        start.line,
        (*(_triggered(parent) if parent else ()), *own),
    )


def _triggered(parent: Stage) -> "list[Instruction]":
    found = []
    for one in parent.instructions:
        if one.name == "ONBUILD":
            inner = _split(one.arguments, one.line, one.end_line)
            found.append(inner._replace(heredocs=one.heredocs))
    return found


def _escape(lines: list[str]) -> str:
    """The escape character: a parser directive may set it, above all else but other directives."""
    seen = set()
    for line in lines:
        match = re.match(_DIRECTIVE, line.strip("\r"))
        name = match[1].lower() if match else ""
        if not match or name not in _DIRECTIVES or name in seen:
            break
        if name == "escape":
            return "`" if match[2] == "`" else "\\"
        seen.add(name)
    return "\\"


def _instructions(lines: list[str], escape: str) -> tuple[list[Instruction], int | None]:
    found: list[Instruction] = []
    unended = None
    token = re.escape(escape)
    continues = re.compile(rf"(^|[^{token}]){token}[ \t]*$")
    at = 0
    while at < len(lines):
        first = at + 1
        line, at = lines[at].rstrip("\r").lstrip(), at + 1
        if line.startswith("#"):
            continue
        joined, more = _without_continuation(line, continues)
        if not joined and not more:
            continue
        while more and at < len(lines):
            line, at = lines[at].rstrip("\r"), at + 1
            bare = line.lstrip()
            if bare and not bare.startswith("#"):
                line, more = _without_continuation(line, continues)
                joined += line
        if joined.strip():
            instruction = _split(joined, first, at)
            names = _heredocs(instruction, escape)
            contents: list[Heredoc] = []
            for chomps, name in names:
                content, at, ended = _content(lines, at, name, chomps=chomps)
                contents.append(content)
                unended = unended or (None if ended else first)
            found.append(instruction._replace(end_line=at, heredocs=tuple(contents)))
    return found, unended


def _without_continuation(line: str, continues: "re.Pattern[str]") -> tuple[str, bool]:
    match = continues.search(line)
    return (line[: match.end(1)], True) if match else (line, False)


def _split(line: str, first: int, last: int) -> Instruction:
    """The instruction's name, its flags and what follows."""
    name, _, rest = _cut(line.strip())
    flags = []
    while rest.startswith("--"):
        flag, _, behind = _cut(rest)
        if flag == "--":
            rest = behind
            break
        flags.append(flag)
        rest = behind
    return Instruction(name.upper(), rest, tuple(flags), first, last)


def _cut(text: str) -> tuple[str, str, str]:
    for at, char in enumerate(text):
        if char in SPACES:
            return text[:at], char, text[at:].strip()
    return text, "", ""


def _heredocs(instruction: Instruction, escape: str) -> list[tuple[bool, str]]:
    """Whether leading tabs are taken off, and the name, of each here-document that is begun."""
    inner = instruction
    while inner.name == "ONBUILD":
        inner = _split(inner.arguments, inner.line, inner.end_line)
    if inner.name not in _WITH_HEREDOCS or "<<" not in inner.arguments or exec_form(inner):
        return []
    found = []
    for word in words(inner.arguments, escape):
        match = re.match(_HEREDOC, word)
        name = re.sub(r"[\"']", "", match[2]) if match else ""
        if match and name and len(words(match[2], escape)) == 1:
            found.append((match[1] == "-", name))
    return found


def _content(lines: list[str], at: int, name: str, *, chomps: bool) -> tuple[Heredoc, int, bool]:
    first = at + 1
    taken: list[str] = []
    while at < len(lines):
        line, at = lines[at].rstrip("\r"), at + 1
        bare = line.lstrip("\t") if chomps else line
        if bare == name:
            return Heredoc(name, "\n".join(taken), first), at, True
        taken.append(bare)
    return Heredoc(name, "\n".join(taken), first), at, False


def exec_form(instruction: Instruction) -> "list[str] | None":
    """The words of the exec form, `RUN ["npm", "run", "build"]`; None for the shell form."""
    if not instruction.arguments.startswith("["):
        return None
    import json

    try:
        stated = json.loads(instruction.arguments)
    except (ValueError, RecursionError):
        return None
    if isinstance(stated, list) and stated and all(isinstance(one, str) for one in stated):
        return stated
    return None


def words(text: str, escape: str) -> list[str]:
    """The words of ENV, ARG and LABEL, quotes and escapes left as they are (`parseWords`)."""
    found: list[str] = []
    word, quote, begun, at = "", "", False, 0
    while at < len(text):
        char = text[at]
        at += 1
        if not quote and char.isspace():
            if begun:
                found.append(word)
            word, begun = "", False
            continue
        begun = True
        if char == escape and quote != "'":
            if at < len(text):
                word += char + text[at]
                at += 1
            continue
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        word += char
    return [*found, word] if begun else found


def pairs(instruction: Instruction, escape: str) -> list[tuple[str, str | None]]:
    """What ENV or ARG names, each with its value as it is written; None for an ARG without one."""
    stated = words(instruction.arguments, escape)
    if instruction.name == "ENV" and stated and "=" not in stated[0]:
        name, _, value = _cut(instruction.arguments)
        return [(name, value)] if value else []
    found: list[tuple[str, str | None]] = []
    for word in stated:
        name, equals, value = word.partition("=")
        if equals or instruction.name == "ARG":
            found.append((name, value if equals else None))
    return found
