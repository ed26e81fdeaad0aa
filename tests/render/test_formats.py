"""What holds for all formats: one verdict, no secret, and the same bytes twice."""

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from clerkdoctor.render import checklist, github, junit, markdown, sarif
from clerkdoctor.render import json as json_document
from clerkdoctor.render.lines import Screen
from clerkdoctor.report import Report
from tests.command import clerkdoctor, git
from tests.projects import ENV, PUBLISHABLE, SECRET, project
from tests.render.reports import HOSTILE, VERDICTS, every_status

FORMATS = ("checklist", "json", "sarif", "github", "markdown", "junit")
WEBHOOK = "whsec_kZ3vYq8RtW1mXbN6cL0aHdU5eJ2iPoSg"  # gitleaks:allow
BROKEN = {
    ".env.local": f"{ENV}NEXT_PUBLIC_KEY={SECRET}\nCLERK_WEBHOOK_SIGNING_SECRET={WEBHOOK} \n",
    ".env.production": f"CLERK_SECRET_KEY='{SECRET}\\n'\n",
    "app/keys.ts": f'export const key = "{SECRET}"\n',
    "proxy.ts": 'import { clerkMiddleware } from "@clerk/nextjs/server"\nexport default clerkMiddleware()\n',
}


@pytest.mark.parametrize("of", VERDICTS, ids=lambda one: f"{one.verdict}-{len(one.results)}")
def test_every_format_says_the_same_verdict(of: Report) -> None:
    assert json.loads(json_document.render(of))["verdict"] == of.verdict
    assert json.loads(sarif.render(of))["runs"][0]["properties"]["verdict"] == of.verdict
    assert f": {of.verdict};" in github.render(of).splitlines()[-1]
    first = markdown.render(of).splitlines()[0]
    assert first.endswith(f" {of.verdict}")
    assert checklist.render(of, Screen()).splitlines()[-1].startswith(f"{of.verdict}: ")
    # JUnit knows no `unknown`: a crash is an error, and what was not judged is skipped.
    suites = fromstring(junit.render(of))
    red = int(suites.get("failures", "")) + int(suites.get("errors", ""))
    assert bool(red) == (of.verdict == "fail" or bool(of.crashes))


@pytest.mark.parametrize("text", ["plain", *HOSTILE], ids=ascii)
def test_no_format_lets_a_control_character_through(text: str) -> None:
    of = every_status(text)
    for one in (github, junit, markdown, sarif, json_document):
        rendered = one.render(of)
        assert [
            char for char in rendered if not char.isprintable() and char not in "\n\ufe0f"
        ] == []
        rendered.encode("utf-8")


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_shows_a_secret_and_two_runs_are_equal(tmp_path: Path, format_: str) -> None:
    folder = project(tmp_path, BROKEN)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")
    line = ["check", "--format", format_, "--verbose", "--mode", "production"]
    run = clerkdoctor(line, cwd=folder)
    assert run.exit_code == 1
    assert run == clerkdoctor(line, cwd=folder)
    for secret in (SECRET, WEBHOOK):
        for part in (secret, secret.partition("_")[2][5:25]):
            assert part not in run.stdout + run.stderr
    assert PUBLISHABLE not in run.stderr
    for named in ("no-secret-is-public", "no-secret-is-committed", "no-secret-is-in-source"):
        assert named in run.stdout
