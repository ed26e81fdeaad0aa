"""`JSON.stringify(JSON.parse(text))` against Node.js: any difference fails."""

import os
import random
from pathlib import Path

import pytest

from clerkdoctor.clerk.javascript import parse
from clerkdoctor.clerk.stringify import stringify
from tests import npm
from tests.parity.odd_json import DEEP_VALUES, NOT_JSON, ODD_NUMBERS

SCRIPT = Path(__file__).with_name("stringify.mjs")
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
INDENTS = ("", "", "  ", "    ", "\t")
KEYS = (
    "a", "b", "0", "1", "9", "10", "01", "-1", "1.5", "4294967294", "4294967295", "4294967296", "99999999999",
    "", "__proto__", "constructor", "toJSON", "é", "\\u0061", "\\ud800", "\\ud83d\\ude00", "١", "²",
)  # fmt: skip
STRINGS = (
    "", "a", "&<>", "\\u0026", "\\/", "\\\\", '\\"', "\\b\\f\\n\\r\\t", "\\u0000\\u001F\\u007f", "\x7f", "\u2028\u2029",
    "\\u2028", "é漢😀", "\\ud83d", "\\ude00\\ud83d", "\\uD83D\\uDE00", "\\ud83d😀", "\\uDEAD\\ud800", "\ufeff", "\ufffe",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "1.0", "-0.0", "1.10", "1e2", "1E2", "1e+2", "1e21", "1e20", "123456789012345678901", "0.1", "0.000001",
    "1e-6", "1e-7", "0.0000001", "9007199254740993", "0.12345678901234567", "5e-324", "1e-400", "1.7976931348623157e308",
    *(text for text in ODD_NUMBERS),
)  # fmt: skip
BLANKS = ("", "", "", " ", "\n", "\r\n\t ")


def _value(chance: random.Random, depth: int) -> str:
    kind = chance.randrange(6 if depth else 4)
    if kind == 0:
        return chance.choice(NUMBERS)
    if kind == 1:
        number = chance.choice((chance.uniform(-1, 1), chance.random())) * 10.0 ** chance.randrange(
            -30, 30
        )
        return repr(number)
    if kind == 2:
        return '"' + "".join(chance.choices(STRINGS, k=chance.randrange(3))) + '"'
    if kind == 3:
        return chance.choice(("true", "false", "null"))
    blank = chance.choice(BLANKS)
    items = [_value(chance, depth - 1) for _ in range(chance.randrange(5))]
    if kind == 4:
        return f"[{blank}{f',{blank}'.join(items)}{blank}]"
    members = [f'"{chance.choice(KEYS)}"{blank}:{blank}{item}' for item in items]
    return f"{{{blank}{f',{blank}'.join(members)}{blank}}}"


def _texts(seed: int, count: int) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    fixed = [*NUMBERS, *NOT_JSON, *DEEP_VALUES[:5:2]]
    texts = [*fixed, *(_value(chance, 4) for _ in range(count - len(fixed)))]
    return [(text, "" if len(text) > 2_000 else chance.choice(INDENTS)) for text in texts]


def _ours(text: str, indent: str) -> str | bool | None:
    try:
        value = parse(text)
    except ValueError:
        return False
    return stringify(value, indent)


@pytest.mark.parametrize(
    ("seed", "count"),
    [(0, 1_000), *(pytest.param(seed, 20_000, marks=pytest.mark.long) for seed in SEEDS)],
)
def test_json_is_written_as_node_writes_it(seed: int, count: int) -> None:
    cases = _texts(seed, count)
    answers = npm.run(SCRIPT, {}, cases)
    assert len(answers) == len(cases)
    for (text, indent), theirs in zip(cases, answers, strict=True):
        assert _ours(text, indent) == theirs, (text[:200], indent)
