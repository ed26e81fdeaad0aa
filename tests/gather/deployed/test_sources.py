"""The names of sources, and all of them asked at the same time."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerkdoctor.gather.deployed.asking import Asking
from clerkdoctor.gather.deployed.sources import (
    Against,
    Services,
    Setting,
    UnknownSource,
    against,
    read_sources,
)
from clerkdoctor.gather.deployed.together import together
from tests.gather.deployed.platforms import (
    CONVEX_KEY,
    PROJECT,
    TEAM,
    TOKEN,
    Fault,
    Platform,
    served,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vercle", "`vercle` is no source; did you mean `vercel`?"),
        ("vercle:preview", "did you mean `vercel:preview`?"),
        ("vercel:prod", "did you mean `vercel:production`?"),
        ("vercel:prodution", "did you mean `vercel:production`?"),
        ("convex:production", "did you mean `convex:prod`?"),
        ("environ:x", "it is one of `vercel`"),
        ("vercel:", "it is one of `vercel`"),
        ("netlify", "LABEL=FILE"),
        ("=x.env", "a file is named as LABEL=FILE"),
        ("prod=", "a file is named as LABEL=FILE"),
    ],
)
def test_what_is_no_source_is_said_with_the_nearest(text: str, said: str) -> None:
    with pytest.raises(UnknownSource, match="no source") as caught:
        against([text])
    assert said in str(caught.value)


def test_sources_are_taken_as_the_user_names_them() -> None:
    chosen = against(["vercel", "vercel:qa", "convex:prod", "environ", "convex:dev=a.env", "x=-"])
    assert [(one.kind, one.label, one.part, one.file) for one in chosen.sources] == [
        ("vercel", "vercel", "", ""),
        ("vercel", "vercel:qa", "qa", ""),
        ("convex", "convex:prod", "prod", ""),
        ("environ", "environ", "", ""),
        ("file", "convex:dev", "", "a.env"),
        ("file", "x", "", "-"),
    ]


@pytest.mark.parametrize("twice", [["environ", "environ"], ["a=-", "b=-"]])
def test_a_source_is_named_once(twice: list[str]) -> None:
    with pytest.raises(UnknownSource, match="named twice"):
        against(twice)


@pytest.fixture
def platform() -> Iterator[Platform]:
    with served(Platform()) as platform:
        yield platform


def setting(folder: Path, **process: str) -> Setting:
    stated = {"VERCEL_TOKEN": TOKEN, "VERCEL_PROJECT_ID": PROJECT, "VERCEL_ORG_ID": TEAM}
    stated |= {"CONVEX_DEPLOY_KEY": CONVEX_KEY, **process}
    return Setting(folder, stated, tuple(stated.items()))


def chosen(platform: Platform, *sources: str) -> Against:
    services = Services(platform.url, platform.url)
    return against(sources)._replace(services=services, asking=Asking(timeout=30))


def test_services_are_asked_at_the_same_time_and_a_user_is_told(
    platform: Platform, tmp_path: Path
) -> None:
    platform.add("A", "a")
    both = threading.Barrier(2)
    platform.faults = [
        Fault("/v10/", 200, b'{"envs": []}', pause=1.3, meet=both),
        Fault("/api/v1/list", 200, b'{"environmentVariables": {}}', pause=1.3, meet=both),
    ]
    told: list[str] = []
    found = read_sources(chosen(platform, "convex", "vercel"), setting(tmp_path), told.append)
    assert all(one.unread is None for one in found)
    assert [one.label for one in found] == [
        "convex", "vercel:production", "vercel:preview", "vercel:development",
    ]  # fmt: skip
    assert told == ["waiting for Vercel and Convex …"]


def test_what_is_quick_is_not_talked_about() -> None:
    told: list[str] = []
    assert together({"a": lambda: 1, "b": lambda: 2}, told.append) == {"a": 1, "b": 2}
    assert told == []


def test_an_error_in_one_of_them_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        together({"a": lambda: 1, "b": lambda: 1 // 0})


def test_this_process_is_a_source(platform: Platform, tmp_path: Path) -> None:
    (found,) = read_sources(chosen(platform, "environ"), setting(tmp_path, VERCEL_ENV="preview"))
    assert (found.label, found.target, found.readable("VERCEL_ENV") is not None) == (
        "environ", "preview", True,
    )  # fmt: skip
    assert platform.asked == []
