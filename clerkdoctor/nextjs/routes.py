"""Every route of a Next.js app, from the list of its files.

What becomes a route is told by names alone. The rules are those of Next.js 16: its
`build/route-discovery.js`, `lib/metadata/*` and `shared/lib/router/utils/*`; where Turbopack and
webpack differ, Turbopack's hold. 14 and 15 find the same, but that 14 puts `generateImageMetadata`
at `[[...__metadata_id__]]`. Which route serves a pathname is in `route_table`.
"""

from collections.abc import Container, Iterable, Sequence
from typing import Literal, NamedTuple

PAGE_EXTENSIONS = ("tsx", "ts", "jsx", "js")
"""What next.config's `pageExtensions` is by default; before others where two files compete."""

_MARKERS = ("(..)(..)", "(.)", "(..)", "(...)")
_NO_PAGES = frozenset({"/_app", "/_document", "/_error", "/404", "/500"})
_ID = "[__metadata_id__]"
_PICTURES = {
    "icon": ("ico", "jpg", "jpeg", "png", "svg"),
    "apple-icon": ("jpg", "jpeg", "png"),
    "opengraph-image": ("jpg", "jpeg", "png", "gif"),
    "twitter-image": ("jpg", "jpeg", "png", "gif"),
}

SegmentKind = Literal["static", "dynamic", "catch-all", "optional-catch-all"]
RouteKind = Literal["page", "route", "api", "metadata"]
Router = Literal["app", "pages"]


class Segment(NamedTuple):
    """One segment of a route's path.

    `text` is the text itself of a static segment, else the parameter's name. `prefix` and
    `suffix` stand around the brackets: the marker in `(.)[id]`, and `x-` in `x-[id]`, which
    Next.js reads as a parameter only where another segment is nothing but one.
    """

    kind: SegmentKind
    text: str
    prefix: str = ""
    suffix: str = ""

    @property
    def source(self) -> str:
        """The segment as its folder is called."""
        before, after = _BRACKETS[self.kind]
        return f"{self.prefix}{before}{self.text}{after}{self.suffix}"


class Route(NamedTuple):
    """A file that answers requests.

    `path` is the pattern as Next.js shows it: `/blog/[slug]`, `/shop/[[...slug]]`. `kind` is
    `api` for the Pages Router's API routes, `route` for the App Router's `route.ts`, `metadata`
    for robots, sitemaps, manifests and icons. `file` is relative to the app, as it was given.

    `slots` names the parallel routes that the file stands in, outermost first (`@modal`): a page
    there is drawn beside another of the same path, or alone where `default` files fill the rest.
    `intercepts` is the path whose client-side navigation shows this page instead. Such a page is
    not safe from requests: `next start` also serves it at its `path`, `/feed/(.)photo/[id]`.

    `exact` is False where the path depends on what the file exports: with
    `generateImageMetadata` or `generateSitemaps` it would be `<path>/[__metadata_id__]`, and
    `/sitemap/[__metadata_id__]` for `/sitemap.xml`. `methods` are those that a `route.ts`
    exports, None until its source was read.
    """

    path: str
    kind: RouteKind
    file: str
    router: Router
    segments: tuple[Segment, ...]
    slots: tuple[str, ...] = ()
    intercepts: str | None = None
    exact: bool = True
    methods: tuple[str, ...] | None = None


class RouterFolders(NamedTuple):
    """The folders of the two routers, relative to the app: `app` or `src/app`, None for none."""

    app_dir: str | None
    pages_dir: str | None


def router_folders(paths: Iterable[str]) -> RouterFolders:
    """The folders that Next.js takes its routes from, of all files or folders of the app.

    At the root goes before `src/`, each router for itself, even where the root's folder is empty
    (which only a list of folders shows). One at the root and the other in `src/` is an error
    from 16 on. Source: `lib/find-pages-dir.js`.
    """
    wanted = ("app", "pages", "src/app", "src/pages")
    found: set[str] = set()
    for path in paths:
        first, _, rest = path.partition("/")
        folder = f"src/{rest.partition('/')[0]}" if first == "src" else first
        if folder in wanted:
            found.add(folder)
    app, pages = (
        next((folder for folder in (name, f"src/{name}") if folder in found), None)
        for name in ("app", "pages")
    )
    return RouterFolders(app, pages)


