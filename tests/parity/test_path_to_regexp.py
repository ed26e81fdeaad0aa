"""Patterns of path-to-regexp 6, against the npm packages themselves: tokens, sources, messages."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.javascript_regexp import RegexpError, Undecided, compile_regexp
from clerkdoctor.path_to_regexp import (
    Engine,
    Key,
    PatternError,
    Token,
    parse,
    pattern_of,
    source_of,
)
from tests import npm
from tests.parity import path_patterns

VERSIONS: tuple[tuple[str, Engine], ...] = (
    ("6.1.0", "6.1"),
    ("6.2.0", "6.1"),
    ("6.2.1", "6.2"),
    ("6.2.2", "6.2"),
    ("6.3.0", "6.3"),
)


def cases(seed: int, count: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(seed)
    for index in range(count):
        options: dict[str, Any] = {}
        if index < len(path_patterns.EVERYDAY):
            text = path_patterns.EVERYDAY[index]
        else:
            odd = rng.random() < 0.7
            text = path_patterns.pattern(rng) if odd else path_patterns.sane_pattern(rng)
            if rng.random() < 0.3:
                options = {
                    name: rng.choice(values)
                    for name, values in (
                        ("strict", (True, False)),
                        ("start", (True, False)),
                        ("end", (True, False)),
                        ("delimiter", path_patterns.DELIMITERS),
                        ("prefixes", path_patterns.PREFIXES),
                        ("endsWith", path_patterns.ENDS_WITH),
                    )
                    if rng.random() < 0.5
                }
        yield {"text": text, "options": options}


def plain(token: Token) -> Any:
    return token._asdict() if isinstance(token, Key) else token


def ours(case: dict[str, Any], version: Engine) -> dict[str, Any]:
    options = dict(case["options"])
    reading = {name: options[name] for name in ("delimiter", "prefixes") if name in options}
    options.pop("prefixes", None)
    if "endsWith" in options:
        options["ends_with"] = options.pop("endsWith")
    try:
        tokens = parse(case["text"], version=version, **reading)
    except PatternError as error:
        return {"tokens": {"error": str(error)}, "source": {"error": str(error)}}
    answer: dict[str, Any] = {"tokens": {"value": [plain(token) for token in tokens]}}
    try:
        source = source_of(tokens, version=version, **options)
        compile_regexp(pattern_of(tokens, version=version, **options), "i")
    except (PatternError, RegexpError) as error:
        return answer | {"source": {"error": str(error)}}
    except Undecided:
        # Which expressions those are, test_javascript_regexp.py tells; the source is what it is.
        answer["undecided"] = True
    return answer | {"source": {"value": source}}


def compare(package: str, version: Engine, asked: list[dict[str, Any]]) -> dict[str, int]:
    script = Path(__file__).with_name("path_to_regexp.mjs")
    answers = npm.run(script, {"path-to-regexp": package}, asked)
    assert len(answers) == len(asked)
    counts = dict.fromkeys(("compiled", "not read", "no expression", "undecided"), 0)
    differing = []
    for case, theirs in zip(asked, answers, strict=True):
        answer = ours(case, version)
        if answer.pop("undecided", False):
            counts["undecided"] += 1
            if "error" in theirs["source"]:
                theirs["source"] = answer["source"]
        if answer != theirs:
            differing.append((case, answer, theirs))
        elif "error" in theirs["tokens"]:
            counts["not read"] += 1
        else:
            counts["no expression" if "error" in theirs["source"] else "compiled"] += 1
    assert not differing, (len(differing), differing[:5])
    return counts


@pytest.mark.long
@pytest.mark.parametrize(("package", "version"), VERSIONS)
def test_agrees_with_npm(package: str, version: Engine) -> None:
    counts = compare(package, version, list(cases(seed=610_630, count=6_000)))
    assert counts["compiled"] > 2_000
    assert counts["not read"] > 1_000
    assert counts["no expression"] > 50
    assert counts["undecided"] < 100


def test_agrees_with_npm_on_a_few() -> None:
    compare("6.3.0", "6.3", list(cases(seed=1, count=300)))
