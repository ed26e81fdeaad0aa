"""Issuers: what Convex stores of a configured one, and when a token's is the same.

Source: get-convex/convex-backend, crates/common/src/auth.rs (`deserialize_issuer_url`,
`matches_token`).
"""

import re
from typing import NamedTuple

from clerkdoctor.convex.url import Url, UrlError, parse_url


class InvalidIssuer(NamedTuple):
    """`message` is Convex' own; `reason` is one of ours."""

    message: str
    reason: str


def store_issuer(text: str) -> str | InvalidIssuer:
    """What is stored of a `domain` or an `issuer`: the text itself, byte for byte.

    Only a text without a scheme gets `https://` in front. White space behind a whole URL, a
    trailing slash, an upper-case host and a port all stay, and are compared as they are.
    """
    if text.startswith('"'):
        return _invalid(text, 'starts with a double quote (")', "issuer-is-quoted")
    has_scheme = re.match(r"\w+://", text) is not None
    stored = text if has_scheme else f"https://{text}"
    url = parse_url(stored)
    if isinstance(url, UrlError):
        return _invalid(text, url.message, "issuer-is-no-url")
    if url.scheme not in {"http", "https"}:
        return _invalid(text, "scheme should be http or https", "issuer-scheme-is-not-http")
    if not has_scheme and not _ends_with_top_level_domain(url):
        message = "Does not look like a URL (must have a scheme or end with a top-level domain)"
        return _invalid(text, message, "issuer-has-no-top-level-domain")
    return stored


def _invalid(text: str, message: str, reason: str) -> InvalidIssuer:
    return InvalidIssuer(f'Invalid provider domain URL "{text}": {message}', reason)


def _ends_with_top_level_domain(url: Url) -> bool:
    from clerkdoctor.convex.top_level_domains import is_top_level_domain

    host = url.host or ""
    return host == "localhost" or ("." in host and is_top_level_domain(host.rpartition(".")[2]))


def same_issuer(stored: str, claimed: str) -> bool:
    """Whether a provider is chosen for a token's `iss`: equal but for slashes at the end.

    `https://` is put in front of an `iss` that begins with neither scheme, as it was done with the
    configured one.
    """
    return stored.rstrip("/") == with_scheme(claimed).rstrip("/")


def with_scheme(claimed: str) -> str:
    return claimed if claimed.startswith(("https://", "http://")) else f"https://{claimed}"


def issuer_difference(stored: str, claimed: str) -> str | None:
    """How a configured issuer differs from a token's `iss` that was probably meant.

    The predicate of a sentence about the configured one. None: they are the same, or of different
    instances altogether, so that there is nothing to say but both.
    """
    wanted = with_scheme(claimed).rstrip("/")
    if same_issuer(stored, claimed) or len(wanted) > 2 * len(stored) + 100:
        return None
    if stored.strip().rstrip("/") == wanted:
        return "has white space around it"
    if stored.rstrip("/").lower() == wanted.lower():
        return "is written in other letter case"
    there, here = parse_url(stored), parse_url(wanted)
    if isinstance(there, UrlError) or isinstance(here, UrlError) or there.host != here.host:
        return None
    if there.scheme != here.scheme:
        return f"is `{there.scheme}://`, where the token's is `{here.scheme}://`"
    if re.search(r"/\.well-known/|/jwks", stored):
        return "is the URL of a key set or of provider metadata, where the bare issuer belongs"
    if there.href.rstrip("/") == here.href.rstrip("/"):
        return "is the same URL in another spelling, and Convex compares the text"
    return "has the same host but another port or path"
