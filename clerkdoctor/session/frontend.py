"""Where an app finds the Frontend API: the host that its key names, a proxy, a satellite's host.

Source: `parsePublishableKey` and `getAutoProxyUrlFromEnvironment` of @clerk/shared 4.41.0,
`handleMultiDomainAndProxy` and `mergeNextClerkPropsWithEnv` of @clerk/nextjs 7.9.17.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.clerk.options import AUTO_PROXY_PATH, is_valid_proxy_url
from clerkdoctor.facts.place import Location, Source, Url
from clerkdoctor.session.hops import HANDSHAKE, Trail, host_of, origin_of
from clerkdoctor.session.page import PageReading
from clerkdoctor.session.satellites import Syncs

Kind = Literal["instance", "proxy", "satellite"]


class Stated(NamedTuple):
    """An option of Clerk's: the variable or prop that states it, its text, and where."""

    name: str
    text: str
    at: Location


class FrontendOptions(NamedTuple):
    """What the project says of it; None where it says nothing, or nothing that is known here.

    `satellite` is what makes the app a satellite, `syncs` when it then syncs. `has_auto_proxy`: the
    SDK proxies by itself on `*.vercel.app`.
    """

    proxy_url: Stated | None = None
    domain: Stated | None = None
    sign_in_url: Stated | None = None
    satellite: Stated | None = None
    syncs: Syncs = "asked"
    has_auto_proxy: bool = False


class InUse(NamedTuple):
    """The Frontend API that an app uses. `url` has no slash at its end.

    `said` is a clause on how that is known. `is_named`: the project or the visited URL names its
    host, so that it may be asked.
    """

    kind: Kind
    url: str
    said: str
    at: Location
    is_named: bool = True

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.lower()


def stated_in_use(key: PublishableKey, options: FrontendOptions, url: str) -> InUse:
    """Where the project says that it is, for an app at this URL."""
    proxy, domain = options.proxy_url, options.domain
    if proxy and is_valid_proxy_url(proxy.text) and absolute(proxy.text, url):
        return InUse("proxy", absolute(proxy.text, url), f"`{proxy.name}` states a proxy", proxy.at)
    is_live = key.instance_type == "production"
    if is_live and not domain and options.has_auto_proxy and host_of(url).endswith(".vercel.app"):
        said = "@clerk/nextjs uses a proxy by itself on `*.vercel.app`"
        return InUse("proxy", origin_of(url) + AUTO_PROXY_PATH, said, Url(url))
    if is_live and domain and options.satellite and is_host(domain.text):
        said = f"`{domain.name}` states a satellite's domain"
        return InUse("satellite", f"https://clerk.{domain.text}", said, domain.at)
    return InUse(
        "instance", f"https://{key.frontend_api}", "the publishable key names it", Source("key")
    )


def is_host(text: str) -> bool:
    """Whether a text is a bare host, perhaps with a port, as a satellite's domain is to be."""
    return bool(text) and text.isascii() and all(one.isalnum() or one in ".-:_" for one in text)


def seen_in_use(
    stated: InUse, url: str, page: PageReading | None, trails: Iterable[Trail]
) -> InUse:
    """The same by what the app does: its page, and its redirects to the handshake."""
    if stated.kind == "proxy":
        return stated
    own = urlsplit(url).netloc.lower()
    for proxy in page.proxies if page else ():
        found = absolute(proxy, url)
        if found:
            is_own = urlsplit(found).netloc.lower() == own
            return InUse("proxy", found, "the page names a proxy", Url(url), is_own)
    for trail in trails:
        for hop in trail.on(host_of(url)):
            to = urlsplit(hop.location or "")
            if to.path.endswith(HANDSHAKE) and to.netloc.lower() == own:
                # By the scheme and host of the browser: the app may take others for its own.
                found = origin_of(url) + to.path.removesuffix(HANDSHAKE)
                return InUse("proxy", found, "the app redirects to a proxy", Url(url))
    return stated


def absolute(proxy: str, url: str) -> str:
    """A proxy's URL for an app at `url`, without a slash at its end; empty for what is none."""
    try:
        is_whole = proxy.startswith(("http://", "https://"))
        found = proxy if is_whole else urljoin(url, proxy)
        parts = urlsplit(found)
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
