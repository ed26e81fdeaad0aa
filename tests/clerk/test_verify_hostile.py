"""Hostile tokens and key sets: a verdict for whatever there is, and one that can be printed."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from clerkdoctor.clerk.bulk import BulkVerifier
from clerkdoctor.clerk.jwk_choice import KeyAnswer, KeySet, KeySource
from clerkdoctor.clerk.verdict import Accepted
from clerkdoctor.clerk.verify import Verifier, VerifyOptions
from tests.clerk.judging import judged
from tests.clerk.minted import CLAIMS, HEADER, NOW, base64url, jwk, pem, token

FAILED = "token-verification-failed"


@pytest.mark.parametrize("depth", [900, 10_000, 50_000])
def test_json_nested_deep_is_read(depth: int) -> None:
    nested = "[" * depth + '{"a":"\\u00e9"}' + "]" * depth
    assert judged(token('{"sub":"a","exp":9e99,"x":' + nested + "}")) == ()
    assert judged(token('{"sub":"a","exp":9e99,"x":' + nested[:-1] + "}")) == ("token-invalid",)
    odd = "unexpected-error" if depth > 4_190 else FAILED
    assert judged(token('{"exp":9e99,"sub":' + nested + "}")) == (odd,)
    kid = '{"alg":"RS256","kid":' + nested + "}"
    assert judged(token(header=kid)) == (("unexpected-error",) if depth > 3_200 else ())


def test_claims_of_five_megabytes() -> None:
    claims = dict(CLAIMS) | {"x": ["é" * 1000] * 2500, "y": {str(n): n for n in range(20_000)}}
    assert judged(token(json.dumps(claims, ensure_ascii=False))) == ()


JSON = some.recursive(
    some.none() | some.booleans() | some.floats() | some.integers() | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=20,
)
NAMED = some.dictionaries(
    some.sampled_from(
        ["alg", "typ", "kid", "cat", "sub", "aud", "azp", "iss", "exp", "nbf", "iat"]
    ),
    JSON,
)
OPTIONS = (
    VerifyOptions(pem(), None, "a", ["b"], ["c"], 0),
    VerifyOptions("", KeySet({"keys": [jwk()]}), ["a"], "b", "c"),
    VerifyOptions("not a key"),
    VerifyOptions(),
)
VERIFIERS = [(Verifier(options), BulkVerifier(options)) for options in OPTIONS]


def never_raises(sent: str, now: float) -> None:
    for verifier, in_bulk in VERIFIERS:
        first = verifier.verify(sent, now)
        every = verifier.reasons(sent, now)
        assert every[:1] == (() if isinstance(first, Accepted) else (first,))
        line = sent.encode("utf-8", "replace")
        if line.decode() == sent:
            assert in_bulk.reasons([line], now) == [every]
        for one in every:
            one.message.encode()


@settings(max_examples=100, deadline=None)
@given(some.text(), some.floats())
def test_any_text_gets_a_verdict(sent: str, now: float) -> None:
    never_raises(sent, now)


@settings(max_examples=100, deadline=None)
@given(some.binary(), some.binary(), some.binary(max_size=400))
def test_any_bytes_get_a_verdict(head: bytes, body: bytes, tail: bytes) -> None:
    never_raises(".".join(map(base64url, (head, body, tail))), NOW)


@settings(max_examples=100, deadline=None)
@given(NAMED | JSON, NAMED | JSON, some.booleans(), some.floats())
def test_any_json_gets_a_verdict(header: Any, claims: Any, known: bool, now: float) -> None:
    if known and isinstance(header, dict):
        header = HEADER | {name: header[name] for name in header if name != "alg"}
    never_raises(token(json.dumps(claims), json.dumps(header)), now)


@settings(max_examples=100, deadline=None)
@given(JSON, some.integers(100, 599), some.binary(max_size=20))
def test_any_key_set_gets_a_verdict(document: Any, status: int, body: bytes) -> None:
    sources: tuple[KeySource, ...] = (
        KeySet(document),
        KeySet({"keys": [document]}),
        KeySet({"keys": [jwk() | document if isinstance(document, dict) else document]}),
        KeyAnswer(status, json.dumps(document).encode()),
        KeyAnswer(status, body),
    )
    for source in sources:
        judged(token(), jwt_key="", keys=source)
