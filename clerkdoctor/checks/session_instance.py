"""The instance that the secret key opens, by what Clerk itself says of it."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Problem, Unknown, check
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.facts.keys import PublishableKeyVariable, SecretKeyVariable
from clerkdoctor.facts.session import ClerkInstance

ENVIRONMENTS = "https://clerk.com/docs/guides/development/managing-environments"
INSTANCE = "https://clerk.com/docs/reference/backend/types/backend-instance"

HANDSHAKES = "handshake"
_TYPES = ("development", "production")
_ID = "ins_"
"""How the id of an instance begins; the `kid` of its signing key is this id."""


@check(
    "The secret key opens the publishable key's own instance",
    fix="Copy both keys from the same instance in the Clerk dashboard, and restart the app",
    references=(ENVIRONMENTS, INSTANCE),
    symptoms=("jwk-kid-mismatch", "infinite redirect loop"),
    follows=("keys-name-one-instance", "keys-are-of-one-type"),
)
def instance_is_the_keys_own(
    instance: ClerkInstance, publishable: PublishableKeyVariable, secret: SecretKeyVariable
) -> Iterator[Finding]:
    """Clerk's Backend API says of which type and id the instance is that the secret key opens. The
    publishable key states a type, too, and the Frontend API that it names publishes keys by the id
    of its instance. Where they differ, users are looked up where nobody signed in.
    """
    from clerkdoctor.clerk.shown import shown

    p, s, parsed = publishable.variable, secret.variable, publishable.parsed
    if not isinstance(parsed, PublishableKey):
        yield Unknown("the project's publishable key is none: `clerkdoctor check-env` says why")
        return
    kind, id_ = instance.environment_type, instance.id
    ids = sorted(one for one in instance.published if one.startswith(_ID))
    is_paired = not instance.published.isdisjoint(instance.opened)
    of_another = bool(id_ and id_.startswith(_ID) and ids and id_ not in ids)
    named = f"the instance {shown(id_)}" if id_ else "an instance"
    if kind in _TYPES and kind != parsed.instance_type:
        yield Problem(
            f"`{s.name}` opens {named}, which is of {kind}; `{p.name}` (at `{p.at}`) is a key of"
            f" {parsed.instance_type}",
            s.at,
            about=HANDSHAKES,
        )
    elif of_another and not is_paired:
        yield Problem(
            f"`{s.name}` opens {named}; the Frontend API of `{p.name}` (at `{p.at}`) publishes the"
            f" key of {shown(ids[0])}",
            s.at,
            about=HANDSHAKES,
        )
    elif kind not in _TYPES:
        what = f"names the type {shown(kind)}" if kind else "names no type"
        yield Unknown(f"the instance {what}; `development` or `production` was expected")
    elif not is_paired and (id_ not in ids):
        yield Unknown(
            f"the type is the same, {kind}; which instance the Frontend API is of is not known, as"
            " its key set names none"
        )
