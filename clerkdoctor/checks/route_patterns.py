"""The patterns of Clerk's route matchers: that they say what their author means."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.facts.routes import RoutePath, RoutePattern, Routes
from clerkdoctor.nearest import nearest

MATCHER_DOCS = "https://clerk.com/docs/reference/nextjs/clerk-middleware#create-route-matcher"
SYNTAX = "https://github.com/pillarjs/path-to-regexp/tree/6.x"

# What a pattern may end in to cover all that is below a path.
_TAIL = r"(?:\(\.\*\)|/\(\.\*\)|/:\w+\*|\(/\.\*\)\?|\{/\*\w*\}?)$"


def _patterns(routes: Routes) -> tuple[RoutePattern, ...] | Inapplicable:
    found = routes.middleware.patterns if routes.middleware else ()
    paths = tuple(one for one in found if one.kind == "path")
    return paths or Inapplicable("the middleware has no list of route patterns")


def _unknown_patterns(routes: Routes) -> Iterator[Finding]:
    for one in routes.middleware.patterns if routes.middleware else ():
        if one.kind == "unknown":
            yield Unknown(f"a pattern of `{one.matcher}` is not statically known", one.place)


@check(
    "Route patterns compile",
    fix="Write `(.*)` for what is below a path, as in `/api/webhooks(.*)`",
    references=(MATCHER_DOCS, SYNTAX),
    symptoms=(
        "Invalid path:",
        "Unexpected MODIFIER at",
        "Consult the documentation of path-to-regexp",
    ),
)
def route_patterns_compile(routes: Routes) -> Iterator[Finding]:
    """Clerk compiles the patterns when the middleware is loaded. A glob such as `/api/webhooks/*`
    throws there, and every request then fails.
    """
    found = _patterns(routes)
    if isinstance(found, Inapplicable):
        yield found
        return
    for one in found:
        if one.error is not None:
            better = re.sub(r"/?\*+$", "(.*)", one.text)
            fix = f"Write the pattern as `{better}`" if better != one.text else None
            yield Problem(
                f"`{one.text}` in `{one.matcher}` does not compile: {one.error}",
                one.place,
                fix,
                about=one.text,
            )
    yield from _unknown_patterns(routes)


@check(
    "Route patterns begin with a slash",
    fix="Put a `/` before the pattern",
    references=(MATCHER_DOCS,),
)
def route_patterns_start_with_a_slash(routes: Routes) -> Iterator[Finding]:
    """A pathname begins with `/`, so that a pattern without one matches nothing, and says nothing:
    a page that it lists as public stays closed, one that it lists as protected stays open.
    """
    found = _patterns(routes)
    if isinstance(found, Inapplicable):
        yield found
        return
    for one in found:
        if one.error is None and one.text[:1] not in ("/", "(", "{"):
            what = f"`{one.text}`" if one.text else "An empty pattern"
            yield Problem(
                f"{what} in `{one.matcher}` matches no path: it begins without a `/`",
                one.place,
                f"Write it as `/{one.text}`" if one.text else "Remove it, or write `/`",
                about=one.text or one.matcher,
            )
    yield from _unknown_patterns(routes)


@check(
    "Route patterns are written as URLs",
    fix="Write the path as it stands in the browser: `/blog/:slug` for `/blog/[slug]`",
    references=(
        MATCHER_DOCS,
        "https://nextjs.org/docs/app/api-reference/file-conventions/route-groups",
    ),
)
def route_patterns_are_urls(routes: Routes) -> Iterator[Finding]:
    """`[slug]` and `(group)` are names of folders. In a pattern, brackets are plain characters that
    no URL has, and a group in parentheses matches its own name: `/(auth)/sign-in` is
    `/auth/sign-in`.
    """
    found = _patterns(routes)
    if isinstance(found, Inapplicable):
        yield found
        return
    groups = _groups(routes)
    for one in found:
        if one.error is not None:
            continue
        if "[" in one.text and "(" not in one.text.partition("[")[0]:
            yield Problem(
                f"`{one.text}` in `{one.matcher}` matches literal brackets, which no URL has",
                one.place,
                f"Write it as `{as_url(one.text)}`",
                about=one.text,
            )
        else:
            named = [group for group in groups if f"/({group})" in one.text]
            if named and not one.reaches:
                plain = one.text.replace(f"/({named[0]})", "")
                yield Problem(
                    f"`({named[0]})` is a route group: its name is in no URL, and `{one.text}` in"
                    f" `{one.matcher}` matches only below `/{named[0]}`",
                    one.place,
                    f"List the pages in that group by their URLs: `{plain or '/'}` covers all",
                    about=one.text,
                )


def _groups(routes: Routes) -> list[str]:
    """The names of the app's route groups."""
    folders = {part for one in routes.routes if one.file for part in one.file.split("/")[:-1]}
    return sorted(part[1:-1] for part in folders if re.fullmatch(r"\((?!\.)[^()]+\)", part))


