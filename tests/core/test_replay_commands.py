"""`replay-webhook` from the command line to the exit code, against endpoints on this machine."""

import base64
import json
import os
import pty
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from clerkdoctor.clerk.events import EVENT_TYPES
from clerkdoctor.cli.app import _Commands
from clerkdoctor.cli.replay import add_replay_command
from clerkdoctor.svix.verify import verify_svix
from tests.checks.probe_facts import kit
from tests.command import clerkdoctor, script
from tests.gather.endpoints import Got, Headers, endpoint, verified

SECRET = kit().secret
FORMATS = ("checklist", "json", "sarif", "github", "junit", "markdown")
AFAR = "https://books.example/api/webhooks/clerk"


class Run(NamedTuple):
    exit_code: int
    stdout: str
    stderr: str

    @property
    def shown(self) -> str:
        """Both streams, each run of white space as one space."""
        return " ".join((self.stdout + self.stderr).split())


class Replay:
    """The command in a folder that has a `.env` with the secret."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.put(".env", f"CLERK_WEBHOOK_SIGNING_SECRET={SECRET}\n")
        self.app = typer.Typer(cls=_Commands, rich_markup_mode=None)
        self.app.callback()(lambda: None)
        add_replay_command(self.app)

    def put(self, name: str, content: bytes | str) -> str:
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)
        return name

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Run:
        done = CliRunner().invoke(self.app, ["replay-webhook", *arguments], input=stdin)
        return Run(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def replay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Replay:
    monkeypatch.chdir(tmp_path)
    return Replay(tmp_path)


@pytest.fixture
def right() -> Iterator[tuple[str, list[Got]]]:
    with endpoint(verified) as found:
        yield found


def report(run: Run) -> dict[str, Any]:
    assert run.stdout, run.stderr
    document: dict[str, Any] = json.loads(run.stdout)
    assert document["crashes"] == []
    assert document["exit_code"] == run.exit_code
    return document


Right = tuple[str, list[Got]]


# The URL


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("localhost:3000/api/webhooks/clerk", "is no URL of an endpoint"),
        ("ftp://books.dev/x", "is no URL of an endpoint"),
        ("https:///api/webhooks/clerk", "is no URL of an endpoint"),
        ("https://books.dev:99999/", "is no URL of an endpoint"),
        ("https://[::1/", "is no URL of an endpoint"),
        ("books", "`books` is no URL of an endpoint"),
        ("", "is no URL of an endpoint"),
        ("http://books.dev/api/webhooks/clerk", "`books.dev` is not this machine"),
        ("http://127.0.0.1.books.dev/", "is not this machine"),
        ("http://localhost.books.dev/", "is not this machine"),
        ("http://10.0.0.7/", "is not this machine"),
        ("http://0.0.0.0/", "is not this machine"),
        ("http://anna@books.dev/", "is not this machine"),
        ("http://localhost@books.dev/", "is not this machine"),
    ],
)
def test_a_url_that_is_none_or_goes_too_far_is_a_usage_error(
    replay: Replay, url: str, says: str
) -> None:
    run = replay(url)
    assert run.exit_code == 2
    assert says in run.shown
    assert run.stdout == ""


def test_a_url_must_be_named(replay: Replay) -> None:
    run = replay()
    assert run.exit_code == 2
    assert "clerkdoctor replay-webhook URL" in run.shown


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.9", "[::1]", "app.localhost"])
def test_this_machine_is_asked_in_plain_http(replay: Replay, host: str) -> None:
    run = replay(f"http://{host}:1/", "--dry-run")
    assert run.exit_code == 0
    assert f"POST http://{host}:1/\n" in run.stdout


def test_nothing_of_a_password_is_said_of_a_url_that_is_none(replay: Replay) -> None:
    run = replay("ftp://anna:canary@books.dev/x?token=canary")
    assert run.exit_code == 2
    assert "canary" not in run.shown


# Asking before something is sent elsewhere


def test_what_is_not_this_machine_is_not_sent_to_unasked(replay: Replay) -> None:
    run = replay(AFAR)
    assert run.exit_code == 2
    assert "`books.example` is not this machine; --yes sends the events without asking" in run.shown
    assert "--yes sends the probes" in replay(AFAR, "--probe").shown
    assert replay(AFAR, "--dry-run").exit_code == 0


def at_a_terminal(folder: Path, typed: bytes, *arguments: str) -> tuple[int, str]:
    """One run of the installed command at a terminal, and what is typed there."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [*script(), "replay-webhook", *arguments], cwd=folder, stdin=theirs,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONUTF8": "1"},
    )  # fmt: skip
    try:
        os.write(ours, typed)
        said, _ = done.communicate(timeout=60)
    finally:
        os.close(ours)
        os.close(theirs)
    return done.returncode, said


