"""The variables that Next.js would load, and what stands in the files that state them."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Location, Place
from clerkdoctor.secret import Secret

Mode = Literal["development", "production", "test"]


class Statement(NamedTuple):
    """One assignment in an env file.

    `raw` is what stands behind the separator, `value` what Next.js makes of it. `changes` says why
    the two differ, where they do. `last` is false where the same file states the name again below.
    `excused`: the line says in a scanner's words (`gitleaks:allow`) that its value is no secret.
    """

    name: str
    place: Place
    raw: Secret
    value: Secret
    changes: tuple[str, ...] = ()
    last: bool = True
    excused: bool = False


class IgnoredLine(NamedTuple):
    """A line from which Next.js takes nothing, in silence. Its text may hold a secret."""

    place: Place
    text: Secret


class EnvFile(NamedTuple):
    """An env file of the project.

    `loaded` says whether Next.js reads it in this mode. `discarded` is the reason why Next.js
    drops the whole file, `not_utf8` the place of the first byte that is not UTF-8.
    """

    path: str
    loaded: bool
    statements: tuple[Statement, ...] = ()
    ignored: tuple[IgnoredLine, ...] = ()
    discarded: str | None = None
    not_utf8: Place | None = None
    made_by_vercel: bool = False


class Variable(NamedTuple):
    """A variable as Next.js would see it.

    `at` is the file and line that wins, or `Source("environ")` for the process. `statements` are
    those of all loaded files, the winning file's first.
    """

    name: str
    value: Secret
    at: Location
    statements: tuple[Statement, ...] = ()


class Environment(NamedTuple):
    """What `process.env` would be in this mode.

    `files` are the env files found, those that Next.js loads first and in its order. `variables`
    are those that a file states, that the tool knows or that the code reads. `process` is what the
    process itself states of these, `vercel_env` Vercel's own word for the target that is built.
    """

    mode: Mode
    dialect: str
    files: tuple[EnvFile, ...]
    variables: Mapping[str, Variable]
    process: Mapping[str, Secret]
    vercel_env: str | None = None

    def get(self, name: str) -> Variable | None:
        return self.variables.get(name)

    def stated(self, name: str) -> Variable | None:
        """The variable if it is set to something: an empty one configures nothing."""
        variable = self.variables.get(name)
        return variable if variable and variable.value else None

    @property
    def first_file(self) -> str:
        """The file that a new variable belongs in: the highest one that is there already."""
        loaded = [file.path for file in self.files if file.loaded]
        local = [path for path in loaded if path.endswith(".local")]
        # Next.js leaves .env.local out in tests.
        return local[-1] if local else ".env.test.local" if self.mode == "test" else ".env.local"


class ExampleFile(NamedTuple):
    """`.env.example` or one of its kin: names only, none of which counts as set."""

    path: str
    names: frozenset[str]


class ExampleEnv(NamedTuple):
    files: tuple[ExampleFile, ...]


class Keyless(NamedTuple):
    """The keys that @clerk/nextjs keeps for a keyless instance in `.clerk/.tmp/keyless.json`."""

    place: Place
    publishable_key: Secret
    secret_key: Secret
