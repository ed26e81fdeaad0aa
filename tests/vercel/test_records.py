"""Vercel's records, and what each target gets of them."""

import pytest

from clerkdoctor.vercel.records import of_target, record, shared_record


def row(**more: object) -> dict[str, object]:
    return {"id": "e", "key": "A", "value": "x", "type": "plain", "target": ["production"], **more}


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        (row(), "x"),
        (row(type="encrypted"), None),
        (row(type="encrypted", decrypted=False), None),
        (row(type="encrypted", decrypted=True), "x"),
        (row(type="sensitive", decrypted=True), None),
        (row(type="encrypted", decrypted=True, visibility="secret"), None),
        (row(value=7), None),
    ],
)
def test_only_what_is_in_clear_is_a_value(stated: dict[str, object], value: str | None) -> None:
    found = record(stated)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("stated", [None, [], "x", {}, {"key": 7}])
def test_what_is_no_record_is_none(stated: object) -> None:
    assert record(stated) is None


def test_a_target_is_one_word_or_a_list() -> None:
    one, several = record(row(target="preview")), record(row(target=["preview", 7, "production"]))
    assert one is not None
    assert several is not None
    assert (one.targets, several.targets) == (("preview",), ("preview", "production"))


def test_the_branch_s_record_counts_whatever_the_order() -> None:
    rows = [
        record(row(id="all", target=["preview"])),
        record(row(id="mine", target=["preview"], gitBranch="x")),
        record(row(id="other", target=["preview"], gitBranch="y")),
    ]
    for order in (rows, rows[::-1]):
        listed = [one for one in order if one is not None]
        assert of_target(listed, "preview", None)["A"].id == "all"
        assert of_target(listed, "preview", "x")["A"].id == "mine"
        assert of_target(listed, "production", None) == {}


def test_the_project_s_own_counts_before_the_team_s_whatever_the_order() -> None:
    team = {"projectId": ["prj_a"], "target": ["preview", "production"]}
    rows = [
        shared_record(row(id="team", **team), "prj_a"),
        record(row(id="own", target=["preview"])),
        record(row(id="mine", target=["preview"], gitBranch="x")),
    ]
    for order in (rows, rows[::-1], [rows[1], rows[0], rows[2]]):
        listed = [one for one in order if one is not None]
        assert of_target(listed, "preview", None)["A"].id == "own"
        assert of_target(listed, "preview", "x")["A"].id == "mine"
        assert of_target(listed, "production", None)["A"].id == "team"


@pytest.mark.parametrize(
    "stated",
    [None, {}, row(projectId=["prj_b"]), row(projectId=[]), row(deletedAt=1, projectId=["prj_a"])],
)
def test_what_is_not_shared_with_the_project_is_none(stated: object) -> None:
    assert shared_record(stated, "prj_a") is None


def test_a_record_that_never_changed_is_as_old_as_it_is() -> None:
    made, changed = record(row(createdAt=1000)), record(row(createdAt=1000, updatedAt=2000))
    assert made is not None
    assert changed is not None
    assert (made.updated_at, changed.updated_at) == (1.0, 2.0)


@pytest.mark.parametrize("stamp", ["soon", None, 0, -1, 10**400, 1e300, float("nan"), [1], "1"])
def test_what_is_no_time_is_none(stamp: object) -> None:
    found = record(row(updatedAt=stamp))
    assert found is not None
    assert found.updated_at is None
