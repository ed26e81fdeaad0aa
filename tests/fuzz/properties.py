"""What holds for any input at all: an answer of the declared type, soon, and never an exception.

Each property takes bytes. The first byte is flags, the rest fields that are parted by NUL; so a
fuzzer can change one field and leave the others whole. Tokens are made from a header and claims
and signed here, since no fuzzer would guess a signature, or are taken as they are.
"""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from clerkdoctor.clerk import jwt, verdict
from clerkdoctor.clerk.bulk import BulkVerifier
from clerkdoctor.clerk.jwk_choice import KeyAnswer, KeySet
from clerkdoctor.clerk.verify import Verifier, VerifyOptions
from clerkdoctor.convex import identity, refusal
from clerkdoctor.convex.explanations import explain
from clerkdoctor.convex.network import NetworkFailure, Response
from clerkdoctor.convex.providers import CustomJwtProvider, OidcProvider, Provider
from clerkdoctor.convex.push import Pushed, push
from clerkdoctor.convex.validate import validate

ROOT = Path(__file__).parent.parent.parent
NOW = 1_800_000_000
ISSUER = "https://clerk.acme.io"
METADATA = f"{ISSUER}/.well-known/openid-configuration"
KEY_SET = f"{ISSUER}/.well-known/jwks.json"

# Flags.
AS_IT_IS, BY_PEM, GIVEN_KEYS, STRICT, ANSWER, SPOILED, CUSTOM, REDACTED = (1 << n for n in range(8))

# Seconds of CPU time for one input of at most 64 KB.
LONGEST = 1.0

_DIGEST_INFO = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
_CODES = frozenset(
    value for name, value in vars(verdict).items() if name.isupper() and name != "FROM_CLERK"
)


def timed(judge: Callable[[bytes], None], data: bytes) -> None:
    """Runs a property; one that takes too long has failed."""
    start = time.process_time()
    judge(data)
    taken = time.process_time() - start
    assert taken < LONGEST, f"took {taken:.2f} s for {len(data)} bytes"


def fields(data: bytes, count: int) -> tuple[int, list[bytes]]:
    """The flags, and so many fields; those that are missing are empty."""
    parts = data[1:].split(b"\0", count - 1)
    return (data[0] if data else 0), parts + [b""] * (count - len(parts))


def decode(data: bytes) -> None:
    """`clerk.jwt.decode` of any text."""
    for text in {data.decode("latin-1"), data.decode("utf-8", "surrogateescape"), _text(data)}:
        found = jwt.decode(text)
        if isinstance(found, jwt.NotJwt):
            _is_sentence(found.message, found.action)
        else:
            assert isinstance(found, jwt.Jwt)
            assert isinstance(found.signature, bytes)
            assert isinstance(found.signed, bytes)


def clerk(data: bytes) -> None:
    """`Verifier` and `BulkVerifier`: the one verdict is the first of all the reasons."""
    flags, (header, claims, keys, moment) = fields(data, 4)
    if flags & AS_IT_IS:
        token = _text(data[1:])
    elif flags & BY_PEM:
        token = _minted(header, claims, _rsa_signature, spoiled=bool(flags & SPOILED))
    else:
        token = _minted(header, claims, _free_signature, spoiled=bool(flags & SPOILED))
    verifier = Verifier(_options(flags, keys))
    now = _moment(moment)
    found = verifier.verify(token, now)
    reasons = verifier.reasons(token, now)
    assert isinstance(reasons, tuple)
    for refused in reasons:
        assert isinstance(refused, verdict.Refused)
        assert refused.reason in _CODES, refused.reason
        _is_sentence(refused.message, refused.action)
    if isinstance(found, verdict.Accepted):
        assert reasons == (), reasons
        assert isinstance(found.claims, dict)
    else:
        assert reasons[0] == found, (reasons, found)
    line = token.encode("utf-8", "replace")
    if line.decode() == token:
        assert BulkVerifier(_options(flags, keys)).reasons([line], now) == [reasons]


