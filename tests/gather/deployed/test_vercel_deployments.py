"""What was deployed last, on each target: told, refused, and not there."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from clerkdoctor.facts.deployed import DeployedSource, LastDeployment, NotTold
from clerkdoctor.gather.deployed.asking import Asking
from clerkdoctor.gather.deployed.vercel import vercel
from clerkdoctor.gather.deployed.vercel_api import Access
from clerkdoctor.gather.deployed.vercel_link import Link
from clerkdoctor.secret import Secret
from tests.gather.deployed.platforms import PROJECT, TEAM, TOKEN, Fault, Platform, served

CLERK = "CLERK_SECRET_KEY"
T = 1_790_000_000_000
"""When the server's variables were changed; milliseconds, as are its times of deployments."""


@pytest.fixture
def platform() -> Iterator[Platform]:
    with served(Platform()) as platform:
        platform.add("A", "a", ["production", "preview", "development"], "plain")
        yield platform


def asked(
    platform: Platform, *environments: str, branch: str | None = None, timeout: float = 10.0
) -> tuple[DeployedSource, ...]:
    asking = Asking(timeout=timeout, sleep=lambda _: None)
    access = Access(Link(PROJECT, TEAM), Secret(TOKEN), branch, platform.url, asking)
    return vercel(access, environments or ("production",))


def built(source: DeployedSource) -> float:
    assert isinstance(source.last, LastDeployment)
    return source.last.built_at


def test_each_target_has_its_own(platform: Platform) -> None:
    platform.environments = [{"id": "env_qa", "slug": "qa"}]
    platform.deploy("qa", T + 30_000)
    platform.deploy("production", T + 10_000)
    platform.deploy("preview", T + 20_000)
    live, preview, qa, development = asked(platform, "production", "preview", "qa", "development")
    seconds = T / 1000
    assert [built(one) - seconds for one in (live, preview, qa)] == [11.0, 21.0, 31.0]
    assert development.last is None
    assert not any("target=development" in path for path in platform.asked)


def test_the_newest_that_is_ready_counts(platform: Platform) -> None:
    platform.deploy("production", T + 10_000)
    platform.deploy("production", T + 20_000)
    platform.deploy("production", T + 30_000, state="ERROR", readyState="ERROR")
    platform.deploy("production", T + 40_000, readySubstate="STAGED")
    (live,) = asked(platform)
    assert live.last == LastDeployment(T / 1000 + 21, "books-1.vercel.app")


def test_a_preview_is_one_of_the_branch_that_is_compared(platform: Platform) -> None:
    platform.deploy("preview", T + 10_000, meta={"githubCommitRef": "feature/x"})
    platform.deploy("preview", T + 20_000, meta={"githubCommitRef": "other"})
    ((plain,), (mine,), (none,)) = (
        asked(platform, "preview"),
        asked(platform, "preview", branch="feature/x"),
        asked(platform, "preview", branch="feature/y"),
    )
    assert (built(plain), built(mine)) == (T / 1000 + 21, T / 1000 + 11)
    assert none.last is None
    assert any("branch=feature%2Fx" in path for path in platform.asked)


def test_a_list_that_was_not_narrowed_is_narrowed_here(platform: Platform) -> None:
    platform.deploy("production", T)
    platform.deploy("preview", T + 10_000, meta={"gitlabCommitRef": "x"})
    platform.deploy("preview", T + 20_000, meta={"gitlabCommitRef": "y"})
    body = json.dumps({"deployments": platform.deployments}).encode()
    platform.faults = [Fault("/v6/", 200, body)]
    live, preview = asked(platform, "production", "preview", branch="x")
    assert (built(live), built(preview)) == (T / 1000 + 1, T / 1000 + 11)


def test_what_is_deployed_is_asked_at_the_same_time_as_the_variables(platform: Platform) -> None:
    both = threading.Barrier(4)
    lists = [Fault(path, 200, b'{"envs": [], "data": [], "deployments": [], "env": {}}', meet=both)
             for path in ("/v10/", "/v1/env", "/v3/", "/v6/")]  # fmt: skip
    platform.faults = lists
    (live,) = asked(platform, timeout=30.0)
    assert (live.unread, live.partial, live.last) == (None, None, None)


