"""The first look at a token: its claims, read without verifying anything, to choose a provider.

Source: get-convex/convex-backend, crates/authentication/src/lib.rs (`validate_id_token`), and
get-convex/biscuit, `ClaimsSet` and `RegisteredClaims`.
"""

from typing import NamedTuple

from clerkdoctor.convex.compact import base64url, why_not_base64url
from clerkdoctor.convex.refusal import Refused, shown, shown_json
from clerkdoctor.convex.strict_json import Unreadable, is_strings, parse_json, repeated_member
from clerkdoctor.convex.timestamps import OutOfRange, whole_seconds

REGISTERED = ("iss", "sub", "aud", "exp", "nbf", "iat", "jti")

_MESSAGE = (
    "Could not parse JWT payload. Check that the token is a valid JWT format with three "
    "base64-encoded parts separated by dots."
)


class Payload(NamedTuple):
    """The claims as they are stated, and those that every branch reads. Times are in seconds."""

    claims: dict[str, object]
    issuer: str | None
    subject: str | None
    audiences: tuple[str, ...]
    expiry: int | None
    not_before: int | None
    issued_at: int | None


def read_payload(token: str) -> Payload | Refused:
    """The claims of a token, if they are JSON with registered claims of the right types.

    Two parts are enough here, and the first one is not looked at.
    """
    parts = token.split(".")
    if len(parts) < 2:
        return _unreadable(_why_no_token(token))
    data = base64url(parts[1])
    if data is None:
        return _unreadable(f"The second part {why_not_base64url(parts[1])}")
    claims = parse_json(data)
    if isinstance(claims, Unreadable):
        return _unreadable(f"The second part {claims.reason}")
    if not isinstance(claims, dict):
        return _unreadable("The claims are no JSON object")
    return _registered(claims)


def _registered(claims: dict[str, object]) -> Payload | Refused:
    twice = repeated_member(claims, REGISTERED)
    if twice:
        return _mistyped(f"`{twice}` is there more than once")
    for name in ("iss", "sub", "jti"):
        if not isinstance(claims.get(name), str | None):
            return _mistyped(f"`{name}` is {shown_json(claims[name])}, where a string belongs")
    audience = claims.get("aud")
    if not isinstance(audience, str | None) and not is_strings(audience):
        return _mistyped(f"`aud` is {shown_json(audience)}, where a string or strings belong")
    times: dict[str, int | None] = {}
    for name in ("exp", "nbf", "iat"):
        stated = claims.get(name)
        seconds = None if stated is None else whole_seconds(stated)
        if isinstance(seconds, OutOfRange):
            return _panic(name, stated)
        if seconds is None and stated is not None:
            return _mistyped(f"`{name}` is {shown_json(stated)}, where seconds since 1970 belong")
        times[name] = seconds
    return Payload(
        claims,
        _text(claims.get("iss")),
        _text(claims.get("sub")),
        _audiences(audience),
        times["exp"],
        times["nbf"],
        times["iat"],
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _audiences(audience: object) -> tuple[str, ...]:
    if isinstance(audience, str):
        return (audience,)
    return tuple(map(str, audience)) if isinstance(audience, list) else ()


def _unreadable(cause: str) -> Refused:
    return Refused("InvalidAuthHeader", _MESSAGE, "claims-are-unreadable", cause)


def _mistyped(cause: str) -> Refused:
    return Refused("InvalidAuthHeader", _MESSAGE, "registered-claim-has-another-type", cause)


def _panic(name: str, stated: object) -> Refused:
    """A year that chrono cannot hold: the backend's code panics, so nobody wrote a message."""
    return Refused(
        "InternalServerError",
        "Your request couldn't be completed. Try again later.",
        "timestamp-is-out-of-range",
        f"`{name}` is {shown_json(stated)}, a year that the backend cannot hold: its code panics",
        "InternalServerError",
    )


def _why_no_token(token: str) -> str:
    if not token:
        return "The token is empty"
    if token in {"null", "undefined", "[object Object]", "[object Promise]"}:
        return f"The token is the word {shown(token)}: a missing value was turned into text"
    return "The token has no dots, so it is no JWT"
