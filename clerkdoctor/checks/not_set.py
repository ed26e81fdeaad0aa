"""A variable that is not set: where it got lost, and what brings it back."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from clerkdoctor.check import Unknown
from clerkdoctor.facts.environment import EnvFile, Environment, Variable
from clerkdoctor.facts.place import Location, Place
from clerkdoctor.facts.project import App
from clerkdoctor.variables import near_miss


class Loss(NamedTuple):
    """How a variable comes not to be set.

    `predicate` completes both "`NAME` …" and "the code reads `NAME`, which …". `fix` is None where
    there is nothing to do but to set it. `about` is what the finding is about: the variable, or the
    file that took it along. `traced` is false where nothing shows that it was to be set here.
    """

    predicate: str
    at: Location | None
    fix: str | None
    about: str
    traced: bool = True


def loss_of(
    name: str, environment: Environment, *, others: Iterable[str] = (), read: Collection[str] = ()
) -> Loss:
    """Where a variable that `environment` does not state got lost.

    `others` are names under which the same value may stand, beside those that the catalogue knows.
    A name that is itself `read` by the code is no misspelling of this one.
    """
    variable = environment.get(name)
    if variable:
        return _emptied(variable)
    for file in environment.files:
        found = _dropped(name, file) or _ignored(name, file)
        if found:
            return found
    return (
        _not_loaded(name, environment)
        or _renamed(name, environment, others, read)
        or _nowhere(name, environment)
    )


def unseen(name: str, environment: Environment, app: App, *, traced: bool) -> Unknown | None:
    """Why it cannot be told that a variable is not set; None where it can.

    A tool may start the app with variables of its own, and a fresh clone or a job in CI has no
    local env file yet: what the shared files leave out is no fault of theirs.
    """
    supplier = _supplied_by(app)
    if supplier:
        return Unknown(f"{supplier} may set `{name}`; what it sets is not seen here")
    local = any(file.path.endswith(".local") for file in environment.files)
    if traced or local or any(environment.stated(key) for key in _KEYS):
        return None
    return Unknown(
        "there is no local env file and no key of Clerk's is set, as in a fresh clone; to judge"
        " what is missing, run where they are"
    )


_KEYS = ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY")


def _supplied_by(app: App) -> str | None:
    """The tool that starts this app with variables that no env file here states, and its script.

    Only the scripts count that run Next.js: a seed script with its own env file says nothing.
    """
    for script in app.manifest.scripts:
        starts = script.name in _STARTERS or re.search(r"\bnext\b", script.command)
        found = re.search(_SUPPLIERS, script.command) if starts else None
        if found:
            return f"`{found[0].strip()}` in the script `{script.name}`"
    return None


_STARTERS = ("dev", "build", "start", "with-env", "env")
_SUPPLIERS = (
    r"\b(doppler|infisical|op|dotenvx|varlock|teller|vercel env|phase|secretspec) run\b"
    r"|\b(chamber|aws-vault) exec\b"
    r"|\bsst (shell|dev)\b|\bdotenv (-e|-f|-c|--)|\bdotenvx (-f|--)|\benv-cmd\b"
    r"|--env-file(-if-exists)?\b|\bdotenv-cli\b|\bdotenv-flow\b|\bdotenv/config\b"
)


def _emptied(variable: Variable) -> Loss:
    hidden = next((one for one in variable.statements if one.value), None)
    if not hidden:
        return Loss("is empty", variable.at, None, variable.name, traced=False)
    at = variable.at
    fix = f"Unset it where this process gets it from:\nunset {variable.name}"
    if isinstance(at, Place):
        fix = f"Delete line {at.line} of `{at.path}`"
    return Loss(f"is empty and hides the value at `{hidden.place}`", at, fix, variable.name)


def _dropped(name: str, file: EnvFile) -> Loss | None:
    if not file.loaded:
        return None
    if file.not_utf8 and not file.statements:
        predicate = f"is not set, and `{file.path}` is not UTF-8: Next.js finds nothing in it"
        return Loss(predicate, file.not_utf8, None, file.path)
    for statement in file.statements if file.discarded else ():
        if statement.name == name and statement.value:
            predicate = f"stands only in `{file.path}`, all of which Next.js drops"
            return Loss(predicate, statement.place, None, file.path)
    return None


def _ignored(name: str, file: EnvFile) -> Loss | None:
    """A line that was to state the variable and from which Next.js takes nothing."""
    if not file.loaded:
        return None
    for line in file.ignored:
        if re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", line.text.reveal()):
            predicate = f"stands on a line of `{file.path}` from which Next.js takes nothing"
            fix = f"Write the line as an assignment:\n{name}=…"
            return Loss(predicate, line.place, fix, name)
    return None


def _not_loaded(name: str, environment: Environment) -> Loss | None:
    """The variable in a file of another mode, or of no mode at all: `.env.staging`."""
    for file in environment.files:
        for statement in file.statements:
            if not file.loaded and statement.name == name and statement.value:
                predicate = f"stands in `{file.path}`, which Next.js does not load in"
                fix = f"Copy the line from `{file.path}` to `{environment.first_file}`"
                predicate += f" {environment.mode}"
                return Loss(predicate, statement.place, fix, name, traced=False)
    return None


def _renamed(
    name: str, environment: Environment, others: Iterable[str], read: Collection[str]
) -> Loss | None:
    stated = [one for one in environment.variables if environment.stated(one) and one not in read]
    other = near_miss(name, stated) or next((one for one in others if one in stated), None)
    if not other or other == name:
        return None
    at = environment.variables[other].at
    fix = f"Rename `{other}` to `{name}`"
    return Loss(f"is not set; `{other}` is (`{at}`)", at, fix, name)


def _nowhere(name: str, environment: Environment) -> Loss:
    files = [f"in `{file.path}`" for file in environment.files if file.loaded]
    if not files:
        files = [f"in an env file that Next.js loads in {environment.mode}"]
    where = " nor ".join([*files, "in this process"])
    loaded = [file.path for file in environment.files if file.loaded]
    local = [path for path in loaded if path.endswith(".local")]
    at = Place((local or loaded)[-1]) if loaded else None
    return Loss(f"is set neither {where}", at, None, name, traced=False)
