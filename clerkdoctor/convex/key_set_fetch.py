"""The key set of a customJwt provider, from a `data:` URL or by a request.

Source: get-convex/convex-backend, crates/authentication/src/lib.rs (`fetch_jwks`); the data-url
crate.
"""

import re

from clerkdoctor.convex.media_type import parse_media_type
from clerkdoctor.convex.network import (
    Network,
    NetworkFailure,
    content_type,
    named_status,
    reason_phrase,
    why_no_request,
)
from clerkdoctor.convex.refusal import Refused, printable, shown

_MEDIA_TYPES = ("application/json", "application/jwk-set+json")


def fetch_key_set(jwks: str, network: Network) -> bytes | Refused:
    """The body of the key set. Unlike for an OIDC provider, a content type is required."""
    body = _data(jwks)
    if body is not None:
        return body
    fault = why_no_request(jwks)
    if fault:
        return Refused(
            "InternalServerError",
            "Your request couldn't be completed. Try again later.",
            "key-set-url-is-none",
            f"`jwks` in `auth.config` is {shown(jwks)}, which {fault}",
            "InternalServerError",
        )
    response = network(jwks)
    if isinstance(response, NetworkFailure):
        cause = f"{shown(jwks)} cannot be reached ({printable(response.reason)})"
        return _not_fetched(jwks, response.reason, "key-set-is-unreachable", cause)
    if response.status != 200:
        answer = f"HTTP {response.status} {reason_phrase(response.status)}"
        cause = f"{shown(jwks)} answers {named_status(response.status)}"
        return _not_fetched(jwks, answer, "key-set-has-another-status", cause)
    kind = content_type(response)
    if kind is not None and not re.fullmatch(r"[\t -~]*", kind):
        kind = None
    media_type = parse_media_type(kind) if kind is not None else None
    if media_type is None or media_type.essence not in _MEDIA_TYPES:
        return _another_type(jwks, kind)
    if media_type.charset is not None and media_type.charset.lower() != "utf-8":
        return _another_type(jwks, kind)
    return response.body


def _not_fetched(jwks: str, answer: str, reason: str, cause: str) -> Refused:
    message = (
        f"Could not fetch JWKS from URL '{jwks}': {answer}. Check that the URL is correct and "
        "accessible."
    )
    return Refused("InvalidAuthHeader", message, reason, cause)


def _another_type(jwks: str, kind: str | None) -> Refused:
    message = (
        f"Invalid Content-Type '{kind or 'unknown'}' when fetching JWKS from '{jwks}'. Expected "
        "'application/json' or 'application/jwk-set+json'."
    )
    stated = "no content type" if kind is None else f"the content type {shown(kind)}"
    cause = f"{shown(jwks)} answers with {stated}; a customJwt's key set needs `application/json`"
    return Refused("InvalidAuthHeader", message, "key-set-is-no-json", cause)


def _data(jwks: str) -> bytes | Refused | None:
    """What stands in a `data:` URL; None for any other. Its media type is not looked at."""
    text = re.sub(r"[\t\n\r]", "", jwks.strip("".join(map(chr, range(0x21)))))
    if text[:5].lower() != "data:" or "," not in text:
        return None
    from urllib.parse import unquote_to_bytes

    head, _, stated = text[5:].partition(",")
    body = unquote_to_bytes(stated.partition("#")[0].encode("utf-8", "replace"))
    if not re.search(r"; *base64 *\Z", head, re.IGNORECASE):
        return body
    decoded = _forgiving_base64(body)
    if decoded is not None:
        return decoded
    return Refused(
        "InvalidAuthHeader",
        "Invalid JWKS data URL. Check that the data URL is properly formatted and contains valid "
        "base64-encoded JSON.",
        "key-set-url-is-none",
        "What stands in the `data:` URL is no base64",
    )


def _forgiving_base64(body: bytes) -> bytes | None:
    import binascii

    text = re.sub(rb"[\t\n\f\r ]", b"", body)
    if len(text) % 4 == 0:
        text = re.sub(rb"={1,2}\Z", b"", text)
    if len(text) % 4 == 1 or not re.fullmatch(rb"[A-Za-z0-9+/]*", text):
        return None
    return binascii.a2b_base64(text + b"=" * (-len(text) % 4))
