"""`createRouteMatcher`: what a pattern matches, what throws, and which version does what."""

import pytest

from clerkdoctor import semver
from clerkdoctor.clerk.route_matcher import (
    Dialect,
    JsRegex,
    MalformedPath,
    PatternError,
    RouteMatcher,
    Undecided,
    compile_pattern,
    dialect,
    normalised,
)

BROKEN = "^(?:\\/([z-a]))[\\/#\\?]?$"


def matches(pattern: str | JsRegex, path: str, *, normalises: bool = True) -> bool:
    return RouteMatcher([pattern], normalises=normalises).match(path) is not None


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("/", ("/", "//", "/?", "/#"), ("", "/a", "/ab")),
        ("/dashboard(.*)", ("/dashboard", "/dashboard/x", "/dashboardxyz", "/DASHBOARD"), ("/dash", "/x/dashboard")),
        ("/dashboard/(.*)", ("/dashboard/", "/dashboard/x", "//dashboard//x"), ("/dashboard",)),
        ("/dashboard/:path*", ("/dashboard", "/dashboard/", "/dashboard/a/b", "//dashboard//a/"), ("/dashboards", "/x/dashboard")),
        ("/api/webhooks", ("/api/webhooks", "/api/webhooks/", "/API/Webhooks"), ("/api/webhooks/clerk", "/api/webhook")),
        ("/blog/:slug", ("/blog/x", "/blog/x/"), ("/blog", "/blog/", "/blog/x/y")),
        ("/:locale(en|de)?/about", ("/about", "/en/about", "/DE/about"), ("/fr/about",)),
        ("dashboard", (), ("/dashboard", "/")),
        ("/[locale]/x", ("/[locale]/x",), ("/en/x",)),
        ("/(group)/x", ("/group/x",), ("/x",)),
        ("/a^b$", ("/a^b$",), ("/a",)),
        ("/%C3%BCber", (), ("/%C3%BCber", "/über")),
        ("/über", ("/über", "/%C3%BCber", "/ÜBER"), ("/uber",)),
        ("/a b", ("/a b", "/a%20b"), ("/ab",)),
        ("/a(.*)", ("/a%2Fb", "/a/b"), ("/a%0Ab", "/a%E2%80%A8")),
        ("/:a*", ("/a%0Ab", "/a%E2%80%A8"), ()),
        ("/a%2Fb", ("/a%2Fb", "/a%2fb"), ("/a/b",)),
    ],
)  # fmt: skip
def test_patterns(pattern: str, matching: tuple[str, ...], others: tuple[str, ...]) -> None:
    assert [one for one in matching if not matches(pattern, one)] == []
    assert [one for one in others if matches(pattern, one)] == []


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("/*", "Unexpected MODIFIER at 1, expected END"),
        ("/dash*", "Unexpected MODIFIER at 5, expected END"),
        ("/a?b=1", "Unexpected MODIFIER at 2, expected END"),
        ("/((?!api).*)", None),
        ("/(?:a)", 'Pattern cannot start with "?" at 2'),
        ("/(?!api).*", 'Pattern cannot start with "?" at 2'),
        ("/:a:b", 'Must have text between two parameters, missing text after "a"'),
        (
            "/([z-a])",
            f"Invalid regular expression: /{BROKEN}/i: Range out of order in character class",
        ),
    ],
)
def test_what_throws(pattern: str, message: str | None) -> None:
    if message is None:
        compile_pattern(pattern)
        return
    with pytest.raises(PatternError) as error:
        compile_pattern(pattern)
    assert str(error.value) == message
    with pytest.raises(PatternError) as error:
        RouteMatcher(["/", "", pattern, "/*"], normalises=True)
    assert (str(error.value), error.value.index) == (message, 2)


def test_the_first_that_matches_is_told() -> None:
    matcher = RouteMatcher(["", "/a(.*)", "/:x", JsRegex("^/b/")], normalises=True)
    assert [matcher.match(path) for path in ("/abc", "/b", "/b/c", "/")] == [1, 2, 3, None]


def test_nothing_matches_nothing() -> None:
    for patterns in ([], [""]):
        matcher = RouteMatcher(patterns, normalises=True)
        assert matcher.match("/") is None
        # Without a pattern nothing is decoded.
        assert matcher.match("/%") is None


