"""Calls of Convex from the app's own code: with a token, and not before there is one."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.convex_react_providers import WITH_CLERK
from clerkdoctor.checks.not_set import unseen
from clerkdoctor.checks.release import CLERK, at_least
from clerkdoctor.facts.convex_code import ClientMade, ConvexCode, QueryCall
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.project import App

_SERVER = "https://docs.convex.dev/client/nextjs/app-router/server-rendering"
_CLERK_GUIDE = "https://docs.convex.dev/auth/clerk"
_DEBUG = "https://docs.convex.dev/auth/debug"
_REACT = "https://docs.convex.dev/client/react"

_MOST = 3
# Clerk's SDKs for apps that no server renders.
_IN_BROWSER = ("clerk-react", "react", "clerk-expo", "expo", "chrome-extension")
_WITH_CLERK = (
    "const { getToken } = await auth();\n"
    'const token = (await getToken({ template: "convex" })) ?? undefined;\n'
)


@check(
    "Calls of Convex from the server pass a token",
    fix="Pass Clerk's token as the third argument:\n"
    f"{_WITH_CLERK}await fetchQuery(api.a.b, {{}}, {{ token }})",
    references=(_SERVER, _CLERK_GUIDE),
    level="warning",
)
def convex_server_calls_pass_a_token(code: ConvexCode) -> Iterator[Finding]:
    """`fetchQuery`, `preloadQuery`, `fetchMutation`, `fetchAction` and `ConvexHttpClient` know
    nothing of the request that they are called in: without a token they call as nobody. A function
    that asks for an identity then throws or gives nothing, and only on the server.
    """
    if not code.server_calls:
        yield Inapplicable("no code on the server calls a function of Convex")
    strangers = 0
    for call in code.server_calls:
        if call.has_token is not False:
            continue
        function = code.function(call.path)
        if function is None:
            strangers += 1
            continue
        if not function.asks or function.alone not in ("throws", "ends"):
            continue
        end = "throws where there is no identity"
        if function.alone == "ends":
            end = "gives the same to everybody where there is no identity"
        yield Problem(
            f"`{call.by}()` calls `{call.path}` without a token, and that {end}",
            call.place,
            _with_token(call.by, call.path),
            about=call.path,
        )
    if strangers:
        yield Unknown(
            f"{strangers} calls without a token are of functions that are not in this app"
        )


def _with_token(by: str, path: str) -> str:
    if by.startswith("ConvexHttpClient"):
        method = by.rpartition(".")[2]
        return (
            "Give the client the token, one client for each request:\n"
            f"{_WITH_CLERK}const client = new ConvexHttpClient(url, {{ auth: token }});\n"
            f"await client.{method}(api.{path}, {{}})"
        )
    return f"Pass Clerk's token:\n{_WITH_CLERK}await {by}(api.{path}, {{}}, {{ token }})"


@check(
    "A client of Convex that is logged in is not shared between requests",
    fix="Make a client for each request:\n"
    "const client = new ConvexHttpClient(url, { auth: token })",
    references=(_SERVER, "https://docs.convex.dev/api/classes/browser.ConvexHttpClient"),
    level="warning",
)
def convex_logins_are_not_shared(code: ConvexCode) -> Iterator[Finding]:
    """A client that is made when its file is loaded serves all requests of the server. The token
    that one request sets is there for the next one, and two at a time read each other's data.
    """
    made = [one for one in code.clients if one.name == "ConvexHttpClient"]
    if not made:
        yield Inapplicable("no code makes a `ConvexHttpClient`")
    for one in code.shared_logins:
        yield Problem(
            f"`setAuth()` logs in the client that `{one.made}` makes for all requests",
            one.place,
            about=str(one.made),
        )


@check(
    "Queries that need an identity wait for it",
    fix="Skip the query until Convex knows who it is:\n"
    "const { isAuthenticated } = useConvexAuth();\n"
    'useQuery(api.a.b, isAuthenticated ? {} : "skip")',
    references=(_DEBUG, _CLERK_GUIDE),
    level="warning",
    symptoms=(
        "Uncaught Error: Not authenticated",
        "Uncaught Error: Unauthenticated",
    ),
)
def convex_queries_wait_for_auth(code: ConvexCode, app: App) -> Iterator[Finding]:
    """When a page loads, Clerk needs a moment and Convex another one before it knows who is there.
    A query that runs before has no identity; where its function throws, so does the component, and
    the page breaks on every reload though the user is signed in.
    """
    if not any(one.name == WITH_CLERK for one in code.providers) or not code.queries:
        yield Inapplicable("no component below `<ConvexProviderWithClerk>` calls `useQuery`")
        return
    if any(one.waits for one in code.clients):
        return
    doubt = _strangers(code) or _known_at_once(code, app)
    if doubt:
        yield doubt
        return
    doubts: list[QueryCall] = []
    for query in code.queries:
        function = code.function(query.path)
        if function is None or not function.asks or function.alone != "throws":
            continue
        if query.gate == "unknown":
            doubts.append(query)
        elif query.gate == "none":
            yield Problem(
                f"The query of `{query.path}` runs as soon as the page loads, and throws until"
                " Convex knows who is signed in",
                query.place,
                "Wrap the component in `<Authenticated>`, or skip the query until then:\n"
                "const { isAuthenticated } = useConvexAuth();\n"
                f'useQuery(api.{query.path}, isAuthenticated ? {{}} : "skip")',
                about=query.path,
            )
    for query in doubts[:_MOST]:
        yield Unknown(f"what holds back the query of `{query.path}` is not told", query.place)


def _strangers(code: ConvexCode) -> Unknown | None:
    if any(code.function(one.path) for one in code.queries):
        return None
    return Unknown("the functions that components call are not in this app")


def _known_at_once(code: ConvexCode, app: App) -> Unknown | None:
    """Whether Clerk may know who is there when the page is first rendered.

    Then Convex' provider has its token on the way before any query is sent. Up to 5, @clerk/nextjs
    renders so by itself.
    """
    packages = {one.package.partition("/")[2].partition("/")[0] for one in code.clerk_providers}
    if any(one.at_once for one in code.clerk_providers):
        return Unknown("`<ClerkProvider>` may know who is signed in when the page is rendered")
    if "nextjs" in packages and at_least(app.versions.get(CLERK), (6, 0, 0)) is not True:
        return Unknown("before @clerk/nextjs 6 pages are rendered with what Clerk knows")
    if packages and not packages & {"nextjs", *_IN_BROWSER}:
        return Unknown("pages may be rendered with what Clerk knows")
    return None


@check(
    "Queries that need an identity go by Convex' state of authentication",
    fix="Use Convex' own:\nconst { isAuthenticated } = useConvexAuth()",
    references=(_CLERK_GUIDE, _DEBUG),
    level="note",
)
def convex_gates_on_convex_auth(code: ConvexCode) -> Iterator[Finding]:
    """Clerk knows of a user before Convex has accepted the token, and also where it never does.
    `useConvexAuth()` and `<Authenticated>` say what the functions will see.
    """
    if not any(one.name == WITH_CLERK for one in code.providers) or not code.queries:
        yield Inapplicable("no component below `<ConvexProviderWithClerk>` calls `useQuery`")
        return
    said = set[str]()
    for query in code.queries:
        function = code.function(query.path)
        if query.gate != "clerk" or function is None or not function.asks:
            continue
        place = query.by or query.place
        if str(place) not in said:
            said.add(str(place))
            yield Problem(
                f"Whether the query of `{query.path}` runs goes by Clerk's state; its function asks"
                " Convex for the identity",
                place,
                about=query.path,
            )


@check(
    "Clients of Convex are made where their URL is known",
    fix="Make the client when it is needed:\n"
    "const client = () => new ConvexHttpClient(process.env.NEXT_PUBLIC_CONVEX_URL!)",
    references=(_REACT, "https://docs.convex.dev/production/hosting/vercel"),
    level="warning",
    symptoms=(
        "Client created with undefined deployment address",
        "Failed to collect page data",
        "Invalid deployment address",
    ),
    follows=("variables-the-code-reads-are-set",),
)
def convex_client_is_made_where_its_url_is_known(
    code: ConvexCode, environment: Environment, app: App
) -> Iterator[Finding]:
    """A client at the top of a server's file is made when `next build` loads the file. Where the
    variable with its URL is not set then, as in a job of CI, the build fails.
    """
    if not code.clients:
        yield Inapplicable("no code makes a client of Convex")
    doubts = []
    for one in code.clients:
        if one.url is not None and ".convex.site" in one.url:
            yield Problem(
                f"`{one.name}` gets a URL that ends with `.convex.site`, which is for HTTP actions;"
                " the client wants `.convex.cloud`",
                one.place,
                "Copy the deployment URL from the Convex dashboard, under Settings",
                about=one.name,
            )
        elif _needs(one) and one.env and not environment.stated(one.env):
            doubt = unseen(one.env, environment, app, traced=False)
            if doubt:
                doubts.append(doubt)
                continue
            yield Problem(
                f"`{one.name}` is made when its file is loaded, and `{one.env}` is not set",
                one.place,
                f"Set `{one.env}`, or make the client when it is needed:\n"
                f"const client = () => new {one.name}(process.env.{one.env}!)",
                about=one.env,
            )
    yield from dict.fromkeys(doubts)


def _needs(one: ClientMade) -> bool:
    """Whether it is made as a server's file is loaded, with a variable that is not tested."""
    on_server = one.name != "ConvexReactClient" and one.side in ("next-server", "middleware")
    return on_server and one.scope == "module" and not one.is_tested


@check(
    "Clients of Convex are made once",
    fix="Move the client out of the component, to the top of the file",
    references=(_REACT, "https://docs.convex.dev/client/nextjs/app-router/"),
    level="warning",
)
def convex_client_is_made_once(code: ConvexCode) -> Iterator[Finding]:
    """Each client opens a connection of its own. One that is made while a component renders is
    another one each time: queries begin anew, and the login is lost.
    """
    made = [one for one in code.clients if one.name != "ConvexHttpClient"]
    if not made:
        yield Inapplicable("no code makes a client that keeps a connection")
    for one in made:
        if one.scope == "render":
            yield Problem(
                f"`new {one.name}()` runs whenever its component renders", one.place,
                about=one.place.path,
            )  # fmt: skip
