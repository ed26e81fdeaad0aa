"""A real Next.js app with more than 50 routes of every kind; each answers with its own file's name.

The pages do nothing else, so that whatever a signed-out request meets is the middleware's doing.
"""

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Route(NamedTuple):
    """A route: its path as Next.js shows it, its file below `app/` or `pages/`, and what is asked.

    `ask` are paths that it serves; `methods` are those that its file exports.
    """

    path: str
    file: str
    ask: tuple[str, ...]
    methods: tuple[str, ...]


def _route(path: str, file: str, ask: str = "", methods: str = "GET") -> Route:
    return Route(path, file, tuple((ask or path).split()), tuple(methods.split()))


PAGES = (
    _route("/", "app/page.tsx"),
    _route("/about", "app/(marketing)/about/page.tsx"),
    _route("/pricing", "app/(marketing)/(deep)/pricing/page.tsx"),
    _route("/dashboard", "app/(signed-in)/dashboard/page.tsx"),
    _route("/dashboard/settings", "app/(signed-in)/dashboard/settings/page.tsx"),
    _route("/dashboard/[team]", "app/(signed-in)/dashboard/[team]/page.tsx", "/dashboard/acme"),
    _route(
        "/dashboard/[team]/members/[id]",
        "app/(signed-in)/dashboard/[team]/members/[id]/page.tsx",
        "/dashboard/acme/members/7",
    ),
    _route("/dashboard-old", "app/dashboard-old/page.tsx"),
    _route("/Settings", "app/Settings/page.tsx"),
    _route("/blog", "app/blog/page.tsx"),
    _route("/blog/[slug]", "app/blog/[slug]/page.tsx", "/blog/hello"),
    _route("/docs/[...path]", "app/docs/[...path]/page.tsx", "/docs/guides/start"),
    _route("/shop/[[...filters]]", "app/shop/[[...filters]]/page.tsx", "/shop /shop/shoes/red"),
    _route(
        "/sign-in/[[...sign-in]]",
        "app/sign-in/[[...sign-in]]/page.tsx",
        "/sign-in /sign-in/factor-one",
    ),
    _route(
        "/sign-up/[[...sign-up]]", "app/sign-up/[[...sign-up]]/page.tsx", "/sign-up /sign-up/verify"
    ),
    _route("/admin", "app/admin/page.tsx"),
    _route("/admin/users/[id]", "app/admin/users/[id]/page.tsx", "/admin/users/7"),
    _route("/releases/v1.2", "app/releases/v1.2/page.tsx"),
    _route("/report.zip", "app/report.zip/page.tsx"),
    _route("/people/[name]", "app/people/[name]/page.tsx", "/people/ada"),
    _route("/[locale]/legal", "app/[locale]/legal/page.tsx", "/de/legal"),
    _route("/_status", "app/%5Fstatus/page.tsx"),
    _route("/api-docs", "app/api-docs/page.tsx"),
    _route("/feed", "app/feed/page.tsx"),
    _route("/feed/(..)photo/[id]", "app/feed/@modal/(..)photo/[id]/page.tsx", "/feed/(..)photo/7"),
    _route("/photo/[id]", "app/photo/[id]/page.tsx", "/photo/7"),
    _route("/team", "app/team/page.tsx"),
    _route("/team/billing", "app/team/@side/billing/page.tsx"),
)
HANDLERS = (
    _route("/api/hello", "app/api/hello/route.ts", methods="GET POST"),
    _route("/api/posts/[id]", "app/api/posts/[id]/route.ts", "/api/posts/7", "GET PUT DELETE"),
    _route("/api/webhooks/clerk", "app/api/webhooks/clerk/route.ts", methods="POST"),
    _route("/api/webhooks/stripe", "app/api/webhooks/stripe/route.ts", methods="GET POST"),
    _route("/api/trpc/[trpc]", "app/api/trpc/[trpc]/route.ts", "/api/trpc/post.list", "GET POST"),
    _route("/trpc/[call]", "app/trpc/[call]/route.ts", "/trpc/post.list", "GET POST"),
    _route("/api/v1/export.csv", "app/api/v1/export.csv/route.ts"),
    _route("/api/cron", "app/api/cron/route.ts"),
    _route("/rss.xml", "app/rss.xml/route.ts"),
    _route("/feed.json", "app/feed.json/route.ts"),
    _route("/auth/callback", "app/auth/callback/route.ts"),
    _route("/.well-known/security.txt", "app/.well-known/security.txt/route.ts"),
)
METADATA = (
    _route("/robots.txt", "app/robots.ts"),
    _route("/sitemap.xml", "app/sitemap.ts"),
    _route("/manifest.webmanifest", "app/manifest.ts"),
    _route("/favicon.ico", "app/favicon.ico"),
    _route("/icon.svg", "app/icon.svg"),
    _route("/apple-icon", "app/apple-icon.tsx"),
    _route(
        "/blog/[slug]/opengraph-image",
        "app/blog/[slug]/opengraph-image.tsx",
        "/blog/hello/opengraph-image",
    ),
)
PAGES_ROUTER = (
    _route("/legacy", "pages/legacy/index.tsx"),
    _route("/legacy/[id]", "pages/legacy/[id].tsx", "/legacy/7"),
    _route("/wiki/[[...path]]", "pages/wiki/[[...path]].tsx", "/wiki /wiki/a/b"),
    _route("/api/ping", "pages/api/ping.ts", methods="GET POST"),
    _route("/api/users/[id]", "pages/api/users/[id].ts", "/api/users/7", "GET POST"),
    _route("/api/files/[...path]", "pages/api/files/[...path].ts", "/api/files/a/b.pdf"),
)
ROUTES = (*PAGES, *HANDLERS, *METADATA, *PAGES_ROUTER)

