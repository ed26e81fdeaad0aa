"""A JWK Set as somebody reads it who has to judge it (RFC 7517, RFC 7638)."""

import base64
import binascii
from typing import NamedTuple

_PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
_CURVES = {"P-256": 256, "P-384": 384, "P-521": 521, "secp256k1": 256, "Ed25519": 256}
_THUMBPRINT = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x")}


class PublishedKey(NamedTuple):
    """One JWK. `bits` is the modulus' length for RSA, the curve's for others, None where unknown.

    `private_parts` names the members that only the issuer may have. `thumbprint` is RFC 7638's.
    """

    kid: str | None
    kty: str | None
    alg: str | None
    use: str | None
    bits: int | None
    thumbprint: str | None
    private_parts: tuple[str, ...] = ()
    modulus: int | None = None


def published_keys(document: object) -> tuple[PublishedKey, ...] | str:
    """The keys of a set, or why the document is none, as the predicate of a sentence."""
    if not isinstance(document, dict):
        return "is no object"
    keys = document.get("keys")
    if not isinstance(keys, list):
        return "has no list `keys`"
    odd = [number for number, key in enumerate(keys, 1) if not isinstance(key, dict)]
    if odd:
        return f"holds something else than a key at place {odd[0]} of `keys`"
    return tuple(_key(key) for key in keys)


def _key(jwk: dict[str, object]) -> PublishedKey:
    kty = _text(jwk, "kty")
    modulus = _number(jwk.get("n")) if kty == "RSA" else None
    bits = modulus.bit_length() if modulus else _CURVES.get(_text(jwk, "crv") or "")
    return PublishedKey(
        _text(jwk, "kid"),
        kty,
        _text(jwk, "alg"),
        _text(jwk, "use"),
        bits,
        _thumbprint(jwk, kty),
        tuple(name for name in _PRIVATE if name in jwk),
        modulus,
    )


def _text(jwk: dict[str, object], name: str) -> str | None:
    value = jwk.get(name)
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    """A base64url number, as `n` is; None for what is none."""
    if not isinstance(value, str) or not value.isascii():
        return None
    try:
        return int.from_bytes(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)), "big")
    except (binascii.Error, ValueError):
        return None


def _thumbprint(jwk: dict[str, object], kty: str | None) -> str | None:
    """RFC 7638: the SHA-256 of the required members, sorted, without white space."""
    import hashlib
    import json

    names = _THUMBPRINT.get(kty or "", ())
    members = {name: jwk.get(name) for name in names}
    if not names or not all(isinstance(value, str) for value in members.values()):
        return None
    text = json.dumps(members, separators=(",", ":"), sort_keys=True)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
