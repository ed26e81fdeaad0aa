"""Gathering a session: the browser's cookies and recording, the running app, and its domains.

Only the URL's host, its `www` or apex, and the project's own Clerk hosts are asked, all at once.
The user's cookies are read and sent nowhere.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlsplit

from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.errors import Trouble
from clerkdoctor.evidence import Absence, Absent, Declined, Evidence, Unavailable
from clerkdoctor.facts.keys import PublishableKeyVariable
from clerkdoctor.facts.place import Source, Url
from clerkdoctor.facts.session import (
    AppPage,
    AppTrails,
    BrowserCookies,
    Clocks,
    DnsRecords,
    FrontendApi,
    Hosts,
    PairedKeys,
    Probe,
    Recording,
)
from clerkdoctor.gather.dns_records import Resolvers, dns_records
from clerkdoctor.gather.session_hosts import clocks, frontend_api, hosts, paired_keys
from clerkdoctor.gather.tokens import Settings
from clerkdoctor.gather.visits import Network, Visit, walk
from clerkdoctor.secret import Secret
from clerkdoctor.session.cookie_files import CookieFile, NotCookies, read_cookies
from clerkdoctor.session.cookies import read_session
from clerkdoctor.session.domains import Needed, documented, domain_of, other_host, stated
from clerkdoctor.session.har import Har, NotHar, read_har
from clerkdoctor.session.hops import Trail
from clerkdoctor.session.page import read_page
from clerkdoctor.session.stored_cookie import StoredCookie, is_local
from clerkdoctor.session.story import read_story

NO_COOKIES = (
    "no cookies were given: `clerkdoctor check-session URL --cookie FILE` reads a `Cookie` header"
    " or an export, `--har FILE` a recording"
)
NO_RECORDING = "no recording was given: `clerkdoctor check-session URL --har FILE` reads one"
OFFLINE = "this command asks no running app; `clerkdoctor check-session URL` does"
TOLD_NOT_TO = "with `--offline` nobody is asked; the same without it looks at the app and its hosts"

_NAVIGATES = {
    "accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "sec-fetch-dest": "document", "sec-fetch-mode": "navigate", "sec-fetch-site": "none",
    "upgrade-insecure-requests": "1",
}  # fmt: skip
_FETCHES = {"accept": "*/*", "sec-fetch-dest": "empty", "sec-fetch-mode": "cors",
            "sec-fetch-site": "same-origin"}  # fmt: skip
PROBES: dict[Probe, dict[str, str]] = {
    "document": _NAVIGATES,
    "returning": _NAVIGATES,
    "prefetch": {**_FETCHES, "rsc": "1", "next-router-prefetch": "1"},
    "api": {**_FETCHES, "accept": "application/json"},
}
ONLINE = (AppTrails, AppPage, FrontendApi, PairedKeys, DnsRecords, Hosts, Clocks)


class Given(NamedTuple):
    """A file of the user's: how it is named, and what is in it."""

    name: str
    content: bytes


class Wanted(NamedTuple):
    """What to look at. `now` is in seconds; without `network` nothing is asked."""

    url: str
    settings: Settings
    now: float
    cookies: Given | None = None
    recording: Given | None = None
    network: Network | None = None
    resolvers: Resolvers = Resolvers()

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").lower()


def add_session(seen: Evidence, wanted: Wanted) -> None:
    """All facts of a session. Raises `Trouble` for a file that cannot be read."""
    key = wanted.settings.publishable
    seen.add(PublishableKeyVariable, key or Declined("no project with a publishable key is named"))
    _add_files(seen, wanted)
    if wanted.network is None:
        add_offline(seen, TOLD_NOT_TO)
    else:
        _add_online(seen, wanted, wanted.network)


def add_nothing(seen: Evidence) -> None:
    """For commands that look at a project's files: what would make these checks run."""
    seen.missing(BrowserCookies, Declined(NO_COOKIES))
    seen.missing(Recording, Declined(NO_RECORDING))
    add_offline(seen)


def add_offline(seen: Evidence, reason: str = OFFLINE) -> None:
    """The running app is not looked at."""
    for kind in ONLINE:
        seen.missing(kind, Declined(reason))


# What the user hands over


def _add_files(seen: Evidence, wanted: Wanted) -> None:
    key = wanted.settings.publishable_key
    har = _har(wanted.recording) if wanted.recording else None
    if har and wanted.recording:
        story = read_story(har, key, wanted.host, wanted.now)
        seen.found(Recording(Source(wanted.recording.name), story))
    else:
        seen.missing(Recording, Declined(NO_RECORDING))
    if wanted.cookies:
        read = read_cookies(wanted.cookies.content)
        if isinstance(read, NotCookies):
            raise Trouble(
                f"`{wanted.cookies.name}` {read.reason}",
                "copy the request's `Cookie` header from the developer tools into a file",
            )
        seen.found(_cookies(read, wanted.cookies.name, wanted, wanted.now, wanted.url))
    elif har and wanted.recording:
        seen.add(BrowserCookies, _last_cookies(har, wanted))
    else:
        seen.missing(BrowserCookies, Declined(NO_COOKIES))


def _har(given: Given) -> Har:
    found = read_har(given.content)
    if isinstance(found, NotHar):
        raise Trouble(f"`{given.name}` {found.reason}", "save it again: Network, Export HAR")
    return found


def _cookies(file: CookieFile, name: str, wanted: Wanted, now: float, url: str) -> BrowserCookies:
    key = wanted.settings.publishable_key
    reading = read_session(file.cookies, key, now, url)
    return BrowserCookies(Source(name), file.form, file.cookies, reading, url)


