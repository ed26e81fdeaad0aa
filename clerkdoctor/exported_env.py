"""Variables that another tool wrote to a file, read as that tool quotes them.

`vercel env pull`, `npx convex env list`, `doppler secrets download`, `printenv` and plain dotenv
look alike and mean different values: each is told by what only it writes. JSON comes in the shapes
that Doppler, Infisical, Netlify, Vercel and Convex give it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from clerkdoctor import json_text
from clerkdoctor.convex import env_list
from clerkdoctor.nextjs.dotenv_parse import parse as parse_dotenv
from clerkdoctor.vercel import dotenv as vercel_dotenv

Dialect = Literal["vercel", "convex", "doppler", "printenv", "json", "dotenv"]

NAMES_ONLY = "is not in the list, which holds names only"
NOT_TEXT = "is no text there"
NOT_GIVEN = "is not given out there"


class Exported(NamedTuple):
    """A variable in the file. `value` is None where it cannot be read there; `reason` says why."""

    name: str
    value: str | None
    line: int | None = None
    reason: str = ""
    exact: bool = True
    damage: str = ""


class ExportedFile(NamedTuple):
    dialect: Dialect
    variables: tuple[Exported, ...]


class NotReadable(NamedTuple):
    """`reason` is the predicate of a sentence about the file."""

    reason: str


def decode(content: bytes) -> str | NotReadable:
    """The file's text. PowerShell's `>` writes UTF-16 with a mark in front."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content and b"=" not in content:
        return NotReadable("is no text")
    return content.decode("utf-8-sig", "replace")


def parse(text: str, *, of_convex: bool = False) -> ExportedFile | NotReadable:
    """The variables that a file's text states, by the dialect that it is in.

    `of_convex`: the user says that it is a Convex deployment's, whose list nothing marks as such.
    """
    if text.lstrip()[:1] in ("{", "["):
        return _json(text)
    if vercel_dotenv.is_pulled(text):
        pulled = vercel_dotenv.parse(text)
        return ExportedFile("vercel", tuple(Exported(*one) for one in pulled))
    if "\0" in text:
        return ExportedFile("printenv", tuple(_last(_of_zeros(text))))
    if _is_printenv(text):
        return ExportedFile("printenv", tuple(_last(_of_printenv(text))))
    if re.search(r'^DOPPLER_(PROJECT|CONFIG|ENVIRONMENT)="', text, re.MULTILINE):
        return ExportedFile("doppler", tuple(_last(_of_doppler(text))))
    if of_convex or _is_names(text):
        listed = env_list.parse(text)
        return ExportedFile("convex", tuple(_last(map(_of_convex, listed))))
    assignments = parse_dotenv(text, "dotenv-16").assignments
    return ExportedFile(
        "dotenv", tuple(_last(Exported(a.name, a.parsed, a.line) for a in assignments))
    )


def _last(found: Iterable[Exported]) -> Iterator[Exported]:
    """Of a name that is stated again, the last."""
    yield from {one.name: one for one in found}.values()


def _of_convex(one: env_list.Listed) -> Exported:
    return Exported(one.name, one.value, one.line, "" if one.value is not None else NAMES_ONLY)


def _is_names(text: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return bool(lines) and all(re.fullmatch(r"[A-Z_][A-Z0-9_]*", line) for line in lines)


def _is_printenv(text: str) -> bool:
    """Whether this is a process's environment: with `PATH`, as nobody writes it by hand."""
    found = set(
        re.findall(r"^(PATH|HOME|PWD|SHLVL|_|USERPROFILE|Path)=(?!['\"])", text, re.MULTILINE)
    )
    return len(found) > 1


def _of_printenv(text: str) -> Iterator[Exported]:
    """`NAME=value` without any quoting: what follows on lines of their own belongs to the value."""
    name, value, first = None, "", 0
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        begins = re.match(r"([A-Za-z_][A-Za-z0-9_.()%-]*)=", line)
        if begins:
            if name is not None:
                yield Exported(name, value, first)
            name, value, first = begins[1], line[begins.end() :], number
        elif name is not None:
            value += f"\n{line}"
    if name is not None:
        yield Exported(name, value, first)


def _of_zeros(text: str) -> Iterator[Exported]:
    """`printenv -0` and `/proc/PID/environ`."""
    for entry in text.split("\0"):
        name, equals, value = entry.partition("=")
        if equals:
            yield Exported(name, value)


def _of_doppler(text: str) -> Iterator[Exported]:
    r"""`NAME="value"` with `\` and `"` escaped, and line breaks as they are.

    Source: DopplerHQ/cli, pkg/utils (`MapToEnvFormat`).
    """
    value = r'(?:[^"\\]|\\.)*+'
    for found in re.finditer(
        rf'^([A-Za-z_][A-Za-z0-9_]*)="({value})"', text, re.MULTILINE | re.DOTALL
    ):
        line = text.count("\n", 0, found.start()) + 1
        yield Exported(found[1], re.sub(r'\\([\\"])', r"\1", found[2]), line)


def _json(text: str) -> ExportedFile | NotReadable:
    stated = json_text.load(text)
    if isinstance(stated, json_text.NotJson):
        return NotReadable(f"begins as JSON and {stated.reason}")
    if isinstance(stated, dict):
        # {"env": {…}, "buildEnv": {…}} is the API's, {"environmentVariables": {…}} Convex'.
        for key in ("buildEnv", "env", "environmentVariables"):
            if isinstance(stated.get(key), dict):
                return ExportedFile("json", tuple(_of_object(stated[key])))
        if isinstance(stated.get("envs"), list):
            return ExportedFile("json", tuple(_last(_of_list(stated["envs"]))))
        return ExportedFile("json", tuple(_of_object(stated)))
    if isinstance(stated, list):
        return ExportedFile("json", tuple(_last(_of_list(stated))))
    return NotReadable("is JSON and neither an object nor a list")


def _of_object(stated: Mapping[str, object]) -> Iterator[Exported]:
    for name, value in stated.items():
        # doppler secrets --json: {"NAME": {"computed": …, "raw": …}}
        computed = value.get("computed", value.get("value")) if isinstance(value, dict) else value
        yield _exported(name, computed)


def _of_list(stated: Iterable[object]) -> Iterator[Exported]:
    """Objects with a name and a value: Vercel's `key`, Infisical's `key`, AWS' `name` or `Name`."""
    for one in stated:
        if not isinstance(one, dict):
            continue
        names = (one.get(key) for key in ("key", "name", "Name", "secretKey"))
        name = next((name for name in names if isinstance(name, str)), None)
        if name is None:
            continue
        values = (one[key] for key in ("value", "Value", "secretValue") if key in one)
        hidden = one.get("type") in ("sensitive", "encrypted", "secret") and not one.get(
            "decrypted"
        )
        yield (
            Exported(name, None, None, NOT_GIVEN) if hidden else _exported(name, next(values, None))
        )


def _exported(name: str, value: object) -> Exported:
    if value is None:
        return Exported(name, None, None, NOT_GIVEN)
    if isinstance(value, bool):
        return Exported(name, "true" if value else "false")
    if isinstance(value, str | int | float):
        return Exported(name, str(value))
    return Exported(name, None, None, NOT_TEXT)
