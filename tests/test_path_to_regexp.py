"""The patterns of path-to-regexp 6, and where its versions differ."""

import pytest

from clerkdoctor.path_to_regexp import Engine, Key, PatternError, parse, pattern_of, source_of

SEGMENT = "[^\\/#\\?]+?"


def source(text: str, version: Engine = "6.3") -> str:
    return source_of(parse(text, version=version), version=version)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ()),
        ("/dashboard", ("/dashboard",)),
        ("/:slug", (Key("slug", "/", "", SEGMENT, ""),)),
        ("/a/:path*", ("/a", Key("path", "/", "", SEGMENT, "*"))),
        ("/dashboard(.*)", ("/dashboard", Key(0, "", "", ".*", ""))),
        ("/(api|trpc)(.*)", (Key(0, "/", "", "api|trpc", ""), Key(1, "", "", ".*", ""))),
        ("/a{/:b-}?", ("/a", Key("b", "/", "-", SEGMENT, "?"))),
        ("/a{b}+", ("/a", Key("", "b", "", "", "+"))),
        ("/:name.:ext", (Key("name", "/", "", SEGMENT, ""), Key("ext", ".", "", "(?:(?!\\.)[^\\/#\\?])+?", ""))),
        ("/a\\:b", ("/a:b",)),
        ("/a\\", ("/a",)),
        ("/[id]", ("/[id]",)),
        ("/😀:x", ("/😀", Key("x", "", "", SEGMENT, ""))),
    ],
)  # fmt: skip
def test_tokens(text: str, tokens: tuple[str | Key, ...]) -> None:
    assert parse(text) == tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/", "^\\/[\\/#\\?]?$"),
        ("/dashboard(.*)", "^\\/dashboard(.*)[\\/#\\?]?$"),
        ("/a/:path*", "^\\/a(?:\\/((?:[^\\/#\\?]+?)(?:\\/(?:[^\\/#\\?]+?))*))?[\\/#\\?]?$"),
        ("/a/:path+", "^\\/a(?:\\/((?:[^\\/#\\?]+?)(?:\\/(?:[^\\/#\\?]+?))*))[\\/#\\?]?$"),
        ("/:id(\\d+)?", "^(?:\\/(\\d+))?[\\/#\\?]?$"),
        ("/a{b}*", "^\\/a(?:b)*[\\/#\\?]?$"),
        ("/a.b^c$|", "^\\/a\\.b\\^c\\$\\|[\\/#\\?]?$"),
        ("/(a/b)", "^(?:\\/(a\\/b))[\\/#\\?]?$"),
        ("/a\nb", "^\\/a\\nb[\\/#\\?]?$"),
    ],
)
def test_source(text: str, expected: str) -> None:
    assert source(text) == expected


def test_what_is_given_to_javascript_is_not_escaped_for_show() -> None:
    assert pattern_of(parse("/(a/b)")) == "^(?:\\/(a/b))[\\/#\\?]?$"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("/*", "Unexpected MODIFIER at 1, expected END"),
        ("/dashboard/*", "Unexpected MODIFIER at 11, expected END"),
        ("**", "Unexpected MODIFIER at 0, expected END"),
        ("/a?b=1", "Unexpected MODIFIER at 2, expected END"),
        ("/{a", "Unexpected END at 3, expected CLOSE"),
        ("/{a\\", "Unexpected END at 5, expected CLOSE"),
        ("/a}", "Unexpected CLOSE at 2, expected END"),
        ("/:", "Missing parameter name at 1"),
        ("/:-x", "Missing parameter name at 1"),
        ("/()", "Missing pattern at 1"),
        ("/(a", "Unbalanced pattern at 1"),
        ("/(a\\", "Unbalanced pattern at 1"),
        ("/(?:a)", 'Pattern cannot start with "?" at 2'),
        ("/((a))", "Capturing groups are not allowed at 2"),
        ("/([(])", "Capturing groups are not allowed at 3"),
        ("/😀(a", "Unbalanced pattern at 3"),
        ("/:a:b", 'Must have text between two parameters, missing text after "a"'),
        ("/(a):b", 'Must have text between two parameters, missing text after "0"'),
    ],
)
def test_what_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(PatternError) as error:
        parse(text)
    assert str(error.value) == message


def test_two_parameters_in_a_row_were_read_before_6_3() -> None:
    for version in ("6.1", "6.2"):
        assert source("/:a:b", version) == "^(?:\\/([^\\/#\\?]+?))([^\\/#\\?]+?)[\\/#\\?]?$"
        assert source("/:a-:b", version) == "^(?:\\/([^\\/#\\?]+?))-([^\\/#\\?]+?)[\\/#\\?]?$"
    guarded = "^(?:\\/([^\\/#\\?]+?))-((?:(?!-)[^\\/#\\?])+?)[\\/#\\?]?$"
    assert source("/:a-:b", "6.3") == guarded


def test_a_repeated_group_without_a_prefix_differs_by_version() -> None:
    assert source("a(b)*", "6.1") == "^a(b)*[\\/#\\?]?$"
    assert source("a(b)*", "6.2") == "^a((?:b)*)[\\/#\\?]?$"
    with pytest.raises(PatternError, match='Can not repeat "0" without a prefix and suffix'):
        source("a(b)*", "6.3")


def test_options() -> None:
    tokens = parse("/a/:b")
    b = "(?:\\/([^\\/#\\?]+?))"
    assert source_of(tokens, strict=True) == f"^\\/a{b}$"
    assert source_of(tokens, start=False) == f"\\/a{b}[\\/#\\?]?$"
    assert source_of(tokens, ends_with="?") == f"^\\/a{b}[\\/#\\?]?(?=[\\?]|$)"
    prefix = f"^\\/a{b}(?:[\\/#\\?](?=[]|$))?(?=[\\/#\\?]|[]|$)"
    assert source_of(tokens, end=False) == prefix
    assert source_of(parse("/a/"), end=False) == "^\\/a\\/(?:[\\/#\\?](?=[]|$))?"
    assert source_of((), end=False) == "^(?:[\\/#\\?](?=[]|$))?"


def test_delimiter_and_prefixes() -> None:
    assert parse("-:a", delimiter="-", prefixes="-") == (Key("a", "-", "", "[^-]+?", ""),)
    # An empty delimiter counts as none given, until 6.3 takes it at its word.
    assert parse("/:a", delimiter="", version="6.2")[0][3] == SEGMENT
    assert parse(":a", delimiter="", version="6.3")[0][3] == "[^]+?"


def test_a_long_pattern_takes_no_longer_than_its_length() -> None:
    assert len(parse("/:a" * 20_000, version="6.1")) == 20_000
    with pytest.raises(PatternError, match="Unbalanced"):
        parse("(" + "(?:" * 50_000)
