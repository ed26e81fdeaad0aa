"""The command line as others rely on it: exit codes, streams, options."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from clerkdoctor import __version__
from tests.command import ROOT, clerkdoctor, script
from tests.projects import SECRET, project


def test_version_is_said_by_every_way_in(tmp_path: Path) -> None:
    for arguments in (["--version"], ["-V"]):
        assert clerkdoctor(arguments, cwd=tmp_path) == (0, f"clerkdoctor {__version__}\n", "")


def test_alone_it_checks_the_folder_it_stands_in(tmp_path: Path) -> None:
    folder = project(tmp_path)
    alone, named = clerkdoctor([], cwd=folder), clerkdoctor(["check", "."], cwd=folder)
    assert alone == named
    assert alone.exit_code == 0


def test_without_a_command_options_and_a_folder_are_those_of_check(tmp_path: Path) -> None:
    folder = project(tmp_path / "app")
    named = clerkdoctor(["check", "./app", "-q"], cwd=tmp_path)
    assert clerkdoctor(["./app", "-q"], cwd=tmp_path) == named
    assert clerkdoctor(["-q"], cwd=folder).stdout == named.stdout


def test_a_healthy_project_passes_and_a_broken_one_fails(tmp_path: Path) -> None:
    folder = project(tmp_path)
    assert clerkdoctor(["check-env"], cwd=folder).exit_code == 0
    (folder / ".env.local").write_text(f"CLERK_SECRET_KEY={SECRET}\n")
    run = clerkdoctor(["check-env"], cwd=folder)
    assert run.exit_code == 1
    assert "publishable-key-is-set" in run.stdout


def test_where_there_is_nothing_to_judge_it_says_what_it_looked_for(tmp_path: Path) -> None:
    run = clerkdoctor(["check"], cwd=tmp_path)
    assert (run.exit_code, run.stdout) == (3, "")
    assert "package.json" in run.stderr
    assert "hint:" in run.stderr
    run = clerkdoctor(["check", "no/such/folder"], cwd=tmp_path)
    assert run.exit_code == 3
    assert "does not exist" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--only", "publishable-key-is-sett"], "publishable-key-is-set`"),
        (["check", "--skip", "enviroment"], "did you mean `environment`"),
        (["check", "--format", "yaml"], "checklist"),
        (["check", "--mode", "staging"], "production"),
        (["check", "--fail-on", "fatal"], "warning"),
        (["check", "--now", "yesterday"], "ISO 8601"),
        (["chekc"], "check"),
        (["check", "--no-such-option"], "--no-such-option"),
        (["explain"], "CHECK_OR_CODE"),
    ],
)
def test_a_wrong_command_line_is_exit_2_and_says_what_was_expected(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    run = clerkdoctor(arguments, cwd=project(tmp_path))
    assert (run.exit_code, run.stdout) == (2, "")
    assert said.lower() in run.stderr.lower()
    assert "Traceback" not in run.stderr


def test_only_and_skip_choose_by_subject_and_by_check(tmp_path: Path) -> None:
    folder = project(tmp_path)

    def ids(*options: str) -> list[str]:
        run = clerkdoctor(["check", "--format", "json", *options], cwd=folder)
        return [result["check"] for result in json.loads(run.stdout)["results"]]

    everything = ids()
    assert len(everything) > 25
    assert ids("--only", "keys-are-of-one-type") == ["keys-are-of-one-type"]
    environment = ids("--only", "environment")
    assert environment == everything[: len(environment)]
    assert "clerk-middleware-exists" in everything
    assert "clerk-middleware-exists" not in environment
    assert "keys-are-of-one-type" not in ids("--skip", "keys-are-of-one-type")
    assert ids("--only", "environment", "--skip", "environment") == []


def test_fail_on_sets_the_level(tmp_path: Path) -> None:
    folder = project(tmp_path, {".env": "not an assignment\n"})
    assert clerkdoctor(["check"], cwd=folder).exit_code == 0
    assert clerkdoctor(["check", "--fail-on", "warning"], cwd=folder).exit_code == 1


def test_json_is_one_document_and_nothing_else(tmp_path: Path) -> None:
    folder = project(tmp_path)
    run = clerkdoctor(["check-env", "--format", "json"], cwd=folder)
    document = json.loads(run.stdout)
    assert (run.stderr, document["command"], document["exit_code"]) == ("", "check-env", 0)
    names = [row["name"] for row in document["data"]["variables"]]
    assert names == ["CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"]
    assert document["data"]["variables"][0]["effective"].keys() == {"source", "line", "fingerprint"}
    assert SECRET not in run.stdout


def test_two_runs_are_equal_to_the_byte(tmp_path: Path) -> None:
    folder = project(tmp_path)
    for arguments in (["check"], ["check-env", "--format", "json"]):
        assert clerkdoctor(arguments, cwd=folder) == clerkdoctor(arguments, cwd=folder)


def test_output_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = project(tmp_path)
    run = clerkdoctor(["check", "--format", "json", "--output", "report.json"], cwd=folder)
    assert (run.exit_code, run.stdout, run.stderr) == (0, "", "")
    assert json.loads((folder / "report.json").read_text())["verdict"] == "pass"
    run = clerkdoctor(["check", "--output", "no/such/report.txt"], cwd=folder)
    assert run.exit_code == 3
    assert "could not be written" in run.stderr
    assert sorted(path.name for path in folder.iterdir() if "partial" in path.name) == []


def test_the_exit_code_is_right_when_the_reader_goes_away(tmp_path: Path) -> None:
    folder = project(tmp_path, {".env.local": f"CLERK_SECRET_KEY={SECRET}\n"})
    reader, writer = os.pipe()
    os.close(reader)
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*script(), "check"],
        cwd=folder,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=env,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


def test_colour_only_where_it_is_wanted(tmp_path: Path) -> None:
    folder = project(tmp_path)
    assert "\x1b" not in clerkdoctor(["check"], cwd=folder).stdout
    assert "\x1b" in clerkdoctor(["check"], cwd=folder, env={"FORCE_COLOR": "1"}).stdout
    for env, options in (({"NO_COLOR": "1"}, []), ({}, ["--no-color"])):
        run = clerkdoctor(["check", *options], cwd=folder, env={"FORCE_COLOR": "1", **env})
        assert "\x1b" not in run.stdout


def test_an_ascii_stream_gets_ascii(tmp_path: Path) -> None:
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    run = clerkdoctor(["check"], cwd=project(tmp_path), env=env)
    assert run.stdout.isascii()
    assert "+ pass" in run.stdout


@pytest.mark.parametrize("columns", [30, 40, 80, 200])
def test_it_fits_the_terminal(tmp_path: Path, columns: int) -> None:
    folder = project(tmp_path, {".env.local": "CLERK_PUBLISHABLE_KEY=pk_test_xxx\n"})
    run = clerkdoctor(["check"], cwd=folder, env={"COLUMNS": str(columns)})
    pasted = "       "
    long = [line for line in run.stdout.splitlines() if len(line) > columns]
    assert [line for line in long if not line.startswith(pasted) and " " in line.strip()] == []


@pytest.mark.parametrize("command", ["check", "check-env", "explain", "checks"])
def test_every_command_has_help_with_an_example(tmp_path: Path, command: str) -> None:
    run = clerkdoctor([command, "--help"], cwd=tmp_path)
    assert run.exit_code == 0
    assert f"clerkdoctor {command}" in run.stdout


def test_explain_knows_ids_and_words_on_the_screen(tmp_path: Path) -> None:
    by_id = clerkdoctor(["explain", "keys-are-of-one-type"], cwd=tmp_path)
    assert by_id.stdout.startswith("keys-are-of-one-type\n")
    by_words = clerkdoctor(
        ["explain", "Error: @clerk/nextjs: Missing publishableKey. You can get your key at"],
        cwd=tmp_path,
    )
    assert by_words.stdout.startswith("publishable-key-is-set\n")
    unknown = clerkdoctor(["explain", "keys-are-of-one-typ"], cwd=tmp_path)
    assert (unknown.exit_code, unknown.stdout) == (3, "")
    assert "keys-are-of-one-type" in unknown.stderr


def test_checks_lists_all(tmp_path: Path) -> None:
    listed = clerkdoctor(["checks"], cwd=tmp_path).stdout
    rows = json.loads(clerkdoctor(["checks", "--format", "json"], cwd=tmp_path).stdout)["checks"]
    assert [row["check"] for row in rows if row["check"] not in listed] == []
