"""Configuration files of the platforms that build the app: vercel.json, turbo.json."""

from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Place


class VercelEnvEntry(NamedTuple):
    """One entry of an `env` block of vercel.json.

    `type` is the JSON type of its value; `secret` the name that a value `@name` refers to.
    """

    block: Literal["env", "build.env"]
    name: str
    type: str
    secret: str | None
    place: Place


class VercelJson(NamedTuple):
    entries: tuple[VercelEnvEntry, ...]


class TurboTask(NamedTuple):
    """A task that builds or runs the app, with the variable patterns that it lets through."""

    name: str
    patterns: tuple[str, ...]
    place: Place


class TurboJson(NamedTuple):
    """Turborepo's configuration as far as it decides which variables reach a task.

    `strict` is false where `envMode` or a script's flag is `loose`, or where Turborepo is of a
    major whose default is not strict.
    """

    tasks: tuple[TurboTask, ...]
    strict: bool
    place: Place
