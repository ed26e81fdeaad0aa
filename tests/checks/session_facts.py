"""Facts of a session for the tables."""

from typing import Any
from urllib.parse import quote

from clerkdoctor.clerk.keys import PublishableKey, parse_publishable_key, publishable_key_for
from clerkdoctor.facts.keys import PublishableKeyVariable
from clerkdoctor.facts.place import Place, Source, Url
from clerkdoctor.facts.session import (
    AppPage,
    AppTrails,
    BrowserCookies,
    FrontendInUse,
    Probe,
    Recording,
)
from clerkdoctor.session.cookie_files import CookieFile, read_cookies
from clerkdoctor.session.cookies import read_session
from clerkdoctor.session.frontend import InUse, Kind
from clerkdoctor.session.har import Har, read_har
from clerkdoctor.session.hops import End, Hop, Trail
from clerkdoctor.session.page import read_page
from clerkdoctor.session.story import read_story
from tests.checks.facts import environment
from tests.clerk.minted import SECOND, token
from tests.session.recordings import har

HOST = "clerk.acme.io"
URL = "https://acme.io/"
LIVE = publishable_key_for(HOST, live=True)
TEST = publishable_key_for("happy-hippo-1.clerk.accounts.dev", live=False)


def key(text: str = LIVE) -> PublishableKey:
    found = parse_publishable_key(text)
    assert isinstance(found, PublishableKey)
    return found


SUFFIX = key().cookie_suffix


def cookies(
    content: str,
    *,
    publishable: PublishableKey | None = None,
    known: bool = True,
    url: str = URL,
    is_satellite: bool = False,
) -> BrowserCookies:
    """What a file of cookies says; without a key where `known` is false."""
    found = read_cookies(content.encode())
    assert isinstance(found, CookieFile), found
    reading = read_session(found.cookies, (publishable or key()) if known else None, SECOND, url)
    at = Place("cookies")
    return BrowserCookies(at, found.form, found.cookies, reading, url, is_satellite)


def header(*pairs: tuple[str, object]) -> str:
    return "; ".join(f"{name}={value}" for name, value in pairs)


def signed_in(suffix: str = SUFFIX, uat: object = SECOND - 600, **claims: Any) -> str:
    """A `Cookie` header of a signed-in browser, with both kinds of cookies."""
    text = token(**claims)
    return header(
        ("__client_uat", uat), (f"__client_uat_{suffix}", uat), ("__session", text),
        (f"__session_{suffix}", text),
    )  # fmt: skip


def netscape(*rows: tuple[str, str, str], secure: bool = True, http_only: bool = False) -> str:
    """A cookies.txt; a domain with a dot is one for all below it."""
    lines = ["# Netscape HTTP Cookie File"]
    for domain, name, value in rows:
        wide = "TRUE" if domain.startswith(".") else "FALSE"
        start = "#HttpOnly_" if http_only else ""
        lines.append(
            f"{start}{domain}\t{wide}\t/\t{str(secure).upper()}\t{SECOND + 31536000}\t{name}\t{value}"
        )
    return "\n".join(lines)


AT = "cookies"


def variable(text: str = LIVE) -> PublishableKeyVariable:
    found = environment({"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": text})
    stated = found.stated("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY")
    assert stated is not None
    return PublishableKeyVariable(stated, parse_publishable_key(text))


def hop(
    url: str = URL, status: int = 200, reason: str = "", to: str | None = None, **headers: str
) -> Hop:
    """A step; with a reason it is one that Clerk's middleware answered."""
    stated = {name.replace("_", "-"): value for name, value in headers.items()}
    if reason:
        stated |= {"x-clerk-auth-status": "signed-out", "x-clerk-auth-reason": reason}
    return Hop(url, status, stated, location=to)


def shake(reason: str = "dev-browser-missing", back: str = URL, **headers: str) -> Hop:
    """A step that sends to Clerk's handshake."""
    to = f"https://{HOST}/v1/client/handshake?redirect_url={quote(back, safe='')}"
    return hop(URL, 307, reason, to, **({"cache_control": "no-store"} | headers))


PLAIN = "session-token-and-uat-missing"


def trails(*hops: Hop, end: End = "answer", url: str = URL, **probes: Trail) -> AppTrails:
    """What a document request gets; the other requests are answered as they are rightly."""
    right = Trail((hop(url, reason=PLAIN),), "answer")
    found: dict[Probe, Trail] = {"document": Trail(hops, end) if hops else right, "api": right}
    return AppTrails(url, {**found, **probes})  # type: ignore[dict-item]


def page(body: str = "", csp: str = "") -> AppPage:
    headers = {"content-type": "text/html"} | ({"content-security-policy": csp} if csp else {})
    return AppPage(Url(URL), read_page(body, headers))


def in_use(
    url: str = f"https://{HOST}", kind: Kind = "instance", said: str = "it is stated"
) -> FrontendInUse:
    """The Frontend API that the app uses; the key names `HOST` all the same."""
    return FrontendInUse(InUse(kind, url, said, Url(URL)), HOST)


PROXY_URL = "https://acme.io/__clerk"
BEHIND_PROXY = in_use(PROXY_URL, "proxy", "`NEXT_PUBLIC_CLERK_PROXY_URL` states a proxy")


def script(text: str = LIVE, host: str = HOST) -> str:
    source = f"https://{host}/npm/@clerk/clerk-js@6/dist/clerk.browser.js"
    return f'<script src="{source}" data-clerk-publishable-key="{text}"></script>'


def story(*entries: dict[str, Any]) -> Recording:
    found = read_har(har(*entries))
    assert isinstance(found, Har)
    return Recording(Source("app.har"), read_story(found, key(), "acme.io", SECOND))
