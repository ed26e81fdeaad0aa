"""Which route of a Next.js app serves a pathname.

Ported from Next.js 16: the lookup of `server/lib/router-utils/{filesystem,resolve-routes}.js`,
with the regular expressions of `shared/lib/router/utils/route-regex.js` as a tree. 14 and 15 answer
the same, but that they leave dot segments alone and let any text match a segment like `x-[id]`.
"""

from collections.abc import Iterable, Sequence

from clerkdoctor.nextjs.routes import Route, Segment

_INTERNAL = frozenset({"/_app", "/_document", "/_error"})
_INTERNAL_WITH_APP = _INTERNAL | {"/_not-found", "/_global-error"}


class RouteTable:
    """Routes ready to be asked about many pathnames."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._exact: dict[str, Route] = {}
        self._dynamic = _Node()
        routers: set[str] = set()
        for route in sorted(routes, key=lambda route: (route.router, bool(route.slots))):
            routers.add(route.router)
            self._exact.setdefault(route.path, route)
            if any(segment.kind != "static" for segment in route.segments):
                self._dynamic.add(route)
        self._internal = _INTERNAL_WITH_APP if "app" in routers else _INTERNAL
        self._errors = {"/404", "/500"} if routers == {"app"} else {"/404"}

    def match(self, pathname: str) -> Route | None:
        """The route that serves a pathname, without basePath and locale; None where none does.

        The pathname is read as a browser sends it, and after the redirects that Next.js makes for
        repeated and trailing slashes. It is compared as sent, still percent-encoded: a folder
        `café` answers nowhere, a folder `caf%C3%A9` at `/café`. A parameter that cannot be
        decoded is answered with 400 and by no route.

        A page in a slot is named only where no page outside of slots has its path. Files in
        `public/`, rewrites, and what Next.js keeps below `/_next/` are not known here.
        """
        pathname = _as_sent(pathname)
        if pathname in self._internal:
            return None
        exact = self._exact.get(pathname)
        if exact is not None or pathname in self._errors:
            return exact
        parts = [part for part in pathname.split("/") if part]
        route = self._dynamic.find(parts)
        return route if route is not None and _decodes(route, parts) else None


def match(routes: Iterable[Route], pathname: str) -> Route | None:
    """The route that serves a pathname: `RouteTable.match`, for a single one."""
    return RouteTable(routes).match(pathname)


class _Node:
    """A place in the tree of the dynamic routes."""

    __slots__ = ("around", "catch_all", "dynamic", "optional", "route", "static")

    def __init__(self) -> None:
        self.route: Route | None = None
        self.static: dict[str, _Node] = {}
        self.around: dict[Segment, _Node] = {}
        self.dynamic: _Node | None = None
        self.catch_all: Route | None = None
        self.optional: Route | None = None

    def add(self, route: Route) -> None:
        """Put a route in its place. The first of two stays; Next.js has none below a catch-all."""
        node = self
        for left, segment in enumerate(route.segments, 1 - len(route.segments)):
            if segment.kind == "static":
                node = node.static.setdefault(segment.text, _Node())
            elif segment.prefix or segment.suffix:
                node = node.around.setdefault(segment, _Node())
            elif segment.kind == "dynamic":
                node.dynamic = node.dynamic or _Node()
                node = node.dynamic
            elif left:
                return
            elif segment.kind == "catch-all":
                node.catch_all = node.catch_all or route
                return
            else:
                node.optional = node.optional or route
                return
        node.route = node.route or route

    def find(self, parts: Sequence[str]) -> Route | None:
        """The first route in Next.js' order that fits. Each place is seen at most once."""
        ahead: list[tuple[_Node | Route | None, int]] = [(self, 0)]
        while ahead:
            node, at = ahead.pop()
            if not isinstance(node, _Node):
                if node is not None:
                    return node
            elif at == len(parts):
                ahead += [(node.optional, at), (node.route, at)]
            else:
                ahead += [(node.optional, at), (node.catch_all, at), (node.dynamic, at + 1)]
                ahead += [(child, at + 1) for child in node.by_text(parts[at])]
        return None

    def by_text(self, part: str) -> list["_Node"]:
        """The children that fit a part by their text, the one to try first at the end."""
        static = self.static.get(part)
        fitting = [] if static is None else [(part, static)]
        for segment, child in self.around.items():
            room = len(part) > len(segment.prefix) + len(segment.suffix)
            if room and part.startswith(segment.prefix) and part.endswith(segment.suffix):
                fitting.append((segment.source, child))
        fitting.sort(key=lambda each: each[0], reverse=True)
        return [child for _, child in fitting]


def _as_sent(pathname: str) -> str:
    """A pathname as it arrives: encoded as in a URL, without `.`, `..` and needless slashes."""
    if not pathname.isascii() or not pathname.isprintable() or set(pathname) & set(' "#<>?`{}'):
        from urllib.parse import quote

        pathname = quote(pathname, safe="%/\\!$&'()*+,:;=@[]^|~", errors="replace")
    parts: list[str] = []
    for part in pathname.replace("\\", "/").split("/"):
        dots = part.lower().replace("%2e", ".")
        if dots == "..":
            del parts[-1:]
        elif part and dots != ".":
            parts.append(part)
    return "/" + "/".join(parts)


def _decodes(route: Route, parts: Sequence[str]) -> bool:
    """Whether decodeURIComponent takes all parts of a pathname that become parameters."""
    for at, segment in enumerate(route.segments):
        if segment.kind == "static":
            continue
        values = parts[at:] if segment.kind.endswith("catch-all") else parts[at : at + 1]
        if not all(_is_encoded(value) for value in values):
            return False
    return True


def _is_encoded(text: str) -> bool:
    if "%" not in text:
        return True
    from urllib.parse import unquote_to_bytes

    digits = frozenset("0123456789abcdefABCDEF")
    for escape in text.split("%")[1:]:
        if len(escape) < 2 or not digits.issuperset(escape[:2]):
            return False
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return False
    return True
