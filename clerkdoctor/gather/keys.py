"""The keys in the environment, each with what it parses to."""

from clerkdoctor.clerk.jwt_key import classify_jwt_key
from clerkdoctor.clerk.keys import classify_secret_key, parse_publishable_key
from clerkdoctor.clerk.webhook_secret import classify_webhook_secret
from clerkdoctor.evidence import Absence, Absent, Declined, Evidence
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.keys import (
    ApiKeySets,
    JwtKeyVariable,
    PublishableKeyVariable,
    SecretKeyVariable,
    WebhookSecret,
    WebhookSecretReads,
    WebhookSecrets,
)
from clerkdoctor.variables import webhook_secret_names

OFFLINE = (
    "this command asks no service; `clerkdoctor check --online` compares the key sets that the two"
    " keys open, which share a `kid` where both are of one instance"
)


def add_environment(seen: Evidence, stated: Environment | Absence, written: Code) -> None:
    """The environment and the keys in it: each key with what it parses to."""
    seen.add(Environment, stated)
    reads = _secret_reads(written)
    seen.add(WebhookSecretReads, reads)
    kinds = (PublishableKeyVariable, SecretKeyVariable, WebhookSecrets, JwtKeyVariable, ApiKeySets)
    if not isinstance(stated, Environment):
        for kind in kinds:
            seen.missing(kind, stated)
        return
    key = stated.stated("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY")
    seen.add(
        PublishableKeyVariable,
        PublishableKeyVariable(key, parse_publishable_key(key.value.reveal()))
        if key
        else Absent("`NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY` is not set"),
    )
    secret = stated.stated("CLERK_SECRET_KEY")
    seen.add(
        SecretKeyVariable,
        SecretKeyVariable(secret, classify_secret_key(secret.value.reveal()))
        if secret
        else Absent("`CLERK_SECRET_KEY` is not set"),
    )
    seen.add(WebhookSecrets, _webhook_secrets(stated, reads))
    seen.add(JwtKeyVariable, _jwt_key(stated, written))
    seen.missing(ApiKeySets, Declined(OFFLINE))


def _secret_reads(written: Code) -> WebhookSecretReads | Absent | Declined:
    reads = {one.env: one.place for one in reversed(written.webhook_verifiers) if one.env}
    if written.webhook_verifiers and not reads:
        at = written.webhook_verifiers[0].place
        return Declined(
            f"where the webhook's secret at `{at}` comes from is not statically known: read it with"
            " `process.env` in the handler to have it judged"
        )
    if not reads:
        return Absent("no code here verifies a webhook with a secret from the environment")
    return WebhookSecretReads(tuple(reversed(reads.items())))


def _webhook_secrets(
    stated: Environment, reads: WebhookSecretReads | Absent | Declined
) -> WebhookSecrets | Absent:
    names = (
        dict.fromkeys(name for name, _ in reads.reads)
        if isinstance(reads, WebhookSecretReads)
        else {}
    )
    names |= dict.fromkeys(webhook_secret_names())
    found = [variable for name in names if (variable := stated.stated(name))]
    if not found:
        return Absent("no webhook signing secret is set")
    return WebhookSecrets(
        tuple(WebhookSecret(one, classify_webhook_secret(one.value.reveal())) for one in found)
    )


def _jwt_key(stated: Environment, written: Code) -> JwtKeyVariable | Absent:
    given = [one.env for one in written.key_options if one.option == "jwtKey" and one.env]
    for name in [*given, "CLERK_JWT_KEY"]:
        variable = stated.stated(name)
        if variable:
            return JwtKeyVariable(variable, classify_jwt_key(variable.value.reveal()))
    return Absent("no JWT key is set")
