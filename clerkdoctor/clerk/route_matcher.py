"""`createRouteMatcher` of @clerk/nextjs: which of its patterns matches the path of a request.

Patterns are those of path-to-regexp 6 whatever their case, with one delimiter more at the end, or
regular expressions. What is compared is `req.nextUrl.pathname`, from which Next.js has taken base
path and locale; later versions decode it first.

Source: `server/routeMatcher.ts` of @clerk/nextjs, `pathMatcher.ts` and `pathToRegexp.ts` of
@clerk/shared, `utils/pathMatchers.ts` in version 4. tests/parity/test_clerk_route_matcher.py asks
them.
"""

from collections.abc import Sequence
from typing import NamedTuple

from clerkdoctor import path_to_regexp
from clerkdoctor.javascript_regexp import Regexp, RegexpError, Undecided, compile_regexp
from clerkdoctor.path_to_regexp import Engine
from clerkdoctor.semver import Version

__all__ = [
    "Dialect",
    "JsRegex",
    "MalformedPath",
    "PatternError",
    "RouteMatcher",
    "Undecided",
    "compile_pattern",
    "dialect",
    "normalised",
]

# What `decodeURI` leaves encoded, since in a URL it means something.
_RESERVED = frozenset(b";/?:@&=+$,#")
_HEX = frozenset("0123456789abcdefABCDEF")


class JsRegex(NamedTuple):
    """A regular expression that stands where a pattern may: the text between the slashes, flags."""

    source: str
    flags: str = ""


class PatternError(path_to_regexp.PatternError):
    """A pattern that throws where the middleware is loaded; the message says why.

    It is path-to-regexp's own, to which Clerk adds `Invalid path: …` in front. `index` is the
    pattern's place in the sequence.
    """

    def __init__(self, message: str, index: int = 0) -> None:
        super().__init__(message)
        self.index = index


class MalformedPath(Exception):
    """The path cannot be decoded; the message is Clerk's own.

    A middleware that knows the error answers 400 (`Dialect.answers_malformed`).
    """


class Dialect(NamedTuple):
    """How a version of @clerk/nextjs matches.

    `normalises`: it decodes the path and collapses slashes first; `None` where that hangs on the
    version of @clerk/shared beside it, which is not known. `answers_malformed`: where that fails,
    the middleware answers 400; an older one beside a newer @clerk/shared lets the error through.
    """

    engine: Engine
    normalises: bool | None
    answers_malformed: bool


def dialect(nextjs: Version, shared: Version | None = None) -> Dialect:
    """How this version of @clerk/nextjs matches, with this version of @clerk/shared.

    Up to 6.10.4 @clerk/nextjs has the matcher itself, from 6.10.5 on it is @clerk/shared's. That
    decodes since 2.22.1, 3.47.4 and 4.8.1, which many an older @clerk/nextjs accepts.
    """
    engine: Engine = "6.3" if nextjs >= Version(5, 6, 1) else "6.2"
    answers = (
        Version(5, 7, 6) <= nextjs < Version(6, 0, 0, (0,))
        or Version(6, 39, 2) <= nextjs < Version(7, 0, 0, (0,))
        or nextjs >= Version(7, 2, 1)
    )
    if answers or nextjs < Version(6, 10, 5):
        return Dialect(engine, answers, answers)
    if shared is None:
        return Dialect(engine, None, answers_malformed=False)
    decodes = (
        Version(2, 22, 1) <= shared < Version(3, 0, 0, (0,))
        or Version(3, 47, 4) <= shared < Version(4, 0, 0, (0,))
        or shared >= Version(4, 8, 1)
    )
    return Dialect(engine, decodes, answers_malformed=False)


