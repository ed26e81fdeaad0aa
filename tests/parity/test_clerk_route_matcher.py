"""Route matchers, against Clerk's own: of @clerk/shared, and of @clerk/nextjs before and after."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor import semver
from clerkdoctor.clerk.route_matcher import (
    JsRegex,
    MalformedPath,
    PatternError,
    RouteMatcher,
    Undecided,
    dialect,
)
from clerkdoctor.path_to_regexp import Engine
from tests import npm
from tests.parity import path_patterns

# Packages, and what `dialect` says of the @clerk/nextjs that they belong to.
PEERS: tuple[tuple[dict[str, str], str, str, Engine, bool], ...] = (
    ({"@clerk/shared": "4.41.0"}, "7.9.17", "4.41.0", "6.3", True),
    ({"@clerk/shared": "3.47.3"}, "6.39.1", "3.47.3", "6.3", False),
    ({"@clerk/shared": "2.22.1"}, "6.12.12", "2.22.1", "6.3", True),
    ({"@clerk/nextjs": "5.7.6"}, "5.7.6", "2.9.2", "6.3", True),
    ({"@clerk/nextjs": "5.7.5"}, "5.7.5", "2.9.2", "6.3", False),
    ({"@clerk/nextjs": "5.5.2"}, "5.5.2", "2.7.2", "6.2", False),
    ({"@clerk/nextjs": "4.31.8"}, "4.31.8", "1.4.2", "6.2", False),
)
EXPRESSIONS = (
    ["^\\/api", ""], ["^\\/API", "i"], ["/blog", "g"], ["^/dashboard", "y"], ["dash", "y"], ["\\/\\d+$", ""],
    ["^\\/(?!api|_next).*", ""], ["\\.json$", "u"], ["^\\/über", "iu"], ["^/.$", "s"], ["x$", "m"], ["", ""], ["^$", ""],
    ["%2F", "i"], ["[^/]+\\/b-c", "gi"], ["(?<=/)api", ""], ["^/(\\w+)/\\1", ""], ["\\u{1f600}", "u"], ["^.{3}$", ""],
)  # fmt: skip


def cases(seed: int, count: int, paths: int = 6) -> Iterator[dict[str, Any]]:
    rng = random.Random(seed)
    for index in range(count):
        patterns: list[Any] = []
        for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 5))):
            kind = rng.random()
            if kind < 0.06:
                patterns.append(path_patterns.pattern(rng))
            elif kind < 0.16:
                patterns.append(rng.choice(EXPRESSIONS))
            elif kind < 0.18:
                patterns.append("")
            else:
                patterns.append(path_patterns.sane_pattern(rng))
        if index < len(path_patterns.EVERYDAY):
            patterns = [path_patterns.EVERYDAY[index]]
        texts = [one for one in patterns if isinstance(one, str)] or ["/a"]
        near = [path_patterns.path(rng, rng.choice(texts)) for _ in range(paths)]
        yield {"patterns": patterns, "paths": near}


def asked(matcher: RouteMatcher, path: str) -> Any:
    try:
        return matcher.match(path)
    except MalformedPath as error:
        return {"error": str(error), "status": 400}


def ours(case: dict[str, Any], engine: Engine, normalises: bool) -> dict[str, Any]:
    patterns = [one if isinstance(one, str) else JsRegex(*one) for one in case["patterns"]]

    def matcher(some: list[str | JsRegex]) -> RouteMatcher:
        return RouteMatcher(some, normalises=normalises, engine=engine)

    try:
        whole = matcher(patterns)
    except PatternError as error:
        return {"error": str(error), "broken": error.index, "answers": []}
    if whole.undecided:
        raise Undecided
    each = [matcher([one]) for one in patterns]
    answers = [
        {"whole": asked(whole, path), "each": [asked(one, path) for one in each]}
        for path in case["paths"]
    ]
    return {"error": None, "broken": None, "answers": answers}


def compare(
    peer: dict[str, str], engine: Engine, normalises: bool, given: list[dict[str, Any]]
) -> Counter[str]:
    answers = npm.run(Path(__file__).with_name("clerk_route_matcher.mjs"), peer, given)
    assert len(answers) == len(given)
    counts: Counter[str] = Counter()
    differing: list[Any] = []
    for case, theirs in zip(given, answers, strict=True):
        try:
            answer = ours(case, engine, normalises)
        except Undecided:
            counts["undecided"] += 1
            continue
        if theirs["error"] is not None:
            # Clerk says which path and where to read, and then what path-to-regexp says.
            theirs["error"] = theirs["error"].split("path-to-regexp", 1)[1].split("\n", 1)[1]
            counts["refused"] += 1
            differing += [(case, answer, theirs)] * (answer != theirs)
            continue
        for path, mine, their in zip(
            case["paths"], answer["answers"], theirs["answers"], strict=True
        ):
            counts["malformed" if isinstance(mine["whole"], dict) else "pairs"] += 1
            index = mine["whole"]
            counts["matching"] += isinstance(index, int)
            expected = their["whole"]
            if expected is True:
                expected = their["each"].index(True)
            each = [one if isinstance(one, dict) else one is not None for one in mine["each"]]
            if index != (None if expected is False else expected) or each != their["each"]:
                differing.append((case["patterns"], path, mine, their))
    assert not differing, (len(differing), differing[:5])
    return counts


@pytest.mark.long
@pytest.mark.parametrize(
    ("peer", "nextjs", "shared", "engine", "normalises"), PEERS, ids=[one[1] for one in PEERS]
)
def test_agrees_with_clerk(
    peer: dict[str, str], nextjs: str, shared: str, engine: Engine, normalises: bool
) -> None:
    version, beside = semver.parse(nextjs), semver.parse(shared)
    assert version is not None
    told = dialect(version, beside)
    assert (told.engine, told.normalises) == (engine, normalises)
    counts = compare(peer, engine, normalises, list(cases(seed=20_240_419, count=1_500)))
    assert counts["pairs"] > 5_000
    assert counts["matching"] > 1_500
    assert counts["refused"] > 100
    assert counts["undecided"] < 30
    assert bool(counts["malformed"]) == normalises


def test_agrees_with_clerk_on_a_few() -> None:
    counts = compare(PEERS[0][0], "6.3", True, list(cases(seed=7, count=200)))
    assert counts["matching"] > 100
