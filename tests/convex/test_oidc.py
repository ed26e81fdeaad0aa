"""Tokens of an OIDC provider: their parts, headers, claims and times.

The rows of the facts that the vectors leave out.
"""

import json
from typing import Any

import pytest

from clerkdoctor.convex.identity import Accepted
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.convex.validate import validate
from tests.convex.minting import (
    CONVEX,
    CUSTOM,
    GONE,
    ISSUER,
    NOW,
    Network,
    accepted,
    base64url,
    claims,
    mint,
    providers_of,
    refused,
    verdict,
)

PAYLOAD = (
    "Could not parse JWT payload. Check that the token is a valid JWT format with three "
    "base64-encoded parts separated by dots."
)
ID_TOKEN = "Could not parse as OIDC ID token. Token might not be an OIDC-compliant JWT."
CLAIM = (
    "Could not verify OIDC token claim. Check that the token signature is valid and the token "
    "hasn't expired."
)


def test_a_healthy_token_is_accepted_until_it_expires() -> None:
    found = accepted()
    assert found.identity["tokenIdentifier"] == f"{ISSUER}|user_1"
    assert (found.expires, found.provider.application_id) == (NOW + 60, "convex")


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"alg": "RS512"}, "algorithm-is-not-allowed"),
        ({"alg": "HS256"}, "algorithm-is-not-allowed"),
        ({"alg": "none"}, "token-is-unsigned"),
        ({"alg": "A128GCM"}, "token-is-encrypted"),
        ({"typ": "at+jwt"}, "type-is-not-jwt"),
        ({"typ": ""}, "type-is-not-jwt"),
        ({"typ": "application/jwt; a=b"}, "type-is-not-jwt"),
        ({"cty": "JWT"}, "token-is-nested"),
        ({"crit": []}, "header-has-crit"),
        ({"crit": ["b64"]}, "header-has-crit"),
    ],
)
def test_headers_that_are_refused_in_verifying(header: dict[str, Any], reason: str) -> None:
    found = refused(mint(header=header))
    assert (found.code, found.message, found.reason) == ("Unauthenticated", CLAIM, reason)


@pytest.mark.parametrize(
    "header",
    [
        {"typ": GONE}, {"typ": "jwt"}, {"typ": "application/JWT"}, {"typ": "JOSE"}, {"typ": None},
        {"crit": None}, {"cty": None}, {"jku": 5, "x5c": "x"},
    ],
)  # fmt: skip
def test_headers_that_do_no_harm(header: dict[str, Any]) -> None:
    assert accepted(mint(header=header))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "XYZ"}, {"alg": GONE}, {"alg": 5}, {"alg": None}, {"kid": 5}, {"typ": ["JWT"]},
        {"crit": "x"}, {"crit": [5]}, {"cty": {}},
    ],
)  # fmt: skip
def test_headers_that_cannot_be_read(header: dict[str, Any]) -> None:
    assert refused(mint(header=header)).message == ID_TOKEN


def test_a_member_that_counts_is_there_once() -> None:
    token = mint()
    twice = base64url(b'{"alg":"RS256","kid":"ins_1","kid":"ins_1"}') + token[token.index(".") :]
    assert refused(twice).cause == "The header has `kid` more than once"
    assert refused(twice, [CUSTOM]).cause == "The header has `kid` more than once"
    text = json.dumps(claims(name="A"))
    for name, value in (("name", '"x"'), ("nonce", "null"), ("email_verified", "true")):
        body = f'{{"{name}":{value},"{name}":null,{text[1:]}'.encode()
        assert refused(mint(body)).cause == f"`{name}` is there more than once"
    body = f'{{"email":null,"email":"a@b.c",{text[1:]}'.encode()
    assert accepted(mint(body)).identity["email"] == "a@b.c"
    # A custom claim may be there twice, and a customJwt's claims are all custom.
    body = f'{{"x":1,"x":2,{text[1:]}'.encode()
    assert accepted(mint(body)).identity["x"] == 2
    body = f'{{"name":"B",{text[1:]}'.encode()
    assert accepted(mint(body), [CUSTOM]).identity["name"] == "A"
    address = claims(address={"formatted": "x"})
    body = json.dumps(address).replace('"formatted"', '"formatted": "x", "formatted"').encode()
    assert refused(mint(body)).message == ID_TOKEN


@pytest.mark.parametrize(
    ("exp", "takes"),
    [(NOW, False), (NOW + 1, True), (NOW + 0.5, True), (0, False), (NOW * 1000, True)],
)
def test_the_expiry_of_an_oidc_token_is_strict(exp: float, takes: bool) -> None:
    found = verdict(mint(claims(exp=exp)))
    assert isinstance(found, Accepted) is takes
    if isinstance(found, Refused):
        assert (found.message, found.reason) == (CLAIM, "token-has-expired")


