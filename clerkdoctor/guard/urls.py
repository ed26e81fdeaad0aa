"""URLs: `request.url`, `request.nextUrl`, `new URL(…)`."""

# All functions of JavaScript are called alike, whatever they use of what they get.
# ruff: noqa: ARG002

from typing import TYPE_CHECKING

from clerkdoctor.guard.values import (
    UNDEFINED,
    Host,
    Native,
    Origin,
    PathText,
    Site,
    Text,
    Unknown,
    Value,
    argument,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run

EXAMPLE = "https://host.invalid"
"""Stands for the origin of the request, which is not known."""


class UrlText(Host):
    """The text of a URL of which only the path is known: `request.url`."""

    __slots__ = ("path",)
    why_no_path = "a whole URL, with scheme and host, never equals a path"

    def __init__(self, path: str) -> None:
        self.path = path

    @property
    def sample(self) -> str:
        return EXAMPLE + self.path

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name in ("startsWith", "includes", "endsWith"):
            return Native(name, lambda run, given, at: self._search(run, name, given, at))
        if name in ("toString", "toLowerCase", "trim", "valueOf"):
            return Native(name, lambda *_: self)
        return unknown_part(site)

    def _search(self, run: "Run", method: str, given: list[Value], site: Site) -> Value:
        from clerkdoctor.guard.operators import judged

        wanted = argument(given, 0)
        if not isinstance(wanted, str):
            return unknown_part(site)
        path = PathText(self.path)
        if method == "startsWith":
            if wanted and "https://".startswith(wanted[:8].lower()):
                return True if len(wanted) <= 4 else unknown_part(site)
            if isinstance(wanted, Text):
                reason = "`url` is a whole URL, which begins with its scheme"
                run.program.constants.add(site, False, reason)
            return judged(False, site, path)
        if method == "endsWith":
            return judged(self.path.endswith(wanted), site, path)
        if wanted in self.path or wanted.startswith("/"):
            return judged(wanted in self.path, site, path)
        return unknown_part(site)


class Url(Host):
    """A URL. `path` is None where it is not known; `is_request` is `request.nextUrl` itself."""

    __slots__ = ("is_request", "origin", "parts", "path", "query")

    def __init__(
        self,
        path: Value,
        *,
        origin: str | None = None,
        query: "Query | None" = None,
        is_request: bool = False,
    ) -> None:
        self.path = path
        self.origin = origin
        self.query = query or Query()
        self.is_request = is_request
        self.parts: dict[str, Value] = {}

    @property
    def why_no_path(self) -> str | None:
        return "`nextUrl` is an object; its `pathname` is the path"

    @property
    def target(self) -> str | None:
        """Where a redirect to it leads."""
        if not isinstance(self.path, str):
            return None
        return (self.origin or "") + str(self.path)

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name in self.parts:
            return self.parts[name]
        if name == "pathname":
            return self.path
        if name == "searchParams":
            return self.query
        if name == "clone":
            return Native(name, lambda *_: self.copy())
        if name in ("href", "toString", "toJSON"):
            text = self.as_text(site)
            return text if name == "href" else Native(name, lambda *_: text)
        if name in ("path", "pathName", "query", "url"):
            return UNDEFINED
        if name in ("host", "hostname", "origin", "protocol", "port"):
            return Unknown(f"`{name}` comes with the request", site.place, f"url:{name}")
        if name == "search" and self.is_request:
            return Unknown("`search` comes with the request", site.place, "url:search")
        return Unknown(f"`{name}` of the URL is not known", site.place, f"url:{name}")

    def as_text(self, site: Site) -> Value:
        if not isinstance(self.path, str):
            return unknown_part(site)
        return (self.origin + str(self.path)) if self.origin else UrlText(self.path)

    def copy(self) -> "Url":
        made = Url(self.path, origin=self.origin, query=self.query.copy())
        made.parts = dict(self.parts)
        return made

    def assign(self, run: "Run", name: str, value: Value) -> None:
        if name == "pathname":
            self.path = value
        elif name == "search":
            self.query = Query(known=True)
        elif name in ("host", "hostname", "href", "protocol", "port"):
            self.origin = None
            self.parts[name] = value
        else:
            self.parts[name] = value


class Query(Host):
    """`searchParams`. Those of the request are not known, those of a new URL are not looked at."""

    __slots__ = ("known", "values")

    def __init__(self, *, known: bool = False) -> None:
        self.known = known
        self.values: dict[str, Value] = {}

    def copy(self) -> "Query":
        made = Query(known=self.known)
        made.values = dict(self.values)
        return made

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name in ("get", "has", "getAll"):
            return Native(name, self._get)
        if name in ("set", "append"):
            return Native(name, self._set)
        return Unknown("the query comes with the request", site.place, f"query.{name}")

    def _get(self, run: "Run", given: list[Value], site: Site) -> Value:
        name = argument(given, 0)
        if not isinstance(name, str):
            return Unknown("the query comes with the request", site.place, f"query:{site.text}")
        if name in self.values:
            return self.values[name]
        return None if self.known else sent("query", name, site)

    def _set(self, run: "Run", given: list[Value], site: Site) -> Value:
        name = argument(given, 0)
        if isinstance(name, str):
            self.values[str(name)] = argument(given, 1)
        return UNDEFINED


def sent(kind: str, name: str, site: Site) -> Unknown:
    """What a client may send along: a header, a cookie, a query parameter."""
    words = {"header": "header", "cookie": "cookie", "query": "query parameter"}
    why = f"the {words[kind]} `{name}` comes with the request"
    return Unknown(why, site.place, f"{kind}:{name.lower()}", origin=Origin(kind, str(name)))


def unknown_part(site: Site) -> Unknown:
    return Unknown(f"`{site.text}` depends on the request", site.place, f"({site.text})")


def new_url(run: "Run", given: list[Value], site: Site) -> Value:
    """`new URL(url, base)`."""
    first, base = argument(given, 0), argument(given, 1)
    if isinstance(first, UrlText):
        # `request.url` has the basePath that `nextUrl.pathname` lacks.
        path = f"{run.program.base_path}{first.path}"
        return Url(PathText(path, whole=True), is_request=True)
    if isinstance(first, Url):
        return first.copy()
    if isinstance(first, Unknown):
        unknown = Unknown(first.why, site.place, f"path({first.key})", truth=True)
        return Url(unknown, query=Query(known=True))
    if not isinstance(first, str):
        return Unknown(f"`{site.text}` is computed at run time", site.place, site.text)
    origin, path, query = _taken_apart(str(first))
    if origin is None and isinstance(base, str):
        origin = _taken_apart(str(base))[0]
    if isinstance(first, PathText):
        return Url(PathText(path, whole=first.whole), origin=origin, query=query)
    return Url(path, origin=origin, query=query)


def _taken_apart(text: str) -> tuple[str | None, str, Query]:
    origin = None
    if "://" in text:
        scheme, _, rest = text.partition("://")
        host, slash, path = rest.partition("/")
        origin, text = f"{scheme}://{host}", slash + path
    path, _, search = text.partition("#")[0].partition("?")
    query = Query(known=True)
    for pair in search.split("&") if search else ():
        key, _, value = pair.partition("=")
        query.values[key] = value
    return origin, path if path.startswith("/") else f"/{path}", query


def target_of(value: Value) -> str | None:
    """Where a redirect leads: a path, or a URL on another host; None where that is not known."""
    if isinstance(value, Url):
        return value.target
    if isinstance(value, UrlText):
        return value.path
    return str(value) if isinstance(value, str) else None
