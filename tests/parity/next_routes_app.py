"""A Next.js app with route files of every kind, each of which answers with its own name."""

import base64
import re
from pathlib import Path

PAGE_EXTENSIONS = ("page.jsx", "jsx", "js")
SEVERAL = ("app/multi/icon.js", "app/maps/sitemap.js")

APP = (
    # Pages: static, dynamic, catch-all, and beside each other.
    "page.js", "default.js", "[lang]/page.js", "[lang]/about/page.js", "blog/[slug]/page.js",
    "blog/latest/page.js", "blog/[slug]/_components/page.js", "docs/[...path]/page.js",
    "docs/intro/page.js", "shop/[[...slug]]/page.jsx", "Mixed/page.js", "mixed/page.js",
    "foo/page.page.jsx", "foo/loading.js", "foo/Button.js", "foo/route/page.js", "foo/page/page.js",
    # Groups, private folders, and characters with a meaning.
    "(group)/about/page.js", "(group)/(inner)/deep/page.js", "_private/page.js",
    "%5Funder/page.js", "a%5Fb/page.js", "%5flower/page.js", "café/page.js", "café/[id]/page.js",
    "with space/page.js", "pct%20enc/page.js", "caf%C3%A9/page.js", "enc/%5Bid%5D/page.js",
    "a.b/page.js", ".hidden/page.js", "(.)/paren/page.js",
    # Text around a parameter.
    "x-[b]/page.js", "pre/[a]/x-[b]/page.js", "pre/[a]/x-lit/page.js", "pre/[a]/[b]/page.js",
    "pre/[a]/[b].json/page.js",
    # Parallel and intercepting routes.
    "@modal/default.js", "@modal/login/page.js", "@modal/hook/route.js", "@modal/icon.png",
    "@modal/(.)photo/[id]/page.js", "photo/[id]/page.js", "dash/page.js", "dash/default.js",
    "dash/@team/page.js", "dash/@team/default.js", "dash/@team/members/page.js",
    "dash/@team/settings/[tab]/page.js", "feed/page.js", "feed/item/page.js",
    "feed/(.)item/page.js", "feed/(..)photo/[id]/page.js", "feed/a/(...)dash/page.js",
    "feed/a/b/(..)(..)item/page.js", "feed/(.)hook/route.js", "feed/hook/page.js",
    # Route handlers.
    "api/hello/route.js", "api/[...rest]/route.js", "blog/[slug]/raw/route.jsx",
    "feeds/robots.txt/route.js", "xml/sitemap.xml/route.js", "shape/icon/route.js",
    # Metadata files, as they are and generated, and their like in places where they are none.
    "robots.js", "sitemap.js", "manifest.js", "favicon.ico", "icon.png", "icon1.svg",
    "icon12.png", "apple-icon.png", "opengraph-image.jsx", "(group)/about/opengraph-image.png",
    "(group)/about/twitter-image.js", "(group)/[lang]/icon.png", "(group)/%5Fu/icon.png",
    "(group)/map/sitemap.js", "blog/[slug]/opengraph-image.js", "blog/[slug]/icon.png",
    "blog/sitemap.xml", "multi/icon.js", "maps/sitemap.js", "foo/favicon.ico", "foo/robots.js",
    "foo/manifest.json", "foo/icon-abcdef.png", "foo/sitemap1.js",
)  # fmt: skip
PAGES = (
    "_app.js", "404.js", "_error.js", "p/index.js", "p/[id].js", "p/new.page.jsx",
    "p/[id]/edit/index.js", "many/[...all].js", "maybe/[[...opt]].js", "index/index.js",
    "index/foo.js", "mid/index/index.js", "mid/index/deep.js", "_und.js", "café2.js",
    "styles.module.css", "notes.md", "(group)/y.js", "@slot/z.js", "sub/_app.js", "sub/404.js",
    "api/index.js", "api/users/index.js", "api/users/[id].js", "api/many/[...m].js",
)  # fmt: skip
FILES = (*(f"app/{file}" for file in APP), *(f"pages/{file}" for file in PAGES))

