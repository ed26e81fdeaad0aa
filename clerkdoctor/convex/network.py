"""What validation wants to know of the network, and what it is told.

Nothing is fetched here: the caller passes a function. Also the http crate's part in it: which texts
it takes for the address of a request, and how it names a status.

Source: http 1.x, `Uri` and `StatusCode`.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple


class Response(NamedTuple):
    """The answer to a GET, redirects already followed: `headers` in any letter case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NetworkFailure(NamedTuple):
    """No answer at all: `reason` as the HTTP client says it."""

    reason: str


Network = Callable[[str], Response | NetworkFailure]


def content_type(response: Response) -> str | None:
    for name, value in response.headers.items():
        if name.lower() == "content-type":
            return value
    return None


def named_status(status: int) -> str:
    """`404 Not Found`, in the http crate's words."""
    return f"{status} {_PHRASES.get(status, '<unknown status code>')}"


def reason_phrase(status: int) -> str:
    return _PHRASES.get(status, "Unknown")


def why_no_request(text: str) -> str | None:
    """Why no request can be made to this text, as the predicate of a sentence; None where it can.

    What is taken is more than URLs: `/path` and a bare `host` are, and fail when they are sent.
    """
    return _remembered_fault(text) if len(text) < 1000 else _fault(text)


@lru_cache(maxsize=64)
def _remembered_fault(text: str) -> str | None:
    return _fault(text)


def _fault(text: str) -> str | None:
    if not text:
        return "is empty"
    if len(text) > 65534:
        return "is too long"
    if text in {"/", "*"} or text.startswith("/"):
        return _path_fault(text)
    scheme = re.match(r"([A-Za-z0-9+.~-]{1,64})://", text)
    rest = text[scheme.end() :] if scheme else text
    end = re.search(r"[/?#]|\Z", rest)
    at = end.start() if end else len(rest)
    fault = _authority_fault(rest[:at])
    if fault:
        return fault
    if scheme:
        return "names no host" if at == 0 else _path_fault(rest[at:])
    return "has no scheme such as `https://`" if at < len(rest) else None


def _authority_fault(authority: str) -> str | None:
    odd = re.search(r"[^A-Za-z0-9!$&'()*+,\-.:;=@\[\]_~%]", authority)
    if odd:
        return f"holds {odd.group()!r} where its host is"
    userinfo, at_sign, host = authority.rpartition("@")
    colons = re.sub(r"\[[^\]]*\]", "", host).count(":")
    if "%" in host or colons > 1 or (at_sign and not host) or userinfo.count("@") > 6:
        return "has no proper host"
    brackets = re.sub(r"[^\[\]]", "", authority)
    return None if brackets in {"", "[]"} else "has no proper host"


def _path_fault(text: str) -> str | None:
    path, _, query = text.partition("#")[0].partition("?")
    odd = re.search(r"[^!$-;=@-_a-z|~\"{}]", path) or re.search(r"[^!$-;=?-~]", query)
    return f"holds {odd.group()!r}" if odd else None


_PHRASES = {
    100: "Continue", 101: "Switching Protocols", 102: "Processing", 200: "OK", 201: "Created",
    202: "Accepted", 203: "Non Authoritative Information", 204: "No Content",
    205: "Reset Content", 206: "Partial Content", 207: "Multi-Status", 208: "Already Reported",
    226: "IM Used", 300: "Multiple Choices", 301: "Moved Permanently", 302: "Found",
    303: "See Other", 304: "Not Modified", 305: "Use Proxy", 307: "Temporary Redirect",
    308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 402: "Payment Required",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
    407: "Proxy Authentication Required", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
    411: "Length Required", 412: "Precondition Failed", 413: "Payload Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable",
    417: "Expectation Failed", 418: "I'm a teapot", 421: "Misdirected Request",
    422: "Unprocessable Entity", 423: "Locked", 424: "Failed Dependency", 425: "Too Early",
    426: "Upgrade Required", 428: "Precondition Required", 429: "Too Many Requests",
    431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported",
    506: "Variant Also Negotiates", 507: "Insufficient Storage", 508: "Loop Detected",
    510: "Not Extended", 511: "Network Authentication Required",
}  # fmt: skip
