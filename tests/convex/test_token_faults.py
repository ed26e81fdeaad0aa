"""Every reason in the token itself agrees with the verdict: none means accepted, any refused."""

import json
import random
from typing import Any

import pytest

from clerkdoctor.clerk.jwt import Jwt, decode
from clerkdoctor.convex.identity import Accepted
from clerkdoctor.convex.token_faults import token_faults
from tests.convex.minting import GONE, NOW, changed, claims, mint, verdict


def faults(token: str, application_id: str = "convex") -> list[tuple[str, str]]:
    decoded = decode(token)
    assert isinstance(decoded, Jwt)
    stated = decoded.claims if isinstance(decoded.claims, dict) else {}
    return [(fault.claim, fault.cause) for fault in token_faults(token, stated, application_id)]


@pytest.mark.parametrize(
    ("stated", "header", "causes"),
    [
        ({}, {}, []),
        ({"aud": ["convex"]}, {}, []),
        ({"email": "a@b.c", "email_verified": True, "updated_at": 5}, {}, []),
        ({"aud": GONE}, {}, ["`aud` is missing; Convex wants `convex`, the `applicationID` of its provider"]),
        ({"aud": []}, {}, ["`aud` is missing; Convex wants `convex`, the `applicationID` of its provider"]),
        ({"aud": "Convex"}, {}, ["`aud` is `Convex`; Convex wants `convex`, and compares as text"]),
        ({"aud": ["a", "b"]}, {}, ["`aud` is a list without `convex`; Convex wants `convex`, and compares as text"]),
        ({"aud": ["convex", "api"]}, {}, ["`aud` holds `api` beside `convex`, and Convex trusts no other"]),
        ({"aud": 5}, {}, ["`aud` is `5`, where a string or strings belong"]),
        ({"iss": GONE}, {}, ["`iss` is missing, by which Convex finds its provider"]),
        ({"sub": GONE}, {}, ["`sub` is missing, the user's id, without which it is no ID token"]),
        ({"exp": GONE, "iat": GONE}, {},
         ["`exp` is missing, when the token ends, without which it is no ID token",
          "`iat` is missing, when it was issued, without which it is no ID token"]),
        ({"sub": 5, "exp": "1"}, {}, ["`sub` is `5`, where a string belongs", '`exp` is `"1"`, where seconds since 1970 belong']),
        ({"email_verified": "true", "address": "x", "name#de": 1}, {},
         ['`email_verified` is `"true"`, where Convex wants true or false',
          '`address` is `"x"`, where Convex wants an object of strings',
          "`name#de` is `1`, where Convex wants a string"]),
        ({}, {"typ": "at+jwt"}, ["`typ` in the header is `at+jwt` and not `JWT`"]),
        ({}, {"typ": ""}, ["`typ` in the header is `` and not `JWT`"]),
        ({}, {"typ": "Application/JOSE"}, []),
        ({}, {"cty": "x", "crit": ["b64"]}, ["The header has `cty`, and Convex takes no token that says so", "The header has `crit`, and Convex knows no extension"]),
        ({}, {"alg": "HS256"}, ["`alg` in the header is `HS256`; Convex takes `RS256` and `EdDSA`"]),
        ({}, {"alg": "x"}, ["`alg` in the header is `x`"]),
        ({"a": [[[[]]] * 2], "deep": json.loads("[" * 130 + "]" * 130)}, {}, ["The second part is nested too deep"]),
    ],
)  # fmt: skip
def test_each_fault_is_told(
    stated: dict[str, Any], header: dict[str, Any], causes: list[str]
) -> None:
    token = mint(claims(**stated), header)
    assert [cause for _, cause in faults(token)] == causes
    assert isinstance(verdict(token), Accepted) == (not causes)


def test_a_claim_that_is_there_twice_is_told() -> None:
    for name in ("iss", "email"):
        body = json.dumps(claims(email="a")).replace("{", f'{{"{name}": "b", ', 1).encode()
        assert faults(mint(body)) == [("", f"`{name}` is there more than once")]


def test_the_application_id_is_the_providers() -> None:
    assert faults(mint(claims(aud="api")), "api") == []
    assert [claim for claim, _ in faults(mint(), "api")] == ["aud"]


def test_a_flood_of_faults_is_cut() -> None:
    token = mint(claims(**{f"name#{number}": number for number in range(500)}))
    assert len(faults(token)) == 20


VALUES: tuple[Any, ...] = (
    None, True, 0, 1, -1, 1.5, 2**70, 1e300, "", "x", "convex", "2026-01-01T00:00:00Z", [], ["convex"], ["x"], [1], {},
    {"formatted": 1}, {"formatted": "x"}, NOW + 60, GONE,
)  # fmt: skip
NAMES = (
    "sub", "aud", "exp", "nbf", "iat", "jti", "azp", "nonce", "acr", "amr", "auth_time", "at_hash", "name", "name#de", "email",
    "email#de", "email_verified", "address", "updated_at", "phone_number_verified", "birthday", "custom", "o", "fva", "profile#", "sub#",
)  # fmt: skip


def test_no_fault_means_accepted_and_any_means_refused() -> None:
    chance = random.Random(3)
    seen = {True: 0, False: 0}
    for _ in range(800):
        stated: dict[str, Any] = {
            chance.choice(NAMES): chance.choice(VALUES) for _ in range(chance.randrange(4))
        }
        header: dict[str, Any] = {}
        if chance.random() < 0.2:
            member = chance.choice(["typ", "cty", "crit", "alg", "kid"])
            header[member] = chance.choice([GONE, None, "JWT", "jwt", "RS256", ["x"], 5, "none"])
        if isinstance(stated.get("exp"), int | float) and not NOW < stated["exp"] < 2**60:
            del stated["exp"]  # The clock is not asked here.
        if header.get("kid", GONE) not in (GONE, None, 5):
            del header["kid"]  # Nor are the keys.
        stated = changed(claims(), stated)
        token = mint(stated, header)
        found = faults(token)
        is_accepted = isinstance(verdict(token), Accepted)
        assert is_accepted == (not found), (stated, header, found, verdict(token))
        seen[is_accepted] += 1
    assert min(seen.values()) > 150
