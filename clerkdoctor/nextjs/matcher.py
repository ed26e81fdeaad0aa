"""`config.matcher` as Next.js takes it, and for which requests the middleware runs.

Ported from `getMiddlewareMatchers` in `build/analysis/get-page-static-info.js`,
`lib/try-to-parse-path.js`, `shared/lib/router/utils/middleware-route-matcher.js`, and what the
router does around it (`server/lib/router-utils/resolve-routes.js`, `server/next-server.js`). What
is known of the request is in `matcher_request`, what Next.js refuses in `matcher_schema`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from clerkdoctor.javascript_regexp import Regexp, RegexpError, Undecided, compile_regexp
from clerkdoctor.nextjs.matcher_request import (
    NOTHING_KNOWN,
    Condition,
    Request,
    canonical,
    conditions_hold,
    decoded,
    with_locale,
)
from clerkdoctor.nextjs.matcher_schema import (
    LONGEST,
    UNDEFINED,
    refusal,
    refusal_of_value,
    utf16_length,
)
from clerkdoctor.nextjs.middleware_rules import MatcherRules, matcher_rules
from clerkdoctor.path_to_regexp import Key, PatternError, Token, parse, source_of
from clerkdoctor.semver import Version

_DATA_PREFIX = "/:nextData(_next/data/[^/]{1,})?"


class Entry(NamedTuple):
    """One entry of the matcher; `position` is its place in the list, from 0.

    `source` is as stated, empty where none is. `regexp` is the source of the regular expression
    that Next.js compares paths with, without flags. `has` and `missing` are its conditions.
    `error` is why Next.js refuses it; `undecided` why what it matches is not known here.
    """

    position: int
    source: str
    regexp: str = ""
    has: tuple[Condition, ...] = ()
    missing: tuple[Condition, ...] = ()
    error: str | None = None
    undecided: str | None = None

    @property
    def is_conditional(self) -> bool:
        return bool(self.has or self.missing)


class Answer(NamedTuple):
    """Whether the middleware runs, and the entry that decides.

    `depends`: on headers, cookies, query or host of the request, which are not given. `unknown`:
    the entry's regular expression is not decided here. `entry` is None where none matches, or where
    there is no matcher at all.
    """

    runs: Literal["runs", "skipped", "depends", "unknown"]
    entry: int | None = None


class Matchers:
    """A matcher, compiled. Make one with `compile_matchers`.

    `is_everywhere`: there is no matcher, so the middleware runs for every request. `error` is what
    Next.js says where it refuses the whole; `entries` tell their own errors.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        *,
        is_everywhere: bool = False,
        error: str | None = None,
        rules: MatcherRules,
        base_path: str = "",
        locales: Sequence[str] = (),
        default_locale: str | None = None,
        trailing_slash: bool = False,
    ) -> None:
        self.entries = tuple(entries)
        self.is_everywhere = is_everywhere
        own = (entry.error for entry in self.entries if entry.error is not None)
        self.error = error or next(own, None)
        self._rules = rules
        self._base_path = base_path
        self._locales = tuple(locales)
        self._locale = default_locale or next(iter(locales), None)
        self._trailing_slash = trailing_slash
        self._regexps: dict[str, Regexp] = {}

    def runs_on(
        self,
        path: str,
        *,
        host: str | None = None,
        headers: Mapping[str, str | Sequence[str]] | None = None,
        cookies: Mapping[str, str] | None = None,
        query: Mapping[str, str | Sequence[str]] | None = None,
    ) -> Answer:
        """Whether a server of Next.js runs the middleware for a request.

        `path` is asked for by a browser and holds the basePath; a query in it counts where `query`
        is not given. It is looked at where the redirects for repeated and trailing slashes lead,
        and with the default locale where it names none. What is None of the request is not known.
        """
        path, _, text = path.partition("?")
        if query is None and text:
            from urllib.parse import parse_qs

            query = parse_qs(text, keep_blank_values=True)
        request = Request(host, headers, cookies, query)
        path = canonical(path, self._base_path, trailing_slash=self._trailing_slash)
        if self._locale is not None:
            path = with_locale(
                path, self._base_path, self._locales, self._locale,
                trailing_slash=self._trailing_slash,
            )  # fmt: skip
        answer = self._either(path, request)
        bare = path.rstrip("/") or "/"
        if bare == path or answer.runs == "skipped":
            return answer
        # The router compares the path as it is, the server then without its last slash.
        again = self._either(bare, request)
        return again if again.runs == "skipped" else answer

    def _either(self, path: str, request: Request) -> Answer:
        """As it is sent, or decoded, where this release looks at that, too."""
        answer = self.match(path, request)
        if answer.runs == "runs" or not self._rules.decodes:
            return answer
        other = decoded(path)
        again = self.match(other, request) if other != path else answer
        return min(answer, again, key=lambda one: _ORDER[one.runs])

    def match(self, pathname: str, request: Request = NOTHING_KNOWN) -> Answer:
        """Whether one of the entries matches a pathname, exactly as it is given."""
        if self.is_everywhere:
            return Answer("runs")
        found = Answer("skipped")
        for entry in self.entries:
            runs = self._runs(entry, pathname, request)
            if runs == "runs":
                return Answer(runs, entry.position)
            if _ORDER[runs] < _ORDER[found.runs]:
                found = Answer(runs, entry.position)
        return found

    def _runs(
        self, entry: Entry, pathname: str, request: Request
    ) -> Literal["runs", "skipped", "depends", "unknown"]:
        if entry.error is not None:
            return "skipped"
        try:
            if entry.undecided is not None or not self._regexp(entry.regexp).test(pathname):
                return "unknown" if entry.undecided is not None else "skipped"
            holds = conditions_hold(entry.has, entry.missing, request, self._regexp)
        except (Undecided, RegexpError):
            return "unknown"
        return "depends" if holds is None else "runs" if holds else "skipped"

    def _regexp(self, source: str) -> Regexp:
        found = self._regexps.get(source)
        if found is None:
            found = self._regexps[source] = compile_regexp(source)
        return found


