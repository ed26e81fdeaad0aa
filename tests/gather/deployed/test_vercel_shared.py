"""The variables that a team shares: listed, counted after the project's own, and refused."""

import json
from collections.abc import Iterator

import pytest

from clerkdoctor.facts.deployed import DeployedSource
from clerkdoctor.gather.deployed.asking import Asking
from clerkdoctor.gather.deployed.vercel import vercel
from clerkdoctor.gather.deployed.vercel_api import Access
from clerkdoctor.gather.deployed.vercel_link import Link
from clerkdoctor.secret import Secret
from tests.gather.deployed.platforms import NAME, PROJECT, TEAM, TOKEN, Fault, Platform, served

CLERK = "CLERK_SECRET_KEY"
SHARED = "does not list the variables that the team shares"


@pytest.fixture
def platform() -> Iterator[Platform]:
    with served(Platform()) as platform:
        yield platform


def asked(
    platform: Platform,
    *environments: str,
    project: str = PROJECT,
    team: str | None = TEAM,
    timeout: float = 10.0,
) -> tuple[DeployedSource, ...]:
    asking = Asking(timeout=timeout, sleep=lambda _: None)
    access = Access(Link(project, team), Secret(TOKEN), None, platform.url, asking)
    return vercel(access, environments or ("production",))


def values(source: DeployedSource) -> dict[str, str | None]:
    return {
        name: one.value.reveal() if one.value is not None else None
        for name, one in source.variables.items()
    }


def test_what_the_team_shares_is_of_its_targets(platform: Platform) -> None:
    platform.share("A", "live", ["production"], updatedAt=1_800_000_000_000)
    platform.share("A", "test", ["preview", "development"], "plain")
    live, preview, development = asked(platform, "production", "preview", "development")
    assert values(live) == {"A": "live"}
    assert values(preview) == values(development) == {"A": "test"}
    one = live.variables["A"]
    assert (one.stored, one.state, one.updated_at) == ("shared", "set", 1_800_000_000.0)


@pytest.mark.parametrize("pull", [200, 403])
def test_the_project_s_own_counts_before_it(platform: Platform, pull: int) -> None:
    platform.share("A", "team", ["production", "preview"], "plain")
    platform.add("A", "own", ["production"], "plain")
    platform.add("A", "branch", ["preview"], "plain", gitBranch="other")
    if pull != 200:
        platform.faults = [Fault("/v3/", pull)]
    live, preview = asked(platform, "production", "preview")
    assert (values(live), live.variables["A"].stored) == ({"A": "own"}, "plain")
    assert (values(preview), preview.variables["A"].stored) == ({"A": "team"}, "shared")


def test_every_page_is_read(platform: Platform) -> None:
    for number in range(60):
        platform.share(f"NAME_{number}", str(number))
    (source,) = asked(platform)
    assert len(source.variables) == 60
    assert all(one.updated_at for one in source.variables.values())
    assert sum(path.startswith("/v1/env?") for path in platform.asked) == 3


def test_those_of_other_projects_are_not_here(platform: Platform) -> None:
    platform.share("A", "a", projectId=[PROJECT, "prj_other"])
    platform.share("B", "b", projectId=["prj_other"])
    (source,) = asked(platform)
    assert values(source) == {"A": "a"}
    # Nor where the list was not narrowed to this project.
    platform.faults = [
        Fault("/v3/", 403),
        Fault("/v1/env?", 200, json.dumps({"data": platform.shared}).encode()),
    ]
    (source,) = asked(platform)
    assert set(source.variables) == {"A"}


def test_a_custom_environment_has_its_own_and_those_of_all(platform: Platform) -> None:
    platform.environments = [{"id": "env_qa", "slug": "qa"}]
    platform.share("ALL", "all", [], "plain", applyToAllCustomEnvironments=True)
    platform.share("QA", "qa", [], "plain", customEnvironmentIds=["env_qa"])
    platform.share("LIVE", "live", ["production"], "plain")
    (source,) = asked(platform, "qa")
    assert values(source) == {"ALL": "all", "QA": "qa"}


