"""Hostile tokens, configurations, documents and keys: always a verdict, never a crash."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from clerkdoctor.convex.explanations import CODES, REASONS, explain
from clerkdoctor.convex.identity import Accepted
from clerkdoctor.convex.network import NetworkFailure, Response
from clerkdoctor.convex.providers import CustomJwtProvider, OidcProvider, Provider
from clerkdoctor.convex.push import Pushed, push
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.convex.validate import validate
from tests.convex.minting import (
    CUSTOM,
    ISSUER,
    KEY_SET,
    METADATA,
    NOW,
    Network,
    answer,
    base64url,
    claims,
    mint,
    providers_of,
    refused,
    rsa_key,
    verdict,
)

_OFTEN = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=8,
)
_NAMES = some.sampled_from(
    ["iss", "sub", "aud", "exp", "iat", "nbf", "name", "name#", "email_verified", "address", "amr"]
)
_BOTH = (OidcProvider("convex", ISSUER), CustomJwtProvider(ISSUER, KEY_SET, "RS256"))


def _is_a_verdict(found: Accepted | Refused) -> None:
    if isinstance(found, Refused):
        assert explain(found.reason), found.reason
        assert explain(found.code)
        assert found.message
        assert found.cause
        assert not found.cause.endswith(".")
        assert found.cause.isprintable(), found.cause
        assert len(found.cause) < 700
        assert found.http_status >= 400


def _judged(token: str, network: Any = None) -> None:
    for provider in _BOTH:
        for redact in (True, False):
            _is_a_verdict(validate(token, [provider], NOW, network or Network(), redact=redact))


@_OFTEN
@given(some.text())
@example("\ud800.\ud800.\ud800")
@example("." * 10_000)
def test_any_text_as_a_token(token: str) -> None:
    _judged(token)


@_OFTEN
@given(some.binary(), some.binary(), some.binary())
def test_any_bytes_as_parts(header: bytes, body: bytes, signature: bytes) -> None:
    _judged(".".join(map(base64url, (header, body, signature))))


@_OFTEN
@given(some.dictionaries(_NAMES, _JSON), some.dictionaries(some.text(), _JSON))
def test_any_claims(changes: dict[str, Any], header: dict[str, Any]) -> None:
    _judged(mint(json.dumps(claims() | changes).encode(), header))


@_OFTEN
@given(some.dictionaries(some.sampled_from(["alg", "kid", "typ", "cty", "crit"]), _JSON))
def test_any_header(header: dict[str, Any]) -> None:
    _judged(mint(header=header))


@_OFTEN
@given(
    some.integers(100, 999),
    some.dictionaries(some.sampled_from(["content-type", "Content-Type", "x"]), some.text()),
    some.binary() | _JSON.map(lambda value: json.dumps(value).encode()),
    some.sampled_from([METADATA, KEY_SET]),
)
def test_any_answer(status: int, headers: dict[str, str], body: bytes, url: str) -> None:
    _judged(mint(), Network({url: Response(status, headers, body)}))
    _judged(mint(), Network({url: Response(200, headers, body)}))
    _judged(mint(), Network({url: answer(body)}))
    _judged(mint(), Network({url: NetworkFailure("".join(headers.values()))}))


@_OFTEN
@given(some.dictionaries(some.sampled_from(["kty", "alg", "use", "crv", *"nexyk"]), _JSON))
@example({"alg": "\x1b[2J"})
def test_any_key(changes: dict[str, Any]) -> None:
    _judged(mint(), Network({KEY_SET: answer({"keys": [dict(rsa_key().jwk) | changes]})}))


@_OFTEN
@given(
    some.dictionaries(some.sampled_from(["issuer", "jwks_uri", "claims_supported"]), _JSON),
    some.text(),
)
def test_any_metadata(changes: dict[str, Any], uri: str) -> None:
    for stated in (changes, {"jwks_uri": uri}):
        metadata = {"issuer": ISSUER, "jwks_uri": KEY_SET} | stated
        _judged(mint(), Network({METADATA: answer(metadata)}))


@_OFTEN
@given(some.text(), some.text(), some.floats(0, 2e10))
def test_any_provider(issuer: str, jwks: str, now: float) -> None:
    token = mint(json.dumps(claims(iss=issuer)).encode())
    providers: list[Provider] = [OidcProvider("convex", issuer)]
    providers.append(CustomJwtProvider(issuer, jwks, "ES256"))
    for provider in providers:
        _is_a_verdict(validate(token, [provider], now, Network()))


@_OFTEN
@given(_JSON)
def test_any_configuration(exported: object) -> None:
    for config in (exported, {"providers": exported}, {"providers": [exported]}):
        found = push(config)
        assert isinstance(found, Pushed) or explain(found.reason)


@_OFTEN
@given(some.text(), some.dictionaries(some.sampled_from([*CUSTOM, "domain"]), _JSON))
@example("https://\ud800.dev", {})
@example("https://[::1\x00]", {})
@example("https://xn--" + "9" * 5000, {})
@example("https://" + "1" * 5000, {})
def test_any_issuer(domain: str, changes: dict[str, Any]) -> None:
    for text in (domain, f"https://{domain}"):
        found = push({"providers": [{"domain": text, "applicationID": "convex"}]})
        assert isinstance(found, Pushed | Refused)
    assert isinstance(push({"providers": [CUSTOM | changes]}), Pushed | Refused)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a":[' + b"[" * 10_000 + b"]" * 10_000 + b"]}",
        b'{"exp":' + b"9" * 5_000_000 + b"}",
        b'{"iss":"' + b"x" * 5_000_000 + b'"}',
        b'{"iss":"\\ud800"}',
        b'{"exp":1e999}',
        b'{"exp":NaN}',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b'{"iss":"a\x00b"}',
    ],
    ids=lambda body: repr(body[:12]),
)
def test_bodies_that_break_readers(body: bytes) -> None:
    token = mint(body)
    _judged(token)
    assert refused(token).code in {"InvalidAuthHeader", "NoAuthProvider"}


def test_127_levels_are_read_and_128_are_not() -> None:
    for levels, takes in ((126, True), (127, False)):
        deep: Any = []
        for _ in range(levels - 1):
            deep = [deep]
        assert isinstance(verdict(mint(claims(deep=deep))), Accepted) is takes
        answers = {METADATA: answer({"issuer": ISSUER, "jwks_uri": KEY_SET, "x": deep})}
        assert isinstance(verdict(answers=answers), Accepted) is takes


def test_what_is_repeated_or_long_is_read_in_one_go() -> None:
    _judged(mint(b"{" + b'"a":1,' * 300_000 + b'"a":1}'))
    _judged(mint(b'{"aud":"convex","iss":"%b"}' % (ISSUER.encode() + b"/" * 2_000_000)))
    _judged(mint(b'{"aud":"convex","iss":"%b"}' % (b"https://" + b"%41" * 500_000)))


def test_five_megabytes_of_claims_are_accepted() -> None:
    found = verdict(mint(claims(meta="x" * 5_000_000)))
    assert isinstance(found, Accepted)
    assert len(str(found.identity["meta"])) == 5_000_000


def test_terminal_escapes_stay_out_of_causes() -> None:
    odd = "\x1b[2J\u202e\n"
    found = refused(mint(claims(iss=odd)))
    assert found.cause.startswith(r"`iss` is `\x1b[2J\u202e\n`; configured is")
    found = refused(mint(claims(name={"a": odd}), {"kid": odd}))
    assert found.cause.isprintable()


def test_a_token_never_says_where_its_keys_are() -> None:
    network = Network()
    header = {"jku": "https://evil.dev/jwks", "x5u": "https://evil.dev", "jwk": rsa_key("e").jwk}
    token = mint(claims(iss="https://evil.dev"), header, rsa_key("e"))
    assert isinstance(validate(token, _BOTH, NOW, network), Refused)
    assert network.asked == []
    validate(mint(header=header), providers_of(CUSTOM), NOW, network)
    assert network.asked == [KEY_SET]


def test_a_public_key_is_no_secret_to_sign_with() -> None:
    import hashlib
    import hmac

    from tests.convex.minting import Key

    secret = json.dumps(dict(rsa_key().jwk)).encode()
    forger = Key(lambda data: hmac.new(secret, data, hashlib.sha256).digest(), {})
    _judged(mint(header={"alg": "HS256"}, key=forger))
    assert refused(mint(header={"alg": "HS256"}, key=forger)).reason == "algorithm-is-not-allowed"


def test_a_network_that_fails_is_no_verdict_on_the_token() -> None:
    for url in (METADATA, KEY_SET):
        found = refused(answers={url: NetworkFailure("timed out")})
        assert (found.code, found.error_class) == ("AuthProviderDiscoveryFailed", "BadRequest")
        assert found.reason.endswith("-is-unreachable")


def test_every_explanation_says_what_and_what_to_do() -> None:
    for name, explanation in (REASONS | CODES).items():
        assert explain(name) == explanation
        for sentence in explanation:
            assert sentence[0].isupper() or sentence[0] == "`", name
            assert not sentence.endswith("."), name
    assert explain("no-such-thing") is None
