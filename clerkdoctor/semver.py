"""npm's versions and ranges: what `^15.2.3 || >=16` allows.

The rules are those of the npm package `semver` 7 in its strict mode (`classes/semver.js`,
`classes/range.js`, `classes/comparator.js`, `ranges/min-version.js`), which npm, pnpm, Yarn and
Bun share. The parity test asks that package.
"""

import re
from typing import NamedTuple

_SAFE_INTEGER = 2**53 - 1
_LONGEST = 256

# What JavaScript trims; Python's own set has other members.
_BLANK = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_NUMBER = r"(0|[1-9][0-9]*)"
_IDENTIFIER = r"(?:[0-9]*[a-zA-Z-][a-zA-Z0-9-]*|0|[1-9][0-9]*)"
_PRERELEASE = rf"(?:-({_IDENTIFIER}(?:\.{_IDENTIFIER})*))?"
_BUILD = r"(?:\+[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*)?"
_FULL = rf"v?{_NUMBER}\.{_NUMBER}\.{_NUMBER}{_PRERELEASE}{_BUILD}"
_ANY_NUMBER = r"(0|[1-9][0-9]*|[xX*])"
_PARTIAL = rf"[v=]*{_ANY_NUMBER}(?:\.{_ANY_NUMBER}(?:\.{_ANY_NUMBER}{_PRERELEASE}{_BUILD})?)?"


class Version(NamedTuple):
    """A version, ordered as npm orders them: `1.0.0-rc.1` comes before `1.0.0`.

    `prerelease` holds what stands after the hyphen, split at dots, numbers as numbers; it is
    empty for a release. Build metadata (`+…`) says nothing and is not kept.
    """

    major: int
    minor: int
    patch: int
    prerelease: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}.{self.patch}"
        return f"{text}-{'.'.join(map(str, self.prerelease))}" if self.prerelease else text

    @property
    def release(self) -> tuple[int, int, int]:
        return (self.major, self.minor, self.patch)

    @property
    def _rank(self) -> tuple[tuple[int, int, int], bool, list[tuple[bool, int, str]]]:
        # A number comes before a word; of two equal beginnings the shorter comes first.
        identifiers = [
            (False, part, "") if isinstance(part, int) else (True, 0, part)
            for part in self.prerelease
        ]
        return (self.release, not self.prerelease, identifiers)

    def __lt__(self, other: tuple[object, ...]) -> bool:
        return self._rank < other._rank if isinstance(other, Version) else NotImplemented

    def __le__(self, other: tuple[object, ...]) -> bool:
        return self._rank <= other._rank if isinstance(other, Version) else NotImplemented

    def __gt__(self, other: tuple[object, ...]) -> bool:
        return self._rank > other._rank if isinstance(other, Version) else NotImplemented

    def __ge__(self, other: tuple[object, ...]) -> bool:
        return self._rank >= other._rank if isinstance(other, Version) else NotImplemented


def parse(text: str) -> Version | None:
    """The version that `text` writes, `None` where npm would not take it for one."""
    if len(text) > _LONGEST:
        return None
    found = re.fullmatch(_FULL, text.strip(_BLANK))
    if found is None:
        return None
    major, minor, patch, prerelease = found.groups()
    try:
        return _version(major, minor, patch, prerelease)
    except _NotARangeError:
        return None


def satisfies(version: str | Version, range_: str, *, include_prerelease: bool = False) -> bool:
    """Does `range_` allow `version`? Text that is no version or no range allows nothing.

    A prerelease is allowed only by a range that names a prerelease of the same release, unless
    `include_prerelease`: `16.0.0-canary.1` satisfies neither `^16` nor `>=15`.
    """
    wanted = parse(version) if isinstance(version, str) else version
    if wanted is None:
        return False
    try:
        alternatives = _alternatives(range_, include_prerelease)
    except _NotARangeError:
        return False
    return any(_allows(one, wanted, include_prerelease) for one in alternatives)


def is_range(text: str) -> bool:
    """Is this a range by npm's rules? A tag (`latest`), a URL or `workspace:*` is none."""
    try:
        _alternatives(text, include_prerelease=False)
    except _NotARangeError:
        return False
    return True


def lowest(range_: str) -> Version | None:
    """The lowest version that `range_` allows; `None` for no range, or one that allows nothing."""
    try:
        alternatives = _alternatives(range_, include_prerelease=False)
    except _NotARangeError:
        return None
    candidates = [Version(0, 0, 0), Version(0, 0, 0, (0,))]
    for candidate in candidates:
        if any(_allows(one, candidate, include_prerelease=False) for one in alternatives):
            return candidate
    floors = [floor for one in alternatives if (floor := _floor(one)) is not None]
    found = min(floors, default=None)
    if found is None:
        return None
    allowed = any(_allows(one, found, include_prerelease=False) for one in alternatives)
    return found if allowed else None


