"""The form of an issuer that is to be a Clerk instance's: its Frontend API, as an origin.

A push takes more than this, and then no token ever matches. A slash at the end and a missing
`https://` do no harm: Convex ignores the one and adds the other.
"""

import re
from typing import NamedTuple

from clerkdoctor.convex.url import UrlError, parse_url


class IssuerFault(NamedTuple):
    """`words` are the predicate of a sentence about the text. `meant` is the origin that it was
    probably to be, where that can be told.
    """

    words: str
    meant: str | None = None


def issuer_fault(text: str) -> IssuerFault | None:
    """Why no token of a Clerk instance can have this issuer; None for an origin."""
    bare = text.strip()
    if not bare:
        return IssuerFault("is empty")
    if bare != text:
        side = "ends" if text.startswith(bare[0]) else "begins"
        return IssuerFault(f"{side} with white space, which Convex keeps", _origin(bare))
    if bare[0] in "\"'`":
        return IssuerFault("begins with a quote that is part of the value", _origin(bare))
    if "${" in bare:
        return IssuerFault("is text in plain quotes, where `${…}` stays as it stands")
    scheme = re.match(r"(\w+)://", bare)
    url = parse_url(bare if scheme else f"https://{bare}")
    if isinstance(url, UrlError) or not url.host:
        return IssuerFault("is no URL")
    if url.host in ("localhost", "127.0.0.1"):
        return None
    if "." not in url.host:
        return IssuerFault("names no host")
    if scheme and scheme[1] != "https":
        return IssuerFault(
            f"begins with `{scheme[1]}://`; a token's `iss` with `https://`", _origin(bare)
        )
    return _behind_the_scheme(bare[scheme.end() if scheme else 0 :])


def _behind_the_scheme(rest: str) -> IssuerFault | None:
    authority, path = re.fullmatch(r"([^/?#\\]*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    meant = _origin(rest)
    if "@" in authority:
        return IssuerFault("holds a user name or password", meant)
    if ":" in authority:
        return IssuerFault("has a port; a token's `iss` has none", meant)
    if authority != authority.lower():
        return IssuerFault("holds capital letters; a token's `iss` has none", meant)
    if "/.well-known/jwks" in path or path.rstrip("/").endswith(("/jwks", "/jwks.json")):
        return IssuerFault("is the URL of a key set, where the bare issuer belongs", meant)
    if "/.well-known/" in path:
        return IssuerFault("is the URL of provider metadata, where the bare issuer belongs", meant)
    if path.strip("/"):
        return IssuerFault("has a path behind the host; a token's `iss` has none", meant)
    return None


def _origin(text: str) -> str | None:
    """`https://` and the host in a text, in small letters."""
    bare = text.strip("\"'` \t\r\n")
    url = parse_url(bare if re.match(r"\w+://", bare) else f"https://{bare}")
    if isinstance(url, UrlError) or not url.host or "." not in url.host:
        return None
    return f"https://{url.host}"
