"""What JavaScript makes of texts, values and dates; the expected values are Node.js 20's."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from clerkdoctor.clerk.javascript import (
    UNDEFINED,
    TypeFault,
    _parse_deep,
    clock,
    instant,
    is_deeper,
    is_number,
    is_truthy,
    parse,
    string_of,
    text_of,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"), (None, "null"), (UNDEFINED, "undefined"), (True, "true"), (False, "false"),
        (1, "1"), (1.0, "1"), (-0.0, "0"), (1e21, "1e+21"), (0.1, "0.1"), (1e-7, "1e-7"),
        (10**20, "100000000000000000000"), (2**53 + 1, "9007199254740992"), (10**309, "Infinity"),
        (-(10**309), "-Infinity"), ({}, "[object Object]"), ({"valueOf": 1}, "[object Object]"),
        ([], ""), ([None], ""), ([[]], ""), ([[], []], ","), ([1, [2, [3, None]], True], "1,2,3,,true"),
        ([{}, "x"], "[object Object],x"), ([[["a"]]], "a"), ([None, None], ","),
    ],
)  # fmt: skip
def test_a_value_becomes_a_text(value: object, text: str) -> None:
    assert string_of(value) == text


def test_what_has_no_text() -> None:
    deep: list[object] = []
    for _ in range(5_000):
        deep = [deep]
    for value in ({"toString": None}, [[{"toString": "x"}]], deep):
        with pytest.raises(TypeFault):
            string_of(value)


@pytest.mark.parametrize("value", [[], {}, "a", 1, -1, 0.5, True, "0", math.inf])
def test_what_is_true(value: object) -> None:
    assert is_truthy(value)


@pytest.mark.parametrize("value", [None, UNDEFINED, False, 0, 0.0, ""])
def test_what_is_false(value: object) -> None:
    assert not is_truthy(value)


def test_numbers() -> None:
    assert is_number(0)
    assert is_number(math.inf)
    assert not any(map(is_number, (True, None, "1", [], UNDEFINED)))


@pytest.mark.parametrize(
    ("seconds", "milliseconds"),
    [
        (1.999, 1000), (-1.999, -1000), (0, 0), (8_640_000_000_000, 8.64e15),
        (-8_640_000_000_000, -8.64e15), (8_639_999_999_999.5, 8_639_999_999_999_000),
    ],
)  # fmt: skip
def test_a_date_holds_whole_seconds(seconds: float, milliseconds: float) -> None:
    assert instant(seconds) == milliseconds


@pytest.mark.parametrize("seconds", [8_640_000_000_001, -8_640_000_000_001, math.inf, 10**400])
def test_there_is_no_date_beyond_the_last(seconds: float) -> None:
    assert math.isnan(instant(seconds))


def test_the_clock_shows_whole_milliseconds() -> None:
    assert clock(1.9) == 1
    assert clock(-1.9) == -1
    assert clock(8.64e15) == 8.64e15
    assert math.isnan(clock(8.64e15 + 1))
    assert math.isnan(clock(math.nan))


def test_depth() -> None:
    assert is_deeper([[1]], 1)
    assert is_deeper({"a": {"b": []}}, 2)
    assert not is_deeper([[1]], 2)
    assert not is_deeper([], 1)
    assert not is_deeper("text", 1)


def test_utf8() -> None:
    assert text_of(b"\xef\xbb\xbf\xef\xbb\xbfa") == "\ufeffa"
    assert text_of(b"\xff\xe2\x82\xed\xa0\x80") == "\ufffd" * 5


def test_why_a_text_is_no_json() -> None:
    for text, reason in (
        ("", "is no JSON: expecting value"),
        ("[1] x", "is no JSON: extra data at character 5"),
        ("NaN", "is no JSON: `NaN` is no value"),
        ("[" * 2000 + "x", "is no JSON: expecting value at character 2001"),
        ("[" * 2000 + "]" * 2001, "is no JSON: extra data at character 4001"),
        ('[{"a"' + "[" * 2000 + "]" * 2000, "is no JSON: expecting ':' delimiter at character 6"),
        ("[1 " + "[" * 2000, "is no JSON: expecting ',' delimiter at character 4"),
    ):
        with pytest.raises(ValueError, match="is no JSON") as error:
            parse(text)
        assert str(error.value) == reason


@given(
    some.recursive(
        some.none()
        | some.booleans()
        | some.integers()
        | some.floats(allow_nan=False)
        | some.text(),
        lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    ),
    some.sampled_from([None, 1, "\t"]),
)
def test_the_reader_without_recursion_reads_the_same(
    value: object, indent: str | int | None
) -> None:
    import json

    text = json.dumps(value, indent=indent).replace("Infinity", "1e999")
    assert _parse_deep(text) == parse(text)


@given(some.text(alphabet='[]{},:" \n0123456789.eE+-tfn\\u', max_size=12))
def test_both_readers_refuse_the_same(text: str) -> None:
    def outcome(read: object) -> object:
        assert callable(read)
        try:
            return read(text)
        except ValueError as error:
            return str(error)

    assert outcome(parse) == outcome(_parse_deep)