PATHS = (
    "/people/ada.lovelace", "/people/ada.jpg", "/blog/v1.2", "/docs/v1.2/start", "/docs/logo.png",
    "/legacy/a.b", "/Dashboard", "/DASHBOARD/settings", "/api/posts/7.json", "/api/nowhere",
    "/dashboard/acme/members/a.b", "/nowhere",
)  # fmt: skip
"""Paths that are asked besides, each served by a route above or by none."""

_SUPPORT = {
    "app/layout.tsx": """export const metadata = { metadataBase: new URL("http://localhost") };
export default function Layout({ children }: { children: React.ReactNode }) {
  return <html><body>{children}</body></html>;
}
""",
    "app/team/layout.tsx": """type Props = { children: React.ReactNode; side: React.ReactNode };
export default function Layout({ children, side }: Props) {
  return <main>{children}{side}</main>;
}
""",
    "app/team/default.tsx": "export default () => null;\n",
    "app/team/@side/default.tsx": "export default () => null;\n",
    "app/feed/layout.tsx": """type Props = { children: React.ReactNode; modal: React.ReactNode };
export default function Layout({ children, modal }: Props) {
  return <main>{children}{modal}</main>;
}
""",
    "app/feed/default.tsx": "export default () => null;\n",
    "app/feed/@modal/default.tsx": "export default () => null;\n",
}
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
_PICTURE = (
    'export const contentType = "text/plain";\nexport default () => new Response("@@FILE@@");\n'
)
_CONTENT = {
    "app/robots.ts": 'export default () => ({ rules: { userAgent: "@@FILE@@" } });\n',
    "app/sitemap.ts": 'export default () => [{ url: "http://localhost/@@FILE@@" }];\n',
    "app/manifest.ts": 'export default () => ({ name: "@@FILE@@" });\n',
    "app/apple-icon.tsx": _PICTURE,
    "app/blog/[slug]/opengraph-image.tsx": _PICTURE,
    "app/icon.svg": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><desc>@@FILE@@</desc></svg>\n'
    ),
}

_WEBPACK = """,
  webpack(config) {
    config.optimization.minimize = false;
    return config;
  },
}"""

