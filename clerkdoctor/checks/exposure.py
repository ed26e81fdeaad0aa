"""Secrets where others can see them: in the browser, in git, in the code."""

import re
from collections.abc import Iterator

from clerkdoctor.check import Finding, Problem, check
from clerkdoctor.checks.shell import quoted
from clerkdoctor.checks.unread import unread, unsearched
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import EnvFile, Environment, Statement
from clerkdoctor.facts.git import GitState
from clerkdoctor.facts.place import Location, Place
from clerkdoctor.facts.project import App
from clerkdoctor.placeholders import is_placeholder
from clerkdoctor.secret import Secret
from clerkdoctor.secret_shapes import WHAT, looks_like_a_secret
from clerkdoctor.variables import PUBLIC_PREFIX, is_secret_name
from clerkdoctor.variables import variable as known

ROTATE = "https://clerk.com/docs/guides/secure/rotate-api-keys"
NEXT_ENV = "https://nextjs.org/docs/app/guides/environment-variables"


@check(
    "No secret is in a variable that the browser sees",
    fix="Rename the variable without `NEXT_PUBLIC_`, read it in server code only, and make a new"
    " secret: the old one is in every bundle that was built",
    references=(NEXT_ENV, ROTATE),
    symptoms=("secret visible in browser bundle", "sk_live in JavaScript"),
)
def no_secret_is_public(environment: Environment, code: Code) -> Iterator[Finding]:
    """Next.js writes every `NEXT_PUBLIC_` variable that the code reads into the JavaScript that it
    sends to each visitor. Whoever has a Clerk secret key can read, change and delete every user.

    Env files of the other modes are looked at as well.
    """
    found: set[str] = set()
    for name, value, at in _stated(environment):
        reason = _public_secret(name, value)
        if reason and name not in found:
            found.add(name)
            message = f"`{name}` {reason}, and its name makes it public"
            yield Problem(message, at, _private(name), about=name)
    for read in code.env_reads:
        if read.name not in found and read.side != "script" and _names_a_secret(read.name):
            found.add(read.name)
            yield Problem(
                f"The code reads `{read.name}`, a secret under a name that makes it public",
                read.place,
                _private(read.name),
                about=read.name,
            )
    yield from unread(code)


def _stated(environment: Environment) -> Iterator[tuple[str, Secret, Location]]:
    """Every variable as it is loaded, then what stands in files that are not loaded."""
    for variable in environment.variables.values():
        yield variable.name, variable.value, variable.at
    for file in environment.files:
        for statement in () if file.loaded else file.statements:
            yield statement.name, statement.value, statement.place


def _public_secret(name: str, value: Secret) -> str | None:
    """Why a public variable is a secret: its value's shape, or else its name."""
    if not name.startswith(PUBLIC_PREFIX) or not value:
        return None
    shape = looks_like_a_secret(value.reveal())
    if shape:
        return f"holds {WHAT[shape]}"
    if _names_a_secret(name) and not is_placeholder(value.reveal()):
        return "names a secret"
    return None


def _names_a_secret(name: str) -> bool:
    """Clerk's and Convex' own secrets under a public name. Other names are no proof of anything."""
    if not name.startswith(PUBLIC_PREFIX):
        return False
    private = name.removeprefix(PUBLIC_PREFIX)
    return private.startswith(("CLERK_", "CONVEX_")) and is_secret_name(private)


def _private(name: str) -> str:
    """How to take a secret out of a public variable: under another name, or out of its place."""
    row = known(name)
    if row and not row.secret:
        what = f"Put {row.what} there, keep the secret under a name of its own in server code"
    else:
        what = f"Rename it to `{name.removeprefix(PUBLIC_PREFIX)}`, read it in server code only"
    return f"{what}, and make a new secret: the old one is in every bundle that was built"


