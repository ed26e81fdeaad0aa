"""A session as the browser, the running app and its domains show it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from clerkdoctor.facts.place import Location, Url

# The list of checks knows these types, and is shown without what takes tokens apart.
if TYPE_CHECKING:
    from clerkdoctor.session.clerk_domains import ClerkDomain
    from clerkdoctor.session.cookies import SessionReading
    from clerkdoctor.session.frontend import InUse, Stated
    from clerkdoctor.session.hops import Trail
    from clerkdoctor.session.page import PageReading
    from clerkdoctor.session.proxy_answers import ProxyAnswer
    from clerkdoctor.session.satellites import Configured, Primary
    from clerkdoctor.session.stored_cookie import StoredCookie
    from clerkdoctor.session.story import Story


class BrowserCookies(NamedTuple):
    """The cookies of a browser and what they say for `url`. `form` is that of the file.

    `is_satellite`: the app is one of several on domains of their own.
    """

    at: Location
    form: str
    cookies: "tuple[StoredCookie, ...]"
    reading: "SessionReading"
    url: str
    is_satellite: bool = False


class Recording(NamedTuple):
    """A browser's own recording (HAR), read as the story of a session."""

    at: Location
    story: "Story"


Probe = Literal["document", "prefetch", "api", "returning"]


class AppTrails(NamedTuple):
    """What a signed-out browser gets at `url`, by the kind of its request.

    `returning` is a document request with a made-up `__client_uat`, as of a browser whose session
    cookie got lost: it makes the SDK shake hands, in production, too.
    """

    url: str
    trails: "Mapping[Probe, Trail]"


class AppPage(NamedTuple):
    """The page that a signed-out browser ends at."""

    at: Url
    reading: "PageReading"


class FapiAnswer(NamedTuple):
    """What came of asking the Frontend API for one document.

    `failure` is the predicate of a sentence about the URL: no answer, another status, no JSON.
    `is_busy`: it asked for patience as often as it was asked, which is no fault of the host's.
    """

    at: Url
    what: str
    failure: str | None = None
    members: Mapping[str, object] = {}
    is_busy: bool = False


class FrontendApi(NamedTuple):
    """The Frontend API at a host of its own: the key's, or a satellite's.

    `issuer` is what its metadata are to name, None where that is not known.
    """

    host: str
    answers: tuple[FapiAnswer, ...]
    issuer: str | None = None


class FrontendInUse(NamedTuple):
    """Where the app finds the Frontend API: the key's host, a proxy in front of it, a satellite's.

    `key` is the host that the publishable key names. `admits` are origins that the instance lists
    as allowed beside those of its own domain; none where it was not asked.
    """

    in_use: "InUse"
    key: str
    admits: tuple[str, ...] = ()


class ProxiedFrontend(NamedTuple):
    """What came back through the proxy at `url`, from several documents and clerk-js.

    `health` is what Clerk says of the proxy's headers, None where it was not asked: it takes the id
    of a domain, which the secret key opens.
    """

    url: str
    answers: "tuple[ProxyAnswer, ...]"
    health: "ProxyAnswer | None" = None


class ClerkDomains(NamedTuple):
    """The domains of the instance, as Clerk's Backend API lists them."""

    at: Url
    domains: "tuple[ClerkDomain, ...]"


class ClerkInstance(NamedTuple):
    """The instance that the secret key opens, as Clerk's Backend API tells it.

    `environment_type` is `development` or `production`, or another word that Clerk says. None
    stands for what it does not say. `published` are the `kid`s of the Frontend API in use, `opened`
    those of the key set that the secret key opens; none where they are not known.
    """

    at: Url
    id: str | None
    environment_type: str | None
    allowed_origins: tuple[str, ...] = ()
    published: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()


class Satellite(NamedTuple):
    """A satellite app at `url`. `sign_in` is the page on its primary domain, as it is stated.

    `sync` is what a document request gets that asks for the primary's session, `primary` what the
    sign-in page there says.
    """

    at: Location
    url: str
    configured: "Configured"
    sign_in: "Stated | None"
    sync: "Trail"
    primary: "Primary | None" = None


class LookedUpUser(NamedTuple):
    """Whether the Backend API knows the user that the session token names."""

    at: Url
    user: str
    is_there: bool


class Record(NamedTuple):
    """A DNS record that the instance needs, and what resolvers say.

    `found` are the names that it points to, in small letters and without the last dot. `addresses`
    are those that it leads to. `failure` is why nothing is known, as the predicate of a sentence.
    `is_vital`: without it nobody signs in, as opposed to mail.
    """

    name: str
    expected: str
    purpose: str
    found: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    failure: str | None = None
    exists: bool = True
    is_vital: bool = True


class DnsRecords(NamedTuple):
    """The records of a production instance. `source` says where what is expected comes from.

    `caa` are the issuers that CAA records allow, None where there are no such records.
    """

    domain: str
    source: str
    records: tuple[Record, ...]
    caa: tuple[str, ...] | None = None


class HostAnswer(NamedTuple):
    """What one URL answered, to a request without cookies. `location` is where it sends to."""

    url: str
    status: int | None = None
    location: str | None = None
    hsts: str | None = None
    failure: str | None = None


class Certificate(NamedTuple):
    """A host's certificate; `problem` is why it is not trusted, as the predicate of a sentence."""

    host: str
    days_left: float | None = None
    problem: str | None = None


class Hosts(NamedTuple):
    """The app's host by http and https, and its apex or `www` beside it (`other`)."""

    url: str
    plain: HostAnswer | None
    secure: HostAnswer
    other: HostAnswer | None
    certificates: tuple[Certificate, ...] = ()


class Clocks(NamedTuple):
    """How many seconds the app's clock, by its `Date`, is ahead of the Frontend API's.

    `uncertainty` is how far off that may be, in seconds.
    """

    at: Url
    ahead: float
    uncertainty: float