_ASKED = """
/ /login /login/ /hook /photo/1 /(.)photo/1 /(.)photo/[id] /dash /dash/ /dash/members /dash/nobody
/dash/settings/x /dash/settings /about /about/ /deep /_private /_under /%5Funder /a_b /a%5Fb
/_lower /%5flower /blog /blog/x /blog/latest /blog/latest/ /blog/%6Catest /blog/[slug]
/blog/%5Bslug%5D /blog/a%2Fb /blog/a/b /blog/x/raw /blog/x/raw/ /blog/latest/raw /blog/x/components
/docs /docs/ /docs/a /docs/a/b/c /docs/a/b/c/ /docs/a%2Fb /docs/intro /docs/%69ntro /docs/intro/x
/shop /shop/ /shop/a/b /Mixed /mixed /mIxed /foo /foo/page /foo/route /foo/loading /foo/Button
/caf%C3%A9 /caf%c3%a9 /caf%C3%A9/1 /caf%E9 /caf%E9/1 /with%20space /with+space /pct%20enc
/pct%2520enc /enc/%5Bid%5D /enc/[id] /enc/7 /a.b /.hidden /paren /(.)/paren /x-[b] /x-%5Bb%5D /x-1
/pre/1/x-2 /pre/1/x- /pre/1/x-lit /pre/1/y /pre/1/y.json /pre/1/.json /pre/1
/feed /feed/item /feed/(.)item /feed/%28.%29item /feed/(..)photo/1 /feed/a/(...)dash
/feed/a/b/(..)(..)item /feed/(.)hook /feed/hook /feed/a
/api /api/ /api/hello /api/other/y /api/users /api/users/ /api/users/1 /api/users/1/2 /api/many/1/2
/api/many /feeds/robots.txt /xml/sitemap.xml /shape/icon /robots.txt /sitemap.xml
/manifest.webmanifest /favicon.ico /icon.png /icon1.svg /icon12.png /apple-icon.png
/opengraph-image /about/opengraph-image.png /about/twitter-image /blog/x/opengraph-image
/blog/x/icon.png /blog/-/icon.png /blog/sitemap.xml /map/sitemap.xml /multi/icon /multi/icon/a
/maps/sitemap.xml /maps/sitemap/0.xml /foo/favicon.ico /foo/robots.txt /foo/manifest.json
/foo/icon-abcdef.png /foo/sitemap1 /index /index/foo /index/index /mid /mid/index /mid/index/deep
/fr /fr/about /fr/about/x /p /p/ /p/1 /p/new /p/index /p/1/edit /p/1/edit/ /p/1/edit/index /many
/many/a /many/a/b /maybe /maybe/ /maybe/a /_und /caf%C3%A92 /styles.module.css /notes /(group)/y
/@slot/z /y /sub /sub/_app /sub/404 /404 /500 /_error /_app /_document /_not-found /zzz/zzz
/% /blog/% /docs/a/%E9 /p/%C3 /many/a/%ED%A0%80 /blog//x //blog/x /docs/a//b// /blog/./x /blog/x/.
/blog/../about /blog/%2e%2E/about /.%2e/deep /blog/..%2fx /blog/%5Cx /blog/\\x /blog/x%0A
/docs/x%0Ay /blog/x%3F /blog/x%23y /blog/x;y /blog/x:y /blog/'x' /blog/x|y /blog/~x
"""
PATHNAMES = tuple(_ASKED.split())

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
_GENERATED = {
    "sitemap": "export default () => [{ url: 'http://x/@@FILE@@' }];",
    "manifest": "export default () => ({ name: '@@FILE@@' });",
    "robots": "export default () => ({ rules: { userAgent: '@@FILE@@' } });",
}
_PICTURE = (
    "export default () => new Response('@@FILE@@');\nexport const contentType = 'text/plain';"
)
_APP_PAGE = "export const dynamic = 'force-dynamic';\nexport default () => <p>{'@@FILE@@'}</p>;"
_ROUTE = (
    "export const dynamic = 'force-dynamic';\nexport const GET = () => new Response('@@FILE@@');"
)
_PAGES_PAGE = (
    "export default function Page() { return <p>{'@@FILE@@'}</p>; }\n"
    "export const getServerSideProps = () => ({ props: {} });"
)
_SPECIAL = {
    "app/layout.js": (
        "export const metadata = { metadataBase: new URL('http://localhost') };\n"
        "export default ({ children, modal }) => <html><body>{children}{modal}</body></html>;"
    ),
    "app/dash/layout.js": "export default ({ children, team }) => <div>{children}{team}</div>;",
    "app/multi/icon.js": _PICTURE + "\nexport const generateImageMetadata = () => [{ id: 'a' }];",
    "app/maps/sitemap.js": (
        _GENERATED["sitemap"] + "\nexport const generateSitemaps = () => [{ id: 0 }];"
    ),
    "app/icon1.svg": (
        "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'><desc>@@FILE@@</desc></svg>"
    ),
    "app/blog/sitemap.xml": (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><!--@@FILE@@--></urlset>"
    ),
    "pages/_app.js": "export default ({ Component, pageProps }) => <Component {...pageProps} />;",
    "pages/404.js": "export default () => <p>not found</p>;",
    "pages/_error.js": "export default () => <p>error</p>;",
}


def write(folder: Path, turbopack_root: Path) -> None:
    """The app's files, below a folder whose node_modules or a parent's hold Next.js."""
    config = f"""module.exports = {{
      pageExtensions: {list(PAGE_EXTENSIONS)},
      turbopack: {{ root: {str(turbopack_root)!r} }},
    }};"""
    (folder / "next.config.js").write_text(config)
    (folder / "package.json").write_text('{"private": true}')
    for file in (*FILES, "app/layout.js", "app/dash/layout.js"):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_content(file))


def names_in(body: bytes) -> set[str]:
    """The files that say in an answer that they have made it."""
    found: list[bytes] = re.findall(rb"@@((?:app|pages)/[^<>\"']+?\.\w+)@@", body)
    return {name.decode() for name in found}


def _content(file: str) -> bytes:
    name = file.rsplit("/", 1)[-1].partition(".")[0]
    if file.endswith((".png", ".ico")):
        return _PNG + b"@@" + file.encode() + b"@@"
    if file in _SPECIAL:
        text = _SPECIAL[file]
    elif file.startswith("pages/api/"):
        text = "export default (request, response) => response.send('@@FILE@@');"
    elif file.startswith("pages/"):
        text = _PAGES_PAGE if file.endswith(("js", "jsx")) else ""
    elif name in {"page", "route"}:
        text = _APP_PAGE if name == "page" else _ROUTE
    elif name in _GENERATED:
        text = _GENERATED[name]
    elif name in {"icon", "opengraph-image", "twitter-image"}:
        text = _PICTURE
    elif file.endswith(".json"):
        text = "{}"
    else:
        text = "export default () => null;"
    return text.replace("FILE", file).encode()
