"""Which files are routes, and at which path."""

import pytest

from clerkdoctor.nextjs.routes import Route, Segment, router_folders, routes


def app(*files: str, **options: object) -> tuple[Route, ...]:
    inside = [f"app/{file}" for file in files]
    return routes(inside, app_dir="app", pages_dir=None, **options)  # type: ignore[arg-type]


def pages(*files: str, **options: object) -> tuple[Route, ...]:
    inside = [f"pages/{file}" for file in files]
    return routes(inside, app_dir=None, pages_dir="pages", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("file", "path", "kind"),
    [
        ("page.tsx", "/", "page"),
        ("page.js", "/", "page"),
        ("about/page.jsx", "/about", "page"),
        ("(marketing)/about/page.tsx", "/about", "page"),
        ("(a)/(b)/page.tsx", "/", "page"),
        ("(.)/x/page.tsx", "/x", "page"),
        ("(half/page.tsx", "/(half", "page"),
        ("dashboard/[id]/page.tsx", "/dashboard/[id]", "page"),
        ("blog/[...slug]/page.tsx", "/blog/[...slug]", "page"),
        ("shop/[[...slug]]/page.tsx", "/shop/[[...slug]]", "page"),
        ("sign-in/[[...sign-in]]/page.tsx", "/sign-in/[[...sign-in]]", "page"),
        ("api/webhooks/clerk/route.ts", "/api/webhooks/clerk", "route"),
        ("%5Fhealth/route.ts", "/_health", "route"),
        ("a%5Fb/page.tsx", "/a_b", "page"),
        ("%5fx/page.tsx", "/%5fx", "page"),
        ("Mixed/page.tsx", "/Mixed", "page"),
        ("page/page.tsx", "/page", "page"),
        ("route/route.ts", "/route", "route"),
        ("index/page.tsx", "/index", "page"),
        (".well-known/route.ts", "/.well-known", "route"),
        ("robots.txt/route.ts", "/robots.txt", "route"),
        ("icon/page.tsx", "/icon", "page"),
        ("日本/page.tsx", "/日本", "page"),
        ("favicon.ico", "/favicon.ico", "metadata"),
        ("robots.txt", "/robots.txt", "metadata"),
        ("robots.ts", "/robots.txt", "metadata"),
        ("manifest.ts", "/manifest.webmanifest", "metadata"),
        ("manifest.json", "/manifest.json", "metadata"),
        ("manifest.webmanifest", "/manifest.webmanifest", "metadata"),
        ("sitemap.xml", "/sitemap.xml", "metadata"),
        ("blog/sitemap.xml", "/blog/sitemap.xml", "metadata"),
        ("(shop)/blog/sitemap.xml", "/blog/sitemap.xml", "metadata"),
        ("icon.svg", "/icon.svg", "metadata"),
        ("icon2.png", "/icon2.png", "metadata"),
        ("icon12.png", "/icon12.png", "metadata"),
        ("blog/[slug]/apple-icon.jpeg", "/blog/[slug]/apple-icon.jpeg", "metadata"),
        ("blog/twitter-image.gif", "/blog/twitter-image.gif", "metadata"),
        # With what Next.js 16.4.6 itself makes of them.
        ("(group)/about/opengraph-image.png", "/about/opengraph-image-12x8i5.png", "metadata"),
        ("(g)/[id]/icon.png", "/[id]/icon-1714y2.png", "metadata"),
        ("(g)/%5Fx/icon.png", "/_x/icon-12e4et.png", "metadata"),
        ("@s/icon.png", "/icon-375vuv.png", "metadata"),
    ],
)
def test_app_router(file: str, path: str, kind: str) -> None:
    (route,) = app(file)
    assert (route.path, route.kind, route.file) == (path, kind, f"app/{file}")
    assert (route.router, route.exact, route.methods) == ("app", True, None)


@pytest.mark.parametrize(
    "file",
    [
        "layout.tsx", "default.tsx", "loading.tsx", "error.tsx", "template.tsx", "not-found.tsx",
        "global-error.tsx", "forbidden.tsx", "Page.tsx", "page.test.tsx", "page.css", "page.vue",
        "pages.tsx", "my-page.tsx", "page", "page.", ".tsx", "x/Button.tsx", "_page.tsx",
        "_lib/page.tsx", "a/_b/c/page.tsx", "_/route.ts", "(g)/_x/icon.png", "page.d.ts",
        "sub/robots.txt", "sub/manifest.ts", "sub/favicon.ico", "(g)/robots.ts", "favicon.png",
        "favicon.ts", "icon.gif", "apple-icon.svg", "icon-1.png", "icon1x.png", "sitemap1.ts",
        "sitemap.json", "icon.d.ts", "icons.png", "my-icon.png", "opengraph-image.webp", "icon.PNG",
    ],
)  # fmt: skip
def test_no_routes_of_the_app_router(file: str) -> None:
    assert app(file) == ()