def convex(data: bytes) -> None:
    """`convex.validate.validate`, with any claims, header, answers and provider."""
    flags, (header, claims, metadata, keys, stated) = fields(data, 5)
    is_custom = bool(flags & CUSTOM)
    if flags & AS_IT_IS:
        token = _text(data[1:])
    else:
        sign = _p256_signature if is_custom else _ed25519_signature
        token = _minted(header, claims, sign, spoiled=bool(flags & SPOILED))
    issuer = _text(stated) if stated and not flags & AS_IT_IS else ISSUER
    provider: Provider = OidcProvider("convex", issuer)
    if is_custom:
        jwks = _text(keys) if flags & STRICT else KEY_SET
        provider = CustomJwtProvider(issuer, jwks, "ES256", "convex" if flags & BY_PEM else None)
    answers: dict[str, bytes] = {}
    if metadata and not flags & AS_IT_IS:
        answers[METADATA] = metadata
    if flags & GIVEN_KEYS:
        answers[KEY_SET] = keys
    network = _network(answers, odd=bool(flags & ANSWER))
    found = validate(token, [provider], NOW, network, redact=bool(flags & REDACTED))
    if isinstance(found, identity.Accepted):
        assert isinstance(found.identity, dict)
        assert isinstance(found.expires, int)
    else:
        is_convex_refusal(found)


def pushed(data: bytes) -> None:
    """`convex.push.push` of any JSON value, and of any issuer."""
    flags, (first, second) = fields(data, 2)
    if flags & AS_IT_IS:
        provider: dict[str, Any] = {"domain": _text(first), "applicationID": _text(second)}
        if flags & CUSTOM:
            provider = {"type": "customJwt", "issuer": _text(first), "jwks": _text(second)}
            provider["algorithm"] = "RS256"
        exported: object = {"providers": [provider]}
    else:
        try:
            exported = json.loads(first)
        except (ValueError, RecursionError):
            return
    found = push(exported)
    if isinstance(found, Pushed):
        assert all(isinstance(one, OidcProvider | CustomJwtProvider) for one in found.providers)
    else:
        is_convex_refusal(found)


PROPERTIES = {"decode": decode, "clerk": clerk, "convex": convex, "push": pushed}


def is_convex_refusal(found: refusal.Refused) -> None:
    assert isinstance(found, refusal.Refused)
    assert explain(found.reason), found.reason
    assert explain(found.code), found.code
    assert found.message
    assert found.cause
    assert found.cause.isprintable(), found.cause
    assert len(found.cause) < 700, len(found.cause)
    assert found.http_status >= 400
    assert found.websocket


def _is_sentence(message: str, action: str | None) -> None:
    """A sentence can be written to a file: it holds no half characters, and is not all the token."""
    message.encode()
    assert message
    assert len(message) < 2_000, len(message)
    assert action is None or action


