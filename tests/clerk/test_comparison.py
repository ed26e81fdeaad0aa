"""`>` and `<=` as JavaScript has them; tests/parity/test_clerk_cookies.py asks Node.js."""

import math

import pytest

from clerkdoctor.clerk.comparison import is_at_most, is_greater, number_of
from clerkdoctor.clerk.javascript import UNDEFINED, TypeFault


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0), (" \n\ufeff", 0), ("5", 5), (" 5 ", 5), ("\x855", math.nan), ("010", 10), ("0x1F", 31), ("0b11", 3),
        ("0o17", 15), ("-0x5", math.nan), ("+5", 5), ("-5.5e1", -55), (".5", 0.5), ("5.", 5), (".", math.nan), ("1e", math.nan),
        ("1_0", math.nan), ("Infinity", math.inf), ("-Infinity", -math.inf), ("infinity", math.nan), ("１", math.nan),
        ("0x", math.nan), ("0x" + "f" * 400, math.inf), ("1e999", math.inf), ("NaN", math.nan), ("0b12", math.nan),
    ],
)  # fmt: skip
def test_a_text_is_a_number_as_javascript_has_it(text: str, number: float) -> None:
    found = number_of(text)
    assert found == number or (math.isnan(found) and math.isnan(number))


@pytest.mark.parametrize(
    ("left", "right", "greater"),
    [
        (2, 1, True), (1, 1, False), ("10", "9", False), ("10", 9, True), ([10], "9", False), ([10], 9, True),
        (True, 0, True), (None, 0, False), (UNDEFINED, 0, False), ({}, 0, False), ("z", {}, True), ("A", {}, False),
        ("\ufb00", "\U0001f600", True), (10**400, 1e308, True), ([], -1, True), ("", -1, True), ("a", 0, False),
    ],
)  # fmt: skip
def test_greater(left: object, right: object, greater: bool) -> None:
    assert is_greater(left, right) is greater


def test_at_most() -> None:
    assert is_at_most(5, 5)
    assert is_at_most(None, 0)
    assert is_at_most([], 0)
    assert not is_at_most(UNDEFINED, 5)
    assert not is_at_most("6", 5)


def test_an_object_that_hides_its_text_throws() -> None:
    for value in ({"toString": 1}, [{"toString": 1}]):
        with pytest.raises(TypeFault):
            is_greater(1, value)
        with pytest.raises(TypeFault):
            is_at_most(value, 1)
