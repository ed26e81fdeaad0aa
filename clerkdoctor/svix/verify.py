"""What the JavaScript libraries say of a delivery: svix, standardwebhooks, @clerk/backend.

Headers are a mapping of names in small letters to values as Node.js has them: one text a name,
those of a name that came several times joined with `, `. A body is bytes, as a handler gets it in
a `Buffer`, or text, as it reads it with `Request.text()`. Times are in seconds since 1970.

Source: svix 1.4.12 to 2.5.0 (`webhook.ts`), standardwebhooks 1.0.0 to 1.1.1 (`index.ts`),
@clerk/backend 1.26.0 to 3.25.0 (`webhooks.ts`). tests/parity/test_svix.py asks them.
"""

import math
from collections.abc import Mapping
from typing import Literal, NamedTuple

from clerkdoctor.clerk.base64url import decode_like_node
from clerkdoctor.clerk.javascript import WHITE_SPACE, parse, text_of
from clerkdoctor.clerk.webhook_secret import BadSecret, signing_key
from clerkdoctor.svix.sign import Signer, base64
from clerkdoctor.svix.versions import (
    NEWEST_CLERK,
    NEWEST_STANDARD,
    NEWEST_SVIX,
    ClerkRules,
    StandardRules,
    SvixRules,
)

Headers = Mapping[str, str]
# What a refusal is about. The `body` is at fault where it is no JSON, or `null`.
Rule = Literal["secret", "headers", "timestamp", "clock", "signature", "body"]

NAMES = ("svix-id", "svix-timestamp", "svix-signature")
UNBRANDED = ("webhook-id", "webhook-timestamp", "webhook-signature")
TOLERANCE = 300
"""Seconds by which a timestamp may differ from the clock, either way and inclusive."""

# V8's own words quote the body, and they differ from one version to the next.
NOT_JSON = "(a SyntaxError of JSON.parse)"

_CLERK = "@clerk/backend: "
_UNSET = (
    "Missing webhook signing secret. Set the CLERK_WEBHOOK_SIGNING_SECRET environment variable with"
    " the webhook secret from the Clerk Dashboard."
)
_MARK = b"\xef\xbb\xbf"
_LATEST_DATE = 8_640_000_000_000


class Verdict(NamedTuple):
    """What a library does with a delivery: returns, or throws.

    `error` is the message that it throws, `thrown` the error's class, `rule` what it is about.
    """

    accepted: bool
    error: str | None = None
    thrown: str | None = None
    rule: Rule | None = None


ACCEPTED = Verdict(accepted=True)


class _Read(NamedTuple):
    """The three values that a library found; None where there is no such header."""

    message_id: str | None
    timestamp: str | None
    signature: str | None


def verify_svix(
    secret: str,
    headers: Headers,
    body: bytes | str,
    now: float,
    rules: SvixRules = NEWEST_SVIX,
) -> Verdict:
    """`new Webhook(secret).verify(body, headers)` of the npm package svix."""
    branded = _read(headers, NAMES)
    plain = _read(headers, UNBRANDED)
    if rules.by_family:
        found = branded if all(branded) else plain
    else:
        # A header that is there and empty wins all the same.
        found = _Read(*(a if a is not None else b for a, b in zip(branded, plain, strict=True)))
    return _judged(secret, found, _text(body), now, rules.inner)


def verify_standardwebhooks(
    secret: str,
    headers: Headers,
    body: bytes | str,
    now: float,
    rules: StandardRules = NEWEST_STANDARD,
) -> Verdict:
    """The same of the npm package standardwebhooks, which knows the names `webhook-*` alone."""
    return _judged(secret, _read(headers, UNBRANDED), _text(body), now, rules)


def verify_clerk(
    secret: str,
    headers: Headers,
    body: bytes,
    now: float,
    rules: ClerkRules = NEWEST_CLERK,
) -> Verdict:
    """`verifyWebhook(request, { signingSecret: secret })` of @clerk/backend.

    The request is made of these headers and this body, so that a byte order mark is dropped and
    white space around a value does not count.
    """
    if not all(map(is_sendable, headers.values())):
        # Where the request is made, before anything is verified, and in Node.js' own words.
        return Verdict(accepted=False, thrown="TypeError", rule="headers")
    found = _read(headers, NAMES)
    is_old = rules.era != "standardwebhooks"
    blank = "\t\n\r " if is_old else WHITE_SPACE
    found = _Read(*(value and value.strip(blank) for value in found))
    if not secret:
        return _refused(_CLERK + _UNSET, "secret", "Error")
    if not all(found):
        absent = [n for n, v in zip(NAMES, found, strict=True) if not v]
        if is_old:
            absent = [name for name in absent if name not in headers]
        whose = "Svix" if is_old else "webhook"
        error = f"Missing required {whose} headers: {', '.join(absent)}"
        return _refused(_CLERK + error, "headers", "Error")
    # `Request.text()` of Node.js drops a byte order mark, and then hands over to what drops one.
    text = text_of(body.removeprefix(_MARK))
    if rules.era == "nothing":
        return _unverified(secret, found, text)
    verdict = _judged(secret, found, text, now, rules.inner)
    if rules.era == "svix" or verdict.rule == "secret":
        return verdict
    if verdict.accepted and text.strip(" \t\n\r") in {"", "null"}:
        what = "null" if text else "undefined"
        error = f"Cannot read properties of {what} (reading 'type')"
        verdict = _refused(error, "body")
    if verdict.accepted:
        return verdict
    error = f"{_CLERK}Unable to verify incoming webhook: {verdict.error}"
    return verdict._replace(error=error, thrown="Error")


