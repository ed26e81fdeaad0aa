"""The variables that the code reads: set, and where the code runs, to be read at all."""

from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.check import Finding, Problem, Unknown, check
from clerkdoctor.checks.not_set import loss_of, unseen
from clerkdoctor.checks.unread import unread
from clerkdoctor.facts.code import Code, EnvRead
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.project import App
from clerkdoctor.variables import PUBLIC_PREFIX
from clerkdoctor.variables import variable as known

NEXT_ENV = "https://nextjs.org/docs/app/guides/environment-variables"

APP_SIDES = ("browser", "next-server", "middleware")
CONVEX_URL = "NEXT_PUBLIC_CONVEX_URL"

_KEYS = ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY", "CLERK_ENCRYPTION_KEY")
# Kinds whose absence means their default, here or in Clerk's SDK.
_DEFAULTED = {"boolean", "version", "url-or-path", "path", "text", "host"}


@check(
    "Every variable that the code reads is set",
    fix="Set the variable in an env file, or give the code a fallback",
    references=(NEXT_ENV,),
    symptoms=(
        "No address provided to ConvexReactClient",
        "Client created with undefined deployment address",
        "Environment variable NEXT_PUBLIC_CONVEX_URL is not set",
        "Invalid environment variables",
    ),
    follows=("env-files-are-kept", "publishable-key-is-set"),
)
def variables_the_code_reads_are_set(
    environment: Environment, code: Code, app: App
) -> Iterator[Finding]:
    """`process.env.X!` tells TypeScript that X is set, and sets nothing. What a file reads and no
    file states is `undefined` when the app runs, far from the line that is missing it.

    Only Clerk's and Convex' variables are judged. Of a name that is the project's own, or that the
    same file also tests, the code may do without: a warning.
    """
    read = {one.name for one in code.env_reads}
    doubts: list[Unknown] = []
    for name, need in first_reads(code).items():
        if environment.stated(name):
            continue
        place = need.read.place
        if name == CONVEX_URL and _is_injected(environment, app):
            yield Unknown(f"`convex deploy --cmd` gives `{name}` to the build", place)
            continue
        loss = loss_of(name, environment, read=read)
        doubt = unseen(name, environment, app, traced=loss.traced)
        if doubt:
            doubts.append(doubt)
            continue
        yield Problem(
            f"The code reads `{name}`, which {loss.predicate}",
            place,
            loss.fix or f"Set it in `{environment.first_file}`:\n{name}=…",
            about=loss.about,
            level="warning" if need.may_do_without else None,
        )
    yield from dict.fromkeys(doubts)
    yield from unread(code)


class Need(NamedTuple):
    """A variable's first read that has no fallback. `may_do_without`: that may be on purpose."""

    read: EnvRead
    may_do_without: bool


def first_reads(code: Code) -> dict[str, Need]:
    """By name, the reads that `variables-the-code-reads-are-set` judges."""
    elsewhere = {*_KEYS, *(one.env for one in code.webhook_verifiers)}
    tested = {(one.name, one.place.path) for one in code.env_reads if one.fallback}
    needs: dict[str, Need] = {}
    for read in code.env_reads:
        name, row = read.name, known(read.name)
        if read.fallback or read.side not in APP_SIDES or not is_of_this_stack(name):
            continue
        if name in elsewhere or (row and (row.kind in _DEFAULTED or _is_clerks_url(name))):
            continue
        if read.side == "browser" and not name.startswith(PUBLIC_PREFIX):
            continue  # browser-code-reads-public-variables
        needs.setdefault(name, Need(read, row is None or (name, read.place.path) in tested))
    return needs


def is_of_this_stack(name: str) -> bool:
    return "CLERK" in name or "CONVEX" in name


def _is_clerks_url(name: str) -> bool:
    """`CLERK_API_URL`, `NEXT_PUBLIC_CLERK_JS_URL`: the SDK knows where these are."""
    row = known(name)
    return row is not None and row.kind == "url" and "CLERK" in name


def _is_injected(environment: Environment, app: App) -> bool:
    """Whether the build command of this project sets Convex' URL itself."""
    return environment.mode == "production" and any(
        "convex deploy" in script.command for script in app.manifest.scripts
    )


@check(
    "Code that runs in the browser reads public variables only",
    fix="Rename the variable to begin with `NEXT_PUBLIC_`, unless it is a secret; read a secret on"
    " the server",
    references=(NEXT_ENV,),
    symptoms=("No address provided to ConvexReactClient", "Missing publishableKey"),
    follows=("no-secret-is-public",),
)
def browser_code_reads_public_variables(code: Code) -> Iterator[Finding]:
    """Next.js writes variables into the browser's code only where their names begin with
    `NEXT_PUBLIC_`, or where next.config lists them under `env`. Any other one is `undefined` there,
    though the very same line works while the server renders the component.
    """
    # What next.config reads, it may well hand on under `env`.
    handed_on = {one.name for one in code.env_reads if _is_next_config(one.place.path)}
    found: dict[str, EnvRead] = {}
    for read in code.env_reads:
        private = not read.name.startswith(PUBLIC_PREFIX) and is_of_this_stack(read.name)
        if read.side == "browser" and private and not read.fallback:
            found.setdefault(read.name, read)
    for name, read in found.items():
        if name in handed_on:
            yield Unknown(f"next.config reads `{name}`; whether it hands it on is not known")
            continue
        row = known(name)
        yield Problem(
            f"A client component reads `{name}`, which is `undefined` in the browser: its name does"
            f" not begin with `{PUBLIC_PREFIX}`",
            read.place,
            f"Read `{name}` in server code only: it is a secret"
            if row and row.secret
            else f"Rename it in the code and in the env files:\n{PUBLIC_PREFIX}{name}=…",
            about=name,
        )
    yield from unread(code)


def _is_next_config(path: str) -> bool:
    return path.rpartition("/")[2].startswith("next.config.")
