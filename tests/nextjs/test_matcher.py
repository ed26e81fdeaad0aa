"""`config.matcher`: what Next.js refuses of it, and where the middleware runs by it.

`vectors/` holds 216 matchers with Next.js' own expressions and what those hit of 88 paths, for 13 and
14 and for 15 and 16.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerkdoctor.nextjs.matcher import Answer, Matchers, compile_matchers
from clerkdoctor.nextjs.matcher_schema import REGEXP, UNDEFINED
from clerkdoctor.semver import Version

VECTORS = Path(__file__).parent / "vectors"
A = r"/((?!.*\..*|_next).*)"
B = "/(api|trpc)(.*)"
C = (
    r"/((?!_next|[^?]*\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?"
    r"|xlsx?|zip|webmanifest)).*)"
)
NEXT_DOCS = "/((?!api|_next/static|_next/image|favicon.ico|sitemap.xml|robots.txt).*)"


def matchers(matcher: object, major: int = 16, **options: Any) -> Matchers:
    return compile_matchers(matcher, major=major, **options)


def runs(matcher: object, path: str, major: int = 16, **options: Any) -> str:
    return matchers(matcher, major, **options).runs_on(path).runs


# The vectors


@cache
def rows(majors: int) -> list[dict[str, Any]]:
    lines = (VECTORS / f"next-matchers-{majors}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def compiled(row: dict[str, Any], major: int) -> Matchers:
    """As `getMiddlewareMatchers` is called, for which an empty text is an entry, too."""
    matcher, config = row["matcher"], row["nextConfig"]
    return matchers(
        matcher if isinstance(matcher, list) else [matcher], major,
        base_path=config.get("basePath", ""), locales=config.get("i18n", {}).get("locales", ()),
    )  # fmt: skip


@pytest.mark.parametrize("major", [13, 14, 15, 16])
def test_vectors_compile_to_the_same_expressions(major: int) -> None:
    found = rows(14 if major < 15 else 16)
    assert len(found) == 216
    for row in found:
        ours = compiled(row, major)
        if major >= 15 and not str(row["matcher"]).startswith(("/", "[")):
            # `getMiddlewareMatchers` takes them; the schema that is asked before does not.
            assert ours.error == "source must start with /"
        elif "error" in row:
            assert ours.error is not None, row["matcher"]
        else:
            assert [entry.regexp for entry in ours.entries] == row["regexps"], row["matcher"]


def hits_and_misses(major: int) -> int:
    compared = 0
    for row in rows(14 if major < 15 else 16):
        ours = compiled(row, major)
        if ours.error is not None:
            continue
        for expected, paths in (("runs", row["hits"]), ("skipped", row["misses"])):
            for path in paths:
                assert ours.match(path).runs == expected, (row["matcher"], path)
                compared += 1
    return compared


@pytest.mark.parametrize("major", [14, 16])
def test_vectors_hit_the_same_paths(major: int) -> None:
    assert hits_and_misses(major) > 15_500


@pytest.mark.long
@pytest.mark.parametrize("major", [13, 15])
def test_vectors_hit_the_same_paths_in_the_majors_before(major: int) -> None:
    assert hits_and_misses(major) > 15_500


# What people write


@pytest.mark.parametrize(("path", "a", "b", "c"), [
    ("/", True, False, True),
    ("/dashboard", True, False, True),
    ("/dashboard/a/b", True, False, True),
    ("/api/webhooks/clerk", True, True, True),
    ("/api/x", True, True, True),
    ("/api/a.json", False, True, True),
    ("/trpc/a.b", False, True, True),
    ("/apiary", True, True, True),
    ("/api-docs", True, True, True),
    ("/user@x.com", False, False, True),
    ("/v1.2/x", False, False, True),
    ("/.well-known/x", False, False, True),
    ("/sitemap.xml", False, False, True),
    ("/robots.txt", False, False, True),
    ("/_next/static/chunk.js", False, False, False),
    ("/_next/image", False, False, False),
    ("/_nextfoo", False, False, False),
    ("/_next/data/build/dashboard.json", False, False, True),
    ("/_next/data/build/api/x.json", False, True, True),
    ("/dashboard.rsc", False, False, True),
    ("/image.png", False, False, False),
    ("/favicon.ico", False, False, False),
    ("/a.zipper", False, False, False),
    ("/foo.PNG", False, False, True),
    ("/__clerk/x.js", False, False, False),
])  # fmt: skip
@pytest.mark.parametrize("major", [15, 16])
def test_the_documented_matchers(path: str, a: bool, b: bool, c: bool, major: int) -> None:
    for matcher, expected in ((A, a), (B, b), (C, c)):
        assert runs(matcher, path, major) == ("runs" if expected else "skipped"), matcher


def test_next_docs_matcher_leaves_the_api_out() -> None:
    assert runs(NEXT_DOCS, "/dashboard") == "runs"
    assert runs(NEXT_DOCS, "/api/x") == "skipped"
    assert runs(NEXT_DOCS, "/apiary") == "skipped"


@pytest.mark.parametrize(("matcher", "path", "expected"), [
    ("/dashboard/:path*", "/dashboard", "runs"),
    ("/dashboard/:path*", "/dashboard/a/b", "runs"),
    ("/dashboard/(.*)", "/dashboard", "skipped"),
    ("/dashboard(.*)", "/dashboardx", "runs"),
    ("/dashboard", "/Dashboard", "skipped"),
    ("/dashboard", "/dashboard/", "runs"),
    ("/about/:path", "/about/a/b", "skipped"),
    ("/", "/", "runs"),
    ("/", "/a", "skipped"),
    (r"/(.*..*|_next)", "/ab", "runs"),
    ("/a", "/a?b=/c", "runs"),
    ("/a", "/./b/../a", "runs"),
    ("/a b", "/a b", "runs"),
    ("/é", "/é", "runs"),
])  # fmt: skip
def test_paths(matcher: str, path: str, expected: str) -> None:
    assert runs(matcher, path) == expected


def test_the_answer_names_the_entry_that_decides() -> None:
    found = matchers(["/a", "/b/:x*", "/b/c"])
    assert found.runs_on("/b/c") == Answer("runs", 1)
    assert found.runs_on("/x") == Answer("skipped")
    assert [entry.source for entry in found.entries] == ["/a", "/b/:x*", "/b/c"]
    assert [entry.position for entry in found.entries] == [0, 1, 2]


def test_without_a_matcher_it_runs_everywhere() -> None:
    for major in (12, 13, 14, 15, 16):
        found = matchers(UNDEFINED, major)
        assert found.is_everywhere
        assert found.runs_on("/_next/static/a.js") == Answer("runs")


def test_an_empty_list_runs_nowhere() -> None:
    found = matchers([])
    assert not found.is_everywhere
    assert found.runs_on("/").runs == "skipped"


# Releases


@pytest.mark.parametrize(("version", "expected"), [
    ((12, 3, 7), "skipped"), ((13, 5, 11), "skipped"), ((14, 2, 35), "skipped"),
    ((15, 2, 8), "skipped"), ((15, 4, 0), "runs"), ((15, 5, 29), "runs"), ((16, 0, 0), "runs"),
])  # fmt: skip
@pytest.mark.parametrize("path", ["/%64ashboard", "/dashboard%2Fa", "/dashboard%2fa/b"])
def test_an_encoded_path(version: tuple[int, int, int], expected: str, path: str) -> None:
    found = runs("/dashboard/:path*", path, version[0], version=Version(*version))
    assert found == expected


def test_what_cannot_be_decoded_is_compared_as_it_is() -> None:
    assert runs("/(.*)", "/a%") == "runs"
    assert runs("/é", "/%E9") == "skipped"


@pytest.mark.parametrize(("version", "rsc", "any_character"), [
    ((14, 2, 35), False, True), ((15, 0, 0), False, True), ((15, 1, 0), False, False),
    ((15, 5, 15), False, False), ((15, 5, 16), True, False), ((16, 0, 0), False, False),
    ((16, 2, 4), False, False), ((16, 2, 5), True, False), ((16, 4, 6), True, False),
])  # fmt: skip
def test_the_suffix_of_releases(
    version: tuple[int, int, int], rsc: bool, any_character: bool
) -> None:
    found = matchers("/a", version[0], version=Version(*version))
    assert found.runs_on("/a.json").runs == "runs"
    assert found.runs_on("/a.rsc").runs == ("runs" if rsc else "skipped")
    assert found.runs_on("/aXjson").runs == ("runs" if any_character else "skipped")


def test_a_release_that_is_not_known_is_the_last_of_its_major() -> None:
    assert runs("/a", "/a.rsc", 15) == "runs"
    assert runs("/a", "/a.rsc", 14) == "skipped"
    assert runs("/a", "/a.rsc", 15, version=Version(14, 2, 0)) == "runs"


def test_path_to_regexp_by_release() -> None:
    for version in (Version(14, 2, 35), Version(15, 4, 10)):
        assert runs("/:a:b", "/ab", version.major, version=version) == "runs"
    for version in (Version(15, 5, 0), Version(16, 0, 0)):
        error = matchers("/:a:b", version.major, version=version).error
        assert error is not None
        assert "Must have text between two parameters" in error


# next.config


def test_base_path() -> None:
    found = matchers(["/a", "/docs/b"], base_path="/docs")
    assert found.runs_on("/docs/a").runs == "runs"
    assert found.runs_on("/a").runs == "skipped"
    assert found.runs_on("/docs/b").runs == "skipped"
    assert found.runs_on("/docs/docs/b").runs == "runs"
    assert matchers("/", base_path="/docs").runs_on("/docs").runs == "runs"


# Seen on a running server of 14, 15 and 16.
@pytest.mark.parametrize(("matcher", "path", "expected"), [
    ("/a", "/a", "runs"), ("/a", "/fr/a", "runs"), ("/a", "/FR/a", "runs"), ("/a", "/de/a", "skipped"),
    ("/a", "/", "skipped"), ("/", "/", "runs"), ("/", "/en", "runs"), ("/", "/fr", "runs"),
    ("/api/(.*)", "/api/x", "runs"),
    ({"source": "/en/a", "locale": False}, "/a", "runs"),
    ({"source": "/en/a", "locale": False}, "/fr/a", "skipped"),
    ({"source": "/a", "locale": False}, "/a", "skipped"),
])  # fmt: skip
@pytest.mark.parametrize("major", [14, 15, 16])
def test_i18n(matcher: object, path: str, expected: str, major: int) -> None:
    assert runs([matcher], path, major, locales=("en", "fr")) == expected


def test_the_default_locale_need_not_be_the_first() -> None:
    entry = {"source": "/fr/a", "locale": False}
    assert runs([entry], "/a", locales=("en", "fr"), default_locale="fr") == "runs"
    assert runs([entry], "/a", locales=("en", "fr")) == "skipped"


# Seen on a running server of 14 to 16: the path is compared with its slash, and without.
@pytest.mark.parametrize(("matcher", "path", "expected"), [
    ("/a", "/a/", "runs"), ("/a", "/a", "runs"), ("/a/:x*", "/a/", "runs"), ("/a/(.*)", "/a/b/", "runs"),
    ("/a/(.*)", "/a/", "skipped"), ("/a.b", "/a.b", "runs"),
    ("/(.*)", "/", "runs"), ("/", "/", "runs"),
])  # fmt: skip
@pytest.mark.parametrize("major", [14, 15, 16])
def test_trailing_slash(matcher: str, path: str, expected: str, major: int) -> None:
    assert runs(matcher, path, major, trailing_slash=True) == expected


def test_a_slash_at_the_end_of_a_source() -> None:
    assert runs("/a/", "/a/", 16, trailing_slash=True) == "skipped"
    assert runs("/a/", "/a/", 14, trailing_slash=True) == "runs"  # the slash belongs to `(.json)?`


# has and missing

HEADER = {"source": "/a", "has": [{"type": "header", "key": "X-A", "value": "1|2"}]}
NO_PREFETCH = {"source": "/a", "missing": [{"type": "header", "key": "next-router-prefetch"}]}


def test_conditions_depend_on_what_is_not_known() -> None:
    assert runs([HEADER], "/a") == "depends"
    assert runs([HEADER], "/b") == "skipped"
    assert matchers([HEADER, "/a"]).runs_on("/a") == Answer("runs", 1)
    assert matchers([NO_PREFETCH, HEADER]).runs_on("/a") == Answer("depends", 0)
    assert matchers([HEADER]).entries[0].is_conditional


@pytest.mark.parametrize(("entry", "request_", "expected"), [
    (HEADER, {"headers": {"x-a": "1"}}, "runs"),
    (HEADER, {"headers": {"X-a": "2"}}, "runs"),
    (HEADER, {"headers": {"x-a": "3"}}, "skipped"),
    (HEADER, {"headers": {"x-a": "11"}}, "runs"),  # `^1|2$`: anchored, not grouped
    (HEADER, {"headers": {"x-a": ["3", "1"]}}, "runs"),
    (HEADER, {"headers": {"x-a": ""}}, "skipped"),
    (HEADER, {"headers": {}}, "skipped"),
    (HEADER, {"query": {}}, "depends"),
    (NO_PREFETCH, {"headers": {}}, "runs"),
    (NO_PREFETCH, {"headers": {"next-router-prefetch": "1"}}, "skipped"),
    ({"source": "/a", "has": [{"type": "cookie", "key": "k"}]}, {"cookies": {"k": "x"}}, "runs"),
    ({"source": "/a", "has": [{"type": "cookie", "key": "k"}]}, {"cookies": {"K": "x"}}, "skipped"),
    ({"source": "/a", "has": [{"type": "query", "key": "k", "value": "\\d+"}]}, {"query": {"k": ["a", "7"]}}, "runs"),
    ({"source": "/a", "has": [{"type": "host", "value": "(?<sub>.*)\\.example\\.com"}]}, {"host": "A.Example.com:3000"}, "runs"),
    ({"source": "/a", "has": [{"type": "host", "value": "example.com"}]}, {"headers": {"Host": "example.com"}}, "runs"),
    ({"source": "/a", "has": [{"type": "host", "value": "example.com"}]}, {}, "depends"),
    ({"source": "/a", "has": [{"type": "query", "key": "k"}, {"type": "header", "key": "x"}]}, {"query": {}}, "skipped"),
    ({"source": "/a", "has": [{"type": "query", "key": "k", "value": "("}]}, {"query": {"k": "1"}}, "unknown"),
])  # fmt: skip
def test_conditions(entry: object, request_: dict[str, Any], expected: str) -> None:
    assert matchers([entry]).runs_on("/a", **request_).runs == expected


def test_a_query_in_the_path_counts() -> None:
    entry = {"source": "/a", "has": [{"type": "query", "key": "k", "value": "1"}]}
    assert runs([entry], "/a?k=1") == "runs"
    assert runs([entry], "/a?k=2") == "skipped"
    assert runs([entry], "/a") == "depends"


# Refusals


@pytest.mark.parametrize(("matcher", "to_14", "from_15"), [
    ("a", "`source` does not start with /", "source must start with /"),
    ("/a/*", "Unexpected MODIFIER at 3, expected END",
     "Invalid source '/a/*': Unexpected MODIFIER at 3, expected END"),
    ("/(?!x).*", 'Pattern cannot start with "?" at 2',
     "Invalid source '/(?!x).*': Pattern cannot start with \"?\" at 2"),
    ("/((a|b)c)", "Capturing groups are not allowed at 2",
     "Invalid source '/((a|b)c)': Capturing groups are not allowed at 2"),
    ("/" + "a" * 4096, "`source` exceeds max built length of 4096",
     "exceeds max built length of 4096 for route"),
    (1.0, "The route 1 is not a valid object with `source`",
     "Expected string, received number, or Expected array, received number"),
    (True, "The route true is not a valid object with `source`",
     "Expected string, received boolean, or Expected array, received boolean"),
    (REGEXP, "`source` does not start with /",
     "Expected string, received object, or Expected array, received object"),
    ({"source": "/a"}, None, "Expected string, received object, or Expected array, received object"),
    ([{"source": "/a", "regexp": "x"}], "invalid field: regexp",
     "Unrecognized key(s) in object: 'regexp'"),
    ([{"source": "/a", "x": 1, "y": 2}], "invalid fields: x,y",
     "Unrecognized key(s) in object: 'x', 'y'"),
    ([{}], "`source` is missing", "source is required"),
    ([{"source": "/a", "locale": True}], "`locale` must be undefined or false",
     "Invalid literal value, expected false"),
    ([{"source": "/a", "has": {"type": "host"}}], "route.has is not iterable",
     "Expected array, received object"),
    ([{"source": "/a", "has": [{"type": "header"}]}], "invalid `has` item found",
     "key is required when type is header, query or cookie"),
    ([{"source": "/a", "missing": [{"type": "host"}, {"type": "x"}]}],
     "invalid `missing` items found",
     ("host must have a value; Invalid discriminator value. Expected"
     " 'header' | 'query' | 'cookie' | 'host'")),
    (["/a", None], "The route null is not a valid object with `source`",
     "Expected string, received null"),
    (["/a", UNDEFINED], "The route undefined is not a valid object with `source`",
     "source is required"),
    ("", None, "source must start with /"),
    (None, None, "Expected string, received null, or Expected array, received null"),
])  # fmt: skip
def test_what_is_refused(matcher: object, to_14: str | None, from_15: str) -> None:
    for major in (12, 13, 14):
        assert matchers(matcher, major).error == to_14
    for major in (15, 16):
        assert matchers(matcher, major).error == from_15


def test_errors_stand_at_their_entries() -> None:
    found = matchers(["/a", "b", "/c/*"])
    assert [entry.error is not None for entry in found.entries] == [False, True, True]
    assert found.error == found.entries[1].error
    assert found.runs_on("/b").runs == "skipped"


def test_a_bad_expression_is_refused_with_v8s_reason() -> None:
    error = matchers("/([z-a])").error
    assert error is not None
    assert error.startswith("Invalid source '/([z-a])': Invalid regular expression: ")


# Hostile matchers and paths

VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=12)
    | st.sampled_from([UNDEFINED, REGEXP, "/a", "/:x*", "header", "host", "query"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["source", "has", "missing", "locale", "type", "key", "value", "x"]), inner
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(VALUES, st.text(max_size=12), st.sampled_from([12, 14, 15, 16]))
def test_any_value_is_taken_or_refused(value: Any, path: str, major: int) -> None:
    found = matchers(value, major, base_path="/docs", locales=("en",), trailing_slash=True)
    answer = found.runs_on(path, headers={}, query={}, cookies={}, host="x")
    assert answer.runs in ("runs", "skipped", "depends", "unknown")
    assert found.error is None or found.error


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="/a:x*+?(){}\\|.[]^$é😀", max_size=14), st.text(max_size=10))
def test_any_source_is_taken_or_refused(source: str, path: str) -> None:
    for major in (14, 16):
        found = matchers(f"/{source}", major)
        assert found.runs_on(f"/{path}").runs in ("runs", "skipped", "unknown")


def test_an_expression_that_would_take_forever_is_unknown_or_quick() -> None:
    found = matchers("/((?:a+)+b)")
    assert found.runs_on("/" + "a" * 5000 + "c").runs in ("skipped", "unknown")
