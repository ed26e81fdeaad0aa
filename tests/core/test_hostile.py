"""Files that are not what they should be, and text that means harm: never a crash, never a pass."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.command import clerkdoctor, clerkdoctor_each
from tests.projects import ENV, PUBLISHABLE, SECRET, project

KEY_CHECKS = ("publishable-key-is-set", "secret-key-is-set", "keys-are-of-one-type")


def report(folder: Path, *options: str) -> dict[str, Any]:
    run = clerkdoctor(["check", "--format", "json", *options], cwd=folder)
    assert run.stdout, run.stderr
    assert "Traceback" not in run.stderr
    document: dict[str, Any] = json.loads(run.stdout)
    assert document["crashes"] == []
    assert document["exit_code"] == run.exit_code
    return document


def statuses(document: dict[str, Any]) -> dict[str, str]:
    return {result["check"]: result["status"] for result in document["results"]}


def reasons(document: dict[str, Any]) -> str:
    return " ".join(result["reason"] or "" for result in document["results"])


def directory(path: Path) -> None:
    path.mkdir()


def broken_link(path: Path) -> None:
    path.symlink_to("nowhere")


def fifo(path: Path) -> None:
    os.mkfifo(path)


def large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50_000_000)


def loop(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (directory, "is a directory"),
        (broken_link, "is a broken link"),
        (fifo, "is a FIFO"),
        (large, "is 50 MB"),
        (loop, "is a link that leads back to itself"),
    ],
)
def test_an_env_file_that_cannot_be_read_makes_its_checks_unknown(
    tmp_path: Path, make: Any, said: str
) -> None:
    folder = project(tmp_path)
    (folder / ".env.local").unlink()
    (folder / ".env").write_text(ENV)
    make(folder / ".env.local")
    document = report(folder)
    assert {statuses(document)[check] for check in KEY_CHECKS} == {"unknown"}
    assert f"`.env.local` {said}" in reasons(document)
    assert (document["verdict"], document["exit_code"]) == ("unknown", 3)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_env_file_without_permission_is_named(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / ".env.local").chmod(0)
    assert "permission denied" in reasons(report(folder))


@pytest.mark.parametrize(
    "content",
    [
        f"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY={PUBLISHABLE}\nCLERK_SECRET_KEY={SECRET}\n".encode(
            "utf-16"
        ),
        ENV.encode() + b"NAME=caf\xe9\n",
        bytes(range(256)) * 40,
        b"\x00" * 5000,
    ],
)
def test_an_env_file_that_is_not_utf8_is_no_pass(tmp_path: Path, content: bytes) -> None:
    document = report(project(tmp_path, {".env.local": content}))
    failed = [check for check, status in statuses(document).items() if status == "fail"]
    assert failed
    # One byte in a variable of somebody else's is a warning: Clerk's own are read all the same.
    others_only = content.startswith(ENV.encode())
    assert document["verdict"] == ("pass" if others_only else "fail")


HOSTILE = "\x1b[31m\x1b]0;title\x07[bold]\u202e\u2066x\u200b\x9b31m"


@pytest.mark.parametrize("form", ["checklist", "json"])
def test_hostile_text_is_shown_escaped(tmp_path: Path, form: str) -> None:
    files: dict[str, str | bytes] = {
        ".env.local": (
            f"{ENV}NEXT_PUBLIC_CLERK_SIGN_IN_URL=/{HOSTILE}\nCLERK{HOSTILE}=1\n"
            f"CLERK_WEBHOOK_SIGNING_SECRET={HOSTILE}\n"
        ),
        f"app/{HOSTILE.replace('/', '')}/page.tsx": "const key = process.env.CLERK_OTHER!\n",
        f"lib/a{HOSTILE}.ts": 'export const key = "sk_live_q8ZkT3vWm1RxYb6LcN0aHd5JeU2iKoPs7GfVwXtQyB"\n',
    }
    folder = project(tmp_path, files)
    commands = (["check"], ["check", "--verbose"], ["check-env"], ["check-env", "--reveal"])
    for run in clerkdoctor_each([[*one, "--format", form] for one in commands], cwd=folder):
        assert run.exit_code == 1
        hostile = [
            char for char in run.stdout + run.stderr if char != "\n" and not char.isprintable()
        ]
        assert hostile == []
        assert "sign-in-urls-name-pages" in run.stdout


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"null", b'{"dependencies": []}', b"\xff\xfe", b"[" * 100_000,
     b'{"dependencies": {"next": 7, "@clerk/nextjs": null}}'],
)  # fmt: skip
def test_a_package_json_that_is_none_is_named(tmp_path: Path, content: bytes) -> None:
    folder = project(tmp_path, {"package.json": content})
    run = clerkdoctor(["check"], cwd=folder)
    assert "Traceback" not in run.stderr + run.stdout
    assert "itself failed" not in run.stderr
    assert run.exit_code == 3


@pytest.mark.parametrize("name", ["vercel.json", "turbo.json", ".clerk/.tmp/keyless.json",
                                  "tsconfig.json", "package-lock.json", "pnpm-lock.yaml",
                                  "yarn.lock", "bun.lock", "pnpm-workspace.yaml", "next.config.ts",
                                  "middleware.ts", ".env.example"])  # fmt: skip
def test_a_broken_file_beside_crashes_nothing(tmp_path: Path, name: str) -> None:
    contents = (
        b"", b"{", b"[" * 50_000, b"\xff\xfe\x00", b"\x00" * 1000, b'{"tasks": 1, "env": [1]}'
    )  # fmt: skip
    folders = [project(tmp_path / str(at), {name: one}) for at, one in enumerate(contents)]
    commands = [["check", str(folder), "--format", "json"] for folder in folders]
    for run in clerkdoctor_each(commands, cwd=tmp_path):
        document = json.loads(run.stdout)
        assert document["crashes"] == []
        assert statuses(document)["publishable-key-is-set"] == "pass"


def test_a_source_file_that_cannot_be_read_as_source_is_unknown(tmp_path: Path) -> None:
    big = b'import "@clerk/nextjs"\n' + b"const a = 1\n" * 200_000
    document = report(project(tmp_path, {"lib/big.ts": big}))
    assert statuses(document)["no-secret-is-in-source"] == "unknown"
    assert "lib/big.ts" in reasons(document)


def test_no_part_of_a_crash_is_a_value(tmp_path: Path) -> None:
    """Our own faults name a type and a line of ours, never what they stumbled over."""
    code = (
        "import sys; sys.argv = ['clerkdoctor', 'check']\n"
        "import clerkdoctor.gather.everything as e\n"
        f"def broken(*_): raise ValueError('{SECRET}')\n"
        "e.project_at = broken\n"
        "from clerkdoctor.cli.app import app; app()\n"
    )
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "ValueError" in done.stderr
    assert SECRET not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
