"""Changing one field of an event: `data.id=user_2g7…`, as given on the command line."""

from typing import Any

from clerkdoctor.clerk.events.made_up import Json
from clerkdoctor.clerk.javascript import is_deeper, parse
from clerkdoctor.nearest import nearest

# Fields that real events have now and then and that no sample shows.
_OPTIONAL = frozenset((
    "banned", "bypass_client_trust", "credit", "credits", "deprovisioned", "external_id",
    "invitation", "last_active_at", "locale", "organization_memberships",
    "password_last_updated_at", "per_unit_totals", "role_set_key", "scim", "seats", "slug",
    "unit_prices",
))  # fmt: skip

_DEEPEST = 100


class BadChange(ValueError):
    """A change that cannot be made; the message is a sentence that names the nearest field."""


def changed(event: Json, change: str) -> Json:
    """The event with one field set; the one that is given stays as it is.

    A change is a dotted path, `=`, and a JSON value; what is no JSON is taken for a text. Items of
    a list are numbered from 0, `data.email_addresses.0.id` or `data.email_addresses[0].id`, and the
    number behind the last adds one. Below metadata, any field may be added. Raises `BadChange`.
    """
    path, equals, text = change.partition("=")
    if not equals or not path:
        raise BadChange(f"`{change}` sets nothing; a change is written as `data.id=VALUE`")
    keys = path.replace("[", ".").replace("]", "").split(".")
    result: Json = _with(event, keys, 0, _value(text))
    return result


def _value(text: str) -> Any:
    try:
        value = parse(text)
    except ValueError:
        return text
    if is_deeper(value, _DEEPEST):
        raise BadChange(f"the value is nested more than {_DEEPEST} deep")
    return value


def _with(holder: Any, keys: list[str], depth: int, value: Any) -> Any:
    """A copy of `holder` in which the field that `keys` name from `depth` on has the value."""
    if depth == len(keys):
        return value
    key, where = keys[depth], ".".join(keys[:depth])
    if isinstance(holder, list):
        at = _index(key, len(holder), where)
        item = holder[at] if at < len(holder) else {}
        return [*holder[:at], _with(item, keys, depth + 1, value), *holder[at + 1 :]]
    is_free = any(name.endswith("metadata") for name in keys[:depth])
    if holder is None and is_free:
        holder = {}
    if not isinstance(holder, dict):
        raise BadChange(f"`{where}` is {_kind(holder)}, which has no fields; set it as a whole")
    is_last = depth == len(keys) - 1
    if key not in holder and not is_free and not (is_last and key in _OPTIONAL):
        raise BadChange(_unknown(holder, where, key))
    return {**holder, key: _with(holder.get(key, {}), keys, depth + 1, value)}


def _index(key: str, count: int, where: str) -> int:
    if key.isascii() and key.isdigit() and len(key) < 6 and int(key) <= count:
        return int(key)
    items = "1 item" if count == 1 else f"{count} items"
    raise BadChange(f"`{where}` is a list of {items}, and `{key}` is none from 0 to {count}")


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return "a text" if isinstance(value, str) else "a number or a boolean"


def _unknown(holder: Json, where: str, key: str) -> str:
    path = f"{where}.{key}" if where else key
    near = nearest(key, holder, 3) or _contained(key, holder)
    if not near:
        fields = ", ".join(f"`{name}`" for name in sorted(holder)[:8])
        more = ", …" if len(holder) > 8 else ""
        return f"there is no field `{path}`; `{where or 'the event'}` has {fields}{more}"
    return f"there is no field `{path}`; the nearest is `{where + '.' if where else ''}{near}`"


def _contained(key: str, names: Json) -> str | None:
    """The first name that holds the word: `email` is in `email_addresses`."""
    return next((name for name in names if key and key.lower() in name), None)