@pytest.mark.parametrize(
    ("file", "path", "kind"),
    [
        ("index.tsx", "/", "page"),
        ("about.tsx", "/about", "page"),
        ("about/index.tsx", "/about", "page"),
        ("index/index.tsx", "/index", "page"),
        ("index/x.tsx", "/index/x", "page"),
        ("blog/[slug].tsx", "/blog/[slug]", "page"),
        ("[[...all]].tsx", "/[[...all]]", "page"),
        ("a.b.tsx", "/a.b", "page"),
        ("(group)/x.tsx", "/(group)/x", "page"),
        ("_private/x.tsx", "/_private/x", "page"),
        ("sub/_app.tsx", "/sub/_app", "page"),
        ("sub/404.tsx", "/sub/404", "page"),
        ("_application.tsx", "/_application", "page"),
        ("api.ts", "/api", "api"),
        ("api/index.ts", "/api", "api"),
        ("api/users/[id].ts", "/api/users/[id]", "api"),
        ("apis/x.ts", "/apis/x", "page"),
        ("API/x.ts", "/API/x", "page"),
    ],
)
def test_pages_router(file: str, path: str, kind: str) -> None:
    (route,) = pages(file)
    assert (route.path, route.kind, route.router) == (path, kind, "pages")
    assert (route.slots, route.intercepts, route.exact) == ((), None, True)


@pytest.mark.parametrize(
    "file",
    ["_app.tsx", "_document.js", "_error.tsx", "_error/index.tsx", "404.tsx", "500/index.jsx",
     "x.d.ts", "x.css", "x.mdx", "readme.md", "tsx"],
)  # fmt: skip
def test_no_routes_of_the_pages_router(file: str) -> None:
    assert pages(file) == ()


def test_page_extensions() -> None:
    extensions = ("page.tsx", "api.ts")
    found = pages(
        "home/index.page.tsx", "home/Button.tsx", "api/x.api.ts", "x.ts", page_extensions=extensions
    )
    assert [(route.path, route.kind) for route in found] == [("/api/x", "api"), ("/home", "page")]
    found = app("a/page.page.tsx", "b/page.tsx", "c/page.api.ts", page_extensions=extensions)
    # `page.tsx` is the extension here, and nothing is left for the name.
    assert [route.path for route in found] == ["/a", "/c"]
    assert [route.path for route in app("icon.page.tsx", page_extensions=extensions)] == ["/icon"]
    assert [route.path for route in pages("x.mdx", page_extensions=("mdx",))] == ["/x"]
    assert [route.path for route in pages("x.d.ts", page_extensions=("d.ts",))] == ["/x"]
    # The longest extension goes, in whatever order they stand.
    assert [r.path for r in pages("x.page.tsx", page_extensions=("tsx", "page.tsx"))] == ["/x"]
    assert app("page.tsx", page_extensions=()) == ()


def test_slots_and_interceptions() -> None:
    (route,) = app("@modal/(.)photo/[id]/page.tsx")
    assert (route.path, route.slots, route.intercepts) == (
        "/(.)photo/[id]", ("@modal",), "/photo/[id]",
    )  # fmt: skip
    (route,) = app("@a/x/@b/page.tsx")
    assert (route.path, route.slots, route.intercepts) == ("/x", ("@a", "@b"), None)
    (route,) = app("@children/x/page.tsx")
    assert (route.path, route.slots) == ("/x", ())
    (route,) = app("@modal/api/hook/route.ts")
    assert (route.path, route.kind, route.slots) == ("/api/hook", "route", ("@modal",))


@pytest.mark.parametrize(
    ("folder", "intercepts"),
    [
        ("feed/(.)item", "/feed/item"),
        ("(.)item", "/item"),
        ("feed/(..)photo/[id]", "/photo/[id]"),
        ("a/b/(..)c", "/a/c"),
        ("a/b/c/(..)(..)d/e", "/a/d/e"),
        ("a/b/c/(...)d", "/d"),
        ("a/(g)/@s/(..)b", "/b"),
        ("(..)x", "/x"),
        ("a/(..)(..)x", "/x"),
        ("a/(.)[...all]", "/a/[...all]"),
    ],
)
def test_what_a_page_intercepts(folder: str, intercepts: str) -> None:
    (route,) = app(f"{folder}/page.tsx")
    assert route.intercepts == intercepts


@pytest.mark.parametrize(
    ("file", "path", "path_of_several"),
    [
        ("icon.tsx", "/icon", "/icon/[__metadata_id__]"),
        ("blog/[id]/opengraph-image.js", "/blog/[id]/opengraph-image",
         "/blog/[id]/opengraph-image/[__metadata_id__]"),
        ("(group)/about/twitter-image.js", "/about/twitter-image-12x8i5",
         "/about/twitter-image-12x8i5/[__metadata_id__]"),
        ("shop/sitemap.ts", "/shop/sitemap.xml", "/shop/sitemap/[__metadata_id__]"),
    ],
)  # fmt: skip
def test_generated_metadata(file: str, path: str, path_of_several: str) -> None:
    (unread,) = app(file)
    assert (unread.path, unread.exact) == (path, False)
    (one,) = app(file, several=())
    assert (one.path, one.exact) == (path, True)
    (many,) = app(file, several={f"app/{file}"})
    assert (many.path, many.exact) == (path_of_several, True)
    assert many.segments[-1] == Segment("dynamic", "__metadata_id__")


