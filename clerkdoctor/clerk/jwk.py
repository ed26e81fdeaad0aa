"""What WebCrypto makes of a key: a JWK of a key set, or the JWT public key of the environment.

Source: @clerk/backend 3.25.0, `loadClerkJwkFromPem` and `importKey`; Node.js 20, `rsaImportKey`,
`validateKeyOps` and the dictionary `JsonWebKey` of Web IDL.
"""

from typing import NamedTuple

from clerkdoctor.clerk import javascript
from clerkdoctor.clerk.atob import NotBase64, atob
from clerkdoctor.clerk.base64url import decode_like_node
from clerkdoctor.clerk.javascript import UNDEFINED, WHITE_SPACE, TypeFault
from clerkdoctor.clerk.shown import shown

_PEM_PARTS = (
    "-----BEGIN PUBLIC KEY-----",
    "-----END PUBLIC KEY-----",
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
    "IDAQAB",
)
_TEXT_MEMBERS = (
    "alg", "crv", "d", "dp", "dq", "e", "k", "kty", "n", "p", "q", "qi", "use", "x", "y",
)  # fmt: skip
_PRIME_MEMBERS = ("d", "r", "t")
_OPERATIONS = frozenset({
    "sign", "verify", "encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits",
})  # fmt: skip

# `alg` of a key, in small letters → the hash that Node.js takes it to ask for. It does not tell
# `HS256` from `RS256`.
_HASH_OF_NAME = {
    name: algorithm
    for algorithm, bits in (("RS256", "256"), ("RS384", "384"), ("RS512", "512"))
    for name in (
        "sha" + bits, "sha-" + bits, "rs" + bits, "ps" + bits, "rsa-oaep-" + bits, "hs" + bits,
    )
}  # fmt: skip

_NO_WHITE_SPACE = str.maketrans("", "", WHITE_SPACE)


class RsaKey(NamedTuple):
    """A public key as WebCrypto holds it: any two numbers."""

    modulus: int
    exponent: int


class NotImported(NamedTuple):
    """`problem` is the predicate of a sentence about the key."""

    problem: str


def jwk_of_pem(pem: str) -> dict[str, object]:
    """The JWK that the SDK makes of a JWT public key: it cuts a PEM text, and parses nothing."""
    body = pem.replace("\r", "").replace("\n", "")
    for part in _PEM_PARTS:
        body = body.replace(part, "", 1)
    return {"kty": "RSA", "alg": "RS256", "n": body, "e": "AQAB"}


def import_key(key: object, algorithm: str) -> RsaKey | NotImported:
    """The key for tokens of `algorithm` (RS256, RS384, RS512), or why WebCrypto throws.

    `key` is what a key set may hold, down to a text, which is read as a PEM key.
    """
    if isinstance(key, str):
        return _import_pem(key)
    if isinstance(key, list):
        return NotImported("is a list and no key")
    if not isinstance(key, dict):
        return NotImported("is no object")
    try:
        members = _members(key)
        operations = _operations(key.get("key_ops", UNDEFINED))
        _primes(key.get("oth", UNDEFINED))
    except TypeFault as fault:
        return NotImported(f"cannot be read: {fault}")
    return _problem(members, operations, algorithm) or RsaKey(
        int.from_bytes(decode_like_node(members["n"])),
        int.from_bytes(decode_like_node(members["e"])),
    )


def _members(key: dict[str, object]) -> dict[str, str]:
    """The members that Web IDL turns into texts, whatever they are."""
    return {name: javascript.string_of(key[name]) for name in _TEXT_MEMBERS if name in key}


def _operations(value: object) -> list[str] | None:
    if value is UNDEFINED:
        return None
    if not isinstance(value, list):
        raise TypeFault("its `key_ops` is no list")
    return [javascript.string_of(item) for item in value]


def _primes(value: object) -> None:
    if value is UNDEFINED:
        return
    if not isinstance(value, list):
        raise TypeFault("its `oth` is no list")
    for prime in value:
        if isinstance(prime, dict):
            for name in _PRIME_MEMBERS:
                javascript.string_of(prime.get(name))
        elif prime is not None and not isinstance(prime, list):
            raise TypeFault("its `oth` holds what is no object")


def _problem(
    members: dict[str, str], operations: list[str] | None, algorithm: str
) -> NotImported | None:
    kind = members.get("kty", "")
    if kind != "RSA":
        named = f"the `kty` {shown(kind)}" if kind else "no `kty`"
        return NotImported(f"has {named}; tokens need an RSA key")
    if "d" in members:
        return NotImported("is a private key; a key set holds public ones only")
    use = members.get("use", "sig")
    if use != "sig":
        return NotImported(f"has the `use` {shown(use)}, which does not verify signatures")
    if operations is not None and "verify" not in operations:
        return NotImported("has `key_ops` without `verify`")
    if operations is not None and _has_duplicates(operations):
        return NotImported("has `key_ops` that name an operation twice")
    stated = members.get("alg", algorithm)
    if _HASH_OF_NAME.get(stated.lower(), stated) != algorithm:
        return NotImported(f"has the `alg` {shown(stated)}, and the token `{algorithm}`")
    if "n" not in members or "e" not in members:
        return NotImported("has no `n` or no `e`")
    return None


def _has_duplicates(operations: list[str]) -> bool:
    """Unknown operations count for nothing, except those that Node.js finds on every object: it
    takes them all for the same one.
    """
    seen: set[str] = set()
    for operation in operations:
        name = "inherited" if operation in javascript.INHERITED else operation
        if name in seen:
            return True
        if name == "inherited" or name in _OPERATIONS:
            seen.add(name)
    return False


def _import_pem(text: str) -> RsaKey | NotImported:
    import re

    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    line = "[^\n\r\u2028\u2029]*?"
    body = re.sub(f"-----BEGIN{line}-----", "", text)
    body = re.sub(f"-----END{line}-----", "", body)
    try:
        der = atob(body.translate(_NO_WHITE_SPACE)).encode("latin-1")
        loaded = load_der_public_key(der)
    except (NotBase64, UnsupportedAlgorithm, ValueError):
        return NotImported("is a text and no public key")
    if not isinstance(loaded, RSAPublicKey):
        return NotImported("is a text that holds no RSA key")
    numbers = loaded.public_numbers()
    return RsaKey(numbers.n, numbers.e)
