"""Arrays, sets and maps, and their methods: the lists of paths that handlers search."""

# All functions of JavaScript are called alike, whatever they use of what they get.
# ruff: noqa: ARG001, ARG002, ARG005

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from clerkdoctor.guard.calls import call
from clerkdoctor.guard.constants import member_of
from clerkdoctor.guard.operators import equal, facts_of, judged, text, truth
from clerkdoctor.guard.texts import numbers
from clerkdoctor.guard.values import (
    UNDEFINED,
    CannotFollow,
    Host,
    JsArray,
    Native,
    Site,
    Unknown,
    Value,
    Verdict,
    argument,
    is_nullish,
    key_of,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run

Method = Callable[["Run", JsArray, list[Value], Site], Value]


def call_list(run: "Run", items: JsArray, name: str, given: list[Value], site: Site) -> Value:
    """`items.name(…)`."""
    method = _METHODS.get(name)
    if method is None:
        return _unknown(site)
    return method(run, items, given, site)


def property_of_list(items: JsArray, name: str, site: Site) -> Value:
    if name == "length":
        return _rest(items, ".length") if items.rest is not None else len(items)
    if name.isdigit():
        at = int(name)
        if at < len(items):
            return items[at]
        return UNDEFINED if items.rest is None else _rest(items, f"[{at}]")
    return UNDEFINED


def _rest(items: JsArray, suffix: str) -> Unknown:
    assert items.rest is not None
    return items.rest.derived(suffix)


def _unknown(site: Site) -> Unknown:
    return Unknown(f"`{site.text}` is computed at run time", site.place, f"({site.text})")


def _includes(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    wanted = argument(given, 0)
    member_of(run, items, wanted, site)
    unknown = None
    for item in items:
        same = equal(run, item, wanted, site, notes=False)
        if isinstance(same, Unknown):
            unknown = unknown or same
        elif same is True or (type(same) is Verdict and same.truth):
            return judged(True, site, wanted)
    if unknown is not None:
        key = f"=[{','.join(map(key_of, items))}]={key_of(wanted)}"
        return Unknown(unknown.why, site.place, key, test=unknown.test)
    if items.rest is not None:
        return _rest(items, f".includes({key_of(wanted)})")
    return judged(False, site, wanted)


def _each(run: "Run", items: JsArray, given: list[Value], site: Site) -> Iterator[Value]:
    function = argument(given, 0)
    for index, item in enumerate(list(items)):
        yield call(run, function, [item, index, items], site)


def _decided(name: str) -> Method:
    """`some` and `every`: the first answer that settles it; unknown where one in doubt may."""
    wanted = name == "some"

    def decide(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
        doubt: list[Unknown] = []
        tested = False
        for answer in _each(run, items, given, site):
            if isinstance(answer, Unknown) and answer.truth is None:
                doubt.append(answer)
                continue
            tested = tested or bool(facts_of(answer))
            if truth(run, answer, site) is wanted:
                return Verdict(wanted, facts_of(answer)) if tested else wanted
        if len(doubt) == 1:
            return doubt[0]
        if doubt:
            key = f"({site.text}:{','.join(one.key for one in doubt)})"
            return Unknown(doubt[0].why, site.place, key, test=doubt[0].test)
        if items.rest is not None:
            return _rest(items, f".{name}({site.text})")
        if not tested:
            return not wanted
        from clerkdoctor.guard.values import Fact

        return Verdict(not wanted, (Fact(site, not wanted),))

    return decide


def _find(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    for item, answer in zip(list(items), _each(run, items, given, site), strict=False):
        if truth(run, answer, site):
            return item
    return UNDEFINED if items.rest is None else _rest(items, f".find({site.text})")


def _filter(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    answers = _each(run, items, given, site)
    kept = [item for item, answer in zip(list(items), answers, strict=False)
            if truth(run, answer, site)]  # fmt: skip
    return JsArray(kept, items.rest)


def _map(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    return JsArray(list(_each(run, items, given, site)), items.rest)


def _flat_map(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    return _flat(run, JsArray(list(_each(run, items, given, site)), items.rest), [], site)


def _flat(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    flat, rest = JsArray([], items.rest), items.rest
    for item in items:
        if isinstance(item, JsArray):
            flat.extend(item)
            rest = rest or item.rest
        else:
            flat.append(item)
    flat.rest = rest
    return flat


def _for_each(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    for _ in _each(run, items, given, site):
        pass
    return UNDEFINED


def _reduce(run: "Run", items: JsArray, given: list[Value], site: Site, *, back: bool) -> Value:
    waiting = list(reversed(items)) if back else list(items)
    if items.rest is not None:
        raise CannotFollow(f"`{site.text}` goes over what is not known", site.place)
    value = given[1] if len(given) > 1 else waiting.pop(0) if waiting else UNDEFINED
    for index, item in enumerate(waiting):
        value = call(run, argument(given, 0), [value, item, index, items], site)
    return value


def _concat(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    made = JsArray(list(items), items.rest)
    for one in given:
        if isinstance(one, JsArray):
            if len(made) + len(one) > 20_000:
                raise CannotFollow(f"`{site.text}` grows too long to be followed", site.place)
            made.extend(one)
            made.rest = made.rest or one.rest
        elif isinstance(one, Unknown):
            made.rest = made.rest or one
        else:
            made.append(one)
    return made


def _slice(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    bounds = numbers(given)
    return _unknown(site) if bounds is None else JsArray(items[slice(*bounds[:2])], items.rest)


def _join(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    from clerkdoctor.guard.operators import joined

    by = text(argument(given, 0)) if given else ","
    parts: list[Value] = []
    for item in items:
        parts += [by, "" if is_nullish(item) else item] if parts else [item]
    return joined(parts, site) if items.rest is None and by is not None else _unknown(site)


def _at(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    at = argument(given, 0)
    index = int(at) if isinstance(at, int | float) else 0
    if -len(items) <= index < len(items) and items.rest is None:
        return items[index]
    return UNDEFINED if items.rest is None else _rest(items, f".at({index})")


def _push(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    items.extend(given)
    return len(items)


def _shift(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    return items.pop(0) if items else UNDEFINED


def _pop(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    return items.pop() if items else UNDEFINED


def _reverse(run: "Run", items: JsArray, given: list[Value], site: Site) -> Value:
    items.reverse()
    return items


_METHODS: dict[str, Method] = {
    "includes": _includes, "some": _decided("some"), "every": _decided("every"), "find": _find,
    "filter": _filter, "map": _map, "flatMap": _flat_map, "flat": _flat, "forEach": _for_each,
    "concat": _concat, "slice": _slice, "join": _join, "at": _at, "push": _push,
    "shift": _shift, "pop": _pop, "reverse": _reverse,
    "reduce": lambda *given: _reduce(*given, back=False),
    "reduceRight": lambda *given: _reduce(*given, back=True),
}  # fmt: skip


class JsSet(Host):
    """A `Set`."""

    __slots__ = ("items",)

    def __init__(self, items: JsArray) -> None:
        self.items = items

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name == "size":
            return property_of_list(self.items, "length", site)
        if name == "has":
            return Native("has", lambda run, given, at: _includes(run, self.items, given, at))
        if name == "add":
            return Native("add", self._add)
        return _unknown(site)

    def _add(self, run: "Run", given: list[Value], site: Site) -> Value:
        self.items.extend(given)
        return self


class JsMap(Host):
    """A `Map`. One that the handler writes to keeps what other requests left: it is not known."""

    __slots__ = ("entries", "rest")

    def __init__(self, entries: dict[Value, Value], rest: Unknown | None) -> None:
        self.entries = entries
        self.rest = rest

    def member(self, run: "Run", name: str, site: Site) -> Value:
        if name in ("get", "has"):
            return Native(name, lambda run, given, at: self._get(name, given, at))
        return Native(name, lambda run, given, at: _unknown(at))

    def _get(self, name: str, given: list[Value], site: Site) -> Value:
        key = argument(given, 0)
        if isinstance(key, str) and str(key) in self.entries:
            return True if name == "has" else self.entries[str(key)]
        if self.rest is None and isinstance(key, str):
            return judged(False, site, key) if name == "has" else UNDEFINED
        return _unknown(site)
