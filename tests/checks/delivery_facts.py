"""What is seen of a delivery: signed here, and judged by the libraries' rules themselves."""

from clerkdoctor.clerk.webhook_secret import classify_webhook_secret
from clerkdoctor.facts.delivery import (
    ClerkWebhookVerdict,
    DeliveryReading,
    SignatureReading,
    SigningSecret,
    SvixVerdict,
)
from clerkdoctor.facts.place import Place
from clerkdoctor.secret import Secret
from clerkdoctor.svix.explain import explain
from clerkdoctor.svix.headers import oddities
from clerkdoctor.svix.readings import written
from clerkdoctor.svix.search import KnownSecret
from clerkdoctor.svix.verify import verify_clerk, verify_svix
from clerkdoctor.svix.versions import NEWEST_CLERK, NEWEST_SVIX, ClerkRules, SvixRules
from tests.svix.signing import BODY, NOW, headers, secret, signature

Facts = tuple[object, ...]

SIGNED = headers(signature())


def delivered(
    given: dict[str, str] = SIGNED,
    body: bytes = BODY,
    text: str | None = None,
    *others: str,
    now: float = NOW,
    clerk: ClerkRules = NEWEST_CLERK,
    svix: SvixRules = NEWEST_SVIX,
) -> Facts:
    """A delivery with these headers and this body, verified with the first of the secrets."""
    texts = [secret() if text is None else text, *others]
    known = [KnownSecret(f"`SECRET_{n}`", Secret(one)) for n, one in enumerate(texts, 1)]
    diagnosis = explain(given, body, known, now)
    by = texts[0]
    return (
        DeliveryReading(diagnosis, bool(written(given).timestamp), tuple(oddities(given))),
        SignatureReading(diagnosis),
        SigningSecret(
            "`SECRET_1`", Secret(by), classify_webhook_secret(by), Place(".env.local", 3)
        ),
        ClerkWebhookVerdict(
            verify_clerk(by, given, body, now, clerk), clerk, "@clerk/backend 1.2.3"
        ),
        SvixVerdict(verify_svix(by, given, body, now, svix), svix, "svix 1.2.3"),
    )
