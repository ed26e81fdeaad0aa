"""Why a delivery is refused: every fault of it that can be named, the most basic first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from clerkdoctor.clerk.javascript import parse, text_of
from clerkdoctor.clerk.webhook_secret import WebhookSecretShape, classify_webhook_secret
from clerkdoctor.stray import stray_characters
from clerkdoctor.svix.bodies import MARK
from clerkdoctor.svix.explanation import Explanation, Part
from clerkdoctor.svix.headers import header_faults, timestamp_fault
from clerkdoctor.svix.readings import has_entry, written
from clerkdoctor.svix.search import KnownSecret, Match, find

COPY_THE_RIGHT_ONE = (
    "Copy the signing secret of the endpoint that got this delivery from the Clerk dashboard, under"
    " Webhooks: each endpoint has its own"
)
_KEEP = "Keep the body's bytes as they came, and pass all of them"


class Diagnosis(NamedTuple):
    """All that is wrong with a delivery. `match` is how its signature was made, if that is known.

    `is_signed` says that the signature is right as it stands, whatever the clock says.
    """

    faults: tuple[Explanation, ...] = ()
    match: Match | None = None

    @property
    def is_signed(self) -> bool:
        return self.match is not None and not self.match.faults

    def of(self, part: Part) -> tuple[Explanation, ...]:
        return tuple(fault for fault in self.faults if fault.part == part)


def explain(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[KnownSecret], now: float
) -> Diagnosis:
    """What is wrong with a delivery that came in at `now`, in seconds since 1970.

    The first of the secrets is the one to verify with, the others are those that may have been
    meant: the previous one, other endpoints'. Without any, the signature is not looked at.
    """
    match = find(headers, body, secrets)
    late = timestamp_fault(headers, now)
    faults = [*header_faults(headers), *((late,) if late else ())]
    if secrets:
        faults += _signature(headers, body, secrets, match)
    faults += _content(body)
    return Diagnosis(tuple(faults), match)


def _signature(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[KnownSecret], match: Match | None
) -> Iterator[Explanation]:
    """Why the signature does not verify."""
    if match and not match.faults:
        if body.startswith(MARK):
            yield _SIGNED_MARK
        return
    text = secrets[0].secret.reveal()
    shape = classify_webhook_secret(text)
    # A key that has signed something is one, whatever its text looks like.
    has_signed = match is not None and not match.key.name
    if shape.problem and not has_signed:
        message = f"{_capital(secrets[0].origin)} {shape.problem}"
        yield Explanation(_name(text, shape), "secret", message, COPY_THE_RIGHT_ONE)
    found = written(headers)
    if not all(found):
        return
    if match:
        words = " and ".join(reading.words for _, reading in match.faults)
        for part, reading in match.faults:
            yield Explanation(reading.name, part, f"The signature is right {words}", reading.fix)
    elif not has_entry(found.signature):
        yield _no_entry(found.signature)
    elif changed := _changed(headers, body):
        yield changed
    elif not shape.problem:
        yield _unexplained(secrets)


_SIGNED_MARK = Explanation(
    "signed-byte-order-mark",
    "body",
    "A byte order mark stands before the body and was signed with it; `verifyWebhook` drops it"
    " before it verifies",
    "Send the body without a byte order mark (EF BB BF)",
)


def _name(text: str, shape: WebhookSecretShape) -> str:
    if stray_characters(text):
        return "stray-characters-in-secret"
    named = {
        "placeholder": "placeholder-for-secret",
        "empty": "empty-secret",
        "other": "other-key-for-secret",
        "unreadable": "unresolved-secret",
        "unresolved": "unresolved-secret",
    }
    return named.get(shape.kind, "malformed-secret")


def _no_entry(signature: str) -> Explanation:
    entries = signature.split(" ")
    if all(entry.startswith("v1a,") for entry in entries):
        return Explanation(
            "asymmetric-signature",
            "form",
            "The delivery has asymmetric signatures alone (`v1a`); the libraries verify `v1`",
            "Use an endpoint whose secret begins with `whsec_`, and sign with that",
        )
    return Explanation(
        "no-signature",
        "form",
        "The signature header holds no `v1,` with the base64 of 32 bytes behind it",
        "Write the signature as `v1,` and the base64 of the HMAC-SHA256, unchanged",
    )


def _changed(headers: Mapping[str, str], body: bytes) -> Explanation | None:
    """What shows of a body by itself that it is not the one that was signed."""
    stated = headers.get("content-length", "").strip()
    is_length = stated.isascii() and stated.isdigit() and len(stated) < 13
    if is_length and int(stated) != len(body) and "content-encoding" not in headers:
        how = "cut" if int(stated) > len(body) else "changed"
        message = (
            f"The body has {len(body):,} bytes, and `content-length` says {int(stated):,}: it was"
            f" {how} after it was sent"
        )
        return Explanation(f"body-was-{how}", "body", message, _KEEP)
    if not body:
        message = "The body is empty, and what was signed is not: something read it before"
        fix = "Read the body once, as text, and verify that: `const body = await request.text()`"
        return Explanation("body-was-lost", "body", message, fix)
    if body[:1] == b"{" and _parsed(body) is None:
        message = "The body begins as JSON and is none: it was cut or changed after it was signed"
        return Explanation("body-was-broken", "body", message, _KEEP)
    return None


def _parsed(body: bytes) -> object:
    try:
        return parse(text_of(body))
    except ValueError:
        return None


def _unexplained(secrets: Sequence[KnownSecret]) -> Explanation:
    first, *rest = secrets
    besides = f", nor do {len(rest)} other secrets" if len(rest) > 1 else ""
    besides = f", nor does {rest[0].origin}" if len(rest) == 1 else besides
    return Explanation(
        "other-secret-or-body",
        "signature",
        f"{_capital(first.origin)} does not make this signature in any usual form{besides}: the"
        " delivery is another endpoint's, or its body was changed after it was signed",
        f"{COPY_THE_RIGHT_ONE}; and pass the body's bytes as they came",
    )


def _content(body: bytes) -> Iterator[Explanation]:
    """What is no JSON: `verifyWebhook` refuses it once the signature has matched."""
    text = text_of(body)
    if not text.strip(" \t\n\r"):
        message = "The body is empty; an event as JSON was expected"
        fix = "Pass the body as it came: nothing may read it before, and no parser may take it"
        yield Explanation("empty-payload", "json", message, fix)
        return
    try:
        value = parse(text)
    except ValueError as error:
        yield Explanation("no-json", "json", f"The body {error}", "Send the event as JSON")
        return
    if value is None:
        message = "The body is `null`; an event was expected"
        yield Explanation("null-payload", "json", message, "Send the event as JSON")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
