"""What the HTML of a page tells: which publishable key it was built with, where clerk-js is from.

It is searched, not parsed: an answer may be any text. The values are attributes that
@clerk/nextjs writes on its script, and the key in the data of React.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit


class PageReading(NamedTuple):
    """`keys` are the publishable keys in the page, each once; `scripts` the URLs of clerk-js.

    `policies` are the texts of its Content-Security-Policies. `proxies` are the proxies of the
    Frontend API that its scripts name, as they are written: absolute, or a path.
    """

    keys: tuple[str, ...]
    scripts: tuple[str, ...]
    policies: tuple[str, ...]
    is_html: bool
    proxies: tuple[str, ...] = ()


def read_page(body: str, headers: Mapping[str, str]) -> PageReading:
    """What a page tells of Clerk."""
    kind = headers.get("content-type", "").lower()
    stated = headers.get("content-security-policy")
    policies = [part.strip() for part in stated.split(", ")] if stated else []
    return PageReading(
        tuple(dict.fromkeys(_keys().findall(body))),
        tuple(dict.fromkeys(_scripts().findall(body))),
        tuple(policies),
        "html" in kind,
        tuple(dict.fromkeys(_unescaped(one) for one in _proxies().findall(body))),
    )


def script_host(url: str) -> str:
    """The host of a script; empty for one of the app's own, the whole text for what is no URL."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return url


def _unescaped(text: str) -> str:
    return text.replace("&amp;", "&")


@cache
def _proxies() -> "re.Pattern[str]":
    return re.compile(r"""\bdata-clerk-proxy-url=["']([^"'\s<>]{1,300})["']""")


@cache
def _keys() -> "re.Pattern[str]":
    return re.compile(r"pk_(?:test|live)_[A-Za-z0-9+/]{8,200}={0,2}")


@cache
def _scripts() -> "re.Pattern[str]":
    return re.compile(
        r"""<script\b[^>]{0,2000}?\bsrc=["']([^"'\s<>]{1,300}/@clerk/clerk-js@[^"'\s<>]{1,200})["']"""
    )
