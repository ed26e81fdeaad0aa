"""`config` of the middleware's file, by the release of Next.js and the bundler that read it."""

from typing import Any

import pytest

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import Matcher
from clerkdoctor.guard.exported_constant import loses_an_escape
from clerkdoctor.guard.middleware_config import (
    MiddlewareConfig,
    Release,
    read_config,
    read_config_of_any,
)
from clerkdoctor.semver import Version
from tests.typescript.reading import module

# 12, 13, 14 and 15 by webpack, 15 by Turbopack, 16 by Turbopack as middleware and as proxy, by webpack.
COLUMNS: tuple[tuple[int, Any, Any], ...] = (
    (12, "webpack", "middleware"), (13, "webpack", "middleware"), (14, "webpack", "middleware"),
    (15, "webpack", "middleware"), (15, "turbopack", "middleware"), (16, "turbopack", "middleware"),
    (16, "turbopack", "proxy"), (16, "webpack", "proxy"),
)  # fmt: skip
LAST = Version(16, 4, 6)
OK, ALL, NONE, ERR, NEVER, UNKNOWN = "static", "dropped", "none", "refused", "never", "unknown"
HANDLER = "export default function handler() {}\n"


def read(
    source: str, major: int = 16, convention: Any = "middleware", **options: Any
) -> MiddlewareConfig:
    if major == 16:
        options.setdefault("version", LAST)
    path = "proxy.ts" if convention == "proxy" else "middleware.ts"
    return read_config(module(HANDLER + source, path), convention, Release(major, **options))


def matcher(text: str, major: int = 16, **options: Any) -> Matcher:
    return read(f"export const config = {{ matcher: {text} }}", major, **options).matcher


def states(source: str) -> list[str]:
    return [
        read(source, major, convention, bundler=bundler).matcher.state
        for major, bundler, convention in COLUMNS
    ]


# The forms that were built with each release.
@pytest.mark.parametrize(("text", "expected"), [
    ("'/a'", [OK] * 8),
    ("['/a', '/b']", [OK] * 8),
    ("[{ source: '/a' }]", [OK] * 8),
    ("[{ source: '/a', locale: false, has: [{ type: 'header', key: 'x' }] }]", [OK] * 8),
    ("`/a`", [OK] * 8),
    ("[/* a */ '/a', // b\n]", [OK] * 8),
    ("['/a'] as const", [ALL] * 3 + [ERR] * 2 + [OK] * 3),
    ("['/a'] as string[]", [ALL] * 3 + [ERR] * 2 + [OK] * 3),
    ("['/a'] satisfies string[]", [ERR, ALL, ALL] + [OK] * 5),
    ("{ source: '/a' }", [OK] * 3 + [ERR] * 5),
    *[(text, [ALL] * 3 + [ERR] * 5) for text in (
        "x", "[x]", "[...x]", "`/${x}`", "'/a' + '/b'", "String.raw`/a`", "f()", "x ? '/a' : '/b'",
        "process.env.X", "('/a')", "Object.freeze(['/a'])", "x!", "-1", "[() => '/a']",
    )],
    ("[]", [NEVER] * 4 + [ALL] * 2 + [NEVER] * 2),
    ("undefined", [NONE] * 8),
    ("''", [ALL] * 3 + [ERR] * 5),
    ("null", [ALL] * 3 + [ERR] * 5),
    ("'a'", [ERR] * 8),
    ("/a/", [ERR] * 8),
    ("1", [ERR] * 8),
    ("[{ source: '/a', regexp: 'x' }]", [ERR] * 8),
    ("'/a/*'", [ERR] * 8),
    ("'/(?!x).*'", [ERR] * 8),
    ("'/((a|b)c)'", [ERR] * 8),
])  # fmt: skip
def test_forms_of_a_matcher(text: str, expected: list[str]) -> None:
    before = "const x = '/b'\nconst f = () => x\n"
    assert states(f"{before}export const config = {{ matcher: {text} }}") == expected


