"""How Next.js expands references in the values of one env file: two dialects.

`dotenv-16` is dotenv-expand 10 as `@next/env` of Next.js 14, 15 and 16 bundles it, `dotenv-10`
is dotenv-expand 8 of Next.js 12 and 13. Neither cares how a value was quoted. Both end some
values in an exception, and `@next/env` then drops the whole file: `Dropped` says why.

JavaScript shows through, and is kept: only the first occurrence of a reference's text is
replaced, `$&` and its kin in what replaces it are codes, and names such as `constructor` are
found on every object.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from clerkdoctor.nextjs.dotenv_parse import Dialect
from clerkdoctor.nextjs.dotenv_references import REFERENCE_10, REFERENCE_16, last_dollar

# Node.js' default stack of 984 KB ends between 4,100 and 4,300 replacements in one value of the
# newer dialect, and between 2,100 and 2,200 references inside references of the older [measured,
# Node.js 20 to 24; the newer dialect gets further in a process that has run it hot].
_REPLACEMENTS = 4_100
_NESTED = 2_100
# JavaScript's longest string has 2**29 - 24 units; no value of a real file comes near this.
_LONGEST = 1 << 24
# What one file may cost in characters looked at, and what each replacement costs beside them:
# some seconds here, and far longer in Node.js.
_WORK = 1_000_000_000
_REPLACEMENT = 500

# What the newer dialect puts for a name that every JavaScript object has: the member is a
# function, and `replace` calls it. Those without a text throw, being called on nothing.
_INHERITED: Mapping[str, str | None] = {
    "__proto__": "[object Object]",
    "constructor": "[object global]",
    "isPrototypeOf": "false",
    "toString": "[object Undefined]",
    "hasOwnProperty": None,
    "propertyIsEnumerable": None,
    "toLocaleString": None,
    "valueOf": None,
    "__defineGetter__": None,
    "__defineSetter__": None,
    "__lookupGetter__": None,
    "__lookupSetter__": None,
}


class DroppedError(Exception):
    """`@next/env` prints `Failed to load env from …` and takes nothing from the file.

    The text is the reason: one sentence, no full stop.
    """


class _LimitError(DroppedError):
    """Node.js would run out of stack, of memory or of patience; there may be a better reason."""


def is_inherited(name: str) -> bool:
    """Whether every JavaScript object has a member of this name, so that none is "undefined"."""
    return name in _INHERITED


def expand(
    values: Mapping[str, str], environment: Mapping[str, str], dialect: Dialect
) -> dict[str, str]:
    """The values of one file with their references replaced, in the same order.

    `environment` is `process.env` at that moment: the process' own variables and those of the
    files loaded before. Where it has a name of the file, the environment's value is expanded in
    place of the file's. Raises `DroppedError`.
    """
    scope = _Scope(values, environment)
    expansion = _Expansion16(scope) if dialect == "dotenv-16" else _Expansion10(scope)
    for name, stated in scope.parsed.items():
        value = environment.get(name, stated)
        scope.parsed[name] = expansion.value(name, value) if "$" in value else value
    return scope.parsed


class _Scope:
    """What a reference can see, and how much work is left for this file."""

    def __init__(self, values: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self.parsed = dict(values)
        self.environment = environment
        self.work = _WORK

    def spend(self, name: str, text: str) -> None:
        self.work -= len(text) + _REPLACEMENT
        if self.work < 0:
            raise _LimitError(f"{_named(name)} needs more replacements than Node.js gets done")
        if len(text) > _LONGEST:
            raise _LimitError(f"{_named(name)} grows beyond {_LONGEST:,} characters")


class _Expansion16:
    """dotenv-expand 10: the last reference of a value first, until none is left."""

    def __init__(self, scope: _Scope) -> None:
        self.scope = scope
        self.reference = re.compile(REFERENCE_16)

    def value(self, name: str, text: str) -> str:
        try:
            return self._expanded(name, text)
        except _LimitError:
            circle = self._circle(name)
            if circle:
                raise DroppedError(_circular(circle)) from None
            raise

    def _expanded(self, name: str, text: str) -> str:
        end = len(text)
        for _ in range(_REPLACEMENTS):
            at = last_dollar(text, end)
            found = self.reference.match(text, at) if at >= 0 else None
            if found is None:
                return text.replace("\\$", "$")
            self.scope.spend(name, text)
            first = text.find(found[0])
            # Behind the reference that was looked at, no `$` is left to look at.
            seen = len(text) - (found.end() if first == at else at + 1)
            text = _replaced(name, text, first, found[0], self._replacement(name, found))
            end = len(text) - seen
        raise _too_deep(name)

    def _replacement(self, name: str, found: re.Match[str]) -> str:
        """The environment's value if it has text, else the default, else this file's."""
        referred, default = found[1], found[2]
        known, parsed = self.scope.environment.get(referred), self.scope.parsed.get(referred)
        is_member = known is None or (known == "" and not default and parsed is None)
        if is_member and referred in _INHERITED:
            member = _INHERITED[referred]
            if member is None:
                raise _object_member(name, referred)
            return member
        return known or default or parsed or ""

    def _circle(self, name: str) -> list[str]:
        """The names of a circle that a walk along the references runs into, or none."""
        environment, parsed = self.scope.environment, self.scope.parsed
        path, walks = [name], [self._referred(environment.get(name, parsed[name]))]
        on_path, seen = {name}, {name}
        while walks:
            referred = next(walks[-1], None)
            if referred is None:
                walks.pop()
                on_path.remove(path.pop())
            elif referred in on_path:
                return path[path.index(referred) :]
            elif referred not in seen:
                seen.add(referred)
                on_path.add(referred)
                path.append(referred)
                value = environment.get(referred) or parsed.get(referred, "")
                walks.append(self._referred(value))
        return []

    def _referred(self, value: str) -> Iterator[str]:
        for found in self.reference.finditer(value):
            escaped = value[found.start() - 1 : found.start()] == "\\"
            if not escaped and (not found[2] or self.scope.environment.get(found[1])):
                yield found[1]


class _Token(NamedTuple):
    """One `$…` of a value in the older dialect: the character before it, and what it names."""

    lead: str
    text: str
    inner: str


class _Value10:
    """A value that is being expanded, and how far it is."""

    def __init__(self, name: str, source: str, tokens: list[_Token]) -> None:
        self.name = name
        self.source = source
        self.text = source
        self.tokens = iter(tokens)
        self.token = _Token("", "", "")

    def following(self) -> _Token | None:
        return next(self.tokens, None)

    def replace(self, old: str, new: str) -> None:
        at = self.text.find(old)
        if at >= 0:
            self.text = _replaced(self.name, self.text, at, old, new)


class _Expansion10:
    """dotenv-expand 8: every reference in order, each value found expanded by itself.

    The peer recurses; here the values in progress are a list. What was expanded once is kept,
    for as long as no reference can come out differently.
    """

    def __init__(self, scope: _Scope) -> None:
        self.scope = scope
        self.token = re.compile(REFERENCE_10)
        self.known: dict[str, str] = {}

    def value(self, name: str, text: str) -> str:
        # The expression looks at UTF-16 units: a dot is half of a character beyond the BMP.
        value = self._started(name, _units(text))
        outer: list[_Value10] = []
        open_sources = {value.source}
        while True:
            referred = self._next_reference(value)
            if referred is not None:
                if referred[1] in open_sources:
                    circle = [*outer, value]
                    while circle.pop(0).source != referred[1]:
                        pass
                    raise DroppedError(_circular([*(each.name for each in circle), referred[0]]))
                outer.append(value)
                if len(outer) == _NESTED:
                    raise _too_deep(name)
                value = self._started(*referred)
                open_sources.add(value.source)
                continue
            self.known[value.source] = value.text
            open_sources.remove(value.source)
            if not outer:
                self._forget(name, value.text)
                return _characters(value.text)
            expanded, value = value.text, outer.pop()
            value.replace(value.token.text, expanded)

    def _started(self, name: str, source: str) -> _Value10:
        return _Value10(name, source, [_Token(*found) for found in self.token.findall(source)])

    def _next_reference(self, value: _Value10) -> tuple[str, str] | None:
        """Replace what can be replaced; the name and value that must be expanded first, or None.

        A default, where there is a value, also removes the *next* reference of the value and
        the character before it, or the text `undefined` where there is no next one.
        """
        while token := value.following():
            self.scope.spend(value.name, value.text)
            value.token = token
            if token.lead == "\\":
                value.replace("\\" + token.text, token.text)
                continue
            if not token.inner:
                raise DroppedError(f"{_named(value.name)} has a `$` that starts no reference")
            referred, separator, default = token.inner.partition(":-")
            found = self._found(value.name, referred, default)
            if separator and found:
                following = value.following()
                value.replace(following.lead + following.text if following else "undefined", "")
            if "$" in found and found not in self.known:
                return referred, found
            value.replace(token.text, self.known.get(found, found))
        return None

    def _found(self, name: str, referred: str, default: str) -> str:
        known = self.scope.environment.get(referred)
        if known is None:
            known = self.scope.parsed.get(referred)
            if known is None and referred in _INHERITED:
                raise _object_member(name, referred)
            known = known or default
        return _units(known)

    def _forget(self, name: str, value: str) -> None:
        """Drop what is known if a reference to this variable can now come out differently.

        It cannot where the value has no reference left, and is not empty as it was not before.
        """
        if "$" in value or (not value and self.scope.parsed[name]):
            self.known.clear()


def _replaced(name: str, text: str, at: int, old: str, new: str) -> str:
    """What `text.replace(old, new)` gives in JavaScript, `old` being found at `at`."""
    end = at + len(old)
    if "$" not in new:
        return text[:at] + new + text[end:]
    growth = new.count("$&") * len(old) + new.count("$`") * at
    if growth + new.count("$'") * (len(text) - end) > _LONGEST:
        raise _LimitError(f"{_named(name)} grows beyond {_LONGEST:,} characters")
    codes = {"$$": "$", "$&": old, "$`": text[:at], "$'": text[end:]}
    return text[:at] + re.sub(r"\$[$&`']", lambda code: codes[code[0]], new) + text[end:]


def _units(text: str) -> str:
    """The text with every character beyond the BMP as its two UTF-16 surrogates."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(units[at] | units[at + 1] << 8) for at in range(0, len(units), 2))


def _characters(units: str) -> str:
    """The reverse; a surrogate that has lost its other half stays."""
    if units.isascii():
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _named(name: str) -> str:
    return f"`{name}`" if len(name) <= 64 else f"`{name[:64]}…`"


def _object_member(name: str, referred: str) -> DroppedError:
    return DroppedError(f"{_named(name)} refers to `{referred}`, a member of JavaScript's objects")


def _too_deep(name: str) -> _LimitError:
    return _LimitError(f"{_named(name)} needs more replacements than Node.js' stack holds")


def _circular(names: list[str]) -> str:
    if len(names) == 1:
        return f"{_named(names[0])} refers to itself"
    shown = [_named(name) for name in names[:4]]
    if len(names) > 5:
        shown.append(f"{len(names) - 4} more")
    elif len(names) == 5:
        shown.append(_named(names[4]))
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}"
    return f"{listed} refer to each other" + ("" if len(names) == 2 else " in a circle")
