"""What every JavaScript program finds: `URL`, `Set`, `Object`, `Promise`, `process`, `console`."""

# All functions of JavaScript are called alike, whatever they use of what they get.
# ruff: noqa: ARG001, ARG002, ARG005

from collections.abc import Callable
from typing import TYPE_CHECKING

from clerkdoctor.guard.calls import awaited, call, rejected
from clerkdoctor.guard.environment import Environment
from clerkdoctor.guard.lists import JsMap, JsSet
from clerkdoctor.guard.operators import negated, plain, text, truth
from clerkdoctor.guard.properties import items_of
from clerkdoctor.guard.regexps import Regexp
from clerkdoctor.guard.request import Headers, Inert
from clerkdoctor.guard.responses import RESPONSE
from clerkdoctor.guard.urls import new_url
from clerkdoctor.guard.values import (
    UNDEFINED,
    ErrorValue,
    Host,
    JsArray,
    JsObject,
    Native,
    PathText,
    Promise,
    Site,
    Thrown,
    Unknown,
    Value,
    Verdict,
    argument,
    is_nullish,
    key_of,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run

Apply = Callable[["Run", list[Value], Site], Value]


def global_value(name: str, site: Site) -> Value:
    """What a name stands for that the project does not declare."""
    if name in _GLOBALS:
        return _GLOBALS[name]
    truthy = True if name in _THERE else None
    return Unknown(f"`{name}` is known only at run time", site.place, name, truth=truthy)


def computed(site: Site, given: list[Value]) -> Unknown:
    """The result of a function that is not computed here."""
    unknown = next((one for one in given if isinstance(one, Unknown)), None)
    why = unknown.why if unknown is not None else f"`{site.text}` is computed at run time"
    return Unknown(why, site.place, f"{site.text}({','.join(map(key_of, given))})")


class _Library(Host):
    """`Math`, `JSON`, `crypto`: their results are not computed here."""

    __slots__ = ()

    def member(self, run: "Run", name: str, site: Site) -> Value:
        return Native(name, lambda run, given, at: computed(at, given))


class _Process(Host):
    __slots__ = ()

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name == "env":
            return ENVIRONMENT
        return Unknown(f"`process.{name}` is known only at run time", site.place, f"process.{name}")


ENVIRONMENT = Environment()


# Collections


def _set(run: "Run", given: list[Value], site: Site) -> Value:
    first = argument(given, 0)
    return JsSet(JsArray() if is_nullish(first) else JsArray(*_listed(run, first, site)))


def _listed(run: "Run", value: Value, site: Site) -> tuple[list[Value], Unknown | None]:
    items = items_of(value, site)
    return list(items), items.rest


def _map(run: "Run", given: list[Value], site: Site) -> Value:
    entries: dict[Value, Value] = {}
    first = argument(given, 0)
    if is_nullish(first):
        # An empty one is filled by earlier requests.
        why = "what earlier requests left is known only at run time"
        return JsMap(entries, Unknown(why, site.place, f"map:{site.text}"))
    items, rest = _listed(run, first, site)
    for pair in items:
        if isinstance(pair, JsArray) and len(pair) == 2 and isinstance(pair[0], str):
            entries[str(pair[0])] = pair[1]
        else:
            rest = rest or computed(site, [pair])
    return JsMap(entries, rest)


def _keys(kind: str) -> Apply:
    def entries(run: "Run", given: list[Value], site: Site) -> Value:
        value = argument(given, 0)
        if not isinstance(value, JsObject):
            return JsArray([], computed(site, given))
        if kind == "keys":
            return JsArray(list(value.properties), value.rest)
        if kind == "values":
            return JsArray(list(value.properties.values()), value.rest)
        pairs = [JsArray([key, one]) for key, one in value.properties.items()]
        return JsArray(pairs, value.rest)

    return entries


def _assign(run: "Run", given: list[Value], site: Site) -> Value:
    target = argument(given, 0)
    for source in given[1:]:
        if isinstance(target, JsObject) and isinstance(source, JsObject):
            target.properties.update(source.properties)
            target.rest = target.rest or source.rest
    return target


def _same(run: "Run", given: list[Value], site: Site) -> Value:
    return argument(given, 0)


def _array_from(run: "Run", given: list[Value], site: Site) -> Value:
    from clerkdoctor.guard.lists import call_list

    made = JsArray(*_listed(run, argument(given, 0), site))
    return call_list(run, made, "map", given[1:2], site) if len(given) > 1 else made


def _is_array(run: "Run", given: list[Value], site: Site) -> Value:
    value = argument(given, 0)
    return computed(site, given) if isinstance(value, Unknown) else isinstance(value, JsArray)


# Conversions


def _boolean(run: "Run", given: list[Value], site: Site) -> Value:
    value = argument(given, 0)
    if isinstance(value, Unknown | Verdict):
        return value
    return truth(run, value, site)


def _string(run: "Run", given: list[Value], site: Site) -> Value:
    value = argument(given, 0) if given else ""
    if isinstance(value, str | Unknown):
        return value
    known = text(value)
    if known is not None:
        return known
    return getattr(value, "as_text", lambda at: computed(at, given))(site)


def _number(run: "Run", given: list[Value], site: Site) -> Value:
    value = plain(argument(given, 0))
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int | float) else computed(site, given)