@pytest.mark.parametrize(("source", "expected"), [
    ("export const config: MiddlewareConfig = { matcher: '/a' }", [OK] * 8),
    ("export const config = { 'matcher': '/a' }", [OK] * 8),
    ("export const x = 1, config = { matcher: '/a' }", [OK] * 8),
    ("export const config = { matcher: '/a' } as const", [ALL] * 3 + [ERR] * 2 + [OK] * 3),
    ("export const config = { matcher: '/a' } satisfies X", [ERR, ALL, ALL] + [OK] * 5),
    ("const matcher = '/a'\nexport const config = { matcher }", [ALL] * 3 + [ERR] * 5),
    ("export const config = { get matcher() { return '/a' } }", [ALL] * 3 + [ERR] * 5),
    ("export const config = { ['matcher']: '/a' }", [ALL] * 3 + [ERR] * 5),
    ("export const config = { ...x, matcher: '/a' }", [ALL] * 3 + [ERR] * 5),
    ("export const config = ({ matcher: '/a' })", [ALL] * 3 + [ERR] * 5),
    ("export const config = make()", [ALL] * 3 + [ERR] * 5),
    ("export let config = { matcher: '/a' }", [ALL] * 4 + [OK] * 2 + [ALL] * 2),
    ("export var config = { matcher: '/a' }", [ALL] * 4 + [OK] * 2 + [ALL] * 2),
    ("export let config = { matcher: [x] }", [ALL] * 5 + [ERR] * 2 + [ALL]),
    ("const config = { matcher: '/a' }\nexport { config }", [ALL] * 5 + [ERR] * 2 + [ALL]),
    ("const c = { matcher: '/a' }\nexport { c as config }", [ALL] * 5 + [ERR] * 2 + [ALL]),
    ("export { config } from './x'", [ALL] * 5 + [ERR] * 2 + [ALL]),
    ("export const { config } = make()", [ALL] * 8),
    ("export const config = {}", [NONE] * 8),
    ("", [NONE] * 8),
    ("// export const config = { matcher: '/a' }", [NONE] * 8),
    ("export const config = { matchers: ['/a'] }", [ALL] * 8),
    ("export const middlewareConfig = { matcher: ['/a'] }", [ALL] * 8),
    ("export const matcher = ['/a']", [ALL] * 8),
    ("const config = { matcher: ['/a'] }", [ALL] * 8),
    ("exports.config = { matcher: ['/a'] }", [ALL] * 8),
    ("export const config = null", [ERR] + [ALL] * 2 + [ERR] * 5),
    ("export const config = ['/a']", [ALL] * 3 + [ERR] * 5),
    ("export const config = undefined", [ERR] + [NONE] * 7),
])  # fmt: skip
def test_forms_of_config(source: str, expected: list[str]) -> None:
    assert states(source) == expected


@pytest.mark.parametrize(("version", "state"), [
    (None, UNKNOWN), ((16, 0, 0), ERR), ((16, 2, 12), ERR), ((16, 3, 0), OK), ((16, 4, 6), OK),
])  # fmt: skip
def test_type_assertions_are_read_from_16_3_on(version: Any, state: str) -> None:
    known = None if version is None else Version(*version)
    found = matcher("['/a'] as const", version=known)
    assert found.state == state
    assert matcher("['/a'] satisfies X", version=known).state == OK


# What the entries tell


def test_entries_with_their_places() -> None:
    found = matcher("[\n  '/a',\n  { source: '/b', missing: [{ type: 'header', key: 'x' }] },\n]")
    assert [(one.source, one.conditional, str(one.place)) for one in found.entries] == [
        ("/a", False, "middleware.ts:3:3"), ("/b", True, "middleware.ts:4:13"),
    ]  # fmt: skip
    assert found.place == Place("middleware.ts", 2, 34)


def test_a_refused_entry_says_so_in_nexts_words() -> None:
    found = matcher("['/a', '/b/*']")
    assert [one.error for one in found.entries] == [
        None, "Invalid source '/b/*': Unexpected MODIFIER at 3, expected END",
    ]  # fmt: skip
    assert found.reason == (
        "Next.js 16 refuses `config.matcher`: "
        "Invalid source '/b/*': Unexpected MODIFIER at 3, expected END"
    )


