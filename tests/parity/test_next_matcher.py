"""Matchers, and what is read of a middleware file, against Next.js itself: any difference fails.

`unstable_doesMiddlewareMatch` of 15 and 16 answers for seeded matchers and requests, and the
analysis of the build of 14, 15 and 16 for every form of `config` and of the handler.
`CLERKDOCTOR_TEST_SEEDS=7,8,9` runs other seeds.
"""

import os
import random
import re
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.facts.routes import Convention
from clerkdoctor.guard.middleware_config import Release, read_config
from clerkdoctor.guard.middleware_export import handler_export
from clerkdoctor.nextjs.matcher import Matchers, compile_matchers
from clerkdoctor.nextjs.matcher_request import Request, as_sent
from clerkdoctor.semver import parse
from clerkdoctor.typescript.module import Module, read_module
from tests import npm
from tests.parity import next_matcher_cases as made

REACT = {"react": "19.3.1", "react-dom": "19.3.1"}
NEXT = {
    14: {"next": "14.2.35", "react": "18.3.1", "react-dom": "18.3.1"},
    15: {"next": "15.5.29", **REACT},
    16: {"next": "16.4.6", **REACT},
}
SCRIPT = Path(__file__).with_name("next_matcher.mjs")
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
CASES = 1600


def _compiled(case: dict[str, Any], major: int) -> Matchers:
    config = case["nextConfig"]
    return compile_matchers(
        case["matcher"], major=major, base_path=config.get("basePath", ""),
        locales=config.get("i18n", {}).get("locales", ()),
    )  # fmt: skip


def _compare(cases: list[dict[str, Any]], major: int) -> tuple[int, int, int]:
    """How many requests agreed, how many of them run the middleware, how many matchers are refused."""
    answers = npm.run(SCRIPT, NEXT[major], cases)
    compared = ran = refused = 0
    for case, answer in zip(cases, answers, strict=True):
        matchers = _compiled(case, major)
        if "error" in answer:
            refused += 1
            assert matchers.error is not None, (case["matcher"], answer)
            continue
        assert matchers.error is None, (case["matcher"], matchers.error)
        for asked, runs in zip(case["requests"], answer["runs"], strict=True):
            path = as_sent(asked["path"])
            request = Request(asked["host"], asked["headers"], asked["cookies"], asked["query"])
            found = matchers.match(path, request).runs
            assert found == ("runs" if runs else "skipped"), (case["matcher"], asked)
            compared += 1
            ran += runs
    return compared, ran, refused


def _cases(seeds: list[int], count: int) -> list[dict[str, Any]]:
    return [made.matcher_case(random.Random(f"{seed}/{n}")) for seed in seeds for n in range(count)]


@pytest.mark.long
@pytest.mark.parametrize("major", [15, 16])
def test_seeded_matchers(major: int) -> None:
    cases = _cases(SEEDS, CASES)
    assert len(cases) >= 3000 or len(SEEDS) == 1
    compared, ran, refused = _compare(cases, major)
    assert compared > CASES * 8
    assert ran > compared // 6
    assert refused > CASES // 20


def _files(handlers: bool) -> list[dict[str, Any]]:
    """Every form of a middleware file, by name."""
    forms = []
    for text in made.MATCHERS.values():
        config = f"export const config = {{ matcher: {text} }}"
        forms.append(
            ("middleware.ts", f"const x = '/a'\nconst f = () => x\n{made.HANDLER}{config}")
        )
    forms += [("middleware.ts", made.HANDLER + text) for text in made.CONFIGS.values()]
    for name in ("middleware", "proxy"):
        forms += [(f"{name}.ts", made.HANDLER + text) for text in made.RUNTIMES]
        other = "proxy" if name == "middleware" else "middleware"
        for text in made.HANDLERS if handlers else ():
            stated = text.replace("NAME", name).replace("OTHER", other)
            forms.append((f"{name}.ts", stated))
            forms.append((f"{name}.ts", f"{stated}\nexport const config = {{ matcher: ['/a'] }}"))
    return [{"name": name, "source": source} for name, source in forms]


@pytest.mark.long
@pytest.mark.parametrize("major", [14, 15, 16])
def test_reads_every_form_as_the_build_does(major: int) -> None:
    files = _files(handlers=major >= 16)
    states = set()
    for asked, answer in zip(files, npm.run(SCRIPT, NEXT[major], files), strict=True):
        state = _state(answer, major)
        ours = _ours(asked, major)
        assert ours[0] == state, (asked, answer, ours)
        if state == "static":
            assert list(ours[1]) == answer["regexps"], asked
        elif state == "refused":
            for word in ours[1]:
                assert _placeless(word) in _placeless(_all(answer)), (asked, answer, word)
        if state != "refused" and asked["name"] == "middleware.ts":
            assert ours[2] == ("nodejs" if answer["runtime"] == "nodejs" else "edge"), asked
        states.add(state)
    assert states == {"static", "everywhere", "never", "refused"}


def _all(answer: dict[str, Any]) -> str:
    return f"{answer['said']}\n{answer.get('error')}"


def _placeless(text: str) -> str:
    return re.sub(r' at "[^"]*"', "", text.replace("\\", ""))


def _state(answer: dict[str, Any], major: int) -> str:
    if "error" in answer:
        return "refused"
    if major >= 15 and "can't recognize the exported `config` field in route" in answer["said"]:
        return "refused"
    if answer["regexps"] is None:
        return "everywhere"
    return "static" if answer["regexps"] else "never"


def _ours(asked: dict[str, Any], major: int) -> tuple[str, list[str], str]:
    """What becomes of the file, with the regular expressions or Next.js' words."""
    module = read_module(asked["name"], asked["source"].encode())
    assert isinstance(module, Module)
    convention: Convention = "proxy" if asked["name"] == "proxy.ts" else "middleware"
    release = Release(major, parse(NEXT[major]["next"]), bundler="webpack")
    found = read_config(module, convention, release)
    handler = handler_export(module, convention, major)
    state = found.matcher.state
    if found.runtime_error is not None:
        return "refused", [found.runtime_error], found.runtime
    if handler.error is not None and handler.error.startswith("The file"):
        return "refused", [f'as a named "{convention}" export'], found.runtime
    if state == "refused":
        words = found.matcher.reason.partition(": ")[2].partition("Invalid regular expression")[0]
        return state, words.split("; "), found.runtime
    if state == "static":
        assert found.compiled is not None
        return state, [entry.regexp for entry in found.compiled.entries], found.runtime
    return "everywhere" if state in ("none", "dropped") else state, [], found.runtime
