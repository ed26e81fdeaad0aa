"""Gathering the middleware: its file, its matcher, and what its handler does with a path."""

from collections.abc import Callable, Sequence

from clerkdoctor.clerk.route_matcher import (
    MalformedPath,
    PatternError,
    RouteMatcher,
    Undecided,
    dialect,
)
from clerkdoctor.facts.next_config import NextConfig
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.facts.routes import (
    HandlerExport,
    Matcher,
    Middleware,
    MiddlewareFile,
    Outcome,
    RoutePattern,
    Runs,
)
from clerkdoctor.guard.guard import Guard, read_guard
from clerkdoctor.guard.middleware_config import (
    MiddlewareConfig,
    Release,
    read_config,
    read_config_of_any,
)
from clerkdoctor.guard.middleware_export import handler_export
from clerkdoctor.nextjs.middleware_files import middleware_files
from clerkdoctor.nextjs.middleware_rules import Bundler
from clerkdoctor.nextjs.routes import PAGE_EXTENSIONS
from clerkdoctor.semver import Version
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import NotKnown

NO_MIDDLEWARE = "no middleware runs in this app"
SIGN_IN = frozenset(("sign-in", "signin", "login", "log-in"))
SIGN_UP = frozenset(("sign-up", "signup", "register"))
SIGNING = SIGN_IN | SIGN_UP
"""What the last folder of a page with a form of Clerk's is called."""

_NAMED_ELSEWHERE = (
    "`authMiddleware` lets the pages through that `NEXT_PUBLIC_CLERK_SIGN_IN_URL` and"
    " `NEXT_PUBLIC_CLERK_SIGN_UP_URL` name, and no environment is at hand"
)


class Running:
    """The middleware that runs, ready to be asked about paths; `middleware` is None for none."""

    def __init__(
        self,
        files: tuple[MiddlewareFile, ...],
        *,
        next_major: int | None,
        clerk: Version | None,
        shared: Version | None,
        clerk_major: int | None,
        base_path: str,
        trailing_slash: bool = False,
        knows_sign_in: bool = True,
    ) -> None:
        self.files = files
        self.next_major = next_major
        self.clerk_major = clerk_major
        self.middleware: Middleware | None = None
        self.module: Module | None = None
        self._clerk = clerk
        self._shared = shared
        self._base_path = base_path
        self._trailing_slash = trailing_slash
        self._knows_sign_in = knows_sign_in
        self._config: MiddlewareConfig | None = None
        self._guard: Guard | None = None
        self._outcomes: dict[tuple[str, str], Outcome] = {}

    def read(self, module: Module | NotKnown, config: MiddlewareConfig | None, guard: Guard | None,
             middleware: Middleware) -> None:  # fmt: skip
        """What the file that runs turned out to be."""
        self.module = module if isinstance(module, Module) else None
        self._config = config
        self._guard = guard
        self.middleware = middleware

    def runs_on(self, path: str) -> tuple[Runs, str, Place | None]:
        """Whether it runs for a path, a clause on why, and the line that decides."""
        if self.middleware is None:
            if any(one.fate == "unknown" for one in self.files):
                return "unknown", f"whether `{self.files[0].place.path}` runs is not known", None
            return "absent", NO_MIDDLEWARE, None
        matcher = self.middleware.matcher
        compiled = self._config.compiled if self._config else None
        if matcher.state == "never":
            return "skipped", f"the middleware never runs: {matcher.reason}", matcher.place
        if compiled is None:
            reason = matcher.reason or self.middleware.unknown or "the matcher is not known"
            return "unknown", reason, matcher.place
        answer = compiled.runs_on(f"{self._base_path}{path}".rstrip("/") or "/")
        position = answer.entry
        known = position is not None and position < len(matcher.entries)
        entry = matcher.entries[position] if known and position is not None else None
        at = entry.place if entry else matcher.place
        if answer.runs == "runs":
            named = f"the matcher's `{entry.source}`" if entry else "it has no matcher"
            return "runs", named, at
        if answer.runs == "skipped":
            return "skipped", "the middleware does not run there: no entry of the matcher fits", at
        if answer.runs == "depends":
            return "unknown", "headers, cookies or the query decide whether the middleware runs", at
        return "unknown", "what an entry of the matcher matches is not known", at

    def signed_out(self, path: str, method: str) -> Outcome:
        """What a request without a session gets where it runs."""
        key = (path, method)
        if key not in self._outcomes:
            if self._guard is None:
                words = self.middleware.unknown if self.middleware else NO_MIDDLEWARE
                self._outcomes[key] = Outcome("unknown", words)
            else:
                outcome = self._guard.signed_out(self._asked(path), method)
                if outcome.access == "protected" and self._may_be_named(path):
                    outcome = Outcome("unknown", _NAMED_ELSEWHERE, outcome.at)
                self._outcomes[key] = outcome
        return self._outcomes[key]

    def _may_be_named(self, path: str) -> bool:
        """Whether a path may be public since Clerk's variables name it, and these are not known.

        `authMiddleware` adds the sign-in and the sign-up page to the list of its public routes.
        """
        if self._knows_sign_in or self.middleware is None:
            return False
        if self.middleware.kind != "auth-middleware" or SIGNING.isdisjoint(path.split("/")):
            return False
        return not any(
            one.matcher == "publicRoutes" and one.kind == "function"
            for one in self.middleware.patterns
        )

    def _asked(self, path: str) -> str:
        """The path as the handler sees it: Next.js redirects to the one with a slash at its end
        where `trailingSlash` is set, but for files and what is well known.
        """
        is_file = "." in path.rpartition("/")[2] or "/.well-known/" in path
        if not self._trailing_slash or is_file or path.endswith("/"):
            return path
        return f"{path}/"

    def matcher_of(self, pattern: RoutePattern) -> Callable[[str], bool] | None:
        """A test for one pattern by itself; None where it is not known."""
        if pattern.kind != "path" or pattern.error is not None or self._clerk is None:
            return None
        rules = dialect(self._clerk, self._shared)
        try:
            matcher = RouteMatcher([pattern.text], normalises=rules.normalises, engine=rules.engine)
        except PatternError:
            return None
        if matcher.undecided:
            return None

        def matches(path: str) -> bool:
            try:
                return matcher.match(path) is not None
            except (MalformedPath, Undecided):
                return False

        return matches


