"""Asking git which files it tracks and which it ignores.

Git's own rules are many (.gitignore in every folder, .git/info/exclude, the user's own file,
negations, what is tracked already), so it is asked and nothing is read instead of it. Nothing is
written: no index is refreshed, no hook, pager or file system monitor runs, nothing is fetched.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from clerkdoctor.evidence import Absent, Unavailable
from clerkdoctor.facts.git import GitState, IgnoreRule
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.files import is_link
from clerkdoctor.gather.lockfiles import relative

TIMEOUT = 10.0
"""Seconds that both processes may take. Each takes about 5 ms."""

_NOT_ASKED = (
    # What a repository's own configuration could run.
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat",
    "--no-pager",
)  # fmt: skip

# Set inside of a hook, these would point git at another repository or index.
_KEPT = ("GIT_CONFIG", "GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_")

# Above this many names, git's answer for all files is shorter than the question.
_NAMES = 500


def git_state(
    folder: Path, paths: Sequence[str], *, timeout: float = TIMEOUT
) -> GitState | Absent | Unavailable:
    """What git says of these paths, relative to `folder` with `/`; they need not exist.

    `Absent` outside of a repository, `Unavailable` where git cannot be asked or refuses. Two
    processes, side by side; none where no path is asked about. Git says nothing of a path that
    leads out of the folder or through a link to a folder.
    """
    wanted = [path for path in dict.fromkeys(paths) if _inside(folder, path)]
    if not wanted:
        return GitState(frozenset(), ())
    git = _git()
    if git is None:
        return Unavailable("git is not on PATH")
    listed = ["--literal-pathspecs", "ls-files", "-z", "--cached", "--"]
    listed += wanted if len(wanted) <= _NAMES else ["."]
    matched = ["check-ignore", "-z", "--stdin", "--verbose", "--non-matching", "--no-index"]
    question = "".join(f"{path}\0" for path in wanted)
    answers = _ask(git, folder, ((listed, ""), (matched, question)), timeout)
    if isinstance(answers, Unavailable):
        return answers
    (listed_code, index, said), (matched_code, rules, complained) = answers
    if listed_code != 0:
        return _why(said)
    # 1: none of the paths matches a rule.
    if matched_code not in (0, 1):
        return _why(complained)
    tracked = frozenset(index.split("\0")) & frozenset(wanted)
    return GitState(tracked, tuple(_rules(rules, folder)))


def _inside(folder: Path, path: str) -> bool:
    """For one path that git does not take, it refuses the whole question."""
    parts = path.split("/")
    if (
        not all(parts)
        or ".." in parts
        or "\0" in path
        or path[0] == ":"
        or Path(path).is_absolute()
    ):
        return False
    above = [folder.joinpath(*parts[:length]) for length in range(1, len(parts))]
    return not any(is_link(one) for one in above)


def _git() -> str | None:
    # On Windows the current folder is searched first: a project's own git.exe is not run.
    found = shutil.which("git")
    return found if found and Path(found).is_absolute() else None


def _ask(
    git: str, folder: Path, questions: Sequence[tuple[list[str], str]], timeout: float
) -> "list[tuple[int, str, str]] | Unavailable":
    import subprocess
    import time

    started: list[tuple[subprocess.Popen[bytes], str]] = []
    until = time.monotonic() + timeout
    try:
        for arguments, question in questions:
            process = subprocess.Popen(
                [git, "-C", str(folder), *_NOT_ASKED, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(os.environ),
            )
            started.append((process, question))
        answers = []
        for process, question in started:
            left = max(until - time.monotonic(), 0.0)
            output, error = process.communicate(os.fsencode(question), timeout=left)
            answers.append((process.returncode, os.fsdecode(output), os.fsdecode(error)))
    except subprocess.TimeoutExpired:
        return Unavailable(f"git did not answer within {timeout:g} s")
    except OSError as error:
        return Unavailable(f"git could not be started: {error.strerror or type(error).__name__}")
    finally:
        for process, _question in started:
            if process.poll() is None:
                process.kill()
                process.communicate()
    return answers


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    return {
        **kept,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        # The reasons below are told by git's English words.
        "LC_ALL": "C",
        "LANGUAGE": "",
    }


def _why(said: str) -> Absent | Unavailable:
    if "dubious ownership" in said:
        return Unavailable(
            "git refuses the repository, which belongs to another user (`safe.directory`)"
        )
    if "not a git repository" in said or "must be run in a work tree" in said:
        return Absent("not in a git repository")
    first = next((line.strip() for line in said.splitlines() if line.strip()), "")
    if not first:
        return Unavailable("git failed without a word")
    return Unavailable(f"git says: {first.removeprefix('fatal: ')}")


def _rules(answer: str, folder: Path) -> "Iterator[tuple[str, IgnoreRule]]":
    """Four fields a path: where the rule stands, its line, its pattern, the path."""
    # Git names the file of a rule from the root of the work tree.
    tops = (one for one in (folder, *folder.parents) if os.path.lexists(one / ".git"))
    top = next(tops, folder)
    fields = answer.split("\0")
    for index in range(0, len(fields) - 3, 4):
        source, line, pattern, path = fields[index : index + 4]
        if pattern:
            stated = source if Path(source).is_absolute() else relative(top / source, folder)
            place = Place(stated, int(line) if line.isdigit() else None)
            yield path, IgnoreRule(pattern, place)
