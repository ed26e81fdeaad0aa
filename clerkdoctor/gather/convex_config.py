"""Gathering auth.config as Convex evaluates it.

A push bundles the file with `process.env.NODE_ENV` replaced by `"production"` and evaluates it with
the deployment's own variables, of which every one that is read has to be set. So a read without a
value stops the push, and what stands behind `??` never counts.
"""

from collections.abc import Iterator, Mapping

from clerkdoctor.convex import push
from clerkdoctor.convex.providers import Provider
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.facts.convex import AuthConfig, Field, StatedProvider, VariableRead
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.gather.files import MEGABYTE, read
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.operators import truth
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    Choice,
    EnvRead,
    NotKnown,
    Null,
    Number,
    Object,
    Operation,
    Spread,
    Template,
    Text,
    Undefined,
    Value,
    env_reads_in,
    parts,
    why_not_static,
)

NODE_ENV = "NODE_ENV"
_TRIMS = (".trim()", ".trimEnd()", ".trimStart()", ".toLowerCase()", ".replace()")
_DATA = (Array, Object, Text, Number, Boolean, Null, Undefined)
_KINDS = {Null: "null", Number: "a number", Boolean: "a boolean", Object: "an object",
          Array: "an array"}  # fmt: skip

# What stands in for a value that is not known: one with which nothing is wrong.
_ISSUER = "https://clerk.acme.io"
_HOST = "clerk.acme.io"
_STAND_INS = {
    "domain": _ISSUER, "issuer": _ISSUER, "applicationID": "convex", "algorithm": "RS256",
    "jwks": f"{_ISSUER}/.well-known/jwks.json",
}  # fmt: skip


def auth_config(app: App, name: str, sources: Sources) -> AuthConfig:
    """The file of this name in the functions folder, as far as it tells by itself."""
    assert app.convex
    path = f"{app.convex.path}/{name}"
    module = sources.module(path)
    value = exported(app, path, {})
    stated = _Reading()
    stated.read(settled(value))
    reads = list(_reads(value, certain=True))
    if stated.unknown and isinstance(module, Module):
        reads += (VariableRead(one.name, one.place) for one in module.env_reads())
    deciding, beside = _node_env(path, sources)
    return AuthConfig(
        Place(path),
        tuple(stated.providers),
        stated.unknown,
        _refused(settled(value), stated),
        tuple({(one.name, one.place): one for one in reversed(reads)}.values())[::-1],
        deciding,
        node_env_beside=beside,
    )


def evaluated(
    app: App, name: str, variables: Mapping[str, str], *, system: Mapping[str, str] | None = None
) -> tuple[Provider, ...] | Refused | str:
    """What a push makes of the file with these variables of a deployment: its providers, what it
    answers instead, or why that is not known. `system` are the variables that Convex sets itself.
    """
    assert app.convex
    path = f"{app.convex.path}/{name}"
    if _may_throw(sources_of(app).module(path), variables):
        return "it throws where a variable is empty"
    value = exported(app, path, {**variables, **(system or {})})
    for one in _reads(value, certain=True):
        if one.certain and not one.name.startswith("CONVEX_"):
            return push.variable_not_set(one.name)
    try:
        answer = push.push(_plain(value))
    except _UnknownError as unknown:
        return str(unknown)
    return answer.providers if isinstance(answer, push.Pushed) else answer


def _may_throw(module: Module | NotKnown, variables: Mapping[str, str]) -> bool:
    """Whether the file asks for something in a variable that is there, and empty."""
    if not isinstance(module, Module) or b"throw" not in module.source:
        return False
    return any(variables.get(one.name) == "" for one in module.env_reads())


def sources_of(app: App, environment: Mapping[str, str | None] | None = None) -> Sources:
    """The app's files, with these variables known."""

    def content(path: str) -> bytes | None:
        found = read(app.folder / path, 2 * MEGABYTE)
        return found if isinstance(found, bytes) else None

    return Sources(content, lambda path: (app.folder / path).is_file(), environment=environment)


def exported(app: App, path: str, variables: Mapping[str, str]) -> Value:
    """What the file exports by default, with these variables known; undefined where it does not."""
    sources = sources_of(app, {**variables, NODE_ENV: "production"})
    module = sources.module(path)
    return Undefined(Place(path)) if _exports_none(module) else sources.exported(path, "default")


def _exports_none(module: Module | NotKnown) -> bool:
    """Whether a whole file has no default export."""
    if not isinstance(module, Module) or module.syntax_error is not None:
        return False
    return all(one.name != "default" for one in module.exports)