def test_at_a_terminal_it_is_asked(replay: Replay) -> None:
    code, said = at_a_terminal(replay.folder, b"n\n", f"{AFAR}?token=canary")
    assert code == 3
    assert f"Send signed events to {AFAR}?token=…? [y/N]" in said
    assert "nothing was sent" in said
    # An address that is not known as this machine's, and is: nothing leaves it.
    for typed, more in ((b"y\n", ()), (b"", ("--yes",))):
        code, said = at_a_terminal(replay.folder, typed, "https://0.0.0.0:1/x", *more)
        assert code == 1
        assert "refuses the connection" in said
        assert ("[y/N]" in said) == (not more)


# What goes together


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--probe", "--event", "user.created"), "--probe has events of its own"),
        (("--probe", "--set", "data.id=x"), "--probe has events of its own"),
        (("--probe", "--payload", "event.json"), "--probe has events of its own"),
        (("--payload", "event.json", "--event", "user.created"), "--payload is sent as it is"),
        (("--payload", "event.json", "--set", "data.id=x"), "--payload is sent as it is"),
        (("--allow-side-effects",), "goes with --probe"),
        (("--now", "1"), "--now goes with --dry-run"),
        (("--event", "user.craeted"), "user.created"),
        (("--set", "data"), "`data` sets nothing"),
        (("--set", "data.nmae=x"), "`user.created`: there is no field `data.nmae`"),
        (("--header", "canary"), "expected 'NAME: VALUE'"),
        (("--payload", "nothing.json"), "there is no file `nothing.json`"),
        (("--only", "no-such-check"), "no-such-check"),
        (("--rate", "0"), "--rate"),
        (("--timeout", "0"), "--timeout"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_a_usage_error_and_sends_nothing(
    replay: Replay, right: Right, arguments: tuple[str, ...], says: str
) -> None:
    replay.put("event.json", "{}")
    run = replay(right[0], *arguments)
    assert run.exit_code == 2
    assert says in run.shown
    assert right[1] == []


# The secret


def test_without_a_secret_nothing_can_be_signed(replay: Replay, right: Right) -> None:
    replay.put(".env", "OTHER=1\n")
    run = replay(right[0])
    assert run.exit_code == 3
    assert "no signing secret is known" in run.shown
    assert "--secret-env NAME, --secret-file FILE" in run.shown
    run = replay(right[0], "--secret-env", "HOOK")
    assert run.exit_code == 3
    assert "`HOOK` is set neither" in run.shown


@pytest.mark.parametrize(
    ("secret", "says"),
    [
        ("", "is empty"),
        ("whsec_", "no key behind it"),
        ("whsec_xxxxxxxxxxxxxxxxxxxxxxxx", ""),
        ("whsec_123", ""),
        ("whsec_c2hvcnQ=", "decodes to 5 bytes"),
        (f"'{SECRET}", "holds `'`, which base64 does not use"),
        ("sk_test_" + "aB3x" * 5 + "Zq9", "is a secret key"),
        (f"WHSEC_{SECRET[6:]}", "the prefix is `whsec_`"),
        (f"whsec_{SECRET}", "begins with `whsec_` twice"),
        ("whsec_" + SECRET[6:30] + "-_b4", "URL-safe base64"),
        ("${WEBHOOK_SECRET}", "reference to another variable"),
    ],
)
def test_a_secret_that_is_none_signs_nothing(
    replay: Replay, right: Right, monkeypatch: pytest.MonkeyPatch, secret: str, says: str
) -> None:
    monkeypatch.setenv("HOOK", secret)
    run = replay(right[0], "--secret-env", "HOOK")
    assert run.exit_code == 3
    assert "`HOOK` of this process" in run.shown
    assert says in run.shown
    assert "so that nothing can be signed with it" in run.shown
    assert right[1] == []
    if len(secret) > 20 and not secret.startswith("${"):
        assert secret not in run.shown
        assert secret[-16:] not in run.shown


def test_a_secret_with_a_flaw_that_svix_forgives_is_used_and_named(
    replay: Replay, right: Right
) -> None:
    replay.put("secret", SECRET.removeprefix("whsec_"))
    run = replay(right[0], "--secret-file", "secret")
    assert run.exit_code == 0
    assert "lacks the prefix `whsec_`" in run.stderr
    assert SECRET[6:] not in run.shown


@pytest.mark.parametrize("source", ["file", "stdin", "process", "env file"])
def test_the_secret_is_read_where_it_is(
    replay: Replay, right: Right, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    replay.put(".env", f"ANOTHER={SECRET}\n")
    replay.put("secret", f"{SECRET}\n")
    monkeypatch.setenv("HOOK", SECRET)
    given = {
        "file": ("--secret-file", "secret"),
        "stdin": ("--secret-file", "-"),
        "process": ("--secret-env", "HOOK"),
        "env file": ("--secret-env", "ANOTHER"),
    }[source]
    run = replay(right[0], *given, stdin=f"{SECRET}\n".encode())
    assert run.exit_code == 0, run.shown
    assert len(right[1]) == 3


# What is sent


def types(got: list[Got]) -> list[str]:
    return [json.loads(one.body)["type"] for one in got]


def test_a_user_is_created_updated_and_deleted(replay: Replay, right: Right) -> None:
    run = replay(right[0])
    assert run.exit_code == 0
    assert types(right[1]) == ["user.created", "user.updated", "user.deleted"]
    assert len({json.loads(one.body)["data"]["id"] for one in right[1]}) == 1
    assert len({one.headers["svix-id"] for one in right[1]}) == 3
    for one in right[1]:
        assert one.method == "POST"
        assert one.headers["content-type"] == "application/json"
        assert "accept-encoding" not in one.headers
    assert re.search(r"3 events sent: user\.created 200 in \d+ ms, user\.updated 200", run.shown)
    assert run.stdout.count("✓") == 7


def test_events_are_named_and_changed(replay: Replay, right: Right) -> None:
    run = replay(
        right[0], "--event", "organization.created", "--event", "role.created",
        "--set", "data.id=mine", "--set", "data.name=Books & Co",
    )  # fmt: skip
    assert run.exit_code == 0
    assert types(right[1]) == ["organization.created", "role.created"]
    assert [json.loads(one.body)["data"]["id"] for one in right[1]] == ["mine", "mine"]
    assert all(json.loads(one.body)["data"]["name"] == "Books & Co" for one in right[1])


def test_of_many_events_the_answers_are_counted(replay: Replay) -> None:
    def reply(one: Got) -> tuple[int, bytes, Headers]:
        return (500, b"", {}) if b'"session.' in one.body else verified(one)

    named = [part for name in EVENT_TYPES for part in ("--event", name)]
    with endpoint(reply) as (url, got):
        run = replay(url, *named, "--rate", "1000")
    assert run.exit_code == 1
    sessions = sum(name.startswith("session.") for name in EVENT_TYPES)
    assert f"{len(got)} events sent: {len(got) - sessions} × 200, {sessions} × 500" in run.shown


@pytest.mark.parametrize(
    "payload", [b'{\n  "type": "own.event",\n "n": 1.0}\n', b"not JSON", b"\xff\xfe", b""]
)
@pytest.mark.parametrize("source", ["file", "stdin"])
def test_a_payload_is_sent_byte_for_byte(replay: Replay, payload: bytes, source: str) -> None:
    replay.put("event", payload)
    with endpoint(lambda _: (200, b"ok", {})) as (url, got):
        name = "event" if source == "file" else "-"
        run = replay(url, "--payload", name, "--format", "json", stdin=payload)
    assert run.exit_code == 0
    assert [one.body for one in got] == [payload]
    (sent,) = report(run)["data"]["deliveries"]
    assert sent["event"] == ("own.event" if payload.startswith(b"{") else "payload")
    assert sent["request"]["bytes"] == len(payload)


def test_headers_and_a_password_go_along_and_are_not_shown(replay: Replay) -> None:
    def reply(one: Got) -> tuple[int, bytes, Headers]:
        """What an endpoint gives back, down to the last byte of what it got."""
        echoed = {f"X-{name}": value for name, value in one.headers.items()}
        where = f"/elsewhere{one.path}"
        return 307, json.dumps(one.headers).encode(), {**echoed, "Location": where}

    with endpoint(reply) as (url, got):
        asked = url.replace("//", "//anna:canary-password@") + "?bypass=canary-query"
        for name in FORMATS:
            for more in ((), ("--verbose",), ("--quiet",), ("--probe",), ("--dry-run",)):
                header = ("--header", "X-Bypass: canary-header")
                run = replay(asked, *header, "--format", name, *more)
                assert "canary" not in run.shown, (name, more)
                assert SECRET[6:] not in run.shown
                basic = base64.b64encode(b"anna:canary-password").decode()
                assert basic not in run.shown
    assert {one.headers["authorization"] for one in got} == {f"Basic {basic}"}
    assert {one.headers["x-bypass"] for one in got} == {"canary-header"}
    assert {one.path for one in got} == {"/api/webhooks/clerk?bypass=canary-query"}


@pytest.mark.parametrize("name", FORMATS)
def test_an_endpoint_that_gives_the_secret_away_is_not_helped(replay: Replay, name: str) -> None:
    def reply(one: Got) -> tuple[int, bytes, Headers]:
        return 400, f"{SECRET} does not fit".encode(), {"X-Secret": SECRET}

    with endpoint(reply) as (url, _):
        run = replay(url, "--probe", "--rate", "1000", "--format", name)
    assert run.exit_code == 1
    assert SECRET[6:] not in run.stdout + run.stderr


# What is said of it


def test_a_refusal_is_an_error_with_the_command_that_tells_why(replay: Replay) -> None:
    with endpoint(lambda _: (400, b"no", {})) as (url, _):
        run = replay(url)
    assert run.exit_code == 1
    assert "It refuses `user.created` (400)" in run.shown
    assert f"clerkdoctor replay-webhook {url} --probe\n" in run.stdout


def test_the_document_is_that_of_the_contract(replay: Replay, right: Right) -> None:
    document = report(replay(right[0], "--format", "json"))
    assert document["command"] == "replay-webhook"
    assert document["target"] == right[0]
    assert document["verdict"] == "pass"
    for one in document["data"]["deliveries"]:
        assert list(one) == ["probe", "event", "request", "response", "outcome", "meaning"]
        assert one["outcome"] == "accepted"
        assert one["response"]["status"] == 200
        assert one["response"]["elapsed_ms"] >= 0
        sent = one["request"]
        headers = {name.lower(): value for name, value in sent["headers"].items()}
        now = float(headers["svix-timestamp"])
        assert verify_svix(SECRET, headers, sent["body"].encode(), now).accepted


def test_a_large_body_is_cut_in_the_document(replay: Replay, right: Right) -> None:
    document = report(replay(right[0], "--probe", "--rate", "1000", "--format", "json"))
    sizes = [one["request"]["bytes"] for one in document["data"]["deliveries"]]
    assert max(sizes) > 350_000
    assert max(len(one["request"]["body"]) for one in document["data"]["deliveries"]) < 4100
    assert document["summary"]["unknown"] == 0
    assert document["verdict"] == "pass"


def test_what_does_not_answer_is_a_failure_with_its_reason(replay: Replay) -> None:
    run = replay("http://localhost:1/x")
    assert run.exit_code == 1
    assert "refuses the connection: nothing listens there" in run.shown
    assert "Start the app" in run.shown
    assert re.search(r"1 event sent: user\.created no answer in \d+ ms", run.shown)
    assert run.stdout.count("unknown  ") == 1  # One reason for all that was not sent.


def test_where_the_first_is_redirected_the_rest_is_not_sent(replay: Replay) -> None:
    with endpoint(lambda _: (308, b"", {"Location": "/api/webhooks/clerk/"})) as (url, got):
        run = replay(url)
    assert run.exit_code == 1
    assert len(got) == 1
    assert f"`{url}/`" in run.shown


def test_a_handler_s_own_404_for_one_event_is_its_answer(replay: Replay) -> None:
    def reply(one: Got) -> tuple[int, bytes, Headers]:
        return (404, b"no such user", {}) if b'"user.created"' in one.body else verified(one)

    with endpoint(reply) as (url, got):
        run = replay(url)
    assert run.exit_code == 1
    assert len(got) == 3
    assert run.stdout.count("✗") == 1
    assert "It refuses `user.created` (404)" in run.shown


def test_where_nothing_is_judged_there_is_no_verdict(replay: Replay, right: Right) -> None:
    run = replay(right[0], "--probe", "--rate", "1000", "--only", "every-event-type-is-accepted")
    assert run.exit_code == 3
    assert "1 not applicable" in run.shown


def test_the_level_that_fails_a_run_is_chosen(replay: Replay) -> None:
    def reply(one: Got) -> tuple[int, bytes, Headers]:
        found = verified(one)
        return (500, b"", {}) if found[0] == 400 else found

    with endpoint(reply) as (url, _):
        assert replay(url, "--probe", "--rate", "1000").exit_code == 0
        run = replay(url, "--probe", "--rate", "1000", "--fail-on", "warning")
    assert run.exit_code == 1
    assert "none that may write data" in run.shown


# Showing, and sending nothing


def test_a_dry_run_shows_and_sends_nothing(replay: Replay, right: Right) -> None:
    run = replay(right[0], "--dry-run", "--now", "2026-01-31T12:00:00Z")
    assert run.exit_code == 0
    assert right[1] == []
    assert run.stdout.count("\nSvix-Timestamp: 1769860800\n") == 3
    assert run.stdout.startswith(f"# `user.created`\nPOST {right[0]}\nAccept: */*\n")
    assert "nothing was sent; 3 requests shown" in run.stderr


def test_the_line_of_curl_sends_what_is_shown(replay: Replay, right: Right) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not on PATH")
    replay.put("event.json", """{"type": "own", "quote": "it's $HOME `id` \\\\ \\u0026 é"}""")
    for more in ((), ("--event", "email.created"), ("--payload", "event.json")):
        lines = replay(right[0], "--dry-run", *more).stdout.splitlines()
        curls = [line for line in lines if line.startswith("curl ")]
        assert curls
        for line in curls:
            done = subprocess.run(
                ["sh", "-c", f"{line} --silent --noproxy '*' --write-out ' %{{http_code}}'"],
                capture_output=True, text=True, timeout=30, check=False,
            )  # fmt: skip
            assert done.stdout == "ok 200", done
    assert len(right[1]) == 5


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (b"x" * 5000, "is too long for a line of curl"),
        (b"\xff", "has bytes that a line of curl cannot show"),
        (b"{\n}", "has bytes that a line of curl cannot show"),
        ("\u202e".encode(), "has bytes that a line of curl cannot show"),
    ],
)
def test_what_curl_s_line_cannot_hold_is_said(replay: Replay, payload: bytes, says: str) -> None:
    replay.put("event", payload)
    run = replay("http://localhost:1/", "--payload", "event", "--dry-run")
    assert says in run.stdout
    assert "\ncurl " not in run.stdout
    assert "\u202e" not in run.stdout