@check(
    "No env file with a secret is tracked by git",
    fix="Take the file out of git, make new secrets, and ignore the file:\n"
    "git rm --cached .env.local && echo '.env*.local' >> .gitignore",
    references=(ROTATE,),
    symptoms=(
        "secret scanning alert",
        "GH013: Repository rule violations found",
        "Push cannot contain secrets",
    ),
)
def no_secret_is_committed(environment: Environment, git: GitState, app: App) -> Iterator[Finding]:
    """A secret in git is in every clone and in the history for good. Taking the file out does not
    take it back: the secret itself must be replaced. A line that ends in `# gitleaks:allow` or
    `# pragma: allowlist secret` says that its value is none.
    """
    for file in environment.files:
        if file.path not in git.tracked:
            continue
        path = quoted(app.at(file.path))
        for statement in _secrets(file):
            yield Problem(
                f"`{file.path}` is tracked by git and states the secret `{statement.name}`"
                f" (`{statement.value.mask}`)",
                statement.place,
                f"Take the file out of git, ignore it, and make a new secret:\n"
                f"git rm --cached {path} && echo {path} >> .gitignore",
                about=file.path,
            )


@check(
    "Git ignores the env files that hold secrets",
    fix="Ignore them:\necho '.env*.local' >> .gitignore",
    references=(NEXT_ENV,),
    symptoms=("secret scanning alert",),
    follows=("no-secret-is-committed",),
)
def env_files_are_ignored_by_git(
    environment: Environment, git: GitState, app: App
) -> Iterator[Finding]:
    """What no rule ignores, the next `git add .` takes along, and then it is in the history."""
    for file in environment.files:
        if git.ignores(file.path):
            continue
        secret = next(_secrets(file), None)
        if secret is None and not file.path.endswith(".local"):
            continue
        what = f"states the secret `{secret.name}`" if secret else "is a local file"
        rule = git.rule(file.path)
        exempted = f": `{rule.pattern}` at `{rule.place}` exempts it" if rule else ""
        yield Problem(
            f"No ignore rule of git covers `{file.path}`, which {what}{exempted}",
            secret.place if secret else Place(file.path),
            f"Ignore it:\necho {quoted(app.at(file.path))} >> .gitignore",
            about=file.path,
            level=None if secret else "warning",
        )


def _secrets(file: EnvFile) -> Iterator[Statement]:
    """The statements of a file whose value is a secret for certain, and not excused as none."""
    for statement in file.statements:
        if not statement.excused and _is_secret(statement):
            yield statement


def _is_secret(statement: Statement) -> bool:
    text = statement.value.reveal()
    if looks_like_a_secret(text):
        return True
    # dotenvx' own, which decrypts all the others: 64 hexadecimal digits in `.env.keys`.
    is_master = statement.name.startswith("DOTENV_PRIVATE_KEY")
    return is_master and re.fullmatch(r"[0-9a-fA-F]{64}", text) is not None


@check(
    "No secret stands in the source code",
    fix="Move the value into an env file that git ignores, read it with `process.env`, and make a"
    " new secret",
    references=(ROTATE,),
    symptoms=(
        "secret scanning alert",
        "GH013: Repository rule violations found",
        "Push cannot contain secrets",
    ),
)
def no_secret_is_in_source(code: Code) -> Iterator[Finding]:
    """A key in the code is in every clone, in every build and, from a client component, in every
    browser. A line that ends in `// gitleaks:allow` or `// pragma: allowlist secret` says that its
    value is none.

    In a test most of what looks like a key is made up, so that there it is a warning; a live key is
    an error everywhere.
    """
    for literal in code.literal_secrets:
        doubtful = literal.in_test and not literal.mask.startswith("sk_live_")
        yield Problem(
            f"{literal.kind[0].upper()}{literal.kind[1:]} stands in the code (`{literal.mask}`)",
            literal.place,
            "Write `gitleaks:allow` in a comment at the end of the line if the key is made up, else"
            " read it with `process.env` and make a new one"
            if doubtful
            else None,
            about=literal.place.path,
            level="warning" if doubtful else None,
        )
    yield from unsearched(code)
