"""Calls of Convex from the app's code: with a token, and not before there is one."""

import pytest

from clerkdoctor.check import Check
from clerkdoctor.checks.convex_clients import (
    convex_client_is_made_once,
    convex_client_is_made_where_its_url_is_known,
    convex_gates_on_convex_auth,
    convex_logins_are_not_shared,
    convex_queries_wait_for_auth,
    convex_server_calls_pass_a_token,
)
from clerkdoctor.facts.convex_code import ConvexCode
from tests.checks.facts import app, environment
from tests.checks.table import Row, fails, holds, inapplicable, note, passes, unknown, warning
from tests.gather.convex_broken import CLIENT_IN_ROUTE, ROUTE
from tests.gather.convex_broken import CLIENTS as BROKEN
from tests.gather.convex_code_reading import convex_code
from tests.gather.convex_right import CLIENTS as RIGHT
from tests.gather.convex_right import LIST, PAGE, SHOWN
from tests.gather.convex_sources import LAYOUT, NEXT, PRIVATE, PROVIDER, client

T = convex_server_calls_pass_a_token
L = convex_logins_are_not_shared
W = convex_queries_wait_for_auth
G = convex_gates_on_convex_auth
U = convex_client_is_made_where_its_url_is_known
O = convex_client_is_made_once  # noqa: E741 - one letter for each check, as in its siblings

LINE = f"{LIST}:6:17"
IN_PROVIDER = "components/ConvexClientProvider.tsx"
URL = {"NEXT_PUBLIC_CONVEX_URL": "https://a.convex.cloud"}


def right(check: Check, *names: str) -> list[Row]:
    return [passes(name, check, convex_code(RIGHT[name])) for name in names]


def broken(check: Check, name: str, *said: object) -> Row:
    return fails(name, check, convex_code(BROKEN[name][0]), *said)


def shown(page: str, head: str = "", *, of: str = "list") -> ConvexCode:
    """A component with a query of a private function, on a page."""
    return convex_code({
        **NEXT, **PRIVATE,
        LIST: client("useQuery") + SHOWN.replace("notes.list", f"notes.{of}"),
        "app/page.tsx": f"{head}{PAGE}export default function Page() {{ return {page}; }}",
    })  # fmt: skip


def in_component(argument: str) -> ConvexCode:
    return convex_code({
        **NEXT, **PRIVATE,
        LIST: client("useQuery") + 'import { useAuth, useUser } from "@clerk/nextjs";\n'
        "export default function Notes() { const { isSignedIn } = useAuth(); const { user } = useUser();\n"
        f"  return useQuery(api.notes.list, {argument}); }}",
        "app/page.tsx": PAGE + "export default () => <Notes />;",
    })  # fmt: skip


DYNAMIC = {
    "app/layout.tsx": LAYOUT["app/layout.tsx"].replace("<ClerkProvider>", "<ClerkProvider dynamic>")
}
NOW = "The query of `notes.list` runs as soon as the page loads, and throws until Convex knows who is signed in"

