"""What the middleware guards: its file, its matcher, its route patterns, and every route's access.

Paths of files are relative to the app. A *matcher* is Next.js' `config.matcher`; a *route matcher*
is Clerk's `createRouteMatcher`, and its entries are *patterns*.
"""

from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Location, Place

Convention = Literal["middleware", "proxy", "_middleware"]
Fate = Literal["runs", "dead", "refused", "unknown"]
Role = Literal["public", "protected", "skipped", "other"]
Runs = Literal["runs", "skipped", "absent", "unknown"]
Access = Literal["public", "protected", "unguarded", "unknown"]
Means = Literal["protect", "redirect", "response", "rewrite", "none"]


class MiddlewareFile(NamedTuple):
    """A file that looks like the app's middleware, and what this Next.js does with it.

    `fate`: it `runs`; it is `dead`, passed over in silence; or it makes a build or a start fail
    (`refused`). `reason` says why in a sentence without a subject: `stands at the root, but …`.
    `expected` is where it has to stand instead, where that is known. `differs` says where another
    bundler, or `next dev`, does otherwise.
    """

    place: Place
    convention: Convention
    fate: Fate
    reason: str = ""
    expected: str | None = None
    differs: str | None = None
    deprecated: bool = False


class HandlerExport(NamedTuple):
    """How the file exports its handler, and whether this Next.js runs it.

    `name` is `default`, `middleware`, `proxy`, or None where nothing of the kind is exported.
    `error` is what Next.js says where it does not run it, in its own words where it has some.
    """

    name: str | None
    place: Place
    error: str | None = None


class MatcherEntry(NamedTuple):
    """One entry of `config.matcher`.

    `conditional`: it has `has` or `missing`, so that the request's headers decide, too. `error` is
    why Next.js refuses it, in its own words. `lost_escape`: a backslash stands in the source that
    the string does not have.
    """

    source: str
    place: Place
    conditional: bool = False
    error: str | None = None
    lost_escape: bool = False


class Matcher(NamedTuple):
    """`config.matcher` as this Next.js takes it.

    `state`: `none` is stated, so the middleware runs everywhere; `static` entries are used as they
    are; it is `dropped` in silence or with a warning, and the middleware runs everywhere; the build
    is `refused`; it `never` runs. `reason` says why; `misnamed` is the export that was probably
    meant to be `config`.
    """

    state: Literal["none", "static", "dropped", "refused", "never", "unknown"]
    place: Place
    entries: tuple[MatcherEntry, ...] = ()
    reason: str = ""
    misnamed: str | None = None

    @property
    def is_everywhere(self) -> bool:
        return self.state in ("none", "dropped")


class RoutePattern(NamedTuple):
    """One entry of `createRouteMatcher([…])`, or of `publicRoutes` and its kin.

    `text` is what the program sees; of a regular expression, the literal with its flags. `matcher`
    is the variable or option that holds it. `role` is what a match means for a signed-out request
    in this middleware: it is let through (`public`), it is turned away (`protected`), Clerk does
    not look at it (`skipped`); `other` where the code makes something else of it, or nothing.
    `error` is what path-to-regexp throws when the module is loaded. `reaches` are the app's routes
    that it matches, by their `path`; None where that is not known. `serves` is the route that
    serves the path that it spells out, such as a catch-all page.
    """

    text: str
    kind: Literal["path", "regexp", "function", "unknown"]
    place: Place
    matcher: str
    role: Role
    error: str | None = None
    reaches: tuple[str, ...] | None = None
    serves: str | None = None


class Condition(NamedTuple):
    """A test written by hand that can never hold, or always does: `req.url === "/admin"`.

    `constant` is what it always is; `reason` says why.
    """

    text: str
    place: Place
    constant: bool
    reason: str


class BackDoor(NamedTuple):
    """A way past Clerk in the middleware: a header, cookie or query that lets a request through.

    `what` names it: `the header x-test-auth`.
    """

    what: str
    place: Place


class Slip(NamedTuple):
    """A `protect()` of the middleware that stops nothing.

    `word` is the call that was to stop the request, `call` the one that is not awaited, or the
    `catch` that takes its error; `place` is that one's.
    """

    kind: Literal["not-awaited", "caught"]
    word: str
    call: str
    place: Place


