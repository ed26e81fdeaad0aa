"""What packages give: Clerk's middleware and helpers, Next.js' responses, other middleware."""

# All functions of JavaScript are called alike, whatever they use of what they get.
# ruff: noqa: ARG001, ARG005

from collections.abc import Callable
from typing import TYPE_CHECKING

from clerkdoctor.guard.calls import call
from clerkdoctor.guard.environment import Environment
from clerkdoctor.guard.request import Cookies, Headers
from clerkdoctor.guard.responses import NEXT_RESPONSE, Response
from clerkdoctor.guard.urls import target_of
from clerkdoctor.guard.values import (
    UNDEFINED,
    Control,
    ErrorValue,
    Native,
    Site,
    Thrown,
    Unknown,
    Value,
    argument,
    is_nullish,
    native,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run

CLERK = frozenset({"@clerk/nextjs", "@clerk/nextjs/server", "@clerk/nextjs/edge-middleware"})

REWRITERS = (
    "next-intl", "next-international", "next-i18n-router", "@inlang/paraglide-next",
    "next-globe-gen", "next-multilingual", "intlayer", "next-intlayer",
)  # fmt: skip
"""Packages whose middleware picks a locale: it may redirect or rewrite, and guards nothing."""

PASSING = (
    "@nosecone/next", "next-axiom", "@axiomhq/nextjs", "@logtail/next", "@highlight-run/next",
    "evlog", "@vercel/edge", "next-csrf", "@edge-csrf/nextjs", "next-safe",
)  # fmt: skip
"""Packages whose middleware sets headers or writes logs."""


def from_package(run: "Run", source: str, name: str, site: Site) -> Value:
    """What a package exports under a name."""
    if source in CLERK:
        from clerkdoctor.guard.handlers import from_clerk

        found = from_clerk(run, source, name, site)
        if found is not None:
            return found
    known = _KNOWN.get((source, name))
    if known is not None:
        return known
    package = _package(source)
    if package in REWRITERS or package in PASSING:
        return Native(name, _handing(package))
    why = f"comes from the package `{source}`"
    what = why if name in ("default", "*") else f"`{name}` {why}"
    return Unknown(what, site.place, f"{source}:{name}")


def _package(source: str) -> str:
    parts = source.split("/")
    return "/".join(parts[: 2 if source.startswith("@") else 1])


def _handing(package: str) -> "Callable[[Run, list[Value], Site], Value]":
    """`createMiddleware(routing)` gives a middleware; some are called with the request at once."""
    from clerkdoctor.guard.request import Request

    def make(run: "Run", given: list[Value], site: Site) -> Value:
        if any(isinstance(one, Request) for one in given):
            return _handed(run, package, site)
        return Native(package, lambda run, more, at: _handed(run, package, at))

    return make


def rewrites_paths(package: str) -> bool:
    """Whether a package's middleware sends requests to other paths."""
    return package in REWRITERS


def _handed(run: "Run", package: str, site: Site) -> Response:
    if rewrites_paths(package):
        run.program.handed_to = package
    return Response("handed", site, via=package)


# Next.js


@native("redirect")
def _redirect(run: "Run", given: list[Value], site: Site) -> Value:
    """`redirect()` of next/navigation throws; a middleware does not know the error."""
    control = Control("response", "redirect()", site, target_of(argument(given, 0)), 500,
                      run.leave(site))  # fmt: skip
    raise Thrown(ErrorValue("redirect()", control), site)


def _failing(name: str, status: int) -> Native:
    def fail(run: "Run", given: list[Value], site: Site) -> Value:
        control = Control("response", f"{name}()", site, None, status, run.leave(site))
        raise Thrown(ErrorValue(name, control), site)

    return Native(name, fail)


@native("unstable_rethrow")
def _rethrow(run: "Run", given: list[Value], site: Site) -> Value:
    error = argument(given, 0)
    if isinstance(error, ErrorValue) and error.control is not None:
        raise Thrown(error, site)
    return UNDEFINED


@native("isRedirectError")
def _is_redirect_error(run: "Run", given: list[Value], site: Site) -> Value:
    error = argument(given, 0)
    control = error.control if isinstance(error, ErrorValue) else None
    return control is not None and control.means in ("redirect", "protect")


# Others


@native("createEnv")
def _create_env(run: "Run", given: list[Value], site: Site) -> Value:
    return Environment()


@native("createMiddleware")
def _arcjet(run: "Run", given: list[Value], site: Site) -> Value:
    """Arcjet's middleware: what it does not refuse, it hands to the one that it was given."""
    following = argument(given, 1)
    if is_nullish(following):
        return Native("arcjet", lambda run, more, at: Response("handed", at, via="@arcjet/next"))
    return Native("arcjet", lambda run, more, at: call(run, following, more, at))


_NAVIGATION = "next/navigation"
_ERRORS = ("next/dist/client/components/redirect", "next/dist/client/components/redirect-error")

_KNOWN: dict[tuple[str, str], Value] = {
    ("next/server", "NextResponse"): NEXT_RESPONSE,
    ("next/server.js", "NextResponse"): NEXT_RESPONSE,
    (_NAVIGATION, "redirect"): _redirect,
    (_NAVIGATION, "permanentRedirect"): _redirect,
    (_NAVIGATION, "notFound"): _failing("notFound", 404),
    (_NAVIGATION, "unauthorized"): _failing("unauthorized", 401),
    (_NAVIGATION, "forbidden"): _failing("forbidden", 403),
    (_NAVIGATION, "unstable_rethrow"): _rethrow,
    **{(source, "isRedirectError"): _is_redirect_error for source in _ERRORS},
    ("next/headers", "headers"): Native("headers", lambda run, given, at: Headers()),
    ("next/headers", "cookies"): Native("cookies", lambda run, given, at: Cookies()),
    ("@arcjet/next", "createMiddleware"): _arcjet,
    ("@t3-oss/env-nextjs", "createEnv"): _create_env,
    ("@t3-oss/env-core", "createEnv"): _create_env,
}
