"""Properties: reading one, calling one, writing one."""

from typing import TYPE_CHECKING

from clerkdoctor.guard.calls import awaited, call, call_unknown, is_function, rejected
from clerkdoctor.guard.lists import call_list, property_of_list
from clerkdoctor.guard.operators import plain
from clerkdoctor.guard.texts import call_text, property_of_text
from clerkdoctor.guard.texts import call_unknown as call_of_unknown
from clerkdoctor.guard.values import (
    UNDEFINED,
    Closure,
    ErrorValue,
    Host,
    JsArray,
    JsObject,
    Native,
    Promise,
    Site,
    Thrown,
    Unknown,
    Value,
    argument,
    is_nullish,
    type_error,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run


def member(run: "Run", on: Value, name: str, site: Site) -> Value:
    """`on.name`."""
    if isinstance(on, Host):
        return on.member(run, name, site)
    kind = type(on)
    if kind is Unknown:
        return on.derived("" if name == "value" else f".{name}", keeps_origin=name == "value")
    if kind is JsObject:
        if name in on.properties:
            return on.properties[name]
        return UNDEFINED if on.rest is None else on.rest.derived(f".{name}")
    if kind is JsArray:
        return property_of_list(on, name, site)
    if isinstance(on, str):
        return property_of_text(on, name, site)
    if is_nullish(on):
        raise type_error(f"`{name}` is read of `{'null' if on is None else 'undefined'}`", site)
    if kind is Native:
        return on.properties.get(name, on.name if name == "name" else UNDEFINED)
    if kind is ErrorValue:
        return Unknown("the error is known only at run time", site.place, f"error.{name}")
    if kind is Promise and getattr(on.value, "is_session", False):
        run.misread = True  # the user of a promise is nobody, whoever is signed in
    return UNDEFINED


def call_member(
    run: "Run", on: Value, name: str, given: list[Value], site: Site, *, optional: bool = False
) -> Value:
    """`on.name(…given)`."""
    kind = type(on)
    if isinstance(on, str):
        return call_text(run, on, name, given, site)
    if kind is JsArray:
        return call_list(run, on, name, given, site)
    if kind is Promise:
        return _call_promise(run, on, name, given, site)
    if kind is Unknown:
        return _call_unknown(run, on, name, given, site)
    if is_function(on) and name in ("call", "bind", "apply"):
        return _call_function(run, on, name, given, site)
    if name in ("toString", "valueOf") and not isinstance(on, Host | JsObject):
        return plain(on)
    function = member(run, on, name, site)
    if optional and is_nullish(function):
        return UNDEFINED
    return call(run, function, given, site)


def _call_unknown(run: "Run", on: Unknown, name: str, given: list[Value], site: Site) -> Value:
    if on.origin is not None:
        return call_of_unknown(on, name, given, site)
    return call_unknown(run, on.derived(f".{name}"), given, site)


def _call_function(run: "Run", on: Value, name: str, given: list[Value], site: Site) -> Value:
    if name == "call":
        return call(run, on, given[1:], site)
    if name == "apply":
        listed = argument(given, 1)
        return call(run, on, list(listed) if isinstance(listed, JsArray) else [], site)
    bound = given[1:]
    return Native("bound", lambda run, more, at: call(run, on, [*bound, *more], at))


def _call_promise(run: "Run", on: Promise, name: str, given: list[Value], site: Site) -> Value:
    """`promise.then(…)`, `.catch(…)`, `.finally(…)`."""
    if name not in ("then", "catch", "finally"):
        return call(run, UNDEFINED, given, site)
    on.used = True
    failed = on.error is not None
    index = 1 if name == "then" and failed else 0
    handler = argument(given, index)
    fits = name == "finally" or (name == "catch") is failed or (name == "then")
    if not fits or not is_function(handler):
        return Promise(on.value, site) if not failed else rejected(run, on.error, site)
    try:
        arguments = [] if name == "finally" else [on.error if failed else on.value]
        result = awaited(call(run, handler, arguments, site))
    except Thrown as thrown:
        return rejected(run, thrown.value, site)
    if name == "finally":
        return Promise(on.value, site) if not failed else rejected(run, on.error, site)
    if failed:
        run.swallow(on.error, site)
    return Promise(result, site)


def assign(run: "Run", on: Value, name: str, value: Value) -> None:
    """`on.name = value`."""
    if isinstance(on, Host):
        on.assign(run, name, value)
    elif type(on) is JsObject:
        on.properties[name] = value
    elif type(on) is JsArray and name.isdigit() and int(name) < len(on):
        on[int(name)] = value


def items_of(value: Value, site: Site) -> JsArray:
    """What `[...value]` and `for (… of value)` go over."""
    from clerkdoctor.guard.lists import JsMap, JsSet

    if isinstance(value, JsArray):
        return value
    if isinstance(value, JsSet):
        return value.items
    if isinstance(value, str):
        return JsArray(list(value))
    if isinstance(value, Unknown):
        return JsArray([], value)
    if isinstance(value, JsMap):
        pairs = [JsArray([key, one]) for key, one in value.entries.items()]
        return JsArray(pairs, value.rest)
    if isinstance(value, Host | Closure):
        return JsArray(
            [], Unknown(f"`{site.text}` is known only at run time", site.place, f"…{site.text}")
        )
    raise type_error(f"`{site.text}` is not iterable", site)
