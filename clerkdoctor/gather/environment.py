"""Gathering the environment: the env files of a folder and the process's own variables."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from clerkdoctor.evidence import Absence, Declined, Unavailable
from clerkdoctor.facts.environment import (
    EnvFile,
    Environment,
    ExampleEnv,
    ExampleFile,
    IgnoredLine,
    Mode,
    Statement,
    Variable,
)
from clerkdoctor.facts.place import Place, Source
from clerkdoctor.gather.files import Missing, Unreadable, read
from clerkdoctor.nextjs.dotenv import Loaded, LoadedFile, env_file_names, load
from clerkdoctor.nextjs.dotenv_explain import why_changed
from clerkdoctor.nextjs.dotenv_parse import Dialect, decode, parse
from clerkdoctor.secret import Secret
from clerkdoctor.variables import variable as known

LIMIT = 1_000_000
"""Bytes that an env file may have. Vercel takes 64 KB for all variables together."""

_EXAMPLES = ("example", "sample", "template", "dist", "defaults", "schema")
_EXCUSES = ("gitleaks:allow", "pragma: allowlist secret", "trufflehog:ignore")


def environment(
    folder: Path,
    mode: Mode,
    process: Mapping[str, str],
    dialect: Dialect,
    *,
    read_names: Iterable[str] = (),
    elsewhere: Iterable[str] = (),
) -> Environment | Absence:
    """What Next.js would load in this folder, or why that cannot be known.

    `read_names` are the variables that the code reads: the process's values of these count, as do
    those of the variables that the tool knows. No other variable of the process is kept.
    `elsewhere` are folders, as seen from this one, whose env files Next.js does not read though
    people put them there: `src`, a workspace's root.
    """
    wanted = env_file_names(mode)
    contents = _contents(folder, wanted, elsewhere)
    if isinstance(contents, Unavailable):
        return contents
    loaded = load([(name, contents[name]) for name in wanted if name in contents], process, dialect)
    files = _loaded_files(loaded, contents, process, dialect)
    files += [_unloaded(name, contents[name], dialect) for name in contents if name not in wanted]
    names = {*read_names, *(s.name for file in files if file.loaded for s in file.statements)}
    kept = {name: Secret(value) for name, value in process.items() if name in names or known(name)}
    variables = {one.name: one for one in _variables(loaded, files, kept)}
    target = process.get("VERCEL_ENV") or None
    seen = Environment(mode, dialect, tuple(files), variables, kept, target)
    return seen if _says_anything(seen) else Declined(_nothing_said(seen.first_file))


def _contents(
    folder: Path, wanted: tuple[str, ...], elsewhere: Iterable[str]
) -> dict[str, bytes] | Unavailable:
    """The bytes of every env file, or why one that Next.js would load could not be read."""
    others = [name for name in _env_files(folder) if name not in wanted]
    for place in elsewhere:
        others += [f"{place}/{name}" for name in _env_files(folder / place)]
    contents: dict[str, bytes] = {}
    for name in [*wanted, *others]:
        content = read(folder / name, LIMIT)
        if isinstance(content, Unreadable) and name in wanted:
            return Unavailable(f"`{name}` {content.reason}, so what Next.js loads is not known")
        if not isinstance(content, Unreadable | Missing):
            contents[name] = content
    return contents


def _env_files(folder: Path) -> list[str]:
    """The env files of the folder, examples left out, in alphabetical order."""
    return [name for name in _dotfiles(folder) if not _is_example(name)]


def example_env(folder: Path) -> ExampleEnv | None:
    """The files that show which variables there are: `.env.example` and its kin."""
    files = []
    for name in _dotfiles(folder):
        if _is_example(name):
            content = read(folder / name, LIMIT)
            if not isinstance(content, Unreadable | Missing):
                parsed = parse(decode(content), "dotenv-16")
                files.append(ExampleFile(name, frozenset(a.name for a in parsed.assignments)))
    return ExampleEnv(tuple(files)) if files else None


def _dotfiles(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
    except OSError:
        return []
    return sorted(name for name in names if name == ".env" or name.startswith((".env.", "env.ex")))


def _is_example(name: str) -> bool:
    return any(part in _EXAMPLES for part in name.split("."))


def _loaded_files(
    loaded: Loaded, contents: Mapping[str, bytes], process: Mapping[str, str], dialect: Dialect
) -> list[EnvFile]:
    """The files that Next.js loads, each statement with the value that it has by itself."""
    files = []
    above = dict(process)
    for file in loaded.files:
        own = {assignment.name for assignment in file.parsed.assignments}
        others = {name: value for name, value in above.items() if name not in own}
        (alone,) = load([(file.name, contents[file.name])], others, dialect).files
        files.append(_file(file, contents[file.name], alone.loaded, dialect))
        above = {**alone.loaded, **above}
    return files


def _file(file: LoadedFile, content: bytes, values: Mapping[str, str], dialect: Dialect) -> EnvFile:
    text = decode(content)
    lines = _lines(text)
    last = {assignment.name: assignment for assignment in file.parsed.assignments}
    statements = []
    for assignment in file.parsed.assignments:
        is_last = last[assignment.name] is assignment
        value = values.get(assignment.name, assignment.parsed) if is_last else assignment.parsed
        statements.append(
            Statement(
                assignment.name,
                Place(file.name, assignment.line, assignment.column),
                Secret(assignment.raw),
                Secret(value),
                why_changed(assignment, value, dialect) if is_last and not file.discarded else (),
                is_last,
                _excused(lines, assignment.line, assignment.end_line),
            )
        )
    return EnvFile(
        file.name,
        True,
        tuple(statements),
        tuple(IgnoredLine(Place(file.name, i.line), Secret(i.text)) for i in file.parsed.ignored),
        file.discarded,
        _first_byte_not_utf8(file.name, content),
        text.startswith("# Created by Vercel CLI"),
    )


def _unloaded(name: str, content: bytes, dialect: Dialect) -> EnvFile:
    """A file that Next.js does not read in this mode: only what stands in it counts."""
    lines = _lines(decode(content))
    statements = tuple(
        Statement(
            a.name,
            Place(name, a.line, a.column),
            Secret(a.raw),
            Secret(a.parsed),
            excused=_excused(lines, a.line, a.end_line),
        )
        for a in parse(decode(content), dialect).assignments
    )
    return EnvFile(name, False, statements)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _excused(lines: list[str], first: int, last: int) -> bool:
    """Whether a scanner's mark stands on a statement's lines, or in a comment right above them."""
    own = lines[first - 1 : last]
    above = [line for line in lines[max(first - 2, 0) : first - 1] if line.lstrip().startswith("#")]
    return any(is_excused(line) for line in [*own, *above])


def is_excused(line: str) -> bool:
    """Whether a line says in the words of a known scanner that its value is no secret."""
    return any(excuse in line for excuse in _EXCUSES)


def _first_byte_not_utf8(name: str, content: bytes) -> Place | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Place(name, 1, 1)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Place(name, content.count(b"\n", 0, error.start) + 1)
    return None


def _variables(
    loaded: Loaded, files: list[EnvFile], process: Mapping[str, Secret]
) -> Iterator[Variable]:
    stated: dict[str, list[Statement]] = {}
    for file in files:
        if file.loaded and not file.discarded:
            for statement in file.statements:
                stated.setdefault(statement.name, []).append(statement)
    for name in {**dict.fromkeys(process), **dict.fromkeys(stated)}:
        value = loaded.effective.get(name)
        if value is None:
            continue
        origin = loaded.origin.get(name)
        statements = tuple(stated.get(name, ()))
        winner = next((s for s in statements if s.last and s.place.path == origin), None)
        at = winner.place if winner else Source("environ")
        yield Variable(name, Secret(value), at, statements)


def _says_anything(seen: Environment) -> bool:
    """Whether there is anything to judge: an env file here, or a word of the process on Clerk."""
    return bool(seen.files) or any(_is_clerks(name) for name in seen.process)


def _is_clerks(name: str) -> bool:
    row = known(name)
    return "CLERK" in name or (row is not None and row.kind == "webhook-secret")


def _nothing_said(local: str) -> str:
    return (
        "there is no env file, and this process has no variable of Clerk's; to judge the"
        f" environment, run where `{local}` is or where the variables are set"
    )