ROWS: list[Row] = [
    # Tokens
    inapplicable("no calls", T, "no code on the server calls a function of Convex", ConvexCode()),
    *right(T, "calls from the server with a token", "public data from the server", "a client for each request",
           "functions of another package"),
    broken(T, "pages without a token",
           warning("`fetchQuery()` calls `notes.list` without a token, and that throws where there is no identity",
                   at="app/page.tsx:5:39", fix="await fetchQuery(api.notes.list, {}, { token })")),
    broken(T, "preloaded without a token",
           warning("`preloadQuery()` calls `notes.mine` without a token, and that gives the same to everybody",
                   at="app/page.tsx:5:39", fix="await preloadQuery(api.notes.mine, {}, { token })")),
    broken(T, "options without a token", warning("`fetchMutation()` calls", at="app/actions.ts:6:41", fix="{ token }")),
    broken(T, "a route without a token",
           warning("`ConvexHttpClient.query()` calls `notes.list` without a token", at=f"{ROUTE}:6:72", fix="{ auth: token }")),
    broken(T, "a client of another file without a token",
           warning("`ConvexHttpClient.mutation()` calls `notes.create`", at=f"{ROUTE}:3:62", fix="one client for each request")),
    unknown("functions that are elsewhere", T, "1 calls without a token are of functions that are not in this app", convex_code({
        "app/page.tsx": 'import { fetchQuery } from "convex/nextjs";\nimport { api } from "@acme/backend/_generated/api";\n'
        "export default async () => await fetchQuery(api.a.b);"})),
    # Logins
    inapplicable("no client", L, "no code makes a `ConvexHttpClient`", ConvexCode()),
    *right(L, "a client for each request", "public data from the server"),
    broken(L, "one client for all requests",
           warning("`setAuth()` logs in the client that `app/api/notes/route.ts:5:16` makes for all requests", at=f"{ROUTE}:6:73",
                   fix="Make a client for each request")),
    # Waiting
    inapplicable("no queries", W, "no component below `<ConvexProviderWithClerk>` calls `useQuery`", convex_code(NEXT)),
    *right(W, "the layout waits", "skipped until Convex knows", "inside of <Authenticated> on the page", "a function that gives none",
           "the client waits", "a public query"),
    fails("at once", W, shown("<Notes />"),
          warning(NOW, at=LINE, fix='useQuery(api.notes.list, isAuthenticated ? {} : "skip")')),
    fails("in a div", W, shown("<div><Notes /></div>"), warning(NOW, at=LINE, fix="Wrap the component in `<Authenticated>`")),
    broken(W, "a query on the page itself", warning(NOW, at="app/page.tsx:6:17", fix="Wrap")),
    broken(W, "a query in the sidebar of the layout", warning(NOW, at=LINE, fix="Wrap")),
    broken(W, "above the element that waits", warning(NOW, at="app/page.tsx:4:48", fix="Wrap")),
    fails("before @clerk/nextjs 7", W, shown("<Notes />"), app("6.3.0"), warning(NOW, at=LINE, fix="Wrap")),
    passes("below <SignedIn>", W, shown("<SignedIn><Notes /></SignedIn>", 'import { SignedIn } from "@clerk/nextjs";\n')),
    *(
        unknown(case, W, "what holds back the query of `notes.list` is not told", shown(page, head))
        for case, page, head in (
            ("a component that may wait", "<AuthGate><Notes /></AuthGate>", 'import { AuthGate } from "./gate";\n'),
            ("Clerk has loaded", "<ClerkLoaded><Notes /></ClerkLoaded>", 'import { ClerkLoaded } from "@clerk/nextjs";\n'),
            ("by a condition", "open && <Notes />", ""),
            ("a page that asks", "useConvexAuth() ? <Notes /> : null", 'import { useConvexAuth } from "convex/react";\n'),
        )
    ),
    unknown("on no page", W, "is not told", convex_code({**NEXT, **PRIVATE, LIST: client("useQuery") + SHOWN})),
    unknown("rendered with what Clerk knows", W, "`<ClerkProvider>` may know who is signed in", convex_code(
        {**PROVIDER, **DYNAMIC, **PRIVATE, "app/page.tsx": client("useQuery") + SHOWN})),
    unknown("before @clerk/nextjs 6", W, "before @clerk/nextjs 6", shown("<Notes />"), app("5.7.1")),
    unknown("functions of another app", W, "the functions that components call are not in this app",
            convex_code(RIGHT["functions of another package"])),
    # Whose state
    inapplicable("no query", G, "calls `useQuery`", convex_code(NEXT)),
    *right(G, "skipped until Convex knows", "inside of <Authenticated> on the page", "a public query"),
    fails("Clerk's hook", G, in_component('isSignedIn ? {} : "skip"'),
          note("Whether the query of `notes.list` runs goes by Clerk's state", at=f"{LIST}:6:35", fix="useConvexAuth()")),
    fails("Clerk's user", G, in_component('user?.id ? {} : "skip"'),
          note("goes by Clerk's state", at=f"{LIST}:6:35", fix="Use Convex' own")),
    fails("Clerk's element", G, shown("<main><SignedIn><Notes /></SignedIn></main>", 'import { SignedIn } from "@clerk/nextjs";\n', of="mine"),
          note("Whether the query of `notes.mine` runs goes by Clerk's state", at="app/page.tsx:3:47", fix="Use Convex' own")),
    # Clients
    inapplicable("no client at all", U, "no code makes a client of Convex", ConvexCode(), environment(URL)),
    passes("with its URL", U, convex_code({ROUTE: CLIENT_IN_ROUTE}), environment(URL)),
    passes("in the browser", U, convex_code(NEXT), environment({"CLERK_SECRET_KEY": "a"})),
    passes("in a function", U, convex_code(RIGHT["a client for each request"]), environment({"CLERK_SECRET_KEY": "a"})),
    passes("with a test", U, convex_code({ROUTE: CLIENT_IN_ROUTE.replace(
        "const convex", "const url = process.env.NEXT_PUBLIC_CONVEX_URL;\nif (!url) throw new Error('a');\nconst convex")
        .replace("(process.env.NEXT_PUBLIC_CONVEX_URL!)", "(url)")}), environment({"CLERK_SECRET_KEY": "a"})),
    fails("without its URL", U, convex_code({ROUTE: CLIENT_IN_ROUTE}), environment({"CLERK_SECRET_KEY": "a"}),
          warning("`ConvexHttpClient` is made when its file is loaded, and `NEXT_PUBLIC_CONVEX_URL` is not set", at=f"{ROUTE}:5:16",
                  fix="const client = () => new ConvexHttpClient(process.env.NEXT_PUBLIC_CONVEX_URL!)")),
    unknown("in a fresh clone", U, "there is no local env file", convex_code({ROUTE: CLIENT_IN_ROUTE}), environment()),
    fails("the HTTP actions' URL", U, convex_code(BROKEN["the address of the HTTP actions"][0]), environment(URL),
          warning("`ConvexReactClient` gets a URL that ends with `.convex.site`", at=f"{IN_PROVIDER}:7:16", fix="Copy the deployment URL")),
    inapplicable("no client that is kept", O, "no code makes a client that keeps a connection", ConvexCode()),
    *right(O, "a public query", "a provider made once in a state", "the Pages Router"),
    broken(O, "a client for each rendering",
           warning("`new ConvexReactClient()` runs whenever its component renders", at=f"{IN_PROVIDER}:5:58", fix="Move the client")),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