def test_a_sensitive_one_is_set_and_unknown(platform: Platform) -> None:
    platform.share(CLERK, "sk_live_x", kind="sensitive")
    (source,) = asked(platform)
    one = source.variables[CLERK]
    assert (one.value, one.state, one.stored) == (None, "unreadable", "shared")
    assert source.has(CLERK)


def test_what_was_deleted_is_not_there(platform: Platform) -> None:
    platform.share("A", "a", deletedAt=1_790_000_000_000)
    platform.faults = [Fault("/v3/", 200, b'{"env": {}}')]
    (source,) = asked(platform)
    assert values(source) == {}


def test_what_the_list_does_not_open_is_asked_for_by_its_id(platform: Platform) -> None:
    platform.share(CLERK, "sk_live_x")
    platform.share("DATABASE_URL", "postgres://x")
    platform.faults = [Fault("/v3/", 403)]
    (source,) = asked(platform)
    assert values(source) == {CLERK: "sk_live_x", "DATABASE_URL": None}
    assert source.unlisted is None


def test_a_project_s_name_is_asked_for_by_its_id(platform: Platform) -> None:
    platform.add("A", "a")
    platform.share("B", "b")
    (source,) = asked(platform, project=NAME)
    assert values(source) == {"A": "a", "B": "b"}
    assert f"/v1/env?projectId={PROJECT}&teamId={TEAM}" in platform.asked


def test_an_account_without_a_team_shares_nothing(platform: Platform) -> None:
    platform.add("A", "a")
    platform.faults = [Fault("/v3/", 403)]
    (source,) = asked(platform, team=None)
    assert source.unlisted is None
    assert set(source.variables) == {"A"}


FAULTS = {
    "401": (Fault("/v1/env", 401), f"{SHARED}: the token may not read them (401)"),
    "403": (Fault("/v1/env", 403), f"{SHARED}: the token may not read them (403)"),
    "404": (Fault("/v1/env", 404), f"{SHARED}: the token may not read them (404)"),
    "429": (
        Fault("/v1/env", 429, headers={"retry-after": "1"}),
        f"{SHARED}: it answers 429, too many requests, 3 times",
    ),
    "500": (Fault("/v1/env", 500), f"{SHARED}: it fails on its side (500)"),
    "a web page": (Fault("/v1/env", 200, b"<html>"), f"{SHARED}: it answers no JSON object"),
    "another object": (Fault("/v1/env", 200, b'{"envs": []}'), f"{SHARED}: it answers without a"),
    "silence": (Fault("/v1/env", 200, pause=1.5), f"{SHARED}: it took longer than 0.7 s"),
    "a closed connection": (Fault("/v1/env", 0), f"{SHARED}: it closed the connection"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_without_the_list_the_project_s_own_are_read(platform: Platform, name: str) -> None:
    fault, said = FAULTS[name]
    platform.add("A", "a", kind="plain")
    platform.share("B", "b")
    timeout = 0.7 if name == "silence" else 10.0
    platform.faults = [fault]
    (pulled,) = asked(platform, timeout=timeout)
    # A pull has them all; what is missing of the team's is when they changed.
    assert values(pulled) == {"A": "a", "B": "b"}
    assert (pulled.unread, pulled.partial, pulled.unlisted) == (None, None, None)
    assert pulled.variables["B"].updated_at is None
    platform.faults = [fault, Fault("/v3/", 403)]
    (listed,) = asked(platform, timeout=timeout)
    assert (values(listed), listed.unread) == ({"A": "a"}, None)
    assert listed.unlisted is not None
    assert said in listed.unlisted
    assert listed.partial is not None
    assert said in listed.partial
    assert TOKEN not in listed.partial
