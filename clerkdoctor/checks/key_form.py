"""The publishable key and the secret key are what they are called."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.env_values import MISREAD
from clerkdoctor.clerk.keys import Malformed, PublishableKey
from clerkdoctor.facts.keys import PublishableKeyVariable, SecretKeyVariable
from clerkdoctor.placeholders import is_placeholder

ENV_DOCS = "https://clerk.com/docs/guides/development/clerk-environment-variables"


@check(
    "The publishable key decodes to its instance's Frontend API",
    fix="Copy the whole publishable key again from the Clerk dashboard, under API keys",
    references=(ENV_DOCS,),
    symptoms=("Publishable key not valid", "The publishableKey passed to Clerk is invalid"),
    follows=MISREAD,
)
def publishable_key_is_well_formed(key: PublishableKeyVariable) -> Iterator[Finding]:
    """A publishable key is `pk_test_` or `pk_live_` and the base64 of one host name with a `$`
    behind it. Clerk's SDK refuses any other text at start-up; a host that is none sends the
    browser to nowhere.
    """
    name, at = key.variable.name, key.variable.at
    if isinstance(key.parsed, Malformed):
        stand_in = is_placeholder(key.variable.value.reveal())
        if stand_in and stand_in.kind in ("unreadable", "unresolved"):
            yield Unknown(f"the value of `{name}` {stand_in.reason}", at)
        else:
            yield Problem(f"The value of `{name}` {key.parsed.reason}", at, about=name)
        return
    problem = key.parsed.host_problem
    if problem:
        yield Problem(f"The value of `{name}` {problem}", at, about=name)


@check(
    "The publishable key is written the one way that Clerk writes it",
    fix="Copy the publishable key again from the Clerk dashboard, and nothing around it",
    references=(ENV_DOCS,),
    level="warning",
    symptoms=("dev-browser-missing", "session-token-and-uat-missing"),
    follows=(*MISREAD, "publishable-key-is-well-formed"),
)
def publishable_key_is_canonical(key: PublishableKeyVariable) -> Iterator[Finding]:
    """Clerk's cookies carry a suffix that is computed from the key's text as it stands. With `=` or
    a space at its end the key still works, but names other cookies: where the browser and the
    server do not have the very same text, each looks at cookies that the other never sets, and the
    user is signed in and out at once.
    """
    if not isinstance(key.parsed, PublishableKey):
        yield Inapplicable("the publishable key does not decode")
    elif key.parsed.oddity:
        yield Problem(
            f"The value of `{key.variable.name}` {key.parsed.oddity}",
            key.variable.at,
            about=key.variable.name,
        )


@check(
    "The secret key is a Clerk secret key",
    fix="Copy the secret key from the Clerk dashboard, under API keys",
    references=(ENV_DOCS,),
    symptoms=("clerk_key_invalid", "authentication_invalid", "secret-key-invalid"),
    follows=MISREAD,
)
def secret_key_is_well_formed(key: SecretKeyVariable) -> Iterator[Finding]:
    """The SDK starts with any text in this place. Only the first call to Clerk's Backend API
    refuses it, so a publishable key, a Stripe key or half a key shows up as failed requests much
    later.
    """
    name, at, shape = key.variable.name, key.variable.at, key.shape
    if shape.kind in ("unreadable", "unresolved"):
        yield Unknown(f"the value of `{name}` {shape.problem}", at)
    elif shape.problem:
        yield Problem(f"The value of `{name}` {shape.problem}", at, about=name)
    elif shape.doubt:
        yield Problem(f"The value of `{name}` {shape.doubt}", at, about=name, level="warning")
