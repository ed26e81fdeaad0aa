"""Satellite domains: what the SDK answers there, and what the primary's page says of them.

Source: `authenticateRequest` of @clerk/backend 3.25.0 and 2.33.8, `isAllowedRedirect` of
@clerk/shared 4.41.0. tests/session/test_frontend_parity.py runs the packages.
"""

import re
from functools import cache
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from clerkdoctor.session.hops import HANDSHAKE

SYNCED = "__clerk_synced"
"""The query parameter between satellite and primary: `false` asks for a sync, `true` ends it."""

BACK = "__clerk_redirect_url"
"""Where a development instance's primary is to send back to."""

NEEDS_SYNCING = "satellite-needs-syncing"
_SIGNED_OUT = "session-token-and-uat-missing"
_LOST = "client-uat-but-no-session-token"
_NEW = "dev-browser-missing"


Syncs = Literal["asked", "first", "always"]
"""When a satellite syncs: where the URL asks for it; with `satelliteAutoSync` also on a first
visit; before @clerk/nextjs 7 at every document, in development at one without a mark in its URL.
"""


class Configured(NamedTuple):
    """A satellite as the SDK is told of it. `frontend` is the base URL of its Frontend API.

    `domain` is its bare name or its proxy's URL, `sign_in_url` the text as it is stated. Empty
    texts are missing ones.
    """

    is_production: bool
    frontend: str
    domain: str
    sign_in_url: str
    syncs: Syncs = "asked"


class Answer(NamedTuple):
    """`to` is where it redirects to, without the query; empty for no redirect.

    `throws` is the predicate of a sentence about the app, where the SDK throws and every request
    is answered with a 500; nothing else counts then.
    """

    reason: str
    to: str = ""
    throws: str = ""


def answer_to(satellite: Configured, synced: str = "", *, has_signed_in: bool = False) -> Answer:
    """What a document request gets that has no session and no development browser.

    `synced` is the query parameter of that name; `has_signed_in` a `__client_uat` from before.
    """
    throws = _throws(satellite)
    if throws:
        return Answer("", throws=throws)
    if _syncs(satellite, synced, has_signed_in=has_signed_in):
        if satellite.is_production:
            return Answer(NEEDS_SYNCING, satellite.frontend + HANDSHAKE)
        if not is_url(satellite.sign_in_url):
            return Answer("", throws="throws `Invalid URL`: `signInUrl` is a path")
        return Answer(NEEDS_SYNCING, satellite.sign_in_url.partition("?")[0])
    if satellite.syncs == "asked" and synced != "true" and not has_signed_in:
        return Answer(_SIGNED_OUT)
    if not satellite.is_production:
        return Answer(_NEW, satellite.frontend + HANDSHAKE)
    return Answer(_LOST, satellite.frontend + HANDSHAKE) if has_signed_in else Answer(_SIGNED_OUT)


def _syncs(satellite: Configured, synced: str, *, has_signed_in: bool) -> bool:
    if satellite.syncs == "always":
        return satellite.is_production or not synced
    # Where nobody ever was signed in here, a sync costs every visitor two redirects.
    return synced == "false" or (
        satellite.syncs == "first" and synced != "true" and not has_signed_in
    )


def _throws(satellite: Configured) -> str:
    if not satellite.sign_in_url and not satellite.is_production:
        return "throws `Missing signInUrl`"
    if not satellite.domain:
        return "throws `Missing domain and proxyUrl`"
    return ""


def is_url(text: str) -> bool:
    return text.startswith(("http://", "https://"))


class Primary(NamedTuple):
    """The primary's sign-in page. `allowed` are the origins that its provider lets people be sent
    back to, None where the page does not tell. `failure` is the predicate of a sentence about it.
    """

    url: str
    allowed: tuple[str, ...] | None = None
    failure: str | None = None


def allowed_origins(page: str) -> tuple[str, ...] | None:
    """`allowedRedirectOrigins` as React's data in the page has it, its quotes escaped or not."""
    hit = _allowed().search(page)
    if hit is None:
        return None
    items = hit.group(1).replace("\\", "")
    found = tuple(part.strip().strip('"') for part in items.split(",") if part.strip())
    # What begins with `$` stands for something else in React's data, such as a pattern.
    return None if any(one.startswith("$") for one in found) else found


def admits_origin(allowed: tuple[str, ...], origin: str) -> bool:
    """Whether one of the origins is this one; a `*` in them stands for any characters."""
    return any(_pattern(one).fullmatch(origin) for one in allowed)


@cache
def _allowed() -> "re.Pattern[str]":
    return re.compile(r'allowedRedirectOrigins\\?":\[([^\[\]{}<>]{0,2000})\]')


@cache
def _pattern(glob: str) -> "re.Pattern[str]":
    parts = glob.rstrip("/").split("*")
    return re.compile(".*".join(map(re.escape, parts)) if len(parts) < 8 else "(?!)")


def origin_part(url: str) -> str:
    """Scheme, host and port of a URL; empty for what is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.hostname else ""
