"""A delivery, the secret to verify it with, and what each library says of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.place import Location
from clerkdoctor.secret import Secret

# The list of checks knows these types, and is shown without what computes signatures.
if TYPE_CHECKING:
    from clerkdoctor.clerk.webhook_secret import WebhookSecretShape
    from clerkdoctor.svix.explain import Diagnosis
    from clerkdoctor.svix.verify import Verdict
    from clerkdoctor.svix.versions import ClerkRules, SvixRules


class Delivery(NamedTuple):
    """A delivery as it was captured.

    `headers` stand in their order and spelling, `body` is the bytes that came. `source` names it in
    a sentence, `captured_at` is when it came in, in seconds since 1970, where that is recorded.
    """

    headers: tuple[tuple[str, str], ...]
    body: bytes
    source: str
    captured_at: float | None = None

    @property
    def named(self) -> Mapping[str, str]:
        """The headers as a handler in Node.js looks them up."""
        from clerkdoctor.svix.headers import joined

        return joined(self.headers)


class DeliveryReading(NamedTuple):
    """What can be said of a delivery without a secret.

    `diagnosis` holds the faults of its headers, its timestamp and its body; `oddities` are what
    Svix does not write and the libraries take all the same, as sentences.
    """

    diagnosis: "Diagnosis"
    has_timestamp: bool = True
    oddities: tuple[str, ...] = ()


class SigningSecret(NamedTuple):
    """The secret that a delivery is verified with. `origin` names it in a sentence."""

    origin: str
    secret: Secret
    shape: "WebhookSecretShape"
    at: Location | None = None


class SignatureReading(NamedTuple):
    """How the signature was made, and why it does not verify."""

    diagnosis: "Diagnosis"


class ClerkWebhookVerdict(NamedTuple):
    """What @clerk/backend's `verifyWebhook` does; `library` is its name with the version."""

    verdict: "Verdict"
    rules: "ClerkRules"
    library: str = "@clerk/backend"


class SvixVerdict(NamedTuple):
    """What the npm package svix does; `library` is its name with the version."""

    verdict: "Verdict"
    rules: "SvixRules"
    library: str = "svix"
