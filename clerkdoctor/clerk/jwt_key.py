"""The JWT public key (`jwtKey`): whether @clerk/backend can verify tokens with it.

The SDK does not parse PEM. It cuts away what a 2048-bit RSA public key with the exponent 65537
begins and ends with and takes the rest for the modulus. Whatever else is given ends, much later, in
`token-invalid-signature` and never in a complaint about the key.

Source: @clerk/backend 3.25.0, `loadClerkJwkFromPem`.
"""

import re
from typing import Literal, NamedTuple

from clerkdoctor.clerk.kinds import kind_of
from clerkdoctor.placeholders import is_placeholder

_BITS = 2048

# What follows the outermost header of a PKCS#1 key; of others it is a sequence.
_INTEGER = b"\2"


JwtKeyKind = Literal[
    "jwt-key", "placeholder", "empty", "unreadable", "unresolved", "other", "unknown"
]


class JwtKeyShape(NamedTuple):
    """What stands where the JWT public key belongs.

    `bits` is the length of the RSA modulus, None where there is none to be found. `problem` is the
    predicate of a sentence: why no token verifies with this text. None: tokens can.
    """

    kind: JwtKeyKind
    bits: int | None = None
    problem: str | None = None


def modulus_of(text: str) -> bytes:
    """What the SDK, and Node.js below it, takes for the RSA modulus in a text."""
    from clerkdoctor.clerk.base64url import decode_like_node
    from clerkdoctor.clerk.jwk import jwk_of_pem

    return decode_like_node(str(jwk_of_pem(text)["n"]))


def classify_jwt_key(text: str) -> JwtKeyShape:
    r"""What a text is that stands where the JWT public key belongs, and what is wrong with it.

    Tolerated, as by the SDK: white space of any kind, quotes, a body without its BEGIN and END
    lines. Not tolerated: the two characters `\n` for a line break, other lengths and other keys.
    """
    stand_in = is_placeholder(text)
    if stand_in:
        return JwtKeyShape(stand_in.kind, None, stand_in.reason)
    if len(text) > 20_000:
        return JwtKeyShape("unknown", None, "is far longer than a public key")
    if _is_modulus(modulus_of(text)):
        return JwtKeyShape("jwt-key", _BITS)
    real = re.sub(r"\\r\\n|\\n|\\r", "\n", text)
    if real != text and _is_modulus(modulus_of(real)):
        problem = "holds the two characters `\\n` where a line break belongs"
        return JwtKeyShape("jwt-key", _BITS, problem)
    return _why_not(real.strip().strip("\"'"))


def _is_modulus(data: bytes) -> bool:
    number = int.from_bytes(data)
    return number.bit_length() == _BITS and number % 2 == 1


def _why_not(text: str) -> JwtKeyShape:
    kind = kind_of(text)
    if kind and kind.kind == "url" and "jwks" in text:
        return JwtKeyShape("other", None, "is the URL of a key set; the key itself belongs here")
    if kind and kind.kind != "public-key":
        problem = f"is {kind.what}; a JWT key begins with `-----BEGIN PUBLIC KEY-----`"
        return JwtKeyShape("other", None, problem)
    if re.fullmatch(r"-----BEGIN [A-Z ]+-----\s*", text):
        return JwtKeyShape(
            "jwt-key", None, "is the first line of a PEM key: the lines behind it were not read"
        )
    if text.startswith("-----BEGIN ") and "-----END " not in text:
        return JwtKeyShape("jwt-key", None, "is cut short: its END line is missing")
    body = re.sub(r"-----(BEGIN|END) [A-Z ]+-----|\s", "", text)
    if text.count("-----BEGIN ") > 1:
        return JwtKeyShape("jwt-key", None, "holds more than one PEM key; the SDK takes one")
    if "----" in body:
        return JwtKeyShape(
            "jwt-key", None, "has broken BEGIN and END lines: they have five `-` on each side"
        )
    strange = re.search(r"[^A-Za-z0-9+/=]", body)
    if strange:
        return JwtKeyShape("unknown", None, "is no PEM public key and no base64 of one")
    return _why_not_der(body, pkcs1=text.startswith("-----BEGIN RSA PUBLIC KEY"))


def _why_not_der(body: str, *, pkcs1: bool) -> JwtKeyShape:
    """What OpenSSL makes of the base64, in the words of what the SDK wants."""
    import binascii

    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        der = binascii.a2b_base64(body + "=" * (-len(body) % 4))
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        return JwtKeyShape(
            "unknown", None, "does not decode to a public key: part of it is missing or changed"
        )
    if not isinstance(key, RSAPublicKey):
        name = type(key).__name__.removesuffix("PublicKey").lstrip("_").upper()
        return JwtKeyShape(
            "other", None, f"is no RSA key but one of the kind {name}; Clerk signs with RSA"
        )
    if key.key_size != _BITS:
        return JwtKeyShape(
            "jwt-key",
            key.key_size,
            f"is an RSA key of {key.key_size} bits; the SDK takes 2048 only",
        )
    exponent = key.public_numbers().e
    if exponent != 65537:
        return JwtKeyShape(
            "jwt-key", key.key_size, f"has the exponent {exponent}; the SDK takes 65537 only"
        )
    if pkcs1 or der[4:5] == _INTEGER:
        problem = "is a PKCS#1 key (`BEGIN RSA PUBLIC KEY`); the SDK takes `BEGIN PUBLIC KEY` only"
        return JwtKeyShape("jwt-key", key.key_size, problem)
    return JwtKeyShape(
        "jwt-key", key.key_size, "has text around the key that the SDK takes for part of it"
    )
