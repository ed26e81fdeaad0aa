"""Verdicts on deliveries against the libraries' own: any difference fails."""

import os
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.svix.verify import (
    NOT_JSON,
    Verdict,
    verify_clerk,
    verify_standardwebhooks,
    verify_svix,
)
from clerkdoctor.svix.versions import (
    SvixRules,
    Version,
    clerk_rules,
    standard_rules,
    svix_rules,
)
from tests import npm
from tests.parity.svix_deliveries import asked, deliveries, joined

SCRIPT = Path(__file__).with_name("svix.mjs")
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
COUNT = 4_000

# Every kind of rule that some version has: the newest, and those before each change.
NEWEST = {"svix": "2.5.0", "standardwebhooks": "1.1.1", "@clerk/backend": "3.25.0"}
INSTALLED: list[dict[str, str]] = [
    NEWEST,
    {"svix": "2.2.0", "standardwebhooks": "1.1.1", "@clerk/backend": "2.4.0"},
    {"svix": "2.0.0", "standardwebhooks": "1.0.0", "@clerk/backend": "3.25.0"},
    {"svix": "1.99.1", "standardwebhooks": "1.0.0", "@clerk/backend": "1.34.0"},
    {"svix": "1.84.1", "standardwebhooks": "1.0.0", "@clerk/backend": "2.4.0"},
    {"svix": "1.82.0", "@clerk/backend": "1.34.0"},
    {"svix": "1.4.12", "@clerk/backend": "2.3.1"},
    {"svix": "1.62.0", "@clerk/backend": "2.0.0"},
]


def _version(packages: dict[str, str], name: str) -> Version | None:
    text = packages.get(name)
    return tuple(map(int, text.split("."))) if text else None


def _ours(delivery: dict[str, Any], packages: dict[str, str]) -> dict[str, Verdict]:
    headers, standard = joined(delivery["headers"]), _version(packages, "standardwebhooks")
    secret, body, now = delivery["secret"], delivery["body"], delivery["now"]
    svix = svix_rules(_version(packages, "svix"))
    clerk = clerk_rules(_version(packages, "@clerk/backend"), standard)
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    found = {
        "svix": verify_svix(secret, headers, body, now, svix),
        "text": verify_svix(secret, headers, text, now, svix),
        "clerk": verify_clerk(secret, headers, body, now, clerk),
    }
    if standard:
        rules = standard_rules(standard)
        found["standard"] = verify_standardwebhooks(secret, headers, body, now, rules)
    return found


def _agrees(ours: Verdict, theirs: list[Any], rules: SvixRules | None) -> bool:
    accepted: bool = theirs[0]
    name, message = str(theirs[1]), str(theirs[2])
    if ours.accepted or accepted:
        returned = rules is None or (name == "event") == rules.returns_event
        return ours.accepted == accepted and ours.error is None and returned
    if ours.thrown != name:
        return False
    if ours.error is None:
        # The words are those of Node.js itself.
        return name == "TypeError"
    # V8's words on what is no JSON are its own in each version, and quote the body.
    beginning, no_json, _ = ours.error.partition(NOT_JSON)
    return message.startswith(beginning) if no_json else message == ours.error


def disagreements(seed: int, count: int, packages: dict[str, str]) -> tuple[list[Any], set[Any]]:
    cases = deliveries(seed, count)
    answers = npm.run(SCRIPT, packages, map(asked, cases))
    assert len(answers) == count
    found, seen = [], set()
    svix = svix_rules(_version(packages, "svix"))
    for case, theirs in zip(cases, answers, strict=True):
        ours = _ours(case, packages)
        assert ours.keys() == theirs.keys()
        for verifier, verdict in ours.items():
            rules = svix if verifier in {"svix", "text"} else None
            seen.add((verifier, verdict.accepted, verdict.rule))
            if not _agrees(verdict, theirs[verifier], rules):
                found.append((verifier, verdict, theirs[verifier], case))
    return found, seen


def test_verdicts_are_the_newest_libraries() -> None:
    found, _ = disagreements(0, 400, NEWEST)
    assert found == []


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("packages", INSTALLED, ids=lambda packages: " ".join(packages.values()))
def test_verdicts_are_the_libraries(packages: dict[str, str], seed: int) -> None:
    found, seen = disagreements(seed, COUNT, packages)
    assert found == []
    refused = {rule for verifier, _, rule in seen if verifier == "svix"} - {None}
    # The cases reach every rule that there is.
    reached = {"secret", "headers", "timestamp", "clock", "signature"}
    parses = svix_rules(_version(packages, "svix")).returns_event
    assert refused == (reached | {"body"} if parses else reached)
    assert {(verifier, True, None) for verifier in ("svix", "text", "clerk")} <= seen
