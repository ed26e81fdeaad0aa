"""What `getUserIdentity()` returns for the claims of an accepted token.

The rows of the facts that the vectors leave out.
"""

import pytest

from tests.convex.minting import (
    ISSUER,
    accepted,
    claims,
    mint,
)


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        (1_704_067_200, "2024-01-01T00:00:00+00:00"),
        (1_704_067_200.5, "2024-01-01T00:00:00.500+00:00"),
        ("2024-01-01T02:00:00.25+02:00", "2024-01-01T00:00:00.250+00:00"),
        ("2024-02-29t23:59:60z", "2024-02-29T23:59:60+00:00"),
        (-62_135_596_801, "0000-12-31T23:59:59+00:00"),
        (1_700_000_000_000, "+55840-11-08T22:13:20+00:00"),
    ],
)
def test_updated_at_becomes_a_date(stated: object, shown: str) -> None:
    assert accepted(mint(claims(updated_at=stated))).identity["updatedAt"] == shown


def test_standard_claims_are_renamed_and_others_are_not() -> None:
    stated = {
        "given_name": "A", "picture": "https://i", "birthdate": "2001", "birthday": "2002",
        "locale": "en", "zoneinfo": "UTC", "name": "A", "name#de": "Ä", "phone_number": "1",
        "address": {"formatted": "1 Main", "country": None}, "middle_name": "M",
        "org_id": None, "o": {"id": "org_1"}, "nested": [1, {"a": 2}],
    }  # fmt: skip
    found = accepted(mint(claims(**stated)))
    expected = {
        "givenName": "A", "pictureUrl": "https://i", "birthday": "2001", "language": "en",
        "timezone": "UTC", "name": "A", "phoneNumber": "1", "address": "1 Main",
    }  # fmt: skip
    fixed = {"tokenIdentifier": f"{ISSUER}|user_1", "issuer": ISSUER, "subject": "user_1"}
    assert found.attributes == expected | fixed
    custom = {"org_id": None, "o": {"id": "org_1"}, "nested": [1, {"a": 2}]}
    assert found.custom_claims == custom | {"sid": "sess_1", "v": 2, "sts": "active"}


def test_a_custom_claim_hides_an_attribute_of_its_name() -> None:
    assert accepted(mint(claims(subject="forged"))).identity["subject"] == "forged"
