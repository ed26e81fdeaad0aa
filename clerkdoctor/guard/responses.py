"""Responses: `NextResponse.next()`, redirects, rewrites, answers, and those of other middleware."""

# All functions of JavaScript are called alike, whatever they use of what they get.
# ruff: noqa: ARG001, ARG002

from typing import TYPE_CHECKING

from clerkdoctor.guard.operators import plain
from clerkdoctor.guard.request import Inert
from clerkdoctor.guard.urls import target_of
from clerkdoctor.guard.values import (
    UNDEFINED,
    Host,
    JsObject,
    Native,
    Site,
    Unknown,
    Value,
    argument,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run


class Response(Host):
    """A response.

    `kind` is `next`, `redirect`, `rewrite`, `response`, `handed` (another middleware's, `via` its
    package), or Clerk's `protect`, which a page gets as a redirect and anything else as a 404.
    `word` is the call that made it.
    """

    __slots__ = ("kind", "site", "status", "to", "via", "word")

    def __init__(
        self,
        kind: str,
        site: Site,
        *,
        to: str | None = None,
        status: int | None = None,
        via: str | None = None,
        word: str = "",
    ) -> None:
        self.kind = kind
        self.site = site
        self.to = to
        self.status = status
        self.via = via
        self.word = word

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name == "headers":
            return _Written(self)
        if name == "cookies":
            return Inert("cookies")
        if name in ("status", "ok", "redirected") and self.kind != "handed":
            return self._state(name)
        return Unknown(f"`{site.text}` is known only at run time", site.place, f"response.{name}")

    def _state(self, name: str) -> Value:
        usual = {"next": 200, "rewrite": 200, "redirect": 307, "protect": 307}
        status = self.status or usual.get(self.kind, 200)
        if name == "status":
            return status
        return 200 <= status < 300 if name == "ok" else False


class _Written(Host):
    """A response's headers."""

    __slots__ = ("response",)

    def __init__(self, response: Response) -> None:
        self.response = response

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name in ("get", "has"):
            return Native(name, self._get)
        return Native(name, lambda *_: UNDEFINED)

    def _get(self, run: "Run", given: list[Value], site: Site) -> Value:
        name, kind = argument(given, 0), self.response.kind
        known = isinstance(name, str) and kind != "handed"
        leads = {"location": ("redirect", "protect"), "x-middleware-rewrite": ("rewrite",),
                 "x-middleware-next": ("next",)}.get(name.lower()) if known else None  # fmt: skip
        if leads is not None and kind not in leads:
            return None
        there = True if leads is not None else None
        why = f"`{site.text}` is known only at run time"
        return Unknown(why, site.place, f"response:{site.text}", truth=there)


def _status(given: Value) -> int | None:
    """The status of an init object, or the number that `redirect` takes."""
    if isinstance(given, JsObject):
        given = given.properties.get("status")
    given = plain(given)
    if isinstance(given, int | float) and not isinstance(given, bool):
        return int(given)
    return None


def _next(run: "Run", given: list[Value], site: Site) -> Value:
    return Response("next", site)


def _redirect(run: "Run", given: list[Value], site: Site) -> Value:
    status = _status(argument(given, 1)) or 307
    return Response("redirect", site, to=target_of(argument(given, 0)), status=status)


def _rewrite(run: "Run", given: list[Value], site: Site) -> Value:
    return Response("rewrite", site, to=target_of(argument(given, 0)))


def _json(run: "Run", given: list[Value], site: Site) -> Value:
    return answer(argument(given, 1), site)


def _error(run: "Run", given: list[Value], site: Site) -> Value:
    return Response("response", site, status=500)


def construct(run: "Run", given: list[Value], site: Site) -> Value:
    """`new Response(body, init)`, `new NextResponse(…)`."""
    return answer(argument(given, 1), site)


def answer(init: Value, site: Site) -> Value:
    status = _status(init)
    stated = init.properties.get("status") if isinstance(init, JsObject) else None
    if status is None and isinstance(stated, Unknown):
        return Unknown(f"the status of `{site.text}` is not known", site.place, site.text)
    if status is not None and 300 <= status < 400:
        return Response("redirect", site, status=status)
    return Response("response", site, status=status or 200)


def _class(name: str) -> Native:
    methods = {
        "next": _next, "redirect": _redirect, "rewrite": _rewrite, "json": _json, "error": _error,
    }  # fmt: skip
    members = {key: Native(f"{name}.{key}", method) for key, method in methods.items()}
    if name == "Response":
        members = {key: members[key] for key in ("redirect", "json", "error")}
    return Native(name, construct, members)


NEXT_RESPONSE = _class("NextResponse")
RESPONSE = _class("Response")
