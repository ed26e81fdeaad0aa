"""Route matchers: `createRouteMatcher([…])`, and the lists that `authMiddleware` takes."""

from typing import TYPE_CHECKING, Any

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import RoutePattern
from clerkdoctor.guard.calls import call, is_function
from clerkdoctor.guard.regexps import Regexp
from clerkdoctor.guard.request import Request
from clerkdoctor.guard.values import (
    CannotFollow,
    Control,
    ErrorValue,
    Fact,
    Host,
    JsArray,
    Site,
    Text,
    Thrown,
    Unknown,
    Value,
    Verdict,
    argument,
    type_error,
)
from clerkdoctor.semver import Version

if TYPE_CHECKING:
    from clerkdoctor.clerk.route_matcher import RouteMatcher
    from clerkdoctor.guard.program import Program
    from clerkdoctor.guard.run import Run

_LATEST = {
    4: Version(4, 31, 8), 5: Version(5, 7, 6), 6: Version(6, 39, 6), 7: Version(7, 9, 17),
}  # fmt: skip

MOST_PATTERNS = 2_000


class Matcher(Host):
    """A route matcher. `patterns` are its entries, as the program sees them.

    `doubt` says why some entry is not known, `function` is what decides instead of them.
    """

    __slots__ = (
        "_answers_malformed",
        "_compiled",
        "_entries",
        "doubt",
        "function",
        "name",
        "patterns",
        "site",
    )
    is_function = True

    def __init__(self, name: str, site: Site) -> None:
        self.name = name
        self.site = site
        self.patterns: list[RoutePattern] = []
        self._entries: list[tuple[int, str | Regexp]] = []
        self._compiled: RouteMatcher | None = None
        self._answers_malformed = False
        self.doubt: Unknown | None = None
        self.function: Value = None

    @property
    def always_true(self) -> str:
        return f"`{self.name}` is a function, and it is not called"

    @property
    def broken(self) -> RoutePattern | None:
        return next((one for one in self.patterns if one.error is not None), None)

    def member(self, run: "Run", name: str, site: Site) -> Value:  # noqa: ARG002
        return Unknown(f"`{site.text}` is not known", site.place, site.text)

    def apply(self, run: "Run", given: list[Value], site: Site) -> Value:
        """`isPublicRoute(request)`."""
        request = argument(given, 0)
        if self.function is not None and run.forced is None:
            return call(run, self.function, given, site)
        if isinstance(request, Unknown):
            return Unknown(request.why, site.place, f"{self.name}({request.key})")
        if not isinstance(request, Request):
            raise type_error(f"`{self.name}()` gets something else than the request", site)
        return self.asked(run, request.path, site)

    def asked(self, run: "Run", path: str, site: Site) -> Value:
        """Whether it matches a path."""
        if run.forced is not None:
            index = run.forced.get(self.key)
            return Verdict(index is not None, (Fact(site, index is not None, self, index),))
        broken = self.broken
        if broken is not None:
            reason = f"`{broken.text}` in `{self.name}` does not compile: {broken.error}"
            raise CannotFollow(reason, broken.place)
        index = self._index(path, site)
        if index is None and self.doubt is not None:
            return self.doubt.derived(f".matches({self.name})")
        at = None if index is None else self._entries[index][0]
        return Verdict(at is not None, (Fact(site, at is not None, self, at),))

    def _index(self, path: str, site: Site) -> int | None:
        if self._compiled is None:
            return None
        from clerkdoctor.clerk.route_matcher import MalformedPath, Undecided

        try:
            return self._compiled.match(path)
        except Undecided as error:
            raise CannotFollow(f"whether `{self.name}` matches: it {error}", site.place) from None
        except MalformedPath as error:
            status = 400 if self._answers_malformed else 500
            control = Control("response", str(error), site, status=status)
            raise Thrown(ErrorValue(str(error), control), site) from None

    # Making one

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from other matchers, also where each request makes it anew."""
        texts = tuple(one.text for one in self.patterns)
        return (self.site.module.path, self.site.node.id, self.name, texts)

    def rename(self, name: str) -> None:
        self.name = name
        self.patterns = [one._replace(matcher=name) for one in self.patterns]

    def collect(self, routes: Value) -> None:
        """Flattens as Clerk does: one pattern, or a list of them; what is empty is left out."""
        if is_function(routes):
            self.function = routes
            self._note("", "function", self.site.place)
        elif isinstance(routes, JsArray):
            for one in routes:
                self.collect(one)
            if routes.rest is not None:
                self.collect(routes.rest)
        elif isinstance(routes, Unknown):
            self.doubt = self.doubt or routes
            self._note(routes.key, "unknown", routes.place)
        elif isinstance(routes, Regexp):
            self._note(f"/{routes.pattern}/{routes.flags}", "regexp", routes.place)
            self._entries.append((len(self.patterns) - 1, routes))
        elif isinstance(routes, str) and routes:
            place = routes.place if isinstance(routes, Text) else self.site.place
            self._note(str(routes), "path", place)
            self._entries.append((len(self.patterns) - 1, str(routes)))

    def _note(self, text: str, kind: Any, place: Place) -> None:
        if len(self.patterns) >= MOST_PATTERNS:
            raise CannotFollow(f"`{self.name}` lists too many routes to be followed", place)
        self.patterns.append(RoutePattern(text, kind, place, self.name, "other"))

    def compile(self, program: "Program") -> None:
        """Compiles the patterns; each that throws says why."""
        from clerkdoctor.clerk.route_matcher import (
            JsRegex,
            PatternError,
            RouteMatcher,
            Undecided,
            compile_pattern,
            dialect,
        )

        exact = program.clerk or _LATEST.get(program.major or 0)
        rules = dialect(exact, program.shared) if exact is not None else None
        engine = rules.engine if rules is not None else "6.3"
        self._answers_malformed = rules is not None and rules.answers_malformed
        routes: list[str | JsRegex] = []
        for at, entry in self._entries:
            one = JsRegex(entry.pattern, entry.flags) if isinstance(entry, Regexp) else entry
            routes.append(one)
            try:
                compile_pattern(one, engine=engine)
            except PatternError as error:
                self.patterns[at] = self.patterns[at]._replace(error=str(error))
            except Undecided:
                continue
        if self.broken is None:
            normalises = rules.normalises if rules is not None else None
            self._compiled = RouteMatcher(routes, normalises=normalises, engine=engine)


def make_matcher(run: "Run", routes: Value, name: str, site: Site) -> Matcher:
    """A matcher over what was given to `createRouteMatcher`; the same one for the same list."""
    made = Matcher(name, site)
    made.collect(routes)
    known = run.program.matcher(made)
    if known is made and made.function is None:
        made.compile(run.program)
    return known
