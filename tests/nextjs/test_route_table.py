"""Which route serves a pathname."""

import pytest

from clerkdoctor.nextjs.route_table import RouteTable, match
from clerkdoctor.nextjs.routes import routes

FILES = (
    "app/page.tsx", "app/[lang]/page.tsx", "app/[lang]/about/page.tsx", "app/blog/[slug]/page.tsx",
    "app/blog/latest/page.tsx", "app/blog/[slug]/raw/route.ts", "app/docs/[...path]/page.tsx",
    "app/docs/intro/page.tsx", "app/shop/[[...slug]]/page.tsx", "app/(group)/deep/page.tsx",
    "app/café/page.tsx", "app/caf%C3%A9/x/page.tsx", "app/%5Funder/page.tsx",
    "app/@modal/login/page.tsx", "app/dash/page.tsx", "app/@modal/dash/page.tsx",
    "app/feed/(.)item/page.tsx", "app/feed/item/page.tsx", "app/@modal/(.)photo/[id]/page.tsx",
    "app/pre/[a]/x-[b]/page.tsx", "app/pre/[a]/x-lit/page.tsx", "app/pre/[a]/[b]/page.tsx",
    "app/pre/[a]/A/page.tsx", "app/api/[...rest]/route.ts", "app/icon.png",
    "pages/api/users/[id].ts", "pages/old.tsx", "pages/dash.tsx",
)  # fmt: skip
TABLE = RouteTable(routes(FILES, app_dir="app", pages_dir="pages"))


@pytest.mark.parametrize(
    ("pathname", "file"),
    [
        ("/", "app/page.tsx"),
        ("", "app/page.tsx"),
        ("/fr", "app/[lang]/page.tsx"),
        ("/fr/", "app/[lang]/page.tsx"),
        ("/fr/about", "app/[lang]/about/page.tsx"),
        ("/fr/nothing", None),
        ("/deep", "app/(group)/deep/page.tsx"),
        ("/Deep", "app/[lang]/page.tsx"),
        # Static before dynamic, and back where that leads nowhere.
        ("/blog/latest", "app/blog/latest/page.tsx"),
        ("/blog/latest/raw", "app/blog/[slug]/raw/route.ts"),
        ("/blog/x", "app/blog/[slug]/page.tsx"),
        ("/blog", "app/[lang]/page.tsx"),
        ("/blog/x/y", None),
        ("/docs/intro", "app/docs/intro/page.tsx"),
        ("/docs/intro/x", "app/docs/[...path]/page.tsx"),
        ("/docs/a/b/c/", "app/docs/[...path]/page.tsx"),
        ("/docs", "app/[lang]/page.tsx"),
        ("/docs/about", "app/docs/[...path]/page.tsx"),
        ("/shop", "app/shop/[[...slug]]/page.tsx"),
        ("/shop/a/b", "app/shop/[[...slug]]/page.tsx"),
        # Both routers are one order.
        ("/api/users/1", "pages/api/users/[id].ts"),
        ("/api/users/1/2", "app/api/[...rest]/route.ts"),
        ("/api/users", "app/api/[...rest]/route.ts"),
        ("/old", "pages/old.tsx"),
        ("/dash", "app/dash/page.tsx"),
        # Slots and interceptions.
        ("/login", "app/@modal/login/page.tsx"),
        ("/feed/item", "app/feed/item/page.tsx"),
        ("/feed/(.)item", "app/feed/(.)item/page.tsx"),
        ("/(.)photo/1", "app/@modal/(.)photo/[id]/page.tsx"),
        ("/photo/1", None),
        # Text around a parameter is sorted among the static ones: `x-[b]` before `x-lit`.
        ("/pre/1/x-2", "app/pre/[a]/x-[b]/page.tsx"),
        ("/pre/1/x-lit", "app/pre/[a]/x-[b]/page.tsx"),
        ("/pre/1/x-", "app/pre/[a]/[b]/page.tsx"),
        ("/pre/1/A", "app/pre/[a]/A/page.tsx"),
        # As sent: nothing is decoded to find a static text.
        ("/blog/%6Catest", "app/blog/[slug]/page.tsx"),
        ("/café", "app/[lang]/page.tsx"),
        ("/caf%C3%A9", "app/[lang]/page.tsx"),
        ("/café/x", "app/caf%C3%A9/x/page.tsx"),
        ("/caf%C3%A9/x", "app/caf%C3%A9/x/page.tsx"),
        ("/caf%c3%a9/x", None),
        ("/_under", "app/%5Funder/page.tsx"),
        ("/%5Funder", "app/[lang]/page.tsx"),
        ("/blog/a%2Fb", "app/blog/[slug]/page.tsx"),
        ("/blog/[slug]", "app/blog/[slug]/page.tsx"),
        ("/blog/a b", "app/blog/[slug]/page.tsx"),
        ("/icon.png", "app/icon.png"),
        # What cannot be decoded is a bad request, even where another route would fit.
        ("/%", None),
        ("/blog/%E9", None),
        ("/blog/%zz", None),
        ("/docs/a/%ED%A0%80", None),
        ("/docs/a/%F0%9F%98%80", "app/docs/[...path]/page.tsx"),
        # Slashes and dots.
        ("//blog//x", "app/blog/[slug]/page.tsx"),
        ("/blog\\x", "app/blog/[slug]/page.tsx"),
        ("/x/../blog/./latest", "app/blog/latest/page.tsx"),
        ("/x/%2E%2e/old", "pages/old.tsx"),
        ("/../../old", "pages/old.tsx"),
        ("/blog/..%2fx", "app/blog/[slug]/page.tsx"),
        # What Next.js keeps for itself.
        ("/_app", None),
        ("/_error", None),
        ("/_document", None),
        ("/_not-found", None),
        ("/_global-error", None),
        ("/404", None),
        ("/500", "app/[lang]/page.tsx"),
    ],
)  # fmt: skip
def test_match(pathname: str, file: str | None) -> None:
    route = TABLE.match(pathname)
    assert (route and route.file) == file


