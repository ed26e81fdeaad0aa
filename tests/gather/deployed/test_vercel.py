"""Vercel's API, and every way in which it does not answer."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerkdoctor.facts.deployed import DeployedSource
from clerkdoctor.gather.deployed.asking import Asking
from clerkdoctor.gather.deployed.vercel import vercel
from clerkdoctor.gather.deployed.vercel_api import Access
from clerkdoctor.gather.deployed.vercel_link import Fault as LinkFault
from clerkdoctor.gather.deployed.vercel_link import Link, link, login_file, token
from clerkdoctor.secret import Secret
from tests.gather.deployed.platforms import PROJECT, TEAM, TOKEN, Fault, Platform, served

CLERK = "CLERK_SECRET_KEY"


@pytest.fixture
def platform() -> Iterator[Platform]:
    with served(Platform()) as platform:
        yield platform


def asked(
    platform: Platform,
    *environments: str,
    branch: str | None = None,
    key: str = TOKEN,
    project: str = PROJECT,
    team: str | None = TEAM,
    timeout: float = 5.0,
    slept: list[float] | None = None,
) -> tuple[DeployedSource, ...]:
    sleep = (slept if slept is not None else []).append
    asking = Asking(timeout=timeout, sleep=sleep)
    access = Access(Link(project, team), Secret(key), branch, platform.url, asking)
    return vercel(access, environments or ("production",))


def values(source: DeployedSource) -> dict[str, str | None]:
    return {
        name: one.value.reveal() if one.value is not None else None
        for name, one in source.variables.items()
    }


def test_each_target_has_its_own(platform: Platform) -> None:
    platform.add("A", "live", ["production"])
    platform.add("A", "test", ["preview", "development"])
    platform.add("B", "b", ["production"], "plain")
    live, preview, development = asked(platform, "production", "preview", "development")
    assert (live.label, live.target, live.side) == ("vercel:production", "production", "next")
    assert values(live) == {"A": "live", "B": "b"}
    assert values(preview) == values(development) == {"A": "test"}


def test_every_page_is_read(platform: Platform) -> None:
    for number in range(60):
        platform.add(f"NAME_{number}", str(number))
    (source,) = asked(platform)
    assert len(source.variables) == 60
    assert sum(path.startswith("/v10/") for path in platform.asked) == 3


def test_pages_without_end_are_left(platform: Platform) -> None:
    body = json.dumps({"envs": [], "pagination": {"next": 7}}).encode()
    platform.faults = [Fault("/v10/", 200, body)]
    (source,) = asked(platform)
    assert source.unread is None  # the same page again is the last


def test_a_sensitive_value_is_unknown(platform: Platform) -> None:
    platform.add(CLERK, "sk_live_x", kind="sensitive")
    (source,) = asked(platform)
    one = source.variables[CLERK]
    assert (one.value, one.state, one.stored) == (None, "unreadable", "sensitive")
    assert source.has(CLERK)


def test_ciphertext_is_never_a_value(platform: Platform) -> None:
    platform.add("A", "a")
    platform.add(CLERK, "sk_live_x")
    platform.faults = [Fault("/v3/", 403), Fault("/v1/", 404)]
    (source,) = asked(platform)
    assert values(source) == {"A": None, CLERK: None}
    assert source.partial is not None
    assert "answers 403" in source.partial


def test_what_the_list_does_not_open_is_asked_for_by_its_id(platform: Platform) -> None:
    platform.add(CLERK, "sk_live_x")
    platform.add("DATABASE_URL", "postgres://x")
    platform.faults = [Fault("/v3/", 403)]
    (source,) = asked(platform)
    # Of other people's variables the names are enough.
    assert values(source) == {CLERK: "sk_live_x", "DATABASE_URL": None}


def test_the_branch_of_a_preview_beats_the_rest(platform: Platform) -> None:
    platform.add("A", "all", ["preview"])
    platform.add("A", "mine", ["preview"], gitBranch="feature/x")
    platform.add("A", "other", ["preview"], gitBranch="other")
    (plain,) = asked(platform, "preview")
    (mine,) = asked(platform, "preview", branch="feature/x")
    assert (values(plain), values(mine)) == ({"A": "all"}, {"A": "mine"})


def test_a_custom_environment_is_asked_for_by_name(platform: Platform) -> None:
    platform.environments = [{"id": "env_qa", "slug": "qa"}]
    platform.add("A", "qa", [], customEnvironmentIds=["env_qa"])
    platform.add("A", "live", ["production"])
    found, missing = asked(platform, "qa", "qq")
    assert (found.target, values(found)) == (None, {"A": "qa"})
    assert missing.unread is not None
    assert "is no environment of the project; it has `production`" in missing.unread
    assert "`qa`" in missing.unread


def test_vercel_s_own_variables_count(platform: Platform) -> None:
    platform.unlisted = {"OF_AN_INTEGRATION": "s", "HIDDEN": "", "VERCEL_URL": "books.vercel.app"}
    (source,) = asked(platform)
    states = {name: one.state for name, one in source.variables.items()}
    assert states == {"OF_AN_INTEGRATION": "set", "HIDDEN": "unreadable", "VERCEL_URL": "system"}
    assert "has no value, or one that" in source.variables["HIDDEN"].reason


FAULTS = {
    "401": (Fault("/v10/", 401), "refuses the token (401)"),
    "403": (Fault("/v10/", 403, b'{"error": {"code": "forbidden"}}'), "may not read this project"),
    "403, a challenge": (
        Fault("/v10/", 403, b'{"error": {"code": "challenge_required"}}'),
        "wants a sign-in in the browser",
    ),
    "404": (Fault("/v10/", 404), f"has no project `{PROJECT}` in the team `{TEAM}` (404)"),
    "429": (Fault("/v10/", 429, headers={"retry-after": "1"}), "answers 429, too many requests, 3 times"),
    "429, for long": (
        Fault("/v10/", 429, headers={"retry-after": "600"}),
        "answers 429, too many requests, and asks to wait 600 s",
    ),
    "500": (Fault("/v10/", 500), "fails on its side (500)"),
    "503": (Fault("/v10/", 503, headers={"retry-after": "2"}), "fails on its side (503, 3 times)"),
    "302": (Fault("/v10/", 302, headers={"location": "/elsewhere"}), "a redirect, which is not followed"),
    "a web page": (Fault("/v10/", 200, b"<html>"), "answers no JSON object"),
    "another object": (Fault("/v10/", 200, b'{"projects": []}'), "answers without a list"),
    "silence": (Fault("/v10/", 200, pause=1.0), "took longer than 0.3 s"),
    "a closed connection": (Fault("/v10/", 0), "closed the connection before it answered"),
    "too much": (Fault("/v10/", 200, b" " * 16_100_000), "answers more than 16 MB"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_could_not_be_read_has_its_reason_and_no_values(platform: Platform, name: str) -> None:
    fault, said = FAULTS[name]
    platform.add(CLERK, "sk_live_x", kind="plain")
    platform.faults = [fault]
    timeout = 0.3 if name == "silence" else 5.0
    for source in asked(platform, "production", "preview", timeout=timeout):
        assert source.unread is not None
        assert said in source.unread
        assert source.variables == {}
        assert TOKEN not in source.unread


def test_a_service_that_asks_for_patience_gets_it(platform: Platform) -> None:
    platform.add("A", "a")
    platform.faults = [Fault("/v10/", 429, headers={"retry-after": "2"}, times=2)]
    slept: list[float] = []
    (source,) = asked(platform, slept=slept)
    assert (values(source), slept) == ({"A": "a"}, [2.0, 2.0])


def test_a_token_that_no_header_can_carry_is_not_sent(platform: Platform) -> None:
    (source,) = asked(platform, key=f"{TOKEN}\r\nx-evil: 1")
    assert source.unread is not None
    assert "holds a character that no header can carry" in source.unread
    assert TOKEN not in source.unread
    assert platform.asked == []


def test_a_hostile_project_name_is_one_segment(platform: Platform) -> None:
    asked(platform, project="../../v2/user?x=")
    segment = "..%2F..%2Fv2%2Fuser%3Fx%3D"
    begun = ("/v9/projects/{}?", "/v10/projects/{}/env?", "/v3/env/pull/{}/production?",
             "/v6/deployments?projectId={}&", "/v1/env?projectId={}&")  # fmt: skip
    for path in platform.asked:
        assert path.startswith(tuple(one.format(segment) for one in begun)), path


def test_the_link_is_the_option_s_then_the_process_s_then_the_folder_s(tmp_path: Path) -> None:
    (tmp_path / ".vercel").mkdir()
    linked = {"projectId": "prj_a", "orgId": "team_a"}
    (tmp_path / ".vercel" / "project.json").write_text(json.dumps(linked))
    process = {"VERCEL_PROJECT_ID": "prj_b", "VERCEL_ORG_ID": "user_b"}
    assert link(tmp_path, {}, None, None) == Link("prj_a", "team_a")
    assert link(tmp_path, process, None, None) == Link("prj_b", None)
    assert link(tmp_path, process, "prj_c", "books") == Link("prj_c", "books")


def test_a_repository_s_link_says_which_folder_is_which_project(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".vercel").mkdir()
    projects = [
        {"id": "prj_root", "directory": "."},
        {"id": "prj_web", "directory": "apps/web"},
        {"id": "prj_webshop", "directory": "apps/webshop"},
    ]
    stated = {"orgId": "team_a", "projects": projects}
    (tmp_path / ".vercel" / "repo.json").write_text(json.dumps(stated))
    for folder, project in {
        "apps/web": "prj_web",
        "apps/webshop/src": "prj_webshop",
        "lib": "prj_root",
    }.items():
        (tmp_path / folder).mkdir(parents=True)
        assert link(tmp_path / folder, {}, None, None) == Link(project, "team_a")


def test_a_folder_that_is_not_linked_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    found = link(tmp_path, {}, None, None)
    assert isinstance(found, LinkFault)
    assert "run `vercel link`" in found.reason


def test_the_cli_s_own_token_is_used_only_where_the_user_says_so(tmp_path: Path) -> None:
    process = {"HOME": str(tmp_path)}
    file = login_file(process)
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"token": TOKEN}))
    without = token(process, auth_file=None)
    assert isinstance(without, LinkFault)
    assert "--vercel-login" in without.reason
    assert token(process, auth_file=file) == Secret(TOKEN)
    assert token({**process, "VERCEL_TOKEN": "own"}, auth_file=file) == Secret("own")
    file.write_text(json.dumps({"token": TOKEN, "expiresAt": time.time() - 60}))
    expired = token(process, auth_file=file)
    assert isinstance(expired, LinkFault)
    assert "has expired" in expired.reason
    assert TOKEN not in expired.reason
