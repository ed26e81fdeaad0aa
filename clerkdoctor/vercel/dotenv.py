r"""The file that `vercel env pull` writes: what Vercel has, told apart from how a file is read.

Source: vercel, commands/env/pull (`CONTENTS_PREFIX`, `escapeValue`, `createEnvObject`);
tests/parity/test_vercel_env.py runs it.

Every value stands in double quotes on a line of its own, with line breaks written as `\n` and
`\r` and nothing else escaped: a value may hold quotes, backslashes, `$` and `#`, at which every
reader of env files takes it for another one.
"""

import re
from typing import NamedTuple

from clerkdoctor.nextjs.dotenv_parse import parse as parse_dotenv

HEADER = "# Created by Vercel CLI"
SENSITIVE = "[SENSITIVE]"


class Pulled(NamedTuple):
    r"""A value in a pulled file.

    `value` is None where Vercel gave none out; `reason` is why, as the predicate of a sentence. Not
    `exact`: a `\n` in the file stands for a line break or for itself. `damage` says what a pull
    made of a line that it kept, as the predicate of a sentence about the value.
    """

    name: str
    value: str | None
    line: int
    reason: str = ""
    exact: bool = True
    damage: str = ""


def is_pulled(text: str) -> bool:
    """Whether the whole file is the CLI's: later versions also put the mark into users' files."""
    return text.removeprefix("\ufeff").startswith(HEADER)


def parse(text: str) -> tuple[Pulled, ...]:
    """What Vercel stated, in the file's order; of a repeated name the last counts.

    Lines that are not the CLI's, as `npx convex dev` adds them later, are read as dotenv does.
    """
    found: dict[str, Pulled] = {}
    others: list[str] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        name, equals, rest = line.removesuffix("\r").partition("=")
        is_own = (
            equals and len(rest) > 1 and rest[0] == rest[-1] == '"' and not name.startswith("#")
        )
        if is_own:
            found.pop(name, None)
            found[name] = _pulled(name, rest[1:-1], number)
        # Line numbers stay what they are.
        others.append("" if is_own else line)
    for assignment in parse_dotenv("\n".join(others), "dotenv-16").assignments:
        found.pop(assignment.name, None)
        found[assignment.name] = Pulled(assignment.name, assignment.parsed, assignment.line)
    return tuple(found.values())


def _pulled(name: str, written: str, line: int) -> Pulled:
    if not written:
        return Pulled(name, None, line, "is empty there: it has no value, or one not given out")
    if written == SENSITIVE:
        return Pulled(
            name, None, line, f"is `{SENSITIVE}` there: Vercel gives the value out to nobody"
        )
    value = written.replace("\\n", "\n").replace("\\r", "\r")
    return Pulled(name, value, line, "", value == written, _damage(value))


def _damage(value: str) -> str:
    """What a pull since 56.0.0 made of a line that stood there before, if it did.

    It keeps names that only the file has, after it deleted every double quote and cut the file into
    lines: a comment, single quotes and the first line of a PEM key become the value.
    """
    if re.search(r" # (team|project): ", value):
        return "holds the comment that stood behind it"
    if len(value) > 1 and value[0] == value[-1] == "'":
        return "stands in the single quotes that the file had around it"
    if "-----BEGIN" in value and "-----END" not in value:
        return "is the first line of a PEM key whose rest is lost"
    return ""
