"""Tokens and keys for tests: minted once in a run, with nothing of anybody's in them."""

import base64
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NOW = 1_760_000_000_000
SECOND = NOW // 1000
KID = "ins_2abc"
HEADER = {"alg": "RS256", "typ": "JWT", "kid": KID}
CLAIMS = {
    "sub": "user_1", "sid": "sess_1", "iss": "https://clerk.acme.io", "azp": "https://acme.io",
    "iat": SECOND - 10, "nbf": SECOND - 10, "exp": SECOND + 60, "v": 2,
}  # fmt: skip


@cache
def private_key(name: str = "ours") -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def pem(name: str = "ours", form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    return private_key(name).public_key().public_bytes(Encoding.PEM, form).decode()


def jwk(name: str = "ours", **members: object) -> dict[str, object]:
    numbers = private_key(name).public_key().public_numbers()
    stated: dict[str, object] = {
        "use": "sig", "kty": "RSA", "kid": KID, "alg": "RS256",
        "n": base64url(numbers.n.to_bytes(256)), "e": "AQAB",
    }  # fmt: skip
    return stated | members


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def segment(value: object) -> str:
    """A part of a token; a text is taken for JSON already."""
    text = value if isinstance(value, str) else json.dumps(value)
    return base64url(text.encode("utf-8", "surrogatepass"))


def token(
    claims: object = None, header: object = None, *, signer: str = "ours", **changed: Any
) -> str:
    """A token; `changed` replaces single claims, `...` leaves one out."""
    stated: object = CLAIMS if claims is None else claims
    if changed:
        assert isinstance(stated, dict)
        stated = {name: value for name, value in (stated | changed).items() if value is not ...}
    signed = f"{segment(HEADER if header is None else header)}.{segment(stated)}"
    return f"{signed}.{sign(signed, signer)}"


def sign(signed: str, signer: str = "ours", *, with_384: bool = False) -> str:
    algorithm = SHA384() if with_384 else SHA256()
    return base64url(private_key(signer).sign(signed.encode(), padding.PKCS1v15(), algorithm))
