"""Keys of a key set, as Convex' two libraries read them.

For an OIDC provider a key that cannot be read is skipped. For a customJwt provider one such key
spoils the whole set.

Source: get-convex/openidconnect-rs, src/core/jwk and src/types/jwks.rs; get-convex/biscuit, jwk.rs
and jwa.rs.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from clerkdoctor.convex.compact import base64url
from clerkdoctor.convex.refusal import shown
from clerkdoctor.convex.strict_json import Unreadable, is_strings, parse_json, repeated_member

SIGNATURES = frozenset(
    f"{family}{bits}" for family in ("HS", "RS", "ES", "PS") for bits in (256, 384, 512)
)
ENCRYPTIONS = frozenset(
    ("A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM")
)
_KEY_MANAGEMENT = frozenset(
    (
        "RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "A128KW", "A192KW", "A256KW", "dir", "ECDH-ES",
        "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW", "A128GCMKW", "A192GCMKW",
        "A256GCMKW", "PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW",
    )
)  # fmt: skip
_CURVES = ("P-256", "P-384", "P-521", "Ed25519", "Ed448")
# What a key of each type must have, and may have beside it, all of it base64url.
_PARTS = {
    "RSA": (("n", "e"), ("d", "p", "q", "dp", "dq", "qi")),
    "EC": (("x", "y"), ("d",)),
    "OKP": (("x",), ("d",)),
    "oct": (("k",), ()),
}


class Jwk(NamedTuple):
    """A key. `parts` holds its parameters as bytes; what could not be decoded is not in it."""

    kty: str
    kid: str | None
    alg: str | None
    use: str | None
    curve: str | None
    parts: Mapping[str, bytes]


class NotAKeySet(NamedTuple):
    """`reason` is the predicate of a sentence about the key set."""

    reason: str


@lru_cache(maxsize=16)
def lenient_keys(body: bytes) -> tuple[Jwk, ...] | NotAKeySet:
    """The keys of an OIDC provider's set that can be read."""
    listed = _listed(body)
    if isinstance(listed, NotAKeySet):
        return listed
    keys = map(_lenient, listed)
    return tuple(key for key in keys if key is not None)


@lru_cache(maxsize=16)
def strict_keys(body: bytes) -> tuple[Jwk, ...] | NotAKeySet:
    """The keys of a customJwt provider's set, if every one of them can be read."""
    listed = _listed(body)
    if isinstance(listed, NotAKeySet):
        return listed
    keys: list[Jwk] = []
    for place, stated in enumerate(listed):
        key = _strict(stated)
        if isinstance(key, str):
            return NotAKeySet(f"holds a key (number {place + 1}) that {key}")
        keys.append(key)
    return tuple(keys)


def _listed(body: bytes) -> list[object] | NotAKeySet:
    found = parse_json(body)
    if isinstance(found, Unreadable):
        return NotAKeySet(found.reason)
    if not isinstance(found, dict):
        return NotAKeySet("is no JSON object")
    if "keys" not in found:
        return NotAKeySet("has no `keys`")
    if repeated_member(found, ("keys",)):
        return NotAKeySet("has `keys` more than once")
    listed = found["keys"]
    return listed if isinstance(listed, list) else NotAKeySet("has `keys` that are no array")


def _lenient(stated: object) -> Jwk | None:
    if not isinstance(stated, dict):
        return None
    names = ("kty", "use", "kid", "alg", "n", "e", "crv", "x", "y", "d", "k")
    if repeated_member(stated, names):
        return None
    kty, alg = stated.get("kty"), stated.get("alg")
    if not isinstance(kty, str) or kty not in _PARTS:
        return None
    if not all(_is_text(stated.get(name)) for name in ("use", "kid", "alg")):
        return None
    if alg not in {None, "none", "EdDSA", *SIGNATURES, *ENCRYPTIONS}:
        return None
    curve = stated.get("crv")
    known = curve if isinstance(curve, str) and curve in _CURVES[:4] else None
    return _key(stated, known, ("n", "e", "x", "y", "d", "k"))


def _strict(stated: object) -> Jwk | str:
    """The key, or why it cannot be read, as the predicate of a sentence about it."""
    if not isinstance(stated, dict):
        return "is no JSON object"
    names = ("use", "key_ops", "alg", "kid", "x5u", "x5c", "x5t", "kty", "crv", *"nexydk")
    twice = repeated_member(stated, names)
    if twice:
        return f"has `{twice}` more than once"
    for name in ("use", "kid", "alg", "x5u", "x5t"):
        if not _is_text(stated.get(name)):
            return f"has a `{name}` that is no string"
    for name in ("key_ops", "x5c"):
        if stated.get(name) is not None and not is_strings(stated[name]):
            return f"has `{name}` that are no strings"
    alg, kty, curve = stated.get("alg"), stated.get("kty"), stated.get("crv")
    if alg not in {None, "none", *SIGNATURES, *ENCRYPTIONS, *_KEY_MANAGEMENT}:
        return f"has the algorithm {shown(str(alg))}, which Convex does not know here"
    if not isinstance(kty, str) or kty not in _PARTS:
        return "is of a type (`kty`) that Convex does not know"
    if kty in {"EC", "OKP"} and not (isinstance(curve, str) and curve in _CURVES):
        return "is of a curve (`crv`) that Convex does not know"
    needed, optional = _PARTS[kty]
    key = _key(stated, curve if isinstance(curve, str) else None, (*needed, *optional))
    missing = next((name for name in needed if name not in key.parts), None)
    broken = next(
        (name for name in optional if stated.get(name) is not None and name not in key.parts), None
    )
    return f"has no `{missing or broken}` in base64url" if missing or broken else key


def _key(stated: dict[str, object], curve: str | None, names: tuple[str, ...]) -> Jwk:
    texts = {name: stated.get(name) for name in names}
    decoded = {
        name: base64url(text) if isinstance(text, str) else None for name, text in texts.items()
    }
    parts = {name: data for name, data in decoded.items() if data is not None}
    kid, alg, use = (_text(stated.get(name)) for name in ("kid", "alg", "use"))
    return Jwk(str(stated["kty"]), kid, alg, use, curve, parts)


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
