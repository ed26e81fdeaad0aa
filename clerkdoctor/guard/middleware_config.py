"""`export const config` of the middleware's file, as one release of Next.js takes it.

Next.js reads it without running the file: in its build (`build/analysis/get-page-static-info.js`),
and Turbopack once more by itself, with other rules. What becomes of each form was seen in builds of
12 to 16 with both bundlers; what they do not read they drop, so that the middleware runs on every
request, or refuse to build.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import Convention, Matcher, MatcherEntry
from clerkdoctor.guard.exported_constant import Constant, Unsupported, exported_constant
from clerkdoctor.guard.other_config import OtherConfig, other_config
from clerkdoctor.nextjs.matcher import Matchers, compile_matchers
from clerkdoctor.nextjs.matcher_schema import UNDEFINED, type_of
from clerkdoctor.nextjs.middleware_rules import Bundler, default_bundler, is_before
from clerkdoctor.semver import Version

if TYPE_CHECKING:
    from clerkdoctor.typescript.module import Module

_EVERYWHERE = "so that the middleware runs on every request"
_ASSERTIONS = frozenset({"TsConstAssertion", "TsAsExpression", "TsTypeAssertion"})
_SATISFIES = "TsSatisfiesExpression"


class Release(NamedTuple):
    """The Next.js that reads the file, and the part of next.config that matters to a matcher.

    `bundler` is the one that builds for production; None stands for the major's default.
    """

    major: int
    version: Version | None = None
    bundler: Bundler | None = None
    base_path: str = ""
    locales: Sequence[str] = ()
    default_locale: str | None = None
    trailing_slash: bool = False

    @property
    def by_turbopack(self) -> bool:
        return (self.bundler or default_bundler(self.major)) == "turbopack"

    def compiled(self, matcher: object) -> Matchers:
        return compile_matchers(
            matcher, major=self.major, version=self.version, base_path=self.base_path,
            locales=self.locales, default_locale=self.default_locale,
            trailing_slash=self.trailing_slash,
        )  # fmt: skip


class MiddlewareConfig(NamedTuple):
    """What the file configures.

    `compiled` tells on which paths the middleware runs; None where that is not known, where the
    build is refused, and where it never runs: `matcher.state` says which. `runtime_error` is why
    Next.js refuses the runtime that is stated at `runtime_place`, in its own words.
    """

    matcher: Matcher
    compiled: Matchers | None
    runtime: Literal["edge", "nodejs"] = "edge"
    runtime_error: str | None = None
    runtime_place: Place | None = None


def read_config(module: "Module", convention: Convention, release: Release) -> MiddlewareConfig:
    """What a file configures as middleware of one release."""
    from clerkdoctor.guard.middleware_runtime import read_runtime

    found = exported_constant(module, "config", _transparent(release))
    reader = _Reader(module, convention, release)
    broken = module.syntax_error
    if broken is not None and not _is_whole(module, found):
        reason = f"`{module.path}` cannot be parsed at line {broken.line}"
        return MiddlewareConfig(Matcher("unknown", broken, reason=reason), None)
    if isinstance(found, Constant):
        matcher, compiled = reader.constant(found)
    elif isinstance(found, Unsupported):
        matcher, compiled = reader.unsupported(found)
    else:
        matcher, compiled = reader.other(other_config(module))
    return MiddlewareConfig(
        matcher, compiled, *read_runtime(module, found, convention, release.major, release.version)
    )


def read_config_of_any(module: "Module", convention: Convention) -> MiddlewareConfig:
    """The same where the version of Next.js is not known: what all majors do, or unknown."""
    majors = (16,) if convention == "proxy" else (13, 14, 15, 16)
    read = [read_config(module, convention, Release(major)) for major in majors]
    states = {one.matcher.state for one in read}
    if len(states) == 1:
        return read[-1]
    reason = "depends on the version of Next.js, which is not known"
    last = read[-1].matcher
    return MiddlewareConfig(last._replace(state="unknown", reason=reason), None)


def _is_whole(module: "Module", found: Constant | Unsupported | None) -> bool:
    """Whether the syntax error stands elsewhere than in what was read."""
    if found is None:
        return False
    node = next(
        (one.node for one in module.exports if one.name == "config" and one.kind == "declaration"),
        None,
    )
    return node is not None and module.broken_statement(node) is None


def _transparent(release: Release) -> frozenset[str]:
    """The assertions that a release looks through."""
    known = release.version is not None or release.major > 16
    if known and release.major >= 16 and not is_before(release.version, 16, 3, 0):
        return _ASSERTIONS | {_SATISFIES}
    return frozenset({_SATISFIES}) if release.major >= 15 else frozenset()


class _Reader:
    def __init__(self, module: "Module", convention: Convention, release: Release) -> None:
        self.module = module
        self.convention = convention
        self.release = release
        self.everywhere = release.compiled(UNDEFINED)
        self.name = f"Next.js {release.major}"

    # `export const config`

    def constant(self, config: Constant) -> tuple[Matcher, Matchers | None]:
        if config.value is UNDEFINED and self.release.major > 12:
            return Matcher("none", config.place), self.everywhere
        if not isinstance(config.value, dict):
            return self.no_object(config)
        stated = config.fields.get("matcher")
        if stated is None or stated.value is UNDEFINED:
            return self.without_matcher(config)
        if stated.value == []:
            return self.empty(stated)
        compiled = self.release.compiled(stated.value)
        entries = tuple(_entries(stated, compiled))
        if compiled.error is not None:
            reason = f"{self.name} refuses `config.matcher`: {compiled.error}"
            return Matcher("refused", stated.place, entries, reason), None
        if compiled.is_everywhere:
            empty = "empty" if stated.value == "" else f"`{type_of(stated.value)}`"
            return self.dropped(stated.place, f"`config.matcher` is {empty}")
        return Matcher("static", stated.place, entries), compiled

    def no_object(self, config: Constant) -> tuple[Matcher, Matchers | None]:
        found = type_of(config.value)
        crashes = self.release.major == 12 and found in {"null", "undefined"}
        if self.release.major >= 15 or crashes:
            reason = f"{self.name} refuses `config`: Expected object, received {found}"
            return Matcher("refused", config.place, reason=reason), None
        return self.dropped(config.place, f"`config` is of type {found}, and no object")

    def without_matcher(self, config: Constant) -> tuple[Matcher, Matchers | None]:
        near = next((key for key in config.fields if key.lower() in _NEAR), None)
        if near is None or "matcher" in config.fields:
            return Matcher("none", config.place), self.everywhere
        what = f"`config` states `{near}`, and Next.js reads `matcher`"
        return self.dropped(config.fields[near].place, what)

    def empty(self, stated: Constant) -> tuple[Matcher, Matchers | None]:
        """Turbopack takes an empty list for none, but for a proxy."""
        what = "`config.matcher` is an empty list"
        if self.release.by_turbopack and self.convention != "proxy":
            return self.dropped(stated.place, f"{what}, which Turbopack takes for none")
        return Matcher("never", stated.place, reason=what), None

    def unsupported(self, found: Unsupported) -> tuple[Matcher, Matchers | None]:
        if found.kind == "depth":
            return Matcher("unknown", found.place, reason="`config` is nested too deeply"), None
        if found.kind in _ASSERTIONS and self.release.major == 16 and not self.release.version:
            reason = (
                "Next.js reads a type assertion here from 16.3 on, and which 16 runs is not known"
            )
            return Matcher("unknown", found.place, reason=reason), None
        if self.release.major == 12 and found.kind == _SATISFIES:
            reason = f"{self.name} cannot parse `satisfies`"
            return Matcher("refused", found.place, reason=reason), None
        if self.release.major < 15:
            return self.dropped(found.place, f"{self.name} cannot read `config`: {found.reason}")
        reason = f"{self.name} refuses `config`: {found.reason}"
        return Matcher("refused", found.place, reason=reason), None

    # Everything else

    def other(self, found: OtherConfig | None) -> tuple[Matcher, Matchers | None]:
        """A `config` that is exported in another way, not at all, or under another name."""
        if found is None:
            return Matcher("none", Place(self.module.path)), self.everywhere
        release = self.release
        if found.how == "variable" and release.by_turbopack and release.major >= 15:
            return self.by_turbopack_alone(found)
        if found.how == "list" and release.by_turbopack and release.major >= 16:
            reason = f"{self.name} refuses `config` that is not exported where it is declared"
            return Matcher("refused", found.place, reason=f"{reason}: {_REEXPORTED}"), None
        return self.dropped(found.place, found.what, found.misnamed)

    def by_turbopack_alone(self, found: OtherConfig) -> tuple[Matcher, Matchers | None]:
        """`export let config`, which Turbopack reads and the rest of the build does not."""
        value = found.value
        if isinstance(value, Unsupported) and self.release.major < 16:
            return self.dropped(value.place, f"{self.name} cannot read `config`: {value.reason}")
        if isinstance(value, Unsupported):
            reason = f"{self.name} refuses `config`: {value.reason}"
            return Matcher("refused", value.place, reason=reason), None
        if self.convention == "proxy":
            return self.dropped(found.place, found.what)
        if value is not None and "matcher" in value.fields and "runtime" not in value.fields:
            stated = value.fields["matcher"]
            compiled = self.release.compiled(stated.value)
            if compiled.error is None and compiled.entries:
                entries = tuple(_entries(stated, compiled))
                return Matcher("static", stated.place, entries), compiled
        reason = f"{found.what}, and what Turbopack makes of it is not known"
        return Matcher("unknown", found.place, reason=reason), None

    def dropped(
        self, place: Place, what: str, misnamed: str | None = None
    ) -> tuple[Matcher, Matchers | None]:
        reason = f"{what}, {_EVERYWHERE}"
        return Matcher("dropped", place, reason=reason, misnamed=misnamed), self.everywhere


_NEAR = frozenset({"matchers", "match", "matches", "macher", "mathcer", "matchter", "matcher"})
_REEXPORTED = "It mustn't be reexported"


def _entries(stated: Constant, compiled: Matchers) -> Iterator[MatcherEntry]:
    items = stated.items if isinstance(stated.value, list) else (stated,)
    for entry, item in zip(compiled.entries, items, strict=False):
        source = item.fields.get("source", item)
        yield MatcherEntry(
            source=entry.source,
            place=source.place,
            conditional=entry.is_conditional,
            error=entry.error,
            lost_escape=source.lost_escape,
        )
