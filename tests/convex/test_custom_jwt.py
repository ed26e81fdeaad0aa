"""Tokens of a customJwt provider: its own key set, five seconds, flat claims.

The rows of the facts that the vectors leave out.
"""

from collections.abc import Callable
from typing import Any

import pytest

from clerkdoctor.convex.identity import Accepted
from clerkdoctor.convex.network import NetworkFailure
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.convex.validate import validate
from tests.convex.minting import (
    CUSTOM,
    GONE,
    ISSUER,
    KEY_SET,
    NOW,
    Network,
    accepted,
    answer,
    base64url,
    claims,
    ec_key,
    ed_key,
    key_set,
    mint,
    providers_of,
    refused,
    rs512_key,
    rsa_key,
    verdict,
)

KID = (
    "Could not decode token. The JWT's 'kid' (key ID) header is 'ins_1', does this key match any "
    "key in the provider's JWKS?"
)
# Made when a test runs, not when it is collected: keys differ from one worker to the next.
Keys = Callable[[], list[Any]]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exp": NOW - 5}, None),
        ({"exp": NOW - 6}, "Token expired 6 seconds ago"),
        ({"exp": NOW - 5.5}, None),
        ({"exp": NOW - 5.6}, "Token expired 6 seconds ago"),
        ({"nbf": NOW + 5}, None),
        ({"nbf": NOW + 6}, "Token will be valid in 6 seconds"),
        ({"iat": NOW + 6}, "Token will be valid in 6 seconds"),
        ({"iat": GONE}, None),
        ({"exp": NOW - 6, "nbf": NOW + 6}, "Token expired 6 seconds ago"),
    ],
)
def test_a_custom_jwt_has_five_seconds(changes: dict[str, Any], words: str | None) -> None:
    found = verdict(mint(claims(**changes)), [CUSTOM])
    if words is None:
        assert isinstance(found, Accepted)
    else:
        assert isinstance(found, Refused)
        assert found.message == f"Could not validate token: {words}"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"kid": GONE}, "key-id-is-missing"),
        ({"kid": None}, "key-id-is-missing"),
        ({"alg": "EdDSA"}, "algorithm-is-unknown"),
        ({"alg": GONE}, "algorithm-is-unknown"),
        ({"typ": 5}, "header-is-unreadable"),
        ({"crit": 5}, "header-is-unreadable"),
        ({"kid": 5}, "header-is-unreadable"),
        ({"alg": "HS256"}, "algorithm-disagrees"),
        ({"alg": "none"}, "algorithm-disagrees"),
    ],
)
def test_a_custom_jwt_with_another_header(header: dict[str, Any], reason: str) -> None:
    found = refused(mint(header=header), [CUSTOM])
    assert (found.code, found.reason) == ("InvalidAuthHeader", reason)
    # Convex guesses: where the header cannot be read, it says that there is no `kid`.
    no_kid = "Could not decode token. JWT may be missing a 'kid' (key ID) header."
    assert found.message == (KID if reason == "algorithm-disagrees" else no_kid)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (lambda: [dict(rsa_key().jwk, alg="RS512")], "algorithm-disagrees"),
        (lambda: [dict(rsa_key().jwk, alg="RSA-OAEP")], "key-is-unusable"),
        (lambda: [dict(ec_key().jwk, alg=None, kid="ins_1")], "key-is-unusable"),
        (lambda: [{"kty": "oct", "kid": "ins_1", "k": "AAAA"}], "key-is-unusable"),
        (lambda: [rsa_key("ins_1", 1024).jwk], "key-is-unusable"),
        (lambda: [rsa_key("other").jwk], "key-is-not-published"),
        (lambda: [dict(rsa_key("other").jwk, kid="ins_1"), rsa_key().jwk], "signature-is-another"),
    ],
)
def test_a_custom_jwt_with_another_key(keys: Keys, reason: str) -> None:
    found = refused(providers=[CUSTOM], answers={KEY_SET: key_set(*keys())})
    assert (found.message, found.reason) == (KID, reason)


def test_a_custom_jwt_in_other_parts() -> None:
    cut, behind = mint().rpartition(".")[0], f"{mint()}\n"
    assert refused(cut, [CUSTOM]).reason == "token-has-other-parts"
    assert refused(behind, [CUSTOM]).reason == "token-is-not-bare"
    assert refused(f" {mint()}", [CUSTOM]).reason == "token-is-not-bare"


@pytest.mark.parametrize(
    ("keys", "takes"),
    [
        (lambda: [dict(rsa_key().jwk, use="enc", key_ops=["verify"], x5c=["x"])], True),
        (lambda: [dict(rsa_key().jwk, alg=None), dict(ec_key().jwk, alg=None)], True),
        (lambda: [rsa_key().jwk, ed_key().jwk], True),
        (lambda: [rsa_key().jwk, dict(ed_key().jwk, alg="EdDSA")], False),
        (lambda: [rsa_key().jwk, {"kty": "WEIRD"}], False),
        (lambda: [rsa_key().jwk, dict(ec_key().jwk, crv="secp256k1")], False),
        (lambda: [rsa_key().jwk, dict(rsa_key("other").jwk, n="AA==")], False),
        (lambda: [rsa_key().jwk, dict(rsa_key("other").jwk, kid=5)], False),
        (lambda: [rsa_key().jwk, dict(rsa_key("other").jwk, key_ops="verify")], False),
        (lambda: [rsa_key().jwk, 5], False),
    ],
)
def test_one_odd_key_spoils_a_custom_jwts_set(keys: Keys, takes: bool) -> None:
    found = verdict(providers=[CUSTOM], answers={KEY_SET: key_set(*keys())})
    assert isinstance(found, Accepted) is takes
    if isinstance(found, Refused):
        assert found.reason == "key-set-is-unreadable"
        assert found.message == (
            f"Invalid JWKS response body from '{KEY_SET}'. The response is not valid JSON or "
            "doesn't match the expected JWKS format."
        )