def _text(data: bytes) -> str:
    """Any text, half characters among them."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _moment(field: bytes) -> float:
    try:
        return float(field)
    except ValueError:
        return NOW * 1000


def _options(flags: int, keys: bytes) -> VerifyOptions:
    if flags & BY_PEM:
        options = VerifyOptions(_text(keys) if flags & GIVEN_KEYS else pem())
    elif flags & ANSWER:
        options = VerifyOptions(keys=KeyAnswer(200 + flags % 3 * 100, keys))
    elif flags & GIVEN_KEYS:
        try:
            options = VerifyOptions(keys=KeySet(json.loads(keys)))
        except (ValueError, RecursionError):
            options = VerifyOptions(keys=KeyAnswer(200, keys))
    else:
        options = VerifyOptions(keys=KeySet({"keys": [free_jwk()]}))
    if flags & STRICT:
        parties = "https://acme.io,x" if flags & CUSTOM else ("https://acme.io", "acme.io")
        options = options._replace(
            audience=["convex", "api"], authorized_parties=parties, issuer=ISSUER
        )
    return options if flags & REDACTED else options._replace(clock_skew_ms=0.5)


def _network(answers: dict[str, bytes], *, odd: bool) -> Callable[[str], Response | NetworkFailure]:
    known = {METADATA: metadata(), KEY_SET: key_set(), **answers}

    def network(url: str) -> Response | NetworkFailure:
        body = known.get(url)
        if body is None:
            return NetworkFailure("no such host")
        if odd:
            # The answer's first two bytes are its status, the next line its content type.
            kind, _, rest = body[2:].partition(b"\n")
            return Response(int.from_bytes(body[:2]) % 1000, {"Content-Type": _text(kind)}, rest)
        return Response(200, {"Content-Type": "application/json"}, body)

    return network


# Tokens and keys. These are always the same, so that what one run has kept is of use to another.

Sign = Callable[[bytes, str], bytes]


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(part: str) -> bytes:
    """Raises ValueError."""
    return base64.urlsafe_b64decode(part + "==")


def _minted(header: bytes, claims: bytes, sign: Sign, *, spoiled: bool) -> str:
    signed = f"{encode(header)}.{encode(claims)}"
    signature = sign(signed.encode(), _hash_name(header))
    if spoiled:
        signature = bytes([signature[0] ^ 1]) + signature[1:]
    return f"{signed}.{encode(signature)}"


def _hash_name(header: bytes) -> str:
    return next((f"sha{bits}" for bits in ("384", "512") if bits.encode() in header), "sha256")


@lru_cache
def _small_rsa() -> rsa.RSAPrivateKey:
    p, q = _prime(b"p"), _prime(b"q")
    d = pow(65537, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(65537, p * q)
    chinese = (d % (p - 1), d % (q - 1), pow(q, -1, p))
    return rsa.RSAPrivateNumbers(p, q, d, *chinese, public).private_key()


def _prime(name: bytes) -> int:
    """The first one of 512 bits behind what a name makes."""
    number = int.from_bytes(hashlib.sha512(name).digest()) | 3 << 510 | 1
    while pow(2, number - 1, number) != 1 or (number - 1) % 65537 == 0:
        number += 2
    return number


@lru_cache
def pem() -> str:
    public = _small_rsa().public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _rsa_signature(data: bytes, hash_name: str) -> bytes:
    algorithm = getattr(hashes, hash_name.upper())()
    return _small_rsa().sign(data, padding.PKCS1v15(), algorithm)


@lru_cache
def free_jwk() -> dict[str, object]:
    """With the exponent 1 a signature is the text itself: nothing to calculate."""
    modulus = (1 << 1024) - 105
    return {
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "ins_1", "e": "AQ",
        "n": encode(modulus.to_bytes(128)),
    }  # fmt: skip


def _free_signature(data: bytes, hash_name: str) -> bytes:
    behind = b"\0" + _DIGEST_INFO[hash_name] + hashlib.new(hash_name, data).digest()
    return b"\0\1" + b"\xff" * (126 - len(behind)) + behind


@lru_cache
def _p256() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(0x5EED, ec.SECP256R1())


@lru_cache
def _ed25519() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(b"seed" * 8)


def _p256_signature(data: bytes, _hash_name: str) -> bytes:
    r, s = utils.decode_dss_signature(_p256().sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def _ed25519_signature(data: bytes, _hash_name: str) -> bytes:
    return _ed25519().sign(data)


@lru_cache
def metadata() -> bytes:
    return json.dumps({"issuer": ISSUER, "jwks_uri": KEY_SET}).encode()


@lru_cache
def key_set() -> bytes:
    numbers = _p256().public_key().public_numbers()
    x, y = encode(numbers.x.to_bytes(32)), encode(numbers.y.to_bytes(32))
    edwards = encode(_ed25519().public_key().public_bytes_raw())
    keys = [
        {"kty": "EC", "crv": "P-256", "kid": "ins_1", "alg": "ES256", "x": x, "y": y},
        {"kty": "OKP", "crv": "Ed25519", "kid": "ins_1", "x": edwards},
        {"kty": "RSA", "kid": "ins_1", "n": encode(b"\xff" * 256), "e": "AQAB"},
    ]
    return json.dumps({"keys": keys}).encode()
