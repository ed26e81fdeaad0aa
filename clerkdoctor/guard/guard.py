"""The middleware as one thing to ask who gets to a path without a session."""

from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import BackDoor, Condition, Outcome, RoutePattern, Slip
from clerkdoctor.guard.explore import Exploration
from clerkdoctor.guard.program import Program, Unit
from clerkdoctor.guard.roles import Forced, roles_of, sample
from clerkdoctor.guard.run import Run
from clerkdoctor.guard.values import CannotFollow, Site, Thrown, Unknown, Value
from clerkdoctor.guard.verdicts import Leaf
from clerkdoctor.semver import Version
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources

if TYPE_CHECKING:
    from tree_sitter import Node

Kind = Literal["clerk", "auth-middleware", "with-clerk", "other", "unknown"]

MOST_PROBES = 60
"""Paths that the source names, on which the handler is run to get to know it."""


class Guard:
    """A middleware that can be asked.

    `kind` is what its handler is, `patterns` all that its route matchers list, `conditions` the
    tests by hand that are constant, `back_doors` the ways past Clerk, `rewrites_with` the package
    of another middleware that it hands requests to. `unknown` says why the handler cannot be read,
    where it cannot.
    """

    def __init__(self, program: Program, unit: Unit, export: str, site: Site) -> None:
        self._program = program
        self._unit = unit
        self._export = export
        self._site = site
        self._doors: dict[Place, BackDoor] = {}
        self._roles: dict[tuple[object, ...], list[RoutePattern]] = {}
        self.kind: Kind = "unknown"
        self.unknown = ""
        self._get_to_know()

    @property
    def patterns(self) -> tuple[RoutePattern, ...]:
        return tuple(one for patterns in self._roles.values() for one in patterns)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self._program.constants.all()

    @property
    def back_doors(self) -> tuple[BackDoor, ...]:
        return tuple(sorted(self._doors.values(), key=lambda one: one.place.line or 0))

    @property
    def slips(self) -> tuple[Slip, ...]:
        """What was to stop a request and does not, as far as it was met."""
        return tuple(sorted(self._program.slips.values(), key=lambda one: one.place.line or 0))

    @property
    def rewrites_with(self) -> str | None:
        return self._program.handed_to

    def signed_out(self, pathname: str, method: str = "GET") -> Outcome:
        """What a request without a session gets for a path that the middleware runs on.

        The path is `request.nextUrl.pathname`, without basePath and locale; what is not ASCII in it
        is percent-encoded here.
        """
        if not pathname.isascii():
            pathname = quote(pathname, safe="/%:@!$&'()*+,;=~[]")
        broken = next((one for one in self.patterns if one.error is not None), None)
        if broken is not None:
            reason = f"`{broken.text}` in `{broken.matcher}` does not compile: {broken.error}"
            return Outcome("unknown", reason, broken.place)
        leaf = self._leaf(pathname, method)
        patterns = tuple(
            known[index]
            for matcher, index in leaf.matched
            if index < len(known := self._roles.get(matcher.key, []))
        )
        return leaf.outcome._replace(patterns=patterns)

    def _leaf(self, path: str, method: str = "GET", forced: Forced | None = None) -> Leaf:
        asked = Exploration(self._program, self._handler, self._site, path, method, forced=forced)
        leaf, doors = asked.answer()
        if forced is None:
            for door in doors:
                self._doors.setdefault(door.place, door)
        return leaf

    def _handler(self, run: Run) -> Value:
        return self._unit.exported(run, self._export)

    # Getting to know it

    def _get_to_know(self) -> None:
        """Runs the handler on the paths that its source names."""
        unknown: list[str] = []
        probes = ["/", "/clerkdoctor", "/api/clerkdoctor", *_named_paths(self._unit.module)]
        paths = list(dict.fromkeys(probes[:MOST_PROBES]))
        for path in paths:
            outcome = self._leaf(path).outcome
            if outcome.access == "unknown":
                unknown.append(outcome.because)
        self._make_all_matchers()
        self.kind = self._kind()
        if len(unknown) == len(paths) and len(set(unknown)) == 1:
            self.unknown = unknown[0]
        self._find_roles()

    def _kind(self) -> Kind:
        made = self._program.made
        for kind in ("clerk", "auth-middleware", "with-clerk"):
            if kind in made:
                return kind
        return "unknown" if self._is_unknown() else "other"

    def _is_unknown(self) -> bool:
        run = Run(self._program, "/")
        try:
            return isinstance(self._unit.exported(run, self._export), Unknown)
        except (CannotFollow, Thrown, RecursionError):
            return True

    def _make_all_matchers(self) -> None:
        """Makes the route matchers that no run has asked for."""
        module, run = self._unit.module, Run(self._program, "/")
        sites = self._program.sources.calls(module, "createRouteMatcher", _CLERK)
        for site in sites:
            for node in reversed(site.lineage):
                if node.type == "variable_declarator" and len(site.lineage) <= 5:
                    self._make(run, node)

    def _make(self, run: Run, declarator: "Node") -> None:
        name = declarator.child_by_field_name("name")
        if name is None:
            return
        binding = self._unit.module.scopes.top_level(self._unit.module.text(name))
        if binding is not None:
            try:
                self._unit.top_level(run, binding)
            except (CannotFollow, Thrown, RecursionError):
                return

    def _find_roles(self) -> None:
        matchers = list(self._program.matchers())
        roles = roles_of(matchers, lambda path, forced: self._leaf(path, forced=forced))
        for matcher in matchers:
            self._roles[matcher.key] = [
                pattern._replace(role=role)
                for pattern, role in zip(matcher.patterns, roles[matcher.key], strict=True)
            ]


_CLERK = ("@clerk/nextjs", "@clerk/nextjs/server")


def _named_paths(module: Module) -> list[str]:
    """The paths that a file names, and samples of its patterns."""
    texts = (one.text for one in module.strings())
    return [sample(text) for text in texts if text.startswith("/") and text.isascii()]


def read_guard(
    module: Module,
    sources: Sources,
    *,
    clerk: Version | None,
    clerk_major: int | None,
    export_name: str | None,
    shared: Version | None = None,
    sign_in_url: str | None = None,
    sign_up_url: str | None = None,
    base_path: str = "",
) -> Guard:
    """Reads the handler that a middleware file exports under a name.

    `clerk` is the version of @clerk/nextjs, `clerk_major` its major where that alone is known,
    `shared` the version of @clerk/shared beside it.
    `sign_in_url` and `sign_up_url` are what Clerk's variables say, `base_path` is next.config's.
    """
    major = clerk.major if clerk is not None else clerk_major
    program = Program(
        sources, clerk=clerk, major=major, shared=shared,
        sign_in_url=sign_in_url, sign_up_url=sign_up_url,
        base_path=base_path,
    )  # fmt: skip
    unit = program.add(module)
    name = export_name or "default"
    return Guard(program, unit, name, _site_of(module, name))


def _site_of(module: Module, name: str) -> Site:
    for one in module.exports:
        if one.name == name and not one.is_type:
            return Site(module, one.node)
    return Site(module, module.root)
