"""What we load, against what the npm package `@next/env` loads, on the same seeded cases."""

import re
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.nextjs.dotenv import Loaded, Mode, dialect_of, env_file_names, load
from tests import npm
from tests.parity.next_env_cases import Case, Writer

pytestmark = pytest.mark.long

# How each reason for a discarded file shows in the peer.
ERRORS = (
    (re.compile("refers? to (itself|each other)"), "RangeError"),
    (re.compile("starts no reference|member of JavaScript's objects"), "TypeError"),
)


@pytest.mark.parametrize(
    ("version", "count", "seed"),
    [
        ("16.4.6", 8_000, 16),
        ("15.5.29", 2_000, 15),
        ("14.2.35", 8_000, 14),
        ("13.5.11", 8_000, 13),
        ("12.3.7", 8_000, 12),
    ],
)
def test_loads_what_next_env_loads(version: str, count: int, seed: int) -> None:
    major = int(version.split(".", maxsplit=1)[0])
    asked = [case for case in cases(seed, count) if fits(case, major)]
    assert len(asked) >= 0.7 * count
    assert differences(version, asked) == []


@pytest.mark.parametrize("version", ["16.4.6", "13.5.11"])
def test_variables_come_from_the_real_environment(version: str) -> None:
    """Set from outside, unlike those of the other cases: names and values in any shape."""
    process = {
        "1": "index", "01": "none", "A": "p$B", "E": "", "a.b": "x", "constructor": "c", "é": "ü",
    }  # fmt: skip
    case = Case({".env": b"A=x\nE=y\n1=z\nB=$1$a.b\nC=$constructor"}, process, dev=True)
    [answer] = npm.run(
        Path(__file__).with_name("next_env.mjs"),
        {"@next/env": version},
        [case.message() | {"process": None}],
        env=process,
    )
    del answer["effective"][[name for name, _ in answer["effective"]].index("PATH")]
    assert difference_of(ours(case, int(version[:2])), answer, plain=False) == []


def cases(seed: int, count: int) -> list[Case]:
    writer = Writer(seed)
    return [writer.case() for _ in range(count)]


def fits(case: Case, major: int) -> bool:
    """Whether Node.js survives the case, and the case is one that we promise to answer.

    Node.js keeps what every turn of a circle of references makes until its stack ends, and runs
    out of memory if that is much: of these, only those that grow slowly are asked. Next.js 12
    keeps `process.env` as a plain object, in which a value keeps its NUL; that is not ported.
    """
    loaded = ours(case, major)
    if major == 12 and "__proto__" in case.process:
        return False
    if major == 12 and any(b"\0" in content for content in case.files.values()):
        return False
    discarded = " ".join(file.discarded or "" for file in loaded.files)
    if "grows" in discarded or "more replacements" in discarded:
        return False
    if not re.search("refers? to", discarded):
        return True
    texts = [*case.process.values()]
    texts += [each.parsed for file in loaded.files for each in file.parsed.assignments]
    return not any("$" in text and (len(text) > 14 or text.count("$") > 1) for text in texts)


def ours(case: Case, major: int) -> Loaded:
    mode: Mode = "development" if case.dev else "production"
    if case.process.get("NODE_ENV") == "test":
        mode = "test"
    files = [(name, case.files[name]) for name in env_file_names(mode) if name in case.files]
    return load(files, case.process, dialect_of(major))


def differences(version: str, asked: list[Case]) -> list[str]:
    major = int(version.split(".", maxsplit=1)[0])
    answers = npm.run(
        Path(__file__).with_name("next_env.mjs"),
        {"@next/env": version},
        [case.message() for case in asked],
    )
    assert len(answers) == len(asked)
    return [
        f"{case}: {difference}"
        for case, answer in zip(asked, answers, strict=True)
        for difference in difference_of(ours(case, major), answer, plain=major == 12)
    ]


def difference_of(loaded: Loaded, answer: dict[str, Any], *, plain: bool) -> list[str]:
    """What differs; `plain` where the peer's `process.env` keeps halves of surrogate pairs."""
    found: list[str] = []
    seen = well_formed if plain else str
    effective = {name: seen(value) for name, value in answer["effective"]}
    if effective != {name: seen(value) for name, value in loaded.effective.items()}:
        found.append(f"effective: theirs {effective}, ours {loaded.effective}")
    if loaded.origin.keys() != loaded.effective.keys():
        found.append(f"origin: {loaded.origin}")
    if [file.name for file in loaded.files] != answer["read"]:
        found.append(f"read: {answer['read']}")
    if "is set" in (loaded.files[0].discarded or "" if loaded.files else ""):
        return found + (["not skipped"] if answer["taken"] or answer["dropped"] else [])
    theirs = [[(name, seen(value)) for name, value in file] for file in answer["taken"]]
    taken = [file.loaded.items() for file in loaded.files if not file.discarded]
    if theirs != [[(name, seen(value)) for name, value in file] for file in taken]:
        found.append(f"taken: theirs {answer['taken']}, ours {taken}")
    dropped = {file.name: file.discarded for file in loaded.files if file.discarded}
    if dropped.keys() != answer["dropped"].keys():
        return [*found, f"dropped: theirs {answer['dropped']}, ours {dropped}"]
    for name, reason in dropped.items():
        error = next((error for pattern, error in ERRORS if pattern.search(reason)), "?")
        if not answer["dropped"][name].startswith(error):
            found.append(f"{name}: theirs {answer['dropped'][name]}, ours {reason}")
    return found


def well_formed(value: str) -> str:
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