_ORDER = {"runs": 0, "unknown": 1, "depends": 2, "skipped": 3}


def compile_matchers(
    matcher: object,
    *,
    major: int,
    version: Version | None = None,
    base_path: str = "",
    locales: Sequence[str] = (),
    default_locale: str | None = None,
    trailing_slash: bool = False,
) -> Matchers:
    """The matcher of a middleware for one release of Next.js.

    `matcher` is the value as JSON has it, with `UNDEFINED` and `REGEXP` for what JSON lacks.
    `base_path`, `trailing_slash` and i18n's `locales` and `default_locale` are next.config's.
    """
    rules = matcher_rules(major, version)
    error = refusal_of_value(matcher) if rules.schema and matcher is not UNDEFINED else None
    is_everywhere = matcher is UNDEFINED or (not rules.schema and _is_falsy(matcher))
    stated: list[Any] = [] if error or is_everywhere else _listed(matcher)
    compiler = _Compiler(rules, base_path, has_locales=bool(locales))
    return Matchers(
        [compiler.entry(position, one) for position, one in enumerate(stated)],
        is_everywhere=is_everywhere, error=error, rules=rules, base_path=base_path,
        locales=locales, default_locale=default_locale, trailing_slash=trailing_slash,
    )  # fmt: skip


def _is_falsy(value: object) -> bool:
    return value is None or (isinstance(value, str | bool | int | float) and not value)


def _listed(matcher: object) -> list[Any]:
    return matcher if isinstance(matcher, list) else [matcher]


class _Compiler:
    def __init__(self, rules: MatcherRules, base_path: str, *, has_locales: bool) -> None:
        self.rules = rules
        self.base_path = base_path
        self.has_locales = has_locales

    def entry(self, position: int, stated: object) -> Entry:
        fields: dict[str, Any] = stated if isinstance(stated, dict) else {"source": stated}
        source = fields.get("source")
        shown = source if isinstance(source, str) else ""
        error = refusal(stated, self.why_not, schema=self.rules.schema)
        if error is not None:
            return Entry(position, shown, error=error)
        wrapped = self.wrapped(shown, localized=fields.get("locale", UNDEFINED) is not False)
        error = refusal(wrapped, self.why_not, schema=self.rules.schema)
        if error is not None:
            return Entry(position, shown, error=error)
        regexp = self.regexp(wrapped)
        undecided = None
        try:
            compile_regexp(regexp)
        except Undecided as reason:
            undecided = str(reason)
        has, missing = (_conditions(fields.get(name)) for name in ("has", "missing"))
        return Entry(position, shown, regexp, has, missing, undecided=undecided)

    def wrapped(self, source: str, *, localized: bool) -> str:
        """The source with all that Next.js puts around it."""
        is_root = source == "/"
        suffix = self.rules.suffix
        if is_root:
            with_locales = r"|\.json|" if self.has_locales else ""
            suffix = f"({with_locales}{self.rules.root_suffix})?"
        if self.has_locales and localized:
            guard = "(?!_next/)" if self.rules.guards_locale else ""
            source = f"/:nextInternalLocale({guard}[^/.]{{1,}}){'' if is_root else source}"
        return f"{self.base_path}{_DATA_PREFIX}{source}{suffix}"

    def why_not(self, source: str) -> str | None:
        try:
            regexp = self.regexp(source)
            compile_regexp(regexp, "i")
        except (PatternError, RegexpError) as error:
            return str(error)
        except Undecided:
            return None
        if not self.rules.schema and utf16_length(regexp) > LONGEST:
            return f"`source` exceeds max built length of {LONGEST}"
        return None

    def regexp(self, source: str) -> str:
        """The source of the regular expression. Raises `PatternError`."""
        tokens = parse(source, version=self.rules.engine)
        try:
            return source_of(tokens, version=self.rules.engine)
        except PatternError:
            return source_of([_with_prefix(one) for one in tokens], version=self.rules.engine)


def _with_prefix(token: Token) -> Token:
    """A repeated part with nothing around it gets a slash (`lib/route-pattern-normalizer.js`)."""
    if isinstance(token, Key) and token.modifier in ("*", "+") and not token.prefix + token.suffix:
        return token._replace(prefix="/")
    return token


def _conditions(stated: object) -> tuple[Condition, ...]:
    if not isinstance(stated, list):
        return ()
    return tuple(
        Condition(
            item["type"],
            item["key"] if isinstance(item.get("key"), str) else "",
            item["value"] if isinstance(item.get("value"), str) else "",
        )
        for item in stated
    )