class RouteMatcher:
    """The patterns of one `createRouteMatcher([…])`, nested lists laid out flat.

    An empty pattern, as `null` and `undefined` in JavaScript, is left out. Raises `PatternError`
    for the first pattern that throws.
    """

    def __init__(
        self, patterns: Sequence[str | JsRegex], *, normalises: bool | None, engine: Engine = "6.3"
    ) -> None:
        self.normalises = normalises
        self._compiled: list[tuple[int, Regexp]] = []
        self._undecided: list[tuple[int, Undecided]] = []
        for index, pattern in enumerate(patterns):
            if pattern == "":
                continue
            try:
                self._compiled.append((index, compile_pattern(pattern, engine=engine)))
            except Undecided as error:
                self._undecided.append((index, error))
            except PatternError as error:
                raise PatternError(str(error), index) from None

    @property
    def stateful(self) -> tuple[int, ...]:
        """The patterns whose answer hangs on the requests before: those with the flag `g` or `y`.

        `match` answers for them as for the first request.
        """
        return tuple(index for index, regexp in self._compiled if regexp.stateful)

    @property
    def undecided(self) -> tuple[tuple[int, str], ...]:
        """The patterns of which nothing is known, each with the end of "the expression …"."""
        return tuple((index, str(error)) for index, error in self._undecided)

    def match(self, pathname: str) -> int | None:
        """The index of the first pattern that is known to match; `None` where none matches.

        Raises `MalformedPath` where the SDK throws, and `Undecided` where no pattern is known to
        match, and of one it is not known.
        """
        if self.normalises is not None or not ("%" in pathname or "//" in pathname):
            return self._match(pathname, self.normalises or False)
        raw = self._match(pathname, normalises=False)
        try:
            decoded = self._match(pathname, normalises=True)
        except MalformedPath:
            decoded = -1
        if (raw is None) != (decoded is None) or decoded == -1:
            raise Undecided("is compared with the path as it is, or with the decoded one")
        return raw

    def _match(self, pathname: str, normalises: bool) -> int | None:
        if normalises and (self._compiled or self._undecided):
            pathname = normalised(pathname)
        undecided = [error for _, error in self._undecided]
        for index, regexp in self._compiled:
            try:
                if regexp.test(pathname):
                    return index
            except Undecided as error:
                undecided.append(error)
        if undecided:
            raise undecided[0]
        return None


def compile_pattern(pattern: str | JsRegex, *, engine: Engine = "6.3") -> Regexp:
    """The regular expression that a pattern is. Raises `PatternError` and `Undecided`."""
    try:
        if isinstance(pattern, JsRegex):
            return compile_regexp(pattern.source, pattern.flags)
        tokens = path_to_regexp.parse(pattern, version=engine)
        return compile_regexp(path_to_regexp.pattern_of(tokens, version=engine), "i")
    except (path_to_regexp.PatternError, RegexpError) as error:
        raise PatternError(str(error)) from None


def normalised(pathname: str) -> str:
    """The path that patterns are compared with: `decodeURI`, and no two slashes in a row.

    Raises `MalformedPath`.
    """
    if "%" in pathname:
        pathname = _decoded(pathname)
    while "//" in pathname:
        pathname = pathname.replace("//", "/")
    return pathname


def _decoded(pathname: str) -> str:
    parts = []
    at = 0
    while (start := pathname.find("%", at)) >= 0:
        parts.append(pathname[at:start])
        octets = bytearray()
        at = start
        while pathname[at : at + 1] == "%":
            digits = pathname[at + 1 : at + 3]
            if len(digits) < 2 or not _HEX.issuperset(digits):
                raise MalformedPath(f"Malformed encoding in URL path: {pathname}")
            octets.append(int(digits, 16))
            at += 3
        try:
            text = octets.decode()
        except UnicodeDecodeError:
            raise MalformedPath(f"Malformed encoding in URL path: {pathname}") from None
        parts.append(_unescaped(text, pathname[start:at]))
    return "".join((*parts, pathname[at:]))


def _unescaped(text: str, escaped: str) -> str:
    """The text, in which what is reserved stays as it was escaped."""
    at = 0
    parts = []
    for character in text:
        length = 3 * len(character.encode())
        is_reserved = character.isascii() and ord(character) in _RESERVED
        parts.append(escaped[at : at + length] if is_reserved else character)
        at += length
    return "".join(parts)
