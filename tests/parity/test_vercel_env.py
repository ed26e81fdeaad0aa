"""Files that the real `vercel env pull` writes, read back to the values: any difference fails."""

import os
import random
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.exported_env import ExportedFile, parse
from clerkdoctor.vercel.dotenv import SENSITIVE
from tests import npm

SCRIPT = Path(__file__).with_name("vercel_env.mjs")
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
# Before and since it keeps names that only the file has, and the newest that npm can install.
VERSIONS = ("55.0.0", "56.0.0", "60.1.3")
PARTS = (
    "a", "sk_live_", "pa$word", "${X}", "$", '"', "'", "`", "\\", "\\n", "\\r", "\n", "\r", "\r\n",
    "#", " # ", " ", "\t", "=", "A=b", 'KEY="v"', "{", "}", '{"a":1}', "é", "\u2028", "\u00a0",
    "\U0001f511", "-----BEGIN PUBLIC KEY-----\n", "-----END PUBLIC KEY-----", "export ", "\x0b",
)  # fmt: skip
FILES, VALUES = 40, 15


def values_of(chance: random.Random) -> dict[str, str]:
    return {
        f"NAME_{number:02}": "".join(chance.choices(PARTS, k=chance.randrange(1, 7)))
        for number in range(VALUES)
    }


def one_of(written: str, value: str) -> bool:
    """Whether the two are equal but for what a pulled file leaves open."""

    def open_(text: str) -> str:
        return text.replace("\\n", "\n").replace("\\r", "\r")

    return open_(written) == open_(value)


@pytest.mark.long
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_pulled_is_what_was_stored(seed: int, version: str) -> None:
    chance = random.Random(seed)
    stored = [values_of(chance) for _ in range(FILES)]
    cases: list[dict[str, Any]] = [
        {"values": one, "sensitive": [], "before": None} for one in stored
    ]
    texts = npm.run(SCRIPT, {"vercel": version}, cases)
    read = exact = 0
    for wanted, text in zip(stored, texts, strict=True):
        file = parse(text)
        assert isinstance(file, ExportedFile)
        assert file.dialect == "vercel"
        assert [one.name for one in file.variables] == sorted(wanted)
        for one in file.variables:
            assert one.value is not None
            value = wanted[one.name]
            # A file with `\n` in it stands for two values, and says so; every other for one.
            assert one.value == value or (not one.exact and one_of(one.value, value)), value
            assert one.exact or "\\n" in text or "\\r" in text
            read += 1
            exact += one.value == value
    assert read == FILES * VALUES
    assert exact > read * 0.5


@pytest.mark.long
@pytest.mark.parametrize("version", VERSIONS)
def test_a_value_that_is_not_given_out_is_none(version: str) -> None:
    case = {"values": {"A": "", "B": "b"}, "sensitive": ["A"], "before": None}
    (text,) = npm.run(SCRIPT, {"vercel": version}, [case])
    file = parse(text)
    assert isinstance(file, ExportedFile)
    hidden, plain = file.variables
    assert (hidden.value, plain.value) == (None, "b")
    assert (SENSITIVE in text) == (version == "60.1.3")


KEPT = (
    "CONVEX_DEPLOYMENT=dev:happy-animal-123 # team: x, project: y\nA='single q'\n"
    'PEM="-----BEGIN KEY\nabc\n-----END KEY"\nB=1\n'
)


@pytest.mark.long
def test_what_a_pull_made_of_the_lines_that_it_kept_is_noticed() -> None:
    case = {"values": {"K": "v"}, "sensitive": [], "before": KEPT}
    for version in VERSIONS[1:]:
        (text,) = npm.run(SCRIPT, {"vercel": version}, [case])
        file = parse(text)
        assert isinstance(file, ExportedFile)
        damage = {one.name: one.damage for one in file.variables}
        assert damage == {
            "A": "stands in the single quotes that the file had around it",
            "B": "",
            "CONVEX_DEPLOYMENT": "holds the comment that stood behind it",
            "K": "",
            "PEM": "is the first line of a PEM key whose rest is lost",
        }
