"""Which file is the middleware: the layouts that were built and started with 12 to 16."""

from typing import Any

import pytest

from clerkdoctor.nextjs.middleware_files import Candidate, middleware_files
from clerkdoctor.nextjs.routes import router_folders
from clerkdoctor.semver import Version

W, T = "webpack", "turbopack"
EVERY = ((12, W), (13, W), (14, W), (15, W), (15, T), (16, T), (16, W))
ROOT = ("app/page.tsx",)
SRC = ("src/app/page.tsx",)
PAGES = ("pages/index.tsx",)


def found(files: tuple[str, ...], major: int | None = 16, **options: Any) -> tuple[Candidate, ...]:
    folders = router_folders(files)
    return middleware_files(
        files, app_dir=folders.app_dir, pages_dir=folders.pages_dir, major=major, **options
    )


def fates(*args: Any, **options: Any) -> dict[str, str]:
    return {one.path: one.fate for one in found(*args, **options)}


def running(*args: Any, **options: Any) -> str:
    return ", ".join(one.path for one in found(*args, **options) if one.fate == "runs") or "—"


# The table of layouts: what runs, in the order of EVERY.
@pytest.mark.parametrize(("files", "expected"), [
    ((*ROOT, "middleware.ts"), ["middleware.ts"] * 7),
    ((*PAGES, "middleware.ts"), ["middleware.ts"] * 7),
    ((*SRC, "src/middleware.ts"), ["src/middleware.ts"] * 7),
    (("src/pages/index.tsx", "src/middleware.js"), ["src/middleware.js"] * 7),
    ((*ROOT, "src/middleware.ts"), ["—"] * 4 + ["src/middleware.ts"] * 2 + ["—"]),
    ((*PAGES, "src/middleware.ts"), ["—"] * 4 + ["src/middleware.ts"] * 2 + ["—"]),
    ((*SRC, "middleware.ts"), ["—"] * 4 + ["middleware.ts"] * 2 + ["—"]),
    (
        (*SRC, "middleware.ts", "src/middleware.ts"),
        ["src/middleware.ts"] * 4 + ["middleware.ts"] * 2 + ["src/middleware.ts"],
    ),
    ((*ROOT, "middleware.ts", "src/middleware.ts"), ["middleware.ts"] * 7),
    ((*SRC, "proxy.ts"), ["—"] * 7),
    ((*SRC, "src/proxy.ts"), ["—"] * 5 + ["src/proxy.ts"] * 2),
    ((*ROOT, "proxy.ts"), ["—"] * 5 + ["proxy.ts"] * 2),
    ((*ROOT, "proxy.ts", "middleware.ts"), ["middleware.ts"] * 5 + ["—"] * 2),
    ((*ROOT, "app/middleware.ts"), ["—"] * 7),
    ((*ROOT, "middleware/index.ts"), ["—"] * 7),
    ((*ROOT, "Middleware.js"), ["—"] * 7),
    ((*ROOT, "middleware.mjs"), ["—"] * 7),
    ((*ROOT, "middleware.cjs"), ["—"] * 7),
    ((*ROOT, "middleware.jsx"), ["middleware.jsx"] * 7),
    ((*ROOT, "middleware.js", "middleware.jsx"), ["middleware.jsx"] * 7),
    ((*PAGES, "pages/_middleware.ts"), ["—"] * 7),
    ((*PAGES, "pages/middleware.ts"), ["—"] * 7),
    (("app/page.tsx", "src/pages/x.tsx", "middleware.ts"),
     ["—"] * 4 + ["middleware.ts"] * 2 + ["—"]),
])  # fmt: skip
def test_which_file_runs(files: tuple[str, ...], expected: list[str]) -> None:
    ran = [running(files, major, bundler=bundler) for major, bundler in EVERY]
    assert ran == expected


def test_the_default_bundler_is_the_majors() -> None:
    assert running((*ROOT, "src/middleware.ts"), 15) == "—"
    assert running((*ROOT, "src/middleware.ts"), 16) == "src/middleware.ts"


def test_a_misplaced_file_says_where_it_has_to_stand() -> None:
    (one,) = found((*SRC, "middleware.ts"), 14)
    assert one == Candidate(
        "middleware.ts", "middleware", "dead",
        "stands at the root of the app, but Next.js looks beside `src/app`", "src/middleware.ts",
    )  # fmt: skip
    (one,) = found((*ROOT, "src/middleware.ts"), 15)
    assert one.reason == "stands in `src`, but Next.js looks beside `app`"
    assert one.expected == "middleware.ts"
    assert one.differs == "a build with Turbopack runs it"


