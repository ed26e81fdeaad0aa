"""A token read as an OpenID Connect ID token: its header and its claims, each of its right type.

One claim of another type refuses the whole token, and the client learns only that it is no
"OIDC-compliant JWT".

Source: get-convex/openidconnect-rs, src/jwt, src/id_token and src/claims.rs.
"""

from typing import NamedTuple

from clerkdoctor.convex.compact import base64url, why_not_base64url
from clerkdoctor.convex.jwk import ENCRYPTIONS, SIGNATURES
from clerkdoctor.convex.refusal import Refused, shown, shown_json
from clerkdoctor.convex.strict_json import (
    Repeating,
    Unreadable,
    is_strings,
    parse_json,
    repeated_member,
)
from clerkdoctor.convex.timestamps import Instant, instant

# Claims with language variants, such as `name#de`.
LOCALISED = (
    "name", "given_name", "family_name", "middle_name", "nickname", "profile", "picture", "website",
)  # fmt: skip
TEXTS = (
    "preferred_username", "email", "gender", "birthday", "birthdate", "zoneinfo", "locale",
    "phone_number",
)  # fmt: skip
BOOLEANS = ("email_verified", "phone_number_verified")
STANDARD = frozenset(("sub", *LOCALISED, *TEXTS, *BOOLEANS, "address", "updated_at"))

# Claims of the ID token itself.
PROTOCOL = (
    "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp", "at_hash", "c_hash",
)  # fmt: skip

_ADDRESS = ("formatted", "street_address", "locality", "region", "postal_code", "country")


class Header(NamedTuple):
    """The JOSE header, as far as it is read."""

    alg: str
    kid: str | None
    typ: str | None
    cty: str | None
    has_crit: bool


class IdToken(NamedTuple):
    header: Header
    claims: dict[str, object]
    expiry: Instant
    updated_at: Instant | None
    signed: bytes
    signature: bytes


class Fault(NamedTuple):
    """`reason` is one of ours, `cause` a sentence."""

    reason: str
    cause: str


def read_id_token(token: str, claims: dict[str, object]) -> IdToken | Refused:
    """The token as an ID token; its claims have been read before, to choose the provider."""
    found = _read(token, claims)
    if isinstance(found, IdToken):
        return found
    message = "Could not parse as OIDC ID token. Token might not be an OIDC-compliant JWT."
    return Refused("InvalidAuthHeader", message, found.reason, found.cause)


def _read(token: str, claims: dict[str, object]) -> IdToken | Fault:
    parts = token.split(".")
    if len(parts) != 3:
        return Fault("token-has-other-parts", f"The token has {len(parts)} parts and not three")
    decoded: list[bytes] = []
    for name, part in zip(("header", "second part", "signature"), parts, strict=True):
        data = base64url(part)
        if data is None:
            return Fault("token-is-not-bare", f"The {name} {why_not_base64url(part)}")
        decoded.append(data)
    header = _header(decoded[0])
    if isinstance(header, Fault):
        return header
    fault = _claims_fault(claims)
    if fault:
        return fault
    expiry = instant(claims["exp"])
    signed = f"{parts[0]}.{parts[1]}".encode()
    assert expiry is not None
    return IdToken(header, claims, expiry, _updated_at(claims), signed, decoded[2])


def _header(data: bytes) -> Header | Fault:
    found = parse_json(data)
    if isinstance(found, Unreadable) or not isinstance(found, dict):
        why = found.reason if isinstance(found, Unreadable) else "is no JSON object"
        return Fault("header-is-unreadable", f"The header {why}")
    twice = repeated_member(found, ("alg", "crit", "cty", "kid", "typ"))
    if twice:
        return Fault("header-is-unreadable", f"The header has `{twice}` more than once")
    texts: dict[str, str | None] = {}
    for name in ("alg", "kid", "typ", "cty"):
        stated = found.get(name)
        if not isinstance(stated, str | None):
            return Fault("header-is-unreadable", f"`{name}` in the header is {shown_json(stated)}")
        texts[name] = stated
    crit, alg = found.get("crit"), texts["alg"]
    if crit is not None and not is_strings(crit):
        return Fault("header-is-unreadable", f"`crit` in the header is {shown_json(crit)}")
    if alg is None:
        return Fault("header-is-unreadable", "The header has no `alg`")
    if alg not in {"none", "EdDSA", *SIGNATURES, *ENCRYPTIONS}:
        return Fault("algorithm-is-unknown", f"`alg` in the header is {shown(alg)}")
    return Header(alg, texts["kid"], texts["typ"], texts["cty"], crit is not None)


def _claims_fault(claims: dict[str, object]) -> Fault | None:
    if isinstance(claims, Repeating):
        twice = repeated_member(claims, PROTOCOL)
        twice = twice or next(filter(standard_claim, sorted(claims.overridden)), None)
        if twice:
            return Fault("claim-has-another-type", f"{shown(twice)} is there more than once")
    for name in ("sub", "exp", "iat"):
        if name not in claims:
            return Fault("claim-is-missing", f"`{name}` is missing, which every ID token has")
    # `iss` and `aud` have been seen to where the provider was chosen and its metadata fetched.
    for name in ("exp", "iat", "auth_time"):
        stated = claims.get(name)
        if not (stated is None and name == "auth_time") and instant(stated) is None:
            return _mistyped(name, stated, "seconds since 1970")
    for name in ("nonce", "acr", "azp", "at_hash", "c_hash"):
        if not isinstance(claims.get(name), str | None):
            return _mistyped(name, claims[name], "a string")
    if claims.get("amr") is not None and not is_strings(claims["amr"]):
        return _mistyped("amr", claims["amr"], "a list of strings")
    for name, stated in claims.items():
        fault = _standard_fault(name, stated)
        if fault:
            return fault
    return None


def standard_claim(name: str) -> str | None:
    """The standard claim that a member is, its language tag left aside; None for any other."""
    field, _, tag = name.partition("#")
    return field if field in STANDARD and (not tag or field in LOCALISED) else None


def _standard_fault(name: str, stated: object) -> Fault | None:
    field, _, tag = name.partition("#")
    if field not in STANDARD:
        return None
    if tag and field not in LOCALISED:
        return Fault("claim-has-another-type", f"{shown(name)} is there, and has no languages")
    if stated is None:
        return _mistyped(name, None, "a string") if field == "sub" else None
    if field in BOOLEANS:
        return None if isinstance(stated, bool) else _mistyped(name, stated, "true or false")
    if field == "address":
        return None if _is_address(stated) else _mistyped(name, stated, "an object of strings")
    if field == "updated_at":
        wanted = "seconds since 1970 or an RFC 3339 date"
        return None if instant(stated) else _mistyped(name, stated, wanted)
    return None if isinstance(stated, str) else _mistyped(name, stated, "a string")


def _mistyped(name: str, stated: object, wanted: str) -> Fault:
    cause = f"{shown(name)} is {shown_json(stated)}, where Convex wants {wanted}"
    return Fault("claim-has-another-type", cause)


def _is_address(stated: object) -> bool:
    if not isinstance(stated, dict) or repeated_member(stated, _ADDRESS):
        return False
    return all(isinstance(stated.get(name), str | None) for name in _ADDRESS)


def _updated_at(claims: dict[str, object]) -> Instant | None:
    stated = claims.get("updated_at", claims.get("updated_at#"))
    return None if stated is None else instant(stated)
