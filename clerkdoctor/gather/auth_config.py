"""Gathering Convex' providers: what `convex/auth.config.ts` comes to, as far as the file tells."""

from typing import NamedTuple

from clerkdoctor.convex import push
from clerkdoctor.convex.providers import Provider, stored_order
from clerkdoctor.facts.project import App
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    EnvRead,
    NotKnown,
    Null,
    Number,
    Object,
    Spread,
    Template,
    Text,
    Undefined,
    Value,
    why_not_static,
)


class Providers(NamedTuple):
    """The providers in the order in which a fresh deployment stores them.

    `words` says where they come from and what had to be assumed: Convex reads its variables from
    the deployment, never from a file here.
    """

    providers: tuple[Provider, ...]
    words: str


def auth_config_providers(app: App, sources: Sources, issuer: str | None) -> Providers | str:
    """The providers of the app's auth.config, or in words why they are not known.

    A variable of the deployment is taken to hold `issuer`, as it is to.
    """
    if not app.convex or not app.convex.auth_configs:
        return "there is no `convex/auth.config.ts` here"
    path = f"{app.convex.path}/{app.convex.auth_configs[0]}"
    assumed: set[str] = set()
    try:
        exported = _plain(sources.exported(path, "default"), issuer, assumed)
    except _UnknownError as unknown:
        return f"`{path}` is not statically known: {unknown}"
    answer = push.push(exported)
    if not isinstance(answer, push.Pushed):
        return f"Convex refuses `{path}`: {answer.cause}"
    names = ", ".join(f"`{name}`" for name in sorted(assumed))
    if not names:
        return Providers(tuple(stored_order(answer.providers)), f"from `{path}`")
    words = f"from `{path}`, with {names} taken to be `{issuer}` on the deployment"
    return Providers(tuple(stored_order(answer.providers)), words)


class _UnknownError(Exception):
    pass


def _plain(value: Value | Spread, issuer: str | None, assumed: set[str]) -> object:
    """A folded value as JSON has it; raises `_UnknownError` with the reason."""
    match value:
        case Text(text):
            return text
        case Number(number):
            return number
        case Boolean(truth):
            return truth
        case Null() | Undefined():
            return None
        case Array(items):
            return [_plain(item, issuer, assumed) for item in items]
        case Object(entries, _, None):
            kept = [entry for entry in entries if not isinstance(entry.value, Undefined)]
            return {entry.key: _plain(entry.value, issuer, assumed) for entry in kept}
        case EnvRead(name):
            return _variable(name, issuer, assumed)
        case Template(parts):
            return "".join(_text(part, issuer, assumed) for part in parts)
    reason = value if isinstance(value, NotKnown) else None
    if reason is None and not isinstance(value, Spread):
        reason = why_not_static(value)
    raise _UnknownError(reason.reason if reason else "it spreads what is not known")


def _text(part: Value, issuer: str | None, assumed: set[str]) -> str:
    """A part of a template: a host within `https://${…}` is the issuer without its scheme."""
    if isinstance(part, EnvRead):
        return _variable(part.name, issuer, assumed).removeprefix("https://")
    text = _plain(part, issuer, assumed)
    if not isinstance(text, str):
        raise _UnknownError("a template holds what is no text")
    return text


def _variable(name: str, issuer: str | None, assumed: set[str]) -> str:
    if issuer is None:
        raise _UnknownError(f"`{name}` stands on the deployment; give the issuer with --issuer")
    assumed.add(name)
    return issuer