def test_a_lost_escape() -> None:
    (entry,) = matcher(r"'/((?!.*\..*|_next).*)'").entries
    assert entry.source == "/((?!.*..*|_next).*)"
    assert entry.lost_escape
    (entry,) = matcher(r"'/((?!.*\\..*|_next).*)'").entries
    assert entry.source == r"/((?!.*\..*|_next).*)"
    assert not entry.lost_escape
    (entry,) = matcher(r"[{ source: '/\d' }]").entries
    assert entry.lost_escape


@pytest.mark.parametrize(("raw", "template", "expected"), [
    (r"/\.", False, True), (r"/\\.", False, False), (r"/\\\.", False, True), (r"/\/a", False, False),
    (r"/\d+", False, True), (r"/\w", True, True), (r"\'", False, False), (r"/\u0061", False, False),
    (r"/\x61", False, False), (r"/\n", False, False), (r"/\-", False, False), (r"/\${a}", True, False),
    (r"/\${a}", False, True), (r"/\:a", False, True), ("/a\\", False, False), ("/a", False, False),
])  # fmt: skip
def test_which_backslashes_matter(raw: str, template: bool, expected: bool) -> None:
    assert loses_an_escape(raw, template=template) is expected


def test_the_compiled_matcher_answers() -> None:
    source = "export const config = { matcher: ['/a/:x*'] }"
    found = read(source, base_path="/docs", locales=("en",), trailing_slash=True)
    assert found.compiled is not None
    assert found.compiled.runs_on("/docs/a/").runs == "runs"
    assert found.compiled.runs_on("/a").runs == "skipped"


def test_what_is_dropped_runs_everywhere_and_what_is_refused_nowhere() -> None:
    for source in ("", "export { config } from './x'"):
        compiled = read(source, 14).compiled
        assert compiled is not None
        assert compiled.is_everywhere
    for source in ("export const config = f()", "export const config = { matcher: [] }"):
        assert read(source, 16, "proxy").compiled is None


# Reasons


@pytest.mark.parametrize(("source", "major", "reason"), [
    ("export const config = { matcher: x }", 14,
     ('Next.js 14 cannot read `config`: Unknown identifier "x" at "config.matcher",'
     " so that the middleware runs on every request")),
    ("export const config = { matcher: [{ source: f() }] }", 15,
     ("Next.js 15 refuses `config`: "
     'Unsupported node type "CallExpression" at "config.matcher[0].source"')),
    ("export { config } from './x'", 15,
     ("`config` comes from `./x`, and Next.js reads this file only,"
     " so that the middleware runs on every request")),
    ("const config = { matcher: '/a' }\nexport { config }", 16,
     ("Next.js 16 refuses `config` that is not exported where it is declared:"
     " It mustn't be reexported")),
    ("const config = { matcher: '/a' }", 16,
     ("`config` is not exported, and Next.js reads `export const config`,"
     " so that the middleware runs on every request")),
    ("export const config = { matchers: '/a' }", 16,
     ("`config` states `matchers`, and Next.js reads `matcher`,"
     " so that the middleware runs on every request")),
    ("export const config = { matcher: '' }", 14,
     "`config.matcher` is empty, so that the middleware runs on every request"),
    ("export const config = { matcher: [] }", 14, "`config.matcher` is an empty list"),
])  # fmt: skip
def test_reasons(source: str, major: int, reason: str) -> None:
    assert read(source, major).matcher.reason == reason


@pytest.mark.parametrize(("source", "name"), [
    ("export const middlewareConfig = { matcher: ['/a'] }", "middlewareConfig"),
    ("export const configs = { matcher: '/a' } as const", "configs"),
    ("export const matcher = ['/a']", "matcher"),
    ("export const matchers = '/a'", "matchers"),
    ("export const routes = { matcher: [{ x: 1 }] }", None),
    ("export const matcher = createMatcher()", None),
    ("export const options = { match: ['/a'] }", None),
    ("export const config = { matcher: ['/a'] }\nexport const other = { matcher: '/b' }", None),
    ("export const paths = ['/a']", None),
])  # fmt: skip
def test_misnamed(source: str, name: str | None) -> None:
    assert read(source).matcher.misnamed == name


