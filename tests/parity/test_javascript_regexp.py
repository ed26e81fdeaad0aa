"""Regular expressions, against Node.js itself: what it refuses and why, matches, and groups."""

import random
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.javascript_regexp import RegexpError, Undecided, compile_regexp, shown_source
from clerkdoctor.regexp.characters import variants
from tests import npm

SCRIPT = Path(__file__).with_name("javascript_regexp.mjs")

PLAIN = ("a", "b", "A", "-", "/", ".", "\\.", "\\/", "\\d", "\\w", "\\W", "\\s", "[a-c]", "[^/]", "[^/#?]")  # fmt: skip
ODD = (
    "\\S", "\\D", "[]", "[^]", "[\\w-a]", "[\\d.]", "\\b", "\\B", "^", "$", "\\u0061", "\\x61", "\\u{61}", "\\cA", "\\c",
    "[\\c]", "[\\c1]", "\\0", "\\1", "\\2", "\\01", "\\8", "\\08", "\\377", "\\400", "[\\1]", "[\\8]", "\\k", "\\k<n>", "\\k<", "[\\k]", "]", "}",
    "{", "{1", "\\-", "[\\-]", "\\_", "\\p{L}", "\\u", "\\x", "\\xg1", "ſ", "\u212a", "é", "ß", "\\q", "[z-a]", "[\\b]", "[\\B]", "[a-\\d]", "\n", "\\\n", "\\ua",
    "[k-s]", "[^k]", "\\v", "\\t", "\\f", "😀", "[😀]", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\u{1f600}", "\\u{110000}", "\\u{}", "[^😀]", "\ud83d",
    "[😀-😂]", "[\\ud83d\\ude00]", "[\\0-\\x20]", "[^\\W]", "[\\W\\d]", "[\\s\\S]", "[-a]", "[a-]", "[a--]", "[[]", "[/]", "[", "\\", "\u2028", "ǅ", "Σ", "ς", "İ", "ı",
)  # fmt: skip
QUANTIFIERS = ("*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?", "??")
ODD_QUANTIFIERS = ("{2,1}", "{,3}", "{1,2}?", "**", "{0}", "{ 1}", "{1,2", "{99999999999,1}", "{0,99999999999}")  # fmt: skip
OPENINGS = ("(", "(", "(?:", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>", "(?<m>")
ODD_OPENINGS = ("(?<n", "(?<1>", "(?<$_a>", "(?<é>", "(?i:", "(?", "(?<>", "(?#", "(?P<n>")
FLAGS = ("", "", "", "i", "i", "u", "iu", "m", "s", "y", "g", "ims", "imsu", "d", "v", "gg", "x", "uv")  # fmt: skip
LETTERS = "aabbAc/-. _1k\nſK\u212aésS\u2028ßǅΣς😀"


def expression(rng: random.Random, depth: int = 0) -> str:
    parts = []
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        if rng.random() < 0.65 or depth > 3:
            part = rng.choice(PLAIN if rng.random() < 0.75 else ODD)
        else:
            opening = rng.choice(OPENINGS if rng.random() < 0.96 else ODD_OPENINGS)
            part = opening + expression(rng, depth + 1) + (")" if rng.random() < 0.985 else "")
        if rng.random() < 0.35:
            part += rng.choice(QUANTIFIERS if rng.random() < 0.9 else ODD_QUANTIFIERS)
        parts.append(part)
        if rng.random() < 0.08:
            parts.append("|")
    return "".join(parts)


def cases(seed: int, count: int) -> Iterator[tuple[str, str, list[str]]]:
    rng = random.Random(seed)
    for _ in range(count):
        texts = [
            "".join(rng.choice(LETTERS) for _ in range(rng.choice((0, 1, 2, 3, 5, 8, 12))))
            for _ in range(6)
        ]
        if rng.random() < 0.2:
            texts.append(rng.choice(("\ud83d", "a\ude00b", "\ud83d\ud83d\ude00", "\ude00\ud83d")))
        yield expression(rng), rng.choice(FLAGS), texts


def compare(asked: list[tuple[str, str, list[str]]]) -> Counter[str]:
    answers = npm.run(SCRIPT, {}, asked)
    assert len(answers) == len(asked)
    counts: Counter[str] = Counter()
    differing: list[Any] = []
    for (source, flags, texts), answer in zip(asked, answers, strict=True):
        if "shown" in answer and shown_source(source) != answer["shown"]:
            differing.append((source, answer["shown"]))
        try:
            regexp = compile_regexp(source, flags)
        except Undecided as error:
            counts[str(error).split("`")[0]] += 1
            continue
        except RegexpError as error:
            counts["refused"] += 1
            mine, theirs = str(error), answer.get("error", "")
            if error.reason == "Invalid regular expression flags":
                # Node.js says so in other words where the flags are a value.
                mine, theirs = error.reason, theirs and error.reason
            differing += [(source, flags, mine, answer)] * (mine != theirs)
            continue
        if "error" in answer:
            differing.append((source, flags, answer))
            continue
        for text, match in zip(texts, answer["matches"], strict=True):
            try:
                tested = regexp.test(text)
            except Undecided as error:
                counts[str(error)] += 1
                continue
            counts["match" if tested else "no match"] += 1
            try:
                groups = regexp.groups(text)
            except Undecided:
                counts["groups undecided"] += 1
                groups = match and tuple(match)
            found = None if groups is None else list(groups)
            if tested != (match is not None) or found != match:
                differing.append((source, flags, text, tested, groups, match))
    assert not differing, (len(differing), differing[:5])
    return counts


@pytest.mark.long
def test_agrees_with_node() -> None:
    counts = compare(list(cases(seed=262, count=30_000)))
    assert counts["match"] > 30_000
    assert counts["no match"] > 40_000
    assert counts["refused"] > 5_000
    assert counts["groups undecided"] < 100
    undecided = set(counts) - {"match", "no match", "refused", "groups undecided"}
    assert undecided == {
        "has the flag ",
        "names two groups ",
        "sets flags within a group: ",
        "uses ",
        "escapes a character in the name of a group",
        "repeats its parts too often",
    }


def test_agrees_with_node_on_a_few() -> None:
    assert compare(list(cases(seed=3, count=600)))["match"] > 600


def is_known(character: str) -> bool:
    """Whether this Python's Unicode has the character."""
    return unicodedata.category(character) != "Cn"


@pytest.mark.parametrize("flag", ["", "u"])
def test_the_same_characters_are_one_whatever_their_case(flag: str) -> None:
    (families,) = npm.run(SCRIPT, {}, [["cases", flag]])
    assert len(families) > 2_000
    differing = []
    for character, same in families:
        mine = {character, *variants(character, unicode=flag == "u")}
        # Node.js may have a later Unicode.
        if set(same) != mine and all(map(is_known, same)):
            differing.append((character, same, mine))
    assert not differing, differing
    known = {character for character, _ in families}
    others = [chr(code) for code in range(0x1E960 if flag else 0x10000) if chr(code) not in known]
    assert not [one for one in others if variants(one, unicode=flag == "u")]
