"""What the platforms' own configuration files do to the variables."""

import re
from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, check
from clerkdoctor.checks.code_reads import is_of_this_stack
from clerkdoctor.checks.shell import quoted
from clerkdoctor.checks.unread import unread
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.platform import TurboJson, TurboTask, VercelJson
from clerkdoctor.facts.project import App

SERVER_SIDES = ("next-server", "middleware")

TURBO_ENV = "https://turborepo.com/docs/crafting-your-repository/using-environment-variables"


@check(
    "The `env` block of vercel.json states texts",
    fix="Delete the entry, and set the variable in the project's settings on Vercel:\n"
    "vercel env add NAME production",
    references=("https://vercel.com/docs/project-configuration/vercel-json",),
    symptoms=("references Secret", "which does not exist", "should be string"),
)
def vercel_json_states_valid_env(vercel: VercelJson) -> Iterator[Finding]:
    """Vercel refuses a deployment whose `env` block holds anything but texts. A value that begins
    with `@` refers to Vercel's secrets of old, which are gone.
    """
    for entry in vercel.entries:
        fix = (
            "Delete the entry, and set the variable on Vercel:\n"
            f"vercel env add {quoted(entry.name)} production"
        )
        if entry.type != "string":
            yield Problem(
                f"`{entry.block}.{entry.name}` is {entry.type}; Vercel takes a text",
                entry.place,
                fix,
                about=entry.name,
            )
        elif entry.secret is not None:
            yield Problem(
                f"`{entry.block}.{entry.name}` refers to `@{entry.secret}`, one of Vercel's"
                " retired secrets",
                entry.place,
                fix,
                about=entry.name,
            )


@check(
    "Turborepo lets the variables through that the app reads",
    fix="Add the names to the task's `env` in turbo.json, or to `globalEnv`",
    references=(TURBO_ENV,),
    symptoms=(
        "Invalid environment variables",
        "are set on your Vercel project, but missing from",
        "Vercel build environment detected but no Convex deployment configuration found",
    ),
)
def turbo_passes_the_variables(turbo: TurboJson, code: Code, app: App) -> Iterator[Finding]:
    """In strict mode, the default since Turborepo 2, a task sees only the variables that turbo.json
    names. `NEXT_PUBLIC_` names are let through for Next.js; `CLERK_SECRET_KEY` is not, and is
    missing on Vercel and in CI, while a local `.env.local` hides the gap.
    """
    if not turbo.strict:
        yield Inapplicable("Turborepo is not in strict mode here, so that every variable passes")
        return
    if not turbo.tasks:
        yield Inapplicable(f"no task of `{turbo.place.path}` builds this app")
        return
    import json

    for task in turbo.tasks:
        missing = [name for name in _needed(code, app, task) if not _passes(name, task)]
        if missing:
            names = ", ".join(f"`{name}`" for name in missing)
            listed = ", ".join(json.dumps(name) for name in missing)
            yield Problem(
                f"The task `{task.name}` does not get {names}: neither it nor `globalEnv` names"
                f" {'it' if len(missing) == 1 else 'them'}",
                task.place,
                f'Add to the task `{task.name}` in turbo.json:\n"env": [{listed}]',
                about=",".join(missing),
            )
    yield from unread(code)


def _needed(code: Code, app: App, task: TurboTask) -> list[str]:
    """The variables of this stack that the app's server code reads, its own and the SDK's."""
    names: dict[str, None] = {}
    if app.uses("@clerk/nextjs"):
        names["CLERK_SECRET_KEY"] = None
    for read in code.env_reads:
        if read.side in SERVER_SIDES and is_of_this_stack(read.name) and not read.fallback:
            names[read.name] = None
    for verifier in code.webhook_verifiers:
        if verifier.env:
            names[verifier.env] = None
    script = task.name.rpartition("#")[2]
    if any(s.name == script and "convex deploy" in s.command for s in app.manifest.scripts):
        names["CONVEX_DEPLOY_KEY"] = None
    return [name for name in names if not name.startswith("NEXT_PUBLIC_")]


def _passes(name: str, task: TurboTask) -> bool:
    """Turborepo's own rule: a name or a pattern with `*`; `!` in front takes away."""
    if any(_fits(name, p[1:]) for p in task.patterns if p.startswith("!")):
        return False
    return any(_fits(name, pattern) for pattern in task.patterns)


def _fits(name: str, pattern: str) -> bool:
    expression = ".*".join(re.escape(part) for part in pattern.split("*"))
    return re.fullmatch(expression, name) is not None