def routes(
    files: Iterable[str],
    *,
    page_extensions: Sequence[str] = PAGE_EXTENSIONS,
    app_dir: str | None,
    pages_dir: str | None,
    several: Container[str] | None = None,
) -> tuple[Route, ...]:
    """Every route among these files (relative to the app, with `/`), in the order of Next.js.

    `page_extensions` is next.config's `pageExtensions`; the folders are those of
    `router_folders`. `several` holds the metadata files that export `generateImageMetadata` or
    `generateSitemaps`; None says that nobody has looked.

    Files that compete for one path are all in the result: pages of two slots belong together, of
    two files `page.js` and `page.tsx` Next.js takes one, and of others it says so when it builds.
    `pages/404` and `pages/500` answer with their status only and are no routes.
    """
    names = _Names(page_extensions, several)
    found: list[Route] = []
    app_root = None if app_dir is None else f"{app_dir}/"
    pages_root = None if pages_dir is None else f"{pages_dir}/"
    for file in files:
        if app_root is not None and file.startswith(app_root):
            route = names.app_route(file, file[len(app_root) :])
        elif pages_root is not None and file.startswith(pages_root):
            route = names.pages_route(file, file[len(pages_root) :])
        else:
            continue
        if route is not None:
            found.append(route)
    found.sort(key=names.order)
    return tuple(found)


class _Names:
    """What a file's name makes of it, for one `pageExtensions`."""

    def __init__(self, page_extensions: Sequence[str], several: Container[str] | None) -> None:
        self.endings = tuple(f".{extension}" for extension in page_extensions)
        self.longest_first = sorted(self.endings, key=len, reverse=True)
        self.typescript = "ts" in page_extensions
        self.several = several
        self.read: dict[str, Segment] = {}
        self.leaves: dict[str, RouteKind] = {}
        for ending in self.endings:
            self.leaves[f"page{ending}"] = "page"
            self.leaves[f"route{ending}"] = "route"

    def order(self, route: Route) -> tuple[object, ...]:
        """Where a route stands among all.

        Of files for one path, first those of the App Router, outside of slots, with the extension
        that comes first.
        """
        segments = [_order(part) for part in route.path.split("/") if part]
        extension = next((i for i, end in enumerate(self.endings) if route.file.endswith(end)), -1)
        return segments, route.router, bool(route.slots), extension, route.file

    def stem(self, name: str) -> str | None:
        """A name without its page extension, the longest that fits; None where none does."""
        if not name.endswith(self.endings):
            return None
        return next(name[: -len(end)] for end in self.longest_first if name.endswith(end))

    def app_route(self, file: str, inside: str) -> Route | None:
        folder, _, name = inside.rpartition("/")
        kind = self.leaves.get(name)
        last, generated = (None, False) if kind else self.metadata(name, at_root=not folder)
        if (kind is None and last is None) or "/_" in f"/{folder}":
            return None
        folders = [part for part in folder.replace("%5F", "_").split("/") if part]
        shown, marked = folders, "(" in folder
        slots: tuple[str, ...] = ()
        if marked or "@" in folder:
            shown = [part for part in folders if part[0] != "@" and not _is_group(part)]
            slots = tuple(part for part in folders if _is_slot(part))
        exact = not generated or self.several is not None
        if last is not None:
            last = _with_hash(last, folders)
            more = generated and self.several is not None and file in self.several
            shown = [*shown, last.removesuffix(".xml"), _ID] if more else [*shown, last]
        intercepts = _intercepts(shown) if marked else None
        path, segments = "/" + "/".join(shown), self.segments(shown, intercepts)
        return Route(path, kind or "metadata", file, "app", segments, slots, intercepts, exact)

    def metadata(self, name: str, *, at_root: bool) -> tuple[str | None, bool]:
        """The last segment that a metadata file answers at, and whether its code may change it.

        None for all other files. Any number of digits behind a picture's name, as Turbopack has
        it; webpack takes one.
        """
        stem = self.stem(name)
        first, _, extension = name.partition(".")
        if stem == "sitemap" or name == "sitemap.xml":
            return "sitemap.xml", stem is not None
        if at_root and (stem == "robots" or name == "robots.txt"):
            return "robots.txt", False
        if at_root and (stem == "manifest" or name in {"manifest.webmanifest", "manifest.json"}):
            return name if stem is None else "manifest.webmanifest", False
        if at_root and name == "favicon.ico":
            return name, False
        pictures = _PICTURES.get(first.rstrip("0123456789"), ())
        if extension in pictures:
            return name, False
        return (stem, True) if pictures and stem == first else (None, False)

    def pages_route(self, file: str, inside: str) -> Route | None:
        stem = self.stem(inside)
        if stem is None or (self.typescript and inside.endswith(".d.ts")):
            return None
        path = f"/{stem}".removesuffix("/index") or "/"
        if path in _NO_PAGES:
            return None
        kind: RouteKind = "api" if path == "/api" or path.startswith("/api/") else "page"
        parts = [part for part in path.split("/") if part]
        return Route(path, kind, file, "pages", self.segments(parts, None))

    def segments(self, parts: Sequence[str], intercepts: str | None) -> tuple[Segment, ...]:
        """The segments as Next.js reads them: no parameter counts where none fills its segment.

        Of an intercepting route, that one is looked for in the path that it intercepts.
        """
        looked_at = parts if intercepts is None else intercepts.split("/")
        if any(_is_parameter(part) for part in looked_at):
            return tuple([self.read.get(part) or self.remember(part) for part in parts])
        return tuple([Segment("static", part) for part in parts])

    def remember(self, part: str) -> Segment:
        self.read[part] = segment = _segment(part)
        return segment


