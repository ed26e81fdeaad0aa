"""A walk along redirects, step by step: what each answer sets and where it sends to."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, urlsplit

from clerkdoctor.session.stored_cookie import StoredCookie

HANDSHAKE = "/v1/client/handshake"
MOST_HOPS = 10
_MOST_SHAKES = 3
_MOST_SAME = 3

End = Literal["answer", "loop", "elsewhere", "failed"]


class Hop(NamedTuple):
    """One request and its answer. Header names are in small letters, without `set-cookie`.

    `status` is 0 where nothing came, and `failure` then is the predicate of a sentence about the
    URL. `location` is absolute. `refused` are cookies that a browser does not keep, each with why.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    set_cookies: tuple[StoredCookie, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    location: str | None = None
    failure: str | None = None

    @property
    def reason(self) -> str:
        """Clerk's code, as it can stand in backticks."""
        return self.headers.get("x-clerk-auth-reason", "").replace("`", "'")

    @property
    def is_of_clerk(self) -> bool:
        """Whether Clerk's middleware says that it made this answer."""
        return any(name.startswith("x-clerk-") for name in self.headers)

    @property
    def shakes(self) -> bool:
        """Whether it sends the browser to Clerk's handshake."""
        return self.location is not None and urlsplit(self.location).path.endswith(HANDSHAKE)

    @property
    def is_clerks_redirect(self) -> bool:
        """Whether Clerk's middleware redirects: to the handshake, or to the sign-in page."""
        return self.shakes or (self.location is not None and "x-clerk-redirect-to" in self.headers)

    @property
    def is_protected(self) -> bool:
        """Whether it was put together by Vercel's Deployment Protection, before the app."""
        names = [cookie.name for cookie in self.set_cookies]
        sso = (self.location or "").startswith("https://vercel.com/sso-api")
        return self.status in (401, 302, 307, 403) and ("_vercel_sso_nonce" in names or sso)


class Trail(NamedTuple):
    """All steps of one request. `end` says how it ended; for `elsewhere`, the last hop's location
    is a host that was not asked.
    """

    hops: tuple[Hop, ...]
    end: End

    @property
    def last(self) -> Hop:
        return self.hops[-1]

    def on(self, host: str) -> Iterator[Hop]:
        """The steps at one host."""
        return (hop for hop in self.hops if host_of(hop.url) == host)


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def is_loop(hops: tuple[Hop, ...]) -> bool:
    """Whether a walk goes in circles: a third handshake, a URL or a sign-in page a third time."""
    if sum(hop.shakes for hop in hops) >= _MOST_SHAKES:
        return True
    last = hops[-1]
    if last.location is None:
        return False
    if sum(hop.url == last.url for hop in hops) >= _MOST_SAME:
        return True
    bare = last.url.partition("?")[0]
    to_sign_in = [hop for hop in hops if hop.location and "redirect_url=" in hop.location]
    return sum(hop.url.partition("?")[0] == bare for hop in to_sign_in) >= _MOST_SAME


def return_url(hop: Hop) -> str | None:
    """Where Clerk is to send the browser back to: what the app takes for its own URL."""
    if hop.location is None:
        return None
    stated = parse_qs(urlsplit(hop.location).query).get("redirect_url", [])
    return stated[0] if stated and stated[0].startswith(("http://", "https://")) else None