FRONTEND_API = "clerk.live-routes.example"
"""The publishable key's host: no such host exists, and nothing here asks for it."""


def config(root: Path, more: Mapping[str, object], *, with_webpack: bool) -> str:
    """The app's next.config.js. `root` holds the node_modules.

    Nothing is deployed: types, traces and minified code would only take their time.
    """
    stated = {
        "typescript": {"ignoreBuildErrors": True},
        "outputFileTracingRoot": str(root),
        "outputFileTracingExcludes": {"next-server": ["**/*"]},
        "turbopack": {"root": str(root)},
        "experimental": {"cpus": 1, "turbopackMinify": False, "serverMinification": False},
        **more,
    }
    text = json.dumps(stated, indent=2)
    if with_webpack:
        text = text.removesuffix("\n}") + _WEBPACK
    return f"module.exports = {text};\n"


def write(
    folder: Path, *, source: str, packages: Mapping[str, str], sign_in_url: str | None
) -> None:
    """The app's files but the middleware and next.config.js, below `folder`.

    `source` is `src` or empty: where `app/` and `pages/` stand.
    """
    key = base64.b64encode(f"{FRONTEND_API}$".encode()).decode()
    env = {
        "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": f"pk_test_{key}",
        "CLERK_SECRET_KEY": "sk_test_" + "l1ve" * 10,
        "NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED": "1",
    }
    if sign_in_url:
        env["NEXT_PUBLIC_CLERK_SIGN_IN_URL"] = sign_in_url
    files = {
        ".env.local": "".join(f"{name}={value}\n" for name, value in env.items()),
        "package.json": json.dumps({"private": True, "dependencies": dict(packages)}, indent=2),
        "tsconfig.json": json.dumps(_tsconfig(source), indent=2),
    }
    for name, text in files.items():
        _put(folder / name, text.encode())
    for name, text in _SUPPORT.items():
        _put(folder / source / name, text.encode())
    for route in ROUTES:
        _put(folder / source / route.file, _content(route))


def names_in(body: bytes) -> set[str]:
    """The files that say in an answer that they have made it."""
    found: list[bytes] = re.findall(rb"@@((?:app|pages)/[^<>\"']+?\.\w+)@@", body)
    return {name.decode() for name in found}


def _tsconfig(source: str) -> object:
    return {
        "compilerOptions": {
            "target": "ES2022", "lib": ["dom", "esnext"], "module": "esnext", "jsx": "preserve",
            "moduleResolution": "bundler", "strict": True, "noEmit": True, "incremental": True,
            "esModuleInterop": True, "isolatedModules": True, "resolveJsonModule": True,
            "allowJs": True, "skipLibCheck": True, "plugins": [{"name": "next"}],
            "paths": {"@/*": [f"./{source}/*" if source else "./*"]},
        },
        "include": ["next-env.d.ts", "**/*.ts", "**/*.tsx", ".next/types/**/*.ts"],
        "exclude": ["node_modules"],
    }  # fmt: skip


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _content(route: Route) -> bytes:
    file = route.file
    if file.endswith(".ico"):
        return _PNG + f"@@{file}@@".encode()
    if file in _CONTENT:
        text = _CONTENT[file]
    elif file.startswith("pages/api/"):
        text = (
            'import type { NextApiRequest, NextApiResponse } from "next";\n\n'
            "export default function handler(_: NextApiRequest, response: NextApiResponse) {\n"
            '  response.status(200).send("@@FILE@@");\n}\n'
        )
    elif file.endswith("/route.ts"):
        text = "\n".join(
            f'export async function {method}() {{\n  return new Response("@@FILE@@");\n}}\n'
            for method in route.methods
        )
        text = 'export const dynamic = "force-dynamic";\n' + text
    else:
        text = 'export default function Page() {\n  return <p>{"@@FILE@@"}</p>;\n}\n'
    return text.replace("FILE", file).encode()
