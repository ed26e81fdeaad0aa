"""Convex' deploy keys against the functions of its command line: any difference fails."""

import os
import random
from pathlib import Path

import pytest

from clerkdoctor.convex import keys
from tests import npm

SCRIPT = Path(__file__).with_name("convex_keys.mjs")
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
PARTS = (
    "prod", "dev", "preview", "project", "custom", "local", "anonymous", "happy-animal-123", "team",
    "proj", "anonymous-agent", "eyJ2MiI6ImFiYyJ9", "01ab", "", " ", "# team: t, project: p", "\n",
    "\u2028", "é", "Prod",
)  # fmt: skip


def _text(chance: random.Random) -> str:
    return "".join(
        chance.choice(PARTS) + chance.choice((":", ":", "|", "", "|"))
        for _ in range(chance.randrange(1, 6))
    )


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_every_answer_is_the_peers(seed: int) -> None:
    chance = random.Random(seed)
    asked = [_text(chance) for _ in range(2000)]
    answers = npm.run(SCRIPT, {"convex": "1.48.0"}, asked)
    for text, theirs in zip(asked, answers, strict=True):
        selected = keys.parse_convex_deployment(text)
        assert theirs == {
            "preview": keys.is_preview_deploy_key(text),
            "project": keys.is_project_key(text),
            "deployment": keys.is_deployment_key(text),
            "type": keys.type_in_key(text),
            "name": keys.name_in_key(text),
            "selectedType": selected.deployment_type,
            "selectedName": selected.name,
            "anonymous": selected.anonymous,
        }, text
        key = keys.parse_deploy_key(text)
        if isinstance(key, keys.DeployKey):
            kinds = {"preview": key.kind == "preview", "project": key.kind == "project"}
            assert kinds == {name: theirs[name] for name in kinds}, text
