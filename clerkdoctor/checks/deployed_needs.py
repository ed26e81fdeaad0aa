"""What each deployment needs: the variables that the code reads, where that code runs."""

from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.check import Inapplicable, Unknown
from clerkdoctor.checks.code_reads import APP_SIDES, first_reads, is_of_this_stack
from clerkdoctor.checks.shell import quoted
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.deployed import Deployed, DeployedSource, LastDeployment, Side, unread
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App

PUBLISHABLE = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"
SECRET = "CLERK_SECRET_KEY"  # noqa: S105 - a variable's name
CONVEX_URL = "NEXT_PUBLIC_CONVEX_URL"
DEPLOY_KEY = "CONVEX_DEPLOY_KEY"

# What is there without anybody's setting it.
_GIVEN_ON_CONVEX = ("CONVEX_CLOUD_URL", "CONVEX_SITE_URL", "NODE_ENV")
_GIVEN_ON_VERCEL = ("VERCEL", "NEXT_PUBLIC_VERCEL_", "NEXT_RUNTIME")
_GIVEN = ("NODE_ENV", "CI", "PORT", "HOSTNAME", "ANALYZE")
_SERVER_MODULES = ("@clerk/nextjs/server", "@clerk/nextjs/api", "@clerk/nextjs/edge-middleware")


class Need(NamedTuple):
    """A variable that code on one side reads.

    `by` completes "`NAME` is read by …"; `place` is where. Not `sure`: the code may do without it,
    on purpose, so that its absence is a warning. `live` is what a development deployment may well
    do without.
    """

    name: str
    side: Side
    by: str
    place: Place | None
    sure: bool = True
    live: bool = False


def needs(code: Code, app: App, deployed: Deployed) -> tuple[Need, ...]:
    """Every need, each variable once a side."""
    found: dict[tuple[str, Side], Need] = {}
    for need in (
        *_keys(code, app), *_webhook_secrets(code, app), *_of_convex(code), *_of_app(code),
        *_foreign(code, deployed), *_of_build(app),
    ):  # fmt: skip
        found.setdefault((need.name, need.side), need)
    return tuple(found.values())


def _keys(code: Code, app: App) -> Iterator[Need]:
    """What @clerk/nextjs reads by itself, or from where the code says."""
    if app.kind != "next" or not (
        app.uses("@clerk/nextjs") or any(i.module.startswith("@clerk/nextjs") for i in code.imports)
    ):
        return
    given = {one.option for one in code.key_options}
    if "publishableKey" not in given:
        yield Need(PUBLISHABLE, "next", "Clerk's SDK in the browser and on the server", None)
    server = next((i for i in code.imports if i.module.startswith(_SERVER_MODULES)), None)
    if server and "secretKey" not in given:
        yield Need(SECRET, "next", "Clerk's SDK on the server", server.place)
    for one in code.key_options:
        if one.env and one.option in ("publishableKey", "secretKey"):
            yield Need(one.env, "next", f"`{one.of}` (`{one.place}`)", one.place)


def _webhook_secrets(code: Code, app: App) -> Iterator[Need]:
    for one in code.webhook_verifiers:
        if one.env:
            side: Side = "convex" if is_of_convex(one.place, app) else "next"
            yield Need(one.env, side, f"the webhook handler in `{one.place}`", one.place, live=True)


def is_of_convex(place: Place, app: App) -> bool:
    return app.convex is not None and place.path.startswith(f"{app.convex.path}/")


def _of_convex(code: Code) -> Iterator[Need]:
    tested = {one.name for one in code.env_reads if one.fallback}
    for read in code.env_reads:
        if read.side == "convex" and not read.fallback and read.name not in _GIVEN_ON_CONVEX:
            sure = is_of_this_stack(read.name) and read.name not in tested
            yield Need(read.name, "convex", f"`{read.place}`", read.place, sure)


