"""How the code uses Convex together with Clerk: its functions, its tables, and who calls them.

Paths of files are relative to the app. A function's `path` is the one that a client names it by,
without `api.`: `posts.remove` is what `convex/posts.ts` exports as `remove`.
"""

from typing import Literal, NamedTuple

from clerkdoctor.facts.code import Side
from clerkdoctor.facts.place import Place

Kind = Literal["query", "mutation", "action", "http"]

Alone = Literal["throws", "ends", "goes on", "unknown"]
"""What becomes of a call by nobody who is signed in: every way `throws`; it `ends` before it has
read or done anything; it `goes on`; or that is not told.
"""

How = Literal["get", "query", "insert", "patch", "replace", "delete"]

Origin = str
"""Where a value comes from: an argument (`args.userId`; `args` for all of them), what Convex knows
of the caller (`identity.subject`, `identity.tokenIdentifier`, `identity.email`; `identity` for the
rest, and for rows that were found by it), Clerk's id of a user in a webhook (`webhook.id`), a row
of the database (`row`), a `constant`, or anything else (`unknown`).
"""


class Argument(NamedTuple):
    """An argument of a function; `table` where it is the id of a row: `v.id("users")`."""

    name: str
    table: str | None = None


class Field(NamedTuple):
    """A field that is written, or that rows are compared by, and where the value comes from.

    `name` is empty where it is not known.
    """

    name: str
    origins: tuple[Origin, ...]


class DataUse(NamedTuple):
    """A read or a write of the database, in a function or in what it calls.

    `table` is None where it is not known. `picked_by` is what decides which row it is; `fields` are
    those that are written, or that a query compares. `is_scan`: rows are compared without an index.
    `alone`: also reached by nobody who is signed in.
    """

    how: How
    table: str | None
    place: Place
    picked_by: tuple[Origin, ...] = ()
    fields: tuple[Field, ...] = ()
    is_scan: bool = False
    alone: bool = False

    @property
    def is_write(self) -> bool:
        return self.how not in ("get", "query")


class ConvexFunction(NamedTuple):
    """A function that Convex runs. `builder` is what it is made with, as the code calls it.

    `asks`: it, or what it calls, asks `getUserIdentity()`; `only_tests`: it does so itself, and
    looks at nothing but whether there is somebody. `has_password`: one of its arguments is a key,
    a token or the like, so that it may know its callers by that. `doubt` is why `alone` is unknown.
    `acts`: whether it does anything with an identity. `gives` is the table of which it gives rows
    as they are stored, where that is told.
    """

    path: str
    kind: Kind
    is_public: bool
    place: Place
    builder: str
    alone: Alone
    asks: bool = False
    only_tests: bool = False
    has_password: bool = False
    acts: bool = True
    arguments: tuple[Argument, ...] = ()
    uses: tuple[DataUse, ...] = ()
    doubt: str = ""
    gives: str | None = None


class Column(NamedTuple):
    """A field of a table; `table` where it holds the id of a row."""

    name: str
    table: str | None = None