def _decoded(run: "Run", given: list[Value], site: Site) -> Value:
    value = argument(given, 0)
    if isinstance(value, str) and "%" not in value and value.isascii():
        if isinstance(value, PathText):
            return value
        return (
            str(value)
            if value.replace("/", "").replace("-", "").isalnum()
            else (computed(site, given))
        )
    return computed(site, given)


def _regexp(run: "Run", given: list[Value], site: Site) -> Value:
    pattern, flags = argument(given, 0), argument(given, 1)
    if isinstance(pattern, Regexp):
        return pattern
    mode = str(flags) if isinstance(flags, str) else ""
    if isinstance(pattern, str):
        return Regexp(str(pattern), mode, site.place)
    return computed(site, given)


def _error(run: "Run", given: list[Value], site: Site) -> Value:
    message = argument(given, 0)
    return ErrorValue(str(message) if isinstance(message, str) else site.text)


def _headers(run: "Run", given: list[Value], site: Site) -> Value:
    made = Headers()
    first = argument(given, 0)
    if isinstance(first, JsObject):
        made.values = {key.lower(): one for key, one in first.properties.items()}
    return made


# Promises


def _resolve(run: "Run", given: list[Value], site: Site) -> Value:
    value = argument(given, 0)
    return value if isinstance(value, Promise) else Promise(value, site)


def _reject(run: "Run", given: list[Value], site: Site) -> Value:
    return rejected(run, argument(given, 0), site)


def _all(run: "Run", given: list[Value], site: Site) -> Value:
    items = items_of(argument(given, 0), site)
    try:
        return Promise(JsArray([awaited(one) for one in items], items.rest), site)
    except Thrown as thrown:
        return rejected(run, thrown.value, site)


def _settled(run: "Run", given: list[Value], site: Site) -> Value:
    for one in items_of(argument(given, 0), site):
        if isinstance(one, Promise):
            one.used = True
            run.swallow(one.error, site)
    return Promise(computed(site, []), site)


def _soon(run: "Run", given: list[Value], site: Site) -> Value:
    return computed(site, [])


def _run_now(run: "Run", given: list[Value], site: Site) -> Value:
    return call(run, argument(given, 0), [], site)


def _class(name: str, apply: Apply, **members: Apply) -> Native:
    return Native(name, apply, {key: Native(key, one) for key, one in members.items()})


def _compute(run: "Run", given: list[Value], site: Site) -> Value:
    return computed(site, given)


_ERRORS = {
    name: Native("Error", _error) for name in ("Error", "TypeError", "RangeError", "SyntaxError")
}

_THERE = frozenset({
    "URLPattern", "Buffer", "TextEncoder", "TextDecoder", "AbortController", "Intl", "Symbol",
    "WeakMap", "Request", "FormData", "ReadableStream", "fetch", "performance",
})  # fmt: skip

_GLOBALS: dict[str, Value] = {
    "undefined": UNDEFINED, "NaN": float("nan"), "Infinity": float("inf"),
    "console": Inert("console"), "process": _Process(),
    "Math": _Library(), "JSON": _Library(), "crypto": _Library(), "Date": Native("Date", _compute, {
        "now": Native("now", _compute),
    }),
    "URL": _class("URL", new_url), "Response": RESPONSE, "Headers": Native("Headers", _headers),
    "URLSearchParams": Native("URLSearchParams", _compute),
    "Set": Native("Set", _set), "Map": Native("Map", _map), "RegExp": Native("RegExp", _regexp),
    "Object": _class(
        "Object", _same, keys=_keys("keys"), values=_keys("values"), entries=_keys("entries"),
        freeze=_same, assign=_assign, seal=_same,
    ),
    "Array": Native("Array", _compute, {
        "isArray": Native("isArray", _is_array), "from": Native("from", _array_from),
        "of": Native("of", lambda run, given, site: JsArray(given)),
    }),
    "Promise": Native("Promise", _compute, {
        "resolve": Native("resolve", _resolve), "reject": Native("reject", _reject),
        "all": Native("all", _all), "allSettled": Native("allSettled", _settled),
        "race": Native("race", _compute), "any": Native("any", _compute),
    }),
    "Boolean": Native("Boolean", _boolean), "String": Native("String", _string),
    "Number": Native("Number", _number), "parseInt": Native("parseInt", _compute),
    "decodeURIComponent": Native("decodeURIComponent", _decoded),
    "decodeURI": Native("decodeURI", _decoded),
    "encodeURIComponent": Native("encodeURIComponent", _compute),
    "encodeURI": Native("encodeURI", _compute), "atob": Native("atob", _compute),
    "btoa": Native("btoa", _compute), "structuredClone": Native("structuredClone", _same),
    "setTimeout": Native("setTimeout", _soon), "queueMicrotask": Native("queueMicrotask", _soon),
    **_ERRORS,
}  # fmt: skip

__all__ = ["ENVIRONMENT", "computed", "global_value", "negated"]