def test_a_config_that_is_used_for_something_else_is_not_meant() -> None:
    source = "const config = { matcher: ['/a'] }\nuse(config)"
    assert read(source).matcher.state == NONE


# The runtime


@pytest.mark.parametrize(("source", "by_major"), [
    ("", {12: "edge", 13: "edge", 14: "edge", 15: "edge", 16: "edge"}),
    ("export const runtime = 'nodejs'",
     {12: "edge", 13: "edge", 14: "edge", 15: "nodejs", 16: "nodejs"}),
    ("export const config = { runtime: 'nodejs' }",
     {12: "edge", 13: "edge", 14: "edge", 15: "nodejs", 16: "nodejs"}),
    ("export const config = { runtime: 'experimental-edge' }",
     {12: "edge", 13: "edge", 14: "edge", 15: "edge", 16: "edge"}),
])  # fmt: skip
def test_runtime(source: str, by_major: dict[int, str]) -> None:
    for major, expected in by_major.items():
        found = read(source, major)
        assert (found.runtime, found.runtime_error) == (expected, None)


def test_a_proxy_runs_on_node_and_says_nothing_of_it() -> None:
    assert read("", 16, "proxy").runtime == "nodejs"
    found = read("export const runtime = 'nodejs'", 16, "proxy")
    assert found.runtime == "nodejs"
    assert found.runtime_error == (
        'Route segment config is not allowed in Proxy file at "./proxy.ts". '
        "Proxy always runs on Node.js runtime"
    )
    assert found.runtime_place == Place("proxy.ts", 2, 24)


def test_refused_runtimes() -> None:
    edge = read("export const runtime = 'edge'", 15)
    assert edge.runtime_error is not None
    assert edge.runtime_error.startswith("Page /middleware provided runtime 'edge'")
    assert read("export const runtime = 'edge'", 12).runtime_error is None  # not read there
    assert read("export const config = { runtime: 'deno' }", 14).runtime_error == (
        'Provided runtime "deno" is not supported'
    )
    assert read("export const config = { runtime: 'deno' }", 16).runtime_error == (
        "Invalid enum value. Expected 'edge' | 'experimental-edge' | 'nodejs', received 'deno'"
    )


def test_node_js_came_with_15_5() -> None:
    source = "export const config = { runtime: 'nodejs' }"
    assert read(source, 15, version=Version(15, 1, 0)).runtime == "edge"
    assert read(source, 15, version=Version(15, 5, 0)).runtime == "nodejs"


# Without a version


def test_without_a_version_all_majors_have_to_agree() -> None:
    def of_any(source: str, convention: Any = "middleware") -> Matcher:
        return read_config_of_any(module(HANDLER + source, "middleware.ts"), convention).matcher

    assert of_any("export const config = { matcher: ['/a'] }").state == OK
    assert of_any("export const config = { matcher: ['/a/*'] }").state == ERR
    assert of_any("").state == NONE
    assert of_any("export const config = { matchers: ['/a'] }").state == ALL
    found = of_any("export const config = { matcher: [x] }")
    assert (found.state, found.reason) == (
        UNKNOWN, "depends on the version of Next.js, which is not known",
    )  # fmt: skip
    assert of_any("export const config = { matcher: [x] }", "proxy").state == ERR


# Broken and hostile files


def test_a_file_that_cannot_be_parsed_is_unknown() -> None:
    found = read("export const config = { matcher: ['/a' }")
    assert found.matcher.state == UNKNOWN
    assert found.matcher.reason == "`middleware.ts` cannot be parsed at line 2"
    assert found.compiled is None


def test_an_error_elsewhere_leaves_the_matcher_readable() -> None:
    source = "export const config = { matcher: ['/a'] }\nconst broken = ;\n"
    assert read(source).matcher.state == OK


def test_deep_nesting_is_unknown() -> None:
    found = matcher("[" * 500 + "]" * 500)
    assert found.state == UNKNOWN


def test_long_lists_are_read() -> None:
    entries = ", ".join(f"'/a{n}/:path*'" for n in range(500))
    found = matcher(f"[{entries}]")
    assert found.state == OK
    assert len(found.entries) == 500
