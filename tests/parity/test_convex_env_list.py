"""What `npx convex env list` prints, read back to the values: any difference fails."""

import os
import random
from pathlib import Path

import pytest

from clerkdoctor.convex.env_list import parse
from tests import npm
from tests.parity.test_vercel_env import PARTS, VALUES

SCRIPT = Path(__file__).with_name("convex_env_list.mjs")
PACKAGE = {"convex": "1.48.0"}
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
LISTS = 100


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_listed_is_what_is_stored(seed: int) -> None:
    chance = random.Random(seed)
    stored = [
        {
            f"NAME_{number:02}": "".join(chance.choices(PARTS, k=chance.randrange(0, 6)))
            for number in range(VALUES)
        }
        for _ in range(LISTS)
    ]
    texts = npm.run(SCRIPT, PACKAGE, stored)
    read = [{one.name: one.value for one in parse(text)} for text in texts]
    differing = [index for index, one in enumerate(read) if one != stored[index]]
    # The format is not one-to-one: what differs has to be what the peer prints for another list.
    again = npm.run(SCRIPT, PACKAGE, [read[index] for index in differing]) if differing else []
    for index, text in zip(differing, again, strict=True):
        assert text == texts[index], stored[index]
    values = sum(read[i].get(n) == v for i, one in enumerate(stored) for n, v in one.items())
    assert values > 0.95 * LISTS * VALUES


@pytest.mark.long
def test_what_a_deployment_holds_in_practice_is_read_back() -> None:
    """Keys, addresses, PEM and JSON: here nothing is left open."""
    stored = {
        "CLERK_JWT_ISSUER_DOMAIN": "https://quick-otter-42.clerk.accounts.dev",
        "CLERK_WEBHOOK_SECRET": "whsec_abc/def+ghi==",
        "EMPTY": "",
        "HASH": "x#y",
        "JSON": '{"a": "it\'s", "b": "c # d"}',
        "JWT_KEY": "-----BEGIN PUBLIC KEY-----\nMIIB\nA=\n-----END PUBLIC KEY-----\n",
        "NOTE": "it's\ntwo lines",
        "QUOTED": '"x"',
        "TRAILING": "value\n",
    }
    (text,) = npm.run(SCRIPT, PACKAGE, [stored])
    assert {one.name: one.value for one in parse(text)} == stored
