"""Calling functions: the project's, the runtime's, and those that nobody knows."""

from typing import TYPE_CHECKING

from clerkdoctor.guard.values import (
    Closure,
    JsArray,
    JsObject,
    Native,
    Promise,
    Site,
    Thrown,
    Unknown,
    Value,
    key_of,
    type_error,
)

if TYPE_CHECKING:
    from clerkdoctor.guard.run import Run


def call(run: "Run", function: Value, given: list[Value], site: Site) -> Value:
    """`function(…given)`."""
    kind = type(function)
    if kind is Closure:
        run.enter(site)
        try:
            return function.code.call(run, function, given, site)
        finally:
            run.exited()
    if kind is Native:
        run.step(site)
        return function.apply(run, given, site)
    if kind is Unknown:
        return call_unknown(run, function, given, site)
    apply = getattr(function, "apply", None)
    if apply is not None:
        return apply(run, given, site)
    callee = site.node.child_by_field_name("function")
    text = site.module.excerpt(callee) if callee is not None else site.text
    raise type_error(f"`{text}` is not a function", site)


def call_unknown(run: "Run", function: Unknown, given: list[Value], site: Site) -> Value:
    """A call of what nobody knows. Where it gets Clerk's `auth`, it may turn the request away."""
    key = f"{function.key}({','.join(map(key_of, given))})"
    if any(_may_protect(one) for one in given):
        protects = Unknown(function.why, site.place, f"protects:{key}")
        if run.holds(protects, site):
            from clerkdoctor.guard.values import Control, ErrorValue

            raise Thrown(ErrorValue("it protects", Control("protect", site.text, site)), site)
    run.may_throw(site)
    return Unknown(function.why, site.place, key)


def _may_protect(value: Value) -> bool:
    if getattr(value, "can_protect", False):
        return True
    if isinstance(value, Promise):
        return _may_protect(value.value)
    if isinstance(value, JsObject):
        return any(map(_may_protect, value.properties.values()))
    return isinstance(value, JsArray) and any(map(_may_protect, value))


def awaited(value: Value) -> Value:
    """`await value`."""
    if type(value) is Promise:
        value.used = True
        if value.error is not None:
            raise Thrown(value.error, value.site)
        return value.value
    return value


def rejected(run: "Run", error: Value, site: Site) -> Promise:
    promise = Promise(None, site, error)
    run.rejected.append(promise)
    return promise


def is_function(value: Value) -> bool:
    kind = type(value)
    return kind is Closure or kind is Native or getattr(value, "apply", None) is not None