def _last_cookies(har: Har, wanted: Wanted) -> BrowserCookies | Absent:
    """The cookies that the browser sent to the app last, as of then."""
    for exchange in reversed(har.exchanges):
        if exchange.host == wanted.host and exchange.cookie is not None:
            pairs = [part.strip().partition("=") for part in exchange.cookie.reveal().split(";")]
            cookies = tuple(StoredCookie(name, Secret(value)) for name, _, value in pairs if name)
            now = exchange.at if exchange.at is not None else wanted.now
            name = wanted.recording.name if wanted.recording else "recording"
            at = f"{name}, entry {exchange.number}"
            return _cookies(CookieFile("har", cookies), at, wanted, now, exchange.url)
    return Absent(f"the recording has no cookie that was sent to `{wanted.host}`")


# What is asked


def _add_online(seen: Evidence, wanted: Wanted, network: Network) -> None:
    key = wanted.settings.publishable_key
    allowed = _allowed(wanted.host, wanted.url, key)
    with ThreadPoolExecutor(8) as pool:
        walks = {
            probe: pool.submit(walk, network, wanted.url, headers, allowed, _made_up(probe, wanted))
            for probe, headers in PROBES.items()
        }
        fapi = pool.submit(frontend_api, key.frontend_api, network) if key else None
        named = (key.frontend_api,) if key else ()
        domains = pool.submit(hosts, wanted.url, named, network, wanted.now)
        records = pool.submit(_records, wanted, key)
        trails = {probe: job.result()[0] for probe, job in walks.items()}
        page = walks["document"].result()[1]
        _add_app(seen, wanted.url, trails, page)
        _add_frontend_api(seen, fapi, page, wanted, network)
        seen.add(Hosts, domains.result())
        seen.add(DnsRecords, records.result())


def _allowed(host: str, url: str, key: PublishableKey | None) -> frozenset[str]:
    other = other_host(host)
    named = {host, urlsplit(url).netloc.rpartition("@")[2].lower(), *([other] if other else [])}
    return frozenset(named | ({key.frontend_api.lower()} if key else set()))


def _made_up(probe: Probe, wanted: Wanted) -> tuple[StoredCookie, ...]:
    """A sign-in of the past, which is nobody's."""
    if probe != "returning":
        return ()
    key = wanted.settings.publishable_key
    suffix = f"_{key.cookie_suffix}" if key else ""
    names = dict.fromkeys(("__client_uat", f"__client_uat{suffix}"))
    return tuple(
        StoredCookie(name, Secret("1"), wanted.host, host_only=True, path="/") for name in names
    )


def _add_app(seen: Evidence, url: str, trails: dict[Probe, Trail], page: Visit) -> None:
    failure = trails["document"].hops[0].failure
    if failure:
        reason = f"`{url}` {failure}"
        seen.missing(AppTrails, Unavailable(reason))
        seen.missing(AppPage, Unavailable(reason))
        return
    seen.found(AppTrails(url, trails))
    reading = read_page(page.body.decode("utf-8", "replace"), page.hop.headers)
    if trails["document"].end != "answer" or not reading.is_html:
        seen.missing(AppPage, Declined(_no_page(trails["document"])))
        return
    seen.found(AppPage(Url(page.hop.url), reading))


def _no_page(trail: Trail) -> str:
    if trail.end == "elsewhere" and trail.last.location:
        host = urlsplit(trail.last.location).netloc
        return f"the URL leads to `{host}`, which was not asked: name a page that needs no sign-in"
    return "the URL answers no page: name one that needs no sign-in"


def _add_frontend_api(
    seen: Evidence,
    fapi: "Future[tuple[FrontendApi, Visit]] | None",
    page: Visit,
    wanted: Wanted,
    network: Network,
) -> None:
    if fapi is None:
        reason = "no publishable key is known: name the project with `--project`"
        seen.missing(FrontendApi, Declined(reason))
        seen.missing(Clocks, Declined(reason))
        seen.missing(PairedKeys, Declined(reason))
        return
    found, visit = fapi.result()
    seen.found(found)
    seen.add(PairedKeys, paired_keys(wanted.settings, visit, network.timeout))
    is_ours = (urlsplit(page.hop.url).hostname or "").lower() == wanted.host
    if visit.hop.failure or not is_ours:
        seen.missing(Clocks, Declined("the app and its Frontend API did not both answer"))
        return
    told = clocks(page, visit)
    # No date is no fault: the verdict on the rest stands.
    seen.add(Clocks, Declined(told.reason) if isinstance(told, Unavailable) else told)


def _records(wanted: Wanted, key: PublishableKey | None) -> DnsRecords | Absence:
    if key is None:
        return Declined("no publishable key is known: name the project with `--project`")
    if key.instance_type != "production":
        return Absent("a development instance lives at Clerk's own domain")
    domain = domain_of(key.frontend_api)
    if domain is None or is_local(domain):
        return Absent("the Frontend API has no domain of its own")
    needed, source = documented(domain), "Clerk's documentation"
    told = _told_by_clerk(wanted, domain)
    if told:
        needed, source = told, "Clerk's Backend API"
    return dns_records(domain, needed, source, wanted.resolvers)


def _told_by_clerk(wanted: Wanted, domain: str) -> tuple[Needed, ...]:
    """What the instance itself says that it needs, where a secret key opens it."""
    secret = wanted.settings.secret
    if secret is None or wanted.network is None:
        return ()
    from clerkdoctor.gather.clerk_api import ClerkApi, NotTold

    api = ClerkApi(
        wanted.settings.backend_api, secret.variable.value, timeout=wanted.network.timeout
    )
    document = api.read("/domains")
    return () if isinstance(document, NotTold) else stated(document, domain)
