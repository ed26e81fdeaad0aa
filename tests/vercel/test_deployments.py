"""Which deployment is the last one of a target."""

import pytest

from clerkdoctor.vercel.deployments import Deployment, last_of


def row(created: int = 2000, **more: object) -> dict[str, object]:
    live = {"state": "READY", "readyState": "READY", "target": "production"}
    return {"uid": f"dpl_{created}", "url": "a.vercel.app", "created": created, **live, **more}


def last(*listed: object, target: str = "production", branch: str | None = None) -> str | None:
    found = last_of(listed, target, branch, "env_qa" if target == "qa" else None)
    return found.id if found else None


def test_times_are_seconds_from_when_the_build_began() -> None:
    stated = row(buildingAt=5000, createdAt=3000)
    assert last_of([stated], "production", None) == Deployment(
        "dpl_2000", "a.vercel.app", 5.0, prebuilt=False
    )


def test_the_newest_counts_whatever_the_order() -> None:
    assert last(row(1000), row(3000), row(2000)) == "dpl_3000"


@pytest.mark.parametrize(
    "stated",
    [
        row(state="ERROR"),
        row(readyState="BUILDING"),
        row(deleted=3000),
        row(readySubstate="STAGED"),
        row(target=None),
        row(target="staging"),
        row(created=0),
        {"uid": "dpl_1", "created": 1, "target": "production"},
    ],
)
def test_what_is_not_live_in_production(stated: object) -> None:
    assert last(stated) is None


def test_a_preview_is_no_custom_environment() -> None:
    qa = row(3000, target=None, customEnvironment={"id": "env_qa", "slug": "qa"})
    by_id = row(4000, target=None, customEnvironment={"id": "env_qa"})
    preview = row(1000, target=None)
    assert last(qa, preview, by_id, target="preview") == "dpl_1000"
    assert last(qa, preview, target="qa") == "dpl_3000"
    assert last(by_id, preview, target="qa") == "dpl_4000"


def test_a_branch_is_its_own_where_it_is_told() -> None:
    mine = row(1000, target=None, meta={"bitbucketCommitRef": "x"})
    other = row(3000, target=None, meta={"githubCommitRef": "y"})
    by_hand = row(2000, target=None, meta={"actor": "me"})
    assert last(mine, other, target="preview", branch="x") == "dpl_1000"
    assert last(mine, other, by_hand, target="preview", branch="x") == "dpl_2000"
    assert last(mine, other, target="preview") == "dpl_3000"