def _of_app(code: Code) -> Iterator[Need]:
    for name, need in first_reads(code).items():
        if not name.startswith(_GIVEN_ON_VERCEL):
            place = need.read.place
            yield Need(name, "next", f"`{place}`", place, not need.may_do_without)


def _foreign(code: Code, deployed: Deployed) -> Iterator[Need]:
    """The project's own variables: read by the app, without a fallback, and set somewhere."""
    tested = {one.name for one in code.env_reads if one.fallback}
    for read in code.env_reads:
        name = read.name
        if read.side not in APP_SIDES or read.fallback or name in tested or is_of_this_stack(name):
            continue
        given = name in _GIVEN or name.startswith(_GIVEN_ON_VERCEL)
        if not given and any(one.has(name) for one in deployed.columns):
            yield Need(name, "next", f"`{read.place}`", read.place, sure=False)


def _of_build(app: App) -> Iterator[Need]:
    """`convex deploy` in the script that Vercel runs needs a key of the deployment."""
    script = next((s for s in app.manifest.scripts if s.name in ("build", "vercel-build")), None)
    if script and "convex deploy" in script.command:
        by = f"`convex deploy` in the script `{script.name}`"
        yield Need(DEPLOY_KEY, "next", by, script.place)


def is_injected(name: str, source: DeployedSource, app: App) -> bool:
    """Whether the build itself makes the variable: `convex deploy --cmd` gives the URL to it."""
    deploys = any("convex deploy" in script.command for script in app.manifest.scripts)
    return name == CONVEX_URL and (deploys or source.has(DEPLOY_KEY))


def not_looked_at(deployed: Deployed, side: Side | None = None) -> Iterator[Unknown | Inapplicable]:
    """What every check says beforehand: which sources could not be read, or that there are none."""
    sources = [one for one in deployed.sources if side in (None, one.side)]
    if not sources:
        what = {"next": " of the Next.js app", "convex": " of Convex", None: ""}[side]
        yield Inapplicable(f"no deployment{what} is compared with")
    yield from map(Unknown, unread(sources))


def repair(source: DeployedSource, name: str) -> str:
    """The command that sets a variable where it is missing; the value is typed, or piped in."""
    return f"Set it on `{source.label}`:\n{command(source, name)}"


def command(source: DeployedSource, name: str) -> str:
    """How a value is stored on a source: the CLI asks for it, so that no shell keeps it."""
    word = quoted(name)
    if source.side == "convex":
        return f"npx convex env set {word}{_of_deployment(source)}"
    return f"vercel env add {word} {_environment(source)}"


def restore(source: DeployedSource, name: str) -> str:
    """How a value is stored anew, without the newline that `echo` would leave.

    No command changes what the team shares; a value of the project's own counts before it.
    """
    word = quoted(name)
    if source.side == "convex":
        return f'printf %s "$VALUE" | npx convex env set {word}{_of_deployment(source)}'
    target = _environment(source)
    stated = source.variables.get(name)
    if stated and stated.stored == "shared":
        return f'printf %s "$VALUE" | vercel env add {word} {target}'
    removed = f"vercel env rm {word} {target} --yes"
    return f'{removed} && printf %s "$VALUE" | vercel env add {word} {target}'


def redeploy(source: DeployedSource) -> str:
    """The command that deploys again what is deployed, with the values that are set now."""
    address = source.last.address if isinstance(source.last, LastDeployment) else ""
    if address:
        return f"vercel redeploy {quoted(address)} --target {_environment(source)}"
    if source.target:
        return "vercel deploy --prod" if source.target == "production" else "vercel deploy"
    return f"vercel deploy --target {_environment(source)}"


def _of_deployment(source: DeployedSource) -> str:
    if source.target == "production":
        return " --prod"
    return f" --deployment {quoted(source.deployment)}" if source.deployment else ""


def _environment(source: DeployedSource) -> str:
    if source.kind == "vercel":
        return quoted(source.label.partition(":")[2])
    return source.target or "production"