def timestamp_of(text: str) -> float | None:
    """`parseInt(text, 10)`: digits at the beginning, whatever follows; None for NaN."""
    text = text.lstrip(WHITE_SPACE)
    sign = -1 if text[:1] == "-" else 1
    text = text[1:] if text[:1] in {"-", "+"} else text
    rest = text.lstrip("0123456789")
    digits = text[: len(text) - len(rest)]
    return sign * float(digits) if digits else None


def timestamp_text(timestamp: float) -> str:
    """A timestamp as it is signed: anew, in whole seconds. A date beyond JavaScript's is `NaN`."""
    return str(int(timestamp)) if abs(timestamp) <= _LATEST_DATE else "NaN"


def utf8(text: str) -> bytes:
    """The bytes of a text as `TextEncoder` gives them: U+FFFD for half a character."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _read(headers: Headers, names: tuple[str, str, str]) -> _Read:
    return _Read(*(headers.get(name) for name in names))


def _text(body: bytes | str) -> str:
    return body if isinstance(body, str) else body.decode("utf-8", "replace")


def is_sendable(value: str) -> bool:
    """Whether a header may have this value: else `new Headers()` throws."""
    value = value.strip("\t\n\r ")
    return all(char <= "\xff" and char not in "\0\r\n" for char in value)


def _judged(secret: str, found: _Read, text: str, now: float, rules: StandardRules) -> Verdict:
    """What `Webhook` of standardwebhooks does: the constructor, then `verify`."""
    if not secret:
        return _refused("Secret can't be empty.", "secret", "Error")
    try:
        key = signing_key(secret)
    except BadSecret as error:
        return _refused(str(error), "secret", "Error")
    if not key and not rules.takes_empty_key:
        return _refused("Secret can't be empty.", "secret", "Error")
    if not (found.message_id and found.timestamp and found.signature):
        return _refused("Missing required headers", "headers")
    timestamp = timestamp_of(found.timestamp)
    if timestamp is None:
        return _refused("Invalid Signature Headers", "timestamp")
    this_second = math.floor(now)
    if this_second - timestamp > TOLERANCE:
        return _refused("Message timestamp too old", "clock")
    if timestamp > this_second + TOLERANCE:
        return _refused("Message timestamp too new", "clock")
    head = utf8(f"{found.message_id}.{timestamp_text(timestamp)}.")
    expected = base64(Signer(key).digest(head, utf8(text)))
    # An ordinary comparison: nobody can take the time of this one.
    if not any(_is_entry(entry, expected) for entry in found.signature.split(" ")):
        return _refused("No matching signature found", "signature")
    if rules.parses == "never" or (rules.parses == "unless empty" and not text):
        return ACCEPTED
    return _parsed(text)


def _is_entry(entry: str, expected: str) -> bool:
    return entry.split(",")[:2] == ["v1", expected]


def _parsed(text: str) -> Verdict:
    try:
        parse(text)
    except ValueError:
        ends_early = not text.strip(" \t\n\r")
        error = "Unexpected end of JSON input" if ends_early else NOT_JSON
        return _refused(error, "body", "SyntaxError")
    return ACCEPTED


def _refused(error: str, rule: Rule, thrown: str = "WebhookVerificationError") -> Verdict:
    return Verdict(accepted=False, error=error, thrown=thrown, rule=rule)


def _unverified(secret: str, found: _Read, text: str) -> Verdict:
    """`verifyWebhook` of @clerk/backend 2.0.0 to 2.3.1 (CVE-2025-53548).

    It refuses the right signature where that stands without its version, and accepts all others.
    """
    parts = secret.split("_")
    if len(parts) < 2:
        return _refused(
            "The first argument must be of type string or an instance of Buffer, ArrayBuffer, or"
            " Array or an Array-like Object. Received undefined",
            "secret",
            "TypeError",
        )
    signed = utf8(f"{found.message_id}.{found.timestamp}.{text}")
    right = base64(Signer(decode_like_node(parts[1])).digest(signed, b""))
    if right in (found.signature or "").split(" "):
        error = f"{_CLERK}Incoming webhook does not have a valid signature"
        return _refused(error, "signature", "Error")
    verdict = _parsed(text)
    if verdict.accepted and text.strip(" \t\n\r") == "null":
        return _refused("Cannot read properties of null (reading 'type')", "body", "TypeError")
    return verdict