def _is_group(part: str) -> bool:
    return part.startswith("(") and part.endswith(")")


def _is_slot(part: str) -> bool:
    return part.startswith("@") and part != "@children"


def _marker(part: str) -> str | None:
    """The marker of an intercepting segment."""
    if not part.startswith("("):
        return None
    return next((marker for marker in _MARKERS if part.startswith(marker)), None)


def _intercepts(parts: Sequence[str]) -> str | None:
    """The path that the intercepting segment among these points to, None where there is none.

    Steps above the root, which Next.js refuses to build, stay at the root.
    """
    for at, part in enumerate(parts):
        marker = _marker(part)
        if marker is None:
            continue
        above = {"(.)": at, "(..)": at - 1, "(..)(..)": at - 2, "(...)": 0}[marker]
        return "/" + "/".join([*parts[: max(above, 0)], part[len(marker) :], *parts[at + 1 :]])
    return None


def _with_hash(name: str, folders: Sequence[str]) -> str:
    """A metadata file's name; a group or a slot above adds a hash, so that two do not meet.

    Source: `lib/metadata/get-metadata-route.js`, `shared/lib/hash.js`.
    """
    if name == "sitemap.xml" or not any(_is_group(part) or _is_slot(part) for part in folders):
        return name
    value = 5381
    units = ("/" + "/".join(folders)).encode("utf-16-le", "surrogatepass")
    for low, high in zip(units[::2], units[1::2], strict=True):
        value = (value * 33 + (high << 8 | low)) & 0xFFFFFFFF
    digits = ""
    while value:
        value, digit = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    first, dot, extension = name.partition(".")
    return f"{first}-{digits[:6]}{dot}{extension}"


def _is_parameter(part: str) -> bool:
    return len(part) > 2 and part[0] == "[" and part[-1] == "]"


def _segment(part: str) -> Segment:
    prefix, bracket, rest = part.partition("[")
    optional = rest.startswith("[")
    end = rest.find("]]" if optional else "]")
    name = rest[optional:end]
    if not bracket or end < 0 or not name:
        return Segment("static", part)
    suffix = rest[end + 1 + optional :]
    if not name.startswith("..."):
        return Segment("dynamic", name, prefix, suffix)
    kind: SegmentKind = "optional-catch-all" if optional else "catch-all"
    return Segment(kind, name[3:], prefix, suffix)


def _order(part: str) -> tuple[int, str]:
    """Sorts as Next.js tries routes: itself, static, dynamic, catch-all, optional catch-all.

    Source: `shared/lib/router/utils/sorted-routes.js`, which takes a parameter with text around
    it for static.
    """
    if not _is_parameter(part):
        return (0, part)
    return (3 if part.startswith("[[...") else 2 if part.startswith("[...") else 1, "")


_BRACKETS: dict[SegmentKind, tuple[str, str]] = {
    "static": ("", ""),
    "dynamic": ("[", "]"),
    "catch-all": ("[...", "]"),
    "optional-catch-all": ("[[...", "]]"),
}
