"""Provider metadata and key sets as an OIDC provider serves them.

The rows of the facts that the vectors leave out.
"""

import pytest

from clerkdoctor.convex.identity import Accepted
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.convex.validate import validate
from tests.convex.minting import (
    CONVEX,
    ISSUER,
    KEY_SET,
    METADATA,
    NOW,
    Network,
    accepted,
    answer,
    claims,
    mint,
    providers_of,
    refused,
    rsa_key,
    verdict,
)


def test_an_issuer_without_a_scheme_is_an_internal_error() -> None:
    bare = ISSUER.removeprefix("https://")
    found = refused(mint(claims(iss=bare)))
    assert (found.code, found.http_status) == ("InternalServerError", 500)
    assert found.websocket == "close 1011"
    # With a port it is a URL of the scheme `localhost`, to which no request can be made.
    providers = [CONVEX | {"domain": "localhost:9000"}]
    network = Network()
    token = mint(claims(iss="localhost:9000"))
    verdict_there = validate(token, providers_of(*providers), NOW, network)
    assert isinstance(verdict_there, Refused)
    assert verdict_there.code == "AuthProviderDiscoveryFailed"
    assert network.asked == []


def test_discovery_compares_the_issuer_to_the_last_slash() -> None:
    token = mint(claims(iss=f"{ISSUER}/"))
    assert refused(token).reason == "metadata-names-another-issuer"
    metadata = answer({"issuer": f"{ISSUER}/", "jwks_uri": KEY_SET})
    assert accepted(token, answers={METADATA: metadata}).identity["issuer"] == f"{ISSUER}/"


def test_an_issuer_with_a_query_has_its_metadata_behind_it() -> None:
    issuer, network = f"{ISSUER}/?a=1", Network()
    validate(mint(claims(iss=issuer)), providers_of(CONVEX | {"domain": issuer}), NOW, network)
    assert network.asked == [f"{issuer}/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    ("status", "phrase", "error_class", "http_status", "websocket"),
    [
        (401, "401 Unauthorized", "Unauthenticated", 401, "AuthError"),
        (404, "404 Not Found", "NotFound", 404, "close 1000"),
        (410, "410 Gone", "BadRequest", 400, "AuthError"),
        (302, "302 Found", "BadRequest", 400, "AuthError"),
        (425, "425 Too Early", "TooEarly", 425, "close 1013"),
        (429, "429 Too Many Requests", "RateLimited", 429, "close 1013"),
        (500, "500 Internal Server Error", "Overloaded", 503, "close 1013"),
        (599, "599 <unknown status code>", "Overloaded", 503, "close 1013"),
    ],
)
def test_the_status_of_a_provider_decides_what_a_client_sees(
    status: int, phrase: str, error_class: str, http_status: int, websocket: str
) -> None:
    for url, what in ((METADATA, "metadata"), (KEY_SET, "key-set")):
        found = refused(answers={url: answer(b"na\xffh", status)})
        assert found.message == f"Auth provider discovery of {ISSUER} failed: {phrase} na\ufffdh"
        assert (found.error_class, found.http_status) == (error_class, http_status)
        assert (found.websocket, found.reason) == (websocket, f"{what}-has-another-status")


@pytest.mark.parametrize(
    ("kind", "takes"),
    [
        (None, True),
        ("Application/JSON; charset=UTF-8", True),
        ("application/jsonp", True),
        ("text/html", False),
        ("", False),
        (" application/json", False),
        ("application/json; x=ü", False),
    ],
)
def test_content_types_of_metadata_are_compared_by_their_beginning(
    kind: str | None, takes: bool
) -> None:
    metadata = answer({"issuer": ISSUER, "jwks_uri": KEY_SET}, kind=kind)
    assert isinstance(verdict(answers={METADATA: metadata}), Accepted) is takes


@pytest.mark.parametrize(
    ("metadata", "takes"),
    [
        ({"issuer": ISSUER, "jwks_uri": KEY_SET, "x": [{}], "scopes_supported": None}, True),
        (
            {
                "issuer": ISSUER,
                "jwks_uri": KEY_SET,
                "subject_types_supported": ["odd"],
                "id_token_signing_alg_values_supported": ["odd", 5],
            },
            True,
        ),
        ({"issuer": ISSUER}, False),
        ({"jwks_uri": KEY_SET}, False),
        ({"issuer": ISSUER, "jwks_uri": "/jwks"}, False),
        ({"issuer": ISSUER, "jwks_uri": KEY_SET, "token_endpoint": "none"}, False),
        ({"issuer": ISSUER, "jwks_uri": KEY_SET, "scopes_supported": "openid"}, False),
        ({"issuer": ISSUER, "jwks_uri": KEY_SET, "request_parameter_supported": "no"}, False),
        ({"issuer": ISSUER, "jwks_uri": KEY_SET, "subject_types_supported": None}, False),
        ([ISSUER, KEY_SET], False),
        (b'{"issuer": "%b", "jwks_uri": "x", "issuer": ""}' % ISSUER.encode(), False),
    ],
)
def test_metadata_needs_two_members_and_the_others_of_their_types(
    metadata: object, takes: bool
) -> None:
    found = verdict(answers={METADATA: answer(metadata)})
    assert isinstance(found, Accepted) is takes
    if isinstance(found, Refused):
        assert found.message == f"Auth provider discovery of {ISSUER} failed"


def test_a_key_set_may_stand_elsewhere() -> None:
    elsewhere = "https://cdn.example.net/jwks"
    answers = {
        METADATA: answer({"issuer": ISSUER, "jwks_uri": elsewhere}),
        elsewhere: answer({"keys": [dict(rsa_key().jwk)]}, kind="application/jwk-set+json"),
    }
    assert accepted(answers=answers)
