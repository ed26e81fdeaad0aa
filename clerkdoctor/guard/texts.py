"""The methods of texts that a handler goes through: what people do with a pathname."""

# All functions of JavaScript are called alike, whatever they use of what they get.
# ruff: noqa: ARG001, ARG005

from collections.abc import Callable
from typing import TYPE_CHECKING

from clerkdoctor.guard.constants import searched
from clerkdoctor.guard.doors import is_claimed
from clerkdoctor.guard.environment import of_key
from clerkdoctor.guard.operators import LONGEST, joined, judged, plain
from clerkdoctor.guard.regexps import Regexp, found, is_literal, replaced, split
from clerkdoctor.guard.values import (
    UNDEFINED,
    JsArray,
    PathText,
    Site,
    Test,
    Unknown,
    Value,
    argument,
    key_of,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run

Method = Callable[["Run", str, list[Value], Site], Value]

BLANKS = (
    "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def call_text(run: "Run", text: str, name: str, given: list[Value], site: Site) -> Value:
    """`text.name(…)`."""
    method = _METHODS.get(name)
    unknown = next((one for one in given if isinstance(one, Unknown)), None)
    if method is None or (unknown is not None and name not in ("match", "replace")):
        why = unknown.why if unknown else f"`{site.text}` is computed at run time"
        return Unknown(why, site.place, f"{key_of(text)}.{name}({','.join(map(key_of, given))})")
    return method(run, text, given, site)


def property_of_text(text: str, name: str, site: Site) -> Value:
    if name == "length":
        return len(text)
    if name.isdigit():
        at = int(name)
        return _like(text, text[at]) if at < len(text) else UNDEFINED
    return UNDEFINED


def call_unknown(value: Unknown, name: str, given: list[Value], site: Site) -> Value:
    """`unknown.name(…)`: what a client sent stays that through `trim()` and its kin."""
    if name in _KEEPING:
        return (
            value
            if name in ("trim", "toLowerCase", "toString")
            else value.derived(f".{name}({','.join(map(key_of, given))})", keeps_origin=True)
        )
    key = f".{name}({','.join(map(key_of, given))})"
    if name in ("startsWith", "endsWith", "includes") and value.origin is not None:
        wanted = argument(given, 0)
        literal = str(wanted) if isinstance(wanted, str) else None
        sent = wanted.origin if isinstance(wanted, Unknown) else None
        if sent is not None and is_claimed(sent):  # a list of origins that a variable holds
            key = f"={value.key}={name}:{key_of(wanted)}"
            return Unknown(value.why, site.place, key, test=Test(sent, None, wanted.key))
        known = of_key(value, name, literal or "")
        if known is not None:
            return known
        test = Test(value.origin, literal, value.key)
        return Unknown(value.why, site.place, f"={value.key}={name}:{key_of(wanted)}", test=test)
    if name in ("get", "has") and value.origin is not None and not value.origin.name:
        return value.derived(key, keeps_origin=True)
    return value.derived(key)


_KEEPING = frozenset({"trim", "toLowerCase", "toUpperCase", "toString", "split", "replace", "at"})


def _like(text: str, result: str) -> str:
    """A text that was made of the path says so."""
    return PathText(result) if isinstance(text, PathText) else result


def _search(name: str) -> Method:
    def search(run: "Run", text: str, given: list[Value], site: Site) -> Value:
        wanted = plain(argument(given, 0))
        if not isinstance(wanted, str):
            return False if wanted is UNDEFINED else _unknown(site)
        if isinstance(text, PathText):
            searched(run, text, name, wanted, site)
        position = argument(given, 1)
        start = int(position) if isinstance(position, int | float) else 0
        if name == "startsWith":
            holds = text.startswith(wanted, start)
        elif name == "endsWith":
            holds = text.endswith(wanted)
        else:
            holds = wanted in text[start:]
        return judged(holds, site, text, wanted)

    return search


def _unknown(site: Site) -> Unknown:
    return Unknown(f"`{site.text}` is computed at run time", site.place, f"({site.text})")


def _split(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    by = argument(given, 0)
    if isinstance(by, Regexp):
        return split(str(text), by, site)
    if not isinstance(by, str):
        return JsArray([text]) if by is UNDEFINED else _unknown(site)
    parts = text.split(by) if by else list(text)
    limit = argument(given, 1)
    if isinstance(limit, int | float):
        parts = parts[: int(limit)]
    return JsArray([_like(text, one) for one in parts])


def _replace(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    what, by = argument(given, 0), argument(given, 1)
    if isinstance(by, Unknown) or not isinstance(by, str):
        return _unknown(site)
    if isinstance(what, Regexp):
        result = replaced(str(text), what, by, site)
        return _like(text, result) if isinstance(result, str) else result
    if not isinstance(what, str) or not is_literal(by):
        return _unknown(site)
    return _like(text, text.replace(what, by, 1))


def _replace_all(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    what, by = argument(given, 0), argument(given, 1)
    if isinstance(what, str) and isinstance(by, str) and is_literal(by):
        if len(text) * (len(by) + 1) > LONGEST:
            return _unknown(site)
        return _like(text, text.replace(what, by))
    return _replace(run, text, given, site)


def _match(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    regexp = argument(given, 0)
    if isinstance(regexp, str):
        regexp = Regexp(regexp, "", site.place)
    return found(text, regexp, site) if isinstance(regexp, Regexp) else _unknown(site)


def _lower(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    if isinstance(text, PathText):
        return PathText(text.lower(), whole=text.whole, lowered=True)
    return text.lower()


def _slice(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    bounds = numbers(given)
    return _unknown(site) if bounds is None else _like(text, text[slice(*bounds[:2])])


def _substring(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    bounds = numbers(given)
    if bounds is None:
        return _unknown(site)
    ends = [max(one if one is not None else 0, 0) for one in bounds] + [len(text)]
    start, end = sorted(ends[:2])
    return _like(text, text[start:end])


def numbers(given: list[Value]) -> list[int | None] | None:
    """Two bounds of a slice; None where they are no whole numbers."""
    found: list[int | None] = []
    for one in given:
        if isinstance(one, bool) or not isinstance(one, int | float):
            return None
        found.append(int(one))
    while len(found) < 2:
        found.append(None if found else 0)
    return found


def _trim(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    return _like(text, text.strip(BLANKS))


def _at(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    at = argument(given, 0)
    index = int(at) if isinstance(at, int | float) else 0
    return _like(text, text[index]) if -len(text) <= index < len(text) else UNDEFINED


def _index_of(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    wanted = argument(given, 0)
    return text.find(wanted) if isinstance(wanted, str) else -1


def _concat(run: "Run", text: str, given: list[Value], site: Site) -> Value:
    return joined([text, *given], site)


_METHODS: dict[str, Method] = {
    "startsWith": _search("startsWith"), "endsWith": _search("endsWith"),
    "includes": _search("includes"), "split": _split, "replace": _replace,
    "replaceAll": _replace_all, "match": _match, "toLowerCase": _lower,
    "toLocaleLowerCase": _lower, "slice": _slice, "substring": _substring, "trim": _trim,
    "at": _at, "charAt": _at, "indexOf": _index_of, "concat": _concat,
    "toUpperCase": lambda _, text, given, site: _like(text, text.upper()),
    "toString": lambda _, text, given, site: text, "valueOf": lambda _, text, given, site: text,
}  # fmt: skip
