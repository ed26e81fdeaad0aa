"""The environment that Next.js works with: its env files, in its order, over the process.

A port of `@next/env` (`dist/index.js`), whose rules `dotenv_parse` and `dotenv_expand` hold:
which files are read, which of them wins, and what becomes of `process.env` meanwhile.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from clerkdoctor.nextjs.dotenv_expand import DroppedError, expand, is_inherited
from clerkdoctor.nextjs.dotenv_parse import (
    Assignment,
    Dialect,
    IgnoredLine,
    ParsedFile,
    decode,
    is_array_index,
    parse,
)
from clerkdoctor.nextjs.dotenv_references import references

__all__ = [
    "Assignment",
    "Dialect",
    "IgnoredLine",
    "Loaded",
    "LoadedFile",
    "Mode",
    "ParsedFile",
    "decode",
    "dialect_of",
    "env_file_names",
    "load",
    "parse",
    "references",
]

Mode = Literal["development", "production", "test"]

# Set by `@next/env` before it reads a file; a process that inherits it reads none.
_PROCESSED = "__NEXT_PROCESSED_ENV"


class LoadedFile(NamedTuple):
    """One env file as Next.js took it.

    `loaded` is name → value after expansion, for every name of the file, whether it wins or not;
    a name that the process or an earlier file has, has *their* value expanded again. `discarded`
    says why Next.js takes nothing from the file, as a sentence without a full stop; `loaded` is
    empty then.
    """

    name: str
    parsed: ParsedFile
    loaded: Mapping[str, str]
    discarded: str | None


class Loaded(NamedTuple):
    """What `process.env` is inside Next.js.

    `effective` has every variable, the process' own included, and `__NEXT_PROCESSED_ENV`, which
    Next.js sets itself when there is a file. `origin` has the same names with the file that won,
    or None for the process. A variable of the process whose value has a `$` is expanded like any
    other as soon as a file defines the same name: its `effective` value can differ from the
    process' though its origin is None.

    A variable of the process whose name is an array index, such as `1`, cannot be read through
    `process.env` and is left out; one that a file defines is kept beside the real environment.
    """

    effective: Mapping[str, str]
    origin: Mapping[str, str | None]
    files: tuple[LoadedFile, ...]


def env_file_names(mode: Mode) -> tuple[str, ...]:
    """The files that Next.js reads in its project root, the winning one first.

    `next dev` is development, `next build` and `next start` are production; where `NODE_ENV` is
    exactly `test`, all of them are test, which leaves `.env.local` out.
    """
    local = () if mode == "test" else (".env.local",)
    return (f".env.{mode}.local", *local, f".env.{mode}", ".env")


def dialect_of(next_major: int | None) -> Dialect:
    """The dialect of a major version of Next.js; of the newest where it is not known."""
    return "dotenv-10" if next_major is not None and next_major < 14 else "dotenv-16"


def load(
    files: Sequence[tuple[str, bytes | str]], process: Mapping[str, str], dialect: Dialect
) -> Loaded:
    """The environment that results from these files, the winning one first, and a process.

    Where Node.js would run out of stack or memory, the file is discarded with the reason.
    """
    parsed = [
        (name, parse(decode(content) if isinstance(content, bytes) else content, dialect))
        for name, content in files
    ]
    environment = {
        name: _as_environ(value) for name, value in process.items() if not is_array_index(name)
    }
    origin: dict[str, str | None] = dict.fromkeys(environment)
    if not files:
        return Loaded(environment, origin, ())
    if environment.get(_PROCESSED):
        reason = f"`{_PROCESSED}` is set, so Next.js takes the files as loaded already"
        return Loaded(environment, origin, tuple(LoadedFile(*file, {}, reason) for file in parsed))
    environment[_PROCESSED] = "true"
    loaded_files: list[LoadedFile] = []
    won: dict[str, str] = {}
    for name, file in parsed:
        try:
            loaded = expand(file.values(), environment, dialect)
        except DroppedError as dropped:
            loaded_files.append(LoadedFile(name, file, {}, str(dropped)))
            continue
        loaded_files.append(LoadedFile(name, file, loaded, None))
        for variable, value in loaded.items():
            environment[variable] = value if is_array_index(variable) else _as_environ(value)
            if origin.setdefault(variable, name) is not None and not is_inherited(variable):
                won.setdefault(variable, environment[variable])
    # Later files have overwritten what earlier ones set; at the end the first one is restored.
    environment.update(won)
    origin.setdefault(_PROCESSED, None)
    return Loaded(environment, origin, tuple(loaded_files))


def _as_environ(value: str) -> str:
    """A value as it comes back from `process.env`: cut at a NUL, without lone surrogates."""
    value = value.partition("\0")[0]
    if value.isascii():
        return value
    try:
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
