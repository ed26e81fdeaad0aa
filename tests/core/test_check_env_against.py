"""`check-env --against`, from the options to the exit code, with the platforms played."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.commands.checking import Options
from clerkdoctor.commands.project import check_env
from clerkdoctor.gather.deployed.asking import Asking
from clerkdoctor.gather.deployed.sources import Services, against
from tests.checks.facts import PK_LIVE, PK_TEST, PUBLISHABLE, SECRET, SK_LIVE, SK_TEST, WHSEC
from tests.command import clerkdoctor
from tests.gather.deployed.platforms import (
    CONVEX_KEY,
    PROJECT,
    TEAM,
    TOKEN,
    Fault,
    Platform,
    served,
)

FORMATS = ("checklist", "json", "sarif", "github", "markdown", "junit")
ISSUER = "CLERK_JWT_ISSUER_DOMAIN"

FILES = {
    "package.json": json.dumps(
        {
            "name": "books",
            "dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17", "convex": "1.48.0"},
        }
    ),
    ".env.local": f"{PUBLISHABLE}={PK_TEST}\n{SECRET}={SK_TEST}\nCONVEX_DEPLOYMENT=dev:quiet-fox-7\n",
    "proxy.ts": 'import { clerkMiddleware } from "@clerk/nextjs/server"\n'
    "export default clerkMiddleware()\n",
    "app/page.tsx": "export default function Page() { return null }\n",
    "convex/auth.config.ts": "export default { providers: [{\n"
    f'  domain: process.env.{ISSUER}!, applicationID: "convex" }} ] }}\n',
    ".vercel/project.json": json.dumps({"projectId": PROJECT, "orgId": TEAM}),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    monkeypatch.setenv("VERCEL_TOKEN", TOKEN)
    monkeypatch.setenv("CONVEX_DEPLOY_KEY", CONVEX_KEY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def platform() -> Iterator[Platform]:
    """All that a right project has."""
    platform = Platform()
    platform.add(PUBLISHABLE, PK_LIVE, ["production"])
    platform.add(PUBLISHABLE, PK_TEST, ["preview", "development"])
    platform.add(SECRET, SK_LIVE, ["production"])
    platform.add(SECRET, SK_TEST, ["preview", "development"])
    platform.convex = {ISSUER: "https://clerk.books.dev"}
    platform.deploy("production", 1_800_000_000_000)
    with served(platform):
        yield platform


def run(
    platform: Platform,
    *sources: str,
    form: str = "json",
    reveal: bool = False,
    timeout: float = 30.0,
    **more: Any,
) -> int:
    chosen = against(sources or ("vercel", "convex:prod"))._replace(
        services=Services(platform.url, platform.url), asking=Asking(timeout=timeout)
    )
    options = Options(form, only=("deployed",), no_color=True, **more)
    return check_env(Path(), options, reveal=reveal, against=chosen)


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def statuses(found: dict[str, Any]) -> dict[str, str]:
    return {one["check"]: one["status"] for one in found["results"]}


def test_a_right_project_passes(
    project: Path, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(platform) == 0
    found = document(capsys)
    assert found["verdict"] == "pass"
    failed = {name for name, status in statuses(found).items() if status == "fail"}
    assert failed == {"secrets-are-stored-as-sensitive"}  # a note
    assert [one["source"] for one in found["data"]["sources"]] == [
        "vercel:production", "vercel:preview", "vercel:development", "convex:prod",
    ]  # fmt: skip
    rows = {row["name"]: row for row in found["data"]["variables"]}
    cells = {cell["source"]: cell for cell in rows[PUBLISHABLE]["deployed"]}
    assert cells["local"]["fingerprint"] == cells["vercel:preview"]["fingerprint"]
    assert cells["local"]["fingerprint"] != cells["vercel:production"]["fingerprint"]
    assert cells["vercel:production"]["mask"] == "pk_live_…"
    assert cells["convex:prod"]["state"] == "missing"
    assert rows[ISSUER]["effective"] is None
    assert rows[ISSUER]["read_by"] == "convex"


def test_what_is_missing_on_a_deployment_fails(
    project: Path, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.convex = {}
    assert run(platform) == 1
    assert statuses(document(capsys))["required-variables-are-set-on-every-deployment"] == "fail"


FAULTS = {
    "401": Fault("/v10/", 401),
    "403": Fault("/v10/", 403),
    "404": Fault("/v10/", 404),
    "429": Fault("/v10/", 429, headers={"retry-after": "0"}),
    "500": Fault("/v10/", 500),
    "503": Fault("/v10/", 503, headers={"retry-after": "0"}),
    "silence": Fault("/v10/", 200, pause=1.5),
    "a closed connection": Fault("/v10/", 0),
    "no JSON": Fault("/v10/", 200, b"<html>"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_source_that_cannot_be_read_is_unknown_and_never_equal(
    project: Path, platform: Platform, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.faults = [FAULTS[name]]
    assert run(platform, timeout=1.0 if name == "silence" else 30.0) == 3
    found = document(capsys)
    assert found["verdict"] == "unknown"
    assert set(statuses(found).values()) <= {"unknown", "not_applicable", "pass"}
    # Nothing is a tick that rests on what was not read.
    ticks = {check for check, status in statuses(found).items() if status == "pass"}
    assert ticks <= {"pulled-files-are-whole"}
    for row in found["data"]["variables"]:
        states = {c["state"] for c in row["deployed"] if c["source"].startswith("vercel:")}
        assert states == {"unreadable"}


def test_what_changed_since_the_last_deployment_is_said(
    project: Path, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.deploy("preview", 1_780_000_000_000, buildEnv={SECRET: SK_TEST, PUBLISHABLE: "old"})
    run(platform)
    (result,) = [
        one for one in document(capsys)["results"] if one["check"] == "public-values-agree"
    ]
    assert result["status"] == "fail"
    # The secret's record changed, too, and its value did not.
    (problem,) = result["problems"]
    assert problem["message"].startswith(f"`{PUBLISHABLE}` was changed on `vercel:preview` after")
    assert "vercel redeploy books-1.vercel.app --target preview" in problem["fix"]


@pytest.mark.parametrize("status", [403, 500])
def test_deployments_that_are_not_shown_leave_the_variables(
    project: Path, platform: Platform, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.faults = [Fault("/v6/", status)]
    assert run(platform) == 0
    found = document(capsys)
    unknown = {check for check, status in statuses(found).items() if status == "unknown"}
    assert unknown == {"public-values-agree"}
    rows = {row["name"]: row for row in found["data"]["variables"]}
    cells = {cell["source"]: cell for cell in rows[PUBLISHABLE]["deployed"]}
    assert cells["vercel:production"]["mask"] == "pk_live_…"


def test_what_the_team_shares_is_compared(
    project: Path, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.records = [one for one in platform.records if one["key"] != SECRET]
    platform.share(SECRET, SK_LIVE, ["production"])
    platform.share(SECRET, SK_TEST, ["preview", "development"])
    assert run(platform) == 0
    rows = {row["name"]: row for row in document(capsys)["data"]["variables"]}
    cells = {cell["source"]: cell for cell in rows[SECRET]["deployed"]}
    assert cells["local"]["fingerprint"] == cells["vercel:preview"]["fingerprint"]
    assert cells["vercel:production"]["state"] == "set"
    # Where neither the list nor a pull shows them, they may be there all the same.
    platform.faults = [Fault("/v1/env", 403), Fault("/v3/", 403)]
    assert run(platform) == 3
    found = document(capsys)
    (result,) = [
        one for one in found["results"]
        if one["check"] == "required-variables-are-set-on-every-deployment"
    ]  # fmt: skip
    assert result["status"] == "unknown"
    assert "does not list the variables that the team shares" in result["reason"]
    (row,) = [one for one in found["data"]["variables"] if one["name"] == SECRET]
    cells = {cell["source"]: cell["state"] for cell in row["deployed"]}
    assert (cells["vercel:production"], cells["convex:prod"]) == ("unreadable", "missing")


def test_what_fails_elsewhere_fails_all_the_same(
    project: Path, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.faults = [Fault("/v10/", 500)]
    platform.convex = {}
    assert run(platform) == 1


def test_no_secret_reaches_any_output(
    project: Path, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.add("CLERK_WEBHOOK_SECRET", WHSEC + "\n", ["production"], "plain")
    platform.add("NEXT_PUBLIC_CLERK_SIGN_IN_URL", "/canary-path", ["production"], "plain")
    secrets = (SK_LIVE, SK_TEST, WHSEC, TOKEN, CONVEX_KEY, CONVEX_KEY.partition("|")[2], PK_LIVE)
    for form in FORMATS:
        run(platform, form=form, verbose=True)
        seen = capsys.readouterr()
        for secret in secrets:
            assert secret not in seen.out + seen.err, form
    platform.faults = [Fault("/", 500, TOKEN.encode())]
    run(platform, form="checklist")
    assert TOKEN not in capsys.readouterr().out


def test_values_are_shown_where_they_are_to_be_revealed(
    project: Path, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    run(platform, form="checklist", reveal=True)
    seen = capsys.readouterr()
    assert SK_LIVE in seen.out
    assert "--reveal writes secrets to what is no terminal" in seen.err


def test_keys_go_to_their_own_service_alone(project: Path, platform: Platform) -> None:
    run(platform)
    assert platform.asked
    for path in platform.asked:
        assert TOKEN not in path
        assert "eyJ2" not in path


@pytest.mark.parametrize("columns", [24, 60, 80, 120, 200])
def test_the_table_fits_the_screen(
    project: Path,
    platform: Platform,
    columns: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    run(platform, form="checklist")
    shown = capsys.readouterr().out
    table = shown[shown.index("variables by deployment") :].splitlines()
    is_list = columns < 80
    assert any(line.startswith("      ✓ local  pk_test_…") for line in table) == is_list
    width = max(len(line) for line in table)
    # A word that is longer than the screen, such as a variable's name, is not cut in a list.
    assert width <= max(columns, 42)
    if columns == 200:
        assert any(f"    {PUBLISHABLE}  ✓ 85b919c8" in line for line in table)


def test_hostile_names_and_values_steer_no_terminal(
    project: Path, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.add("CLERK_\x1b[31mX\u202e", "v\x1b]0;x\x07", ["production"], "plain")
    platform.convex["CLERK_[bold]Y[/bold]"] = "\u202e"
    run(platform, form="checklist", verbose=True)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "CLERK_[bold]Y[/bold]" in shown


def test_a_file_of_another_tool_is_compared(
    project: Path, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "prod.env").write_text(f'# Created by Vercel CLI\n{SECRET}="{SK_LIVE}"\n')
    assert run(platform, "production=prod.env") == 1
    found = document(capsys)
    (result,) = [
        one for one in found["results"]
        if one["check"] == "required-variables-are-set-on-every-deployment"
    ]  # fmt: skip
    assert result["problems"][0]["location"] == {"source": "production"}
    assert f"`{PUBLISHABLE}`" in result["problems"][0]["message"]
    assert platform.asked == []


def test_without_sources_nothing_is_new(
    project: Path, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    options = Options("json")
    check_env(Path(), options, reveal=False)
    found = document(capsys)
    assert "sources" not in found["data"]
    assert {one["subject"] for one in found["results"]} == {"environment"}
    assert platform.asked == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--against", "vercle"], "did you mean `vercel`?"),
        (["--against", "vercel:prod"], "did you mean `vercel:production`?"),
        (["--against", "netlify"], "LABEL=FILE"),
        (["--against", "environ", "--against", "environ"], "is named twice"),
    ],
)
def test_a_source_that_is_none_is_a_usage_error(
    project: Path, arguments: list[str], said: str
) -> None:
    done = clerkdoctor(["check-env", *arguments], cwd=project)
    assert done.exit_code == 2
    assert done.stdout == ""
    words = " ".join(done.stderr.replace("│", " ").split())
    assert said in words


def test_the_sources_of_the_settings_count_where_none_is_named(project: Path) -> None:
    (project / "pulled.env").write_text("CLERK_SECRET_KEY=\n")
    (project / "clerkdoctor.toml").write_text('against = ["production=pulled.env"]\n')
    done = clerkdoctor(["check-env", "--format", "json"], cwd=project)
    sources = json.loads(done.stdout)["data"]["sources"]
    assert "production" in json.dumps(sources)
    assert len(sources) == 1
