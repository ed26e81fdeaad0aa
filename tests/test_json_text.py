"""JSON with places, and JSON with comments."""

import json
import random
import time

import pytest

from clerkdoctor.json_text import (
    NotJson,
    column,
    conflict_line,
    decode,
    elements,
    key_line,
    line,
    load,
    load_relaxed,
    members,
    start,
)


def test_members_and_elements_have_places() -> None:
    text = '\n{\n  "a": [1, "x", {"b": null}],\n  "a\\u0062" : {"c":{}},"last":false\n}\n'
    found = list(members(text, start(text)))
    assert [(one.key, one.value) for one in found] == [
        ("a", [1, "x", {"b": None}]),
        ("ab", {"c": {}}),
        ("last", False),
    ]
    assert [(line(text, one.at), column(text, one.at)) for one in found] == [
        (3, 3),
        (4, 3),
        (4, 24),
    ]
    assert [text[at] for _value, at in elements(text, found[0].value_at)] == ["1", '"', "{"]
    assert list(members("{}", 0)) == []
    assert list(members("{ \n }", 0)) == []
    assert list(elements("[ ]", 0)) == []


def test_repeated_members_come_each_time() -> None:
    assert [one.value for one in members('{"a": 1, "a": 2}', 0)] == [1, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NotJson("is empty")),
        (" \n\t", NotJson("is empty")),
        ('{"a": 1', NotJson("is not JSON: it ends too early", 1, 8)),
        ('{"a": 1\n', NotJson("is not JSON: it ends too early", 2, 1)),
        ('{"a": 1}}', NotJson("is not JSON: extra data", 1, 9)),
        (
            '{\n  "a": 1,\n}',
            NotJson("is not JSON: illegal trailing comma before end of object", 2, 9),
        ),
        (
            "{'a': 1}",
            NotJson("is not JSON: expecting property name enclosed in double quotes", 1, 2),
        ),
        ('{"a": NaN}', NotJson("is not JSON: NaN is no JSON value")),
        ('{"a": Infinity}', NotJson("is not JSON: Infinity is no JSON value")),
        ('{\n<<<<<<< HEAD\n"a": 1\n=======\n', NotJson("holds an unresolved merge conflict", 2)),
        ("[" * 200_000, NotJson("is nested too deep")),
        ("1" * 10_000, NotJson("holds a number that is too long")),
    ],
)
def test_what_is_no_json_says_where(text: str, expected: NotJson) -> None:
    found = load(text)
    assert isinstance(found, NotJson)
    if "trailing comma" in expected.reason:
        # Python before 3.13 has other words, and the place of the brace.
        assert found.reason.startswith("is not JSON: ")
        return
    assert found == expected


def test_bytes_that_are_no_utf8_say_where() -> None:
    assert decode(b"\xef\xbb\xbf{}") == "{}"
    assert decode(b"{\n\xe9}") == NotJson("is not UTF-8 (byte 0xe9)", 2)
    assert decode("{}".encode("utf-16")) == NotJson("is UTF-16, where UTF-8 is expected")


def test_conflicts_are_found_at_the_start_of_a_line() -> None:
    assert conflict_line("a\n<<<<<<< HEAD\n") == 2
    assert conflict_line("x <<<<<<< HEAD") is None
    assert conflict_line("<<<<<<< ours") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,}', {"a": 1}),
        ("[1, 2 , ]", [1, 2]),
        ('{\n  "a": [1,\n  ],\n}', {"a": [1]}),
        ('// c\n{"a": "// not, ]", /* c, } */ "b": ",}"}', {"a": "// not, ]", "b": ",}"}),
        ('{"a": "\\"//", }// end', {"a": '"//'}),
        ('{"a": "/*", "b": "*/"}', {"a": "/*", "b": "*/"}),
        ('{"u": "https://x/y",\n}', {"u": "https://x/y"}),
        ("/**/[/* * / */]/***/", []),
    ],
)
def test_comments_and_trailing_commas(text: str, expected: object) -> None:
    stated, plain = load_relaxed(text)
    assert stated == expected
    assert len(plain) == len(text)
    assert [at for at, one in enumerate(plain) if one == "\n"] == [
        at for at, one in enumerate(text) if one == "\n"
    ]


@pytest.mark.parametrize("text", ["{", '{"a": }', '{"a" 1}', "/* {}", '"\\', "[1,,]", "// {}"])
def test_what_stays_wrong_without_comments(text: str) -> None:
    stated, _plain = load_relaxed(text)
    assert isinstance(stated, NotJson)


def test_random_json_survives_relaxing() -> None:
    rng = random.Random(7)

    def value(depth: int) -> object:
        kind = rng.randrange(7 if depth else 4)
        if kind == 0:
            return rng.choice(["", "a,]", "// x", "/* */", '"', "\\", ",}", "\n,\n}", "é\u2028"])
        if kind in (1, 2, 3):
            return rng.choice([None, True, 1.5, -3])
        if kind in (4, 5):
            return {
                f"k{n}{rng.choice(['', '//', ','])}": value(depth - 1)
                for n in range(rng.randrange(4))
            }
        return [value(depth - 1) for _ in range(rng.randrange(4))]

    for _ in range(500):
        stated = value(4)
        text = json.dumps(stated, indent=rng.choice([None, 2]))
        assert load_relaxed(text)[0] == stated
        commented = text.replace("\n", " // c }\n") if "\n" in text else f"/* , */{text}//"
        assert load_relaxed(commented)[0] == stated


@pytest.mark.parametrize(
    "text", ["/*" * 200_000, '"' * 200_001, '\\"' * 200_000, "," * 200_000, '"\\' * 100_000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    begun = time.process_time()
    load_relaxed(text)
    assert time.process_time() - begun < 2


def test_the_line_of_a_key() -> None:
    text = '{\n"a": "x",\n"b": {"a": [1]},\n"c": "a",\n"d": "\\"a\\": [",\n"a" :\n [2]}'
    assert key_line(text, "a", "[") == 6
    assert key_line(text, "b", "{") == 3
    assert key_line(text, "missing", "{") == 1
