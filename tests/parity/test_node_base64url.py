"""What Node.js decodes the number of a key to, however damaged its text is."""

import random
import string
from pathlib import Path

import pytest

from clerkdoctor.clerk.base64url import decode_like_node
from tests import npm

SCRIPT = Path(__file__).with_name("node_base64url.mjs")
USUAL = string.ascii_letters + string.digits + "+/-_"
STRANGE = (
    "=",
    "= ",
    "\x00\x7f\x80\xff\xa0",
    "\u0141\u0100\u200b\u2d41",
    "😀\ud83d",
    "= .!\n\t\u0141é",
)


def texts(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    made = []
    for number in range(count):
        size = chance.randrange(24) if number % 3 else chance.randrange(400)
        share, strange = chance.choice([0, 0, 0.05, 0.3]), chance.choice(STRANGE)
        text = "".join(
            chance.choice(strange if chance.random() < share else USUAL) for _ in range(size)
        )
        made.append(text + "=" * chance.choice([0, 0, 0, 1, 2, 3]))
    return made


@pytest.mark.long
def test_numbers_are_decoded_as_node_decodes_them() -> None:
    cases = texts(1, 20_000)
    for case, digits in zip(cases, npm.run(SCRIPT, {}, cases), strict=True):
        assert int.from_bytes(decode_like_node(case)) == int(digits or "0", 16), repr(case)
