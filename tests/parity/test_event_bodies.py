"""Bodies of events are what `JSON.stringify` writes, so that writing them again changes nothing."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.clerk.events import EVENT_TYPES, SDK_ONLY, as_body, sample
from clerkdoctor.clerk.javascript import parse
from tests import npm

SCRIPT = Path(__file__).with_name("json_bodies.mjs")
KEYS = ("id", "a", "0", "1", "10", "9", "01", "-1", "4294967294", "4294967295", "", "é", "\ud800")
TEXTS = (
    "",
    "a",
    "é",
    "😀",
    "\ud83d",
    "\ude00\ud83d",
    "\u2028<>&",
    "\x00\x1f\x7f",
    '"\\/',
    "\n\r\b",
)
NUMBERS = (0, -0.0, 1.0, 0.1, 1e21, 1e20, 123456789012345680000, 1e-6, 1e-7, 2**53, 2**53 + 1,
           -(2**63), 5e-324, 1.7976931348623157e308, 10**400, 1716883200000, 0.5, 1 / 3)  # fmt: skip


def values(seed: int, count: int) -> list[Any]:
    chance = random.Random(seed)

    def value(depth: int) -> Any:
        kind = chance.randrange(6 if depth < 4 else 4)
        if kind == 0:
            return chance.choice(TEXTS) + chance.choice(TEXTS)
        if kind == 1:
            return chance.choice([*NUMBERS, chance.random() * 10 ** chance.randrange(-12, 25)])
        if kind < 4:
            return chance.choice([True, False, None])
        size = chance.randrange(5)
        if kind == 4:
            return [value(depth + 1) for _ in range(size)]
        return {chance.choice(KEYS): value(depth + 1) for _ in range(size)}

    return [value(0) for _ in range(count)]


def disagreements(cases: list[Any]) -> list[tuple[str, str]]:
    texts = [json.dumps(case).replace("Infinity", "1e999") for case in cases]
    again = npm.run(SCRIPT, {}, texts)
    ours = [as_body(parse(text)).decode() for text in texts]
    return [pair for pair in zip(again, ours, strict=True) if pair[0] != pair[1]]


def test_samples_survive_being_parsed_and_written() -> None:
    events = [sample(name, now_ms=1_795_000_000_000) for name in (*EVENT_TYPES, *SDK_ONLY)]
    bodies = [as_body(event).decode() for event in events]
    assert npm.run(SCRIPT, {}, bodies) == bodies


def test_odd_values_are_written_as_node_writes_them() -> None:
    assert disagreements(values(1, 2_000)) == []


@pytest.mark.long
def test_many_odd_values_are_written_as_node_writes_them() -> None:
    assert disagreements(values(2, 60_000)) == []
