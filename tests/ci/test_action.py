"""The action's scripts, run as a runner runs them: bash, its files, its variables."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.command import EXAMPLES, ROOT, clerkdoctor

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
WEBHOOK = "webhook-secret-under-another-name"


class Job(NamedTuple):
    """What a run of the action leaves behind. `log` is what the steps print."""

    exit_code: int
    outputs: dict[str, str]
    summary: str
    log: str


def step(name: str) -> dict[str, Any]:
    (found,) = [one for one in STEPS if one.get("name") == name]
    return found


def bash(script: str, env: Mapping[str, str], cwd: Path) -> tuple[int, str]:
    """A step with `shell: bash`, by the runner's own command line."""
    file = Path(env["RUNNER_TEMP"]) / "script.sh"
    file.write_text(script)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)],
        cwd=cwd, env=dict(env), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def job(temp: Path, inputs: Mapping[str, str], cwd: Path = EXAMPLES.parent) -> Job:
    """The steps `Check` and `Verdict`, with what the steps before them leave: an installed tool."""
    temp.mkdir(exist_ok=True)
    (temp / "clerkdoctor").mkdir(exist_ok=True)
    (temp / "clerkdoctor/clerkdoctor").symlink_to(ROOT / "clerkdoctor")
    output, summary = temp / "output", temp / "summary"
    output.touch()
    summary.touch()
    given = {name: one["default"] for name, one in ACTION["inputs"].items()} | dict(inputs)
    check = step("Check")
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(temp),
        "RUNNER_TEMP": str(temp),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_ACTIONS": "true",
        "CI": "true",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    for name, value in check["env"].items():
        env[name] = given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
    code, log = bash(check["run"], env, cwd)
    assert code == 0, log
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    verdict = step("Verdict")
    assert verdict["env"] == {"CODE": "${{ steps.check.outputs.code }}"}
    code, more = bash(verdict["run"], env | {"CODE": outputs["code"]}, cwd)
    return Job(code, outputs, summary.read_text(), log + more)


def test_a_healthy_project_is_green(tmp_path: Path) -> None:
    done = job(tmp_path / "t", {"project": "examples/healthy"})
    assert (done.exit_code, done.outputs["verdict"]) == (0, "pass")
    assert done.summary.startswith("## clerkdoctor check: ✅ pass\n")
    assert json.loads(Path(done.outputs["report"]).read_text())["verdict"] == "pass"
    assert "::error" not in done.log


def test_a_broken_project_is_red_annotated_and_summed_up(tmp_path: Path) -> None:
    done = job(tmp_path / "t", {"project": f"examples/{WEBHOOK}"})
    assert (done.exit_code, done.outputs["verdict"]) == (1, "fail")
    assert f"::error file=examples/{WEBHOOK}/app/api/webhooks/clerk/route.ts,line=7" in done.log
    assert "### ❌ The webhook signing secret that the code reads is set" in done.summary
    log = json.loads(Path(done.outputs["sarif"]).read_text())
    (uri,) = {
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for one in log["runs"][0]["results"]
    }
    assert (ROOT / uri).exists()


def test_the_inputs_are_options(tmp_path: Path) -> None:
    only = "webhook-secret-is-set handler-reads-the-secret-that-is-set"
    done = job(
        tmp_path / "a", {"project": f"examples/{WEBHOOK}", "only": only, "mode": "production"}
    )
    report = json.loads(Path(done.outputs["report"]).read_text())
    assert [one["check"] for one in report["results"]] == only.split()
    assert report["data"]["mode"] == "production"
    done = job(tmp_path / "b", {"project": f"examples/{WEBHOOK}", "skip": f"{only} routes"})
    assert done.exit_code == 0
    done = job(tmp_path / "c", {"project": "examples/healthy", "fail-on": "note"})
    assert done.exit_code in (0, 1)


def test_a_baseline_is_an_input(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    run = clerkdoctor(
        ["check", f"examples/{WEBHOOK}", "--write-baseline", "--baseline", str(file)], cwd=ROOT
    )
    assert run.exit_code == 0
    done = job(tmp_path / "t", {"project": f"examples/{WEBHOOK}", "baseline": str(file)})
    assert (done.exit_code, done.outputs["verdict"]) == (0, "pass")
    assert "set aside" in done.summary


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"project": "no/such/folder"}, 3),
        ({"mode": "staging"}, 2),
        ({"only": "no-such-check"}, 2),
        ({"project": "--version"}, 3),
    ],
)
def test_without_a_report_the_job_fails_all_the_same(
    tmp_path: Path, inputs: dict[str, str], code: int
) -> None:
    done = job(tmp_path / "t", inputs)
    assert done.exit_code == code
    assert done.outputs == {"verdict": "unknown", "report": "", "sarif": "", "code": str(code)}


@pytest.mark.parametrize("text", ["$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "*"])
def test_no_input_is_read_as_code(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    for name in ("project", "mode", "only", "skip", "baseline", "fail-on"):
        job(tmp_path / name, {name: text}, folder)
    assert list(folder.iterdir()) == []


class TestFile:
    """`action.yml` itself, by GitHub's documented syntax."""

    def test_steps_are_scripts_with_a_shell_or_actions_with_a_version(self) -> None:
        assert ACTION["runs"]["using"] == "composite"
        for one in STEPS:
            if "uses" in one:
                assert "@v" in one["uses"]
            else:
                assert one["shell"] == "bash"

    def test_no_script_interpolates_an_expression(self) -> None:
        assert [one["name"] for one in STEPS if "${{" in one.get("run", "")] == []

    def test_every_input_and_output_is_described_and_used(self) -> None:
        text = (ROOT / "action.yml").read_text(encoding="utf-8")
        for name, one in ACTION["inputs"].items():
            assert set(one) == {"description", "default"}
            assert f"inputs.{name}" in text
        for name, one in ACTION["outputs"].items():
            assert one["description"]
            assert f'echo "{name}=' in step("Check")["run"]
            assert one["value"] == f"${{{{ steps.check.outputs.{name} }}}}"

    def test_sarif_is_uploaded_only_where_asked_for(self) -> None:
        condition = step("Upload to code scanning")["if"]
        assert condition == "inputs.sarif == 'true' && steps.check.outputs.sarif != ''"

    @pytest.mark.long
    def test_it_installs_as_it_says(self, tmp_path: Path) -> None:
        env = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_ACTION_PATH": str(ROOT),
        }
        code, log = bash(step("Install clerkdoctor")["run"], env, tmp_path)
        assert code == 0, log
        done = subprocess.run(
            [sys.executable, "-m", "clerkdoctor", "--version"], capture_output=True, check=True,
            cwd=tmp_path, env={"PATH": env["PATH"], "PYTHONPATH": str(tmp_path / "clerkdoctor")},
        )  # fmt: skip
        assert done.stdout.startswith(b"clerkdoctor ")
