"""What may give the app its publishable key though the build does not see it."""

import os
import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.code import Code
from clerkdoctor.facts.project import App
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Boolean, NotKnown, Number, Text

if TYPE_CHECKING:
    from clerkdoctor.typescript.module import Lineage

_STATIC_SINCE = 6
"""The major from which on `<ClerkProvider>` lets pages be prerendered."""
_IMPORTS = 50

_LAYOUTS = tuple(f"layout.{end}" for end in ("tsx", "jsx", "js", "ts"))

# Called anywhere in a layout, these make Next.js render it for each request.
_PER_REQUEST = (
    "headers", "cookies", "connection", "draftMode", "noStore", "unstable_noStore", "auth",
    "currentUser", "getLocale", "getMessages", "getTranslations",
)  # fmt: skip
# Named in next.config, these read variables from elsewhere, or build them in.
_LOADERS = ("loadEnvConfig", "loadEnvFile", "readFileSync", "publicRuntimeConfig", "DefinePlugin")
_LOADING_PACKAGES = ("dotenv", "env-cmd")


class Provider(NamedTuple):
    """Where `<ClerkProvider>` stands.

    `in_browser`: in code of the browser (`use client`, the Pages Router), where only what was built
    in is left of a variable. `around_all`: in the root layout or in a file that this imports, so
    that Next.js' own page `/_not-found` is within.
    """

    in_browser: bool
    around_all: bool


def provider(app: App, code: object, sources: Sources) -> Provider:
    """What the files are that import the provider."""
    imports = code.imports if isinstance(code, Code) else ()
    paths = sorted({one.place.path for one in imports if one.name == "ClerkProvider"})
    pages = f"{app.pages_router}/" if app.pages_router else None
    layouts = _layouts(app)
    outermost = [one for one in layouts if posixpath.dirname(one) == app.app_router] or layouts
    roots = {path for one in outermost for path in (one, *_imported(sources, one))}
    return Provider(
        any(
            (pages is not None and path.startswith(pages)) or _is_client(sources.module(path))
            for path in paths
        ),
        not roots.isdisjoint(paths),
    )


def run_time_key(app: App, name: str, found: Provider, sources: Sources) -> str | None:
    """Why the app may have the key all the same, as a clause; None where nothing shows it.

    `next.config` can set variables of its own. What is rendered for each request can hand the
    browser a key that the server has at run time: up to 5, `<ClerkProvider>` makes all of it so.
    """
    for config in app.next_configs:
        if _may_set(sources.module(config), name):
            return f"`{config}` may set it"
    if found.in_browser or not app.app_router:
        return None
    major = app.versions.major("@clerk/nextjs")
    if major is not None and major < _STATIC_SINCE:
        return f"`<ClerkProvider>` of @clerk/nextjs {major} hands it over at run time"
    for layout in _layouts(app):
        for path in (layout, *_imported(sources, layout)):
            module = sources.module(path)
            if isinstance(module, Module) and _is_per_request(module, sources):
                return (
                    f"`{path}` may have its pages rendered for each request, where the server can"
                    " hand the key over at run time"
                )
    return None


def _may_set(config: Module | NotKnown, name: str) -> bool:
    """Whether next.config names the variable but to pass it on, or reads variables itself."""
    if isinstance(config, NotKnown):
        return True
    if any(name in one.source for one in config.imports for name in _LOADING_PACKAGES):
        return True
    if any(config.occurrences(one) for one in _LOADERS):
        return True
    if name.encode() not in config.source:
        return False
    texts = config.nodes(frozenset({"string_fragment"}))
    named = [*config.occurrences(name)]
    named += [config.lineage(one) for one in texts if name in config.text(one)]
    return not all(_is_passed_on(config, lineage, name) for lineage in named)


def _is_passed_on(config: Module, lineage: "Lineage", name: str) -> bool:
    """Whether this is a part of `NAME: process.env.NAME`."""
    pair = next((one for one in reversed(lineage) if one.type == "pair"), None)
    value = pair and pair.child_by_field_name("value")
    return value is not None and config.text(value) in (
        f"process.env.{name}",
        f'process.env["{name}"]',
        f"process.env['{name}']",
    )


def _is_per_request(module: Module, sources: Sources) -> bool:
    if _is_client(module):
        return False
    exported = {one.name for one in module.exports}
    if "dynamic" in exported:
        stated = sources.exported(module.path, "dynamic")
        if not isinstance(stated, Text) or stated.text == "force-dynamic":
            return True
    if "revalidate" in exported:
        seconds = sources.exported(module.path, "revalidate")
        if isinstance(seconds, Number) and seconds.number == 0:
            return True
    for element in module.elements("ClerkProvider"):
        dynamic = element.attribute("dynamic")
        value = dynamic and sources.attribute(module, dynamic)
        if element.has_spread or (dynamic and not (isinstance(value, Boolean) and not value.truth)):
            return True
    return any(_is_call(one) for name in _PER_REQUEST for one in module.occurrences(name))


def _is_call(lineage: "Lineage") -> bool:
    """Whether what is named is called by this name alone, or is `auth` in `auth.protect()`."""
    *above, node = lineage
    if len(above) > 1 and above[-1].type == "member_expression" and node.text == b"auth":
        if above[-1].child_by_field_name("object") != node:
            return False
        *above, node = above
    if not above or above[-1].type != "call_expression":
        return False
    return above[-1].child_by_field_name("function") == node


def _is_client(module: Module | NotKnown) -> bool:
    return isinstance(module, Module) and "use client" in module.directives


def _imported(sources: Sources, layout: str) -> Iterator[str]:
    """The files of the app that a layout imports."""
    module = sources.module(layout)
    imports = module.imports if isinstance(module, Module) else ()
    for one in dict.fromkeys(one.source for one in imports[:_IMPORTS] if not one.is_type):
        target = sources.resolve(one, layout)
        if isinstance(target, str) and target.endswith((".tsx", ".ts", ".jsx", ".js")):
            yield target


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