def test_a_misplaced_file_that_turbopack_runs_is_dead_in_development() -> None:
    (one,) = found((*SRC, "middleware.ts"), 16)
    assert one.fate == "runs"
    assert one.expected == "src/middleware.ts"
    assert one.differs == "`next dev` and builds with webpack pass it over"


def test_bundlers_differ_where_both_places_have_one() -> None:
    both = (*SRC, "middleware.ts", "src/middleware.ts")
    at = {one.path: one for one in found(both, 16, bundler=T)}
    assert at["middleware.ts"].differs == "webpack runs `src/middleware.ts`"
    assert at["src/middleware.ts"].fate == "dead"
    assert at["src/middleware.ts"].reason == (
        "gives way to `middleware.ts`, which Turbopack takes first"
    )
    at = {one.path: one for one in found(both, 15, bundler=W)}
    assert at["src/middleware.ts"].differs == "Turbopack runs `middleware.ts` instead"
    assert at["middleware.ts"].fate == "dead"


def test_both_names_are_refused_from_16_on() -> None:
    both = (*ROOT, "middleware.ts", "proxy.ts")
    said = (
        "stands beside `{}`, and Next.js refuses the two: "
        'Both middleware file "./middleware.ts" and proxy file "./proxy.ts" are detected'
    )
    assert {one.path: (one.fate, one.reason) for one in found(both, 16)} == {
        "middleware.ts": ("refused", said.format("proxy.ts")),
        "proxy.ts": ("refused", said.format("middleware.ts")),
    }
    assert fates(both, 15) == {"middleware.ts": "runs"}
    assert fates(both, None) == {"middleware.ts": "unknown", "proxy.ts": "unknown"}


def test_the_old_name_is_deprecated_from_16_on() -> None:
    assert [one.deprecated for one in found((*ROOT, "middleware.ts"), 16)] == [True]
    assert [one.deprecated for one in found((*ROOT, "middleware.ts"), 15)] == [False]
    assert [one.deprecated for one in found((*ROOT, "proxy.ts"), 16)] == [False]


def test_a_proxy_before_16_is_dead() -> None:
    (one,) = found((*SRC, "src/proxy.ts"), 15)
    assert one.reason == "is called `proxy`, which Next.js runs from 16 on, and this is 15"
    assert one.expected == "src/middleware.ts"


@pytest.mark.parametrize(("file", "reason", "expected"), [
    ("app/middleware.ts", "stands in `app`, but Next.js looks beside it", "middleware.ts"),
    ("app/proxy.ts", "stands in `app`, but Next.js looks beside it", "proxy.ts"),
    ("middleware/index.ts", "is in a folder `middleware`, but Next.js looks for a file",
     "middleware.ts"),
    ("src/middleware/index.ts", "is in a folder `middleware`, but Next.js looks for a file",
     "middleware.ts"),
    ("Middleware.ts", "is spelled `Middleware`, but Next.js looks for `middleware`",
     "middleware.ts"),
    ("PROXY.ts", "is spelled `PROXY`, but Next.js looks for `proxy`", "proxy.ts"),
    ("middleware.mjs", "ends in `.mjs`, but Next.js looks for one of `tsx`, `ts`, `jsx`, `js`",
     "middleware.js"),
    ("middleware.mts", "ends in `.mts`, but Next.js looks for one of `tsx`, `ts`, `jsx`, `js`",
     "middleware.ts"),
    ("_middleware.ts", "is called `_middleware`, but Next.js looks for `middleware`",
     "middleware.ts"),
])  # fmt: skip
def test_what_may_be_meant(file: str, reason: str, expected: str) -> None:
    (one,) = found((*ROOT, file), 16)
    assert (one.fate, one.reason, one.expected) == ("dead", reason, expected)
    # Beside a file that runs it is some module of the app.
    assert fates((*ROOT, file, "proxy.ts"), 16) == {"proxy.ts": "runs"}


