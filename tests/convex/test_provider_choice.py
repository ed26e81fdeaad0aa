"""Which provider a token meets, and why it meets none.

The rows of the facts that the vectors leave out.
"""

from typing import Any

import pytest

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
    claims,
    mint,
    providers_of,
    refused,
    verdict,
)

OTHER = {"domain": "https://clerk.example.com", "applicationID": "convex"}


@pytest.mark.parametrize(
    ("changes", "provider", "reason"),
    [
        ({"aud": GONE}, CONVEX, "audience-is-missing"),
        ({"aud": []}, CONVEX, "audience-is-missing"),
        ({"aud": "other"}, CONVEX, "audience-is-another"),
        ({}, CONVEX | {"applicationID": "convex "}, "audience-is-spelled-otherwise"),
        ({}, CONVEX | {"applicationID": ""}, "audience-is-another"),
        ({}, OTHER, "issuer-is-another"),
        ({"iss": f"{ISSUER}\n"}, CONVEX, "issuer-is-spelled-otherwise"),
        ({}, CONVEX | {"domain": f"{ISSUER} "}, "issuer-is-spelled-otherwise"),
        ({}, CONVEX | {"domain": f"{ISSUER}:443"}, "issuer-is-spelled-otherwise"),
        ({"aud": GONE}, CUSTOM, "audience-is-missing"),
        ({"aud": GONE}, CUSTOM | {"applicationID": ""}, "audience-is-missing"),
    ],
)
def test_no_provider(changes: dict[str, Any], provider: dict[str, Any], reason: str) -> None:
    network = Network()
    found = validate(mint(claims(**changes)), providers_of(provider), NOW, network)
    assert isinstance(found, Refused)
    assert (found.code, found.reason) == ("NoAuthProvider", reason)
    assert network.asked == []


def test_production_keeps_the_providers_to_itself() -> None:
    found = verdict(providers=[OTHER], redact=True)
    assert isinstance(found, Refused)
    assert found.message == "No auth provider found matching the given token"
    custom = CUSTOM | {"issuer": "https://a.dev"}
    custom.pop("applicationID")
    assert refused(providers=[OTHER, custom]).message.endswith(
        "[OIDC(domain=https://clerk.example.com, app_id=convex), "
        "CustomJWT(issuer=https://a.dev, app_id=none)]"
    )


def test_the_first_provider_that_fits_is_the_only_one() -> None:
    assert accepted(providers=[OTHER, CONVEX])
    assert accepted(providers=[CUSTOM | {"applicationID": "zzz"}, CONVEX])
    two = [CONVEX | {"applicationID": "a"}, CONVEX]
    found = refused(mint(claims(aud=["a", "convex"])), two)
    assert found.cause == "`aud` holds `convex` beside `a`, and Convex trusts no other"


@pytest.mark.parametrize("slashes", ["", "/", "//"])
def test_slashes_at_the_configured_issuers_end_do_not_count(slashes: str) -> None:
    assert accepted(providers=[CONVEX | {"domain": f"{ISSUER}{slashes}"}])


def test_a_long_list_of_providers_is_cut_in_the_cause() -> None:
    many = [OTHER | {"domain": f"https://a{number}.dev"} for number in range(9)]
    found = refused(providers=many)
    assert found.cause.endswith("configured is `https://a0.dev`, `https://a1.dev`, "
                                "`https://a2.dev` and 6 more")  # fmt: skip
