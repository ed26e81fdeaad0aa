"""The small readers below the verdict: JSON, base64url, times, media types, addresses."""

import pytest

from clerkdoctor.convex.compact import base64url, why_not_base64url
from clerkdoctor.convex.media_type import MediaType, parse_media_type
from clerkdoctor.convex.network import why_no_request
from clerkdoctor.convex.serde_words import invalid_type, rust_debug
from clerkdoctor.convex.strict_json import Repeating, Unreadable, parse_json
from clerkdoctor.convex.timestamps import Instant, OutOfRange, instant, whole_seconds


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", b""), ("YQ", b"a"), ("YWI", b"ab"), ("YWJj", b"abc"), ("-_-_", b"\xfb\xff\xbf"),
        ("YR", None), ("YWJ", None), ("YQ==", None), ("Y", None), ("+/+/", None), ("YQ ", None),
        ("ÿÿÿÿ", None), ("YWJj\n", None),
    ],
)  # fmt: skip
def test_base64url_is_strict(text: str, data: bytes | None) -> None:
    assert base64url(text) == data
    assert data is not None or why_not_base64url(text)


def test_what_is_wrong_with_a_part_is_said() -> None:
    assert why_not_base64url("YQ==").startswith("ends with base64 padding")
    assert why_not_base64url('"YQ').startswith("has a quote")
    assert why_not_base64url("Bearer YQ").startswith("begins with `Bearer `")
    assert why_not_base64url("YQ!") == "holds '!', which is no character of base64url"
    assert why_not_base64url("YWJjY").startswith("was cut short")


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b' [1, 2.5e3, "\\ud83d\\ude00", null] ', [1, 2500.0, "😀", None]),
        (b"18446744073709551615", 2**64 - 1),
        (b"18446744073709551616", float(2**64)),
        (b"-9223372036854775809", -float(2**63)),
        (b"1e308", 1e308),
        (b'"\x7f"', "\x7f"),
    ],
)  # fmt: skip
def test_json(data: bytes, value: object) -> None:
    assert parse_json(data) == value
    assert type(parse_json(data)) is type(value)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"1e309", b"-1e309", b"1" * 400, b"NaN", b"Infinity", b"01", b"1.", b"[1,]",
        b'"\\ud800"', b'"\\ude00\\ud83d"', b'"\n"', b"\xef\xbb\xbf1", b"\xff", b"1 2", b"'a'",
    ],
)  # fmt: skip
def test_json_that_serde_refuses(data: bytes) -> None:
    assert isinstance(parse_json(data), Unreadable)


def test_repeated_members_are_kept_in_mind() -> None:
    found = parse_json(b'{"a": 1, "b": 2, "a": 3}')
    assert isinstance(found, Repeating)
    assert found == {"a": 3, "b": 2}
    assert found.repeated == {"a"}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (5, 5), (5.4, 5), (5.5, 6), (6.5, 7), (0, 0), (-0.0, 0), (2**64 - 1, -1),
        (8_210_266_876_799, 8_210_266_876_799), (8_210_266_876_800, OutOfRange(8_210_266_876_800)),
        (-1, None), (-0.5, None), (True, None), ("5", None), (2.0**64, None), (None, None),
    ],
)  # fmt: skip
def test_registered_times_are_rounded(value: object, seconds: object) -> None:
    assert whole_seconds(value) == seconds


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (5, Instant(5)), (-5, Instant(-5)), (1.5, Instant(1, 500_000_000)),
        (-1.5, Instant(-2, 500_000_000)), (2**64 - 1, None), (1e300, None), (True, None),
        ("1970-01-02T00:00:00Z", Instant(86400)), ("1970-01-01T00:00:00-00:01", Instant(60)),
        ("1970-01-01T00:00:00", None), ("1970-02-29T00:00:00Z", None),
        ("1970-01-01T24:00:00Z", None), ("1970-01-01T00:00:00+24:00", None), (None, None),
        ("1970-13-01T00:00:00Z", None), ("1970-01-01T00:60:00Z", None),
    ],
)  # fmt: skip
def test_points_in_time(value: object, moment: Instant | None) -> None:
    assert instant(value) == moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("application/json", MediaType("application/json", None)),
        ('Application/JSON; a=b; Charset="UTF-8";', MediaType("application/json", "UTF-8")),
        ("application/json;charset=a;charset=b", MediaType("application/json", "a")),
        ("application", None),
        ("application/json;charset", None),
        ("application/json, text/html", None),
    ],
)  # fmt: skip
def test_media_types(text: str, expected: MediaType | None) -> None:
    assert parse_media_type(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("https://a.dev/x?y", None),
        ("/path", None),
        ("a.dev", None),
        ("https://[::1]:3000/", None),
        ("", "is empty"),
        ("a b", "holds ' ' where its host is"),
        ("https://a.dev/ä", "holds 'ä'"),
        ("https://a.dev/?<", "holds '<'"),
        ("https://", "names no host"),
        ("https://${x}/", "holds '{' where its host is"),
        ("https://a:b:c/", "has no proper host"),
        ("a.dev/x", "has no scheme such as `https://`"),
        ("a" * 65535, "is too long"),
    ],
)
def test_addresses_of_requests(text: str, fault: str | None) -> None:
    assert why_no_request(text) == fault


def test_serdes_words() -> None:
    assert invalid_type(float("nan"), "x") == "invalid type: null, expected x "
    assert invalid_type(5.0, "x") == "invalid type: integer `5`, expected x "
    assert invalid_type(1e-7, "x") == "invalid type: floating point `0.0000001`, expected x "
    assert invalid_type([], "x") == "invalid type: sequence, expected x "
    assert rust_debug("a'\"\\\t\x00\x07é\u0301\u200b") == (
        '"a\'\\"\\\\\\t\\0\\u{7}é\\u{301}\\u{200b}"'
    )
