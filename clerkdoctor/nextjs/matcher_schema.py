"""What Next.js refuses of a matcher, in its own words.

Ported from `build/segment-config/middleware/middleware-config.js` (15, 16) and, for earlier
releases, from `checkCustomRoutes` in `lib/load-custom-routes.js`. Where Next.js prints several
messages, an entry's are joined with `; ` or `, `, as it does; the places that it adds
(`at "matcher[0]"`) are not part of them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

LONGEST = 4096
_TYPES = ("header", "cookie", "query", "host")
_KEYS = ("source", "locale", "has", "missing")


class NoJson(NamedTuple):
    """A value that a program may state and JSON cannot: `UNDEFINED`, `REGEXP`."""

    type: str


UNDEFINED: Final = NoJson("undefined")
REGEXP: Final = NoJson("object")

Parse = Callable[[str], str | None]
"""Why a source cannot be read, or None where it can."""


def refusal_of_value(value: object) -> str | None:
    """Why 15 and 16 refuse a matcher that is neither a text nor a list."""
    if isinstance(value, str | list):
        return None
    found = type_of(value)
    return f"Expected string, received {found}, or Expected array, received {found}"


def refusal(entry: object, parse: Parse, *, schema: bool) -> str | None:
    """Why Next.js refuses an entry, before it looks at where the app is; None where it takes it."""
    return _by_schema(entry, parse) if schema else _as_route(entry, parse)


def type_of(value: object) -> str:
    """The type as these messages name it."""
    if isinstance(value, NoJson):
        return value.type
    if value is None:
        return "null"
    names: dict[type, str] = {bool: "boolean", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "number")


# 15 and 16


def _by_schema(entry: object, parse: Parse) -> str | None:
    if isinstance(entry, str):
        return _source_by_schema(entry, parse)
    if not isinstance(entry, dict):
        found = type_of(entry)
        return "source is required" if entry is UNDEFINED else f"Expected string, received {found}"
    return "; ".join(_issues(entry, parse)) or None


def _issues(entry: Mapping[str, Any], parse: Parse) -> Iterator[str]:
    locale = entry.get("locale", UNDEFINED)
    if locale is not False and locale is not UNDEFINED:
        yield "Invalid literal value, expected false"
    for name in ("has", "missing"):
        items = entry.get(name, UNDEFINED)
        if isinstance(items, list):
            for item in items:
                yield from _item_issues(item)
        elif items is not UNDEFINED:
            yield f"Expected array, received {type_of(items)}"
    source = entry.get("source", UNDEFINED)
    if not isinstance(source, str):
        yield "source is required" if source is UNDEFINED else _not_a_string(source)
    elif error := _source_by_schema(source, parse):
        yield error
    yield from _unrecognized(entry, _KEYS)


def _source_by_schema(source: str, parse: Parse) -> str | None:
    if utf16_length(source) > LONGEST:
        return f"exceeds max built length of {LONGEST} for route"
    if not source.startswith("/"):
        return "source must start with /"
    error = parse(source)
    return None if error is None else f"Invalid source '{source}': {error}"


def _item_issues(item: object) -> Iterator[str]:
    if not isinstance(item, dict):
        yield "Required" if item is UNDEFINED else f"Expected object, received {type_of(item)}"
        return
    kind = item.get("type")
    if kind not in _TYPES:
        expected = " | ".join(f"'{one}'" for one in ("header", "query", "cookie", "host"))
        yield f"Invalid discriminator value. Expected {expected}"
        return
    key, value = item.get("key", UNDEFINED), item.get("value", UNDEFINED)
    if kind == "host":
        if not isinstance(value, str):
            yield "host must have a value" if value is UNDEFINED else _not_a_string(value)
        yield from _unrecognized(item, ("type", "value"))
        return
    if not isinstance(key, str):
        required = "key is required when type is header, query or cookie"
        yield required if key is UNDEFINED else _not_a_string(key)
    if not isinstance(value, str) and value is not UNDEFINED:
        yield "value must be a string"
    yield from _unrecognized(item, ("type", "key", "value"))


def _not_a_string(value: object) -> str:
    return f"Expected string, received {type_of(value)}"


def _unrecognized(stated: Mapping[str, Any], known: tuple[str, ...]) -> Iterator[str]:
    unknown = [key for key in stated if key not in known]
    if unknown:
        quoted = ", ".join(f"'{key}'" for key in unknown)
        yield f"Unrecognized key(s) in object: {quoted}"


# 12 to 14


def _as_route(entry: object, parse: Parse) -> str | None:
    if isinstance(entry, str):
        entry = {"source": entry}
    if entry is REGEXP:
        return "`source` does not start with /"
    if isinstance(entry, list):
        entry = {str(index): item for index, item in enumerate(entry)}
    if not isinstance(entry, dict):
        return f"The route {_shown(entry)} is not a valid object with `source`"
    has = entry.get("has", UNDEFINED)
    if has is not UNDEFINED and has and not isinstance(has, str | list):
        return "route.has is not iterable"
    parts = list(_parts(entry, parse))
    keys = [key for key in entry if key not in _KEYS]
    if keys:
        plural = "" if len(keys) == 1 else "s"
        parts.append(f"invalid field{plural}: {','.join(keys)}")
    return ", ".join(parts) or None


def _parts(entry: Mapping[str, Any], parse: Parse) -> Iterator[str]:
    locale = entry.get("locale", UNDEFINED)
    if locale is not False and locale is not UNDEFINED:
        yield "`locale` must be undefined or false"
    for name in ("has", "missing"):
        yield from _condition_parts(name, entry.get(name, UNDEFINED))
    source = entry.get("source", UNDEFINED)
    if not source or source is UNDEFINED:
        yield "`source` is missing"
    elif not isinstance(source, str):
        yield "`source` is not a string"
    elif not source.startswith("/"):
        yield "`source` does not start with /"
    elif error := parse(source):
        yield error


def _condition_parts(name: str, items: object) -> Iterator[str]:
    if items is UNDEFINED:
        return
    if not isinstance(items, list):
        yield f"`{name}` must be undefined or valid has object"
        return
    wrong = [parts for item in items if (parts := list(_item_parts(item)))]
    if wrong:
        plural = "" if len(wrong) == 1 else "s"
        yield f"invalid `{name}` item{plural} found"


def _item_parts(item: object) -> Iterator[str]:
    stated = item if isinstance(item, dict) else {}
    kind, key = stated.get("type", UNDEFINED), stated.get("key", UNDEFINED)
    value = stated.get("value", UNDEFINED)
    if kind not in _TYPES:
        yield "type"
    if not isinstance(key, str) and kind != "host":
        yield "key"
    if not isinstance(value, str) and value is not UNDEFINED:
        yield "value"
    if value is UNDEFINED and kind == "host":
        yield "value"


def _shown(value: object) -> str:
    """The value as JSON.stringify has it."""
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)


def utf16_length(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)
