"""Webhook signing secrets: `whsec_` and the base64 of a random key.

Source: standardwebhooks 1.1.1 with @stablelib/base64, on which svix and @clerk/backend stand.
"""

from typing import Literal, NamedTuple

from clerkdoctor.clerk.atob import spelled
from clerkdoctor.clerk.kinds import kind_of
from clerkdoctor.placeholders import is_placeholder
from clerkdoctor.stray import stray_characters, without_stray

PREFIX = "whsec_"
# Bytes: what Svix' server makes is 24, what it takes is 24 to 75.
SHORTEST, LONGEST = 24, 75

_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


class BadSecret(ValueError):
    """What `new Webhook(secret)` throws, in the library's words."""


def signing_key(secret: str) -> bytes:
    """The key that svix and standardwebhooks sign with; raises `BadSecret` where they throw.

    The prefix may be missing. Padding may be missing. A single character behind the last whole
    group of four is neither looked at nor used, so that a 24-byte secret survives a line break at
    its end. An empty key is returned as such: standardwebhooks 1.0.0, and with it svix before 2.2,
    takes it, and then anybody can sign.
    """
    import binascii

    text = secret.removeprefix(PREFIX)
    if not text:
        return b""
    data = text.rstrip("=")
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units < 4 or len(text) - len(data) > 2:
        raise BadSecret("Base64Coder: incorrect padding")
    used = data[: len(data) - 1] if len(data) % 4 == 1 and len(data) > 1 else data
    if not set(used) <= _ALPHABET or (used != data and not _is_one_unit(data[-1])):
        raise BadSecret("Base64Coder: incorrect characters for decoding")
    return binascii.a2b_base64(used + "=" * (-len(used) % 4))


def _is_one_unit(char: str) -> bool:
    """Whether JavaScript counts a character as one; of two, the first half is looked at."""
    return ord(char) <= 0xFFFF


WebhookSecretKind = Literal[
    "webhook-secret", "placeholder", "empty", "unreadable", "unresolved", "other", "unknown"
]


class WebhookSecretShape(NamedTuple):
    """What stands where a webhook signing secret belongs.

    `key_length` counts the bytes of the key that the libraries would use, None where they refuse
    the text. `problem` and `doubt` are predicates of a sentence and show nothing of a secret:
    `problem` is why no delivery can verify, or why forged ones do; `doubt` what the JavaScript
    libraries forgive and others do not.
    """

    kind: WebhookSecretKind
    key_length: int | None = None
    problem: str | None = None
    doubt: str | None = None


def classify_webhook_secret(text: str) -> WebhookSecretShape:
    """What a text is that stands where a webhook signing secret belongs, and what is wrong."""
    length = _key_length(text)
    if text == PREFIX:
        return WebhookSecretShape(
            "placeholder",
            length,
            f"is `{PREFIX}` with no key behind it; with svix before 2.2 anybody can sign",
        )
    stand_in = is_placeholder(text)
    if stand_in:
        return WebhookSecretShape(stand_in.kind, length, stand_in.reason)
    stray = stray_characters(text)
    if not stray:
        return _shape(text, length)
    meant = without_stray(text)
    shape = _shape(meant, _key_length(meant))
    problem = shape.problem or (stray if length is None else None)
    return shape._replace(key_length=length, problem=problem, doubt=stray)


def _key_length(text: str) -> int | None:
    try:
        return len(signing_key(text))
    except BadSecret:
        return None


def _shape(text: str, length: int | None) -> WebhookSecretShape:
    kind = kind_of(text)
    if kind and kind.kind != "webhook-secret":
        return WebhookSecretShape("other", length, f"is {kind.what}")
    body = text.removeprefix(PREFIX)
    found: WebhookSecretKind = "webhook-secret" if kind else "unknown"
    if length is None:
        return WebhookSecretShape(found, None, _why_refused(text, body))
    problem = doubt = None
    if length < SHORTEST:
        problem = f"decodes to {length} bytes; a signing secret has {SHORTEST} or more"
    elif length > LONGEST:
        doubt = f"decodes to {length} bytes; Svix gives out no more than {LONGEST}"
    elif len(body.rstrip("=")) % 4 == 1:
        doubt = "has one character too many for base64"
    elif not kind:
        doubt = f"lacks the prefix `{PREFIX}`, which svix forgives and other tools do not"
    return WebhookSecretShape(found, length, problem, doubt)


def _why_refused(text: str, body: str) -> str:
    if text.lower().startswith(PREFIX) and not text.startswith(PREFIX):
        return f"begins with `{text[:6]}`; the prefix is `{PREFIX}`"
    if body.startswith(PREFIX):
        return f"begins with `{PREFIX}` twice"
    strange = next((char for char in body.rstrip("=") if char not in _ALPHABET), None)
    if strange in {"-", "_"}:
        return f"holds {spelled(strange)}, from URL-safe base64; the libraries want `+` and `/`"
    if strange:
        return f"holds {spelled(strange)}, which base64 does not use"
    return "is not base64: its padding is wrong"
