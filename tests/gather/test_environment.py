"""What the env files and the process come to as facts."""

from pathlib import Path

import pytest

from clerkdoctor.evidence import Declined, Unavailable
from clerkdoctor.facts.environment import Environment, Mode
from clerkdoctor.facts.place import Source
from clerkdoctor.gather.environment import environment, example_env

KEY = "CLERK_SECRET_KEY"


def gathered(
    folder: Path,
    files: dict[str, str | bytes],
    process: dict[str, str] | None = None,
    mode: Mode = "development",
    elsewhere: tuple[str, ...] = (),
) -> Environment:
    found = seen(folder, files, process, mode, elsewhere)
    assert isinstance(found, Environment)
    return found


def seen(
    folder: Path,
    files: dict[str, str | bytes],
    process: dict[str, str] | None = None,
    mode: Mode = "development",
    elsewhere: tuple[str, ...] = (),
) -> object:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return environment(
        folder, mode, process or {}, "dotenv-16", read_names=["MINE"], elsewhere=elsewhere
    )


def test_the_first_file_wins_and_each_statement_keeps_its_own_value(tmp_path: Path) -> None:
    found = gathered(tmp_path, {".env": f"{KEY}=low\n", ".env.local": f"\n{KEY}=high\n"})
    variable = found.variables[KEY]
    assert (variable.value.reveal(), str(variable.at)) == ("high", ".env.local:2:1")
    assert [one.value.reveal() for one in variable.statements] == ["high", "low"]
    assert found.first_file == ".env.local"


def test_the_process_wins_also_when_it_is_empty(tmp_path: Path) -> None:
    found = gathered(
        tmp_path, {".env.local": f"{KEY}=file\n"}, {KEY: "", "HOME": "/h", "MINE": "m"}
    )
    variable = found.variables[KEY]
    assert (variable.value.reveal(), variable.at) == ("", Source("environ"))
    assert [one.value.reveal() for one in variable.statements] == ["file"]
    assert set(found.process) == {KEY, "MINE"}


@pytest.mark.parametrize(
    ("mode", "value"), [("development", "dev"), ("production", "prod"), ("test", "test")]
)
def test_the_mode_chooses_the_files(tmp_path: Path, mode: Mode, value: str) -> None:
    files: dict[str, str | bytes] = {
        ".env.development": f"{KEY}=dev\n", ".env.production": f"{KEY}=prod\n",
        ".env.test": f"{KEY}=test\n",
    }  # fmt: skip
    found = gathered(tmp_path, files, mode=mode)
    assert found.variables[KEY].value.reveal() == value
    assert [file.path for file in found.files if file.loaded] == [f".env.{mode}"]
    assert len(found.files) == 3


def test_examples_are_no_env_files(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        ".env.example": f"{KEY}=\n", ".env.local.example": "A=1\n", "env.example": "B=1\n",
    }  # fmt: skip
    assert isinstance(seen(tmp_path, files), Declined)
    found = example_env(tmp_path)
    assert found
    assert [(file.path, sorted(file.names)) for file in found.files] == [
        (".env.example", [KEY]), (".env.local.example", ["A"]), ("env.example", ["B"]),
    ]  # fmt: skip


def test_files_where_next_does_not_look_are_seen_and_not_loaded(tmp_path: Path) -> None:
    app = tmp_path / "apps" / "web"
    app.mkdir(parents=True)
    (tmp_path / ".env").write_text(f"{KEY}=root\n")
    found = gathered(app, {"src/.env.local": f"{KEY}=src\n"}, elsewhere=("src", "../.."))
    assert [(file.path, file.loaded) for file in found.files] == [
        ("src/.env.local", False), ("../../.env", False),
    ]  # fmt: skip
    assert KEY not in found.variables


def test_nothing_to_judge_says_what_would_supply_it(tmp_path: Path) -> None:
    found = seen(tmp_path, {}, {"HOME": "/h"})
    assert isinstance(found, Declined)
    assert ".env.local" in found.reason
    assert isinstance(seen(tmp_path, {}, {KEY: "x"}), Environment)


def test_a_file_that_cannot_be_read_leaves_nothing_known(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    found = seen(tmp_path, {".env.local": f"{KEY}=x\n"})
    assert found == Unavailable("`.env` is a directory, so what Next.js loads is not known")


def test_a_dropped_file_states_nothing(tmp_path: Path) -> None:
    found = gathered(tmp_path, {".env.local": f"{KEY}=x\nA=$A\n"})
    (file,) = found.files
    assert file.discarded
    assert found.variables == {}


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"A=1\nB=caf\xe9\n", 2), ("A=1\n".encode("utf-16"), 1), (b"\xef\xbb\xbfA=1\n", None)],
)
def test_the_first_byte_that_is_not_utf8_has_its_line(
    tmp_path: Path, content: bytes, line: int | None
) -> None:
    (file,) = gathered(tmp_path, {".env.local": content}).files
    assert (file.not_utf8.line if file.not_utf8 else None) == line


@pytest.mark.parametrize(
    ("text", "excused"),
    [
        (f"{KEY}=x # gitleaks:allow\n", True),
        (f"# pragma: allowlist secret\n{KEY}=x\n", True),
        (f"# gitleaks:allow\n\n{KEY}=x\n", False),
        (f"A=1 # gitleaks:allow\n{KEY}=x\n", False),
        (f'{KEY}="x\ny" # gitleaks:allow\n', True),
        (f"{KEY}=x\n", False),
    ],
)
def test_a_scanners_mark_excuses_its_own_statement(
    tmp_path: Path, text: str, excused: bool
) -> None:
    (file,) = gathered(tmp_path, {".env.local": text}).files
    assert file.statements[-1].excused == excused


def test_why_a_value_is_not_read_as_written_is_kept(tmp_path: Path) -> None:
    (file,) = gathered(tmp_path, {".env.local": f"{KEY}=a$b\n{KEY}=c#d\n"}).files
    first, last = file.statements
    assert (first.last, first.changes) == (False, ())
    assert last.last
    assert last.changes