def only_major(range_: str) -> int | None:
    """The major that every version allowed by `range_` has; `None` where there are several.

    `^15.2.3`, `15.x` and `>=15.1 <16` all say 15; `>=15`, `*` and `^15 || ^16` do not say.
    """
    try:
        alternatives = _alternatives(range_, include_prerelease=False)
    except _NotARangeError:
        return None
    if lowest(range_) is None:
        return None
    majors = {_major(one) for one in alternatives}
    return majors.pop() if len(majors) == 1 else None


class _NotARangeError(ValueError):
    """The text is no range, or names a number that npm cannot count to."""


class _Comparator(NamedTuple):
    """`<`, `<=`, `>`, `>=` or, for exactly this version, the empty text."""

    operator: str
    version: Version


_NOTHING = _Comparator("<", Version(0, 0, 0, (0,)))

# All of these must hold; none at all allows any version.
_Alternative = list[_Comparator]


def _allows(alternative: _Alternative, version: Version, include_prerelease: bool) -> bool:
    for operator, bound in alternative:
        if operator == "":
            holds = version == bound
        elif operator == "<":
            holds = version < bound
        elif operator == "<=":
            holds = version <= bound
        elif operator == ">":
            holds = version > bound
        else:
            holds = version >= bound
        if not holds:
            return False
    if not version.prerelease or include_prerelease:
        return True
    return any(
        bound.prerelease and bound.release == version.release for _operator, bound in alternative
    )


def _floor(alternative: _Alternative) -> Version | None:
    floors = []
    for operator, bound in alternative:
        if operator in ("", ">="):
            floors.append(bound)
        elif operator == ">" and bound.prerelease:
            floors.append(bound._replace(prerelease=(*bound.prerelease, 0)))
        elif operator == ">":
            floors.append(bound._replace(patch=bound.patch + 1))
    return max(floors, default=None)


def _major(alternative: _Alternative) -> int | None:
    floor = _floor(alternative) or Version(0, 0, 0)
    for operator, bound in alternative:
        if operator in ("", "<="):
            closed = bound.major == floor.major
        elif operator == "<":
            closed = bound <= Version(floor.major + 1, 0, 0)
        else:
            continue
        if closed:
            return floor.major
    return None


def _alternatives(range_: str, include_prerelease: bool) -> list[_Alternative]:
    """What stands between `||`, each as comparators. Raises `_NotARangeError`."""
    text = re.sub(f"[{_BLANK}]+", " ", range_.strip(_BLANK))
    found = [_alternative(part.strip(" "), include_prerelease) for part in text.split("||")]
    if len(found) > 1:
        possible = [one for one in found if _NOTHING not in one]
        if len(possible) > 1 and [] in possible:
            # `* || 1.0.0-rc.1` is just `*`, which allows no prerelease.
            return [[]]
        return possible or found[:1]
    return found


def _alternative(text: str, include_prerelease: bool) -> _Alternative:
    text = re.sub(_BUILD, "", text)
    hyphen = re.fullmatch(rf" ?({_PARTIAL}) - ({_PARTIAL}) ?", text)
    if hyphen:
        text = _hyphen(hyphen, include_prerelease)
    # One blank after an operator goes, if a version follows; `> = 1` stays two words, and wrong.
    operator = r"([<>]=?|(?<![v=<> ]) ?=) ([v= ]*)(?=[0-9xX*])"
    text = re.sub(operator, r"\1\2", text)
    text = re.sub(r"(~>?|\^) +", r"\1", text)
    comparators: _Alternative = []
    for word in text.split(" "):
        comparators += _comparators(word, include_prerelease)
    if _NOTHING in comparators:
        return [_NOTHING]
    return comparators


def _hyphen(found: "re.Match[str]", include_prerelease: bool) -> str:
    """`1.2 - 3.4` as comparators: a part that is not written is open, not zero."""
    low, low_major, low_minor, low_patch, low_prerelease = found.groups()[:5]
    high, high_major, high_minor, high_patch, high_prerelease = found.groups()[5:10]
    open_ = "-0" if include_prerelease else ""
    if _is_x(low_major):
        first = ""
    elif _is_x(low_minor):
        first = f">={low_major}.0.0{open_}"
    elif _is_x(low_patch):
        first = f">={low_major}.{low_minor}.0{open_}"
    else:
        first = f">={low}" if low_prerelease else f">={low}{open_}"
    if _is_x(high_major):
        last = ""
    elif _is_x(high_minor):
        last = f"<{int(high_major) + 1}.0.0-0"
    elif _is_x(high_patch):
        last = f"<{high_major}.{int(high_minor) + 1}.0-0"
    elif high_prerelease:
        last = f"<={high_major}.{high_minor}.{high_patch}-{high_prerelease}"
    elif include_prerelease:
        last = f"<{high_major}.{high_minor}.{int(high_patch) + 1}-0"
    else:
        last = f"<={high}"
    return f"{first} {last}".strip(" ")


