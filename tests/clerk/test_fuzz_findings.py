"""What fuzzing has found, each as the smallest case that shows it."""

import pytest

from clerkdoctor.clerk import verdict
from clerkdoctor.clerk.jwk_choice import KeySet
from clerkdoctor.clerk.verify import VerifyOptions, reasons
from tests.clerk.minted import NOW, jwk, token


@pytest.mark.parametrize("member", ["kty", "use", "alg"])
@pytest.mark.parametrize("value", ["\ud800", "x\ud83d" * 50])
def test_half_characters_of_a_key_are_spelled_out(member: str, value: str) -> None:
    keys = KeySet({"keys": [jwk() | {member: value}]})
    (refused,) = reasons(token(), VerifyOptions(keys=keys), NOW)
    assert refused.reason == verdict.VERIFICATION_FAILED
    assert "\\ud8" in refused.message
    assert len(refused.message.encode()) < 500
