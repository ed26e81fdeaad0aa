"""Many tokens with one verifier: what is kept of them, and the same verdicts as one by one."""

import binascii
from typing import Any

import pybase64
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from clerkdoctor.clerk.bulk import BulkVerifier
from clerkdoctor.clerk.verdict import Refused
from clerkdoctor.clerk.verify import VerifyOptions, reasons
from tests.clerk.judging import by
from tests.clerk.minted import (
    CLAIMS,
    HEADER,
    NOW,
    SECOND,
    base64url,
    jwk,
    pem,
    segment,
    sign,
    token,
)

OPTIONS = VerifyOptions(**by(jwk()))


def judged(verifier: BulkVerifier, token: bytes, now: float) -> tuple[Refused, ...]:
    """Why the token is refused, which is the same in a row of others."""
    alone, *_ = verifier.reasons([token], now)
    assert verifier.reasons([b"junk", token, b"", token], now)[1::2] == [alone, alone]
    return alone


def test_one_verifier_judges_many_tokens() -> None:
    verifier = BulkVerifier(OPTIONS)
    good, expired = token().encode(), token(exp=SECOND - 7).encode()
    for _ in range(3):
        assert judged(verifier, good, NOW) == ()
        assert [one.reason for one in judged(verifier, expired, NOW)] == ["token-expired"]
        assert judged(verifier, expired, NOW - 120_000 + 5_000)
        assert judged(verifier, expired, NOW - 3_000) == ()
    for number in range(600):  # a header of its own in each: what is kept of them is bounded
        sent = f"{segment(HEADER | {'kid': f'ins_{number}'})}.{segment(CLAIMS)}.AAAA"
        assert judged(verifier, sent.encode(), NOW)[0].reason == "jwk-kid-mismatch"
    assert len(verifier._headers) <= 256
    assert judged(verifier, good, NOW) == ()


def test_a_long_header_is_not_kept() -> None:
    verifier = BulkVerifier(OPTIONS)
    assert judged(verifier, token(header=HEADER | {"x": "y" * 100_000}).encode(), NOW) == ()
    assert not verifier._headers


@pytest.mark.parametrize(
    "claims",
    [
        # What one JSON reader takes otherwise than another.
        '{"sub":"user_1","exp":1e400,"iat":1}',
        '{"sub":"user_1","exp":123456789012345678901234567890}',
        '{"sub":"user_1","exp":1, "exp":9999999999}',
        '{"sub":"user_1","exp":9999999999.0,"nbf":-0}',
        '{"sub":"\\ud800","exp":9999999999}',
        '{"sub":"user_1","exp":9999999999,"x":NaN}',
        '{"sub":"user_1","exp":9999999999,"x":' + "[" * 2_000 + "]" * 2_000 + "}",
        '\ufeff{"sub":"user_1","exp":9999999999}',
        ' {"sub":"user_1","exp":9999999999} \n',
        '{"sub":"user_1","exp":9999999999}{}',
        '{"sub":"user_1","exp":9999999999,"aud":["a"]}',
        '{"sub":"user_1","exp":true}',
        '["sub"]', "null", "", "7",
    ],
)  # fmt: skip
def test_claims_are_read_as_one_by_one(claims: str) -> None:
    sent = token(claims)
    for options in (OPTIONS, OPTIONS._replace(audience="a"), OPTIONS._replace(issuer="b")):
        expected = reasons(sent, options, NOW)
        assert judged(BulkVerifier(options), sent.encode(), NOW) == expected


def test_bytes_of_claims_that_are_no_text_are_replaced_as_one_by_one() -> None:
    body = base64url(b'{"sub":"user_1","exp":9999999999,"x":"\xff"}')
    signed = f"{segment(HEADER)}.{body}"
    sent = f"{signed}.{sign(signed)}"
    assert judged(BulkVerifier(OPTIONS), sent.encode(), NOW) == reasons(sent, OPTIONS, NOW) == ()


@pytest.mark.parametrize(
    "sent", [b"", b"\xff\xfe", b"\xff.\xff.\xff", "é.é.é".encode(), b"null", b"..", b"a.b.c"]
)
def test_bytes_are_judged_as_the_text_that_they_are(sent: bytes) -> None:
    found = judged(BulkVerifier(OPTIONS), sent, NOW)
    assert found == reasons(sent.decode("utf-8", "replace"), OPTIONS, NOW)


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("change", ["=", "==", "A", "!", "+", "/", "-", "_", " ", "\n", "\r", "\0"])
def test_changed_parts_are_judged_as_one_by_one(part: int, change: str) -> None:
    verifier = BulkVerifier(VerifyOptions(jwt_key=pem()))
    parts = token().split(".")
    for at in (0, 1, len(parts[part]) // 2, len(parts[part]) - 1, len(parts[part])):
        for end in (at, at + 1):
            changed = parts[part][:at] + change + parts[part][end:]
            sent = ".".join([*parts[:part], changed, *parts[part + 1 :]])
            expected = reasons(sent, VerifyOptions(jwt_key=pem()), NOW)
            assert judged(verifier, sent.encode(), NOW) == expected


@settings(max_examples=300, deadline=None)
@given(some.text("ABCDwxyz0189+/!=.\n ", max_size=24))
def test_what_the_fast_decoder_takes_is_what_the_strict_one_gives(text: str) -> None:
    data: Any
    try:
        data = pybase64.b64decode(text.encode(), None, True)
    except binascii.Error:
        return
    assert data == binascii.a2b_base64(text, strict_mode=True)