class Outcome(NamedTuple):
    """What the middleware does with a signed-out request for a path that it runs on.

    `because` is a clause that names what decides: ``public: `isPublicRoute` matches `/blog(.*)` ``.
    `at` is the line that decides. `means` says how it is turned away, `to` is where a redirect
    leads, `status` what a response has. `patterns` are the ones that matched on the way.
    """

    access: Literal["public", "protected", "unknown"]
    because: str
    at: Place | None = None
    means: Means = "none"
    to: str | None = None
    status: int | None = None
    patterns: tuple[RoutePattern, ...] = ()


class Middleware(NamedTuple):
    """The middleware that Next.js runs.

    `kind` is what its handler is: `clerkMiddleware`, `authMiddleware` (v4, v5),
    `withClerkMiddleware` (v4), something without Clerk (`other`), or not statically known.
    `runtime` is where it runs, `runtime_error` why Next.js refuses the one that is stated at
    `runtime_place`. `conflict` is where a merge conflict was left in a file that does not parse.
    `rewrites_with` names another middleware that its handler hands
    requests to (`next-intl`). `unknown` says why the handler cannot be read, where it cannot.
    """

    file: Place
    convention: Convention
    kind: Literal["clerk", "auth-middleware", "with-clerk", "other", "unknown"]
    export: HandlerExport
    matcher: Matcher
    runtime: Literal["edge", "nodejs"] = "edge"
    patterns: tuple[RoutePattern, ...] = ()
    conditions: tuple[Condition, ...] = ()
    back_doors: tuple[BackDoor, ...] = ()
    slips: tuple[Slip, ...] = ()
    rewrites_with: str | None = None
    unknown: str = ""
    runtime_error: str | None = None
    runtime_place: Place | None = None
    conflict: Place | None = None


class RoutePath(NamedTuple):
    """A route of the app, or a path that was asked about, and who gets there.

    `path` is the pattern as Next.js shows it (`/blog/[slug]`), with basePath; `sample` is the path
    that stands for it in matching. `runs` says whether the middleware runs there; `access` what a
    signed-out GET gets: `unguarded` where the middleware does not run. `because` is a clause;
    `at` the line that decides. `outcome` is the middleware's, where it runs. `preflight` is what an
    `OPTIONS` request without a session gets, where other origins are let in. `dotted` says whether
    the middleware runs where a parameter of the path has a dot in it; None where there is none.
    """

    path: str
    sample: str
    file: str | None
    kind: Literal["page", "route", "api", "metadata", "asked"]
    methods: tuple[str, ...] | None
    runs: Runs
    access: Access
    because: str
    at: Place | None = None
    outcome: Outcome | None = None
    preflight: Access | None = None
    dotted: Runs | None = None


class SignInRoute(NamedTuple):
    """A page where people sign in or up, and how the middleware treats it.

    `url` is its path; `stated` where that is said: a variable, an option, or the page itself.
    `page` is the path, `below` a step under it, such as `/sign-in/factor-one`. `by_path`: the page
    takes such steps, as it is a catch-all. `signs_up`: people sign up there.
    """

    url: str
    stated: Location
    page: RoutePath
    below: RoutePath
    by_path: bool
    signs_up: bool = False


class Routes(NamedTuple):
    """All of it. `files` are the candidates for the middleware, `middleware` the one that runs.

    `probes` are paths that no file of the app serves, and that tell what the matcher is like:
    `PROBES`. `asked` are those that the user asked about. `convex` are the HTTP actions of
    convex/http.ts, which Convex serves on a domain of its own. `next_major`, `clerk_major` are None
    where the version is not known. `doubt` says what may serve further paths that no file shows,
    such as rewrites.
    """

    routes: tuple[RoutePath, ...]
    files: tuple[MiddlewareFile, ...] = ()
    middleware: Middleware | None = None
    probes: tuple[RoutePath, ...] = ()
    asked: tuple[RoutePath, ...] = ()
    convex: tuple[RoutePath, ...] = ()
    sign_in: tuple[SignInRoute, ...] = ()
    next_major: int | None = None
    clerk_major: int | None = None
    base_path: str = ""
    doubt: str | None = None

    def probe(self, path: str) -> RoutePath | None:
        return next((one for one in self.probes if one.path == path), None)


PLAIN = "/clerkdoctor/v1"
API = "/api/clerkdoctor"
CHUNK = "/_next/static/chunks/main.js"
ICON = "/favicon.ico"
PROBES = (PLAIN, API, CHUNK, ICON)