def test_segments() -> None:
    def of(path: str) -> tuple[Segment, ...]:
        (route,) = app(f"{path}/page.tsx")
        assert "/".join(segment.source for segment in route.segments) == path
        return route.segments

    assert of("a/[b]/[...c]") == (
        Segment("static", "a"), Segment("dynamic", "b"), Segment("catch-all", "c"),
    )  # fmt: skip
    assert of("[[...c]]") == (Segment("optional-catch-all", "c"),)
    # Text around a parameter counts only beside a segment that is all parameter.
    assert of("x-[id]") == (Segment("static", "x-[id]"),)
    assert of("[a]/x-[id].json")[1] == Segment("dynamic", "id", "x-", ".json")
    assert of("a/(.)[id]")[1] == Segment("dynamic", "id", "(.)")
    assert of("a/(.)x") == (Segment("static", "a"), Segment("static", "(.)x"))
    assert of("[]") == (Segment("static", "[]"),)
    assert of("[a]/[b") == (Segment("dynamic", "a"), Segment("static", "[b"))


def test_order_is_that_of_next() -> None:
    files = [
        "[[...rest]]/page.tsx", "[id]/page.tsx", "page.tsx", "b/page.tsx", "a/[x]/page.tsx",
        "a/[...all]/page.tsx", "a/page.tsx", "a/b/page.tsx", "[id]/z/page.tsx", "B/page.tsx",
    ]  # fmt: skip
    expected = ["/", "/B", "/a", "/a/b", "/a/[x]", "/a/[...all]", "/b", "/[id]", "/[id]/z",
                "/[[...rest]]"]  # fmt: skip
    assert [route.path for route in app(*files)] == expected
    assert [route.path for route in app(*reversed(files))] == expected


def test_files_that_share_a_path_are_all_there() -> None:
    files = [
        "pages/x.tsx", "app/@s/x/page.tsx", "app/x/page.js", "app/(g)/x/page.tsx", "app/x/page.tsx",
    ]  # fmt: skip
    found = routes(files, app_dir="app", pages_dir="pages")
    assert [route.file for route in found] == [
        "app/(g)/x/page.tsx", "app/x/page.tsx", "app/x/page.js", "app/@s/x/page.tsx", "pages/x.tsx",
    ]  # fmt: skip


def test_only_the_folders_of_the_routers_count() -> None:
    files = ["app/page.tsx", "src/app/x/page.tsx", "src/pages/y.tsx", "pages/z.tsx", "page.tsx",
             "application/page.tsx", "app", "src/app", "lib/app/page.tsx"]  # fmt: skip
    assert [r.file for r in routes(files, app_dir="src/app", pages_dir=None)] == [
        "src/app/x/page.tsx"
    ]
    assert [r.path for r in routes(files, app_dir="app", pages_dir="src/pages")] == ["/", "/y"]
    assert routes(files, app_dir=None, pages_dir=None) == ()


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], (None, None)),
        (["app/page.tsx"], ("app", None)),
        (["src/app/page.tsx", "src/pages/x.tsx"], ("src/app", "src/pages")),
        (["src/app/page.tsx", "app/x.css"], ("app", None)),
        (["src/app/page.tsx", "app"], ("app", None)),
        (["app/page.tsx", "src/pages/x.tsx"], ("app", "src/pages")),
        (["src", "src/app", "pages"], ("src/app", "pages")),
        (["apps/web/app/page.tsx", "lib/app/x", "src/lib/app/y", "App/page.tsx"], (None, None)),
        (["src/app.tsx", "app.ts", "pages.json"], (None, None)),
    ],
)
def test_router_folders(paths: list[str], expected: tuple[str | None, str | None]) -> None:
    assert router_folders(paths) == expected
    assert router_folders(reversed(paths)) == expected


def test_hostile_names() -> None:
    deep = "/".join(["[a]", "(.)b", "@c", "(d)"] * 2000)
    (route,) = app(f"{deep}/page.tsx")
    assert route.path.count("/") == 4000
    strange = ["\x1b[31m", "a\nb", "\udc80", "\u202e", "[bold]", "[", "]", "[[", "[[]]", "[...]",
               "[[...]]", "(", ")", "()", "@", "%", "//", " "]  # fmt: skip
    for name in strange:
        assert len(app(f"{name}/page.tsx")) == 1, name
        assert len(app(f"(g)/{name}/icon.png")) == 1, name
        pages(f"{name}.tsx", f"{name}/index.tsx")
