"""The everyday rows; the long run asks the npm package (`parity/test_semver.py`)."""

import pytest

from clerkdoctor.semver import is_range, lowest, only_major, parse, satisfies


@pytest.mark.parametrize(
    ("version", "range_", "allowed"),
    [
        ("15.2.3", "^15.2.3 || >=16", True),
        ("15.2.2", "^15.2.3 || >=16", False),
        ("16.0.1", "^15.2.3 || >=16", True),
        ("16.0.0-canary.1", "^15.2.3 || >=16", False),
        ("16.0.0-canary.2", ">=16.0.0-canary.1", True),
        ("14.2.25", "^13.5.7 || ^14.2.25 || ^15.2.3 || ^16", True),
        ("14.2.24", "^13.5.7 || ^14.2.25 || ^15.2.3 || ^16", False),
        ("0.2.9", "^0.2.3", True),
        ("0.3.0", "^0.2.3", False),
        ("19.0.3", "~19.0.3 || ~19.1.4", True),
        ("1.33.0", "1.33.0", True),
        ("1.33.1", "<=1.33", True),
        ("1.2.3", "latest", False),
        ("latest", "*", False),
        ("1.2.3", "* || 1.2.3-rc.1", True),
        ("1.2.3-rc.1", "* || 1.2.3-rc.1", False),
    ],
)
def test_what_a_range_allows(version: str, range_: str, allowed: bool) -> None:
    assert satisfies(version, range_) is allowed


def test_prereleases_where_they_are_asked_for() -> None:
    assert satisfies("16.0.0-canary.1", ">=15", include_prerelease=True)
    assert satisfies("16.0.0-canary.1", "^16", include_prerelease=True)
    assert not satisfies("16.0.0-canary.1", "^15", include_prerelease=True)


def test_the_order_of_versions() -> None:
    texts = [
        "1.0.0-1",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.b",
        "1.0.0-rc.9",
        "1.0.0-rc.10",
        "1.0.0",
        "1.0.1",
    ]
    versions = [parse(text) for text in texts]
    assert all(version is not None for version in versions)
    known = [version for version in versions if version is not None]
    assert sorted({*known}) == known
    assert known[-1] >= known[-2] > known[0]
    assert known[0] <= known[1] < known[2]
    assert [str(version) for version in known] == texts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.2",
        "1.2.3.4",
        "01.2.3",
        "1.2.x",
        "9007199254740992.0.0",
        "1.2.3-01",
        "=1.2.3",
        "1" * 300,
    ],
)
def test_what_is_no_version(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("range_", "major", "low"),
    [
        ("^15.2.3", 15, "15.2.3"),
        ("~15.2", 15, "15.2.0"),
        ("15", 15, "15.0.0"),
        ("15.x", 15, "15.0.0"),
        ("15.2.3", 15, "15.2.3"),
        (">=15.1 <16", 15, "15.1.0"),
        ("^15.1 || ^15.3", 15, "15.1.0"),
        ("^7.0.0-canary.4", 7, "7.0.0-canary.4"),
        ("^0.2", 0, "0.2.0"),
        (">=15", None, "15.0.0"),
        (">15.2.3", None, "15.2.4"),
        ("^15 || ^16", None, "15.0.0"),
        ("*", None, "0.0.0"),
        ("", None, "0.0.0"),
        ("latest", None, None),
        ("workspace:*", None, None),
        ("<0.0.0-0", None, None),
        (">2 <1", None, None),
    ],
)
def test_what_a_range_says_without_a_lock_file(
    range_: str, major: int | None, low: str | None
) -> None:
    found = lowest(range_)
    assert (only_major(range_), None if found is None else str(found)) == (major, low)


def test_tags_and_links_are_no_ranges() -> None:
    for text in ("latest", "workspace:*", "catalog:", "npm:next@^15", "file:../x"):
        assert not is_range(text)
