"""Dockerfiles and .dockerignore, against readers of npm: any difference fails.

`dockerfile-ast` reads what editors show of Dockerfiles; `@balena/dockerignore` is a port of
Docker's own matcher. Where the first is known to differ from BuildKit, no case asks for it.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.builds import dockerignore
from clerkdoctor.builds.dockerfile import Dockerfile, Instruction, exec_form, pairs, parse
from clerkdoctor.builds.dockerfile_scope import expand, steps
from tests import npm

AST = {"dockerfile-ast": "0.7.1"}
IGNORE = {"@balena/dockerignore": "1.0.2"}
HERE = Path(__file__)

NAMES = ("KEY", "OTHER", "A", "B", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY")
VALUES = ("x", "pk_test_x", '"two words"', "'single $A'", "a\\ b", '"say \\"hi\\""', "1.2", "/a:b")
COMMANDS = (
    "npm ci", "npm run build", "echo 'a # b' && ls", '["npm", "run", "build"]', '[ "sh","-c","ab" ]',
    "if [ -f x ]; then y; fi", "--mount=type=cache,target=/x npm ci", "--network=none ls",
)  # fmt: skip
FLOW = ("# a comment", "", "   ", "    # indented", "#KEY=1")


class _Writer:
    """Writes Dockerfiles that Docker takes, in the many ways in which people do."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.escape = chance.choice(("\\", "\\", "\\", "`"))
        self.stages: list[str] = []

    def text(self) -> str:
        lines = ["# escape=`"] if self.escape == "`" else []
        if self.chance.random() < 0.3:
            lines.insert(0, "# syntax=docker/dockerfile:1")
        lines += [self.argument() for _ in range(self.chance.randrange(3))]
        for _ in range(self.chance.randrange(1, 4)):
            lines.append(self.start())
            for _ in range(self.chance.randrange(1, 7)):
                lines += self.instruction()
        return "\n".join(lines) + self.chance.choice(("", "\n"))

    def keyword(self, name: str) -> str:
        return self.chance.choice((name, name, name, name.lower(), name.title()))

    def start(self) -> str:
        base = self.chance.choice(("node:22-alpine", "node", "scratch", *self.stages))
        line = f"{self.keyword('FROM')} {base}"
        if self.chance.random() < 0.7:
            name = f"stage{len(self.stages)}"
            line += f" {self.chance.choice(('AS', 'as', 'As'))} {name}"
            self.stages.append(name)
        return line

    def argument(self) -> str:
        name = self.chance.choice(NAMES)
        default = "" if self.chance.random() < 0.6 else f"={self.value()}"
        return f"{self.keyword('ARG')} {name}{default}"

    def value(self) -> str:
        return self.chance.choice(VALUES).replace("\\", self.escape)

    def instruction(self) -> list[str]:
        kind = self.chance.randrange(9)
        if kind < 2:
            return [self.argument()]
        if kind < 4:
            return self.environment()
        if kind == 4:
            return self.here_document()
        if kind == 5:
            return [self.chance.choice(("WORKDIR /app", "USER node", "EXPOSE 3000", *FLOW))]
        if kind == 6:
            return [self.chance.choice(("COPY . .", "COPY --from=0 a b", "ADD x y", "copy a b"))]
        return self.run()

    def environment(self) -> list[str]:
        if self.chance.random() < 0.2:
            return [
                f"{self.keyword('ENV')} {self.chance.choice(NAMES)} {self.chance.choice('xyz')}"
            ]
        wanted = self.chance.sample(NAMES, self.chance.randrange(1, 4))
        return self.joined([self.keyword("ENV"), *(f"{name}={self.value()}" for name in wanted)])

    def joined(self, words: list[str]) -> list[str]:
        """The words on one line or on several, with comments and empty lines in between."""
        lines = [words[0]]
        for word in words[1:]:
            if self.chance.random() < 0.35:
                lines[-1] += f" {self.escape}{self.chance.choice(('', '', ' '))}"
                lines += self.chance.choices(FLOW, k=self.chance.choice((0, 0, 0, 1, 2)))
                lines.append(f"{self.chance.choice(('', '  ', chr(9)))}{word}")
            else:
                lines[-1] += f" {word}"
        return lines

    def run(self) -> list[str]:
        parts = [self.keyword("RUN"), self.chance.choice(COMMANDS)]
        if not parts[1].startswith(("[", "--")):
            parts += [f"&& {one}" for one in ("ls", "npm test") if self.chance.random() < 0.4]
        return self.joined(parts) if len(parts) > 2 else [" ".join(parts)]

    def here_document(self) -> list[str]:
        name = self.chance.choice(("EOF", "END", "E2"))
        mark = self.chance.choice((f"<<{name}", f"<<'{name}'", f'<<"{name}"', f"<<-{name}"))
        content = self.chance.sample(
            ("npm run build", "# no comment", "FROM x", "", "A=1 \\", "EOFF"), k=3
        )
        first = self.chance.choice((f"RUN {mark}", f"COPY {mark} /a", f"RUN bash {mark}"))
        return [first, *content, name]


def told(file: Dockerfile, text: str) -> dict[str, Any]:
    """What our reader says, in the peer's terms."""
    found = [(one.line, _told(one, file)) for one in file.arguments]
    lines = text.split("\n")
    for stage in file.stages:
        said = {"name": "FROM", "line": stage.line, "end": stage.line, "flags": [], "heredocs": []}
        written = lines[stage.line - 1].split()
        name = written[3] if len(written) > 3 else None
        assert name is None or name.lower() == stage.name
        found.append((stage.line, {**said, "from": [stage.base, name]}))
        for step in steps(file, stage):
            if step.stage != stage:
                continue
            inner = _told(step.instruction, file)
            if step.instruction.name == "RUN":
                held = [step.scope.get(name) for name in NAMES]
                inner["known"] = [n for n, one in zip(NAMES, held, strict=True) if one]
                inner["words"] = exec_form(step.instruction)
            found.append((step.instruction.line, inner))
    return {"escape": file.escape, "told": [one for _, one in sorted(found, key=lambda x: x[0])]}


def _told(one: Instruction, file: Dockerfile) -> dict[str, Any]:
    said: dict[str, Any] = {"name": one.name, "line": one.line, "end": one.end_line}
    said["flags"] = list(one.flags)
    said["heredocs"] = [[each.name, one.end_line - one.line - 1] for each in one.heredocs]
    if one.name in ("ENV", "ARG"):
        from clerkdoctor.builds.dockerfile_scope import Scope

        said["pairs"] = [
            [name, None if value is None else expand(value, Scope({}, 0), file.escape)[0]]
            for name, value in pairs(one, file.escape)
        ]
    return said


def cases(seed: int, count: int) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(count):
        yield _Writer(chance).text()


def differing(seed: int, count: int) -> list[Any]:
    texts = list(cases(seed, count))
    asked = [{"text": text, "names": NAMES} for text in texts]
    answers = npm.run(HERE.with_name("dockerfile.mjs"), AST, asked)
    found: list[Any] = []
    for text, answer in zip(texts, answers, strict=True):
        ours = told(parse(text), text)
        assert ours["escape"] == answer["escape"]
        for mine, theirs in zip(ours["told"], answer["told"], strict=False):
            found += [
                (text, mine["name"], mine["line"], key, mine[key], theirs.get(key))
                for key in mine
                if mine[key] != theirs.get(key)
            ]
        if len(ours["told"]) != len(answer["told"]):
            found.append((text, "count", len(ours["told"]), len(answer["told"])))
    return found


def test_agrees_on_a_few_dockerfiles() -> None:
    found = differing(seed=1, count=150)
    assert not found, (len(found), *found[:2])


@pytest.mark.long
@pytest.mark.parametrize("seed", [20_261_128, 7])
def test_agrees_with_dockerfile_ast(seed: int) -> None:
    found = differing(seed, count=4_000)
    assert not found, (len(found), *found[:2])


PIECES = (
    ".env", ".env*", ".env.*", "*.local", "**/.env*", "**", "*", "app", "apps", "apps/*", "apps/web",
    "/apps/web/.env", "./app/", "**/node_modules", "**/*.local", "?env", "[.]env*", "[a-c]pp*",
    "apps/**/.env", "apps/**", "app/../.env", "*/.env", "*/*/.env", "\\.env", ".en[v]", "**/web/**",
    "*.env", ".", "..", "a b", "apps/web/.env.production", "**/web/.env*", "!", "/", "**/", "*/",
)  # fmt: skip
PATHS = (
    ".env", ".env.local", ".env.production", ".env.production.local", "apps/web/.env",
    "apps/web/.env.local", "apps/web/.env.production", "app/page.tsx", "app/.env", "src/.env",
    "node_modules/x/index.js", "apps/web/node_modules/x", "package.json", "a b", "aenv",
)  # fmt: skip


def patterns(seed: int, count: int) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(count):
        lines = []
        for _ in range(chance.randrange(1, 6)):
            piece = chance.choice(PIECES)
            mark = "!" if chance.random() < 0.3 and piece != "!" else ""
            space = chance.choice(("", "", "", " ", "\t"))
            lines.append(chance.choice(("", "", "", "# c")) or f"{mark}{space}{piece}{space}")
        yield chance.choice(("\n", "\n", "\r\n")).join(lines)


def left_out(seed: int, count: int) -> list[Any]:
    texts = list(patterns(seed, count))
    asked = [{"text": text, "paths": PATHS} for text in texts]
    answers = npm.run(HERE.with_name("dockerignore.mjs"), IGNORE, asked)
    found = []
    for text, answer in zip(texts, answers, strict=True):
        read = dockerignore.parse(text)
        ours = [dockerignore.leaves_out(read, path) for path in PATHS]
        if ours != answer:
            wrong = answer if isinstance(answer, str) else [
                path for path, a, b in zip(PATHS, ours, answer, strict=True) if a != b
            ]  # fmt: skip
            found.append((text, wrong))
    return found


def test_agrees_on_a_few_patterns() -> None:
    found = left_out(seed=3, count=300)
    assert not found, (len(found), *found[:3])


@pytest.mark.long
def test_agrees_with_dockerignore() -> None:
    found = left_out(seed=20_261_128, count=10_000)
    assert not found, (len(found), *found[:3])
