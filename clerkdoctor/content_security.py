"""Reading a Content-Security-Policy: which sources a directive admits.

As W3C's Content Security Policy Level 3 has it (§2.2 parsing, §6.7.2 matching), for `https` pages:
what a browser loads is a host with a scheme, `https` or `wss`. Where the standard lets more pass
than Chromium does, Chromium decides.
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


_PORTS = {"http": "80", "ws": "80", "https": "443", "wss": "443"}


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


def admits(sources: tuple[str, ...], scheme: str, host: str, path: str = "") -> bool:
    """Whether a list of sources lets a browser load from this host, at its scheme's own port.

    `path` is that of the URL, or, with a slash at its end, of all that are loaded; empty where
    paths are not to count.
    """
    return any(_admits(source, scheme, host.lower(), path) for source in sources)


def _admits(source: str, scheme: str, host: str, path: str) -> bool:
    if source == "*":
        return True
    if source.endswith(":") and "/" not in source:
        return _scheme_fits(source[:-1].lower(), scheme)
    stated, separator, rest = source.rpartition("://")
    # Without one, it is the page's own.
    stated = stated.lower() if separator else "https"
    place, slash, under = rest.partition("/")
    named, _, port = place.lower().partition(":")
    # With the safer scheme its port, too, is taken for the stated one.
    if not _scheme_fits(stated, scheme) or port not in ("", "*", "443", _PORTS[stated]):
        return False
    return _host_fits(named, host) and (not path or _path_fits(slash + under, path))


def _scheme_fits(stated: str, scheme: str) -> bool:
    """Browsers take the safer scheme for the one that is stated; `https` is not that of web
    sockets.
    """
    return stated == scheme or (stated, scheme) in {("http", "https"), ("ws", "wss")}


def _host_fits(named: str, host: str) -> bool:
    if named.startswith("*."):
        return host.endswith(named[1:])
    return named in ("*", host)


def _path_fits(stated: str, path: str) -> bool:
    """A path with a slash at its end stands for all below it, another one for itself alone."""
    if stated in ("", "/"):
        return True
    return path.startswith(stated) if stated.endswith("/") else path == stated
