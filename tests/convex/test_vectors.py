"""The table of outcomes of Convex' own code (`vectors.json`): ours agree on all of them.

Each vector is a configuration, a token, what the network answers, and what Convex said: its code,
its message to the letter, the class of the error, and which URLs it asked for.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.convex.identity import Accepted
from clerkdoctor.convex.network import NetworkFailure, Response
from clerkdoctor.convex.push import Pushed, push
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.convex.validate import validate

_VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors.json").read_text("utf-8")
)["vectors"]
_PUSHES = [vector for vector in _VECTORS if vector["kind"] == "push"]
_TOKENS = [vector for vector in _VECTORS if vector["kind"] == "token"]

# What the backend's log says → what we call it. The log is never seen by a client.
_LOGGED = {
    "Out of bounds": "claims-are-unreadable",
    "invalid type: sequence, expected struct ClaimsSet": "claims-are-unreadable",
    "Invalid timestamp": "registered-claim-has-another-type",
    "invalid type: integer": "registered-claim-has-another-type",
    'Failed to parse payload JSON: Error("missing field': "claim-is-missing",
    "Failed to parse payload JSON": "claim-has-another-type",
    "Invalid base64url": "token-is-not-bare",
    "data did not match any variant": "key-set-is-unreadable",
    "Token provided was signed or encrypted with an unexpected": "algorithm-disagrees",
    "Key not found in JWKS": "key-is-not-published",
    "Header is missing kid": "key-id-is-missing",
    "Invalid signature": "signature-is-another",
    "Missing expiry": "claim-is-missing",
    "Disallowed signature algorithm": "algorithm-is-not-allowed",
    "Unsupported: critical": "header-has-crit",
    "Unsupported: unexpected or unsupported JWT type": "type-is-not-jwt",
    "Invalid cryptographic key": "key-is-unusable",
    "Ambiguous key identification": "key-is-ambiguous",
    "Crypto error: bad signature": "signature-is-another",
    "Expired": "token-has-expired",
    "No matching key found": "key-is-unusable",
    "No signature found": "token-is-unsigned",
}


def test_the_table_is_whole() -> None:
    assert (len(_PUSHES), len(_TOKENS)) == (26, 96)


@pytest.mark.parametrize("vector", _PUSHES, ids=lambda vector: vector["id"])
def test_a_push_is_answered_as_convex_answers_it(vector: dict[str, Any]) -> None:
    found, expected = push(vector["config"]), vector["expect"]
    if expected["accepted"]:
        assert isinstance(found, Pushed)
    else:
        assert isinstance(found, Refused)
        assert (found.code, found.message) == (expected["code"], expected["message"])
        assert found.http_status == 400


@pytest.mark.parametrize("vector", _TOKENS, ids=lambda vector: vector["id"])
def test_a_token_is_judged_as_convex_judges_it(vector: dict[str, Any]) -> None:
    asked: list[str] = []
    found, expected = _verdict(vector, asked), vector["expect"]
    assert asked == expected["requests"]
    if expected["accepted"]:
        assert isinstance(found, Accepted)
        attributes = {_camel(name): value for name, value in expected["identity"].items()}
        assert found.attributes == attributes
        assert found.custom_claims == expected["custom_claims"]
    else:
        assert isinstance(found, Refused)
        assert (found.code, found.message) == (expected["code"], expected["message"])
        assert found.error_class == expected["error_class"]
        assert (found.http_status, found.websocket) == (expected["http_status"], expected["ws"])


@pytest.mark.parametrize(
    "vector",
    [vector for vector in _TOKENS if vector["expect"].get("hidden_cause")],
    ids=lambda vector: vector["id"],
)
def test_the_cause_is_what_the_backend_logs(vector: dict[str, Any]) -> None:
    logged = vector["expect"]["hidden_cause"][-1]
    expected = next(reason for words, reason in _LOGGED.items() if logged.startswith(words))
    found = _verdict(vector, [])
    assert isinstance(found, Refused)
    assert found.reason == expected, found.cause


def _verdict(vector: dict[str, Any], asked: list[str]) -> Accepted | Refused:
    pushed = push(vector["config"])
    assert isinstance(pushed, Pushed)

    def network(url: str) -> Response | NetworkFailure:
        asked.append(url)
        stated = vector["http"].get(url)
        if stated is None:
            return NetworkFailure("no route to host")
        body = stated["body"] if isinstance(stated["body"], str) else json.dumps(stated["body"])
        headers = {} if stated.get("ct") is None else {"content-type": stated["ct"]}
        return Response(stated["status"], headers, body.encode())

    now, redact = vector["now"], vector["redact"]
    return validate(vector["token"], pushed.providers, now, network, redact=redact)


def _camel(name: str) -> str:
    return re.sub(r"_(.)", lambda found: found[1].upper(), name)
