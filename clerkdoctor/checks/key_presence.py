"""The publishable key and the secret key are there."""

from collections.abc import Iterator
from typing import Literal

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.not_set import Loss, loss_of, unseen
from clerkdoctor.clerk.options import is_truthy
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.project import App

ENV_DOCS = "https://clerk.com/docs/guides/development/clerk-environment-variables"

PUBLISHABLE = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"
SECRET = "CLERK_SECRET_KEY"  # noqa: S105 - a variable's name

MIDDLEWARE = ("clerkMiddleware", "authMiddleware", "withClerkMiddleware")

# What @clerk/nextjs 4 had at its root, among the browser's part, and later versions under /server.
_SERVER_NAMES = {
    *MIDDLEWARE, "auth", "currentUser", "clerkClient", "getAuth", "buildClerkProps", "withAuth",
    "redirectToSignIn", "redirectToSignUp",
}  # fmt: skip
_SERVER_MODULES = ("server", "api", "edge-middleware", "ssr", "app-beta")


@check(
    "The publishable key is set",
    fix="Copy it from the Clerk dashboard, under API keys, into the env file:\n"
    f"{PUBLISHABLE}=pk_test_…",
    references=(ENV_DOCS,),
    symptoms=(
        "Clerk keys are missing from your environment",
        "Missing publishableKey",
        "Publishable key is missing. Ensure that your publishable key is correctly configured",
    ),
    follows=("env-files-are-kept",),
)
def publishable_key_is_set(environment: Environment, code: Code, app: App) -> Iterator[Finding]:
    """Without it neither the browser nor the server knows which Clerk instance to talk to, and
    `next build` fails while it prerenders. Next.js writes it into the bundle at build time: in
    Docker or CI it must be there when `next build` runs, a restart is not enough.
    """
    if environment.stated(PUBLISHABLE):
        return
    where = _use_of_clerk(code, app)
    if where != "here":
        yield _not_judged(where)
        return
    yield from _not_set(PUBLISHABLE, "publishableKey", environment, code, app)


@check(
    "The secret key is set",
    fix=f"Copy it from the Clerk dashboard, under API keys, into the env file:\n{SECRET}=sk_test_…",
    references=(ENV_DOCS,),
    symptoms=("Missing secretKey", "Missing Clerk Secret Key or API Key"),
    follows=("env-files-are-kept", "publishable-key-is-set"),
)
def secret_key_is_set(environment: Environment, code: Code, app: App) -> Iterator[Finding]:
    """The middleware and every server-side call need it: without it each request that the
    middleware runs on ends in a 500. It is read at run time, so it must be set where the server
    runs, not only where it is built. An app that uses Clerk in the browser alone needs none.
    """
    if environment.stated(SECRET):
        return
    where = _use_of_clerk(code, app)
    if where == "here" and not _has_server_code(code):
        yield _needs_no_secret(code, app)
    elif where != "here":
        yield _not_judged(where)
    else:
        yield from _not_set(SECRET, "secretKey", environment, code, app)


Use = Literal["here", "through another package", "nowhere"]


def _use_of_clerk(code: Code, app: App) -> Use:
    imported = any(one.module.split("/")[:2] == ["@clerk", "nextjs"] for one in code.imports)
    if imported or app.uses("@clerk/nextjs"):
        return "here"
    return "through another package" if app.versions.get("@clerk/nextjs") else "nowhere"


def _not_judged(where: Use) -> Finding:
    if where == "nowhere":
        return Inapplicable("nothing here depends on `@clerk/nextjs`")
    return Unknown(f"`@clerk/nextjs` is used {where}; whether this app needs its keys is not known")


def _has_server_code(code: Code) -> bool:
    """Whether this app's own code uses Clerk on the server."""
    for one in code.imports:
        package, _, part = one.module.removeprefix("@clerk/").partition("/")
        if package == "nextjs" and (
            part.split("/")[0] in _SERVER_MODULES or (not part and one.name in _SERVER_NAMES)
        ):
            return True
    return any(
        one.name == SECRET and not one.fallback and one.side in ("next-server", "middleware")
        for one in code.env_reads
    )


