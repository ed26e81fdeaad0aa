"""The stories of `examples/convex` print what their golden files say, each for its one cause.

Each README ends with the command that tells the story. `pytest tests/examples --rewrite-golden`
writes the golden files anew.
"""

import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from tests.command import EXAMPLES, Run, clerkdoctor, git
from tests.examples.test_examples import canaries

STORIES = {
    "audience-in-capitals": {"convex-application-id-is-the-audience"},
    "auth-config-beside-the-functions": {"convex-auth-config-is-where-convex-looks"},
    "branch-on-node-env": {"convex-auth-config-does-not-branch-on-node-env"},
    "fallback-that-never-applies": {"convex-auth-config-has-no-fallback"},
    "issuer-fixed-to-development": {"convex-issuer-is-not-fixed-to-development"},
    "issuer-is-the-key-set": {"convex-issuer-is-an-origin"},
    "template-of-a-tutorial": {"jwt-template-claims-are-allowed", "jwt-template-has-the-audience"},
}
"""By story, the checks that fail for a cause of their own."""

FOLDER = EXAMPLES / "convex"


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone as a user has it: everything committed but what is ignored, and the env files."""
    if not shutil.which("git"):
        pytest.skip("git is not on PATH: the examples are judged as files of a repository")
    root = tmp_path_factory.mktemp("checkout")
    ignored = shutil.ignore_patterns("node_modules", ".next", "_generated")
    shutil.copytree(FOLDER, root / "examples" / "convex", ignore=ignored)
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    return root


def command(story: str) -> str:
    """The one that stands at the end of the README."""
    text = (FOLDER / story / "README.md").read_text("utf-8")
    found = re.search(r"^    (clerkdoctor .*)$", text, re.MULTILINE)
    assert found
    return found[1]


@cache
def run(checkout: Path, story: str, *options: str) -> Run:
    return clerkdoctor([*command(story).split()[1:], *options], cwd=checkout)


def test_every_story_is_told() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(STORIES)


@pytest.mark.parametrize("story", STORIES)
def test_a_story_prints_its_golden_text(checkout: Path, story: str, rewrite_golden: bool) -> None:
    printed = run(checkout, story).golden(command(story))
    golden = FOLDER / story / "expected.txt"
    if rewrite_golden:
        golden.write_text(printed, encoding="utf-8")
    assert printed == golden.read_text(encoding="utf-8")
    report = printed.partition("--- stdout")[2].splitlines()
    assert not [line for line in report if len(line) > 80 and not line.startswith("    ")]


@pytest.mark.parametrize("story", STORIES)
def test_a_story_has_its_one_cause(checkout: Path, story: str) -> None:
    report = json.loads(run(checkout, story, "--format", "json").stdout)
    failed = [one for one in report["results"] if one["status"] == "fail"]
    roots = {one["check"] for one in failed if not one["follows_from"]}
    assert roots == STORIES[story]
    for problem in (problem for one in failed for problem in one["problems"]):
        assert problem["location"]
        assert problem["fix"]
    breaks = [one for one in report["data"]["chain"] if one["status"] == "fail"]
    assert bool(breaks) == (story != "fallback-that-never-applies")


@pytest.mark.parametrize("story", STORIES)
def test_nothing_else_is_wrong_with_the_project(checkout: Path, story: str) -> None:
    done = clerkdoctor(["check", f"examples/convex/{story}", "--format", "json"], cwd=checkout)
    report = json.loads(done.stdout)
    roots = {
        one["check"]
        for one in report["results"]
        if one["status"] == "fail" and not one["follows_from"] and one["level"] != "note"
    }
    assert roots == ({*()} if story == "template-of-a-tutorial" else STORIES[story])


@pytest.mark.parametrize("story", STORIES)
def test_no_output_shows_a_planted_secret(checkout: Path, story: str) -> None:
    planted = canaries(f"convex/{story}")
    assert planted
    for options in ([], ["--verbose"], ["--format", "json"]):
        done = run(checkout, story, *options)
        assert not [secret for secret in planted if secret in done.stdout + done.stderr]
