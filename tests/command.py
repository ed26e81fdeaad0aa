"""Running the installed command as a user does, in a scrubbed environment."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"


class Run(NamedTuple):
    exit_code: int
    stdout: str
    stderr: str

    def golden(self, line: str) -> str:
        """The whole run as one text: the command line, exit code, and both streams."""
        parts = [
            f"$ {line}",
            f"exit code: {self.exit_code}",
            "--- stdout",
            self.stdout.rstrip("\n"),
        ]
        if self.stderr:
            parts += ["--- stderr", self.stderr.rstrip("\n")]
        return "\n".join(parts) + "\n"


def script() -> list[str]:
    """The console script beside this Python, or the module where it is not installed."""
    installed = Path(sys.executable).with_name("clerkdoctor")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "clerkdoctor"]


def clerkdoctor(
    arguments: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
) -> Run:
    """One run of the command. Its environment is PATH, HOME and what the test adds."""
    done = subprocess.run(
        [*script(), *arguments], cwd=cwd, env=_scrubbed(cwd, env), input=stdin, capture_output=True,
        text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr)


_EACH = """
import contextlib, io, json, sys
from clerkdoctor.entry import main
runs = []
for arguments in json.load(sys.stdin):
    sys.argv = ["clerkdoctor", *arguments]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
    runs.append([code, out.getvalue(), err.getvalue()])
json.dump(runs, sys.stdout)
"""


def clerkdoctor_each(
    commands: Sequence[Sequence[str]], *, cwd: Path, env: Mapping[str, str] | None = None
) -> list[Run]:
    """Many runs, one after the other in one process: most of a run's time is its start."""
    done = subprocess.run(
        [sys.executable, "-c", _EACH], cwd=cwd, env=_scrubbed(cwd, env),
        input=json.dumps(commands), capture_output=True, text=True, encoding="utf-8", timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Run(*one) for one in json.loads(done.stdout)]


def _scrubbed(cwd: Path, env: Mapping[str, str] | None) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(cwd),
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(ROOT),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **(env or {}),
    }


def git(folder: Path, *arguments: str) -> None:
    """A git command in a folder, with an identity of its own."""
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments],
        cwd=folder, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
