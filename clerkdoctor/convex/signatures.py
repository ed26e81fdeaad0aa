"""Signatures: the three algorithms that Convex verifies, with the limits of its libraries.

Source: aws-lc-rs `RSA_PKCS1_2048_8192_SHA256`, `ECDSA_P256_SHA256_FIXED` and `ED25519`.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from clerkdoctor.convex.jwk import Jwk

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey


def unusable(key: Jwk, algorithm: str) -> str | None:
    """Why no signature can be verified with a key, as the predicate of a sentence about it."""
    needed = {"RS256": ("n", "e"), "ES256": ("x", "y"), "EdDSA": ("x",)}[algorithm]
    missing = next((name for name in needed if name not in key.parts), None)
    if missing:
        return f"has no `{missing}` in base64url without padding"
    if algorithm == "EdDSA":
        if key.curve != "Ed25519":
            return "is of no curve that Convex verifies: it wants `Ed25519`"
        return None if len(key.parts["x"]) == 32 else "has an `x` that is not 32 bytes long"
    if algorithm == "ES256":
        if [len(key.parts[name]) for name in needed] != [32, 32]:
            return "has an `x` or `y` that is not 32 bytes long"
        return None
    bits = int.from_bytes(key.parts["n"]).bit_length()
    return None if 2048 <= bits <= 8192 else f"has {bits} bits; Convex takes 2048 to 8192"


def verifies(key: Jwk, algorithm: str, signed: bytes, signature: bytes) -> bool:
    """Whether the signature over these bytes is by this key, which is of the algorithm's type."""
    from cryptography.exceptions import InvalidSignature

    if unusable(key, algorithm):
        return False
    try:
        if algorithm == "RS256":
            _verify_rsa(key.parts["n"], key.parts["e"], signed, signature)
        elif algorithm == "ES256":
            _verify_p256(key.parts["x"], key.parts["y"], signed, signature)
        else:
            _verify_ed25519(key.parts["x"], signed, signature)
    except (InvalidSignature, ValueError):
        return False
    return True


def _verify_rsa(modulus: bytes, exponent: bytes, signed: bytes, signature: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    _rsa_key(modulus, exponent).verify(signature, signed, PKCS1v15(), SHA256())


@lru_cache(maxsize=16)
def _rsa_key(modulus: bytes, exponent: bytes) -> "RSAPublicKey":
    """Built once for a key: it takes longer than a verification."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    n, e = int.from_bytes(modulus), int.from_bytes(exponent)
    if e.bit_length() > 33:
        raise ValueError
    return RSAPublicNumbers(e, n).public_key()


def _verify_p256(x: bytes, y: bytes, signed: bytes, signature: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    if len(signature) != 64:
        raise ValueError
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    _p256_key(x, y).verify(encode_dss_signature(r, s), signed, ECDSA(SHA256()))


@lru_cache(maxsize=16)
def _p256_key(x: bytes, y: bytes) -> "EllipticCurvePublicKey":
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers

    numbers = EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), SECP256R1())
    return numbers.public_key()


def _verify_ed25519(x: bytes, signed: bytes, signature: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    Ed25519PublicKey.from_public_bytes(x).verify(signature, signed)
