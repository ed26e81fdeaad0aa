"""The request: a path and a method, and cookies, headers and a query that are not known."""

# All functions of JavaScript are called alike, whatever they use of what they get.
# ruff: noqa: ARG002

from typing import TYPE_CHECKING

from clerkdoctor.guard.urls import Query, Url, UrlText, sent
from clerkdoctor.guard.values import (
    UNDEFINED,
    Host,
    MethodText,
    Native,
    PathText,
    Site,
    Unknown,
    Value,
    argument,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run

ABSENT = frozenset({
    "pathname", "path", "originalUrl", "query", "params", "user", "session", "auth", "userId",
    "route", "hostname", "host", "protocol", "searchParams", "res", "response",
})  # fmt: skip
"""What people expect of a request and `NextRequest` does not have."""


class Request(Host):
    """A `NextRequest`."""

    __slots__ = ("_cookies", "_headers", "_properties", "_url")

    def __init__(self, path: str, method: str) -> None:
        self._url = Url(PathText(path, whole=True), is_request=True)
        self._headers: Headers | None = None
        self._cookies: Cookies | None = None
        self._properties: dict[str, Value] = {"method": MethodText(method)}

    @property
    def path(self) -> str:
        path = self._url.path
        return str(path) if isinstance(path, str) else "/"

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name == "nextUrl":
            return self._url
        if name == "url":
            return UrlText(self.path)
        if name in self._properties:
            return self._properties[name]
        if name == "headers":
            self._headers = self._headers or Headers()
            return self._headers
        if name == "cookies":
            self._cookies = self._cookies or Cookies()
            return self._cookies
        if name == "clone":
            return Native(name, lambda *_: self)
        if name == "experimental_clerkUrl":
            return self._url
        if name in ABSENT:
            return UNDEFINED
        return Unknown(f"`{name}` comes with the request", site.place, f"request.{name}")

    def assign(self, run: "Run", name: str, value: Value) -> None:
        self._properties[name] = value


class Headers(Host):
    """`request.headers`, or `new Headers(…)`: what is set is known, all else is not."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name in ("get", "has"):
            return Native(name, self._get)
        if name == "set":
            return Native(name, self._set)
        if name in ("append", "delete", "forEach"):
            return Native(name, lambda *_: UNDEFINED)
        return Unknown("the headers come with the request", site.place, f"headers.{name}")

    def _get(self, run: "Run", given: list[Value], site: Site) -> Value:
        name = argument(given, 0)
        if not isinstance(name, str):
            return Unknown("the headers come with the request", site.place, f"header:{site.text}")
        known = self.values.get(name.lower())
        return sent("header", name, site) if known is None else known

    def _set(self, run: "Run", given: list[Value], site: Site) -> Value:
        name = argument(given, 0)
        if isinstance(name, str):
            self.values[name.lower()] = argument(given, 1)
        return UNDEFINED


class Cookies(Host):
    """`request.cookies`. A signed-out request has no `__session`."""

    __slots__ = ()

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name in ("get", "has"):
            return Native(name, self._get)
        if name in ("set", "delete"):
            return Native(name, lambda *_: UNDEFINED)
        return Unknown("the cookies come with the request", site.place, f"cookies.{name}")

    def _get(self, run: "Run", given: list[Value], site: Site) -> Value:
        name = argument(given, 0)
        if not isinstance(name, str):
            return Unknown("the cookies come with the request", site.place, f"cookie:{site.text}")
        if name.startswith("__session"):
            if not run.signed_in:
                return UNDEFINED
            why = "the session's cookie comes with the request"
            return Unknown(why, site.place, "cookie:__session", truth=True)
        return sent("cookie", name, site)


class Inert(Host):
    """What is written to and never looked at: a response's headers and cookies, the event."""

    __slots__ = ("word",)

    def __init__(self, word: str) -> None:
        self.word = word

    def member(self, run: "Run", name: str, site: Site) -> Value:
        return Native(name, self._called)

    def _called(self, run: "Run", given: list[Value], site: Site) -> Value:
        return Unknown(f"`{site.text}` is known only at run time", site.place, f"({site.text})")


__all__ = ["Cookies", "Headers", "Inert", "Query", "Request"]
