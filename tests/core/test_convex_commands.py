"""`check-convex` as a user runs it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command import Run, clerkdoctor
from tests.gather.auth_config_judging import CONFIG, ISSUER, convex_project
from tests.gather.served_api import Reply, Served, serving
from tests.gather.test_clerk_api import listed
from tests.gather.test_convex_deployment import INFO, QUERY, URLS, VARIABLES
from tests.gather.test_convex_online import ADMIN, rows, token, variables
from tests.projects import ENV, SECRET, project

TUTORIAL = {"sub": "{{user.id}}", "iss": ISSUER, "email": "{{user.primary_email_address}}"}


def run(folder: Path, *arguments: str, **what: Any) -> Run:
    return clerkdoctor(["check-convex", ".", *arguments], cwd=folder, **what)


def document(done: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def statuses(report: dict[str, Any]) -> dict[str, str]:
    return {one["check"]: one["status"] for one in report["results"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return convex_project(tmp_path, {})


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as found:
        found.on("/v1/jwt_templates", Reply(200, [listed("convex", aud="convex")]))
        found.on(INFO, Reply(200, {"kind": "selfHosted"}))
        found.on(URLS, Reply(200, {"convexCloudUrl": found.url, "convexSiteUrl": found.url}))
        found.on(VARIABLES, variables(CLERK_JWT_ISSUER_DOMAIN=ISSUER))
        found.on(QUERY, rows({"domain": ISSUER, "applicationID": "convex"}))
        yield found


def test_without_any_key_it_says_what_the_files_say(folder: Path) -> None:
    done = run(folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "from Clerk's key to an identity in Convex" in done.stdout
    assert "No link is broken, as far as it is seen" in done.stdout
    assert not [line for line in done.stdout.splitlines() if len(line) > 80]


def test_the_document_has_the_chain_and_the_providers(folder: Path) -> None:
    done = run(folder, "--format", "json")
    report = document(done)
    assert report["command"] == "check-convex"
    assert list(report["data"]) == ["headline", "chain", "providers"]
    assert [one["link"] for one in report["data"]["chain"]][:2] == [
        "publishable key",
        "Frontend API",
    ]
    assert {one["subject"] for one in report["results"]} >= {"convex"}
    assert SECRET not in done.stdout


@pytest.mark.parametrize("options", [[], ["--verbose"], ["--quiet"], ["--no-color"]])
def test_a_tutorials_template_breaks_the_chain(folder: Path, options: list[str]) -> None:
    (folder / "template.json").write_text(json.dumps(TUTORIAL))
    done = run(folder, "--template", "template.json", *options)
    assert done.exit_code == 1
    assert "The template sets no `aud`" in done.stdout
    assert "`sub` is a claim that Clerk sets itself" in done.stdout
    if "--quiet" not in options:
        assert "The chain breaks at «audience»" in done.stdout


@pytest.mark.parametrize("given", ["argument", "file", "stdin"])
def test_a_token_is_taken_in_three_ways(folder: Path, given: str) -> None:
    text = token(aud="books")
    (folder / "token.txt").write_text(f"{text}\n")
    option = {"argument": text, "file": "@token.txt", "stdin": "-"}[given]
    done = run(folder, "--token", option, "--format", "json", stdin=f"{text}\n")
    assert done.exit_code == 1
    assert statuses(document(done))["convex-application-id-is-the-audience"] == "fail"
    assert text not in done.stdout + done.stderr


def test_a_token_that_is_none_has_no_verdict(folder: Path) -> None:
    done = run(folder, "--token", "null")
    assert done.exit_code == 3
    assert "The token is the word `null`" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--template", "none.json"], "there is no file `none.json`"),
        (["--use-login"], "go with --online"),
        (["--deploy-key-env", "X"], "go with --online"),
        (["--proxy", "socks"], "is no http(s) URL"),
        (["--timeout", "0"], "--timeout"),
        (["--only", "convex-isuer"], "is no subject and no check"),
    ],
)
def test_a_wrong_command_line_is_named(folder: Path, arguments: list[str], words: str) -> None:
    done = run(folder, *arguments)
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.replace("│", " ").split())


def online(folder: Path, served: Served, *arguments: str, env: str = "", **what: Any) -> Run:
    """Asked of the local server alone: no publishable key names an issuer to be asked."""
    stated = f"CLERK_SECRET_KEY={SECRET}\nCLERK_API_URL={served.url}\n{env}"
    (folder / ".env.local").write_text(stated)
    return run(folder, "--online", "--format", "json", *arguments, **what)


def test_a_deployment_is_looked_into(folder: Path, served: Served) -> None:
    env = f"CONVEX_SELF_HOSTED_URL={served.url}\nCONVEX_SELF_HOSTED_ADMIN_KEY='{ADMIN}'\n"
    done = online(folder, served, env=env)
    report = document(done)
    said = statuses(report)
    assert said["convex-issuer-variable-is-set-on-the-deployment"] == "pass"
    assert said["convex-providers-are-deployed"] == "pass"
    assert said["jwt-template-has-the-audience"] == "pass"
    sources = [one["source"] for one in report["data"]["providers"]]
    assert sources[-1] == "convex:self-hosted"
    assert ADMIN not in done.stdout + done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_what_does_not_answer_is_no_verdict(folder: Path, served: Served) -> None:
    env = f"CONVEX_SELF_HOSTED_URL={served.url}\nCONVEX_SELF_HOSTED_ADMIN_KEY='{ADMIN}'\n"
    for path in (VARIABLES, INFO, URLS, QUERY):
        served.on(path, Reply(200, {}, pause=1.0))
    done = online(folder, served, "--timeout", "0.2", "--only", "convex", env=env)
    report = document(done)
    assert (done.exit_code, report["verdict"]) == (3, "unknown")
    assert "took longer than 0.2 s" in done.stdout


def test_a_login_is_read_from_its_file(folder: Path, served: Served) -> None:
    done = online(folder, served, "--use-login")
    assert done.exit_code == 2
    assert "there is no file" in done.stderr
    (folder / ".convex").mkdir()
    (folder / ".convex" / "config.json").write_text('{"accessToken": "opensesame"}')
    done = online(folder, served, "--use-login")
    reasons = [one["reason"] or "" for one in document(done)["results"]]
    assert any(
        "names no deployment of Convex' cloud to use the login for" in one for one in reasons
    )
    assert "opensesame" not in done.stdout + done.stderr
    assert not [one for one in served.asked if "opensesame" in one.headers.get("authorization", "")]


def test_nothing_is_sent_without_being_asked_to(folder: Path, served: Served) -> None:
    env = f"{ENV}NEXT_PUBLIC_CONVEX_URL={served.url}\nCLERK_API_URL={served.url}\n"
    env += f"CONVEX_SELF_HOSTED_URL={served.url}\nCONVEX_SELF_HOSTED_ADMIN_KEY='{ADMIN}'\n"
    (folder / ".env.local").write_text(env)
    run(folder, "--token", token(aud="convex"))
    assert served.asked == []


def test_an_app_without_convex_has_nothing_to_judge(tmp_path: Path) -> None:
    from tests.projects import project

    done = run(project(tmp_path), "--format", "json")
    report = document(done)
    assert report["data"] == {"headline": None, "chain": [], "providers": []}
    of_convex = {one["status"] for one in report["results"] if one["subject"] == "convex"}
    assert of_convex == {"not_applicable"}


def test_check_judges_convex_too(tmp_path: Path) -> None:
    config = CONFIG.replace("process.env.CLERK_JWT_ISSUER_DOMAIN!", f'"{ISSUER}"')
    folder = convex_project(tmp_path, {}, config=config)
    done = clerkdoctor(["check", ".", "--only", "convex", "--format", "json"], cwd=folder)
    assert statuses(document(done))["convex-issuer-is-not-fixed-to-development"] == "fail"


def test_the_help_says_what_is_sent() -> None:
    done = clerkdoctor(["check-convex", "--help"], cwd=Path())
    assert done.exit_code == 0
    assert "Without --online nothing is sent" in " ".join(done.stdout.split())
    assert "Examples:" in done.stdout


def test_a_project_without_convex_has_no_verdict(tmp_path: Path) -> None:
    done = run(project(tmp_path))
    assert done.exit_code == 3
    assert "unknown: 0 errors, 0 warnings, 0 passed" in done.stdout
