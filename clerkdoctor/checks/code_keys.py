"""The secrets that particular code needs: webhook secrets, the JWT key, the encryption key."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Level, Problem, Unknown, check
from clerkdoctor.checks.env_values import MISREAD
from clerkdoctor.checks.key_presence import MIDDLEWARE, SECRET
from clerkdoctor.checks.not_set import loss_of, unseen
from clerkdoctor.checks.shell import quoted
from clerkdoctor.facts.code import Code, KeyOption
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.keys import JwtKeyVariable, WebhookSecret, WebhookSecretReads, WebhookSecrets
from clerkdoctor.facts.project import App
from clerkdoctor.variables import webhook_secret_names

WEBHOOKS = "https://clerk.com/docs/guides/development/webhooks/syncing"
VERIFY_WEBHOOK = "https://clerk.com/docs/reference/backend/verify-webhook"

ENCRYPTION = "CLERK_ENCRYPTION_KEY"


@check(
    "The webhook signing secret that the code reads is set",
    fix="Copy the endpoint's signing secret from the Clerk dashboard, under Webhooks",
    references=(WEBHOOKS, VERIFY_WEBHOOK),
    symptoms=(
        "Missing webhook signing secret",
        "Please add WEBHOOK_SECRET from Clerk Dashboard to .env or .env.local",
        "Webhook secret not configured",
    ),
    follows=("env-files-are-kept",),
)
def webhook_secret_is_set(
    environment: Environment, secrets: WebhookSecretReads, code: Code, app: App
) -> Iterator[Finding]:
    """The documented name changed from `WEBHOOK_SECRET` over `SIGNING_SECRET` to
    `CLERK_WEBHOOK_SIGNING_SECRET`, the only one that `verifyWebhook()` reads by itself. Under any
    other name the secret is there and every delivery is refused.

    Where no secret is set at all, this is a warning outside of production: many apps have their
    webhooks delivered to production only.
    """
    read = {one.name for one in code.env_reads} | {name for name, _ in secrets.reads}
    for name, place in secrets.reads:
        if environment.stated(name):
            continue
        loss = loss_of(name, environment, others=webhook_secret_names(), read=read)
        doubt = unseen(name, environment, app, traced=loss.traced)
        if doubt:
            yield doubt
            continue
        optional = not loss.traced and environment.mode != "production"
        yield Problem(
            f"The code reads `{name}`, which {loss.predicate}",
            place,
            loss.fix
            or "Copy the endpoint's signing secret from the Clerk dashboard, under Webhooks, into"
            f" `{environment.first_file}`:\n{name}=whsec_…",
            about=loss.about,
            level="warning" if optional else None,
        )


@check(
    "The webhook signing secret is `whsec_` and base64 of 24 bytes or more",
    fix="Copy the endpoint's signing secret again from the Clerk dashboard, under Webhooks",
    references=(WEBHOOKS, VERIFY_WEBHOOK),
    symptoms=("No matching signature found", "Base64Coder: incorrect characters for decoding"),
    follows=MISREAD,
)
def webhook_secret_is_well_formed(secrets: WebhookSecrets, code: Code) -> Iterator[Finding]:
    """The secret is decoded before it signs anything. A text that is no base64, that is cut short
    or that is another key altogether gives signatures that never match, and some libraries accept
    an empty one, which anybody can sign with.
    """
    read = {one.env for one in code.webhook_verifiers}
    judged = [one for one in secrets.secrets if one.variable.name in read or _is_clerks(one)]
    if not judged:
        names = ", ".join(f"`{one.variable.name}`" for one in secrets.secrets)
        yield Inapplicable(f"{names} need not be Clerk's: no code here verifies a webhook with it")
    for secret in judged:
        name, at, shape = secret.variable.name, secret.variable.at, secret.shape
        if shape.kind in ("unreadable", "unresolved"):
            yield Unknown(f"the value of `{name}` {shape.problem}", at)
        elif shape.problem:
            level: Level | None = None if name in read else "warning"
            yield Problem(f"The value of `{name}` {shape.problem}", at, about=name, level=level)
        elif shape.doubt:
            yield Problem(f"The value of `{name}` {shape.doubt}", at, about=name, level="warning")


def _is_clerks(secret: WebhookSecret) -> bool:
    """Whether a secret that no code here reads is Clerk's all the same: other services have
    webhook secrets too, and those are of any form.
    """
    variable = secret.variable
    return "CLERK" in variable.name or variable.value.reveal().startswith("whsec_")


@check(
    "The JWT key is a PEM public key that the SDK can use",
    fix="Copy the PEM public key from the Clerk dashboard, under API keys, in double quotes with"
    " its line breaks or with `\\n` for each",
    references=("https://clerk.com/docs/guides/sessions/manual-jwt-verification",),
    symptoms=("jwk-local-missing", "jwk-failed-to-resolve", "token-invalid-signature"),
    follows=MISREAD,
)
def jwt_key_is_usable(key: JwtKeyVariable, code: Code) -> Iterator[Finding]:
    r"""The key verifies tokens without asking Clerk. A literal `\n` that nothing decoded, a missing
    line or a private key in its place turn into a signature that does not verify, as if the token
    were forged.
    """
    name, at, shape = key.variable.name, key.variable.at, key.shape
    options = {one.env for one in code.key_options if one.option == "jwtKey"}
    is_read = name in options or any(one.name == name for one in code.env_reads)
    if shape.kind in ("unreadable", "unresolved"):
        yield Unknown(f"the value of `{name}` {shape.problem}", at)
    elif shape.problem:
        level: Level | None = None if is_read else "warning"
        yield Problem(f"The value of `{name}` {shape.problem}", at, about=name, level=level)


@check(
    "The encryption key is set where the middleware is given a secret key",
    fix=f'Make one and set it wherever the app runs:\necho "{ENCRYPTION}=$(openssl rand -hex 32)"',
    references=("https://clerk.com/docs/reference/nextjs/clerk-middleware#dynamic-keys",),
    symptoms=(
        "Missing 'CLERK_ENCRYPTION_KEY'",
        "Missing `CLERK_ENCRYPTION_KEY`. Required for propagating `secretKey` middleware option",
        "encryption_key_missing",
        "Unable to decrypt request data",
        "encryption_key_invalid",
    ),
    follows=("env-files-are-kept",),
)
def encryption_key_is_set(environment: Environment, code: Code, app: App) -> Iterator[Finding]:
    """A `secretKey` passed to `clerkMiddleware` travels to the rest of the app in a header that
    must be encrypted. Since @clerk/nextjs 7 the middleware refuses to run without
    `CLERK_ENCRYPTION_KEY`. Before, it logs a warning and keeps the key to itself: `auth()` and its
    siblings then use `CLERK_SECRET_KEY`, if there is one.
    """
    given = [one for one in code.key_options if _gives_a_secret(one, environment)]
    if not given:
        yield from _none_given(code)
        return
    if environment.stated(ENCRYPTION):
        return
    clerk = app.versions.get("@clerk/nextjs")
    major = clerk.major if clerk else None
    if clerk and clerk.version and clerk.version[:2] < (5, 2):
        yield Inapplicable(f"@clerk/nextjs {clerk.text} keeps the key in the middleware")
        return
    loss = loss_of(ENCRYPTION, environment, read={one.name for one in code.env_reads})
    doubt = unseen(ENCRYPTION, environment, app, traced=loss.traced)
    if doubt:
        yield doubt
        return
    falls_back = (major is None or major < 7) and environment.stated(SECRET) is not None
    yield Problem(
        f"The middleware is given a `secretKey`, and `{ENCRYPTION}` {loss.predicate}"
        + (f"; the rest of the app then uses `{SECRET}`" if falls_back else ""),
        given[0].place,
        loss.fix or _make_one(given[0], environment, app),
        about=loss.about,
        level="warning" if falls_back else None,
    )


def _make_one(given: KeyOption, environment: Environment, app: App) -> str:
    if given.env == SECRET:
        return f"Delete the option `secretKey`: @clerk/nextjs reads `{SECRET}` by itself"
    file = environment.first_file
    return (
        f"Make one and put it into `{file}` and wherever the app runs:\n"
        f'echo "{ENCRYPTION}=$(openssl rand -hex 32)" >> {quoted(app.at(file))}'
    )


def _gives_a_secret(option: KeyOption, environment: Environment) -> bool:
    """Whether the middleware gets a secret key from its options: an unset variable is none."""
    if option.option != "secretKey" or option.of not in MIDDLEWARE:
        return False
    return option.env is None or environment.stated(option.env) is not None


def _none_given(code: Code) -> Iterator[Finding]:
    for one in code.skipped:
        if one.path.rpartition("/")[2].partition(".")[0] in ("middleware", "proxy"):
            yield Unknown(f"`{one.path}` {one.reason}")
            return
    yield Inapplicable("no code here gives the middleware a `secretKey`")
