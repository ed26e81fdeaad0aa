"""The examples print what their golden files say, and never a secret.

`pytest tests/examples --rewrite-golden` writes the golden files anew.
"""

import json
import re
import shutil
from pathlib import Path

import pytest

from clerkdoctor.nextjs.dotenv_parse import decode, parse
from clerkdoctor.secret_shapes import find_secrets
from tests.command import EXAMPLES, Run, clerkdoctor, clerkdoctor_each, git

NAMES = sorted(path.name for path in EXAMPLES.iterdir() if (path / "package.json").exists())
FORMATS = ("json", "sarif", "github", "markdown", "junit")
BROKEN = [name for name in NAMES if name != "healthy"]


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone as a user has it: the examples below one git repository, everything committed."""
    if not shutil.which("git"):
        pytest.skip("git is not on PATH: the examples are judged as files of a repository")
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(
        EXAMPLES, root / "examples", ignore=shutil.ignore_patterns("node_modules", ".next")
    )
    git(root, "init", "--quiet")
    git(root, "add", "--all", "--force")
    return root


def is_about_routes(name: str) -> bool:
    return "clerkdoctor check-routes" in (EXAMPLES / name / "README.md").read_text("utf-8")


def runs(checkout: Path, name: str) -> dict[str, Run]:
    also = "check-routes" if is_about_routes(name) else "check-env"
    lines = [f"clerkdoctor check examples/{name}", f"clerkdoctor {also} examples/{name}"]
    return {line: clerkdoctor(line.split()[1:], cwd=checkout) for line in lines}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_prints_its_golden_text(checkout: Path, name: str, rewrite_golden: bool) -> None:
    printed = "\n".join(run.golden(line) for line, run in runs(checkout, name).items())
    golden = EXAMPLES / name / "expected.txt"
    if rewrite_golden:
        golden.write_text(printed, encoding="utf-8")
    assert printed == golden.read_text(encoding="utf-8")
    assert not [
        line for line in printed.splitlines() if len(line) > 80 and not line.startswith("    ")
    ]


def test_the_healthy_example_has_nothing_to_say(checkout: Path) -> None:
    run = clerkdoctor(["check", "examples/healthy", "--format", "json"], cwd=checkout)
    report = json.loads(run.stdout)
    assert [r["check"] for r in report["results"] if r["status"] == "fail"] == []
    assert (report["verdict"], run.exit_code, run.stderr) == ("pass", 0, "")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_example_has_one_cause(checkout: Path, name: str) -> None:
    run = clerkdoctor(["check", f"examples/{name}", "--format", "json"], cwd=checkout)
    report = json.loads(run.stdout)
    roots = [
        r
        for r in report["results"]
        if r["status"] == "fail" and not r["follows_from"] and r["level"] != "note"
    ]
    assert len(roots) == 1, [r["check"] for r in roots]
    (root,) = roots
    for problem in root["problems"]:
        assert problem["location"]["path"]
        assert problem["fix"]
    assert root["problems"][0]["location"].get("line") or root["check"] in run_without_a_line()


def run_without_a_line() -> set[str]:
    """Checks whose finding is a file as a whole."""
    return {
        "env-files-are-ignored-by-git",
        "middleware-is-where-next-looks",
        "middleware-has-the-name-next-runs",
    }


def canaries(name: str) -> set[str]:
    """Every secret that is planted in an example, in its env files and in its source."""
    found: set[str] = set()
    for path in (EXAMPLES / name).rglob("*"):
        if not path.is_file() or "node_modules" in path.parts or path.name.startswith("expected"):
            continue
        data = path.read_bytes()
        for secret in find_secrets(data):
            token = re.match(rb"[A-Za-z0-9_+/|:=-]+", data[secret.offset :])
            assert token
            found.add(token[0].decode())
        if path.name.startswith(".env") and "example" not in path.name:
            for assignment in parse(decode(data), "dotenv-16").assignments:
                if not assignment.name.startswith("NEXT_PUBLIC_") and len(assignment.parsed) > 20:
                    found.add(assignment.parsed.strip())
    return {
        canary.removeprefix("sk_test_").removeprefix("sk_live_").removeprefix("whsec_")
        for canary in found
    }


@pytest.mark.parametrize("name", NAMES)
def test_no_output_shows_a_planted_secret(checkout: Path, name: str) -> None:
    planted = canaries(name)
    runs = [
        [command, f"examples/{name}", *options]
        for command in ("check", "check-env", "check-routes")
        for options in ((), ("--verbose",), ("--quiet",), ("--mode", "production"))
    ]
    runs += [["check", f"examples/{name}", "--format", one] for one in FORMATS]
    outputs = "".join(run.stdout + run.stderr for run in clerkdoctor_each(runs, cwd=checkout))
    assert name in outputs
    assert not [canary for canary in planted if canary in outputs]


def test_every_example_plants_a_secret() -> None:
    assert [name for name in NAMES if not canaries(name)] == []


def test_reveal_shows_what_was_asked_for(checkout: Path) -> None:
    run = clerkdoctor(
        ["check-env", "examples/healthy", "--format", "json", "--reveal"], cwd=checkout
    )
    assert all(canary in run.stdout for canary in canaries("healthy"))
    assert "secrets" in run.stderr
