"""RSA signatures (PKCS#1 v1.5), as OpenSSL verifies them below Node.js' WebCrypto.

WebCrypto takes any two numbers for a key. cryptography refuses odd ones that OpenSSL would work
with, such as the exponent 1: those are calculated here, so that a forgery that the SDK accepts is
not called refused.

Source: OpenSSL 3.0, `rsa_ossl_public_decrypt` and `ossl_rsa_verify`.
"""

from collections.abc import Callable
from functools import lru_cache

# Whether a signature is one of a text. Never raises.
SignatureCheck = Callable[[bytes, bytes], bool]

HASHES = {"RS256": "sha256", "RS384": "sha384", "RS512": "sha512"}

# What stands before a digest, so that the signature names its algorithm.
_DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}

_MOST_BITS = 16_384
_SMALL_BITS = 3_072
_MOST_EXPONENT_BITS = 64


@lru_cache(maxsize=256)
def signature_check(
    modulus: int, exponent: int, algorithm: str, *, many: bool = False
) -> SignatureCheck:
    """The check for one public key; `algorithm` is one of `HASHES`.

    One for `many` signatures takes a tenth less time for each, and loads the system's OpenSSL
    beside cryptography's own.
    """
    bits = modulus.bit_length()
    too_slow = bits > _SMALL_BITS and exponent.bit_length() > _MOST_EXPONENT_BITS
    if bits > _MOST_BITS or modulus <= exponent or too_slow or modulus % 2 == 0:
        return _never
    if exponent < 3 or exponent % 2 == 0 or bits < 1024:
        return _calculated(modulus, exponent, HASHES[algorithm])
    return (_by_recovery if many else _by_openssl)(modulus, exponent, HASHES[algorithm])


def _never(_signature: bytes, _data: bytes) -> bool:
    return False


def _by_openssl(modulus: int, exponent: int, hash_name: str) -> SignatureCheck:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    verify = RSAPublicNumbers(exponent, modulus).public_key().verify
    padding, algorithm = PKCS1v15(), getattr(hashes, hash_name.upper())()

    def check(signature: bytes, data: bytes) -> bool:
        try:
            verify(signature, data, padding, algorithm)
        except InvalidSignature:
            return False
        return True

    return check


def _by_recovery(modulus: int, exponent: int, hash_name: str) -> SignatureCheck:
    """What was signed is recovered, and compared here, as OpenSSL itself does it."""
    import hashlib

    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    recover = RSAPublicNumbers(exponent, modulus).public_key().recover_data_from_signature
    padding = PKCS1v15()
    size = (modulus.bit_length() + 7) // 8
    digest_info = _DIGEST_INFO[hash_name]
    hash_of = getattr(hashlib, hash_name)

    def check(signature: bytes, data: bytes) -> bool:
        if len(signature) != size:
            return False
        try:
            recovered = recover(signature, padding, None)
        except InvalidSignature:
            return False
        signed: bytes = digest_info + hash_of(data).digest()
        return recovered == signed

    return check


def _calculated(modulus: int, exponent: int, hash_name: str) -> SignatureCheck:
    import hashlib

    size = (modulus.bit_length() + 7) // 8
    digest_info = _DIGEST_INFO[hash_name]

    def check(signature: bytes, data: bytes) -> bool:
        number = int.from_bytes(signature)
        if len(signature) != size or number >= modulus:
            return False
        behind = b"\0" + digest_info + hashlib.new(hash_name, data).digest()
        filling = size - 2 - len(behind)
        if filling < 8:
            return False
        expected = b"\0\1" + b"\xff" * filling + behind
        return pow(number, exponent, modulus) == int.from_bytes(expected)

    return check
