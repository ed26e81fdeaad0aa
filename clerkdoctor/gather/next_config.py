"""Gathering next.config: the object that it exports, through functions and wrappers."""

from collections.abc import Iterator

from clerkdoctor.facts.next_config import Header, NextConfig
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    Call,
    Function,
    NotKnown,
    Null,
    Object,
    Operation,
    Spread,
    Template,
    Text,
    Undefined,
    Value,
    why_not_static,
)

_MOVES = ("rewrites", "redirects")
_PHASE = "phase-production-build"


def next_config(app: App, sources: Sources) -> NextConfig:
    """The app's configuration; the defaults where there is no file."""
    if not app.next_configs:
        return NextConfig()
    path = app.next_configs[0]
    place = Place(path)
    wrappers: list[str] = []
    stated = _object(sources, sources.exported(path, "default"), place, wrappers)
    if isinstance(stated, NotKnown):
        reason = f"`{path}` is not statically known: {stated.reason}"
        return NextConfig(
            place,
            base_path=None,
            page_extensions=None,
            trailing_slash=None,
            locales=None,
            output=None,
            wrappers=tuple(wrappers),
            unknown=reason,
        )
    return _read(sources, stated, place, tuple(wrappers))


def _object(
    sources: Sources, value: Value, place: Place, wrappers: list[str], depth: int = 0
) -> Object | NotKnown:
    """The configuration's object: what a function gives, what a wrapper is given."""
    if isinstance(value, Object):
        return value
    if depth < 8 and isinstance(value, Function):
        given = sources.awaited(value, (Text(_PHASE, place), Object((), place)), place)
        return _object(sources, given, place, wrappers, depth + 1)
    if depth < 8 and isinstance(value, Call):
        wrappers.append(value.callee.name)
        first = value.arguments[0] if value.arguments else None
        if first is not None and not isinstance(first, Spread):
            return _object(sources, first, place, wrappers, depth + 1)
    return why_not_static(value) or NotKnown("is no object", place)


def _read(sources: Sources, stated: Object, file: Place, wrappers: tuple[str, ...]) -> NextConfig:
    i18n = stated.get("i18n")
    extensions = _texts(stated.get("pageExtensions"))
    output = stated.get("output")
    unknown = f"`{file.path}` {stated.rest.reason}" if stated.rest else ""
    return NextConfig(
        file=file,
        base_path=_text(stated.get("basePath")),
        page_extensions=extensions if extensions != () else NextConfig().page_extensions,
        trailing_slash=_truth(stated.get("trailingSlash")),
        skip_trailing_slash_redirect=_truth(stated.get("skipTrailingSlashRedirect")),
        locales=_texts(i18n.get("locales")) if isinstance(i18n, Object) else _nothing(i18n),
        default_locale=_text(i18n.get("defaultLocale")) if isinstance(i18n, Object) else None,
        output=_text(output),
        output_place=None if output is None else output.place,
        headers=tuple(_headers(sources, stated.get("headers"), file)),
        moves=tuple(name for name in _MOVES if stated.get(name) is not None),
        mentioned=tuple(entry.key for entry in stated.entries),
        wrappers=wrappers,
        unknown=unknown,
    )


def _text(value: Value | None) -> str | None:
    """A setting's text, empty where it is not set, None where it is not known."""
    match value:
        case None | Undefined() | Null():
            return ""
        case Text(text):
            return text
        case _:
            return None


def _truth(value: Value | None) -> bool | None:
    match value:
        case None | Undefined() | Null():
            return False
        case Boolean(truth):
            return truth
        case _:
            return None


def _texts(value: Value | None) -> tuple[str, ...] | None:
    match value:
        case None | Undefined() | Null():
            return ()
        case Array(items):
            found = tuple(item.text for item in items if isinstance(item, Text))
            return found if len(found) == len(items) else None
        case _:
            return None


def _nothing(value: Value | None) -> tuple[str, ...] | None:
    """The locales where `i18n` is no object: none, or not known."""
    return () if value is None or isinstance(value, Undefined | Null) else None


def _headers(sources: Sources, value: Value | None, file: Place) -> Iterator[Header]:
    """What `headers()` gives, as far as it is known."""
    given = sources.awaited(value, (), file) if isinstance(value, Function) else value
    for rule in given.items if isinstance(given, Array) else ():
        source = rule.get("source") if isinstance(rule, Object) else None
        listed = rule.get("headers") if isinstance(rule, Object) else None
        if not isinstance(source, Text) or not isinstance(listed, Array):
            continue
        for one in listed.items:
            key = one.get("key") if isinstance(one, Object) else None
            text = one.get("value") if isinstance(one, Object) else None
            if isinstance(key, Text) and text is not None:
                known, whole = known_text(text)
                yield Header(source.text, key.text, known, text.place, whole)


def known_text(value: Value | Spread) -> tuple[str, bool]:
    """The known parts of a text, and whether that is all of it."""
    match value:
        case Text(text):
            return text, True
        case Template(parts):
            known = [known_text(part) for part in parts]
            return "".join(text for text, _ in known), all(whole for _, whole in known)
        case Operation(".replace()" | ".replaceAll()" | ".trim()", (on, *_)):
            return known_text(on)[0], False
        case _:
            return "", False
