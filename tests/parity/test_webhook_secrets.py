"""The key in a webhook signing secret against standardwebhooks itself: any difference fails."""

import base64
import os
import random
from pathlib import Path

import pytest

from clerkdoctor.clerk.webhook_secret import BadSecret, classify_webhook_secret, signing_key
from tests import npm

SCRIPT = Path(__file__).with_name("webhook_secrets.mjs")
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
STRANGE = "_-+/=$ \t\n\r\u00a0\ufeffé漢😀\ud83d\"'.A"
PREFIXES = ("whsec_", "whsec_", "whsec_", "", "whsk_", "WHSEC_", "whsec_whsec_", "sk_test_", " ")


def _secret(chance: random.Random) -> str:
    size = chance.choice((24, 24, 24, 32, 0, 1, 2, 3, 23, 25, 64, 75, 76, chance.randrange(90)))
    text = base64.b64encode(chance.randbytes(size)).decode()
    if chance.random() < 0.3:
        text = text.rstrip("=")
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        at, strange = chance.randrange(len(text) + 1), chance.choice(STRANGE)
        text = chance.choice(
            (
                text + strange,
                strange + text,
                text[:at] + strange + text[at:],
                text[:at],
                text + "=" * chance.randrange(4),
                text.replace("+", "-").replace("/", "_"),
            )
        )
    return chance.choice(PREFIXES) + text


def _ours(secret: str, *, empty_is_refused: bool) -> str:
    try:
        key = signing_key(secret)
    except BadSecret as error:
        return str(error)
    return "Secret can't be empty." if not key and empty_is_refused else key.hex()


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("version", "empty_is_refused"), [("1.1.1", True), ("1.0.0", False)])
def test_the_key_is_the_peers(version: str, empty_is_refused: bool, seed: int) -> None:
    chance = random.Random(seed)
    asked = [_secret(chance) for _ in range(1500)]
    # 1.0.0 has another rule for a text of nothing at all.
    asked = [secret for secret in asked if secret]
    answers = npm.run(SCRIPT, {"standardwebhooks": version}, asked)
    assert len(answers) == len(asked)
    for secret, theirs in zip(asked, answers, strict=True):
        assert _ours(secret, empty_is_refused=empty_is_refused) == theirs, secret
        shape = classify_webhook_secret(secret)
        accepted = not theirs.startswith(("Base64Coder", "Secret"))
        assert (shape.key_length is not None) == (accepted or theirs.startswith("Secret")), secret
        if not accepted:
            assert shape.problem, secret