def _needs_no_secret(code: Code, app: App) -> Finding:
    if code.skipped or app.workspace_root is not None:
        return Unknown("no code that was read here uses Clerk on the server; other code may")
    return Inapplicable("no code here uses Clerk on the server")


def _not_set(
    name: str, option: str, environment: Environment, code: Code, app: App
) -> Iterator[Finding]:
    passed = _passed_by_the_code(option, environment, code)
    if passed is not None:
        yield from passed
        return
    loss = loss_of(name, environment, read={one.name for one in code.env_reads})
    doubt = unseen(name, environment, app, traced=loss.traced)
    if doubt:
        yield doubt
        return
    keyless = None if loss.traced or not _is_keyless(name, environment) else _keyless(app)
    if keyless and environment.mode == "development":
        yield _warning(name, loss, keyless)
        return
    message = f"`{name}` {loss.predicate}"
    if not loss.traced and app.workspace_root not in (None, app.path):
        message += "; Next.js reads no env file of the workspace's root"
    yield Problem(message, loss.at, loss.fix or _copy(name, environment), about=loss.about)


def _passed_by_the_code(
    option: str, environment: Environment, code: Code
) -> tuple[Finding, ...] | None:
    """What is to be said where the code hands the key to Clerk itself; None where it does not."""
    given = [one for one in code.key_options if one.option == option]
    unclear = [one for one in given if one.env is None]
    if unclear:
        at = unclear[0].place
        return (Unknown(f"the code passes `{option}` itself, from where is not known", at),)
    takers = {one.of for one in given if one.env and environment.stated(one.env)}
    if not takers:
        return None
    runs = any(one.name in MIDDLEWARE for one in code.imports)
    if runs and not takers.intersection(MIDDLEWARE):
        at = given[0].place
        return (Unknown(f"`{option}` is passed here, and to the middleware not visibly", at),)
    return ()


def _is_keyless(name: str, environment: Environment) -> bool:
    """Whether the keys could be a keyless instance's: none of the two is set."""
    other = SECRET if name == PUBLISHABLE else PUBLISHABLE
    disabled = environment.get("NEXT_PUBLIC_CLERK_KEYLESS_DISABLED")
    return not environment.stated(other) and not (disabled and is_truthy(disabled.value.reveal()))


def _keyless(app: App) -> str | None:
    """The version of @clerk/nextjs, where it makes keys of its own in development.

    6.11 to 7.7 do, on Next.js 14.1 and later (`utils/feature-flags`); since 7.8 missing keys are an
    error there too, also where `.clerk/.tmp/keyless.json` still has some.
    """
    clerk, following = app.versions.get("@clerk/nextjs"), app.versions.version("next")
    if not clerk or not clerk.version or not (6, 11) <= clerk.version[:2] < (7, 8):
        return None
    if following and following[:2] < (14, 1):
        return None
    return clerk.text


def _warning(name: str, loss: Loss, version: str) -> Problem:
    """Both keys are missing on purpose, or so it may be: what production will do is news."""
    return Problem(
        f"`{name}` {loss.predicate}: in development @clerk/nextjs {version} makes a keyless"
        " instance's keys, in production it stops with an error",
        loss.at,
        f"Claim the keyless instance in the browser, then copy its keys:\n{name}=…",
        about="keyless",
        level="warning",
    )


def _copy(name: str, environment: Environment) -> str:
    kind = "live" if environment.mode == "production" else "test"
    prefix = "pk" if name == PUBLISHABLE else "sk"
    return (
        f"Copy it from the Clerk dashboard, under API keys, into `{environment.first_file}`:\n"
        f"{name}={prefix}_{kind}_…"
    )