def running_middleware(
    app: App,
    files: Sequence[str],
    config: NextConfig,
    sources: Sources,
    *,
    sign_in_url: str | None = None,
    sign_up_url: str | None = None,
    knows_sign_in: bool = True,
) -> Running:
    """The middleware of an app, as its own version of Next.js and of Clerk's SDK have it.

    `knows_sign_in`: the environment is known, so that URLs that are None are not set.
    """
    versions = app.versions
    bundler = _bundler(app)
    next_version = versions.version("next")
    clerk = versions.version("@clerk/nextjs")
    shared = versions.brought("@clerk/nextjs", "@clerk/shared")
    candidates = middleware_files(
        files,
        app_dir=app.app_router,
        pages_dir=app.pages_router,
        page_extensions=config.page_extensions or PAGE_EXTENSIONS,
        major=versions.major("next"),
        version=next_version,
        bundler=bundler,
    )
    found = tuple(MiddlewareFile(Place(one.path), *one[1:]) for one in candidates)
    running = Running(
        found,
        next_major=versions.major("next"),
        clerk=clerk,
        shared=shared.version if shared else None,
        clerk_major=versions.major("@clerk/nextjs"),
        base_path=config.base_path or "",
        trailing_slash=bool(config.trailing_slash),
        knows_sign_in=knows_sign_in,
    )
    chosen = next((one for one in found if one.fate == "runs"), None)
    if chosen is not None:
        module = sources.module(chosen.place.path)
        if isinstance(module, NotKnown):
            running.read(module, None, None, _unread(chosen, module.reason))
        else:
            read = _config(module, chosen, config, running.next_major, next_version, bundler)
            export = handler_export(module, chosen.convention, running.next_major, sources)
            guard = read_guard(
                module,
                sources,
                clerk=clerk,
                clerk_major=running.clerk_major,
                export_name=export.name,
                shared=shared.version if shared else None,
                sign_in_url=sign_in_url,
                sign_up_url=sign_up_url,
                base_path=config.base_path or "",
            )
            running.read(module, read, guard, _middleware(module, chosen, read, export, guard))
    return running


def _unread(chosen: MiddlewareFile, reason: str) -> Middleware:
    """A file that Next.js runs and that cannot be read here."""
    matcher = Matcher("unknown", chosen.place, reason=reason)
    export = HandlerExport(None, chosen.place)
    return Middleware(chosen.place, chosen.convention, "unknown", export, matcher, unknown=reason)


def _middleware(
    module: Module,
    chosen: MiddlewareFile,
    read: MiddlewareConfig,
    export: HandlerExport,
    guard: Guard,
) -> Middleware:
    broken, unknown = module.syntax_error, guard.unknown
    if broken is not None and not unknown:
        unknown = f"`{module.path}` cannot be parsed at line {broken.line}"
    return Middleware(
        chosen.place,
        chosen.convention,
        "unknown" if broken is not None and guard.kind == "other" else guard.kind,
        export,
        read.matcher,
        read.runtime,
        patterns=guard.patterns,
        conditions=guard.conditions,
        back_doors=guard.back_doors,
        slips=guard.slips,
        rewrites_with=guard.rewrites_with,
        unknown=unknown,
        runtime_error=read.runtime_error,
        runtime_place=read.runtime_place,
        conflict=_conflict(module) if broken is not None else None,
    )


def _conflict(module: Module) -> Place | None:
    """Where the marks of a merge conflict begin, all three of them in their order."""
    begun: int | None = None
    marks = [b"<<<<<<<", b"=======", b">>>>>>>"]
    for number, line in enumerate(module.source.splitlines(), start=1):
        if line[:8].rstrip() == marks[0]:
            begun = begun or number
            marks.pop(0)
            if not marks:
                return Place(module.path, begun, 1)
    return None


def _config(
    module: Module,
    chosen: MiddlewareFile,
    config: NextConfig,
    major: int | None,
    version: Version | None,
    bundler: Bundler | None,
) -> MiddlewareConfig:
    if major is None:
        return read_config_of_any(module, chosen.convention)
    release = Release(
        major,
        version,
        bundler,
        config.base_path or "",
        config.locales or (),
        config.default_locale,
        bool(config.trailing_slash),
    )
    return read_config(module, chosen.convention, release)


def _bundler(app: App) -> Bundler | None:
    """The bundler that the scripts name for the build; None for the version's default."""
    for script in app.manifest.scripts:
        if "next build" in script.command:
            if "--turbo" in script.command:
                return "turbopack"
            if "--webpack" in script.command:
                return "webpack"
    return None
