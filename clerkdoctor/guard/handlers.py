"""Clerk's middleware: `clerkMiddleware`, `createRouteMatcher`, `withClerkMiddleware`.

Sources: `@clerk/nextjs`, `dist/esm/server/clerkMiddleware.js` of 5.0.0 to 7.9.17 and
`withClerkMiddleware.js` of 4.31.8.
"""

# All functions of JavaScript are called alike, whatever they use of what they get.
# ruff: noqa: ARG001, ARG002

from typing import TYPE_CHECKING

from clerkdoctor.guard.calls import awaited, call, is_function, rejected
from clerkdoctor.guard.legacy import auth_middleware
from clerkdoctor.guard.matchers import make_matcher
from clerkdoctor.guard.operators import truth
from clerkdoctor.guard.request import Request
from clerkdoctor.guard.responses import Response
from clerkdoctor.guard.session import Auth, AuthFunction, response_of
from clerkdoctor.guard.values import (
    UNDEFINED,
    ErrorValue,
    Host,
    JsObject,
    Native,
    Promise,
    Site,
    Thrown,
    Unknown,
    Value,
    argument,
    is_nullish,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run


def from_clerk(run: "Run", source: str, name: str, site: Site) -> Value:
    """What @clerk/nextjs of this version exports under a name; None for what plays no part."""
    major = run.program.major
    entry = _EXPORTS.get(name)
    if entry is None:
        return None
    value, first, last = entry
    if major is not None and not first <= major <= last:
        why = f"`{name}` is no part of @clerk/nextjs {major}"
        return Unknown(why, site.place, f"{source}:{name}")
    if source == "@clerk/nextjs" and (major or 0) >= 5:
        why = f"`{name}` is no export of `@clerk/nextjs`, but of `@clerk/nextjs/server`"
        return Unknown(why, site.place, f"{source}:{name}")
    return value


class ClerkHandler(Host):
    """What `clerkMiddleware(handler, options)` gives: a middleware."""

    __slots__ = ("handler", "options", "site")
    is_function = True

    def __init__(self, handler: Value, options: Value, site: Site) -> None:
        self.handler = handler
        self.options = options
        self.site = site

    def member(self, run: "Run", name: str, site: Site) -> Value:
        return Unknown(f"`{site.text}` is not known", site.place, site.text)

    def apply(self, run: "Run", given: list[Value], site: Site) -> Value:
        """Runs the handler; what Clerk has thrown in it becomes an answer."""
        run.clerk = "clerk"
        request = argument(given, 0)
        auth = AuthFunction(run, self._sign_in_url(run))
        if is_nullish(self.handler):
            run.exit = None
            return Promise(Response("next", self.site, word="clerkMiddleware()"), site)
        try:
            result = call(run, self.handler, [auth, request, argument(given, 1)], self.site)
            result = awaited(result)
        except Thrown as thrown:
            control = getattr(thrown.value, "control", None)
            if control is None:
                return rejected(run, thrown.value, thrown.site or site)
            return Promise(response_of(run, control), site)
        if isinstance(result, Unknown | Response):
            return Promise(result, site)
        if is_nullish(result) or not truth(run, result, site):
            left, made = run.exit, Response("next", self.site)
            if left is not None:
                run.exits[id(made)] = (made, left)
            return Promise(made, site)
        error = ErrorValue("what the handler returns is no response")
        return rejected(run, error, run.exit.site if run.exit is not None else self.site)

    def _sign_in_url(self, run: "Run") -> str | None:
        stated = (
            self.options.properties.get("signInUrl") if isinstance(self.options, JsObject) else None
        )
        return str(stated) if isinstance(stated, str) else run.program.sign_in_url


def _clerk_middleware(run: "Run", given: list[Value], site: Site) -> Value:
    run.program.made.append("clerk")
    first = argument(given, 0)
    if isinstance(first, Request):
        handler = ClerkHandler(UNDEFINED, UNDEFINED, site)
        return handler.apply(run, given, site) if len(given) > 1 else handler
    if is_function(first) or isinstance(first, Unknown):
        return ClerkHandler(first, argument(given, 1), site)
    return ClerkHandler(UNDEFINED, first, site)


def _create_route_matcher(run: "Run", given: list[Value], site: Site) -> Value:
    return make_matcher(run, argument(given, 0), name_of(site), site)


def name_of(site: Site) -> str:
    """The variable that a call's value goes to; the function where there is none."""
    lineage = site.module.lineage(site.node)
    for node in reversed(lineage[:-1]):
        if node.type == "variable_declarator":
            name = node.child_by_field_name("name")
            return site.module.text(name) if name is not None else "createRouteMatcher"
        if node.type == "pair":
            key = node.child_by_field_name("key")
            return site.module.text(key) if key is not None else "createRouteMatcher"
        if node.type not in ("as_expression", "parenthesized_expression", "satisfies_expression"):
            break
    return "createRouteMatcher"


def _with_clerk_middleware(run: "Run", given: list[Value], site: Site) -> Value:
    """v4: runs the handler with the request alone, and guards nothing by itself."""
    run.program.made.append("with-clerk")
    handler = argument(given, 0)

    def apply(run: "Run", more: list[Value], at: Site) -> Value:
        run.clerk = "with-clerk"
        if is_nullish(handler):
            run.exit = None
            return Response("next", site, word="withClerkMiddleware()")
        return call(run, handler, more, at)

    return Native("withClerkMiddleware", apply)


def _redirect_to_sign_in(run: "Run", given: list[Value], site: Site) -> Value:
    """v4 and v5: gives a response, which has to be returned."""
    url = run.program.sign_in_url
    return Response("redirect", site, to=url, status=307, word="redirectToSignIn()")


def _redirect_to_sign_up(run: "Run", given: list[Value], site: Site) -> Value:
    return Response("redirect", site, status=307, word="redirectToSignUp()")


def _get_auth(run: "Run", given: list[Value], site: Site) -> Value:
    """v4 reads what `withClerkMiddleware` has noted; later versions find nothing and throw."""
    major = run.program.major
    if major is None or major <= 4:
        return Auth(sign_in_url=run.program.sign_in_url, has_redirects=False)
    raise Thrown(ErrorValue("`getAuth()` cannot detect clerkMiddleware() here"), site)


def _imported_auth(run: "Run", given: list[Value], site: Site) -> Value:
    """`auth()` and `currentUser()` of the package read headers that are set after the middleware.

    They throw in it. Seen with @clerk/nextjs 7.9.17 in a `proxy.ts` of Next.js 16.0.10.
    """
    error = ErrorValue(f"`{site.text}` of the package cannot detect clerkMiddleware() here")
    if (run.program.major or 0) >= 6:
        return rejected(run, error, site)
    raise Thrown(error, site)


_AUTH = Native("auth", _imported_auth, {"protect": Native("auth.protect", _imported_auth)})

_EXPORTS: dict[str, tuple[Value, int, int]] = {
    "clerkMiddleware": (Native("clerkMiddleware", _clerk_middleware), 5, 99),
    "createRouteMatcher": (Native("createRouteMatcher", _create_route_matcher), 5, 99),
    "authMiddleware": (Native("authMiddleware", auth_middleware), 4, 5),
    "withClerkMiddleware": (Native("withClerkMiddleware", _with_clerk_middleware), 4, 4),
    "redirectToSignIn": (Native("redirectToSignIn", _redirect_to_sign_in), 4, 5),
    "redirectToSignUp": (Native("redirectToSignUp", _redirect_to_sign_up), 4, 5),
    "getAuth": (Native("getAuth", _get_auth), 4, 99),
    "auth": (_AUTH, 4, 99),
    "currentUser": (Native("currentUser", _imported_auth), 4, 99),
}