def test_names_that_next_keeps_depend_on_the_routers() -> None:
    only_pages = routes(["pages/[x].tsx"], app_dir=None, pages_dir="pages")
    only_app = routes(["app/[x]/page.tsx"], app_dir="app", pages_dir=None)
    kept = {"/404", "/500", "/_app", "/_not-found"}
    assert {path for path in kept if match(only_pages, path) is None} == {"/404", "/_app"}
    assert {path for path in kept if match(only_app, path) is None} == kept
    own = routes(["app/404/page.tsx", "app/500/page.tsx"], app_dir="app", pages_dir=None)
    assert [bool(match(own, path)) for path in ("/404", "/500")] == [True, True]


def test_no_routes() -> None:
    assert match((), "/") is None
    assert match((), "/404") is None


def test_hostile_pathnames() -> None:
    for pathname in ("/" * 200_000, "/a" * 100_000, "/%" * 50_000, "/docs/" + "%2E" * 100_000,
                     "/\ud83d", "/\x00\x1b[31m\n", "/docs/" + "é" * 50_000, "/../" * 50_000,
                     "no-slash", "?", "#"):  # fmt: skip
        TABLE.match(pathname)
    assert TABLE.match("/docs/" + "a/" * 100_000) is not None


def test_a_search_sees_each_place_once() -> None:
    """Twelve levels with a static and a dynamic folder each: 4,096 ways to one leaf."""
    files = [
        f"app/{'/'.join('a' if number >> bit & 1 else '[p]' for bit in range(12))}/leaf/page.tsx"
        for number in range(1 << 12)
    ]
    table = RouteTable(routes(files, app_dir="app", pages_dir=None))
    assert table.match("/a" * 12 + "/leaf") is not None
    assert table.match("/a" * 12 + "/other") is None


def test_deep_routes() -> None:
    deep = "/".join(["a", "[b]"] * 2000)
    table = RouteTable(routes([f"app/{deep}/page.tsx"], app_dir="app", pages_dir=None))
    assert table.match("/a/x" * 2000) is not None
    assert table.match("/a/x" * 1999) is None


def test_below_a_catch_all_there_is_nothing() -> None:
    """Next.js builds no such app; here it leads nowhere."""
    files = ["app/[...all]/x/page.tsx", "app/b/[[...all]]/[c]/page.tsx"]
    table = RouteTable(routes(files, app_dir="app", pages_dir=None))
    assert [table.match(pathname) for pathname in ("/a", "/a/x", "/b", "/b/c")] == [None] * 4
