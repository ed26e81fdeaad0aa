"""What is said of older versions of @clerk/backend, run in the versions before and behind it."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clerkdoctor.clerk.older import DIFFERENCES, older
from clerkdoctor.clerk.verdict import Refused
from clerkdoctor.clerk.verify import VerifyOptions, verify
from tests import npm
from tests.parity.clerk_keys_minted import Key, base64url, minted

SCRIPT = Path(__file__).with_name("clerk_older.mjs")
NOW = 1_760_000_000_000
SECOND = NOW // 1000
CLAIMS = {"sub": "user_1", "iss": "https://clerk.acme.io", "exp": SECOND + 60}


class Probe(NamedTuple):
    """Cases for one difference: what the last version before it says, and what the first behind."""

    name: str
    before: str
    behind: str
    last: str
    cases: tuple[tuple[dict[str, Any], dict[str, Any], dict[str, Any], str], ...]


def case(
    claims: dict[str, Any] | None = None,
    header: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
    signer: str = "a",
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], str]:
    return claims or {}, header or {}, options or {}, signer


PROBES = (
    Probe("issuer-not-compared", "accepted", "token-invalid-issuer", "3.20.1", (
        case(options={"issuer": "https://clerk.other.io"}),
    )),
    Probe("keys-kept-by-kid", "token-invalid-signature", "accepted", "3.16.7", (
        case(), case(signer="b"),
    )),
    Probe("undecodable-throws", "unexpected-error", "token-invalid", "3.14.0", (
        case(signer="undecodable"),
    )),
    Probe("m2m-accepted", "accepted", "token-invalid", "3.11.6", (
        case(header={"cat": "cl_B7d4PD333AAA"}),
    )),
    Probe("missing-azp-accepted", "accepted", "token-invalid-authorized-parties", "3.11.0", (
        case(options={"authorizedParties": ["https://acme.io"]}),
    )),
    Probe("audience-lists-not-compared", "accepted", "token-verification-failed", "3.4.7", (
        case({"aud": ["other"]}, options={"audience": "convex"}),
    )),
    Probe("audience-lists-not-compared", "token-verification-failed", "accepted", "3.4.7", (
        case({"aud": "convex"}, options={"audience": ["convex"]}),
    )),
    Probe("no-skew-is-default", "accepted", "token-expired", "3.2.13", (
        case({"exp": SECOND - 2}, options={"clockSkewInMs": 0}),
    )),
    Probe("claims-before-signature", "token-expired", "token-invalid-signature", "3.2.11", (
        case({"exp": SECOND - 60}, signer="wrong"),
    )),
    Probe("iat-is-not-active-yet", "token-not-active-yet", "token-iat-in-the-future", "1.13.1", (
        case({"iat": SECOND + 60}),
    )),
)  # fmt: skip


def step(
    made: tuple[dict[str, Any], dict[str, Any], dict[str, Any], str], keys: dict[str, Key]
) -> dict[str, Any]:
    claims, header, options, signer = made
    stated = ({"alg": "RS256", "typ": "JWT", "kid": "ins_a"} | header, CLAIMS | claims)
    signed = ".".join(base64url(json.dumps(part).encode()) for part in stated)
    key = keys[signer if signer in keys else "a"]
    signature = (
        keys["b"].sign(signed.encode(), "RS256")
        if signer == "wrong"
        else key.sign(signed.encode(), "RS256")
    )
    token = f"{signed}.{base64url(signature)}" if signer != "undecodable" else "x.y.z"
    return {"token": token, "options": {"jwtKey": key.pem, **options}}


@pytest.mark.long
def test_each_difference_is_between_its_versions() -> None:
    keys = minted()
    asked: list[dict[str, Any]] = []
    packages: dict[str, str] = {}
    for probe in PROBES:
        until = next(one.until for one in DIFFERENCES if one.name == probe.name)
        for version in (probe.last, ".".join(map(str, until))):
            alias = "backend-" + version.replace(".", "-")
            packages[alias] = f"npm:@clerk/backend@{version}"
            steps = [step(one, keys) for one in probe.cases]
            asked.append({"package": alias, "now": NOW, "steps": steps})
    answers = npm.run(SCRIPT, packages, asked)
    found = list(zip(answers[::2], answers[1::2], strict=True))
    assert found == [(probe.before, probe.behind) for probe in PROBES]
    for probe, question in zip(PROBES, asked[::2], strict=True):
        assert ours(question["steps"][-1]) == probe.behind
    assert {probe.name for probe in PROBES} == {one.name for one in DIFFERENCES}


def ours(given: dict[str, Any]) -> str:
    options = given["options"]
    answer = verify(
        given["token"],
        VerifyOptions(
            jwt_key=options["jwtKey"],
            audience=options.get("audience", ()),
            authorized_parties=options.get("authorizedParties", ()),
            issuer=options.get("issuer", ()),
            clock_skew_ms=options.get("clockSkewInMs"),
        ),
        NOW,
    )
    return answer.reason if isinstance(answer, Refused) else "accepted"


def test_a_version_has_the_differences_that_came_later() -> None:
    assert older((3, 25, 0)) == ()
    assert [one.name for one in older((3, 20, 1))] == ["issuer-not-compared"]
    assert "claims-before-signature" in {one.name for one in older((3, 2))}
    assert "claims-before-signature" not in {one.name for one in older((3, 2, 12))}
    assert {one.name for one in older((2, 33, 8))} == {
        one.name for one in DIFFERENCES if one.name != "iat-is-not-active-yet"
    }
    assert older((1, 0)) == DIFFERENCES
