"""What makes a delivery one that a webhook handler accepts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.facts.delivery import (
    ClerkWebhookVerdict,
    DeliveryReading,
    SignatureReading,
    SigningSecret,
    SvixVerdict,
)

if TYPE_CHECKING:
    from clerkdoctor.svix.explanation import Part
    from clerkdoctor.svix.verify import Verdict

WEBHOOKS = "https://clerk.com/docs/guides/development/webhooks/syncing"
DEBUGGING = "https://clerk.com/docs/guides/development/webhooks/debugging"
VERIFY_WEBHOOK = "https://clerk.com/docs/reference/backend/verify-webhook"
BY_HAND = "https://docs.svix.com/receiving/verifying-payloads/how-manual"

# What a problem is about: the verdicts follow from a problem of the same.
HEADERS = "headers"
TIME = "timestamp"
SECRET = "secret"  # noqa: S105 - no value
SIGNATURE = "signature"
CONTENT = "content"
LIBRARY = "library"

# By the rule that a library refuses a delivery for.
_ABOUT = {
    "headers": HEADERS,
    "timestamp": TIME,
    "clock": TIME,
    "secret": SECRET,
    "signature": SIGNATURE,
    "body": CONTENT,
}
_LACKS = "the delivery does not have its three headers"


@check(
    "The delivery has the headers `svix-id`, `svix-timestamp` and `svix-signature`",
    fix="Pass all three headers on, as they came",
    references=(VERIFY_WEBHOOK, BY_HAND),
    symptoms=(
        "Missing required headers",
        "Missing required webhook headers: svix-id, svix-timestamp, svix-signature",
        "Missing required Svix headers",
        "Error occurred -- no svix headers",
    ),
)
def delivery_has_its_headers(delivery: DeliveryReading) -> Iterator[Finding]:
    """The three are what a delivery is verified by. A request without them is none of Clerk's, or
    something on the way dropped them; most often they are there, and the code passes a `Headers`
    object to a library that looks for plain properties.
    """
    for fault in delivery.diagnosis.of("headers"):
        yield Problem(fault.message, fix=fault.fix, about=HEADERS)


@check(
    "The delivery's headers are written as Svix writes them",
    fix="Pass the headers on unchanged, each of them once",
    references=(BY_HAND,),
    level="warning",
)
def delivery_headers_are_written_as_svix_writes_them(
    delivery: DeliveryReading,
) -> Iterator[Finding]:
    """The JavaScript libraries read what they can of a header and ignore the rest; those of other
    languages refuse it, or crash. A proxy that joins headers, or a signer of one's own, makes such.
    """
    if delivery.diagnosis.of("headers"):
        yield Inapplicable(_LACKS)
    for sentence in delivery.oddities:
        yield Problem(sentence, about=HEADERS)


@check(
    "The delivery's timestamp is in seconds",
    fix="Send the timestamp in whole seconds since 1970: `Math.floor(Date.now() / 1000)`",
    references=(BY_HAND,),
    symptoms=("Invalid Signature Headers", "Message timestamp too new"),
)
def delivery_timestamp_is_in_seconds(delivery: DeliveryReading) -> Iterator[Finding]:
    """`svix-timestamp` counts seconds. Milliseconds, as `Date.now()` gives them, are a date far in
    the future, and of an ISO date only the year is read.
    """
    if not delivery.has_timestamp:
        yield Inapplicable("the delivery has no timestamp")
    for fault in delivery.diagnosis.of("timestamp"):
        yield Problem(fault.message, fix=fault.fix, about=TIME)


@check(
    "The delivery's timestamp is within five minutes of the clock",
    fix="Correct the clock of the server, or pass `--at` with the time at which it came in",
    references=(BY_HAND, DEBUGGING),
    symptoms=("Message timestamp too old", "Message timestamp too new"),
)
def delivery_timestamp_is_within_five_minutes(delivery: DeliveryReading) -> Iterator[Finding]:
    """Deliveries that are older, or from the future, are refused, so that nobody can record one and
    send it again. Svix signs anew for each attempt: a late retry is no old delivery. A server whose
    clock is off refuses everything.
    """
    if not delivery.has_timestamp or delivery.diagnosis.of("timestamp"):
        yield Inapplicable("there is no timestamp to compare with the clock")
    for fault in delivery.diagnosis.of("clock"):
        yield Problem(fault.message, fix=fault.fix, about=TIME)


@check(
    "The signing secret is one",
    fix="Copy the endpoint's signing secret again from the Clerk dashboard, under Webhooks",
    references=(WEBHOOKS, VERIFY_WEBHOOK),
    symptoms=(
        "Base64Coder: incorrect characters for decoding",
        "Base64Coder: incorrect padding",
        "Secret can't be empty.",
        "Missing webhook signing secret",
    ),
)
def signing_secret_is_usable(
    secret: SigningSecret, signature: SignatureReading
) -> Iterator[Finding]:
    """The secret is `whsec_` and the base64 of a key of 24 bytes or more. With quotes, a line break
    or another key in its place the libraries throw before they look at a delivery, or compute
    signatures that never match.
    """
    faults = signature.diagnosis.of("secret")
    for fault in faults:
        yield Problem(fault.message, secret.at, fault.fix, about=SECRET)
    doubt = secret.shape.problem or secret.shape.doubt
    if doubt and not faults:
        origin = secret.origin[:1].upper() + secret.origin[1:]
        yield Problem(f"{origin} {doubt}", secret.at, about=SECRET, level="warning")


@check(
    "The signature is written as `v1,` and base64",
    fix="Write the signature as `v1,` and the base64 of the digest, with its padding",
    references=(BY_HAND,),
    symptoms=("No matching signature found",),
    follows=("delivery-has-its-headers",),
)
def signature_is_written_as_v1_and_base64(signature: SignatureReading) -> Iterator[Finding]:
    """The header is compared as text, entry by entry. The right digest in hexadecimal digits, in
    URL-safe base64 or without `v1,` before it matches nothing.
    """
    yield from _faults(signature, "form")


@check(
    "The signature is made with this secret's key",
    fix="Sign with the key that the secret encodes: the base64 behind `whsec_`, decoded",
    references=(BY_HAND, WEBHOOKS),
    symptoms=("No matching signature found",),
    follows=("signing-secret-is-usable",),
)
def signature_is_made_with_this_secret(signature: SignatureReading) -> Iterator[Finding]:
    """Each endpoint has a secret of its own, and development and production never share one. Who
    signs by hand may take the secret's text for the key, which it only encodes.
    """
    yield from _faults(signature, "key")


@check(
    "The signature covers id, timestamp and body",
    fix="Sign `<svix-id>.<svix-timestamp>.<body>`, joined by dots",
    references=(BY_HAND,),
    symptoms=("No matching signature found",),
)
def signature_covers_id_timestamp_and_body(signature: SignatureReading) -> Iterator[Finding]:
    """What is signed is not the body alone: id and timestamp stand before it, so that a recorded
    delivery cannot be sent again under another id or at another time.
    """
    yield from _faults(signature, "message")


@check(
    "The body is the one that was signed",
    fix="Verify the body as it came, before anything parses it: `await request.text()`",
    references=(DEBUGGING, BY_HAND),
    symptoms=("No matching signature found",),
)
def body_is_the_one_that_was_signed(signature: SignatureReading) -> Iterator[Finding]:
    r"""One byte more or less, and the signature is another. JSON that was parsed and written anew
    is the same to a reader only: spaces, escapes such as `\u0026` and the order of numeric keys are
    lost. A handler that does this works for most users and fails for some.
    """
    yield from _faults(signature, "body")


@check(
    "The signature verifies with the signing secret",
    fix="Copy the signing secret of this very endpoint from the Clerk dashboard, under Webhooks",
    references=(DEBUGGING, VERIFY_WEBHOOK),
    symptoms=("No matching signature found", "Unable to verify incoming webhook"),
    follows=(
        "body-is-the-one-that-was-signed",
        "signature-is-made-with-this-secret",
        "signature-covers-id-timestamp-and-body",
        "signature-is-written-as-v1-and-base64",
        "signing-secret-is-usable",
    ),
)
def signature_verifies(signature: SignatureReading) -> Iterator[Finding]:
    """A delivery whose signature does not verify may be anybody's. One that does came from Clerk or
    from whoever knows the secret, and nothing of it was changed on the way.
    """
    diagnosis = signature.diagnosis
    if diagnosis.is_signed:
        return
    unexplained = diagnosis.of("signature")
    for fault in unexplained:
        yield Problem(fault.message, fix=fault.fix, about=SIGNATURE)
    if unexplained:
        return
    if diagnosis.match or diagnosis.of("form") or diagnosis.of("body"):
        message = "The signature is not the one that the libraries compute"
        yield Problem(message, about=_signature_or_secret(signature))
    else:
        yield Unknown(_why_untold(signature))


@check(
    "The body is JSON",
    fix="Send the event as JSON",
    references=(VERIFY_WEBHOOK,),
    symptoms=(
        "Unexpected end of JSON input",
        "Cannot read properties of undefined (reading 'type')",
        "is not valid JSON",
    ),
    follows=("body-is-the-one-that-was-signed",),
)
def body_is_json(delivery: DeliveryReading) -> Iterator[Finding]:
    """`verifyWebhook` parses the body once its signature has matched, and refuses what is no JSON
    with the same words. An empty body has a signature, too: most often something read the request
    before.
    """
    about = SIGNATURE if delivery.diagnosis.of("body") else CONTENT
    for fault in delivery.diagnosis.of("json"):
        yield Problem(fault.message, fix=fault.fix, about=about)


_CAUSES = (
    "delivery-has-its-headers",
    "delivery-timestamp-is-in-seconds",
    "delivery-timestamp-is-within-five-minutes",
    "signing-secret-is-usable",
    "signature-verifies",
    "body-is-json",
)


@check(
    "`verifyWebhook` of @clerk/backend accepts the delivery",
    fix="Send the delivery as Svix does, and verify it with the secret of its endpoint",
    references=(VERIFY_WEBHOOK,),
    symptoms=("Unable to verify incoming webhook",),
    follows=_CAUSES,
)
def clerk_accepts_the_delivery(
    clerk: ClerkWebhookVerdict, signature: SignatureReading
) -> Iterator[Finding]:
    """Clerk's guides use this function, in `@clerk/nextjs/webhooks` and its siblings. It reads the
    headers `svix-*` alone, drops a byte order mark, and wants JSON.
    """
    yield from _refusal("verifyWebhook", clerk.verdict, signature)


@check(
    "`Webhook.verify` of svix accepts the delivery",
    fix="Send the delivery as Svix does, and verify it with the secret of its endpoint",
    references=("https://docs.svix.com/receiving/verifying-payloads/how",),
    symptoms=("No matching signature found", "WebhookVerificationError"),
    follows=_CAUSES,
)
def svix_accepts_the_delivery(svix: SvixVerdict, signature: SignatureReading) -> Iterator[Finding]:
    """Handlers of older guides call the library of Svix themselves, with the body as text and the
    headers as a plain object. Since version 2.2 it returns nothing: the event is to be parsed from
    the body.
    """
    yield from _refusal("verify", svix.verdict, signature)


@check(
    "The libraries refuse a forged signature",
    fix="Use the newest versions:\nnpm install @clerk/nextjs@latest svix@latest",
    references=("https://clerk.com/changelog/2025-07-09-cve-2025-53548", VERIFY_WEBHOOK),
)
def libraries_refuse_forged_signatures(
    secret: SigningSecret, clerk: ClerkWebhookVerdict, svix: SvixVerdict
) -> Iterator[Finding]:
    """`verifyWebhook` of @clerk/backend 2.0.0 to 2.3.1 accepts any signature (CVE-2025-53548). svix
    before 2.2 and standardwebhooks 1.0 sign with an empty key where the secret is `whsec_` alone,
    and anybody can do that.
    """
    if clerk.rules.era == "nothing":
        message = f"{clerk.library} accepts any signature whatsoever; 2.4.0 or later was expected"
        yield Problem(message, about=LIBRARY)
    if secret.shape.key_length == 0 and secret.secret:
        for name, takes in (
            (clerk.library, clerk.rules.inner.takes_empty_key and clerk.rules.era != "nothing"),
            (svix.library, svix.rules.inner.takes_empty_key),
        ):
            if takes:
                message = f"{name} verifies with an empty key, with which anybody can sign"
                yield Problem(message, about=LIBRARY)


def _refusal(function: str, verdict: "Verdict", signature: SignatureReading) -> Iterator[Finding]:
    if verdict.accepted:
        return
    about = _ABOUT[str(verdict.rule)]
    if about == SIGNATURE:
        about = _signature_or_secret(signature)
    message = f"`{function}` throws `{verdict.error}`"
    if verdict.error is None:
        message = "A header holds a character that no request carries: `new Headers` throws"
    yield Problem(message, about=about)


def _signature_or_secret(signature: SignatureReading) -> str:
    """What a signature that does not verify is about: where the secret is none, it is that."""
    return SECRET if signature.diagnosis.of("secret") else SIGNATURE


def _faults(signature: SignatureReading, part: "Part") -> Iterator[Finding]:
    """The faults of one part: it is right only where it is known how the signature was made."""
    diagnosis = signature.diagnosis
    about = _signature_or_secret(signature) if part == "key" else SIGNATURE
    for fault in diagnosis.of(part):
        yield Problem(fault.message, fix=fault.fix, about=about)
    # A signature may be written as it is to be without being the right one.
    is_told = diagnosis.match is not None or (part == "form" and not diagnosis.of("headers"))
    if not is_told and not diagnosis.of(part):
        yield Unknown(_why_untold(signature))


def _why_untold(signature: SignatureReading) -> str:
    diagnosis = signature.diagnosis
    if diagnosis.of("headers"):
        return _LACKS
    if diagnosis.of("secret"):
        return "the secret is none that the signature could be compared by"
    if diagnosis.of("form"):
        return "there is no signature to compare with"
    if diagnosis.of("body"):
        return "the body is not the one that was signed, and nothing else can be told then"
    return "nothing tells another endpoint's secret from a body that was changed"
