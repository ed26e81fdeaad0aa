"""Versions and ranges, against the npm package `semver` itself."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor import semver
from tests import npm

SEMVER = {"semver": "7.8.6"}

NUMBERS = (*"0001112223337", "15", "16", "99") * 8 + ("01", "9007199254740991", "9007199254740992")
PRERELEASES = (
    "alpha",
    "alpha.1",
    "rc.0",
    "rc.10",
    "rc.9",
    "0",
    "1",
    "canary.12",
    "beta-x",
    "a.b.1",
    "01",
    "-",
    "x",
)
OPERATORS = ("", "", "^", "^", "~", "~>", ">", ">=", "<", "<=", "=") * 5 + (
    "==",
    "> ",
    ">= ",
    "^ ",
    "~ ",
    "< ",
    "v",
    "=v",
    "~> ",
    "= ",
    "> = ",
    "!=",
    "=>",
)
ODD = (
    "", "*", "x", "X", "latest", "canary", "workspace:*", "npm:next@^15", "catalog:", "file:../x",
    ">", "<", "<*", ">x", "^*", "~x", "1.x.3", "*.1", "x.1", "^x.1", "*1.2.3", "1.*.*", "||", "|| 1",
    "1 || ", "1 | 2", "1 && 2", "^1 ^2", "* || 1.0.0-rc.1", ">0.0.0-0 || *", "<0.0.0-0", "1.2.3+build", "^1.2.3+b.1",
    "1.2.3 - ", " - 1.2.3", "1.2.3-2.0.0", "1.2.3 -2.0.0", "=1.2.3 - 2", "v1.2 - v2", "1 - x", "x - 2",
    "\u00a01.2.3", "1.2.3\ufeff", "\t^1.2.3\n", "1.2.3\x85", ">=1.2.3<2", ">=1.2.3, <2", "^1.2.3 || ~2.1 <2.1.9",
    "^9007199254740991.0.0", "1" * 300, "1.2.3-" + "a" * 260, "^15.2.3 || >=16", "^13.5.7 || ^14.2.25 || ^15.2.3 || ^16",
    ">=18.0.0 <19.0.0 || >=19.0.0-0 <19.0.0 || >=19.0.3 <19.1.0", "^18.0.0 || ~19.0.3 || ~19.1.4 || ~19.2.3 || ~19.3.0-0",
    "= 1.2.3", "> = 1.2.3", ">= =1.2.3", "v 1.2.3", "~>1", "~ > 1.2", "^^1", "١.2.3", "1.2.3-٣",
)  # fmt: skip


def _number(rng: random.Random, wild: bool) -> str:
    return rng.choice(("x", "X", "*")) if wild and rng.random() < 0.15 else rng.choice(NUMBERS)


def _version(rng: random.Random, wild: bool = False) -> str:
    parts = 3 if not wild or rng.random() < 0.6 else rng.randint(1, 4)
    text = ".".join(_number(rng, wild) for _ in range(parts))
    if rng.random() < 0.3:
        text += "-" + rng.choice(PRERELEASES)
    if rng.random() < 0.08:
        text += "+" + rng.choice(("build", "1.2", "sha-1"))
    return text


def _range(rng: random.Random) -> str:
    def alternative() -> str:
        if rng.random() < 0.15:
            return f"{_version(rng, wild=True)} - {_version(rng, wild=True)}"
        words = [
            rng.choice(OPERATORS) + _version(rng, wild=True)
            for _ in range(rng.choice((1, 1, 1, 2, 3)))
        ]
        return rng.choice((*[" "] * 12, "  ", ", ")).join(words)

    text = rng.choice((" || ", "||", " ||")).join(
        alternative() for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))
    )
    if rng.random() < 0.1:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(" .-x*<>=^~v1|") + text[at:]
    return text


def cases(seed: int, count: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(seed)
    for index in range(count):
        wanted = ODD[index] if index < len(ODD) else _range(rng)
        versions = [_version(rng) for _ in range(8)]
        # Versions near the range's own bounds are where mistakes show.
        for word in wanted.replace("|", " ").split():
            bare = word.lstrip("^~<>=v").split("+")[0]
            if semver.parse(bare):
                versions += [bare, f"{bare.split('-')[0]}-0", bare.split("-")[0]]
        yield {"range": wanted, "versions": versions}


@pytest.mark.long
def test_agrees_with_npm() -> None:
    asked = list(cases(seed=20_250_301, count=4_000))
    answers = npm.run(Path(__file__).with_name("semver.mjs"), SEMVER, asked)
    assert len(answers) == len(asked)
    differing = []
    for case, answer in zip(asked, answers, strict=True):
        text, versions = case["range"], case["versions"]
        lowest = semver.lowest(text)
        parsed = [semver.parse(version) for version in versions]
        ours = {
            "valid": semver.is_range(text),
            "lowest": None if lowest is None else str(lowest),
            "parsed": [None if version is None else str(version) for version in parsed],
            "allowed": [semver.satisfies(version, text) for version in versions],
            "prereleases": [
                semver.satisfies(version, text, include_prerelease=True) for version in versions
            ],
            "sorted": [str(version) for version in sorted(v for v in parsed if v is not None)],
        }
        differing += [
            (text, key, versions, ours[key], answer[key])
            for key in ours
            if ours[key] != answer[key]
        ]
    assert not differing, (len(differing), differing[:5])