def _node_env(path: str, sources: Sources) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Where NODE_ENV is asked and decides on the providers, and where it is asked beside them.

    In the file itself it is taken to decide unless all of the exported value is known without it.
    """
    module, value = sources.module(path), sources.exported(path, "default")
    deciding = [one.place for one in env_reads_in(value) if one.name == NODE_ENV]
    asked: list[Place] = []
    if not isinstance(module, NotKnown):
        asked = [one.place for one in module.env_reads() if one.name == NODE_ENV]
    others = [place for place in asked if place not in deciding]
    if any(isinstance(one, NotKnown) for one in parts(value)):
        return tuple(dict.fromkeys((*asked, *deciding))), ()
    return tuple(dict.fromkeys(deciding)), tuple(dict.fromkeys(others))


# A value as it is where every variable is set to something


def settled(value: Value) -> Value:
    """The value where each variable that is read is set, and is not empty."""
    match value:
        case EnvRead():
            return value._replace(operator="", fallback=None)
        case Choice(test, then, otherwise):
            way = _holds(test)
            return value if way is None else settled(then if way else otherwise)
        case Array(items):
            return value._replace(items=tuple(_settled_item(item) for item in items))
        case Object(entries):
            found = (one._replace(value=settled(one.value)) for one in entries)
            return value._replace(entries=tuple(found))
        case Template(pieces):
            return value._replace(parts=tuple(settled(piece) for piece in pieces))
        case Operation(_, operands):
            return value._replace(operands=tuple(settled(one) for one in operands))
    return value


def _settled_item(item: Value | Spread) -> Value | Spread:
    return item if isinstance(item, Spread) else settled(item)


def _holds(test: Value) -> bool | None:
    match test:
        case EnvRead() | Template():
            return True
        case Choice(inner, then, otherwise):
            way = _holds(inner)
            return None if way is None else _holds(then if way else otherwise)
        case Operation("!", (operand,)):
            way = _holds(operand)
            return None if way is None else not way
        case Operation("===" | "==", (EnvRead(), Undefined() | Null())):
            return False
        case Operation("!==" | "!=", (EnvRead(), Undefined() | Null())):
            return True
        case Operation(operator, (operand, *_)) if operator in _TRIMS:
            return _holds(operand)
    return truth(test)


def _reads(value: Value | Spread, *, certain: bool) -> Iterator[VariableRead]:
    """The variables that are read on the way to a value, each as it stands in the source.

    What stands behind `??` or `||` is not read: Convex stops before it.
    """
    match value:
        case EnvRead(name, place, operator, fallback):
            text = fallback.text if isinstance(fallback, Text) else None
            yield VariableRead(name, place, operator, text, certain)
        case Choice(test, then, otherwise):
            yield from _reads(test, certain=certain)
            way = _holds(test)
            if way is None:
                yield from _reads(then, certain=False)
                yield from _reads(otherwise, certain=False)
            else:
                yield from _reads(then if way else otherwise, certain=certain)
        case Array(items):
            for item in items:
                yield from _reads(item, certain=certain)
        case Object(entries):
            for entry in entries:
                yield from _reads(entry.value, certain=certain)
        case Template(pieces):
            for piece in pieces:
                yield from _reads(piece, certain=certain)
        case Operation(_, operands):
            for operand in operands:
                yield from _reads(operand, certain=certain)
        case Spread(inner):
            yield from _reads(inner, certain=certain)


# What the file states


class _Reading:
    """The providers that can be told, and why that may not be all."""

    def __init__(self) -> None:
        self.providers: list[StatedProvider] = []
        self.unknown: str | None = None
        self.is_whole = True

    def read(self, exported: Value) -> None:
        if not isinstance(exported, Object):
            self._misshapen(exported)
            return
        listed = exported.get("providers")
        if listed is None:
            self._give_up(exported.rest)
        elif isinstance(listed, Array):
            for item in listed.items:
                self._item(item)
        else:
            self._misshapen(listed)

    def _misshapen(self, value: Value) -> None:
        """Another shape than is wanted: a push has words for one that is known."""
        if not isinstance(value, _DATA):
            self._give_up(why_not_static(value) or NotKnown("is computed", value.place))

    def _give_up(self, reason: NotKnown | None) -> None:
        if reason is not None:
            self.unknown = self.unknown or f"{reason.reason} (at {reason.place})"
            self.is_whole = False

    def _item(self, item: Value | Spread) -> None:
        if isinstance(item, Object):
            rest = item.rest.reason if item.rest else None
            fields = tuple(
                _field(one.key, one.value, one.place)
                for one in item.entries
                if not isinstance(one.value, Undefined)
            )
            self.providers.append(StatedProvider(item.place, fields, rest))
        elif isinstance(item, Spread):
            self._give_up(why_not_static(item.value) or NotKnown("is spread", item.place))
        else:
            self._give_up(_undecided(item))


def _undecided(value: Value) -> NotKnown | None:
    """Why a value is not known, but for a variable's being none of the reasons."""
    if isinstance(value, Choice | Operation | EnvRead | Template):
        return why_not_static(value)
    return next((one for one in parts(value) if isinstance(one, NotKnown)), None) or (
        why_not_static(value)
    )