def test_what_changed_since_is_compared_with_what_was_built_in(platform: Platform) -> None:
    platform.add("SAME", "s")
    platform.add("HIDDEN", "h", kind="sensitive")
    platform.add("NEW", "n")
    platform.add("OLD", "o", updatedAt=T - 60_000)
    had = {"A": "before", "SAME": "s", "HIDDEN": "", "OLD": "o"}
    platform.deploy("production", T - 30_000, buildEnv=had)
    (live,) = asked(platform)
    assert live.last == LastDeployment(
        T / 1000 - 29, "books-0.vercel.app", {"A": Secret("before"), "SAME": Secret("s")}
    )


def test_what_was_built_in_is_not_asked_for_where_nothing_changed(platform: Platform) -> None:
    platform.deploy("production", T)
    asked(platform)
    assert not any("dpl_" in path for path in platform.asked)


def test_what_was_built_in_may_be_refused(platform: Platform) -> None:
    platform.deploy("production", T - 30_000)
    platform.faults = [Fault("/v3/env/pull/dpl_", 403)]
    (live,) = asked(platform)
    assert live.last == LastDeployment(T / 1000 - 29, "books-0.vercel.app")


def test_a_target_that_nothing_was_deployed_to_is_told(platform: Platform) -> None:
    live, preview = asked(platform, "production", "preview")
    assert (live.last, preview.last, live.unread) == (None, None, None)


FAULTS = {
    "401": (Fault("/v6/", 401), "may not read its deployments (401)"),
    "403": (Fault("/v6/", 403, b'{"error": {"code": "forbidden"}}'), "may not read its deployments (403)"),
    "404": (Fault("/v6/", 404), "may not read its deployments (404)"),
    "429": (Fault("/v6/", 429, headers={"retry-after": "1"}), "it answers 429, too many requests, 3 times"),
    "500": (Fault("/v6/", 500), "it fails on its side (500)"),
    "302": (Fault("/v6/", 302, headers={"location": "/elsewhere"}), "a redirect, which is not followed"),
    "a web page": (Fault("/v6/", 200, b"<html>"), "it answers no JSON object"),
    "another object": (Fault("/v6/", 200, b'{"envs": []}'), "it answers without a list"),
    "silence": (Fault("/v6/", 200, pause=1.5), "it took longer than 0.7 s"),
    "a closed connection": (Fault("/v6/", 0), "it closed the connection before it answered"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_without_deployments_the_variables_are_read(platform: Platform, name: str) -> None:
    fault, said = FAULTS[name]
    platform.faults = [fault]
    for source in asked(
        platform, "production", "preview", timeout=0.7 if name == "silence" else 10.0
    ):
        assert (source.unread, source.partial) == (None, None)
        assert {one.name: one.value for one in source.variables.values()} == {"A": Secret("a")}
        assert isinstance(source.last, NotTold)
        assert said in source.last.reason
        assert TOKEN not in source.last.reason


def test_many_that_are_not_live_hide_the_one_that_is(platform: Platform) -> None:
    for number in range(20):
        platform.deploy("production", T + number, readySubstate="STAGED")
    (live,) = asked(platform)
    assert isinstance(live.last, NotTold)
    assert "has none that is live among the 20 newest deployments" in live.last.reason


@pytest.mark.parametrize(
    "odd",
    [None, 7, "x", [], {}, {"state": "READY", "target": "production"},
     {"state": {}, "target": "production", "created": T}, {"uid": 7, "state": "READY", "created": "x"},
     {"state": "READY", "target": ["production"], "created": T, "meta": 7}],
)  # fmt: skip
def test_what_is_no_deployment_is_passed_over(platform: Platform, odd: Any) -> None:
    platform.faults = [Fault("/v6/", 200, json.dumps({"deployments": [odd]}).encode())]
    assert asked(platform)[0].last is None


@pytest.mark.parametrize("address", ["--yes", "x; rm -r ~", "books.vercel.app/../x", 7, ""])
def test_an_address_that_is_none_is_not_shown(platform: Platform, address: Any) -> None:
    platform.deploy("production", T, url=address)
    assert asked(platform)[0].last == LastDeployment(T / 1000 + 1)


def test_what_was_built_elsewhere_is_not_built_again_there(platform: Platform) -> None:
    platform.deploy("production", T, prebuilt=True)
    assert asked(platform)[0].last == LastDeployment(T / 1000 + 1)
