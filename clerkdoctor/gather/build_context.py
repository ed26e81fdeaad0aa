"""Which env files of the app a Dockerfile copies into the image before it builds the app."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from clerkdoctor.builds import dockerignore
from clerkdoctor.builds.dockerfile import Dockerfile, Stage
from clerkdoctor.builds.dockerfile_scope import Step, expand, steps
from clerkdoctor.gather.files import MEGABYTE, exists, read
from clerkdoctor.nextjs.dotenv import env_file_names
from clerkdoctor.nextjs.dotenv_parse import Dialect, decode, parse

# What is copied from another stage and holds no env file of the app.
_WITHOUT_ENV = ("node_modules", "package.json", ".next", "dist", "public", ".bin", "bin")

_STAGES = 40
"""How many stages are followed: no Dockerfile has as many."""
_LIMIT = 100_000
"""Bytes that a .dockerignore may have."""


class Context(NamedTuple):
    """A folder that Docker may be given. `env_files` are the paths in it that the app's env files
    have, or would have, but for those that .dockerignore leaves out.
    """

    folder: Path
    env_files: tuple[str, ...]


class Copied(NamedTuple):
    """The env file that holds the variable and is copied; else the one that would be copied."""

    holds: str | None = None
    would: str | None = None


def contexts(
    dockerfile: Path, root: Path, app: Path, taken: Iterable[str], *, whole: bool
) -> tuple[Context, ...]:
    """The folders that hold the app and that a build of this Dockerfile is likely given.

    Beside the app both its folder and the root are; `whole` says that the build selects a package,
    which takes the whole workspace. Where only one has all that is `taken`, it is the one.
    """
    folder = dockerfile.parent.parent if dockerfile.parent.name == "docker" else dockerfile.parent
    folders = [root] if whole else list(dict.fromkeys((folder, root if folder == app else folder)))
    found = []
    for one in folders:
        if app.is_relative_to(one) and one.is_relative_to(root):
            path = app.relative_to(one).as_posix()
            found.append(Context(one, tuple(_env_files(path, _ignored(dockerfile, one)))))
    plain = [one for one in taken if not set(one) & set("*?[")]
    fitting = [one for one in found if all(exists(one.folder / path) for path in plain)]
    return tuple(fitting or found)


def _env_files(app: str, ignored: tuple[dockerignore.Pattern, ...]) -> Iterator[str]:
    # The ones that people keep for images come first.
    names = sorted(env_file_names("production"), key=lambda one: (one.endswith(".local"), one))
    for name in names:
        path = posixpath.normpath(f"{app}/{name}")
        if not dockerignore.leaves_out(ignored, path):
            yield path


def _ignored(dockerfile: Path, folder: Path) -> tuple[dockerignore.Pattern, ...]:
    """The Dockerfile's own file of patterns counts before the folder's."""
    for path in (dockerfile.with_name(f"{dockerfile.name}.dockerignore"), folder / ".dockerignore"):
        content = read(path, _LIMIT)
        if isinstance(content, bytes):
            return dockerignore.parse(content.decode("utf-8", "replace"))
    return ()


def holds(path: Path, name: str, dialect: Dialect) -> bool:
    """Whether an env file states a variable, and not an empty one."""
    content = read(path, MEGABYTE)
    if not isinstance(content, bytes) or name.encode() not in content:
        return False
    parsed = parse(decode(content), dialect)
    return any(one.name == name and one.parsed for one in parsed.assignments)


def copied(
    file: Dockerfile, before: Sequence[Step], given: Sequence[Context], name: str, dialect: Dialect
) -> Copied:
    """Which env file of the app is there when the steps `before` have run."""
    would = None
    for context in given:
        for path in _brought(file, before, context, set()):
            if holds(context.folder / path, name, dialect):
                return Copied(path)
            would = would or path
    return Copied(None, would)


def _brought(
    file: Dockerfile, before: Sequence[Step], context: Context, seen: set[int]
) -> Iterator[str]:
    for step in before:
        one = step.instruction
        if one.name not in ("COPY", "ADD"):
            continue
        origin = one.flag("from")
        sources = _sources(file, step)
        target = posixpath.basename(one.arguments.rstrip('"] ').rpartition(" ")[2].strip('"'))
        if one.heredocs and target.startswith(".env"):
            yield target
        elif origin is None and target.startswith(".env"):
            yield from (posixpath.normpath(source.lstrip("/")) for source in sources)
        if origin is None:
            yield from _of_context(sources, one.flags, context)
            continue
        stage = file.stage(origin)
        yield from (source for source in sources if ".env" in source)
        new = stage is not None and stage.number not in seen and len(seen) < _STAGES
        if stage and new and not copies_no_env(file, step):
            seen.add(stage.number)
            yield from _brought(file, list(steps(file, stage)), context, seen)


def _sources(file: Dockerfile, step: Step) -> list[str]:
    import json

    text = step.instruction.arguments
    words = text.split()
    if text.startswith("["):
        with suppress(ValueError, TypeError, RecursionError):
            words = [str(one) for one in json.loads(text)]
    expanded = [expand(one, step.scope, file.escape)[0] for one in words[:-1]]
    # What an ARG names may be anything, so it counts as everything.
    return ["." if one is None else one for one in expanded if one is None or one[:2] != "<<"]


def _of_context(sources: Sequence[str], flags: tuple[str, ...], context: Context) -> Iterator[str]:
    barred = tuple(
        dockerignore.Pattern(one.partition("=")[2], again=False)
        for one in flags
        if one.startswith("--exclude=")
    )
    for written in sources:
        source = posixpath.normpath(written.lstrip("/") or ".")
        own = posixpath.basename(source)
        # Under another name: `COPY .env.docker .env`.
        also = [source] if own.startswith(".env") and "*" not in own else []
        for path in dict.fromkeys([*also, *context.env_files]):
            if _covers(source, path) and not dockerignore.leaves_out(barred, path):
                yield path


def _covers(source: str, path: str) -> bool:
    """Whether a source of COPY, which may hold `*`, `?` and `[…]`, brings a file along."""
    import fnmatch

    if source == ".":
        return True
    wanted, parts = source.split("/"), path.split("/")
    return len(wanted) <= len(parts) and all(
        part == one or fnmatch.fnmatchcase(part, one)
        for part, one in zip(parts, wanted, strict=False)
    )


def copies_no_env(file: Dockerfile, step: Step) -> bool:
    """Whether a COPY from another stage takes only what holds no env file: node_modules."""
    return all(map(_is_without_env, _sources(file, step)))


def _is_without_env(source: str) -> bool:
    name = posixpath.basename(source.rstrip("/"))
    return name in _WITHOUT_ENV or "/node_modules/" in source or name.endswith((".json", ".yaml"))


def sources_of(file: Dockerfile, stage: Stage) -> set[str]:
    """What the COPYs of a stage take from the context; `.` for all of it."""
    return {
        posixpath.normpath(source.lstrip("/") or ".")
        for step in steps(file, stage)
        if step.instruction.name in ("COPY", "ADD") and step.instruction.flag("from") is None
        for source in _sources(file, step)
    }