def test_the_clock_is_read_in_whole_seconds() -> None:
    token = mint(claims(exp=NOW + 1))
    assert isinstance(validate(token, providers_of(CONVEX), NOW + 0.999, Network()), Accepted)
    assert isinstance(validate(token, providers_of(CONVEX), NOW + 1, Network()), Refused)


def test_other_times_of_an_oidc_token_are_not_looked_at() -> None:
    assert accepted(mint(claims(iat=NOW + 9999, nbf=NOW + 9999, azp="nobody", nonce="n")))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": "1"}, {"exp": -1}, {"exp": True}, {"exp": 1e30}, {"nbf": "x"}, {"iat": []},
        {"iss": 1}, {"iss": ["x"]}, {"sub": 5}, {"jti": 7}, {"aud": 5}, {"aud": ["x", 5]},
        {"aud": {}},
    ],
)  # fmt: skip
def test_registered_claims_have_their_types(changes: dict[str, Any]) -> None:
    found = refused(mint(claims(**changes)))
    assert (found.code, found.message) == ("InvalidAuthHeader", PAYLOAD)
    assert found.reason == "registered-claim-has-another-type"


def test_a_registered_claim_is_there_once() -> None:
    body = b'{"iss":"%b","aud":"convex","aud":"convex"}' % ISSUER.encode()
    assert refused(mint(body)).cause == "`aud` is there more than once"


@pytest.mark.parametrize(
    "token",
    [
        "", "null", "undefined", "sess_abc", "pk_test_abc", "a%2Eb%2Ec", "a..c",
        "a.eyJ9.c", "a.W10.c", "a.bnVsbA.c", "a.e30=.c", "a.e31.c", "a.e.c", "a.e+0.c",
        "a.77u_e30.c", "a./w.c", "a._w.c",
    ],
)  # fmt: skip
def test_what_is_no_token(token: str) -> None:
    found = refused(token)
    assert (found.message, found.reason) == (PAYLOAD, "claims-are-unreadable")


def test_a_time_beyond_all_years_crashes_the_backend() -> None:
    found = refused(mint(claims(exp=NOW * 1_000_000)))
    assert (found.reason, found.http_status) == ("timestamp-is-out-of-range", 500)


@pytest.mark.parametrize(
    ("before", "behind"), [("Bearer ", ""), ('"', '"'), (" ", ""), ("", "\n"), ("", "=")]
)
def test_what_stands_around_a_token_is_noticed_late(before: str, behind: str) -> None:
    found = refused(f"{before}{mint()}{behind}")
    assert (found.message, found.reason) == (ID_TOKEN, "token-is-not-bare")


@pytest.mark.parametrize(
    ("cut", "reason"),
    [
        (lambda token: token.rpartition(".")[0], "token-has-other-parts"),
        (lambda token: f"{token}.", "token-has-other-parts"),
        (lambda token: f"!{token}", "token-is-not-bare"),
        (lambda token: f"bm8{token[token.index('.') :]}", "header-is-unreadable"),
    ],
)
def test_parts(cut: Any, reason: str) -> None:
    assert (refused(cut(mint())).message, refused(cut(mint())).reason) == (ID_TOKEN, reason)


def test_an_empty_signature_is_a_wrong_one() -> None:
    assert refused(f"{mint().rpartition('.')[0]}.").reason == "signature-is-another"


@pytest.mark.parametrize(
    "changes",
    [
        {"email_verified": "true"}, {"phone_number_verified": 1}, {"address": "1 Main"},
        {"address": {"formatted": 5}}, {"name": 5}, {"name": {}}, {"email": 5},
        {"picture": {}}, {"gender": {}}, {"updated_at": "x"}, {"updated_at": True},
        {"updated_at": 1e300}, {"amr": "x"}, {"amr": [5]}, {"azp": 5}, {"nonce": 5},
        {"acr": 5}, {"at_hash": 5}, {"auth_time": "x"}, {"auth_time": []}, {"name#de": 5},
        {"email#de": "x"}, {"middle_name": 5}, {"birthday": 5}, {"sub": GONE}, {"sub": None},
        {"exp": GONE}, {"exp": None}, {"iat": GONE}, {"iat": None},
    ],
)  # fmt: skip
def test_one_claim_of_another_type_refuses_an_id_token(changes: dict[str, Any]) -> None:
    found = refused(mint(claims(**changes)))
    assert found.message == ID_TOKEN
    assert found.reason in {"claim-has-another-type", "claim-is-missing"}
    assert next(iter(changes)) in found.cause


@pytest.mark.parametrize(
    "changes",
    [
        {"name": None, "email_verified": None, "address": None, "amr": None, "azp": None},
        {"auth_time": "2024-01-01T00:00:00Z"}, {"auth_time": 1.5}, {"jti": None, "nbf": None},
    ],
)  # fmt: skip
def test_null_is_no_other_type(changes: dict[str, Any]) -> None:
    assert "name" not in accepted(mint(claims(**changes))).identity
