"""Whether what answers requests asks by itself who is there."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from clerkdoctor.check import Finding, Inapplicable, Problem, check
from clerkdoctor.checks.open_by_design import is_open_by_design
from clerkdoctor.checks.unread import unread
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.own_checks import OwnChecks, Touched, Unasked, is_private, matters
from clerkdoctor.facts.routes import RoutePath, Routes

_PROTECT_DOCS = "https://clerk.com/docs/nextjs/guides/secure/protect-content"
_NEXT_DOCS = "https://nextjs.org/docs/app/guides/authentication"
_SECURITY_DOCS = "https://nextjs.org/docs/app/guides/data-security"
_ACTIONS_DOCS = "https://clerk.com/docs/reference/nextjs/app-router/server-actions"

_NAMED = 3


class _Open(NamedTuple):
    """A route that asks nobody, and the first thing that it does with data."""

    unasked: Unasked
    route: RoutePath
    touched: Touched

    @property
    def name(self) -> str:
        method = f"{self.unasked.name} " if self.unasked.answers == "handler" else ""
        return f"`{method}{self.route.path}`"


@check(
    "Protected pages and routes check auth themselves",
    fix="Ask in the page or the handler itself:\nconst { userId } = await auth()",
    references=(
        _PROTECT_DOCS,
        _NEXT_DOCS,
        "https://github.com/advisories/GHSA-f82v-jwr5-mffw",
    ),
    level="warning",
)
def protected_pages_and_routes_check_auth_themselves(
    own: OwnChecks, routes: Routes, code: Code
) -> Iterator[Finding]:
    """A handler that changes data and asks nobody who calls does so for everyone on the internet:
    whoever finds its path can send the request. This matters most where it takes the user's id from
    the request.

    Where only a path pattern of the middleware stands before it, everything depends on that pattern
    and the router meaning the same path. They have not always: CVE-2025-29927 skipped the
    middleware by a header, CVE-2026-41248 slipped past `createRouteMatcher`, which Clerk is giving
    up. A check beside the data holds when the pattern, the folder or the matcher changes. Such
    routes are one note, as nothing is open today.
    """
    if not own.routes:
        yield Inapplicable("no page or route handler runs code on the server")
        return
    found = list(_open(own, routes))
    for one in found:
        if one.route.access in ("public", "unguarded"):
            yield Problem(
                f"{one.name} {_does(one.touched)}, and nothing asks who is there:"
                f" {_nobody(one, routes)}",
                one.unasked.place,
                _fix(one.unasked, routes.clerk_major),
                about=one.route.path,
            )
    behind = [one for one in found if one.route.access == "protected"]
    if behind:
        yield _by_pattern_alone(behind, routes)
    yield from unread(code)


def _open(own: OwnChecks, routes: Routes) -> Iterator[_Open]:
    """The routes that were to ask: they change data, or are for somebody by their path."""
    by_file: Mapping[str | None, RoutePath] = {one.file: one for one in routes.routes}
    for one in own.unasked:
        route = by_file.get(one.place.path)
        if one.answers == "action" or route is None:
            continue
        is_protected = route.access == "protected"
        if not matters(one.answers, one.name, route.path, is_protected=is_protected):
            continue
        is_closed = is_protected or is_private(route.path)
        touched = [
            each
            for each in one.touched
            if (is_closed or each.touch != "reads") and not is_open_by_design(route.path, one, each)
        ]
        if touched:
            strongest = next((t for t in touched if t.touch != "reads"), touched[0])
            yield _Open(one, route, strongest)


def _does(touched: Touched) -> str:
    what = f"`{touched.what}`"
    match touched.touch:
        case "writes":
            return f"changes data with {what}"
        case "reads":
            return f"reads data with {what}"
        case "looks up":
            return f"reads or changes users at Clerk with {what}"
        case "spends":
            return f"spends on your account with {what}"


def _nobody(one: _Open, routes: Routes) -> str:
    itself = (
        "the page does not" if one.unasked.answers in ("page", "props") else "the handler does not"
    )
    if routes.middleware is None:
        return f"{itself}, and there is no middleware"
    if one.route.runs == "skipped":
        return f"{itself}, and the middleware does not run there"
    return f"{itself}, and the middleware lets everybody through"


def _by_pattern_alone(behind: list[_Open], routes: Routes) -> Problem:
    """One note for all of them: nothing is open, and there may be many."""
    names = list(dict.fromkeys(one.name for one in behind))
    shown = ", ".join(names[:_NAMED])
    rest = len(names) - _NAMED
    more = f" and {rest} more" if rest > 0 else ""
    ask = "does not ask itself" if len(names) == 1 else "do not ask themselves"
    first = behind[0]
    file = f" of `{routes.middleware.file.path}`" if routes.middleware else ""
    return Problem(
        f"{shown}{more} {ask} who is there: what stands before the data is a path pattern{file}"
        " alone",
        first.unasked.place,
        _fix(first.unasked, routes.clerk_major),
        about="path patterns",
        level="note",
    )


def _fix(one: Unasked, major: int | None) -> str:
    """The check to write, as this kind of file and this version of the SDK have it."""
    is_async = major is None or major >= 6
    ask = "const { userId } = await auth()" if is_async else "const { userId } = auth()"
    package = "@clerk/nextjs" if major is not None and major < 5 else "@clerk/nextjs/server"
    head = f'import {{ auth }} from "{package}"'
    match one.answers:
        case "page":
            protect = "await auth.protect()" if is_async else "auth().protect()"
            return f"Ask in the page, before it reads anything:\n{head}\n{protect}"
        case "api":
            return (
                'Ask in the handler:\nimport { getAuth } from "@clerk/nextjs/server"\n'
                "const { userId } = getAuth(req)\n"
                'if (!userId) return res.status(401).json({ error: "Unauthorized" })'
            )
        case "props":
            return (
                'Ask in `getServerSideProps`:\nimport { getAuth } from "@clerk/nextjs/server"\n'
                "const { userId } = getAuth(ctx.req)\n"
                'if (!userId) return { redirect: { destination: "/sign-in", permanent: false } }'
            )
        case "action":
            refusal = 'if (!userId) throw new Error("Unauthorized")'
            return f"Ask in the action:\n{head}\n{ask}\n{refusal}"
        case "handler":
            refusal = 'if (!userId) return new Response("Unauthorized", { status: 401 })'
            return f"Ask in the handler:\n{head}\n{ask}\n{refusal}"


@check(
    "Server Actions check auth themselves",
    fix="Ask in the action:\nconst { userId } = await auth()\n"
    'if (!userId) throw new Error("Unauthorized")',
    references=(_ACTIONS_DOCS, _PROTECT_DOCS, _SECURITY_DOCS),
    level="warning",
)
def server_actions_check_auth(own: OwnChecks, routes: Routes, code: Code) -> Iterator[Finding]:
    """A Server Action is an endpoint: the browser posts to the page that it is used on, and whoever
    has loaded that page can post again with arguments of their own. That the button is hidden from
    signed-out visitors does not stop them, and a pattern of the middleware for another path does
    not either. An action that takes a `userId` as an argument takes anybody's.

    This matters to every app whose actions change data. Actions of pages that the middleware
    protects are one note: only those who are signed in get there, as long as the pattern holds. An
    action that nothing uses yet is a note, too.
    """
    if not own.actions:
        yield Inapplicable("no code has a Server Action")
        return
    behind: list[tuple[Unasked, Touched]] = []
    for one, touched in _open_actions(own, routes):
        access = _access_of(one, routes)
        if access == "protected":
            behind.append((one, touched))
        elif access != "unknown":
            is_certain = access != "somewhere" and one.used_at is not None
            unused = "; no use of it was found" if one.used_at is None else ""
            yield Problem(
                f"{_action(one)} {_does(touched)} and does not ask who is there"
                f"{_brought(one)}{unused}",
                one.place,
                _fix(one, routes.clerk_major),
                about=f"{one.place.path}:{one.name}",
                level=None if is_certain else "note",
            )
    if behind:
        yield _actions_by_pattern_alone(behind, routes)
    yield from unread(code)


def _open_actions(own: OwnChecks, routes: Routes) -> Iterator[tuple[Unasked, Touched]]:
    """The actions that do more than read, each with the first such thing."""
    paths = {one.file: one.path for one in routes.routes}
    for one in own.unasked:
        page = paths.get(one.place.path, "")
        for touched in one.touched if one.answers == "action" else ():
            if touched.touch != "reads" and not is_open_by_design(page, one, touched):
                yield one, touched
                break


def _access_of(action: Unasked, routes: Routes) -> str:
    """Who gets to the pages that an action is part of; `somewhere` where those are not known."""
    known = {one.access for one in routes.routes if one.file in action.pages}
    if known & {"public", "unguarded"}:
        return "public"
    if known:
        return "protected" if "protected" in known else "unknown"
    is_mixed = any(one.access == "protected" for one in routes.routes if one.kind == "page")
    return "somewhere" if is_mixed else "public"


def _actions_by_pattern_alone(behind: list[tuple[Unasked, Touched]], routes: Routes) -> Problem:
    """One note for all of them, as for the routes."""
    first, touched = behind[0]
    file = f" of `{routes.middleware.file.path}`" if routes.middleware else ""
    more = f"; so it is with {len(behind) - 1} more" if len(behind) > 1 else ""
    return Problem(
        f"{_action(first)} {_does(touched)} and does not ask itself who is there: what stands"
        f" before it is a path pattern{file} alone{more}",
        first.place,
        _fix(first, routes.clerk_major),
        about="path patterns",
        level="note",
    )


def _action(one: Unasked) -> str:
    return f"The Server Action `{one.name}`" if one.name else "A Server Action"


def _brought(action: Unasked) -> str:
    at = action.used_at
    is_apart = at is not None and at.path != action.place.path
    return f"; `{at.path}` brings it to the browser" if at and is_apart else ""