def as_url(text: str) -> str:
    """A route of files as a pattern of URLs: `/api/[tenant]/hook` → `/api/:tenant/hook`."""
    text = re.sub(r"\[\[?\.\.\.([\w-]+)\]?\]", lambda m: f":{_name(m[1])}*", text)
    return re.sub(r"\[([\w-]+)\]", lambda m: f":{_name(m[1])}", text)


def _name(text: str) -> str:
    return re.sub(r"\W", "_", text)


@check(
    "Patterns that protect reach what is below them",
    fix="End the pattern with `(.*)`",
    references=(MATCHER_DOCS,),
    level="warning",
)
def route_patterns_reach_their_children(routes: Routes) -> Iterator[Finding]:
    """`/dashboard` matches that path alone: `/dashboard/settings` is open. `/dashboard/(.*)`
    matches what is below, and not `/dashboard` itself.
    """
    found = _patterns(routes)
    if isinstance(found, Inapplicable):
        yield found
        return
    protecting = [one for one in found if one.role == "protected" and one.error is None]
    if not protecting:
        yield Inapplicable("no pattern of the middleware protects what it matches")
        return
    for one in protecting:
        root = _root(one.text)
        if root is None or one.reaches is None:
            continue
        missed = [
            route
            for route in routes.routes
            if route.access == "public"
            and route.kind != "metadata"
            and route.path not in one.reaches
            and (route.path == root or route.path.startswith(f"{root}/"))
        ]
        if missed:
            yield _missed(one, root, missed)


def _missed(one: RoutePattern, root: str, missed: list[RoutePath]) -> Problem:
    more = f", and {len(missed) - 1} more like it" if len(missed) > 1 else ""
    return Problem(
        f"`{one.text}` in `{one.matcher}` does not cover `{missed[0].path}`, which is open{more}",
        one.place,
        f"Write the pattern as `{root}(.*)`",
        about=one.text,
    )


def _root(text: str) -> str | None:
    """The path that a plain pattern is about: `/a` for `/a`, `/a/(.*)` and `/a/:rest*`."""
    root = re.sub(_TAIL, "", text)
    return root if len(root) > 1 and re.fullmatch(r"(/[\w.~-]+)+", root) else None


@check(
    "Conditions on the path can hold",
    fix="Compare `request.nextUrl.pathname`, or use `createRouteMatcher`",
    references=(MATCHER_DOCS,),
)
def route_conditions_can_be_true(routes: Routes) -> Iterator[Finding]:
    """`request.url` is a whole URL, with scheme and host: compared with a path, it never equals it.
    What such a condition is to protect, is open.
    """
    running = routes.middleware
    if running is None or running.kind == "unknown":
        yield Inapplicable("no middleware that can be read runs here")
        return
    for one in running.conditions:
        always = "always" if one.constant else "never"
        fix = None
        if "nextUrl.pathname" in one.text or one.text.startswith("pathname"):
            # It is the pathname that is compared: what is wrong is what it is compared with.
            fix = "Compare with a path as it is requested, such as `/dashboard`, or remove it"
        yield Problem(f"`{one.text}` {always} holds: {one.reason}", one.place, fix, about=one.text)


