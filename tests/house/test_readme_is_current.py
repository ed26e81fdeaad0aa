"""The README's list of checks and its screen of output are what the tool prints now.

`pytest tests/house --rewrite-golden` writes them anew.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from clerkdoctor.checks import SUBJECTS, catalogue
from tests.command import EXAMPLES, ROOT, clerkdoctor, git

README = ROOT / "README.md"


@pytest.fixture
def rewritten(rewrite_golden: bool) -> Callable[[str, str], None]:
    """Compares a generated part of the README with what it is to be, or writes it."""

    def compare(mark: str, wanted: str) -> None:
        text = README.read_text(encoding="utf-8")
        pattern = rf"(<!-- {re.escape(mark)} -->\n)(.*?)(<!-- end -->)"
        found = re.search(pattern, text, re.DOTALL)
        assert found, f"README.md has no part `{mark}`"
        if rewrite_golden:
            new = text[: found.start(2)] + wanted + text[found.end(2) :]
            README.write_text(new, encoding="utf-8")
        else:
            assert found[2] == wanted

    return compare


def test_the_list_of_checks_is_current(rewritten: Callable[[str, str], None]) -> None:
    rows = []
    for subject in SUBJECTS:
        entries = [entry for entry in catalogue() if entry.subject == subject]
        rows += [f"<details><summary>{subject}: {len(entries)} checks</summary>", ""]
        rows += ["| Check | Level | What must hold |", "|---|---|---|"]
        rows += [
            f"| `{entry.check.id}` | {entry.check.level} | {entry.check.title.replace('|', '&#124;')} |"
            for entry in entries
        ]
        rows += ["", "</details>", ""]
    rewritten("checks", "\n".join(rows).rstrip() + "\n")


def test_the_screen_of_output_is_current(
    rewritten: Callable[[str, str], None], tmp_path: Path
) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not on PATH: the example is judged as files of a repository")
    mark = re.search(r"<!-- output: (clerkdoctor .*?) -->", README.read_text(encoding="utf-8"))
    assert mark
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("node_modules"))
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all", "--force")
    run = clerkdoctor(mark[1].split()[1:], cwd=tmp_path)
    rewritten(f"output: {mark[1]}", f"```text\n{run.stdout}```\n")
