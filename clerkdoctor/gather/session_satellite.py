"""Visiting a satellite as visitors do who come back from the primary domain, and the primary."""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from clerkdoctor.evidence import Absence, Absent, Declined
from clerkdoctor.facts.session import Satellite
from clerkdoctor.gather.visits import Network, walk
from clerkdoctor.session.frontend import FrontendOptions, InUse, is_host
from clerkdoctor.session.hops import host_of
from clerkdoctor.session.satellites import (
    SYNCED,
    Configured,
    Primary,
    allowed_origins,
    is_url,
    origin_part,
)

NO_SATELLITE = "the project configures no satellite domain"


def satellite(
    url: str,
    options: FrontendOptions,
    in_use: InUse,
    network: Network,
    headers: Mapping[str, str],
    hosts: Collection[str],
    *,
    is_production: bool,
) -> Satellite | Absence:
    """What a satellite does when it is to sync; `hosts` are those that may be asked."""
    if options.satellite is None:
        return Absent(NO_SATELLITE)
    unfit = _unfit(options)
    if unfit:
        return Declined(unfit)
    domain = options.domain.text if options.domain else ""
    if in_use.kind == "proxy":
        domain = in_use.url
    sign_in = options.sign_in_url
    configured = Configured(
        is_production,
        in_use.url,
        domain,
        sign_in.text if sign_in else "",
        options.syncs,
    )
    # Older releases take any such parameter for the end of a sync.
    asked = with_parameter(url, SYNCED, "false") if options.syncs == "asked" else url
    trail, _ = walk(network, asked, headers, hosts)
    return Satellite(
        options.satellite.at, url, configured, sign_in, trail,
        _primary(configured.sign_in_url, url, network, headers, hosts),
    )  # fmt: skip


def _unfit(options: FrontendOptions) -> str | None:
    """Why nothing can be asked of such a satellite."""
    domain, sign_in = options.domain, options.sign_in_url
    if domain and not is_host(domain.text):
        return f"`{domain.name}` is no bare host name: `clerkdoctor check-routes` says why"
    if sign_in and is_url(sign_in.text) and not origin_part(sign_in.text):
        return f"`{sign_in.name}` is no URL that can be asked"
    return None


def _primary(
    sign_in_url: str,
    url: str,
    network: Network,
    headers: Mapping[str, str],
    hosts: Collection[str],
) -> Primary | None:
    """The sign-in page of another domain, as a signed-out browser gets it."""
    if not is_url(sign_in_url) or host_of(sign_in_url) == host_of(url):
        return None
    trail, visit = walk(network, sign_in_url, headers, hosts)
    if trail.end != "answer":
        failure = trail.last.failure or "leads to a page that was not asked"
        return Primary(sign_in_url, None, failure)
    if trail.last.status >= 400:
        return Primary(sign_in_url, None, f"answers {trail.last.status}; a page was expected")
    return Primary(sign_in_url, allowed_origins(visit.body.decode("utf-8", "replace")))


def with_parameter(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    return parts._replace(query=f"{parts.query}&{name}={value}".lstrip("&")).geturl()
