"""`authMiddleware` of v4 and v5, which protects every route that it is not told about.

Source: `@clerk/nextjs`, `dist/esm/server/authMiddleware.js` of 4.31.8 and 5.7.5.
"""

import re
from typing import TYPE_CHECKING

from clerkdoctor.guard.calls import awaited, call
from clerkdoctor.guard.logic import test
from clerkdoctor.guard.matchers import Matcher, make_matcher
from clerkdoctor.guard.operators import facts_of
from clerkdoctor.guard.request import Request
from clerkdoctor.guard.responses import Response
from clerkdoctor.guard.session import Auth
from clerkdoctor.guard.values import (
    UNDEFINED,
    CannotFollow,
    Fact,
    Host,
    JsArray,
    JsObject,
    Promise,
    Site,
    Text,
    Unknown,
    Value,
    Verdict,
    argument,
    is_nullish,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run

IGNORED = r"/((?!api|trpc))(_next.*|.+\.[\w]+$)"
API = ("/api/(.*)", "/trpc/(.*)")


class AuthMiddleware(Host):
    """What `authMiddleware(options)` gives: a middleware."""

    __slots__ = ("_api", "_ignored", "_options", "_public", "site")
    is_function = True

    def __init__(self, run: "Run", options: Value, site: Site) -> None:
        self.site = site
        self._options = options if isinstance(options, JsObject) else JsObject()
        if isinstance(options, Unknown):
            self._options.rest = options
        self._ignored = self._matcher(run, "ignoredRoutes", [IGNORED])
        self._public = self._matcher(run, "publicRoutes", [])
        self._api = self._matcher(run, "apiRoutes", list(API))

    def _option(self, name: str) -> Value:
        stated = self._options.properties.get(name, UNDEFINED)
        if stated is UNDEFINED and self._options.rest is not None:
            return self._options.rest.derived(f".{name}")
        return stated

    def _matcher(self, run: "Run", name: str, default: list[str]) -> Matcher:
        routes = self._option(name)
        if is_nullish(routes) or routes == "":
            routes = JsArray([Text(one, self.site.place) for one in default])
            made = Matcher(name, self.site)
            made.collect(routes)
            made.compile(run.program)
            return made
        return make_matcher(run, routes, name, self.site)

    def member(self, run: "Run", name: str, site: Site) -> Value:  # noqa: ARG002
        return Unknown(f"`{site.text}` is not known", site.place, site.text)

    def apply(self, run: "Run", given: list[Value], site: Site) -> Value:
        request = argument(given, 0)
        if not isinstance(request, Request):
            raise CannotFollow(f"`{site.text}` gets something else than the request", site.place)
        if test(run, ignored := self._ignored.apply(run, [request], self.site), self.site):
            return self._next(run, facts_of(ignored))
        before = self._option("beforeAuth")
        early = UNDEFINED
        if not is_nullish(before):
            early = awaited(call(run, before, given[:2], self.site))
            if early is False:
                return self._next(run, ())
            if isinstance(early, Response) and early.kind in ("redirect", "protect"):
                return Promise(early, site)
        run.clerk = "auth-middleware"
        late = self._after(run, request, argument(given, 1))
        return Promise(self._merged(run, early, late), site)

    def _next(self, run: "Run", facts: tuple[Fact, ...]) -> Value:
        run.active.append(facts)
        made = Response("next", self.site, word="authMiddleware()")
        run.leave(self.site, made)
        run.active.pop()
        return Promise(made, self.site)

    def _merged(self, run: "Run", early: Value, late: Value) -> Value:
        """The last response wins. It takes over the headers of the one before: a rewrite, too."""
        if isinstance(early, Response) and isinstance(late, Response) and late.kind == "next":
            left = run.exit_of(late)
            if early.kind in ("handed", "rewrite"):
                made = Response(early.kind, self.site, to=early.to, via=early.via)
                if left is not None:
                    run.exits[id(made)] = (made, left)
                return made
        for one in (late, early):
            if isinstance(one, Unknown | Response):
                return one
        return Response("next", self.site, word="authMiddleware()")

    def _after(self, run: "Run", request: Request, event: Value) -> Value:
        is_public = self._is_public(run, request)
        after = self._option("afterAuth")
        if is_nullish(after):
            return self._default(run, request, is_public)
        is_api = self._is_api(run, request)
        extra = {"isPublicRoute": is_public, "isApiRoute": is_api}
        auth = Auth(sign_in_url=run.program.sign_in_url, has_redirects=False, extra=extra)
        result = awaited(call(run, after, [auth, request, event], self.site))
        if is_nullish(result) and run.exit is not None:
            made = Response("next", self.site, word="authMiddleware()")
            run.exits[id(made)] = (made, run.exit)
            return made
        return result

    def _default(self, run: "Run", request: Request, is_public: Value) -> Value:
        facts = facts_of(is_public)
        run.active.append(facts)
        try:
            if run.signed_in or test(run, is_public, self.site):
                made = Response("next", self.site, word="authMiddleware()")
            elif test(run, self._is_api(run, request), self.site):
                made = Response("response", self.site, status=401, word="authMiddleware()")
            else:
                url = self._options.properties.get("signInUrl") or run.program.sign_in_url
                to = str(url) if isinstance(url, str) else None
                made = Response("redirect", self.site, to=to, status=307, word="authMiddleware()")
            run.leave(self.site, made)
            return made
        finally:
            run.active.pop()

    def _is_public(self, run: "Run", request: Request) -> Value:
        """The pages of Clerk's own variables are public, too, where `publicRoutes` is a list."""
        listed = self._public.apply(run, [request], self.site)
        if self._public.function is not None or run.forced is not None:
            return listed
        for url in (run.program.sign_in_url, run.program.sign_up_url):
            if url and re.fullmatch(re.escape(url.rstrip("/")) + "(?:/.*)?", request.path):
                facts = facts_of(listed)
                return Verdict(True, tuple(one._replace(holds=True, entry=None) for one in facts))
        return listed

    def _is_api(self, run: "Run", request: Request) -> Value:
        listed = self._api.apply(run, [request], self.site)
        if not is_nullish(self._option("apiRoutes")):
            return listed
        if isinstance(listed, Verdict) and listed.truth:
            return True
        return run.method.lower() not in ("get", "head", "options")


def auth_middleware(run: "Run", given: list[Value], site: Site) -> Value:
    run.program.made.append("auth-middleware")
    return AuthMiddleware(run, argument(given, 0), site)
