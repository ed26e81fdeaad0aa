"""Which instance the keys are of: one and the same, and the one that belongs here."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.shell import quoted
from clerkdoctor.clerk.keys import LIVE, TEST, InstanceType, PublishableKey
from clerkdoctor.facts.environment import Environment, Keyless, Variable
from clerkdoctor.facts.keys import ApiKeySets, PublishableKeyVariable, SecretKeyVariable
from clerkdoctor.facts.place import Location, Place
from clerkdoctor.facts.project import App
from clerkdoctor.placeholders import is_placeholder

ENVIRONMENTS = "https://clerk.com/docs/guides/development/managing-environments"
PRODUCTION = "https://clerk.com/docs/guides/development/deployment/production"
LIVE_LOCALLY = (
    "https://clerk.com/docs/guides/development/troubleshooting/using-production-keys-in-development"
)

# Whatever is wrong with the choice of the instance is about this.
INSTANCE = "instance"
# Whatever keeps Clerk and the server from believing each other is about this.
HANDSHAKE = "handshake"


@check(
    "The publishable key and the secret key are of one type",
    fix="Copy both keys from the same instance in the Clerk dashboard",
    references=(ENVIRONMENTS,),
    symptoms=(
        "Refreshing the session token resulted in an infinite redirect loop",
        "Infinite redirect loop detected",
        "your Clerk instance keys do not match",
        "jwk-kid-mismatch",
    ),
)
def keys_are_of_one_type(
    environment: Environment, publishable: PublishableKeyVariable, secret: SecretKeyVariable
) -> Iterator[Finding]:
    """A test key and a live key belong to two instances. The SDK does not compare them: the app
    starts, the browser signs in at one instance, and the server verifies with the keys of the
    other, which ends in a redirect loop or in `jwk-kid-mismatch`.
    """
    one, other = _type_of(publishable), secret.shape.instance_type
    if not one or not other:
        hidden = _is_hidden(publishable.variable) or _is_hidden(secret.variable)
        reason = "one of the two keys does not say which type it is of"
        yield Unknown(reason) if hidden else Inapplicable(reason)
        return
    if one == other:
        return
    p, s = publishable.variable, secret.variable
    expected = _expected(environment)
    odd, odd_type, fit, fit_type = (s, other, p, one) if one == expected else (p, one, s, other)
    fix = None
    if expected:
        kind = ("pk_" if odd is p else "sk_") + ("live_" if expected == "production" else "test_")
        fix = (
            f"Copy the {expected} instance's key from the Clerk dashboard, under API keys:\n"
            f"{odd.name}={kind}…"
        )
    yield Problem(
        f"`{odd.name}` (`{odd.value.mask}`) is of a {odd_type} instance; `{fit.name}`"
        f" (`{fit.value.mask}`, at `{fit.at}`) is of a {fit_type} one",
        odd.at,
        fix,
        about=INSTANCE,
    )


def _is_hidden(variable: Variable) -> bool:
    """Whether the value is a real one that is given out elsewhere."""
    stand_in = is_placeholder(variable.value.reveal())
    return stand_in is not None and stand_in.kind in ("unreadable", "unresolved")


def _type_of(key: PublishableKeyVariable) -> InstanceType | None:
    return key.parsed.instance_type if isinstance(key.parsed, PublishableKey) else None


def _expected(environment: Environment) -> InstanceType | None:
    """The type that belongs here; a preview may be given either."""
    if environment.vercel_env == "preview":
        return None
    return "production" if environment.mode == "production" else "development"


@check(
    "The publishable key and the secret key are of one instance",
    fix="Copy both keys from the same instance in the Clerk dashboard, and restart the app",
    references=(ENVIRONMENTS,),
    symptoms=("Infinite redirect loop detected", "jwk-kid-mismatch", "secret-key-invalid"),
    follows=("keys-are-of-one-type",),
)
def keys_name_one_instance(
    key_sets: ApiKeySets, publishable: PublishableKeyVariable, secret: SecretKeyVariable
) -> Iterator[Finding]:
    """Two keys of the right form and type can still be of two applications. The Frontend API that
    the publishable key names and the Backend API that the secret key opens publish their signing
    keys: of one instance, they share a `kid`. Where they do not, or where the secret key was
    rotated, the server believes nothing that Clerk sends, and in production it does not say why.
    """
    p, s = publishable.variable, secret.variable
    if key_sets.refusal:
        yield Problem(
            f"`{s.name}` (`{s.value.mask}`) is refused: `{key_sets.at}` {key_sets.refusal}",
            s.at,
            f"Copy `{s.name}` again from the Clerk dashboard, and restart the app",
            about=HANDSHAKE,
        )
    elif not key_sets.frontend_api or not key_sets.backend_api:
        yield Unknown("one of the two key sets names no `kid`, so that they cannot be compared")
    elif not key_sets.frontend_api & key_sets.backend_api:
        yield Problem(
            f"`{p.name}` (at `{p.at}`) and `{s.name}` are of two instances: their APIs publish no"
            " common `kid`",
            s.at,
            about=HANDSHAKE,
        )


@check(
    "Live keys stay in production",
    fix="Use the keys of the development instance here",
    references=(ENVIRONMENTS, LIVE_LOCALLY),
    level="warning",
    symptoms=("Production Keys are only allowed for domain", "origin_invalid"),
    follows=("keys-are-of-one-type",),
)
def live_keys_stay_in_production(
    environment: Environment, publishable: PublishableKeyVariable
) -> Iterator[Finding]:
    """A production instance only accepts its own domain: on localhost, or on a preview under
    another domain, the browser's requests are refused. Where they are not, whatever is tried out
    is done to real users.
    """
    here = "preview" if environment.vercel_env == "preview" else environment.mode
    if here == "production":
        yield Inapplicable("this is production; `--mode development` judges `next dev`")
    elif _type_of(publishable) is None:
        yield Inapplicable("the publishable key does not decode")
    elif _type_of(publishable) == "production":
        name = publishable.variable.name
        yield Problem(
            f"`{name}` is a live key (`{LIVE}…`) in {here}; a test key (`{TEST}…`) belongs here",
            publishable.variable.at,
            "Copy the development instance's keys from the Clerk dashboard, under API keys:\n"
            f"{name}={TEST}…",
            about=INSTANCE,
        )


@check(
    "Production uses live keys",
    fix="Create the production instance in the Clerk dashboard and set its keys in production",
    references=(PRODUCTION,),
    symptoms=("Clerk has been loaded with development keys", "Development mode"),
    follows=("keys-are-of-one-type",),
)
def production_uses_live_keys(
    environment: Environment, publishable: PublishableKeyVariable
) -> Iterator[Finding]:
    """A development instance takes 100 users, shows a banner, and keeps its sessions in a way that
    is not meant for the open internet. Judged with `--mode production`; a preview deployment on
    Vercel (`VERCEL_ENV=preview`) is no production.

    A file like `.env.local` is not deployed, so that a test key there is a warning only.
    """
    if environment.mode != "production" or environment.vercel_env in ("preview", "development"):
        yield Inapplicable("this is not production; `--mode production` judges it")
    elif _type_of(publishable) is None:
        yield Inapplicable("the publishable key does not decode")
    elif _type_of(publishable) == "development":
        variable = publishable.variable
        stays = _stays_here(variable.at)
        yield Problem(
            f"`{variable.name}` is a test key (`{TEST}…`) in production; a live key"
            f" (`{LIVE}…`) belongs there",
            variable.at,
            "Create the production instance in the Clerk dashboard and set its keys where the app"
            f" is deployed:\n{variable.name}={LIVE}…",
            about=INSTANCE,
            level="warning" if stays else None,
        )


def _stays_here(at: Location) -> bool:
    """Whether the value is in a local file that every mode loads."""
    return isinstance(at, Place) and at.path.rpartition("/")[2] == ".env.local"


@check(
    "The stored keyless keys are the ones that are used",
    fix="Delete the leftover keyless keys:\nrm -r .clerk",
    references=("https://clerk.com/docs/guides/development/clerk-environment-variables",),
    level="warning",
)
def keyless_keys_agree_with_env(
    environment: Environment, keyless: Keyless, app: App
) -> Iterator[Finding]:
    """A project that once ran keyless keeps the keys of that temporary instance in
    `.clerk/.tmp/keyless.json`. Beside keys of another instance they are a leftover: users that
    signed up keyless are not there any more, and a removed key brings the old instance back.
    """
    stated = [
        (variable, kept)
        for name, kept in (
            ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", keyless.publishable_key),
            ("CLERK_SECRET_KEY", keyless.secret_key),
        )
        if kept and (variable := environment.stated(name))
    ]
    if not stated:
        yield Inapplicable(f"no key is set beside those in `{keyless.place.path}`")
    for variable, kept in stated:
        if variable.value != kept:
            yield Problem(
                f"`{variable.name}` at `{variable.at}` is not the key of the keyless instance that"
                f" `{keyless.place.path}` keeps",
                keyless.place,
                f"Delete the leftover keyless keys:\nrm -r {quoted(app.at('.clerk'))}",
                about="keyless",
            )
            return  # The other key differs for the same reason.
