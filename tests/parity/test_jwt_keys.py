"""Which JWT keys work: @clerk/backend verifies a real token with each form of the key."""

import base64
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from clerkdoctor.clerk.jwt_key import classify_jwt_key, modulus_of
from tests import npm

SCRIPT = Path(__file__).with_name("jwt_keys.mjs")
PACKAGES = {"@clerk/backend": "3.25.0"}


def _token(key: rsa.RSAPrivateKey) -> str:
    now = int(time.time())
    header = {"alg": "RS256", "typ": "JWT", "kid": "ins_1"}
    claims = {"sub": "user_1", "iss": "https://clerk.acme.io", "sid": "sess_1"}
    claims |= {"iat": now - 5, "nbf": now - 5, "exp": now + 3600}  # type: ignore[dict-item]
    signed = ".".join(_base64url(json.dumps(part).encode()) for part in (header, claims))
    signature = key.sign(signed.encode(), padding.PKCS1v15(), SHA256())
    return f"{signed}.{_base64url(signature)}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _pem(key: rsa.RSAPrivateKey, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    return key.public_key().public_bytes(Encoding.PEM, form).decode()


def _number(pem: str) -> str:
    """The base64 of the modulus alone."""
    return _body(pem).removeprefix("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA")[:-6]


def _body(pem: str) -> str:
    return "".join(line for line in pem.splitlines() if "-----" not in line)


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": lambda pem: pem,
    "CRLF": lambda pem: pem.replace("\n", "\r\n"),
    "CR": lambda pem: pem.replace("\n", "\r"),
    "spaces": lambda pem: pem.replace("\n", " "),
    "one line": lambda pem: pem.replace("\n", ""),
    "indented": lambda pem: "".join(f"    {line}\n" for line in pem.splitlines()),
    "quoted": lambda pem: f'"{pem}"',
    "bare": _body,
    "bare, padded": lambda pem: _body(pem) + "==",
    "header only": lambda pem: "-----BEGIN PUBLIC KEY-----\n" + _body(pem),
    "URL-safe": lambda pem: _body(pem).replace("+", "-").replace("/", "_"),
    "byte order mark": lambda pem: "\ufeff" + pem,
    "literal \\n": lambda pem: pem.replace("\n", "\\n"),
    "literal \\r\\n": lambda pem: pem.replace("\n", "\\r\\n"),
    "one literal \\n": lambda pem: pem.strip() + "\\n",
    "first line": lambda pem: pem.splitlines()[0],
    "half": lambda pem: pem[:250],
    "without its end": lambda pem: pem[: pem.index("-----END")],
    "last line lost": lambda pem: "\n".join((*pem.splitlines()[:-2], "-----END PUBLIC KEY-----")),
    "twice": lambda pem: pem + pem,
    "a comment behind": lambda pem: pem + "# the key",
    "an assignment": lambda pem: "CLERK_JWT_KEY=" + pem,
    "four dashes": lambda pem: pem.replace("-----", "----"),
    "another label": lambda pem: pem.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
    "small letters": lambda pem: pem.replace("BEGIN PUBLIC KEY", "begin public key"),
    "URL": lambda _pem: "https://clerk.acme.io/.well-known/jwks.json",
    "empty": lambda _pem: "",
    "blank": lambda _pem: "  ",
    "zeros before": lambda pem: "AAAA" + _body(pem),
    "lower bytes": lambda pem: "".join(chr(ord(char) + 0x100) for char in _number(pem)),
    "half pairs": lambda pem: "\ud83d".join(_number(pem)),
    "cut behind": lambda pem: _number(pem) + "=AAAA",
    "cut before": lambda pem: "=" + _number(pem),
    "padded inside": lambda pem: _number(pem)[:100] + "=" + _number(pem)[100:],
    "a stranger in it": lambda pem: _number(pem)[:100] + "!\0é" + _number(pem)[100:],
    "a character more": lambda pem: _number(pem) + "A",
}


@pytest.mark.long
def test_what_the_sdk_verifies_with_has_no_problem() -> None:
    key = rsa.generate_private_key(65537, 2048)
    small = rsa.generate_private_key(65537, 1024)
    large = rsa.generate_private_key(65537, 4096)
    three = rsa.generate_private_key(3, 2048)
    token = _token(key)
    asked = [(name, form(_pem(key)), token) for name, form in FORMS.items()]
    asked += [
        ("PKCS#1", _pem(key, PublicFormat.PKCS1), token),
        ("1024 bits", _pem(small), _token(small)),
        ("4096 bits", _pem(large), _token(large)),
        ("exponent 3", _pem(three), _token(three)),
        ("private", _private(key), token),
        ("elliptic", _spki(ec.generate_private_key(ec.SECP256R1()).public_key()), token),
        ("ed25519", _spki(ed25519.Ed25519PrivateKey.generate().public_key()), token),
    ]
    asked_of_key = {pem for _, pem, sent in asked if sent == token}
    modulus = key.public_key().public_numbers().n
    answers = npm.run(SCRIPT, PACKAGES, [{"pem": pem, "token": sent} for _, pem, sent in asked])
    for (name, pem, _), accepted in zip(asked, answers, strict=True):
        found = classify_jwt_key(pem)
        assert (found.problem is None) == accepted, (name, found)
        if pem in asked_of_key:
            assert (int.from_bytes(modulus_of(pem)) == modulus) == accepted, name
    assert sum(answers) == 17


# Of some, Node.js sees the lower byte only: a space, `=`, `A`, `-`.
STRANGE = (
    " ", "\n", "\t", '"', "=", "A", "\\", ".", "\u200b", "n", "-", "\0", "é", "\u0120", "\u013d",
    "\u0141", "\u202d", "\ud83d\ude00", "\ud800",
)  # fmt: skip


@pytest.mark.long
def test_a_damaged_key_that_still_verifies_has_no_problem() -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem, token, chance = _pem(key), _token(key), random.Random(1)
    asked = []
    for _ in range(1_000):
        at = chance.randrange(len(pem))
        strange = chance.choice(STRANGE)
        asked.append(
            chance.choice((pem[:at] + strange + pem[at:], pem[:at] + pem[at + 1 :], pem[:at]))
        )
    answers = npm.run(SCRIPT, PACKAGES, [{"pem": text, "token": token} for text in asked])
    modulus = key.public_key().public_numbers().n
    for text, accepted in zip(asked, answers, strict=True):
        assert (int.from_bytes(modulus_of(text)) == modulus) == accepted, repr(text)
        if accepted:
            assert classify_jwt_key(text).problem is None, text
    assert sum(answers) > 20


def _private(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _spki(key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
