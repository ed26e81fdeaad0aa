"""Packed permissions against @clerk/shared's own unpacking: any difference fails."""

import os
import random
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.clerk.entitlements import Unpackable, permissions
from tests import npm

SCRIPT = Path(__file__).with_name("clerk_entitlements.mjs")
PACKAGES = {"@clerk/shared": "4.41.0"}
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1").split(",")]
CASES = int(os.environ.get("CLERKDOCTOR_TEST_CASES", "1500"))


def case(chance: random.Random) -> dict[str, str]:
    scopes = ["o", "o", "o", "u", "uo", "ou", "O", "", "x"]
    fea = [
        chance.choice(["", " ", "\ufeff"]) * (chance.random() < 0.1)
        + f"{chance.choice(scopes)}:{chance.choice(['articles', 'search', 'a:b', '', '😀'])}"
        for _ in range(chance.randrange(7))
    ]
    if chance.random() < 0.08:
        fea.append(chance.choice(["articles", "", " "]))
    per = [
        chance.choice(["create", "read", " delete", "update ", "", "x\u00a0"])
        for _ in range(chance.randrange(6))
    ]
    numbers = [str(chance.randrange(70)) for _ in range(chance.randrange(8))]
    for at in range(len(numbers)):
        if chance.random() < 0.12:
            odd = [
                "",
                "-1",
                "1.5",
                "007",
                " 3",
                "3\x85",
                "１",
                "abc",
                "9" * 80,
                "0x3",
                "+3",
                "\x1c1",
            ]
            numbers[at] = chance.choice(odd)
    return {"fea": ",".join(fea), "per": ",".join(per), "fpm": ",".join(numbers)}


def ours(stated: dict[str, str]) -> dict[str, Any]:
    try:
        return {"orgPermissions": list(permissions(stated["fea"], stated["per"], stated["fpm"]))}
    except Unpackable:
        return {"throws": True}


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_permissions_are_those_of_the_sdk(seed: int) -> None:
    chance = random.Random(seed)
    cases = [case(chance) for _ in range(CASES)]
    claims = [
        {"v": 2, "fea": one["fea"], "o": {"id": "org_1", "per": one["per"], "fpm": one["fpm"]}}
        for one in cases
    ]
    theirs = npm.run(SCRIPT, PACKAGES, claims)
    assert sum("throws" in answer for answer in theirs) > CASES // 40
    assert sum(bool(answer.get("orgPermissions")) for answer in theirs) > CASES // 10
    for one, answer in zip(cases, theirs, strict=True):
        said = (
            {"throws": True} if "throws" in answer else {"orgPermissions": answer["orgPermissions"]}
        )
        assert ours(one) == said, one