def _comparators(word: str, include_prerelease: bool) -> _Alternative:
    """One word of a range: `^1.2`, `~>1.2.3`, `1.x`, `>=1.2.3`, `*`, or nothing for any."""
    spread = re.fullmatch(rf"(\^|~>?){_PARTIAL}", word)
    if spread:
        return _spread(spread, include_prerelease)
    partial = re.fullmatch(rf"([<>]?=?){_PARTIAL}", word)
    if partial:
        operator, major, minor, patch, _prerelease = partial.groups()
        misplaced = (_is_x(major) and not _is_x(minor)) or (
            _is_x(minor) and patch is not None and not _is_x(patch)
        )
        if not misplaced and (_is_x(major) or _is_x(minor) or _is_x(patch)):
            return _partial(operator, major, minor, patch, include_prerelease)
    # npm takes the first star away, wherever it stands.
    bare = re.sub(r"[<>]?=?\*", "", word, count=1)
    full = re.fullmatch(rf"([<>]?=?)(?:{_FULL})?", bare)
    if full is None:
        raise _NotARangeError(word)
    operator, major, minor, patch, prerelease = full.groups()
    if major is None:
        if bare:
            raise _NotARangeError(word)
        return []
    if len(bare) - len(operator) > _LONGEST:
        raise _NotARangeError(word)
    version = _version(major, minor, patch, prerelease)
    return _comparator("" if operator == "=" else operator, version, include_prerelease)


def _comparator(operator: str, version: Version, include_prerelease: bool) -> _Alternative:
    everything = Version(0, 0, 0, (0,) if include_prerelease else ())
    if operator == ">=" and version == everything:
        return []
    return [_Comparator(operator, version)]


def _spread(found: "re.Match[str]", include_prerelease: bool) -> _Alternative:
    """`^`: up to the next left-most number that is not zero. `~`: up to the next minor."""
    operator, major, minor, patch, prerelease = found.groups()
    if _is_x(major):
        return []
    if _is_x(minor):
        return _between((major, "0", "0"), (int(major) + 1, 0, 0), include_prerelease)
    caret = operator == "^"
    if caret and major != "0":
        end = (int(major) + 1, 0, 0)
    elif caret and minor == "0" and not _is_x(patch):
        end = (0, 0, int(patch) + 1)
    else:
        end = (int(major), int(minor) + 1, 0)
    if _is_x(patch):
        return _between((major, minor, "0"), end, include_prerelease)
    low = _version(major, minor, patch, prerelease)
    return [*_comparator(">=", low, include_prerelease), _below(end)]


def _partial(
    operator: str, major: str, minor: str | None, patch: str | None, include_prerelease: bool
) -> _Alternative:
    """A version with an `x` in it, or cut short: `1.x`, `>1`, `<=1.2`."""
    del patch
    if _is_x(major):
        return [_NOTHING] if operator in ("<", ">") else []
    whole = minor is None or _is_x(minor)
    first = (major, "0", "0") if whole or minor is None else (major, minor, "0")
    after = (int(major) + 1, 0, 0) if whole or minor is None else (int(major), int(minor) + 1, 0)
    open_: tuple[str | int, ...] = (0,) if include_prerelease else ()
    if operator in ("", "="):
        return _between(first, after, include_prerelease)
    if operator == "<":
        return [_below((int(first[0]), int(first[1]), 0))]
    if operator == "<=":
        return [_below(after)]
    if operator == ">":
        low = _checked(Version(*after, open_))
    else:
        low = _checked(Version(int(first[0]), int(first[1]), 0, open_))
    return _comparator(">=", low, include_prerelease)


def _between(
    first: tuple[str, str, str], end: tuple[int, int, int], include_prerelease: bool
) -> _Alternative:
    low = _version(*first, "0" if include_prerelease else None)
    return [*_comparator(">=", low, include_prerelease), _below(end)]


def _below(end: tuple[int, int, int]) -> _Comparator:
    return _Comparator("<", _checked(Version(*end, (0,))))


def _version(major: str, minor: str, patch: str, prerelease: str | None) -> Version:
    identifiers: tuple[str | int, ...] = ()
    if prerelease:
        identifiers = tuple(
            int(part) if part.isascii() and part.isdigit() else part
            for part in prerelease.split(".")
        )
    return _checked(Version(int(major), int(minor), int(patch), identifiers))


def _checked(version: Version) -> Version:
    if max(version.release) > _SAFE_INTEGER:
        raise _NotARangeError(str(version))
    return version


def _is_x(part: str | None) -> bool:
    return part is None or part in ("x", "X", "*")
