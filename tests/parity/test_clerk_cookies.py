"""The session cookie against @clerk/backend's own choice: any difference fails.

`CLERKDOCTOR_TEST_SEEDS=7,8` runs other headers, `CLERKDOCTOR_TEST_CASES=20000` more of them.
"""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.clerk.cookies import (
    Chosen,
    parse_cookies,
    session_cookie,
    uses_suffixed_cookies,
)
from clerkdoctor.clerk.javascript import TypeFault
from clerkdoctor.clerk.keys import PublishableKey, parse_publishable_key
from tests import npm
from tests.parity.clerk_cookie_headers import CookieHeaders

SCRIPT = Path(__file__).with_name("clerk_cookies.mjs")
PACKAGES = {"@clerk/backend": "3.25.0"}
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1").split(",")]
CASES = int(os.environ.get("CLERKDOCTOR_TEST_CASES", "3000"))


def ours(case: dict[str, Any]) -> dict[str, Any]:
    key = parse_publishable_key(case["key"])
    assert isinstance(key, PublishableKey)
    domain = case["options"].get("domain", "")
    is_satellite = case["options"].get("isSatellite", False)
    cookies = parse_cookies(case["header"])
    found = session_cookie(
        case["header"], key, case["now"], domain=domain, is_satellite=is_satellite
    )
    try:
        kind = uses_suffixed_cookies(
            cookies, key, case["now"], domain=domain, is_satellite=is_satellite
        )
    except TypeFault:
        assert not isinstance(found, Chosen)
        return {"cookies": cookies, "throws": True}
    if isinstance(found, Chosen):
        suffixed = f"__session_{key.cookie_suffix}"
        assert found.name == (suffixed if kind.suffixed else "__session")
        assert found.name not in found.others
    token = found.token if isinstance(found, Chosen) else None
    return {"cookies": cookies, "suffixed": kind.suffixed, "token": token}


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_the_session_cookie_is_the_one_that_the_sdk_takes(seed: int) -> None:
    cases = list(CookieHeaders(seed).cases(CASES))
    theirs = npm.run(SCRIPT, PACKAGES, cases)
    seen: Counter[str] = Counter()
    differences = []
    for case, answer in zip(cases, theirs, strict=True):
        if "throws" in answer:
            answer["throws"] = True
        mine = ours(case)
        if mine != answer:
            differences.append((case, answer, mine))
        kind = "throws" if "throws" in answer else f"suffixed={answer['suffixed']}"
        seen[kind if "throws" in answer else f"{kind} found={answer['token'] is not None}"] += 1
    assert not differences, (len(differences), differences[:3])
    assert min(seen.values()) >= CASES // 300, seen
    assert len(seen) == 5, seen
