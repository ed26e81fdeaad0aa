"""JavaScript's regular expressions: what Python's differ in, what is refused, what has no answer."""

import re

import pytest

from clerkdoctor.javascript_regexp import (
    Regexp,
    RegexpError,
    Undecided,
    compile_regexp,
    shown_source,
)


@pytest.mark.parametrize(
    ("source", "flags", "text", "expected"),
    [
        ("^/api", "", "/api/x", True),
        ("^/api", "", "/API", False),
        ("^/api", "i", "/API", True),
        ("api", "", "/v1/api", True),
        ("a$", "", "a\n", False),
        ("a$", "m", "a\nb", True),
        ("a.b", "", "a\u2028b", False),
        ("a.b", "s", "a\nb", True),
        ("\\d", "", "٣", False),
        ("\\w", "", "é", False),
        ("\\bé", "", "é", False),
        ("\\s", "", "\ufeff", True),
        ("\\s", "", "\x1c", False),
        ("[]", "", "a", False),
        ("[^]", "", "\n", True),
        ("\\cJ", "", "\n", True),
        ("\\101", "", "A", True),
        ("\\u{2}", "", "uu", True),
        ("\\u{41}", "u", "A", True),
        ("a{,2}", "", "a{,2}", True),
        ("(?=a)*b", "", "b", True),
        ("ſ", "i", "s", False),
        ("ſ", "iu", "s", True),
        ("\\w", "i", "\u212a", False),
        ("\\w", "iu", "\u212a", True),
        ("ß", "i", "SS", False),
        ("[^k]", "i", "K", False),
        ("[^k]", "iu", "\u212a", False),
        ("[^k]", "i", "\u212a", True),
        ("^.$", "", "😀", False),
        ("^.$", "u", "😀", True),
        ("^[😀]$", "", "\ud83d", True),
        ("^\\ud83d", "", "😀", True),
        ("^\\ud83d", "u", "😀", False),
        ("😀", "", "\ud83d\ude00", True),
        ("(?<=/)api", "", "/api", True),
        ("(?<!/)api", "", "/api", False),
        ("^(a|(b))\\2$", "", "a", True),
        ("^(?<n>.)\\k<n>$", "", "aa", True),
        ("(?<=\\1(a))b", "", "aab", True),
        ("api", "y", "/api", False),
        ("/api", "y", "/api/x", True),
        ("api", "g", "/api", True),
        ("^(?!api|_next).*$", "", "apis", False),
        ("^(?!.*\\..*|_next).*$", "", "sign-in", True),
    ],
)  # fmt: skip
def test_match(source: str, flags: str, text: str, expected: bool) -> None:
    regexp = compile_regexp(source, flags)
    assert regexp.test(text) is expected
    assert (regexp.groups(text) is not None) is expected


def test_groups() -> None:
    assert compile_regexp("(a)|(b)").groups("cb") == ("b", None, "b")
    # Each turn of a loop forgets what the turn before has matched.
    assert compile_regexp("(?:(a)|b)*").groups("ab") == ("ab", None)
    assert compile_regexp("(z)((a+)?(b+)?(c))*").groups("zaacbbbcac") == (
        "zaacbbbcac", "z", "ac", "a", None, "c",
    )  # fmt: skip
    assert compile_regexp("(?=(a+))a*b\\1").groups("baaabac") == ("aba", "a")
    assert compile_regexp("(?!(a))b").groups("b") == ("b", None)
    assert compile_regexp("(?<=(\\d+)(\\d+))$").groups("1053") == ("", "1", "053")
    assert compile_regexp("(a*)*").groups("b") == ("", None)
    assert compile_regexp("x").groups("y") is None


def test_named_groups() -> None:
    regexp = compile_regexp("^/(?<locale>en|de)/(\\w+)")
    assert regexp.names == {"locale": 1}
    assert regexp.groups("/de/x") == ("/de/x", "de", "x")


@pytest.mark.parametrize(
    ("source", "flags", "reason"),
    [
        ("(", "", "Unterminated group"),
        (")", "", "Unmatched ')'"),
        ("[a", "", "Unterminated character class"),
        ("a**", "", "Nothing to repeat"),
        ("*", "", "Nothing to repeat"),
        ("a{2,1}", "", "numbers out of order in {} quantifier"),
        ("[z-a]", "", "Range out of order in character class"),
        ("\\", "", "\\ at end of pattern"),
        ("(?", "", "Invalid group"),
        ("(?P<n>a)", "", "Invalid group"),
        ("(?<1>a)", "", "Invalid capture group name"),
        ("(?<n>a)\\k<m>", "", "Invalid named capture referenced"),
        ("(?<=a)*", "", "Invalid quantifier"),
        ("\\-", "u", "Invalid escape"),
        ("{", "u", "Lone quantifier brackets"),
        ("\\u{110000}", "u", "Invalid Unicode escape"),
        ("[\\d-a]", "u", "Invalid character class"),
    ],
)
def test_refused(source: str, flags: str, reason: str) -> None:
    with pytest.raises(RegexpError) as error:
        compile_regexp(source, flags)
    assert error.value.reason == reason
    assert str(error.value) == f"Invalid regular expression: /{source}/{flags}: {reason}"


