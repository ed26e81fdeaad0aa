"""Clerk's `auth`: who is signed in, `protect()` and `redirectToSignIn()`, by version.

Sources: `@clerk/nextjs`, `dist/esm/server/clerkMiddleware.js` and `protect.js` of 4.31.8, 5.7.5,
6.39.6 and 7.9.17.
"""

# All functions of JavaScript are called alike, whatever they use of what they get.
# ruff: noqa: ARG001, ARG002, ARG005

from typing import TYPE_CHECKING

from clerkdoctor.guard.calls import rejected
from clerkdoctor.guard.responses import Response
from clerkdoctor.guard.urls import target_of
from clerkdoctor.guard.values import (
    UNDEFINED,
    Control,
    ErrorValue,
    Host,
    JsObject,
    Native,
    Origin,
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

_NOBODY = {
    "userId": None, "sessionId": None, "sessionClaims": None, "sessionStatus": None, "actor": None,
    "orgId": None, "orgRole": None, "orgSlug": None, "orgPermissions": None, "user": None,
    "session": None, "organization": None, "factorVerificationAge": None, "claims": None,
}  # fmt: skip
_ALWAYS_WITH_A_USER = frozenset({"userId", "sessionId", "sessionClaims", "sessionStatus"})


class Auth(Host):
    """What `auth()` gives: nobody, or in a second look somebody.

    `extra` are properties of older versions; `has_protect` in v5 alone.
    """

    __slots__ = ("extra", "has_protect", "has_redirects", "sign_in_url")
    can_protect = True
    is_session = True

    def __init__(
        self,
        *,
        sign_in_url: str | None = None,
        has_protect: bool = False,
        has_redirects: bool = True,
        extra: dict[str, Value] | None = None,
    ) -> None:
        self.sign_in_url = sign_in_url
        self.has_protect = has_protect
        self.has_redirects = has_redirects
        self.extra = extra or {}

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name in self.extra:
            return self.extra[name]
        if name in _NOBODY or name == "isAuthenticated":
            run.program.constants.session_is_read = True
            return self._somebody(name, site) if run.signed_in else _NOBODY.get(name, False)
        if name in ("redirectToSignIn", "redirectToSignUp") and self.has_redirects:
            return Native(name, self._redirect if name.endswith("In") else self._redirect_up)
        if name == "protect":
            return Native(name, self.protect) if self.has_protect else UNDEFINED
        if name == "has":
            return Native(name, _has)
        if name == "getToken":
            return Native(name, lambda run, given, at: Promise(self._token(run, at), at))
        if name == "tokenType":
            return "session_token"
        if name == "debug":
            return Native(name, lambda run, given, at: JsObject())
        return UNDEFINED

    def _somebody(self, name: str, site: Site) -> Value:
        if name == "isAuthenticated":
            return True
        there = True if name in _ALWAYS_WITH_A_USER else None
        return Unknown(f"`{name}` comes with the session", site.place, f"session.{name}",
                       origin=Origin("session", name), truth=there)  # fmt: skip

    def _token(self, run: "Run", site: Site) -> Value:
        if not run.signed_in:
            return None
        return Unknown("the token comes with the session", site.place, "session.token", truth=True)

    def _redirect(self, run: "Run", given: list[Value], site: Site) -> Value:
        control = Control("redirect", "redirectToSignIn()", site, self.sign_in_url, 307,
                          run.leave(site))  # fmt: skip
        raise Thrown(ErrorValue("redirectToSignIn()", control), site)

    def _redirect_up(self, run: "Run", given: list[Value], site: Site) -> Value:
        control = Control("redirect", "redirectToSignUp()", site, None, 307, run.leave(site))
        raise Thrown(ErrorValue("redirectToSignUp()", control), site)

    def protect(self, run: "Run", given: list[Value], site: Site) -> Value:
        """`protect()`. A signed-in user is taken to have what it asks for."""
        if run.signed_in:
            return self
        url = _unauthenticated_url(given)
        left = run.leave(site)
        word = f"{site.text.partition('(')[0]}()" if len(site.text) < 48 else "protect()"
        if is_nullish(url):
            control = Control("protect", word, site, self.sign_in_url, None, left)
        else:
            control = Control("redirect", word, site, target_of(url), 307, left)
        raise Thrown(ErrorValue(word, control), site)


def _has(run: "Run", given: list[Value], site: Site) -> Value:
    if not run.signed_in:
        return False
    return Unknown("what a user may do comes with the session", site.place, f"has:{site.text}")


def _unauthenticated_url(given: list[Value]) -> Value:
    for one in (argument(given, 0), argument(given, 1)):
        if isinstance(one, JsObject) and "unauthenticatedUrl" in one.properties:
            return one.properties["unauthenticatedUrl"]
    return UNDEFINED


class AuthFunction(Host):
    """The `auth` that a handler gets.

    To v5 a function that gives the object at once; from v6 on an asynchronous one, with `protect`
    on itself. Where the version is not known, the object is given at once, and both ways work.
    """

    __slots__ = ("_auth",)
    can_protect = True
    is_function = True

    def __init__(self, run: "Run", sign_in_url: str | None) -> None:
        major = run.program.major
        self._auth = Auth(sign_in_url=sign_in_url, has_protect=major is None or major <= 5)

    def apply(self, run: "Run", given: list[Value], site: Site) -> Value:
        major = run.program.major
        return self._auth if major is None or major <= 5 else Promise(self._auth, site)

    def member(self, run: "Run", name: str, site: Site) -> Value:
        major = run.program.major
        if name == "protect" and (major is None or major >= 6):
            return Native(name, self._protect)
        if name in ("name", "length"):
            return Unknown(f"`{site.text}` is not known", site.place, site.text)
        if name in _NOBODY or name == "isAuthenticated":
            run.misread = True  # the function has no user, whoever is signed in
        return UNDEFINED

    def _protect(self, run: "Run", given: list[Value], site: Site) -> Value:
        try:
            return Promise(self._auth.protect(run, given, site), site)
        except Thrown as thrown:
            return rejected(run, thrown.value, site)


def response_of(run: "Run", control: Control) -> Response:
    """What Clerk answers where its own error reaches it."""
    made = Response(
        control.means, control.site, to=control.to, status=control.status, word=control.word
    )
    if control.exit is not None:
        run.exits[id(made)] = (made, control.exit)
    return made
