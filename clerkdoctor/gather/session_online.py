"""Asking the running app, the Frontend API that it uses, its domains, and Clerk of its instance.

Only the URL's host, its `www` or apex, and hosts that the project names are asked, as many at once
as there are. No cookie of the user's is sent.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import urlsplit

from clerkdoctor.clerk.hosts import PRODUCTION_API
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.evidence import Absence, Absent, Declined, Evidence, Unavailable
from clerkdoctor.facts.keys import ApiKeySets
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import (
    AppPage,
    AppTrails,
    BrowserCookies,
    ClerkDomains,
    ClerkInstance,
    Clocks,
    DnsRecords,
    FrontendApi,
    FrontendInUse,
    Hosts,
    LookedUpUser,
    Probe,
    ProxiedFrontend,
    Satellite,
)
from clerkdoctor.gather import http
from clerkdoctor.gather.dns_records import dns_records
from clerkdoctor.gather.key_sets import Published
from clerkdoctor.gather.session_clerk import Told, clerk_domains, clerk_instance, looked_up_user
from clerkdoctor.gather.session_hosts import (
    Asked,
    clocks,
    frontend_api,
    hosts,
    kids_of,
    paired_keys,
)
from clerkdoctor.gather.session_proxy import KEYS, proxied_frontend
from clerkdoctor.gather.session_satellite import NO_SATELLITE, satellite
from clerkdoctor.gather.session_wanted import Wanted
from clerkdoctor.gather.visits import Network, Visit, walk
from clerkdoctor.secret import Secret
from clerkdoctor.session.clerk_domains import domain_at
from clerkdoctor.session.domains import (
    Needed,
    documented,
    domain_of,
    of_a_satellite,
    other_host,
    proxied,
    stated,
)
from clerkdoctor.session.frontend import InUse, absolute, seen_in_use, stated_in_use
from clerkdoctor.session.hops import Trail
from clerkdoctor.session.page import PageReading, read_page
from clerkdoctor.session.satellites import origin_part
from clerkdoctor.session.stored_cookie import StoredCookie, is_local

OFFLINE = "no DNS server answers here, for Clerk's own host either: this machine is offline"
NO_KEY = "no publishable key is known: name the project with `--project`"

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
ONLINE = (
    AppTrails, AppPage, FrontendApi, FrontendInUse, ProxiedFrontend, ClerkDomains,
    ClerkInstance, Satellite, DnsRecords, Hosts, Clocks, LookedUpUser,
)  # fmt: skip


def add_online(seen: Evidence, wanted: Wanted, network: Network) -> Published | None:
    """All that is asked. The cookies have to be there already: a user to look up is in them.

    Returned is what the instance's own host publishes, None where it was not asked.
    """
    if not wanted.url:
        return _add_hosts_alone(seen, wanted, network)
    key = wanted.settings.publishable_key
    start = stated_in_use(key, wanted.frontend, wanted.url) if key else None
    allowed = _allowed(wanted, key, start)
    with ThreadPoolExecutor(12) as pool:
        walks = {
            probe: pool.submit(walk, network, wanted.url, headers, allowed, _made_up(probe, wanted))
            for probe, headers in PROBES.items()
        }
        told = pool.submit(clerk_domains, wanted.settings, network.timeout)
        instance = pool.submit(clerk_instance, wanted.settings, network.timeout)
        user = pool.submit(
            looked_up_user, wanted.settings, seen[BrowserCookies], network.timeout,
            is_wanted=wanted.looks_up_user,
        )  # fmt: skip
        named = (start.host,) if start and start.kind != "proxy" else ()
        domains = pool.submit(hosts, wanted.url, named, network, wanted.now)
        direct = pool.submit(_direct, start, key, network)
        trails = {probe: job.result()[0] for probe, job in walks.items()}
        visit = walks["document"].result()[1]
        reading = _add_app(seen, wanted.url, trails, visit)
        in_use = seen_in_use(start, wanted.url, reading, trails.values()) if start else None
        records = pool.submit(_records, wanted, key, in_use, told)
        seen.add(Satellite, _satellite(wanted, in_use, network, allowed))
        keys = _add_frontend(seen, wanted, network, in_use, direct, told, reading, visit)
        _add_instance(seen, instance.result(), keys)
        seen.add(ClerkDomains, told.result().domains)
        seen.add(LookedUpUser, user.result())
        offline = direct.result()
        found = domains.result()
        if isinstance(offline, Unavailable):
            seen.missing(Hosts, offline)
        else:
            seen.add(Hosts, _without_unused(found, key, in_use))
        seen.add(DnsRecords, records.result())
    return _published(offline)


def _add_hosts_alone(seen: Evidence, wanted: Wanted, network: Network) -> Published | None:
    """What the project's own hosts say where no page of the app is named."""
    for kind in ONLINE:
        seen.missing(kind, Declined(wanted.no_page))
    key = wanted.settings.publishable_key
    in_use = stated_in_use(key, wanted.frontend, "") if key else None
    if key is None or in_use is None:
        seen.missing(ApiKeySets, Declined(NO_KEY))
        return None
    if in_use.kind == "proxy":
        keys = network.visit(in_use.url + KEYS)
        seen.add(ApiKeySets, paired_keys(wanted.settings, keys, network.timeout))
        _add_instance(seen, clerk_instance(wanted.settings, network.timeout), keys)
        return None
    with ThreadPoolExecutor(4) as pool:
        told = pool.submit(clerk_domains, wanted.settings, network.timeout)
        instance = pool.submit(clerk_instance, wanted.settings, network.timeout)
        direct = pool.submit(_direct, in_use, key, network)
        records = pool.submit(_records, wanted, key, in_use, told)
        seen.found(FrontendInUse(in_use, key.frontend_api))
        found = direct.result()
        if isinstance(found, Asked):
            seen.found(found.found)
            seen.add(ApiKeySets, paired_keys(wanted.settings, found.keys, network.timeout))
        elif found:
            seen.add(FrontendApi, found)
            seen.add(ApiKeySets, found)
        _add_instance(seen, instance.result(), found.keys if isinstance(found, Asked) else None)
        seen.add(ClerkDomains, told.result().domains)
        seen.add(DnsRecords, records.result())
    return _published(found)


