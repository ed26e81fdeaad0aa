"""`check-session` from the command line: its options, its streams and its exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from clerkdoctor.cli.app import _Commands
from clerkdoctor.cli.session import add_session_commands
from tests.checks.session_facts import signed_in
from tests.clerk.minted import SECOND, token
from tests.session.recordings import APP, entry, har, sign_in

URL = f"{APP}/dashboard"
OFFLINE = ("--offline", "--now", str(SECOND))


class Command:
    """The command in a folder of its own."""

    def __init__(self) -> None:
        self.app = typer.Typer(cls=_Commands, rich_markup_mode=None)
        self.app.callback()(lambda: None)
        add_session_commands(self.app)

    def __call__(self, *arguments: str, stdin: str | bytes = "") -> Any:
        return CliRunner().invoke(self.app, ["check-session", *arguments], input=stdin)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(tmp_path)
    return Command()


def test_cookies_from_standard_input(command: Command) -> None:
    run = command(URL, "--cookie", "-", "--format", "json", *OFFLINE, stdin=signed_in())
    document = json.loads(run.stdout)
    assert run.exit_code == 0
    assert document["data"]["cookies"]["token"]["bytes"] > 400
    assert document["data"]["recording"] is None


def test_a_recording_gives_the_cookies_too(command: Command) -> None:
    pending = signed_in(sts="pending")
    content = har(sign_in(), entry(URL, after=2, cookie=pending))
    Path("app.har").write_bytes(content)
    run = command(URL, "--har", "app.har", "--format", "json", *OFFLINE)
    document = json.loads(run.stdout)
    assert run.exit_code == 1
    failed = [one["check"] for one in document["results"] if one["status"] == "fail"]
    assert failed == ["session-is-not-pending"]
    events = document["data"]["recording"]["events"]
    assert events[0]["what"] == "the sign-in is complete"
    assert pending.rpartition("=")[2] not in run.stdout


def test_an_expired_token_is_said_to_be_normal(command: Command) -> None:
    Path("cookie.txt").write_text(
        f"__client_uat=1; __session={token(iat=SECOND - 90, exp=SECOND - 30)}"
    )
    run = command(URL, "--cookie", "cookie.txt", *OFFLINE)
    assert run.exit_code == 0
    assert "of 60 seconds expired 30 seconds ago, which is normal" in " ".join(run.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("acme.io",), 2, "no http(s) URL"),
        (("https://[",), 2, "no http(s) URL"),
        ((URL, "--cookie", "none.txt"), 2, "there is no file `none.txt`"),
        ((URL, "--cookie", "-", "--har", "-"), 2, "standard input is one file"),
        ((URL, "--only", "nonsense"), 2, "nonsense"),
    ],
)
def test_what_is_a_usage_error(
    command: Command, arguments: tuple[str, ...], code: int, said: str
) -> None:
    run = command(*arguments, *OFFLINE)
    assert run.exit_code == code
    assert said in " ".join(run.stderr.split())


@pytest.mark.parametrize("option", ["--cookie", "--har"])
def test_a_file_that_cannot_be_read_gives_no_verdict(command: Command, option: str) -> None:
    Path("odd").write_bytes(b"\x00\x01nothing")
    run = command(URL, option, "odd", *OFFLINE)
    assert run.exit_code == 3, run.output


def test_nothing_to_judge_is_no_pass(command: Command) -> None:
    assert command(URL, *OFFLINE).exit_code == 3


def test_a_url_is_shown_without_its_secrets(command: Command) -> None:
    run = command("https://u:canary@acme.io/a?token=canary#canary", *OFFLINE)
    assert "canary" not in run.output
