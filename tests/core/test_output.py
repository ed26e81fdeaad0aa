"""What reaches a pipe, a file, a dumb terminal, a CI log and Windows' code page."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.command import ROOT, clerkdoctor, script
from tests.projects import SECRET, project

FORMATS = ("checklist", "json", "sarif", "github", "markdown", "junit")
BROKEN = {".env.local": f"CLERK_SECRET_KEY={SECRET}\nCLERK_WEBHOOK_SECRET='é\u202e…'\n"}


def started(
    folder: Path, *options: str, stdout: int = subprocess.PIPE, env: Mapping[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    scrubbed = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder)}
    return subprocess.Popen(
        [*script(), "check", *options], cwd=folder, env={**scrubbed, **(env or {})},
        stdout=stdout, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("format_", "encoding"),
    [("checklist", one) for one in ("ascii", "cp1252", "cp437", "utf-8")]
    + [(one, "cp1252") for one in FORMATS[1:]],
)
def test_a_format_fits_the_streams_encoding(tmp_path: Path, format_: str, encoding: str) -> None:
    folder = project(tmp_path, BROKEN)
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    with started(folder, "--format", format_, env=env) as run:
        out, err = run.communicate(timeout=60)
    assert (run.returncode, err) == (1, b"")
    text = out.decode(encoding)
    assert "\ufffd" not in text
    assert "\x1b" not in text
    assert "publishable-key-is-set" in text


@pytest.mark.parametrize("format_", ["sarif", "markdown"])
def test_the_exit_code_is_right_when_the_reader_goes_away(tmp_path: Path, format_: str) -> None:
    folder = project(tmp_path, BROKEN)
    reader, writer = os.pipe()
    os.close(reader)
    with started(folder, "--format", format_, stdout=writer) as run:
        os.close(writer)
        _, err = run.communicate(timeout=60)
    assert (run.returncode, err) == (1, b"")


def test_the_exit_code_is_right_when_the_reader_leaves_early(tmp_path: Path) -> None:
    folder = project(tmp_path, BROKEN)
    with started(folder, "--format", "json", "--verbose") as run:
        assert run.stdout
        assert run.stdout.read(1) == b"{"
        run.stdout.close()
        assert run.wait(timeout=60) == 1


@pytest.mark.parametrize(
    "env", [{"TERM": "dumb"}, {"CI": "true", "GITHUB_ACTIONS": "true"}, {"NO_COLOR": "1"}, {}]
)
def test_no_colour_where_there_is_no_terminal(tmp_path: Path, env: dict[str, str]) -> None:
    run = clerkdoctor(["check"], cwd=project(tmp_path, BROKEN), env=env)
    assert "\x1b" not in run.stdout + run.stderr


@pytest.mark.parametrize("format_", ["markdown", "github"])
def test_formats_for_programs_are_never_coloured(tmp_path: Path, format_: str) -> None:
    folder = project(tmp_path, BROKEN)
    plain = clerkdoctor(["check", "--format", format_], cwd=folder)
    assert plain == clerkdoctor(
        ["check", "--format", format_], cwd=folder, env={"FORCE_COLOR": "1"}
    )


@pytest.mark.parametrize("format_", ["checklist", "markdown", "junit"])
def test_a_file_holds_what_a_utf_8_stream_gets(tmp_path: Path, format_: str) -> None:
    folder = project(tmp_path, BROKEN)
    printed = clerkdoctor(["check", "--format", format_], cwd=folder)
    output = tmp_path / "report"
    run = clerkdoctor(
        ["check", "--format", format_, "-o", str(output)], cwd=folder,
        env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "FORCE_COLOR": "1", "COLUMNS": "200"},
    )  # fmt: skip
    assert (run.exit_code, run.stdout, run.stderr) == (1, "", "")
    assert output.read_bytes().decode("utf-8") == printed.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals of this kind")
def test_an_interrupted_run_leaves_no_half_written_file(tmp_path: Path) -> None:
    folder = project(tmp_path / "app", BROKEN)
    output = tmp_path / "report.json"
    output.write_text("older")
    for delay in (0.05, 0.2, 0.4):
        with started(folder, "--format", "json", "-o", str(output)) as run:
            time.sleep(delay)
            run.send_signal(signal.SIGINT)
            run.communicate(timeout=60)
        assert output.read_text() == "older" or output.read_text().endswith("}\n")
        assert [one.name for one in tmp_path.iterdir() if "partial" in one.name] == []