@pytest.mark.parametrize("file", [
    "lib/proxy.ts", "src/utils/middleware.ts", "packages/net/proxy.ts", "src/lib/middleware/index.ts",
    "app/api/proxy/route.ts", "app/proxy/page.tsx", "middleware.test.ts", "middleware.spec.tsx",
    "proxy.d.ts", "middleware.md", "middleware.py", "proxy.json", "convex/middleware.ts",
    "src/server/middleware.ts", "app/(site)/middleware.ts", "tests/middleware.ts", "myproxy.ts",
    "setupProxy.js", "middlewares.ts", "src/middlewares/index.ts", "server/proxy/index.ts",
    "app/middleware/page.tsx", "components/Middleware.tsx",
])  # fmt: skip
def test_what_is_no_candidate(file: str) -> None:
    for major in (14, 16):
        assert found((*ROOT, file), major) == ()
        assert running((*ROOT, file, "middleware.ts"), major) == "middleware.ts"


def test_a_page_of_the_pages_router_may_be_called_proxy() -> None:
    for major in (14, 15, 16):
        assert found((*PAGES, "pages/proxy.tsx", "pages/proxy/index.tsx"), major) == ()


# Page extensions


def test_page_extensions_decide_the_name() -> None:
    options: dict[str, Any] = {"page_extensions": ("page.tsx", "page.ts")}
    assert running((*ROOT, "proxy.page.ts"), 16, **options) == "proxy.page.ts"
    (one,) = found((*ROOT, "proxy.ts"), 16, **options)
    assert one.fate == "dead"
    assert one.reason == "ends in `.ts`, but Next.js looks for one of `page.tsx`, `page.ts`"
    assert one.expected == "proxy.page.ts"
    assert running((*ROOT, "middleware.ts"), 14, page_extensions=("ts", "mdx")) == "middleware.ts"


def test_the_first_extension_wins() -> None:
    at = {one.path: one for one in found((*ROOT, "middleware.js", "middleware.ts"), 15)}
    assert at["middleware.ts"].fate == "runs"
    assert at["middleware.js"].fate == "dead"
    assert at["middleware.js"].reason == (
        "gives way to `middleware.ts`, whose extension comes before in order"
    )


# The Pages Router's own, and the convention of old


def test_middleware_in_pages_is_refused() -> None:
    (one,) = found((*PAGES, "pages/middleware.ts"), 15)
    assert (one.fate, one.expected) == ("refused", "middleware.ts")
    assert fates((*PAGES, "pages/middleware.ts", "middleware.ts"), 15) == {
        "middleware.ts": "runs", "pages/middleware.ts": "refused",
    }  # fmt: skip


def test_nested_middleware() -> None:
    (one,) = found((*PAGES, "pages/_middleware.ts"), 12)
    assert one.reason == "is refused since Next.js 12.2: Nested Middleware is not allowed"
    assert fates((*PAGES, "pages/_middleware.ts"), 12, version=Version(12, 1, 6)) == {
        "pages/_middleware.ts": "unknown"
    }
    assert fates((*PAGES, "pages/a/_middleware.js"), 14) == {"pages/a/_middleware.js": "refused"}
    assert fates((*PAGES, "pages/api/_middleware.ts"), 14) == {"pages/api/_middleware.ts": "dead"}
    assert fates((*PAGES, "pages/api/_middleware.ts", "middleware.ts"), 14) == {
        "middleware.ts": "runs"
    }


def test_before_12_2_a_middleware_file_is_nothing() -> None:
    assert fates((*PAGES, "middleware.ts"), 12, version=Version(12, 1, 0)) == {
        "middleware.ts": "dead"
    }
    assert fates((*PAGES, "middleware.ts"), 11) == {"middleware.ts": "dead"}


# What is not known


def test_without_a_version() -> None:
    assert fates((*ROOT, "middleware.ts"), None) == {"middleware.ts": "runs"}
    assert fates((*ROOT, "proxy.ts"), None) == {"proxy.ts": "unknown"}
    assert fates((*ROOT, "src/middleware.ts"), None) == {"src/middleware.ts": "unknown"}
    assert fates((*PAGES, "pages/middleware.ts"), None) == {"pages/middleware.ts": "unknown"}
    assert fates((*PAGES, "pages/_middleware.ts"), None) == {"pages/_middleware.ts": "unknown"}


def test_a_proxy_where_it_belongs_and_a_middleware_elsewhere() -> None:
    assert fates((*SRC, "src/proxy.ts", "middleware.ts"), 16) == {
        "src/proxy.ts": "runs", "middleware.ts": "unknown",
    }  # fmt: skip


def test_without_routers_the_root_is_looked_at() -> None:
    assert fates(("middleware.ts",), 15) == {"middleware.ts": "runs"}


def test_nothing_is_found_in_nothing() -> None:
    assert found((), 16) == ()
    assert found(ROOT, 16) == ()
