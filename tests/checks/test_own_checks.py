"""Pages, route handlers and Server Actions that ask who is there."""

import pytest

from clerkdoctor.checks.open_by_design import is_open_by_design
from clerkdoctor.checks.own_checks import (
    protected_pages_and_routes_check_auth_themselves,
    server_actions_check_auth,
)
from clerkdoctor.facts.own_checks import OwnChecks, Touched, Unasked, is_private
from tests.checks.facts import UNREADABLE, code, place
from tests.checks.route_facts import NO_MIDDLEWARE, handler, page, path, routes
from tests.checks.table import Row, fails, holds, inapplicable, note, passes, unknown, warning

R = protected_pages_and_routes_check_auth_themselves
S = server_actions_check_auth

WRITES = Touched("writes", "prisma.note.create", place("lib/notes.ts:3:9"))
READS = Touched("reads", "prisma.note.findMany", place("lib/notes.ts:4:9"))
LOOKS_UP = Touched("looks up", "clerk.users.getUser", place("lib/notes.ts:5:9"))
SPENDS = Touched("spends", "openai.responses.create", place("lib/notes.ts:6:9"))

HANDLER_FIX = 'if (!userId) return new Response("Unauthorized", { status: 401 })'


def post(*touched: Touched, at: str = "app/api/notes/route.ts:2:8", name: str = "POST") -> Unasked:
    return Unasked("handler", name, place(at), touched or (WRITES,))


def drawn(*touched: Touched, at: str = "app/admin/page.tsx:4:16") -> Unasked:
    return Unasked("page", "", place(at), touched or (READS,))


def action(*touched: Touched, name: str = "save", used: str | None = "app/form.tsx:3:9") -> Unasked:
    used_at = place(used) if used else None
    return Unasked("action", name, place("app/actions.ts:3:8"), touched or (WRITES,), used_at)


def own(*found: Unasked) -> OwnChecks:
    return OwnChecks(found, routes=3, actions=3)


PAGED = action()._replace(pages=("app/a/page.tsx", "app/b/page.tsx"))
API = handler("/api/notes")
OLD = routes(API, page("/admin"))._replace(clerk_major=5)
OLDEST = routes(API)._replace(clerk_major=4)
PAGES_API = path("/api/notes", file="pages/api/notes.ts", kind="api")
PAGES = path("/dashboard", file="pages/dashboard.tsx")

ROUTES: list[Row] = [
    passes("every one asks", R, own(), routes(API)),
    inapplicable("no routes", R, "no page or route handler", OwnChecks(), routes()),
    fails(
        "a handler",
        R,
        own(post()),
        routes(API),
        warning(
            "`POST /api/notes` changes data with `prisma.note.create`, and nothing asks who is"
            " there: the handler does not, and the middleware lets everybody through",
            at="app/api/notes/route.ts:2:8",
            fix=HANDLER_FIX,
        ),
    ),
    fails(
        "without a middleware",
        R,
        own(post()),
        NO_MIDDLEWARE._replace(routes=(API._replace(access="unguarded", runs="absent"),)),
        warning("there is no middleware", at="app/api/notes/route.ts:2:8", fix=HANDLER_FIX),
    ),
    fails(
        "where the middleware does not run",
        R,
        own(post()),
        routes(handler("/api/notes", "unguarded", runs="skipped")),
        warning("does not run there", at="app/api/notes/route.ts:2:8", fix=HANDLER_FIX),
    ),
    fails(
        "users at Clerk",
        R,
        own(post(LOOKS_UP)),
        routes(API),
        warning("reads or changes users at Clerk", at="app/api/notes/route.ts:2:8", fix="auth()"),
    ),
    fails(
        "what costs",
        R,
        own(post(READS, SPENDS)),
        routes(API),
        warning("spends on your account with", at="app/api/notes/route.ts:2:8", fix="auth()"),
    ),
    fails(
        "version 5",
        R,
        own(post(), drawn()),
        OLD,
        warning(
            "`POST /api/notes`", at="app/api/notes/route.ts:2:8", fix="const { userId } = auth()"
        ),
        warning("`/admin` reads data", at="app/admin/page.tsx:4:16", fix="auth().protect()"),
    ),
    fails(
        "version 4",
        R,
        own(post()),
        OLDEST,
        warning(
            "`POST /api/notes`", at="app/api/notes/route.ts:2:8", fix='from "@clerk/nextjs"\n'
        ),
    ),
    fails(
        "a private page",
        R,
        own(drawn()),
        routes(page("/admin")),
        warning("the page does not", at="app/admin/page.tsx:4:16", fix="await auth.protect()"),
    ),
    fails(
        "the Pages Router",
        R,
        own(
            Unasked("api", "", place("pages/api/notes.ts:2:16"), (WRITES,)),
            Unasked("props", "getServerSideProps", place("pages/dashboard.tsx:5:8"), (READS,)),
        ),
        routes(PAGES_API, PAGES),
        warning("`/api/notes`", at="pages/api/notes.ts:2:16", fix="getAuth(req)"),
        warning("`/dashboard`", at="pages/dashboard.tsx:5:8", fix="getAuth(ctx.req)"),
    ),
    fails(
        "behind a pattern",
        R,
        own(post(), drawn()),
        routes(handler("/api/notes", "protected"), page("/admin", "protected")),
        note(
            "`POST /api/notes`, `/admin` do not ask themselves who is there: what stands before the"
            " data is a path pattern of `proxy.ts` alone",
            at="app/api/notes/route.ts:2:8",
            fix=HANDLER_FIX,
        ),
    ),
    passes("a public GET", R, own(post(READS, name="GET")), routes(API)),
    passes("a POST that reads", R, own(post(READS)), routes(API)),
    passes("a public page", R, own(drawn(at="app/a/page.tsx:1:1")), routes(page("/a"))),
    passes("nobody knows who gets there", R, own(post()), routes(handler("/api/notes", "unknown"))),
    passes("an action is another check's", R, own(action()), routes(API)),
    passes(
        "a contact form",
        R,
        own(post(at="app/api/contact/route.ts:1:8")),
        routes(handler("/api/contact")),
    ),
    unknown("a file that cannot be read", R, "is 5.0 MB", own(), routes(API), code(skipped=[UNREADABLE])),
]  # fmt: skip