def test_a_dry_run_of_the_probes_says_what_is_to_come_of_each(replay: Replay, right: Right) -> None:
    run = replay(right[0], "--probe", "--dry-run")
    assert run.exit_code == 0
    assert right[1] == []
    assert "# a signature of another secret: to be refused\n" in run.stdout
    assert "user.created" not in run.stdout
    with_all = replay(right[0], "--probe", "--dry-run", "--allow-side-effects")
    assert with_all.stdout.count("\nPOST ") > 2 * run.stdout.count("\nPOST ") > 80


def test_a_dry_run_as_a_document(replay: Replay, right: Right) -> None:
    replay_run = replay(f"{right[0]}?token=canary", "--dry-run", "--format", "json")
    assert replay_run.exit_code == 0
    document = json.loads(replay_run.stdout)
    assert document["target"] == f"{right[0]}?token=\u2026"
    assert document["verdict"] == "unknown"
    assert document["results"] == []
    assert [one["outcome"] for one in document["data"]["deliveries"]] == ["not_sent"] * 3
    assert {one["response"] for one in document["data"]["deliveries"]} == {None}


def test_a_dry_run_goes_to_a_file(replay: Replay) -> None:
    run = replay("http://localhost:1/", "--dry-run", "--output", "shown.txt")
    assert run.exit_code == 0
    assert run.stdout == ""
    assert (replay.folder / "shown.txt").read_text().count("\ncurl ") == 3


# Listing


def test_the_types_are_listed(replay: Replay) -> None:
    run = replay("--list-events")
    assert run.exit_code == 0
    assert [line.split()[0] for line in run.stdout.splitlines()] == list(EVENT_TYPES)
    assert run.stderr == ""


def test_the_installed_command_says_how_it_is_used(tmp_path: Path) -> None:
    run = clerkdoctor(["replay-webhook", "--help"], cwd=tmp_path)
    assert run.exit_code == 0
    assert "replay-webhook [OPTIONS] [URL]" in run.stdout
    assert (
        "clerkdoctor replay-webhook http://localhost:3000/api/webhooks/clerk --probe" in run.stdout
    )
