"""`diagnose` and `explain`, as a user meets them."""

import json
from pathlib import Path

import pytest

from clerkdoctor.masking import masked
from tests.command import EXAMPLES, clerkdoctor
from tests.projects import ENV, SECRET, project

TOKEN = (
    "eyJhbGciOiJSUzI1NiIsImtpZCI6Imluc18xIn0."  # gitleaks:allow
    "eyJpc3MiOiJodHRwczovL3guY2xlcmsuYWNjb3VudHMuZGV2In0.c2lnbmF0dXJlLW9mLXRoaXM"
)
WEBHOOK = "whsec_kZ3vYq8RtW1mXbN6cL0aHdU5eJ2iPoSg"  # gitleaks:allow
LOG = f"""\
2026-11-28T10:00:00Z \x1b[33mwarn\x1b[0m Cookie: __session={TOKEN}; __client_uat=1
Authorization: Bearer {TOKEN}
CLERK_SECRET_KEY={SECRET} WEBHOOK_SECRET="{WEBHOOK}"
svix-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
GET /api?x-vercel-protection-bypass=Zk3vQ8rTabcdef&token=Zk3vQ8rTabcdef 401 Unauthorized
Error: @clerk/nextjs: Missing publishableKey. {SECRET} {TOKEN}
"""


def test_an_error_text_finds_its_cause(tmp_path: Path) -> None:
    folder = project(tmp_path, {".env.local": f"CLERK_SECRET_KEY={SECRET}\n"})
    run = clerkdoctor(["diagnose", "Error: @clerk/nextjs: Missing publishableKey."], cwd=folder)
    assert run.exit_code == 1
    text = " ".join(run.stdout.split())
    assert "Most likely `publishable-key-is-set` is the cause: " in text
    assert (
        "`Missing publishableKey` is said when this is so: the publishable key is not set" in text
    )
    assert run.stdout.index("Most likely") < run.stdout.index("✗ error")


def test_where_the_files_are_right_it_says_what_looks_further(tmp_path: Path) -> None:
    run = clerkdoctor(["diagnose", "reason=jwk-kid-mismatch"], cwd=project(tmp_path))
    assert run.exit_code == 0
    assert "`clerkdoctor verify-token TOKEN`" in " ".join(run.stdout.split())


def test_without_a_project_it_says_what_the_words_mean(tmp_path: Path) -> None:
    run = clerkdoctor(["diagnose", "NoAuthProvider"], cwd=tmp_path)
    assert run.exit_code == 3
    assert "No project was looked at" in run.stdout
    assert "issuer or audience is none of" in " ".join(run.stdout.split())


def test_unknown_words_are_exit_3_with_what_to_do(tmp_path: Path) -> None:
    run = clerkdoctor(["diagnose", "it does not work"], cwd=project(tmp_path))
    assert (run.exit_code, run.stdout) == (3, "")
    assert "clerkdoctor diagnose unauthenticated" in run.stderr


@pytest.mark.parametrize("format_", ["checklist", "json", "sarif", "github", "markdown", "junit"])
def test_a_log_is_masked_in_every_output(tmp_path: Path, format_: str) -> None:
    folder = project(tmp_path, {".env.local": f"CLERK_SECRET_KEY={SECRET}\n"})
    for options in ([], ["--verbose"]):
        run = clerkdoctor(["diagnose", "-", "--format", format_, *options], cwd=folder, stdin=LOG)
        assert run.exit_code == 1
        shown = run.stdout + run.stderr
        for part in (SECRET[8:30], WEBHOOK[6:30], "eyJhbGci", "c2lnbmF0", "K5oZfzN9", "Zk3vQ8rT"):
            assert part not in shown
        assert "publishable-key-is-set" in shown


def test_a_log_may_come_from_a_file_and_in_utf_16(tmp_path: Path) -> None:
    project(tmp_path / "app")
    (tmp_path / "x.log").write_bytes("﻿Error: Missing secretKey\r\n".encode("utf-16-le"))
    run = clerkdoctor(["diagnose", "@x.log", "app"], cwd=tmp_path)
    assert run.exit_code == 0
    assert "`Missing secretKey` is said" in run.stdout


def test_a_package_name_is_no_file(tmp_path: Path) -> None:
    run = clerkdoctor(["diagnose", "@clerk/nextjs: Missing secretKey"], cwd=project(tmp_path))
    assert "`Missing secretKey` is said" in run.stdout


def test_every_documented_line_is_visible_in_its_order(tmp_path: Path) -> None:
    folder = project(tmp_path)
    for name, words in {
        "unauthenticated": ("JWT template's name", "CLERK_JWT_ISSUER_DOMAIN", "auth routes"),
        "webhooks": ("webhook secret is set", "without redirects", "`/api/webhooks/*` is public"),
        "session": ("Cookies are set", "domain configuration", "HTTPS in production"),
    }.items():
        run = clerkdoctor(["diagnose", name], cwd=folder)
        assert run.exit_code in (0, 3)
        places = [run.stdout.index(word) for word in words]
        assert places == sorted(places)
        rows = json.loads(clerkdoctor(["diagnose", name, "--format", "json"], cwd=folder).stdout)
        assert len(rows["data"]["checklist"]) >= 3


def test_a_line_is_marked_by_its_worst_check() -> None:
    run = clerkdoctor(
        ["diagnose", "webhooks", str(EXAMPLES / "webhook-secret-under-another-name")], cwd=EXAMPLES
    )
    lines = run.stdout.splitlines()
    assert "✗ error    The webhook secret is set, and not only locally" in lines
    assert "✓ pass     `/api/webhooks/*` is public" in lines


def test_a_level_below_error_still_marks_its_line(tmp_path: Path) -> None:
    folder = project(
        tmp_path, {".env.local": ENV, "clerkdoctor.toml": "[levels]\nhandler-upserts='note'"}
    )
    assert clerkdoctor(["diagnose", "session"], cwd=folder).exit_code == 0


def test_explain_knows_reason_codes_and_their_checks(tmp_path: Path) -> None:
    run = clerkdoctor(["explain", "session-token-but-no-client-uat"], cwd=tmp_path)
    assert run.exit_code == 0
    assert "a proxy dropped it" in " ".join(run.stdout.split())
    assert "satellites-are-complete: " in run.stdout


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"token {TOKEN} end", "token … end"),
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer …"),
        ("sk_live_abc", "sk_live_…"),
        ("a=1&token=abc&b=2", "a=1&token=…&b=2"),
        ("prod:happy-otter-1|eyJ2MiI6IjEifQ== x", "prod:… x"),
        ("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nx",
         "-----BEGIN …\n\n\nx"),
        ("token-expired, pk_test_x", "token-expired, pk_test_x"),
    ],
)  # fmt: skip
def test_masking(text: str, shown: str) -> None:
    assert masked(text) == shown
