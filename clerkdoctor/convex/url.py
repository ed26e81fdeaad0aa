"""URLs as Convex reads them: the URL Standard's parser, with the errors of Rust's `url` crate.

Only what an issuer needs: whether a text is a URL, its scheme and host, and how it is written when
it is requested. Python's `urllib.parse` follows another standard and accepts nearly everything.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from clerkdoctor.convex.host import InvalidHost, parse_host, parse_opaque_host

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
_C0_AND_SPACE = "".join(map(chr, range(0x21)))

_FRAGMENT = ' "<>`'
_QUERY = " \"#<>'"
_PATH = ' "#<>?`{}'
_USERINFO = _PATH + "/:;=@[\\]^|"


class Url(NamedTuple):
    """`host` is lower case and punycode, None for a URL without one; `href` is the whole, as it is
    requested: default port left out, `..` resolved, characters escaped.
    """

    scheme: str
    host: str | None
    href: str


class UrlError(NamedTuple):
    """`message` is the `url` crate's own."""

    message: str


def parse_url(text: str) -> Url | UrlError:
    """What `Url::parse` makes of a text."""
    return _remembered(text) if len(text) < 1000 else _parse(text)


@lru_cache(maxsize=64)
def _remembered(text: str) -> Url | UrlError:
    return _parse(text)


def _parse(text: str) -> Url | UrlError:
    text = re.sub(r"[\t\n\r]", "", text.strip(_C0_AND_SPACE))
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)", text)
    if not scheme:
        return UrlError("relative URL without a base")
    name, rest = scheme.group().lower(), text[scheme.end() + 1 :]
    if name in _DEFAULT_PORTS:
        return _special(name, rest.lstrip("/\\"))
    if not rest.startswith(("//", "/\\") if name == "file" else "//"):
        return Url(name, None, f"{name}:{_escape(rest, '')}")
    return _opaque(name, rest)


def _special(scheme: str, rest: str) -> Url | UrlError:
    end = re.search(r"[/\\?#]|\Z", rest)
    at = end.start() if end else len(rest)
    authority, rest = rest[:at], rest[at:]
    userinfo, at_sign, place = authority.rpartition("@")
    name, port = _split_port(place)
    if not name:
        return UrlError("empty host")
    host = parse_host(name)
    if isinstance(host, InvalidHost):
        return UrlError(host.message)
    number = _port(port)
    if number is None:
        return UrlError("invalid port number")
    shown = "" if number in {"", str(_DEFAULT_PORTS[scheme])} else f":{number}"
    user, _, password = userinfo.partition(":")
    secret = f":{_escape(password, _USERINFO)}" if password else ""
    credentials = f"{_escape(user, _USERINFO)}{secret}@" if at_sign and (user or password) else ""
    return Url(scheme, host, f"{scheme}://{credentials}{host}{shown}{_behind_host(rest)}")


def _opaque(scheme: str, rest: str) -> Url | UrlError:
    """A URL of a scheme that Convex does not fetch: only its errors matter."""
    authority = re.split(r"[/?#\\]" if scheme == "file" else r"[/?#]", rest[2:], maxsplit=1)[0]
    place = authority.rpartition("@")[2]
    name, port = _split_port(place)
    if place.startswith(":") and scheme != "file":
        return UrlError("empty host")
    host = parse_host(name) if scheme == "file" and name else parse_opaque_host(name)
    if isinstance(host, InvalidHost):
        return UrlError(host.message)
    if scheme != "file" and _port(port) is None:
        return UrlError("invalid port number")
    return Url(scheme, host or None, f"{scheme}:{_escape(rest, '')}")


def _split_port(place: str) -> tuple[str, str]:
    """Host and port: the first colon that is not inside an IPv6 address's brackets."""
    found = re.match(r"((?:\[[^\]]*(?:\]|\Z)|[^:\[])*)(?::(.*))?\Z", place, re.DOTALL)
    return (found[1], found[2] or "") if found else (place, "")


def _port(digits: str) -> str | None:
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]+", digits):
        return None
    significant = digits.lstrip("0") or "0"
    return significant if len(significant) <= 5 and int(significant) <= 65535 else None


def _behind_host(rest: str) -> str:
    rest, hash_sign, fragment = rest.partition("#")
    path, mark, query = rest.partition("?")
    path = path[1:].replace("\\", "/")
    if "." in path or "%2" in path:
        path = _without_dots(path.split("/"))
    path = _escape(path, _PATH)
    tail = f"?{_escape(query, _QUERY)}" if mark else ""
    end = f"#{_escape(fragment, _FRAGMENT)}" if hash_sign else ""
    return f"/{path}{tail}{end}"


def _without_dots(parts: list[str]) -> str:
    segments: list[str] = []
    dots = ""
    for part in parts:
        dots = part.lower().replace("%2e", ".") if len(part) <= 6 else part
        if dots == "..":
            del segments[-1:]
        elif dots != ".":
            segments.append(part)
    return "/".join([*segments, ""] if dots in {".", ".."} else segments)


def _escape(text: str, chars: str) -> str:
    def escaped(found: "re.Match[str]") -> str:
        return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))

    wanted = f"[^ -~]|[{re.escape(chars)}]" if chars else "[^ -~]"
    return re.sub(wanted, escaped, text)
