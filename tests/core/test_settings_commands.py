"""`clerkdoctor.toml` and the baseline, as a user meets them."""

import json
from pathlib import Path

import pytest

from tests.clerk.minted import NOW, pem, token
from tests.command import Run, clerkdoctor
from tests.projects import PUBLISHABLE, SECRET, project
from tests.svix.signing import secret

SIGNING = secret()

BROKEN = {".env.local": f"CLERK_PUBLISHABLE_KEY={PUBLISHABLE}\nCLERK_SECRET_KEY={SECRET}\n"}


def run(folder: Path, *options: str) -> Run:
    return clerkdoctor(["check", *options], cwd=folder)


def settings(folder: Path, text: str) -> None:
    (folder / "clerkdoctor.toml").write_text(text)


def test_the_mode_is_that_of_the_file_where_the_user_names_none(tmp_path: Path) -> None:
    folder = project(tmp_path)
    settings(folder, 'mode = "production"')
    assert "production: .env.local" in run(folder).stdout
    assert "development: .env.local" in run(folder, "--mode", "development").stdout
    assert (
        '"mode": "production"' in clerkdoctor(["check-env", "--format", "json"], cwd=folder).stdout
    )


def test_a_skip_is_shown_counted_and_in_the_document(tmp_path: Path) -> None:
    folder = project(tmp_path, BROKEN)
    assert run(folder).exit_code == 1
    skips = "".join(
        f'[[skip]]\ncheck = "{name}"\nreason = "a demo"\n'
        for name in ("publishable-key-is-set", "variables-have-names-that-are-read")
    )
    settings(folder, skips)
    done = run(folder)
    assert done.exit_code == 0
    assert "– skipped  publishable-key-is-set: a demo\n" in done.stdout
    assert done.stdout.rstrip().endswith("2 set aside") or "2 set\n  aside" in done.stdout
    document = json.loads(run(folder, "--format", "json").stdout)
    assert [row["check"] for row in document["data"]["set_aside"]] == [
        "publishable-key-is-set", "variables-have-names-that-are-read",
    ]  # fmt: skip
    assert run(folder, "--only", "publishable-key-is-set").exit_code == 1


def test_levels_decide_the_exit_code(tmp_path: Path) -> None:
    folder = project(tmp_path, BROKEN)
    settings(folder, '[levels]\npublishable-key-is-set = "warning"\n')
    assert run(folder).exit_code == 0
    assert run(folder, "--fail-on", "warning").exit_code == 1


def test_a_baseline_makes_today_green_and_tomorrow_red(tmp_path: Path) -> None:
    folder = project(tmp_path, BROKEN)
    written = run(folder, "--write-baseline")
    assert written.exit_code == 0
    assert "clerkdoctor-baseline.json` lists 2 problems" in written.stderr
    text = (folder / "clerkdoctor-baseline.json").read_text()
    assert PUBLISHABLE not in text
    assert json.loads(text)["schema"] == "clerkdoctor.baseline/1"

    assert run(folder).exit_code == 1
    assert run(folder, "--baseline", "clerkdoctor-baseline.json").exit_code == 0
    settings(folder, 'baseline = "clerkdoctor-baseline.json"')
    known = run(folder)
    assert known.exit_code == 0
    assert "– baseline publishable-key-is-set: 1 problem" in known.stdout
    assert clerkdoctor(["check", str(folder)], cwd=tmp_path.parent).exit_code == 0

    (folder / ".env").write_text("CLERK_SECRET_KEY=sk_test_xxx\n")
    (folder / ".env.local").write_text(BROKEN[".env.local"].replace(SECRET, "xxx"))
    new = run(folder)
    assert new.exit_code == 1
    assert "values-are-not-placeholders" in new.stdout
    assert run(folder, "--write-baseline").exit_code == 0
    assert run(folder).exit_code == 0


