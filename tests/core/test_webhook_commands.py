"""`verify-webhook` from the command line to the exit code, in a folder of its own."""

import base64
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from clerkdoctor.cli.app import _Commands
from clerkdoctor.cli.webhooks import add_webhook_commands
from tests.projects import ENV, project
from tests.svix.signing import BODY, ID, NOW, headers, key, secret, signature

PRETTY = json.dumps(json.loads(BODY), indent=2).encode()
AT = ("--at", str(NOW))


class Run(NamedTuple):
    exit_code: int
    stdout: str
    stderr: str


class Verify:
    """The command in a folder, with files that the test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = typer.Typer(cls=_Commands, rich_markup_mode=None)
        self.app.callback()(lambda: None)
        add_webhook_commands(self.app)

    def put(self, name: str, content: bytes | str) -> str:
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)
        return name

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Run:
        done = CliRunner().invoke(self.app, ["verify-webhook", *arguments], input=stdin)
        return Run(done.exit_code, done.stdout, done.stderr)

    def delivery(
        self, *arguments: str, given: dict[str, str] | None = None, body: bytes = BODY
    ) -> Run:
        """A delivery by its four parts, as of when it was sent."""
        stated = headers(signature()) if given is None else given
        listed = [part for pair in stated.items() for part in ("--header", ": ".join(pair))]
        return self("--payload", self.put("body", body), *listed, *AT, *arguments)


@pytest.fixture
def verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    monkeypatch.chdir(tmp_path)
    return Verify(tmp_path)


def report(run: Run) -> dict[str, Any]:
    assert run.stdout, run.stderr
    document: dict[str, Any] = json.loads(run.stdout)
    assert document["crashes"] == []
    assert document["exit_code"] == run.exit_code
    return document


def failed(document: dict[str, Any]) -> list[str]:
    return [
        one["check"]
        for one in document["results"]
        if one["status"] == "fail" and not one["follows_from"]
    ]


def listened(**more: Any) -> str:
    line = {
        "type": "event", "svix_id": ID, "event_type": "user.created", "headers": headers(signature()),
        "body_b64": base64.b64encode(BODY).decode(), "forward_status": 200, "latency_ms": 12,
    }  # fmt: skip
    return json.dumps(line | more)


def test_a_right_delivery_is_accepted(verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", secret())
    run = verify.delivery("--secret-env", "WEBHOOK_SECRET", "--format", "json")
    document = report(run)
    assert run.exit_code == 0
    assert document["verdict"] == "pass"
    assert document["data"] == {
        "verdicts": {
            "clerk": {"accepted": True, "error": None},
            "svix": {"accepted": True, "error": None},
        },
        "explanation": None,
        "faults": [],
    }
    assert [one["subject"] for one in document["results"]] == ["delivery"] * 14


def test_a_body_that_was_written_anew_is_refused_and_explained(verify: Verify) -> None:
    verify.put("secret", secret() + "\n")
    run = verify.delivery("--secret-file", "secret", "--format", "json", body=PRETTY)
    document = report(run)
    assert run.exit_code == 1
    data = document["data"]
    assert data["verdicts"]["svix"] == {"accepted": False, "error": "No matching signature found"}
    wrapped = "@clerk/backend: Unable to verify incoming webhook: No matching signature found"
    assert data["verdicts"]["clerk"] == {"accepted": False, "error": wrapped}
    assert "the same body re-serialised as JSON" in data["explanation"]
    assert [fault["name"] for fault in data["faults"]] == ["body-as-json-stringify"]
    assert failed(document) == ["body-is-the-one-that-was-signed"]


def test_the_checklist_names_the_cause_once(verify: Verify) -> None:
    verify.put("secret", secret())
    run = verify.delivery("--secret-file", "secret", body=BODY + b"\n")
    assert run.exit_code == 1
    assert run.stdout.count("✗") == 1
    shown = " ".join(run.stdout.split())
    assert "without the line break at its end" in shown
    assert "clerk-accepts-the-delivery) follows from this" in shown
    assert "as of 2026-11-18T11:06:40Z · with the secret in `secret`" in shown
    assert secret()[6:] not in run.stdout
    assert "user_1" not in run.stdout


@pytest.mark.parametrize(
    "capture",
    [
        listened(),
        json.dumps({"type": "ready"}) + "\n" + listened() + "\n",
        json.dumps(
            {
                "startedDateTime": "2026-11-18T11:06:41Z",
                "request": {
                    "method": "POST",
                    "headers": [{"name": n, "value": v} for n, v in headers(signature()).items()],
                    "postData": {"text": BODY.decode()},
                },
            }
        ),
        "POST / HTTP/1.1\r\n"
        + "".join(f"{name}: {value}\r\n" for name, value in headers(signature()).items())
        + "\r\n"
        + BODY.decode(),
    ],
    ids=["listen", "listen lines", "HAR entry", "raw request"],
)
def test_a_captured_delivery_is_read(verify: Verify, capture: str) -> None:
    verify.put("secret", secret())
    given = ("--secret-file", "secret", "--format", "json", *AT)
    assert verify("--delivery", verify.put("capture", capture), *given).exit_code == 0
    assert verify("--delivery", "-", *given, stdin=capture.encode()).exit_code == 0


def test_a_capture_is_judged_as_of_when_it_was_made(verify: Verify) -> None:
    verify.put("secret", secret())
    entry = {
        "startedDateTime": "2026-11-18T11:06:41.000Z",
        "request": {
            "headers": [{"name": n, "value": v} for n, v in headers(signature()).items()],
            "postData": {"text": BODY.decode()},
        },
    }
    verify.put("a.har", json.dumps({"log": {"entries": [entry]}}))
    run = verify("--delivery", "a.har", "--secret-file", "secret")
    assert run.exit_code == 0
    assert "as of 2026-11-18T11:06:41Z, when it was captured" in " ".join(run.stdout.split())
    # What is asked for wins.
    late = verify("--delivery", "a.har", "--secret-file", "secret", "--now", str(NOW + 999))
    assert late.exit_code == 1
    assert "16 minutes 39 seconds old" in late.stdout


def test_without_a_time_a_delivery_is_judged_as_of_now(verify: Verify) -> None:
    verify.put("secret", secret())
    verify.put("line", listened(headers=headers(signature(timestamp=1), 1)))
    run = verify("--delivery", "line", "--secret-file", "secret", "--format", "json")
    assert run.exit_code == 1
    document = report(run)
    assert failed(document) == ["delivery-timestamp-is-within-five-minutes"]
    assert document["data"]["verdicts"]["svix"]["error"] == "Message timestamp too old"
    assert "`--at 1`" in document["results"][3]["problems"][0]["fix"]


def test_of_several_deliveries_each_is_judged(verify: Verify) -> None:
    verify.put("secret", secret())
    bad = listened(body_b64=base64.b64encode(PRETTY).decode())
    verify.put("lines", f"{listened()}\n{bad}\n")
    run = verify("--delivery", "lines", "--secret-file", "secret", *AT, "--format", "json")
    document = report(run)
    assert run.exit_code == 1
    apps = {one["app"] for one in document["results"]}
    assert apps == {f"1: {ID}", f"2: {ID}"}
    listed = document["data"]["deliveries"]
    assert [one["verdicts"]["clerk"]["accepted"] for one in listed] == [True, False]
    # The first that is refused stands where a single one would.
    assert document["data"]["verdicts"] == listed[1]["verdicts"]
    assert document["data"]["explanation"] == listed[1]["explanation"]


@pytest.mark.parametrize(
    "name",
    ["CLERK_WEBHOOK_SIGNING_SECRET", "CLERK_WEBHOOK_SECRET", "WEBHOOK_SECRET", "SIGNING_SECRET",
     "SVIX_SECRET", "SVIX_WEBHOOK_SECRET", "MY_OWN_HOOK"],
)  # fmt: skip
@pytest.mark.parametrize("file", [".env", ".env.local", ".env.development"])
def test_the_secret_is_found_in_the_env_files(verify: Verify, name: str, file: str) -> None:
    verify.put(file, f'OTHER=1\n{name}="{secret()}"\n')
    run = verify.delivery()
    assert run.exit_code == 0
    assert f"`{name}` in `{file}`" in " ".join(run.stdout.split())
    run = verify.delivery("--secret-env", name)
    assert run.exit_code == 0


def test_the_process_wins_over_the_env_files(
    verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify.put(".env", f"SIGNING_SECRET={secret(5)}\n")
    assert verify.delivery().exit_code == 1
    monkeypatch.setenv("SIGNING_SECRET", secret())
    assert verify.delivery().exit_code == 0
    monkeypatch.setenv("WHATEVER", secret())
    assert verify.delivery("--secret-env", "WHATEVER").exit_code == 0


def test_the_secret_of_another_file_is_named(verify: Verify) -> None:
    verify.put(".env.local", f"CLERK_WEBHOOK_SIGNING_SECRET={secret(5)}\n")
    verify.put(".env.production", f"CLERK_WEBHOOK_SIGNING_SECRET={secret()}\n")
    run = verify.delivery("--format", "json")
    assert run.exit_code == 1
    explanation = report(run)["data"]["explanation"]
    assert "with `CLERK_WEBHOOK_SIGNING_SECRET` in `.env.production`, not with" in explanation
    assert verify.delivery("--mode", "production").exit_code == 1  # .env.local wins there, too


def test_the_previous_secret_is_named(verify: Verify) -> None:
    verify.put("secrets", f"{secret(5)}\r\n\r\n{secret()}\r\n")
    run = verify.delivery("--secret-file", "secrets", "--format", "json")
    assert run.exit_code == 1
    document = report(run)
    assert failed(document) == ["signature-is-made-with-this-secret"]
    assert "the secret in line 3 of `secrets`" in document["data"]["explanation"]
    verify.put("new", secret(5))
    verify.put("old", secret())
    both = ("--secret-file", "new", "--secret-file", "old")
    assert failed(report(verify.delivery(*both, "--format", "json"))) == failed(document)


def test_a_secret_that_is_none_is_placed(verify: Verify) -> None:
    verify.put(".env", "A=1\nCLERK_WEBHOOK_SIGNING_SECRET=sk_test_" + "aB3x" * 5 + "Zq9\n")
    document = report(verify.delivery("--format", "json"))
    assert failed(document) == ["signing-secret-is-usable"]
    (problem,) = next(
        one["problems"] for one in document["results"] if one["check"] == "signing-secret-is-usable"
    )
    assert problem["location"] == {"path": ".env", "line": 2, "column": 1}
    assert "is a secret key" in problem["message"]


def test_a_secret_in_a_variable_keeps_its_stray_characters(
    verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNING_SECRET", f'"{secret()}"')
    document = report(verify.delivery("--format", "json"))
    assert failed(document) == ["signing-secret-is-usable"]
    names = [fault["name"] for fault in document["data"]["faults"]]
    assert names == ["stray-characters-in-secret", "secret-without-stray-characters"]


def test_without_a_secret_there_is_no_verdict(verify: Verify) -> None:
    run = verify.delivery("--format", "json")
    document = report(run)
    assert (run.exit_code, document["verdict"]) == (3, "unknown")
    assert document["data"]["verdicts"] == {}
    # What can be told without one is told.
    run = verify.delivery("--format", "json", given={})
    assert (run.exit_code, failed(report(run))) == (1, ["delivery-has-its-headers"])


def test_the_projects_versions_judge(verify: Verify) -> None:
    handler = (
        'import { Webhook } from "svix"\n'
        "export async function POST(req: Request) {\n"
        "  new Webhook(process.env.HOOK!).verify(await req.text(), {} as never)\n"
        '  return new Response("")\n'
        "}\n"
    )
    files = {
        "app/api/webhooks/route.ts": handler,
        ".env.local": f"{ENV}HOOK=whsec_\nSIGNING_SECRET={secret()}\n",
    }
    forged = headers(signature(by=b""))
    project(verify.folder, files, svix="1.99.1")
    document = report(verify.delivery("--format", "json", given=forged))
    assert document["data"]["verdicts"]["svix"] == {"accepted": True, "error": None}
    assert "libraries-refuse-forged-signatures" in failed(document)
    project(verify.folder, files, svix="2.5.0")
    document = report(verify.delivery("--format", "json", given=forged))
    assert document["data"]["verdicts"]["svix"]["error"] == "Secret can't be empty."
    # The code reads `HOOK`, so that the other one is one that may be meant.
    explanation = report(verify.delivery("--format", "json"))["data"]["explanation"]
    assert "with `SIGNING_SECRET` in `.env.local`, not with `HOOK` in `.env.local`" in explanation


def test_a_version_that_accepts_anything_is_named(verify: Verify) -> None:
    files = {".env.local": f"{ENV}CLERK_WEBHOOK_SIGNING_SECRET={secret()}\n"}
    project(verify.folder, files, **{"@clerk/backend": "2.3.1"})
    document = report(verify.delivery("--format", "json", given=headers("v1,forged")))
    assert document["data"]["verdicts"]["clerk"]["accepted"]
    assert not document["data"]["verdicts"]["svix"]["accepted"]
    assert "libraries-refuse-forged-signatures" in failed(document)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give --payload FILE and its headers, or --delivery FILE"),
        (["--payload", "body", "--delivery", "body"], "or --delivery FILE"),
        (["--delivery", "body", "--header", "a: b"], "--header goes with --payload"),
        (["--payload", "body", "--header", "svix-id=msg_1"], "expected 'NAME: VALUE'"),
        (["--payload", "nowhere"], "there is no file `nowhere`"),
        (["--payload", "body", "--secret-file", "nowhere"], "there is no file `nowhere`"),
        (["--payload", "body", "--at", "noon"], "--at is `noon`"),
        (["--payload", "body", "--at", "nan"], "--at is `nan`"),
        (["--payload", "body", "--now", "1e99"], "--now is `1e99`"),
        (["--payload", "-", "--secret-file", "-"], "standard input is one file"),
        (["--payload", "body", "--only", "tokens"], "is not judged by this command"),
        (["--payload", "body", "--secret", "whsec_x"], "No such option"),
    ],
)
def test_a_wrong_command_line_is_told(verify: Verify, arguments: list[str], words: str) -> None:
    verify.put("body", BODY)
    run = verify(*arguments)
    assert run.exit_code == 2
    assert words in " ".join(run.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("files", "arguments", "words"),
    [
        ({"capture": b"{}"}, ["--delivery", "capture"], "is JSON of another kind"),
        ({"capture": b""}, ["--delivery", "capture"], "`capture` is empty"),
        ({}, ["--delivery", "."], "is a directory"),
        ({"body": BODY}, ["--payload", "body", "--secret-env", "NOPE"], "`NOPE` is set neither in"),
        (
            {"body": BODY, "secret": f"SIGNING_SECRET={secret()}".encode()},
            ["--payload", "body", "--secret-file", "secret"],
            "is the assignment of a variable",
        ),
    ],
)
def test_what_cannot_be_read_is_no_verdict(
    verify: Verify, files: dict[str, bytes], arguments: list[str], words: str
) -> None:
    for name, content in files.items():
        verify.put(name, content)
    run = verify(*arguments)
    assert run.exit_code == 3
    assert words in run.stderr
    assert "hint: " in run.stderr
    assert secret()[6:] not in run.stderr
    assert run.stdout == ""


def test_some_checks_can_be_chosen(verify: Verify) -> None:
    verify.put("secret", secret())
    only = ("--secret-file", "secret", "--format", "json", "--only", "body-is-json")
    document = report(verify.delivery(*only, body=PRETTY))
    assert [one["check"] for one in document["results"]] == ["body-is-json"]
    assert document["exit_code"] == 0


def test_hostile_text_reaches_no_screen(verify: Verify) -> None:
    verify.put("secret", secret())
    evil = "\x1b[31m\u202e[red]"
    given = headers(signature(by=key(5)), message_id=evil) | {"stripe-signature": evil}
    run = verify.delivery("--secret-file", "secret", given=given, body=evil.encode())
    assert run.exit_code == 1
    assert "\x1b" not in run.stdout
    assert "\u202e" not in run.stdout
    line = listened(headers=given)
    verify.put("lines", f"{line}\n{line}\n")
    run = verify("--delivery", "lines", "--secret-file", "secret")
    assert "\x1b" not in run.stdout
    assert "\u202e" not in run.stdout
