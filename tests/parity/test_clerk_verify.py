"""Verdicts on tokens against @clerk/backend's own `verifyToken`: any difference fails.

The cases are seeded, the keys are minted in each run. `CLERKDOCTOR_TEST_SEEDS=7,8` runs others,
`CLERKDOCTOR_TEST_CASES=20000` more of them.
"""

import base64
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.clerk.bulk import BulkVerifier
from clerkdoctor.clerk.jwk_choice import KeyAnswer, KeySource, KeysUnreachable
from clerkdoctor.clerk.verdict import Accepted, Refused
from clerkdoctor.clerk.verify import Verifier, VerifyOptions
from tests import npm
from tests.parity.clerk_keys_minted import Key, minted
from tests.parity.clerk_tokens import Tokens

SCRIPT = Path(__file__).with_name("clerk_verify.mjs")
PACKAGES = {"@clerk/backend": "3.25.0"}
CODES = {
    "token-invalid", "token-invalid-algorithm", "token-invalid-signature",
    "token-verification-failed", "token-invalid-authorized-parties", "token-invalid-issuer",
    "token-expired", "token-not-active-yet", "token-iat-in-the-future", "secret-key-invalid",
    "jwk-remote-failed-to-load", "jwk-failed-to-resolve", "jwk-kid-mismatch", "unexpected-error",
}  # fmt: skip
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
CASES = int(os.environ.get("CLERKDOCTOR_TEST_CASES", "4000"))


@pytest.fixture(scope="module")
def keys() -> dict[str, Key]:
    return minted()


def source(keys: dict[str, Any] | None) -> KeySource | None:
    if keys is None:
        return None
    if keys["status"] == 0:
        return KeysUnreachable("dropped the connection")
    return KeyAnswer(keys["status"], base64.b64decode(keys["body"]))


def ours(case: dict[str, Any]) -> dict[str, Any]:
    given = case["options"]
    options = VerifyOptions(
        jwt_key=given.get("jwtKey", ""),
        keys=source(case["keys"]),
        audience=given.get("audience", ()),
        authorized_parties=given.get("authorizedParties", ()),
        issuer=given.get("issuer", ()),
        clock_skew_ms=_number(given.get("clockSkewInMs")),
        header_type=given.get("headerType"),
    )
    verifier = Verifier(options)
    answer = verifier.verify(case["token"], case["now"])
    reasons = verifier.reasons(case["token"], case["now"])
    line = case["token"].encode("utf-8", "replace")
    (in_bulk,) = BulkVerifier(options).reasons([line], case["now"])
    if line.decode() == case["token"]:
        assert in_bulk == reasons
    assert [one.reason for one in in_bulk] == [one.reason for one in reasons]
    if isinstance(answer, Refused):
        assert answer == reasons[0]
        return {"reason": answer.reason}
    assert isinstance(answer, Accepted)
    assert reasons == ()
    return {"sub": answer.claims["sub"], "members": len(answer.claims)}


def _number(option: Any) -> Any:
    return float(option) if option in ("NaN", "Infinity", "-Infinity") else option


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_the_verdict_is_the_sdks(seed: int, keys: dict[str, Key]) -> None:
    cases = list(Tokens(seed, keys).cases(CASES))
    answers = npm.run(SCRIPT, PACKAGES, cases)
    seen: Counter[str] = Counter()
    wrong = []
    for case, answer in zip(cases, answers, strict=True):
        said = answer.pop("message", None)
        seen[answer.get("reason", "accepted")] += 1
        if ours(case) != answer:
            wrong.append((ours(case), answer, said, case))
    assert not wrong, f"{len(wrong)} of {len(cases)}: {json.dumps(wrong[0])[:6000]}"
    assert set(seen) == {"accepted", *CODES}
    assert seen["accepted"] > CASES / 5