def _allowed(wanted: Wanted, key: PublishableKey | None, in_use: InUse | None) -> frozenset[str]:
    """The hosts that the user or the project names."""
    other = other_host(wanted.host)
    named = {wanted.host, urlsplit(wanted.url).netloc.rpartition("@")[2].lower()}
    named |= {other} if other else set()
    named |= {key.frontend_api.lower()} if key else set()
    named |= {in_use.host} if in_use else set()
    sign_in = wanted.frontend.sign_in_url
    if wanted.is_satellite and sign_in:
        named.add(origin_part(sign_in.text).rpartition("://")[2].rpartition("@")[2])
    return frozenset(named - {""})


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


def _add_app(
    seen: Evidence, url: str, trails: dict[Probe, Trail], page: Visit
) -> PageReading | None:
    failure = trails["document"].hops[0].failure
    if failure:
        reason = f"`{url}` {failure}"
        seen.missing(AppTrails, Unavailable(reason))
        seen.missing(AppPage, Unavailable(reason))
        return None
    seen.found(AppTrails(url, trails))
    reading = read_page(page.body.decode("utf-8", "replace"), page.hop.headers)
    if trails["document"].end != "answer" or not reading.is_html:
        seen.missing(AppPage, Declined(_no_page(trails["document"])))
        return None
    seen.found(AppPage(Url(page.hop.url), reading))
    return reading


def _no_page(trail: Trail) -> str:
    if trail.end == "elsewhere" and trail.last.location:
        host = urlsplit(trail.last.location).netloc
        return f"the URL leads to `{host}`, which was not asked: name a page that needs no sign-in"
    return "the URL answers no page: name one that needs no sign-in"


# The Frontend API


def _direct(
    in_use: InUse | None, key: PublishableKey | None, network: Network
) -> Asked | Unavailable | None:
    """The Frontend API at a host of its own, where no proxy is stated.

    Where not even Clerk's own host is known, it is this machine that has no network.
    """
    if in_use is None or key is None or in_use.kind == "proxy":
        return None
    asked = frontend_api(in_use.host, network)
    if asked.keys.hop.failure == http.NO_SUCH_HOST and not network.resolves(
        PRODUCTION_API.removeprefix("https://")
    ):
        return Unavailable(OFFLINE)
    issuer = f"https://{in_use.host}" if in_use.kind == "instance" else None
    return asked._replace(found=asked.found._replace(issuer=issuer))


def _published(direct: Asked | Unavailable | None) -> Published | None:
    """What the host of the instance itself publishes; a satellite's host is another one."""
    return direct.published if isinstance(direct, Asked) and direct.found.issuer else None


