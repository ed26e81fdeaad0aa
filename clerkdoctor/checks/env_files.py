"""The env files as files: what Next.js takes from them, and which statement wins."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Problem, check
from clerkdoctor.facts.environment import EnvFile, Environment, IgnoredLine, Mode, Statement
from clerkdoctor.facts.place import Place, Source
from clerkdoctor.variables import VARIABLES
from clerkdoctor.variables import variable as known

NEXT_ENV = "https://nextjs.org/docs/app/guides/environment-variables"

# A statement that hides another one, or a line that is none, shows as a variable that is not set.
_SHOWS_AS = (
    "publishable-key-is-set",
    "secret-key-is-set",
    "webhook-secret-is-set",
    "encryption-key-is-set",
    "variables-the-code-reads-are-set",
)


@check(
    "Every env file is UTF-8 text that Next.js keeps",
    fix="Save the file as UTF-8, and write `\\$` for a `$` that is meant as such",
    references=(NEXT_ENV,),
    symptoms=("Failed to load env from", "Maximum call stack size exceeded"),
)
def env_files_are_kept(environment: Environment) -> Iterator[Finding]:
    """Next.js drops a whole env file when one value in it refers to itself, and reads no variable
    at all from a file in UTF-16, as some editors on Windows write it. All other variables of that
    file are then missing too, with one line in the log or none.
    """
    for file in environment.files:
        if not file.loaded:
            continue
        if file.discarded:
            yield Problem(
                f"Next.js drops all of `{file.path}`: {file.discarded}",
                Place(file.path),
                "Write `\\$` for a `$` that is meant as such, and no reference of a variable to"
                " itself",
                about=file.path,
            )
        elif file.not_utf8:
            yield _not_utf8(file, file.not_utf8)


def _not_utf8(file: EnvFile, at: Place) -> Problem:
    fix = f"Save `{file.path}` as UTF-8 without a byte order mark"
    if not file.statements:
        message = f"`{file.path}` is not UTF-8, and Next.js finds no variable in it"
        return Problem(message, at, fix, about=file.path)
    message = f"`{file.path}` is not UTF-8; Next.js puts U+FFFD for every byte that is not"
    return Problem(message, at, fix, about=file.path, level="warning")


@check(
    "Every line of an env file is an assignment, a comment or blank",
    fix="Write the line as `NAME=value`, or begin it with `#`",
    references=(NEXT_ENV,),
    level="warning",
    follows=_SHOWS_AS,
)
def env_lines_are_assignments(environment: Environment) -> Iterator[Finding]:
    """Next.js passes over a line that it cannot read, and says nothing. A name with a space, a
    quote, a hyphen that is no ASCII, or a colon without a blank behind it makes such a line: the
    variable looks set and is not.
    """
    for file in environment.files:
        if not file.loaded:
            continue
        for run in _runs(file.ignored):
            named = (_variable_in(line.text.reveal()) for line in run)
            yield Problem(
                f"Next.js takes nothing from {_lines(run)}: {_why(run[0])}",
                run[0].place,
                about=next((name for name in named if name), file.path),
            )


def _runs(lines: tuple[IgnoredLine, ...]) -> list[list[IgnoredLine]]:
    """Neighbouring lines together: the remains of a value that was to span them."""
    runs: list[list[IgnoredLine]] = []
    for line in lines:
        above = runs[-1][-1].place.line if runs else None
        if above is not None and line.place.line == above + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _lines(run: list[IgnoredLine]) -> str:
    number, end = run[0].place.line, run[-1].place.line
    return f"line {number}" if number == end else f"lines {number} to {end}"


def _why(line: IgnoredLine) -> str:
    """What keeps the line from being an assignment, without a word of it: it may be a secret."""
    name, equals, _ = line.text.reveal().strip().removeprefix("export ").partition("=")
    if not equals:
        return "there is no `=` in it"
    if any(char in name for char in "\"'`\u201c\u201d\u2018\u2019"):
        return "there is a quote in its name"
    if any(char.isspace() for char in name.strip()):
        return "there is a blank in its name"
    return "its name is not made of letters, digits, `_`, `.` and `-`"


def _variable_in(text: str) -> str | None:
    """The variable of the catalogue that a line was to state, the longest name that fits."""
    names = [row.name for row in VARIABLES if row.name in text]
    return max(names, key=len, default=None)


@check(
    "No variable is stated twice by mistake",
    fix="Keep the statement that is meant and delete the other",
    references=(NEXT_ENV,),
    level="warning",
    follows=_SHOWS_AS,
)
def variables_are_stated_once(environment: Environment) -> Iterator[Finding]:
    """In one file the last statement wins, among several files the first in Next.js' order
    (`.env.development.local`, `.env.local`, `.env.development`, `.env` in development). Whoever
    edits the one that loses sees no change.

    A file that restates a default of `.env` with a value of its own is how the files are meant to
    be used, so only a local file that hides another local one counts, or an empty value that hides
    a real one, and only for Clerk's and Convex' own variables.
    """
    for variable in environment.variables.values():
        yield from _restated(variable.name, variable.statements, environment.mode)


def _restated(name: str, statements: tuple[Statement, ...], mode: Mode) -> Iterator[Finding]:
    winners = [statement for statement in statements if statement.last]
    for statement in statements:
        if statement.last:
            continue
        winner = next((w for w in winners if w.place.path == statement.place.path), None)
        if winner and winner.value != statement.value:
            yield Problem(
                f"`{name}` is stated twice in `{statement.place.path}` with different values:"
                f" line {winner.place.line} wins over line {statement.place.line}",
                statement.place,
                f"Delete line {statement.place.line} of `{statement.place.path}`, or line"
                f" {winner.place.line} if the first value is the right one",
                about=name,
            )
    if len(winners) > 1 and known(name):
        first, *others = winners
        for other in others:
            if other.value != first.value and _hides_by_accident(first, other, mode):
                yield Problem(
                    f"`{name}` in `{first.place.path}` hides another value of it in"
                    f" `{other.place.path}`",
                    first.place,
                    f"Delete `{name}` from `{first.place.path}` if `{other.place.path}` is right",
                    about=name,
                )


def _hides_by_accident(first: Statement, other: Statement, mode: Mode) -> bool:
    """Whether one local file hides the other, or the upper one is empty.

    A local file over a shared one, or one mode's file over `.env`, is the intended use, and so is
    `.env.production.local`: production's keys on a machine that otherwise has others.
    """
    if other.value and not first.value:
        return True
    local = first.place.path.endswith(".local") and other.place.path.endswith(".local")
    return local and mode != "production"


@check(
    "The shell and the env files agree",
    fix="Unset the variable in the shell, or restart the terminal that exported it",
    references=(NEXT_ENV,),
    level="warning",
    follows=_SHOWS_AS,
)
def shell_agrees_with_env_files(environment: Environment) -> Iterator[Finding]:
    """A variable of the process beats every env file, also when it is empty. A key that was once
    exported in the shell, in a profile or by `direnv` keeps the edited file without effect.

    Where the process overrides what a shared file gives as a default (`.env`, `.env.production`),
    that is how a host is meant to set it, and no finding.
    """
    for name, value in environment.process.items():
        variable = environment.get(name)
        if not variable or not variable.statements or not _is_a_setting(name):
            continue
        statement = next((one for one in variable.statements if one.last), variable.statements[0])
        by_design = bool(value) and not statement.place.path.endswith(".local")
        if value == statement.value or by_design:
            continue
        what = f"another value (`{value}`, {value.fingerprint})" if value else "an empty value"
        yield Problem(
            f"The process has {what} for `{name}`, which wins over `{statement.place}`"
            f" (`{statement.value}`, {statement.value.fingerprint})",
            Source("environ"),
            f"Unset it in this shell, or start the app with the same value:\nunset {name}",
            about=name,
        )


def _is_a_setting(name: str) -> bool:
    """Whether a variable is the project's own, and none that the machine or the host sets."""
    row = known(name)
    return row is not None and row.name != "NODE_ENV" and not row.name.startswith("VERCEL")
