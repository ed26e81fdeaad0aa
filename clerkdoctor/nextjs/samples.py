"""Paths that stand for a route with parameters: what a browser would ask for."""

from itertools import product

from clerkdoctor.nextjs.routes import Route, Segment

_LOCALES = frozenset(("locale", "lang", "lng", "language", "country"))
_MOST = 4


def samples(route: Route, locales: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Paths that the route serves, which a rule for paths could treat differently.

    A parameter is tried as a number and as a word, a language as `en`, or as the first of the
    app's `locales`; an optional catch-all with and without what it catches.
    """
    choices = [_values(segment, locales) for segment in route.segments]
    found = []
    for parts in product(*choices):
        path = "/" + "/".join(part for part in parts if part)
        if path not in found:
            found.append(path)
        if len(found) == _MOST:
            break
    return tuple(found)


def dotted_sample(route: Route, locales: tuple[str, ...] = ()) -> str | None:
    """A path of the route whose last parameter has a dot: `/user/v1.2`; None where it has none.

    A language is no such parameter.
    """
    free = [
        index
        for index, one in enumerate(route.segments)
        if one.kind != "static" and one.text.lower() not in _LOCALES
    ]
    if not free:
        return None
    parts = []
    for index, segment in enumerate(route.segments):
        value = _values(segment, locales)[-1]
        if index == free[-1]:
            start = "some/" if "catch-all" in segment.kind else ""
            value = f"{segment.prefix}{start}v1.2{segment.suffix}"
        parts.append(value)
    return "/" + "/".join(part for part in parts if part)


def _values(segment: Segment, locales: tuple[str, ...]) -> tuple[str, ...]:
    before, after = segment.prefix, segment.suffix
    match segment.kind:
        case "static":
            return (f"{before}{segment.text}{after}",)
        case "dynamic":
            if segment.text.lower() in _LOCALES:
                return (f"{before}{locales[0] if locales else 'en'}{after}",)
            return (f"{before}1{after}", f"{before}some-{_word(segment.text)}{after}")
        case "catch-all":
            return (f"{before}some-{_word(segment.text)}/1",)
        case _:
            return ("", f"{before}some-{_word(segment.text)}/1")


def _word(text: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text).strip("-")
    return kept.lower() or "value"