@pytest.mark.parametrize(
    ("kind", "takes"),
    [
        (None, False),
        ("application/json", True),
        ("application/jwk-set+json;charset=UTF-8", True),
        ('APPLICATION/json; charset="utf-8"; a=b', True),
        ("application/json;", True),
        ("application/json ;charset=utf-8", False),
        ("application/json; charset", False),
        ("application/json; charset=iso-8859-1", False),
        ("application/jsonp", False),
        ("ünicode", False),
    ],
)
def test_content_types_of_a_custom_jwts_key_set(kind: str | None, takes: bool) -> None:
    answers = {KEY_SET: answer({"keys": [dict(rsa_key().jwk)]}, kind=kind)}
    found = verdict(providers=[CUSTOM], answers=answers)
    assert isinstance(found, Accepted) is takes
    if isinstance(found, Refused):
        shown = kind if kind and kind.isascii() else "unknown"
        assert found.message.startswith(f"Invalid Content-Type '{shown}' when fetching JWKS from")


def test_a_custom_jwts_key_set_that_does_not_answer() -> None:
    failure = NetworkFailure("error sending request")
    found = refused(providers=[CUSTOM], answers={KEY_SET: failure})
    assert found.message == (
        f"Could not fetch JWKS from URL '{KEY_SET}': error sending request. Check that the URL is "
        "correct and accessible."
    )
    found = refused(providers=[CUSTOM], answers={KEY_SET: answer(b"", 599)})
    assert f"'{KEY_SET}': HTTP 599 Unknown. Check" in found.message


@pytest.mark.parametrize("jwks", ["", "not a url", "example.com/jwks", "https://", "https://a%b/"])
def test_a_key_set_url_that_is_none_is_an_internal_error(jwks: str) -> None:
    found = refused(providers=[CUSTOM | {"jwks": jwks}])
    assert (found.code, found.reason) == ("InternalServerError", "key-set-url-is-none")


def test_a_key_set_may_stand_in_the_configuration() -> None:
    response = key_set(rsa_key())
    assert not isinstance(response, NetworkFailure)
    text = response.body.decode()
    encoded = base64url(response.body).replace("-", "+").replace("_", "/")
    for jwks in (
        f"data:text/plain,{text}",
        f"DATA:,{text.replace(' ', '%20')}#fragment",
        f"data:application/json;base64,{encoded}",
        f" data:; base64,{encoded[:40]}\n{encoded[40:]}",
    ):
        network = Network()
        found = validate(mint(), providers_of(CUSTOM | {"jwks": jwks}), NOW, network)
        assert isinstance(found, Accepted), jwks
        assert network.asked == []
    found = refused(providers=[CUSTOM | {"jwks": "data:;base64,!"}])
    assert found.message == (
        "Invalid JWKS data URL. Check that the data URL is properly formatted and contains valid "
        "base64-encoded JSON."
    )


def test_a_custom_jwt_needs_a_subject_and_an_expiry() -> None:
    for name in ("sub", "exp"):
        found = refused(mint(claims(**{name: GONE})), [CUSTOM])
        assert found.cause == f"`{name}` is missing"
        assert found.message.startswith("Could not verify token claim.")
    assert accepted(mint(claims(sub="")), [CUSTOM]).identity["tokenIdentifier"] == f"{ISSUER}|"


def test_a_custom_jwts_claims_keep_their_names_and_lie_flat() -> None:
    stated = {
        "given_name": "A", "email_verified": "true", "address": "x", "o": {"id": "org_1", "x": {}},
        "props": {"a": {"b": 1}}, "arr": [1, {"a": 2}], "iat": GONE,
    }  # fmt: skip
    found = accepted(mint(claims(**stated)), [CUSTOM])
    assert found.custom_claims == {
        "azp": "http://localhost:3000", "sid": "sess_1", "v": 2, "sts": "active",
        "given_name": "A", "email_verified": "true", "address": "x", "o.id": "org_1",
        "props.a.b": 1, "arr": [1, {"a": 2}],
    }  # fmt: skip


def test_a_custom_jwt_may_have_other_audiences_and_a_bare_issuer() -> None:
    token = mint(claims(aud=["x", "convex"], iss=ISSUER.removeprefix("https://")))
    assert accepted(token, [CUSTOM]).identity["issuer"] == ISSUER.removeprefix("https://")


def test_es256_is_for_a_custom_jwt() -> None:
    provider, answers = CUSTOM | {"algorithm": "ES256"}, {KEY_SET: key_set(ec_key())}
    header = {"alg": "ES256", "kid": "e"}
    assert accepted(mint(header=header, key=ec_key()), [provider], answers)
    wrong = mint(header=header, key=ec_key("other"))
    assert refused(wrong, [provider], answers).reason == "signature-is-another"
    short = f"{mint(header=header, key=ec_key()).rpartition('.')[0]}.AAAA"
    assert refused(short, [provider], answers).reason == "signature-is-another"
    off = {KEY_SET: key_set(dict(ec_key().jwk, x=ec_key().jwk["y"]))}
    assert refused(mint(header=header, key=ec_key()), [provider], off).code == "InvalidAuthHeader"


def test_a_key_is_no_key_of_another_hash() -> None:
    token = mint(header={"kid": "r512"}, key=rs512_key())
    answers = {KEY_SET: key_set(rs512_key())}
    assert refused(token, answers=answers).reason == "signature-is-another"
    assert refused(token, [CUSTOM], answers).reason == "signature-is-another"