@check(
    "Route patterns name routes of this app",
    fix="Correct the pattern, or remove it",
    references=(MATCHER_DOCS,),
    level="warning",
    follows=(
        "route-patterns-compile",
        "route-patterns-start-with-a-slash",
        "route-patterns-are-urls",
        "webhook-routes-are-public",
        "sign-in-routes-are-public",
    ),
)
def route_patterns_name_real_routes(routes: Routes) -> Iterator[Finding]:
    """A pattern that matches no route is a misspelt one, or a page that is gone. Where it was to
    open a webhook or to close a page, it does not.
    """
    found = _patterns(routes)
    if isinstance(found, Inapplicable):
        yield found
        return
    if not routes.routes:
        yield Inapplicable("the app has no routes of its own")
        return
    if routes.doubt:
        yield Unknown(routes.doubt)
        return
    for one in found:
        plain = one.error is None and one.text[:1] == "/" and "[" not in one.text
        if plain and one.reaches == () and one.serves is None:
            yield from _unreal(one, routes, found)


def _unreal(
    one: RoutePattern, routes: Routes, patterns: Iterable[RoutePattern]
) -> Iterator[Problem]:
    """Only a pattern whose probable target nobody else names: another may serve it elsewhere."""
    root = _root(one.text)
    if root is None:
        return
    named = {path for other in patterns for path in other.reaches or ()}
    left = [route.path for route in routes.routes if route.path not in named]
    near = 2 if len(root) >= 8 else 1
    meant = nearest(root, [*left, *sorted({_parent(path) for path in left})], near)
    if meant and meant != root and not meant.startswith(f"{root}/"):
        yield Problem(
            f"`{one.text}` in `{one.matcher}` matches no route of this app; there is `{meant}`",
            one.place,
            f"Write it as `{meant}(.*)`",
            about=meant,
        )


def _parent(path: str) -> str:
    return path.rpartition("/")[0] or "/"


class _Stray(NamedTuple):
    pattern: RoutePattern
    route: RoutePath


@check(
    "Patterns that open a path open nothing beside it",
    fix="End the pattern with `/(.*)`, and list the path itself beside it",
    references=(MATCHER_DOCS,),
)
def route_patterns_stay_inside_their_segment(routes: Routes) -> Iterator[Finding]:
    """`/api/webhooks(.*)` also matches `/api/webhooks-admin`: what begins alike is open, too."""
    found = _patterns(routes)
    if isinstance(found, Inapplicable):
        yield found
        return
    opening = [one for one in found if one.role in ("public", "skipped") and one.reaches]
    if not opening:
        yield Inapplicable("no pattern of the middleware opens a route")
        return
    for pattern, route in _strays(opening, routes):
        root = _root(pattern.text)
        yield Problem(
            f"`{pattern.text}` in `{pattern.matcher}` also opens `{route.path}`, which only begins"
            " alike",
            pattern.place,
            f"Write it as two: `{root}` and `{root}/(.*)`",
            about=route.path,
        )


def _strays(opening: list[RoutePattern], routes: Routes) -> Iterator[_Stray]:
    """The routes that a pattern opens though they stand beside its path.

    A longer word of the same thing is meant, too: `/api/webhook(.*)` for `/api/webhooks/clerk`.
    """
    for one in opening:
        root = _root(one.text)
        if root is None or not one.text.endswith("(.*)") or one.text == f"{root}/(.*)":
            continue
        for route in routes.routes:
            rest = route.path.removeprefix(root) if route.path.startswith(root) else ""
            beside = bool(rest) and not re.match(r"[/.]|(?:e?s)(?:/|$)", rest)
            opened = route.access == "public" and route.path in (one.reaches or ())
            if beside and opened and not _is_opened_by_another(route, one, opening):
                yield _Stray(one, route)


def _is_opened_by_another(
    route: RoutePath, pattern: RoutePattern, opening: Iterable[RoutePattern]
) -> bool:
    return any(one is not pattern and route.path in (one.reaches or ()) for one in opening)
