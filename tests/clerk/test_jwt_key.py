"""The JWT public key: what the SDK can verify with, and what is said of the rest."""

import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from clerkdoctor.clerk.jwt_key import classify_jwt_key, modulus_of

KEY = rsa.generate_private_key(65537, 2048)
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
BODY = "".join(PEM.splitlines()[1:-1])


@pytest.mark.parametrize(
    "text",
    [
        PEM,
        PEM.replace("\n", "\r\n"),
        PEM.replace("\n", " "),
        PEM.replace("\n", ""),
        f'"{PEM}"',
        BODY,
        f"\t{PEM}  ",
    ],
)
def test_forms_that_work(text: str) -> None:
    assert classify_jwt_key(text) == ("jwt-key", 2048, None)
    assert modulus_of(text) == KEY.public_key().public_numbers().n.to_bytes(256)


def _of(bits: int, exponent: int = 65537) -> str:
    key = rsa.generate_private_key(exponent, bits).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    ("text", "bits", "problem"),
    [
        (PEM.replace("\n", "\\n"), 2048, "holds the two characters `\\n` where a line break"),
        (PEM.strip() + "\\n", 2048, "holds the two characters `\\n`"),
        (
            KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode(),
            2048,
            "is a PKCS#1 key (`BEGIN RSA PUBLIC KEY`)",
        ),
        (
            KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            None,
            "is a PEM private key; a JWT key begins with `-----BEGIN PUBLIC KEY-----`",
        ),
        (
            ec.generate_private_key(ec.SECP256R1())
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            .decode(),
            None,
            "is no RSA key but one of the kind EC",
        ),
        (_of(1024), 1024, "is an RSA key of 1024 bits; the SDK takes 2048 only"),
        (_of(3072), 3072, "is an RSA key of 3072 bits; the SDK takes 2048 only"),
        (_of(2048, 3), 2048, "has the exponent 3; the SDK takes 65537 only"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", None, "is a certificate"),
        ("https://clerk.acme.io/.well-known/jwks.json", None, "is the URL of a key set"),
        ('{"kty": "RSA", "n": "x"}', None, "is a JSON Web Key"),
        ("pk_test_Y2xlcmsuYWNtZS5pbyQ", None, "is a publishable key"),
        (PEM.splitlines()[0], None, "is the first line of a PEM key: the lines behind it"),
        (PEM[:250], None, "is cut short: its END line is missing"),
        (PEM + PEM, None, "holds more than one PEM key"),
        (PEM.replace("-----", "----"), None, "has broken BEGIN and END lines"),
        (BODY[:200], None, "does not decode to a public key"),
        ("hello world!", None, "is no PEM public key and no base64 of one"),
        ("", None, "is empty"),
        ("-----BEGIN PUBLIC KEY-----\n...\n-----END PUBLIC KEY-----", None, "is a PEM key with a"),
        ("A" * 1_000_000, None, "is far longer than a public key"),
        ("\0\ud800", None, "is no PEM public key"),
    ],
)
def test_forms_that_do_not(text: str, bits: int | None, problem: str) -> None:
    found = classify_jwt_key(text)
    assert found.bits == bits
    assert found.problem
    assert found.problem.startswith(problem)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PEM, "jwt-key"),
        (PEM.replace("\n", "\\n"), "jwt-key"),
        ("", "empty"),
        ("your_jwt_key", "placeholder"),
        ("[SENSITIVE]", "unreadable"),
        ("op://dev/clerk/jwt", "unresolved"),
        ("https://clerk.acme.io/.well-known/jwks.json", "other"),
        ("hello world!", "unknown"),
    ],
)
def test_what_stands_where_the_key_belongs(text: str, kind: str) -> None:
    assert classify_jwt_key(text).kind == kind


def test_a_working_key_loads_no_cryptography() -> None:
    code = (
        "import sys; from clerkdoctor.clerk.jwt_key import classify_jwt_key as c; "
        f"assert c({PEM!r}).problem is None; sys.exit('cryptography' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