class Table(NamedTuple):
    """A table of the schema. `indexes` are the names of their fields, in order, and `index_names`
    what each is called, empty where that is not known.

    `is_whole` is false where it may have fields that were not read.
    """

    name: str
    place: Place
    columns: tuple[Column, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    is_whole: bool = True
    index_names: tuple[str, ...] = ()

    def index_on(self, field: str) -> str | None:
        """The name of an index that begins with a field, empty where that is not known; or None."""
        names = (*self.index_names, *("" for _ in self.indexes))
        found = [
            name for name, one in zip(names, self.indexes, strict=False) if one[:1] == (field,)
        ]
        return max(found, default=None)


class Unfollowed(NamedTuple):
    """What a file of functions exports, made with a builder that is not followed."""

    path: str
    place: Place
    builder: str


class Schedule(NamedTuple):
    """Where a function is set to run later. `by`: `crons.daily`, `scheduler.runAfter`.

    `is_public`: it is named as `api.…`, so that clients may call it, too.
    """

    path: str
    is_public: bool
    place: Place
    by: str


Hook = Literal["passed", "called", "absent", "another", "unknown"]
"""What `useAuth` is given: the hook itself, what calling it gives, nothing, something else."""

Nesting = Literal["inside", "around", "apart", "none", "unknown"]
"""How Convex' provider stands to `<ClerkProvider>`: inside of it, around it, above the layouts that
render one; there is none; or that is not told.
"""


class Provider(NamedTuple):
    """`<ConvexProviderWithClerk>` or another provider of Convex' client.

    `hook_from` is the package that `useAuth` comes from, where it comes from one, and `hook_name`
    what it is called there. `rendered_by` is a file that renders it on the server, since neither
    that one nor its own says `use client`. `around` is a place of a `<ClerkProvider>` inside of it
    or, where they stand apart, of one further down.
    """

    name: str
    place: Place
    nesting: Nesting
    hook: Hook = "unknown"
    hook_from: str | None = None
    hook_name: str | None = None
    rendered_by: str | None = None
    around: Place | None = None


class ClerkProviderUse(NamedTuple):
    """A `<ClerkProvider>` and the package that it comes from.

    `at_once`: it may know who is signed in when the page is first rendered (`dynamic`, or a prop
    that is not told).
    """

    package: str
    place: Place
    at_once: bool = False


Scope = Literal["module", "render", "once", "function"]
"""When code runs: as its file is loaded; whenever a component renders; once for each component
(`useState(() => …)`); whenever somebody calls a function.
"""


class ClientMade(NamedTuple):
    """`new ConvexReactClient(url)` and its siblings.

    `env` is the variable that the URL comes from, `url` the URL where it is constant. `is_tested`:
    the code looks whether the variable is set, or has another value for it. `waits`: the client
    holds queries back until there is a token (`expectAuth`).
    """

    name: str
    place: Place
    scope: Scope
    side: Side
    env: str | None = None
    url: str | None = None
    is_tested: bool = False
    waits: bool = False


class ServerCall(NamedTuple):
    """A call of a Convex function from the server: `fetchQuery(api.…)`, `client.query(api.…)`.

    `has_token` is None where that is not told. `by` is what makes the call. `from_webhook`: it
    stands in a file that receives webhooks, where nobody is signed in.
    """

    by: str
    path: str
    place: Place
    has_token: bool | None
    from_webhook: bool = False


Gate = Literal["none", "convex", "clerk", "unknown"]
"""What holds a query back until somebody is signed in: nothing; Convex' own state; Clerk's."""


class QueryCall(NamedTuple):
    """`useQuery(api.…)`. `gate` is what holds it back; `by` is where that is Clerk's state."""

    path: str
    place: Place
    gate: Gate
    by: Place | None = None


class Given(NamedTuple):
    """What client code gives for an argument. `is_own`: the caller's own Clerk id."""

    path: str
    argument: str
    is_own: bool
    place: Place


class SharedLogin(NamedTuple):
    """`client.setAuth(…)` on a client that all requests of a server share; `made` is the client's
    place.
    """

    place: Place
    made: Place


class ConvexCode(NamedTuple):
    """All of it. `folder` is that of the functions, None where the app has none.

    `uses_state`: some file waits for Convex' own state of authentication: `useConvexAuth`,
    `<Authenticated>`. `logs_in`: some file calls `setAuth()` of a client. `unread` are the files
    of functions that could not be read, and why; `unfollowed` are exports that may be functions.
    """

    folder: str | None = None
    functions: tuple[ConvexFunction, ...] = ()
    tables: tuple[Table, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    providers: tuple[Provider, ...] = ()
    clerk_providers: tuple[ClerkProviderUse, ...] = ()
    clients: tuple[ClientMade, ...] = ()
    server_calls: tuple[ServerCall, ...] = ()
    queries: tuple[QueryCall, ...] = ()
    given: tuple[Given, ...] = ()
    shared_logins: tuple[SharedLogin, ...] = ()
    uses_state: bool = False
    logs_in: bool = False
    unread: tuple[tuple[str, str], ...] = ()
    unfollowed: tuple[Unfollowed, ...] = ()

    def function(self, path: str) -> ConvexFunction | None:
        return next((one for one in self.functions if one.path == path), None)

    def table(self, name: str | None) -> Table | None:
        return next((one for one in self.tables if one.name == name), None)
