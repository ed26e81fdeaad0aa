"""The evidence on a delivery: what is wrong with it, and what each library says."""

from collections.abc import Sequence
from typing import Any

from clerkdoctor.evidence import Evidence, Unavailable
from clerkdoctor.facts.delivery import (
    ClerkWebhookVerdict,
    Delivery,
    DeliveryReading,
    SignatureReading,
    SigningSecret,
    SvixVerdict,
)
from clerkdoctor.gather.signing_secrets import Libraries
from clerkdoctor.svix.explain import explain
from clerkdoctor.svix.headers import oddities
from clerkdoctor.svix.readings import written
from clerkdoctor.svix.search import KnownSecret
from clerkdoctor.svix.verify import Verdict, verify_clerk, verify_svix

NOTHING_TO_VERIFY_WITH = (
    "there is no signing secret to verify with; stand in the project's folder, or give --secret-env"
    " or --secret-file"
)


def evidence_of(
    delivery: Delivery, secrets: Sequence[SigningSecret], libraries: Libraries, now: float
) -> Evidence:
    """All that can be said of a delivery that comes in at `now`, in seconds since 1970.

    The first of the secrets is the one to verify with; without any, no signature is looked at.
    """
    headers, body = delivery.named, delivery.body
    known = [KnownSecret(one.origin, one.secret) for one in secrets]
    diagnosis = explain(headers, body, known, now)
    seen = Evidence()
    seen.found(delivery)
    has_timestamp = bool(written(headers).timestamp)
    seen.found(DeliveryReading(diagnosis, has_timestamp, tuple(oddities(headers))))
    if not secrets:
        for kind in (SigningSecret, SignatureReading, ClerkWebhookVerdict, SvixVerdict):
            seen.missing(kind, Unavailable(NOTHING_TO_VERIFY_WITH))
        return seen
    secret = secrets[0]
    text = secret.secret.reveal()
    seen.found(secret)
    seen.found(SignatureReading(diagnosis))
    clerk = verify_clerk(text, headers, body, now, libraries.clerk)
    seen.found(ClerkWebhookVerdict(clerk, libraries.clerk, libraries.clerk_name))
    svix = verify_svix(text, headers, body, now, libraries.svix)
    seen.found(SvixVerdict(svix, libraries.svix, libraries.svix_name))
    return seen


def looked_at(seen: Evidence, when: str) -> str:
    """In a line, what was verified with what, and as of when."""
    secret, clerk, svix = seen[SigningSecret], seen[ClerkWebhookVerdict], seen[SvixVerdict]
    parts = [when]
    if isinstance(secret, SigningSecret):
        parts.append(f"with {secret.origin}")
    if isinstance(clerk, ClerkWebhookVerdict):
        parts.append(clerk.library)
    if isinstance(svix, SvixVerdict):
        parts.append(svix.library)
    return " · ".join(parts)


def data_of(seen: Evidence) -> dict[str, Any]:
    """The verdicts as the JSON document has them, and why a delivery is refused.

    `explanation` is one text, None where both libraries accept; `faults` are its parts by name.
    """
    reading = seen[DeliveryReading]
    assert isinstance(reading, DeliveryReading)
    verdicts: dict[str, Any] = {}
    for name, kind in (("clerk", ClerkWebhookVerdict), ("svix", SvixVerdict)):
        found = seen[kind]
        if isinstance(found, ClerkWebhookVerdict | SvixVerdict):
            verdicts[name] = _verdict(found.verdict)
    is_accepted = bool(verdicts) and all(one["accepted"] for one in verdicts.values())
    faults = () if is_accepted else reading.diagnosis.faults
    messages = dict.fromkeys(fault.message for fault in faults)
    return {
        "verdicts": verdicts,
        "explanation": ". ".join(messages) or None,
        "faults": [
            {"name": fault.name, "message": fault.message, "fix": fault.fix} for fault in faults
        ],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    error = verdict.error
    if error is None and not verdict.accepted:
        error = str(verdict.thrown)
    return {"accepted": verdict.accepted, "error": error}
