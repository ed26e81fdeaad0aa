"""What may give the app its publishable key though the build does not see it."""

import os
import posixpath
import re
from pathlib import Path
from typing import NamedTuple

from clerkdoctor.facts.code import Code
from clerkdoctor.facts.project import App
from clerkdoctor.gather.files import MEGABYTE, is_file, read

_STATIC_SINCE = 6
"""The major from which on `<ClerkProvider>` lets pages be prerendered."""
_IMPORTS = 50
_HEAD = 5_000
_ENDS = (".tsx", ".ts", ".jsx", ".js", "/index.tsx", "/index.ts", "/index.jsx", "/index.js")

_LAYOUTS = tuple(f"layout.{end}" for end in ("tsx", "jsx", "js", "ts"))

# What makes Next.js render a layout, and all that is in it, for each request.
_PER_REQUEST = (
    r"\bdynamic\s*=\s*['\"]force-dynamic"
    r"|<ClerkProvider[^>]*\sdynamic\b"
    r"|\b(headers|cookies|connection|auth|currentUser|noStore|unstable_noStore|getLocale"
    r"|getMessages|getTranslations|draftMode)\s*\("
)
_LOADERS = r"dotenv|loadEnv(Config|File)|env-cmd|readFileSync|publicRuntimeConfig|DefinePlugin"


class Provider(NamedTuple):
    """Where `<ClerkProvider>` stands.

    `in_browser`: in code of the browser (`use client`, the Pages Router), where only what was built
    in is left of a variable. `around_all`: in the root layout or in a file that this imports, so
    that Next.js' own page `/_not-found` is within.
    """

    in_browser: bool
    around_all: bool


def provider(app: App, code: object) -> Provider:
    """What the files are that import the provider."""
    imports = code.imports if isinstance(code, Code) else ()
    paths = sorted({one.place.path for one in imports if one.name == "ClerkProvider"})
    pages = f"{app.pages_router}/" if app.pages_router else None
    layouts = _layouts(app)
    outermost = [one for one in layouts if posixpath.dirname(one) == app.app_router] or layouts
    roots = {path for one in outermost for path in (one, *_imported(app, one))}
    return Provider(
        any(
            (pages is not None and path.startswith(pages)) or _is_client(_text(app.folder / path))
            for path in paths
        ),
        not roots.isdisjoint(paths),
    )


def _is_client(text: str) -> bool:
    """Whether a file begins with `use client`, comments and blank lines passed over."""
    rest = text[:_HEAD].lstrip()
    while rest.startswith(("//", "/*")):
        _, _, rest = rest.partition("\n" if rest.startswith("//") else "*/")
        rest = rest.lstrip()
    return rest.startswith(("'use client'", '"use client"'))


def run_time_key(app: App, name: str, found: Provider) -> str | None:
    """Why the app may have the key all the same, as a clause; None where nothing shows it.

    `next.config` can set variables of its own. What is rendered for each request can hand the
    browser a key that the server has at run time: up to 5, `<ClerkProvider>` makes all of it so.
    """
    for config in app.next_configs:
        text = _text(app.folder / config)
        passed_on = rf"\b{name}['\"]?\s*:\s*process\.env\.{name}\b"
        if name in re.sub(passed_on, "", text) or re.search(_LOADERS, text):
            return f"`{config}` may set it"
    if found.in_browser or not app.app_router:
        return None
    major = app.versions.major("@clerk/nextjs")
    if major is not None and major < _STATIC_SINCE:
        return f"`<ClerkProvider>` of @clerk/nextjs {major} hands it over at run time"
    for layout in _layouts(app):
        for path in (layout, *_imported(app, layout)):
            text = _text(app.folder / path)
            if not _is_client(text) and re.search(_PER_REQUEST, text):
                return (
                    f"`{path}` may have its pages rendered for each request, where the server can"
                    " hand the key over at run time"
                )
    return None


def _imported(app: App, layout: str) -> list[str]:
    """The files of the app that a layout imports by a path, so far as they are where it says."""
    folder = posixpath.dirname(layout)
    text = _text(app.folder / layout)
    bases: list[str] = []
    for written in re.findall(r"from\s+['\"]((?:\.{1,2}|[@~])/[^'\"\n]+)", text)[:_IMPORTS]:
        path = written[2:]
        bases += [f"{folder}/{written}"] if written[0] == "." else [path, f"src/{path}"]
    names = [
        f"{posixpath.normpath(base)}{end}"
        for base in bases
        for end in ("", *_ENDS)
        if f"{base}{end}".endswith((".tsx", ".ts", ".jsx", ".js"))
    ]
    return [name for name in names if is_file(app.folder / name)]


def _layouts(app: App) -> list[str]:
    """The root layouts: that of the router, else those one folder below it."""
    if not app.app_router:
        return []
    found = [f"{app.app_router}/{name}" for name in _LAYOUTS]
    try:
        with os.scandir(app.folder / app.app_router) as entries:
            below = sorted(one.name for one in entries if one.name[:1] in "([" and one.is_dir())
    except OSError:
        below = []
    found += [f"{app.app_router}/{folder}/{name}" for folder in below for name in _LAYOUTS]
    return [path for path in found if (app.folder / path).is_file()]


def _text(path: Path) -> str:
    content = read(path, MEGABYTE)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
