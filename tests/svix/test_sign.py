"""Signing against published signatures and against `hmac`."""

import random

import pytest

from clerkdoctor.clerk.webhook_secret import signing_key
from clerkdoctor.svix.sign import Signer
from tests.svix.signing import BODY, ID, NOW, key, signature

# Of the library of Svix for Python, and of the Standard Webhooks specification.
PUBLISHED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # gitleaks:allow


def test_a_published_signature() -> None:
    signer = Signer(signing_key(PUBLISHED))
    signed = signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("size", [0, 1, 24, 63, 64, 65, 75, 200])
def test_keys_of_any_size_sign_as_hmac_does(size: int) -> None:
    chance = random.Random(size)
    signer = Signer(key(size=size))
    for length in (0, 1, 63, 64, 65, 5_000):
        body = chance.randbytes(length)
        # A signer signs again and again, and remembers nothing.
        assert signer.sign(ID, NOW, body) == signature(body, key(size=size))
        assert signer.sign(ID, NOW, body) == signature(body, key(size=size))


def test_the_id_is_signed_as_utf_8() -> None:
    assert Signer(key()).sign("msg_é", NOW, BODY) == signature(head=f"msg_é.{NOW}.")
    with pytest.raises(UnicodeEncodeError):
        Signer(key()).sign("\ud83d", NOW, BODY)


def test_the_headers_of_a_delivery_are_svix_own() -> None:
    signer = Signer(key())
    assert signer.headers(ID, NOW, BODY) == (
        ("Svix-Id", ID),
        ("Svix-Timestamp", str(NOW)),
        ("Svix-Signature", signature()),
    )