def _add_frontend(
    seen: Evidence,
    wanted: Wanted,
    network: Network,
    in_use: InUse | None,
    direct: "Future[Asked | Unavailable | None]",
    told: "Future[Told]",
    reading: PageReading | None,
    page: Visit,
) -> Visit | None:
    """What the Frontend API in use answers. Returned is the visit to its key set, if any."""
    key = wanted.settings.publishable_key
    found = direct.result()
    if in_use is None or key is None:
        for kind in (FrontendApi, FrontendInUse, ProxiedFrontend, Clocks, ApiKeySets):
            seen.missing(kind, Declined(NO_KEY))
        return None
    seen.found(FrontendInUse(in_use, key.frontend_api))
    if isinstance(found, Unavailable):
        for kind in (FrontendApi, ProxiedFrontend, Clocks, ApiKeySets):
            seen.missing(kind, found)
        return None
    if in_use.kind != "proxy" and found:
        seen.found(found.found)
        seen.missing(ProxiedFrontend, Absent("the app uses no proxy in front of the Frontend API"))
        seen.add(ApiKeySets, paired_keys(wanted.settings, found.keys, network.timeout))
        _add_clocks(seen, page, found.keys, wanted)
        return found.keys
    seen.missing(FrontendApi, Absent(f"the app uses the proxy `{in_use.url}` in place of its host"))
    seen.missing(Clocks, Declined("behind a proxy, the Frontend API's clock is not seen"))
    if not in_use.is_named:
        reason = f"the page names the proxy `{in_use.url}`, and the project does not"
        seen.missing(ProxiedFrontend, Declined(reason))
        seen.missing(ApiKeySets, Declined(reason))
        return None
    listed = told.result().domains
    domain = domain_at(listed.domains, wanted.host) if isinstance(listed, ClerkDomains) else None
    script = _script(reading, in_use, wanted.url)
    behind, keys = proxied_frontend(in_use.url, domain.id if domain else None, script, network)
    seen.found(behind)
    seen.add(ApiKeySets, paired_keys(wanted.settings, keys, network.timeout))
    return keys


def _add_instance(seen: Evidence, told: ClerkInstance | Declined, keys: Visit | None) -> None:
    """The instance beside what the Frontend API publishes, and the origins that it admits."""
    sets, used = seen[ApiKeySets], seen[FrontendInUse]
    if isinstance(told, ClerkInstance):
        opened = sets.backend_api if isinstance(sets, ApiKeySets) else frozenset()
        told = told._replace(published=kids_of(keys), opened=opened)
        if isinstance(used, FrontendInUse):
            seen.found(used._replace(admits=told.allowed_origins))
    seen.add(ClerkInstance, told)


def _script(reading: PageReading | None, in_use: InUse, url: str) -> str | None:
    """clerk-js as the page loads it, where that is through the proxy."""
    for script in reading.scripts if reading else ():
        found = absolute(script, url)
        if found.startswith(f"{in_use.url}/"):
            return found
    return None


def _add_clocks(seen: Evidence, page: Visit, clerk: Visit, wanted: Wanted) -> None:
    is_ours = (urlsplit(page.hop.url).hostname or "").lower() == wanted.host
    if clerk.hop.failure or not is_ours:
        seen.missing(Clocks, Declined("the app and its Frontend API did not both answer"))
        return
    told = clocks(page, clerk)
    # No date is no fault: the verdict on the rest stands.
    seen.add(Clocks, Declined(told.reason) if isinstance(told, Unavailable) else told)


def _satellite(
    wanted: Wanted, in_use: InUse | None, network: Network, allowed: frozenset[str]
) -> Satellite | Absence:
    key = wanted.settings.publishable_key
    if key is None or in_use is None:
        return Declined(NO_KEY) if wanted.is_satellite else Absent(NO_SATELLITE)
    return satellite(
        wanted.url, wanted.frontend, in_use, network, _NAVIGATES, allowed,
        is_production=key.instance_type == "production",
    )  # fmt: skip


# Domains


def _without_unused(
    found: Hosts | Absent, key: PublishableKey | None, in_use: InUse | None
) -> Hosts | Absent:
    """Nobody needs the certificate of a host that a proxy stands for."""
    if isinstance(found, Absent) or key is None or in_use is None or in_use.kind != "proxy":
        return found
    used = tuple(one for one in found.certificates if one.host != key.frontend_api)
    return found._replace(certificates=used)


def _records(
    wanted: Wanted, key: PublishableKey | None, in_use: InUse | None, told: "Future[Told]"
) -> DnsRecords | Absence:
    if key is None or in_use is None:
        return Declined(NO_KEY)
    if key.instance_type != "production":
        return Absent("a development instance lives at Clerk's own domain")
    host = in_use.host if in_use.kind == "satellite" else key.frontend_api
    domain = domain_of(host)
    if domain is None or is_local(domain):
        return Absent("the Frontend API has no domain of its own")
    if domain.endswith(".vercel.app"):
        return Absent("Vercel's own domain takes no records; the proxy is there instead")
    needed = _needed(domain, in_use)
    source = "Clerk's documentation"
    listed = stated(told.result().document, domain)
    if listed:
        needed, source = listed, "Clerk's Backend API"
    if in_use.kind == "proxy":
        needed = proxied(needed, host)
    return dns_records(domain, needed, source, wanted.resolvers)


def _needed(domain: str, in_use: InUse) -> tuple[Needed, ...]:
    return of_a_satellite(domain) if in_use.kind == "satellite" else documented(domain)
