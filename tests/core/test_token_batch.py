"""`verify-token --batch` from the shell: a line for a line, through pipes and into files."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clerk.minted import NOW, jwk, pem, token
from tests.command import clerkdoctor, script
from tests.key_server import Server

AT = str(NOW / 1000)

posix = pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    made.publish(jwk())
    yield made
    made.close()


@posix
def test_a_batch_answers_a_pipe_that_stays_open(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(pem())
    command = [*script(), "verify-token", "--batch", "-", "--jwt-key", "key.pem", "--at", AT]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as running:
        assert running.stdin
        assert running.stdout
        for number, text in enumerate((token(), "junk", token()), 1):
            running.stdin.write(f"{text}\n")
            running.stdin.flush()
            row = json.loads(running.stdout.readline())
            assert (row["line"], row["verdicts"]["clerk"]["accepted"]) == (number, text != "junk")
        running.stdin.close()
        assert running.stdout.read() == ""
    assert running.returncode == 1


@posix
@pytest.mark.parametrize(("first", "exit_code"), [("sound", 0), ("junk", 1)])
def test_a_batch_whose_reader_goes_away_ends_quietly_with_the_verdict_until_then(
    tmp_path: Path, first: str, exit_code: int
) -> None:
    (tmp_path / "key.pem").write_text(pem())
    text = token()
    (tmp_path / "tokens").write_text(
        f"{text if first == 'sound' else 'junk'}\n" + f"{text}\n" * 5_000
    )
    command = [*script(), "verify-token", "--batch", "tokens", "--jwt-key", "key.pem", "--at", AT]
    running = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout
    assert json.loads(running.stdout.readline())["line"] == 1
    running.stdout.close()
    assert running.stderr
    assert running.stderr.read() == ""
    running.stderr.close()
    assert running.wait(timeout=60) == exit_code


@pytest.mark.parametrize("slashes", ["", "/", "//", "/" * 30])
def test_a_batch_says_of_a_token_what_is_said_of_it_alone(
    tmp_path: Path, server: Server, slashes: str
) -> None:
    text = token(iss=server.issuer + slashes, aud="convex")
    (tmp_path / "tokens").write_text(text)
    options = ["--issuer", server.issuer, "--at", AT, "--for", "both"]
    run = clerkdoctor(["verify-token", "--batch", "tokens", *options], cwd=tmp_path)
    (row,) = (json.loads(line) for line in run.stdout.splitlines())
    alone = json.loads(
        clerkdoctor(["verify-token", text, *options, "--format", "json"], cwd=tmp_path).stdout
    )
    assert row["verdicts"]["clerk"] == alone["data"]["verdicts"]["clerk"]
    if len(slashes) < 9:
        assert row["verdicts"]["convex"] == alone["data"]["verdicts"]["convex"]
    else:
        assert "convex" not in alone["data"]["verdicts"]
        assert row["verdicts"]["convex"]["accepted"] is None


def test_a_batch_gives_a_line_for_a_line_by_both_verifiers(tmp_path: Path, server: Server) -> None:
    texts = [token(iss=server.issuer, aud="convex"), token(iss=server.issuer, exp=1), "junk", ""]
    (tmp_path / "tokens").write_text("\n".join(texts) + "\n")
    command = ["verify-token", "--batch", "tokens", "--issuer", server.issuer, "--at", AT]
    run = clerkdoctor([*command, "--for", "both"], cwd=tmp_path)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.exit_code == 1
    assert [row["line"] for row in rows] == [1, 2, 3, 4]
    accepted = [
        (row["verdicts"]["clerk"]["accepted"], row["verdicts"]["convex"]["accepted"])
        for row in rows
    ]
    assert accepted == [(True, True), (False, False), (False, False), (False, False)]
    asked = sorted(server.asked)
    assert asked == [
        "/.well-known/jwks.json",
        "/.well-known/jwks.json",
        "/.well-known/openid-configuration",
    ]
    (tmp_path / "tokens").write_text(texts[0])
    assert clerkdoctor(command, cwd=tmp_path).exit_code == 0
    (tmp_path / "empty").touch()
    (tmp_path / "key.pem").write_text(pem())
    missing = clerkdoctor(["verify-token", "--batch", "none", "--jwt-key", "key.pem"], cwd=tmp_path)
    assert missing.exit_code == 3
    assert "none" in missing.stderr
    run = clerkdoctor(["verify-token", "--batch", "empty", "--jwt-key", "key.pem"], cwd=tmp_path)
    assert (run.exit_code, run.stdout) == (3, "")
    assert "no token" in run.stderr


def test_a_batch_goes_into_a_file_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(pem())
    (tmp_path / "tokens").write_text(f"{token()}\njunk\n")
    (tmp_path / "empty").touch()
    command = ["verify-token", "--jwt-key", "key.pem", "--at", AT, "--output", "results.jsonl"]
    nothing = clerkdoctor([*command, "--batch", "empty"], cwd=tmp_path)
    assert (nothing.exit_code, [*tmp_path.glob("*results*")]) == (3, [])
    run = clerkdoctor([*command, "--batch", "tokens"], cwd=tmp_path)
    assert (run.exit_code, run.stdout, run.stderr) == (1, "", "")
    lines = (tmp_path / "results.jsonl").read_text().splitlines()
    assert [json.loads(line)["verdicts"]["clerk"]["accepted"] for line in lines] == [True, False]
    assert [path.name for path in tmp_path.glob("*results*")] == ["results.jsonl"]
    to_nowhere = clerkdoctor(
        [*command[:-1], "none/results.jsonl", "--batch", "tokens"], cwd=tmp_path
    )
    assert to_nowhere.exit_code == 3
    assert "none/results.jsonl" in to_nowhere.stderr


def test_a_batch_has_one_format(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(pem())
    (tmp_path / "tokens").write_text(token())
    command = ["verify-token", "--batch", "tokens", "--jwt-key", "key.pem", "--at", AT]
    assert clerkdoctor([*command, "--format", "json"], cwd=tmp_path).exit_code == 0
    run = clerkdoctor([*command, "--format", "sarif"], cwd=tmp_path)
    assert (run.exit_code, run.stdout) == (2, "")
    assert "no sarif" in run.stderr
