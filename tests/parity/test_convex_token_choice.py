"""Which token each version of convex asks Clerk for, by its own component: any difference fails."""

from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.convex.token_source import TEMPLATE, behaviour, cell
from clerkdoctor.semver import parse
from tests import npm

SCRIPT = Path(__file__).with_name("convex_token_choice.mjs")
VERSIONS = ("1.27.3", "1.27.4", "1.32.0", "1.33.0", "1.33.1", "1.42.1", "1.42.2", "1.48.0")
PACKAGES = {f"convex-{version}": f"npm:convex@{version}" for version in VERSIONS}

SIGNED_OUT: dict[str, Any] = {"sessionId": None, "sessionClaims": None, "orgId": None}
PLAIN: dict[str, Any] = {"sessionId": "sess_1", "sessionClaims": {"sub": "user_1"}, "orgId": None}
AUDIENCE = PLAIN | {"sessionClaims": {"sub": "user_1", "aud": "convex"}}
SEVERAL = PLAIN | {"sessionClaims": {"sub": "user_1", "aud": ["convex"]}}
OTHER = PLAIN | {"sessionClaims": {"sub": "user_1", "aud": "Convex"}}


def _ask(version: str, *renders: dict[str, Any]) -> dict[str, Any]:
    return {"alias": f"convex-{version}", "renders": list(renders)}


@pytest.mark.long
def test_every_version_asks_for_what_the_table_says() -> None:
    cases = [
        _ask(version, *renders)
        for version in VERSIONS
        for renders in ((PLAIN,), (AUDIENCE,), (SEVERAL,), (OTHER,), (SIGNED_OUT, AUDIENCE))
    ]
    answers = iter(npm.run(SCRIPT, PACKAGES, cases))
    for version in VERSIONS:
        parsed = parse(version)
        assert parsed
        how = behaviour(parsed)
        plain, audience, several, other, after = (next(answers)["template"] for _ in range(5))
        for_session = None if how.request != "template" else TEMPLATE
        for_plain = None if how.request == "session" else TEMPLATE
        assert (plain, audience) == (for_plain, for_session), version
        # The text alone counts: a list, or another spelling, is no audience of Convex'.
        assert (several, other) == (for_plain, for_plain), version
        stale = how.request == "by audience" and not how.sees_new_session
        assert after == (TEMPLATE if stale else for_session), version


@pytest.mark.long
def test_a_missing_template_is_caught_or_not() -> None:
    rejected = [_ask(version, PLAIN | {"rejects": True}) for version in VERSIONS]
    for version, answer in zip(VERSIONS, npm.run(SCRIPT, PACKAGES, rejected), strict=True):
        parsed = parse(version)
        assert parsed
        expected = None if behaviour(parsed).is_caught else "rejected"
        assert answer["outcome"] == expected, version
        outcome = cell(parsed, "neither").outcome
        assert outcome == "fails"
