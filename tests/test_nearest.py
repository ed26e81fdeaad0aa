"""Names that were mistyped."""

import random

import pytest

from clerkdoctor.nearest import distance, nearest


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", 0), ("a", "", 1), ("kitten", "sitten", 1), ("abc", "acb", 1), ("abcd", "bacd", 1),
        ("ca", "abc", 3), ("abc", "abcde", 2), ("abc", "xyz", 3), ("abcdef", "abcfed", 2),
        ("abc", "abcdefgh", 3),
    ],
)  # fmt: skip
def test_distances(left: str, right: str, expected: int) -> None:
    assert distance(left, right) == distance(right, left) == expected


def test_a_limit_changes_no_distance_below_it() -> None:
    chance = random.Random(1)
    for _ in range(2000):
        left, right = ("".join(chance.choices("abc", k=chance.randrange(8))) for _ in range(2))
        full = distance(left, right, 20)
        assert distance(left, right, 2) == min(full, 3)


def test_nearest() -> None:
    words = ["webhooks", "environment", "tokens"]
    assert nearest("webhook", words) == "webhooks"
    assert nearest("Envrionment", words) == "environment"
    assert nearest("sessions", words) is None
    assert nearest("tokens", words, limit=0) == "tokens"
    assert nearest("x", []) is None
    assert nearest("aa", ["ab", "ac"]) == "ab"
