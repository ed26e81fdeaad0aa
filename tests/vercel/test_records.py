"""Vercel's records, and what each target gets of them."""

import pytest

from clerkdoctor.vercel.records import of_target, record


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