def test_regular_expressions_are_used_as_they_are() -> None:
    assert matches(JsRegex("^\\/api"), "/api/x")
    assert not matches(JsRegex("^\\/api"), "/API")
    assert matches(JsRegex("\\/api"), "/x/api/y")
    assert matches(JsRegex("über"), "/%C3%BCber")
    assert not matches(JsRegex("über"), "/%C3%BCber", normalises=False)


def test_expressions_that_remember_are_told() -> None:
    matcher = RouteMatcher(
        ["/a", JsRegex("^/b", "g"), JsRegex("c", "i"), JsRegex("^/d", "y")], normalises=True
    )
    assert matcher.stateful == (1, 3)
    assert [matcher.match("/b") for _ in range(3)] == [1, 1, 1]


def test_what_is_not_known_is_undecided() -> None:
    matcher = RouteMatcher([JsRegex("\\p{L}", "u"), "/a"], normalises=True)
    assert matcher.undecided == ((0, "uses `\\p`, a table of Unicode"),)
    assert matcher.match("/a") == 1
    with pytest.raises(Undecided, match="table of Unicode"):
        matcher.match("/b")


@pytest.mark.parametrize(
    "path",
    ["/%", "/%4", "/%zz", "/%80", "/%C3", "/%C3x", "/%ED%A0%80", "/%C0%AF", "/%F8%80%80%80%80"],
)
def test_malformed_paths(path: str) -> None:
    matcher = RouteMatcher(["/x", "/(.*)"], normalises=True)
    with pytest.raises(MalformedPath, match="Malformed encoding in URL path: /%"):
        matcher.match(path)
    assert RouteMatcher(["/x", "/(.*)"], normalises=False).match(path) == 1


def test_normalised() -> None:
    assert normalised("/a//b///c") == "/a/b/c"
    assert normalised("/%61%2f%2F%3f%23%25") == "/a%2f%2F%3f%23%"
    assert normalised("/%F0%9F%98%80%C3%BC") == "/😀ü"
    assert normalised("/\ud83d") == "/\ud83d"


def test_when_it_is_not_known_whether_paths_are_decoded() -> None:
    matcher = RouteMatcher(["/dashboard(.*)", "/über"], normalises=None)
    assert matcher.match("/dashboard") == 0
    assert matcher.match("/other%20page") is None
    assert matcher.match("/dashboard/%20") == 0
    for path in ("/%64ashboard", "//dashboard", "/%C3%BCber", "/dashboard/%"):
        with pytest.raises(Undecided, match="decoded"):
            matcher.match(path)


@pytest.mark.parametrize(
    ("nextjs", "shared", "expected"),
    [
        ("4.17.0", None, Dialect("6.2", False, False)),
        ("4.31.8", "1.4.2", Dialect("6.2", False, False)),
        ("5.6.0", "2.8.1", Dialect("6.2", False, False)),
        ("5.6.1", "2.8.2", Dialect("6.3", False, False)),
        ("5.7.5", None, Dialect("6.3", False, False)),
        ("5.7.6", None, Dialect("6.3", True, True)),
        ("6.0.0-canary.1", None, Dialect("6.3", False, False)),
        ("6.10.4", "2.22.1", Dialect("6.3", False, False)),
        ("6.10.5", "2.22.0", Dialect("6.3", False, False)),
        ("6.12.12", "2.22.1", Dialect("6.3", True, False)),
        ("6.39.1", None, Dialect("6.3", None, False)),
        ("6.39.1", "3.47.3", Dialect("6.3", False, False)),
        ("6.39.1", "3.47.4", Dialect("6.3", True, False)),
        ("6.39.2", None, Dialect("6.3", True, True)),
        ("7.0.0", "4.8.0", Dialect("6.3", False, False)),
        ("7.2.0", "4.8.1", Dialect("6.3", True, False)),
        ("7.2.1", None, Dialect("6.3", True, True)),
        ("7.9.17", "4.40.0", Dialect("6.3", True, True)),
    ],
)
def test_dialect_by_version(nextjs: str, shared: str | None, expected: Dialect) -> None:
    version = semver.parse(nextjs)
    assert version is not None
    assert dialect(version, semver.parse(shared) if shared else None) == expected