ACTIONS: list[Row] = [
    passes("every one asks", S, own(), routes()),
    inapplicable("no actions", S, "no code has a Server Action", OwnChecks(), routes()),
    fails(
        "an action",
        S,
        own(action()),
        routes(),
        warning(
            "The Server Action `save` changes data with `prisma.note.create` and does not ask who"
            " is there; `app/form.tsx` brings it to the browser",
            at="app/actions.ts:3:8",
            fix='if (!userId) throw new Error("Unauthorized")',
        ),
    ),
    fails(
        "an action without a name",
        S,
        own(action(name="", used="app/actions.ts:3:8")),
        routes(),
        warning(
            "A Server Action changes data with `prisma.note.create` and does not ask who is there",
            at="app/actions.ts:3:8",
            fix="await auth()",
        ),
    ),
    fails(
        "nothing uses it",
        S,
        own(action(used=None)),
        routes(),
        note("no use of it was found", at="app/actions.ts:3:8", fix="await auth()"),
    ),
    fails(
        "version 5",
        S,
        own(action()),
        OLD,
        warning("`save`", at="app/actions.ts:3:8", fix="const { userId } = auth()"),
    ),
    fails(
        "on pages behind a pattern",
        S,
        own(PAGED, PAGED._replace(name="remove")),
        routes(page("/a", "protected"), page("/b", "unknown")),
        note(
            "The Server Action `save` changes data with `prisma.note.create` and does not ask"
            " itself who is there: what stands before it is a path pattern of `proxy.ts` alone;"
            " so it is with 1 more",
            at="app/actions.ts:3:8",
            fix="await auth()",
        ),
    ),
    fails(
        "on one open page",
        S,
        own(PAGED),
        routes(page("/a", "protected"), page("/b")),
        warning("The Server Action `save`", at="app/actions.ts:3:8", fix="await auth()"),
    ),
    fails(
        "on a page that is not known",
        S,
        own(action()),
        routes(page("/a", "protected"), page("/b")),
        note("The Server Action `save`", at="app/actions.ts:3:8", fix="await auth()"),
    ),
    passes(
        "nobody knows who gets to its page",
        S,
        own(PAGED),
        routes(page("/a", "unknown"), page("/b", "unknown")),
    ),
    passes("an action that reads", S, own(action(READS)), routes()),
    passes("a newsletter", S, own(action(name="subscribeToNewsletter")), routes()),
    passes("a route is another check's", S, own(post()), routes(API)),
    unknown("a file that cannot be read", S, "is 5.0 MB", own(), routes(), code(skipped=[UNREADABLE])),
]  # fmt: skip


ROWS = [*ROUTES, *ACTIONS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/admin", True),
        ("/api/admin/users", True),
        ("/Dashboard", True),
        ("/settings/team", True),
        ("/api/settings", False),
        ("/profile", True),
        ("/profile/[name]", False),
        ("/api/administration", False),
        ("/", False),
    ],
)
def test_a_route_is_private_by_its_segments(path: str, expected: bool) -> None:
    assert is_private(path) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/contact-us", True),
        ("/api/contactForm", True),
        ("/api/webhooks/resend", True),
        ("/api/webhooks/clerk/test", False),
        ("/api/admin/events", False),
        ("/api/admin/webhooks", True),
        ("/api/contracts", False),
        ("/api/notes", False),
    ],
)
def test_what_is_for_everybody_says_so(path: str, expected: bool) -> None:
    assert is_open_by_design(path, post(), WRITES) is expected