def test_a_mended_problem_asks_for_a_new_baseline(tmp_path: Path) -> None:
    folder = project(tmp_path, BROKEN)
    run(folder, "--write-baseline")
    project(folder)
    done = run(folder, "--baseline", "clerkdoctor-baseline.json")
    assert done.exit_code == 0
    assert "problems that are mended" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "does not exist"),
        ("{", "is not JSON"),
        ("[]", "is no baseline"),
        ('{"schema": "clerkdoctor.baseline/2", "problems": []}', "is no baseline"),
        ('{"schema": "clerkdoctor.baseline/1", "problems": [1]}', "does not list"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_what_is_no_baseline_is_exit_3(tmp_path: Path, content: str | None, said: str) -> None:
    folder = project(tmp_path)
    if content is not None:
        (folder / "b.json").write_text(content)
    done = run(folder, "--baseline", "b.json")
    assert (done.exit_code, done.stdout) == (3, "")
    assert said in done.stderr


def test_apps_are_chosen(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"private": true, "workspaces": ["apps/*"]}')
    project(tmp_path / "apps/web")
    project(tmp_path / "apps/old", BROKEN)
    assert run(tmp_path).exit_code == 1
    settings(tmp_path, 'apps = ["apps/web"]')
    done = run(tmp_path)
    assert (done.exit_code, "apps/old" in done.stdout) == (0, False)
    settings(tmp_path, 'apps = ["apps/wbe"]')
    done = run(tmp_path)
    assert done.exit_code == 3
    assert "did you mean `apps/web`?" in done.stderr


def test_a_typo_is_exit_3_and_names_what_was_meant(tmp_path: Path) -> None:
    folder = project(tmp_path)
    settings(folder, 'mdoe = "production"')
    done = run(folder)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "did you mean `mode`?" in done.stderr


def test_an_endpoint_of_the_settings_is_named_before_it_is_sent_to(tmp_path: Path) -> None:
    folder = project(tmp_path, {".env.local": f"CLERK_WEBHOOK_SIGNING_SECRET={SIGNING}\n"})
    replay = ["replay-webhook", "--dry-run", "--event", "user.created"]
    nowhere = clerkdoctor(replay, cwd=folder)
    assert nowhere.exit_code == 2
    assert "webhook-url in clerkdoctor.toml" in " ".join(nowhere.stderr.replace("│", " ").split())
    settings(folder, 'webhook-url = "https://app.example.com/api/hooks?key=hunter2"')
    shown = clerkdoctor(replay, cwd=folder)
    assert shown.exit_code == 0, shown.stderr
    assert "names the endpoint https://app.example.com/api/hooks?key=…" in shown.stderr
    assert "https://app.example.com/api/hooks" in shown.stdout
    other = clerkdoctor([*replay, "http://localhost:9/other"], cwd=folder)
    assert "app.example.com" not in other.stdout + other.stderr


def test_the_authorized_parties_of_the_settings_count_where_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(pem())
    settings(tmp_path, 'authorized-parties = ["https://other.example.com"]')
    verify = ["verify-token", token(azp="https://app.example.com"), "--jwt-key", "key.pem",
              "--at", str(NOW / 1000)]  # fmt: skip
    refused = clerkdoctor(verify, cwd=tmp_path)
    assert refused.exit_code == 1
    assert "https://other.example.com" in refused.stdout
    own = [*verify, "--authorized-party", "https://app.example.com"]
    assert clerkdoctor(own, cwd=tmp_path).exit_code == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "key.pem").write_text(pem())
    assert clerkdoctor(verify, cwd=elsewhere).exit_code == 0


def test_the_template_of_the_settings_is_the_one_for_convex(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        {
            "package.json": '{"dependencies": {"next": "16.0.7", "@clerk/nextjs": "7.2.0",'
            ' "convex": "1.48.0"}}',
            "convex/auth.config.ts": "export default { providers: [] };\n",
            "template.json": '{"name": "Acme", "claims": {"aud": "convex"}}',
        },
    )
    check = ["check-convex", "--template", "template.json", "--only", "jwt-template-name-is-exact"]
    settings(folder, 'jwt-template = "acme"')
    done = clerkdoctor(check, cwd=folder)
    assert done.exit_code == 1
    assert "called `Acme`; `clerkdoctor.toml` names `acme`" in " ".join(done.stdout.split())
    settings(folder, 'jwt-template = "Acme"')
    assert clerkdoctor(check, cwd=folder).exit_code == 0


def test_the_app_of_the_settings_is_judged_where_no_url_is_given(tmp_path: Path) -> None:
    folder = project(tmp_path)
    nothing = clerkdoctor(["check-session", "--offline"], cwd=folder)
    assert nothing.exit_code == 2
    assert "app-url in clerkdoctor.toml" in " ".join(nothing.stderr.replace("│", " ").split())
    settings(folder, 'app-url = "https://app.example.com/"')
    document = json.loads(
        clerkdoctor(["check-session", "--offline", "--format", "json"], cwd=folder).stdout
    )
    assert document["target"] == "https://app.example.com/"
