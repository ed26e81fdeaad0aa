"""Asking a real git, and everything that can stand in the way."""

import os
import shutil
import stat
import subprocess
import time
from pathlib import Path

import pytest

from clerkdoctor.evidence import Absent, Unavailable
from clerkdoctor.facts.git import GitState, IgnoreRule
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.git import git_state

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not on PATH")
posix = pytest.mark.skipif(os.name != "posix", reason="a shell script")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    return tmp_path


def state(folder: Path, *paths: str) -> GitState:
    found = git_state(folder, paths)
    assert isinstance(found, GitState), found
    return found


def write(folder: Path, path: str, content: str = "") -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(content)


def test_tracked_and_ignored(repository: Path) -> None:
    write(repository, ".gitignore", "# secrets\n.env*\n!.env.example\n")
    for name in (".env", ".env.local", ".env.example", "app.ts"):
        write(repository, name)
    git(repository, "add", "-f", ".env", "app.ts")
    found = state(
        repository, ".env", ".env.local", ".env.example", "app.ts", ".env.production.local"
    )
    assert found.tracked == {".env", "app.ts"}
    # A tracked file may match a rule all the same; a file need not be there.
    rule = IgnoreRule(".env*", Place(".gitignore", 2))
    assert found.rule(".env") == found.rule(".env.local") == rule
    assert found.rule(".env.production.local") == rule
    assert found.rule(".env.example") == IgnoreRule("!.env.example", Place(".gitignore", 3))
    assert found.rule("app.ts") is None
    assert [found.ignores(path) for path in (".env", ".env.local", ".env.example", "app.ts")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_file_that_was_deleted_is_still_tracked(repository: Path) -> None:
    write(repository, ".env")
    git(repository, "add", ".env")
    (repository / ".env").unlink()
    assert state(repository, ".env").tracked == {".env"}


def test_a_folder_of_the_repository(repository: Path) -> None:
    write(repository, ".gitignore", ".env\n")
    write(repository, "apps/web/.gitignore", "\n.env.local\n")
    write(repository, "apps/web/.env.development")
    git(repository, "add", "apps/web/.env.development")
    found = state(repository / "apps" / "web", ".env", ".env.local", ".env.development")
    assert found.tracked == {".env.development"}
    assert found.rule(".env") == IgnoreRule(".env", Place("../../.gitignore", 1))
    assert found.rule(".env.local") == IgnoreRule(".env.local", Place(".gitignore", 2))


def test_rules_outside_of_the_project(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("home")
    write(home, "ignore", ".env.local\n")
    write(home, "config", f"[core]\n\texcludesFile = {home / 'ignore'}\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "config"))
    write(repository, ".git/info/exclude", ".env\n")
    found = state(repository, ".env", ".env.local")
    assert found.rule(".env") == IgnoreRule(".env", Place(".git/info/exclude", 1))
    assert found.rule(".env.local") == IgnoreRule(".env.local", Place(str(home / "ignore"), 1))


def test_an_ignored_folder(repository: Path) -> None:
    write(repository, ".gitignore", "secrets/\n")
    write(repository, "secrets/.env")
    found = state(repository, "secrets/.env", "other/.env")
    assert found.ignores("secrets/.env")
    assert not found.ignores("other/.env")


@posix
def test_names_of_every_kind(repository: Path) -> None:
    names = [
        "a b",
        "q'\"",
        "*",
        "[ab]",
        "\\",
        "é",
        "new\nline",
        "-x",
        "!x",
        "#x",
        "--",
        os.fsdecode(b"\xff"),
    ]
    write(repository, ".gitignore", "*\n")
    for name in names:
        write(repository, name)
    git(repository, "add", "-f", "--", "a b", "*", "é", "new\nline", "-x")
    found = state(repository, *names)
    assert all(found.ignores(name) for name in names)
    # Literal names: a star names no other file.
    git(repository, "rm", "-q", "--cached", "-r", ".")
    git(repository, "add", "-f", "a b")
    assert state(repository, *names).tracked == {"a b"}


@posix
def test_paths_that_git_refuses_do_not_spoil_the_others(repository: Path) -> None:
    write(repository, "real/.env")
    (repository / "link").symlink_to("real")
    write(repository, ".env")
    git(repository, "add", ".env")
    bad = ["link/.env", "../x", "/etc/passwd", "", "a\0b", ":(top)x", "a//b", "real/../.env"]
    assert state(repository, *bad, ".env") == GitState(frozenset({".env"}), ())


def test_many_paths(repository: Path) -> None:
    write(repository, ".gitignore", "*.local\n")
    names = [f"file{number}" for number in range(3000)]
    for name in names[:10]:
        write(repository, name)
    git(repository, "add", *names[:10])
    found = state(repository, *names, "x.local")
    assert found.tracked == set(names[:10])
    assert found.ignores("x.local")


def test_no_question_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert git_state(tmp_path, []) == GitState(frozenset(), ())


def test_outside_of_a_repository(tmp_path: Path, repository: Path) -> None:
    outside = Path(os.path.realpath(tmp_path.parent / "outside"))
    outside.mkdir(exist_ok=True)
    assert git_state(outside, [".env"]) == Absent("not in a git repository")
    assert git_state(repository / ".git", [".env"]) == Absent("not in a git repository")


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    found = git_state(tmp_path / "gone", [".env"])
    assert isinstance(found, Unavailable)
    assert found.reason.startswith("git says: cannot change to ")


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git_state(tmp_path, [".env"]) == Unavailable("git is not on PATH")


@posix
def test_a_git_of_the_project_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "git", f"touch {tmp_path / 'ran'}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".")
    assert git_state(tmp_path, [".env"]) == Unavailable("git is not on PATH")
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs a second user")
def test_somebody_elses_repository(repository: Path) -> None:
    os.chown(repository, 65534, 65534)
    os.chown(repository / ".git", 65534, 65534)
    assert git_state(repository, [".env"]) == Unavailable(
        "git refuses the repository, which belongs to another user (`safe.directory`)"
    )


@posix
def test_nothing_of_the_repository_runs(repository: Path) -> None:
    script(repository / "evil", f"touch {repository / 'ran'}")
    evil = str(repository / "evil")
    for key in ("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "diff.external"):
        git(repository, "config", key, evil)
    for hook in ("post-index-change", "pre-commit", "query-watchman"):
        script(repository / ".git" / "hooks" / hook, f"touch {repository / 'ran'}")
    write(repository, ".env")
    subprocess.run(
        ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", str(repository), "add", ".env"],
        check=True,
    )  # fmt: skip
    before = {path: path.stat().st_mtime_ns for path in repository.rglob("*")}
    assert state(repository, ".env").tracked == {".env"}
    assert {path: path.stat().st_mtime_ns for path in repository.rglob("*")} == before


def test_a_hooks_own_variables_do_not_lead_astray(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q")
    write(repository, ".env")
    git(repository, "add", ".env")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert state(repository, ".env").tracked == {".env"}


def script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@posix
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("exec sleep 60", Unavailable("git did not answer within 0.3 s")),
        (
            "echo 'fatal: bad config line 3' >&2; exit 128",
            Unavailable("git says: bad config line 3"),
        ),
        ("exit 1", Unavailable("git failed without a word")),
        ("kill -9 $$", Unavailable("git failed without a word")),
        ("cat; exit 0", GitState(frozenset(), ())),
        ("yes | head -c 3000000; exit 0", GitState(frozenset(), ())),
    ],
)
def test_a_git_that_misbehaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, expected: object
) -> None:
    script(tmp_path / "git", body)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    begun = time.monotonic()
    assert git_state(tmp_path, [".env"], timeout=0.3 if "sleep" in body else 10) == expected
    assert time.monotonic() - begun < 5


@posix
def test_a_git_that_cannot_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text("#!/no/such/interpreter\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git_state(tmp_path, [".env"]) == Unavailable(
        "git could not be started: No such file or directory"
    )
