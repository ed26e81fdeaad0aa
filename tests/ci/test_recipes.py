"""The recipes of `docs/ci.md` and the pre-commit hooks: what is to be pasted works."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from clerkdoctor.checks import catalogue
from clerkdoctor.gather.settings import settings
from tests.command import EXAMPLES, ROOT, clerkdoctor

TEXT = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Every command of ours in a block, without what a shell does with its output."""
    code = "\n".join(re.findall(r"^```\w+\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
    found = re.findall(r"clerkdoctor (?:check|diagnose)[^\n\"&>]*", code)
    return list(dict.fromkeys(one.strip() for one in found))


def test_there_is_a_recipe_for_each() -> None:
    assert len(commands()) >= 5
    for name in ("## GitHub", "## GitLab", "## Vercel", "## Docker", "## pre-commit"):
        assert name in TEXT


@pytest.mark.parametrize("command", commands())
def test_a_command_runs(tmp_path: Path, command: str) -> None:
    options = shlex.split(command)[1:]
    for name in ("--output", "--write-baseline"):
        if name in options:
            options += ["--baseline", str(tmp_path / "b.json")] if "base" in name else []
    options = [str(tmp_path / one) if one.endswith(".xml") else one for one in options]
    run = clerkdoctor([*options, str(EXAMPLES / "healthy")], cwd=tmp_path)
    assert run.exit_code in (0, 1), run.stderr


def test_blocks_are_what_they_say_they_are() -> None:
    for text in blocks("yaml"):
        assert yaml.safe_load(text)
    for text in blocks("json"):
        assert "clerkdoctor check" in json.loads(text)["scripts"]["build"]
    for text in blocks("toml"):
        assert tomllib.loads(text)


def test_the_settings_are_settings(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    (tmp_path / "clerkdoctor.toml").write_text(text, encoding="utf-8")
    found = settings(tmp_path, lambda: [entry.check.id for entry in catalogue()])
    assert all(value for value in found), "the example shows every setting"


def test_the_action_is_given_its_own_inputs() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    workflow = next(text for text in blocks("yaml") if "OWNER/clerkdoctor@" in text)
    steps = yaml.safe_load(workflow)["jobs"]["clerkdoctor"]["steps"]
    (used,) = [one for one in steps if "clerkdoctor" in one.get("uses", "")]
    assert set(used["with"]) <= set(action["inputs"])


@pytest.mark.parametrize("hook", HOOKS, ids=lambda one: one["id"])
def test_a_hook_runs(hook: dict[str, Any]) -> None:
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    script, *options = shlex.split(hook["entry"])
    assert script == "clerkdoctor"
    run = clerkdoctor(options, cwd=EXAMPLES / "healthy")
    assert run.exit_code in (0, 1), run.stderr


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("package.json", True),
        ("apps/web/proxy.ts", True),
        (".env.local", True),
        ("app/page.tsx", True),
        ("convex/auth.config.ts", True),
        ("README.md", False),
        ("public/a.png", False),
    ],
)
def test_a_hook_runs_for_what_it_reads(path: str, matches: bool) -> None:
    (pattern,) = [hook["files"] for hook in HOOKS if hook["id"] == "clerkdoctor"]
    assert bool(re.search(pattern, path)) == matches
