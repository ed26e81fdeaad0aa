"""A token issuer and its two documents, for the tests: keys are made once, tokens at will."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256, SHA512

from clerkdoctor.convex.identity import Accepted
from clerkdoctor.convex.network import NetworkFailure, Response
from clerkdoctor.convex.providers import Provider
from clerkdoctor.convex.push import Pushed, push
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.convex.validate import validate

ISSUER = "https://verb-noun-00.clerk.accounts.dev"
METADATA = f"{ISSUER}/.well-known/openid-configuration"
KEY_SET = f"{ISSUER}/.well-known/jwks.json"
NOW = 1_800_000_000

CONVEX = {"domain": ISSUER, "applicationID": "convex"}
CUSTOM = {
    "type": "customJwt",
    "issuer": ISSUER,
    "jwks": KEY_SET,
    "algorithm": "RS256",
    "applicationID": "convex",
}
GONE = object()


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8))


class Key(NamedTuple):
    """`sign` makes a signature, `jwk` is the public key."""

    sign: Callable[[bytes], bytes]
    jwk: Mapping[str, Any]


@lru_cache
def rsa_key(kid: str = "ins_1", bits: int = 2048) -> Key:
    private = rsa.generate_private_key(65537, bits)
    numbers = private.public_key().public_numbers()
    jwk = {
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid,
        "n": number(numbers.n), "e": number(numbers.e),
    }  # fmt: skip
    return Key(lambda data: private.sign(data, padding.PKCS1v15(), SHA256()), jwk)


@lru_cache
def rs512_key() -> Key:
    private = rsa.generate_private_key(65537, 2048)
    numbers = private.public_key().public_numbers()
    jwk = {"kty": "RSA", "kid": "r512", "n": number(numbers.n), "e": number(numbers.e)}
    return Key(lambda data: private.sign(data, padding.PKCS1v15(), SHA512()), jwk)


@lru_cache
def ec_key(kid: str = "e") -> Key:
    private = ec.generate_private_key(ec.SECP256R1())
    numbers = private.public_key().public_numbers()

    def sign(data: bytes) -> bytes:
        r, s = utils.decode_dss_signature(private.sign(data, ec.ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    x, y = base64url(numbers.x.to_bytes(32)), base64url(numbers.y.to_bytes(32))
    return Key(sign, {"kty": "EC", "crv": "P-256", "kid": kid, "alg": "ES256", "x": x, "y": y})


@lru_cache
def ed_key(kid: str = "d") -> Key:
    private = ed25519.Ed25519PrivateKey.generate()
    x = base64url(private.public_key().public_bytes_raw())
    return Key(private.sign, {"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": x})


def changed(stated: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**stated, **changes}
    return {name: value for name, value in merged.items() if value is not GONE}


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a session token with the Convex integration on."""
    stated = {
        "azp": "http://localhost:3000", "aud": "convex", "exp": NOW + 60, "fva": [1, -1],
        "iat": NOW - 1, "iss": ISSUER, "jti": "j1", "nbf": NOW - 11, "sid": "sess_1",
        "sub": "user_1", "v": 2, "sts": "active",
    }  # fmt: skip
    return changed(stated, changes)


def mint(
    payload: Mapping[str, Any] | bytes | None = None,
    header: Mapping[str, Any] | None = None,
    key: Key | None = None,
) -> str:
    stated = changed({"alg": "RS256", "kid": "ins_1", "typ": "JWT", "cat": "cl_x"}, header or {})
    body = payload if isinstance(payload, bytes) else json.dumps(payload or claims()).encode()
    signed = f"{base64url(json.dumps(stated).encode())}.{base64url(body)}"
    return f"{signed}.{base64url((key or rsa_key()).sign(signed.encode()))}"


def answer(
    body: object, status: int = 200, kind: str | None = "application/json"
) -> Response | NetworkFailure:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, {} if kind is None else {"Content-Type": kind}, data)


def key_set(*keys: Key | Mapping[str, Any]) -> Response | NetworkFailure:
    return answer({"keys": [dict(key.jwk) if isinstance(key, Key) else key for key in keys]})


class Network:
    """A healthy issuer, but for the `answers` given; `asked` holds the URLs that were wanted."""

    def __init__(self, answers: Mapping[str, Response | NetworkFailure] | None = None) -> None:
        self.asked: list[str] = []
        self._answers = {
            METADATA: answer({"issuer": ISSUER, "jwks_uri": KEY_SET}),
            KEY_SET: key_set(rsa_key()),
            **(answers or {}),
        }

    def __call__(self, url: str) -> Response | NetworkFailure:
        self.asked.append(url)
        return self._answers.get(url, NetworkFailure("no such host"))


def providers_of(*stated: Mapping[str, Any]) -> Sequence[Provider]:
    pushed = push({"providers": [dict(provider) for provider in stated]})
    assert isinstance(pushed, Pushed), pushed
    return pushed.providers


def verdict(
    token: str | None = None,
    providers: Sequence[Mapping[str, Any]] = (CONVEX,),
    answers: Mapping[str, Response | NetworkFailure] | None = None,
    *,
    redact: bool = False,
) -> Accepted | Refused:
    """What a deployment with these providers says to a token at the time `NOW`."""
    text = mint() if token is None else token
    return validate(text, providers_of(*providers), NOW, Network(answers), redact=redact)


def refused(
    token: str | None = None,
    providers: Sequence[Mapping[str, Any]] = (CONVEX,),
    answers: Mapping[str, Response | NetworkFailure] | None = None,
) -> Refused:
    found = verdict(token, providers, answers)
    assert isinstance(found, Refused), found
    return found


def accepted(
    token: str | None = None,
    providers: Sequence[Mapping[str, Any]] = (CONVEX,),
    answers: Mapping[str, Response | NetworkFailure] | None = None,
) -> Accepted:
    found = verdict(token, providers, answers)
    assert isinstance(found, Accepted), found
    return found