@pytest.mark.parametrize("flags", ["x", "ii", "uv", "G"])
def test_flags_that_do_not_exist(flags: str) -> None:
    with pytest.raises(RegexpError, match="Invalid regular expression flags"):
        compile_regexp("a", flags)


@pytest.mark.parametrize(
    ("source", "flags", "why"),
    [
        ("a", "v", "has the flag `v`"),
        ("\\p{L}", "u", "uses `\\p`, a table of Unicode"),
        ("[\\P{L}]", "u", "uses `\\P`, a table of Unicode"),
        ("(?i:a)", "", "sets flags within a group: `(?i`"),
        ("(?<n>a)|(?<n>b)", "", "names two groups `n`"),
        ("(?:" * 60 + ")" * 60, "", "nests groups more than 50 deep"),
    ],
)
def test_undecided(source: str, flags: str, why: str) -> None:
    with pytest.raises(Undecided) as error:
        compile_regexp(source, flags)
    assert str(error.value) == why


def test_state_is_told() -> None:
    assert compile_regexp("a", "g").stateful
    assert compile_regexp("a", "y").stateful
    assert not compile_regexp("a", "dimsu").stateful
    sticky = compile_regexp("a", "g")
    assert [sticky.test("a") for _ in range(3)] == [True, True, True]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("^(a+)+$", "a" * 5_000 + "!", False),
        ("(x+x+)+y", "x" * 5_000, False),
        ("(.*)*$", "a" * 5_000, True),
        ("(?:a|a)*b", "a" * 5_000, False),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 2_000, False),
        ("(?:(?=(?:a|b)*c)a)*x", "a" * 500, False),
        ("^(?:(?!a*b)a)*c", "a" * 500, False),
        ("^(?:.*){0,30}x", "a" * 2_000, False),
        ("^[ab]*a[ab]{12}c$", "ab" * 40, False),
        ("^[ab]*a[ab]{12}$", "ab" * 40 + "a", True),
        ("(?:a?){200}" + "a" * 200, "a" * 200, True),
        ("(?<=(?:a|a)*)b", "a" * 60 + "c", False),
        ("a{20000}", "a" * 500, False),
    ],
)
def test_hostile_expressions_have_an_answer(source: str, text: str, expected: bool) -> None:
    """On most of them an engine that only goes back and tries again would never end."""
    assert compile_regexp(source).test(text) is expected


@pytest.mark.parametrize(
    ("source", "text", "why"),
    [
        ("(a|aa)+\\1$", "a" * 100 + "b", "takes more than 300,000 steps"),
        ("^(a+)+\\1b$", "a" * 100, "takes more than 300,000 steps"),
        ("a{20000}", "a" * 19_999, "takes more than 300,000 steps"),
        ("(?:(?:(?:a{99}){99}){99}){99}", "a", "repeats its parts too often"),
    ],
)
def test_what_takes_too_long_has_no_answer(source: str, text: str, why: str) -> None:
    with pytest.raises(Undecided) as error:
        compile_regexp(source).test(text)
    assert str(error.value) == why


def test_to_remember_groups_may_take_too_many_steps() -> None:
    regexp = compile_regexp("^(a+)+$")
    assert regexp.test("a" * 100 + "b") is False
    with pytest.raises(Undecided, match="takes more than 300,000 steps"):
        regexp.groups("a" * 100 + "b")


def test_deeply_nested_expressions_are_read() -> None:
    nested = "(?:x|(?=" * 25 + "a" + ")*b)*" * 25
    assert isinstance(compile_regexp(nested), Regexp)
    assert compile_regexp(nested).test("ab")


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("", "(?:)"),
        ("/a[/]\\/", "\\/a[/]\\/"),
        ("\n\\\n[\u2028]", "\\n\\n[\\u2028]"),
        ("\\[/]", "\\[\\/]"),
        ("\\\\/", "\\\\\\/"),
    ],
)
def test_source_as_javascript_shows_it(pattern: str, shown: str) -> None:
    assert shown_source(pattern) == shown


def test_what_both_languages_have_in_common_is_the_same() -> None:
    texts = ["", "/", "/api", "/api/x", "/a-b/c.d", "//", "/9/x_y"]
    for source in (
        "^/api(?:/|$)",
        "[a-c]+-b",
        "^(/[^/]+)*$",
        "(\\d)/x",
        "^/(?!api)",
        "a|b|^$",
        "_?y$",
    ):
        for text in texts:
            found = re.search(source, text)
            groups = compile_regexp(source).groups(text)
            assert groups == (found and (found[0], *found.groups())), (source, text)
            assert compile_regexp(source).test(text) == bool(found)