def _field(name: str, value: Value, place: Place) -> Field:
    match value:
        case Text(text):
            return Field(name, "text", text, place)
        case EnvRead(variable):
            return Field(name, "variable", f"process.env.{variable}", place, variable)
        case Operation(operator, (EnvRead(variable), *_)) if operator in _TRIMS:
            return Field(name, "variable", f"process.env.{variable}", place, variable)
        case Template(pieces):
            text = "".join(map(_piece, pieces))
            names = list(dict.fromkeys(one.name for one in env_reads_in(value)))
            if why := next((one for one in parts(value) if isinstance(one, NotKnown)), None):
                return Field(name, "unknown", why.reason, place)
            only = names[0] if len(names) == 1 else None
            if only is not None and text == f"${{{only}}}":
                return Field(name, "variable", f"process.env.{only}", place, only)
            return Field(name, "template", text, place, only)
    kind = _KINDS.get(type(value))
    if kind:
        return Field(name, "other", kind, place)
    reason = why_not_static(value)
    return Field(name, "unknown", reason.reason if reason else "is computed", place)


def _piece(piece: Value) -> str:
    if isinstance(piece, Text):
        return piece.text
    names = [one.name for one in env_reads_in(piece)]
    return f"${{{names[0]}}}" if names else "…"


# What a push answers


class _UnknownError(Exception):
    pass


def _refused(value: Value, stated: _Reading) -> Refused | None:
    """What a push answers whatever the variables hold: what is not known is taken to be right."""
    if not stated.is_whole:
        return None
    try:
        answer = push.push(_plain(value, _stand_in))
    except _UnknownError:
        return None
    return answer if isinstance(answer, Refused) else None


def _stand_in(value: Value | Spread, key: str) -> object:
    if isinstance(value, Template) and key in ("domain", "issuer"):
        text = ""
        for piece in value.parts:
            inside = text.endswith("://") or bool(text and text[-1].isalnum())
            known = piece.text if isinstance(piece, Text) else _HOST if inside else _ISSUER
            text += known
        return text
    if key in _STAND_INS and not isinstance(value, Spread):
        return _STAND_INS[key]
    raise _UnknownError("it is not statically known")


def _nothing_stands_in(value: Value | Spread, _key: str) -> object:
    reason = why_not_static(value) if not isinstance(value, Spread) else None
    raise _UnknownError(reason.reason if reason else "it is not statically known")


def _plain(value: Value | Spread, unknown: object = _nothing_stands_in, key: str = "") -> object:
    """A folded value as JSON.stringify sees it; `unknown` gives what is not known, or raises."""
    match value:
        case Text(text):
            return text
        case Number(number):
            return int(number) if number.is_integer() else number
        case Boolean(truth_value):
            return truth_value
        case Null() | Undefined():
            return None
        case Array(items):
            return [_plain(item, unknown, key) for item in items]
        case Object(entries, _, rest) if rest is None or unknown is _stand_in:
            found = {
                one.key: _plain(one.value, unknown, one.key)
                for one in entries
                if not isinstance(one.value, Undefined)
            }
            return _completed(found) if rest is not None else found
    return unknown(value, key)  # type: ignore[operator]


def _completed(found: dict[str, object]) -> dict[str, object]:
    """A provider into which something unknown is spread, with what may come from there."""
    custom = found.get("type") == "customJwt"
    needed = ("issuer", "jwks", "algorithm") if custom else ("domain", "applicationID")
    if not custom and "issuer" in found:
        raise _UnknownError("its `type` may be spread into it")
    return {name: _STAND_INS[name] for name in needed} | found
