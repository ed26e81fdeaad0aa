"""Reading a Content-Security-Policy: which sources a directive admits.

As W3C's Content Security Policy Level 3 has it (§2.2 parsing, §6.7.2 matching), for `https` pages:
what a browser loads is a host with a scheme, `https` or `wss`.
"""

from collections.abc import Mapping

FALLBACKS = {
    "script-src": ("script-src-elem", "script-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
    "img-src": ("img-src", "default-src"),
    "worker-src": ("worker-src", "child-src", "script-src", "default-src"),
    "style-src": ("style-src-elem", "style-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
}
"""Directive → where a browser looks for it, first to last."""


def parse(text: str) -> dict[str, tuple[str, ...]]:
    """A policy's directives, lower case, each with its sources; the first of equals counts."""
    found: dict[str, tuple[str, ...]] = {}
    for part in text.split(";"):
        name, *sources = part.split()[:400] or [""]
        if name:
            found.setdefault(name.lower(), tuple(sources))
    return found


def governing(policy: Mapping[str, tuple[str, ...]], directive: str) -> str | None:
    """The stated directive that decides for this one, or None where nothing restricts it."""
    return next((name for name in FALLBACKS[directive] if name in policy), None)


def admits(sources: tuple[str, ...], scheme: str, host: str) -> bool:
    """Whether a list of sources lets a browser load from this host."""
    return any(_admits(source.lower(), scheme, host.lower()) for source in sources)


def _admits(source: str, scheme: str, host: str) -> bool:
    if source == "*":
        return True
    if source.endswith(":") and "/" not in source:
        return _scheme_fits(source[:-1], scheme)
    stated, separator, rest = source.rpartition("://")
    if separator and not _scheme_fits(stated, scheme):
        return False
    named = rest.partition("/")[0].partition(":")[0]
    if named.startswith("*."):
        return host.endswith(named[1:])
    return named == host


def _scheme_fits(stated: str, scheme: str) -> bool:
    """Browsers take the safer scheme for the one that is stated, and `https` for web sockets."""
    return stated == scheme or (stated, scheme) in {
        ("http", "https"), ("ws", "wss"), ("https", "wss"), ("http", "wss"), ("wss", "https"),
    }  # fmt: skip
