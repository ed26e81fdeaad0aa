"""What Clerk's Backend API says of the instance: its type, its domains, and a token's user.

The secret key goes to the Backend API that the SDK would send it to. Nothing is ever written.
"""

from typing import NamedTuple

from clerkdoctor.evidence import Absence, Declined, Unavailable
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import BrowserCookies, ClerkDomains, ClerkInstance, LookedUpUser
from clerkdoctor.gather.clerk_api import ClerkApi, NotTold
from clerkdoctor.gather.tokens import Settings
from clerkdoctor.session.clerk_domains import read_domains
from clerkdoctor.session.clerk_instance import read_instance

NO_BACKEND = "no project with a secret key is named, which opens Clerk's Backend API"
NOT_ASKED_FOR = (
    "nobody asked for it: `clerkdoctor check-session URL --cookie FILE --look-up-user` sends the"
    " id of the token's user to Clerk's Backend API"
)
NO_USER = "there is no session token in these cookies that names a user by an id of Clerk's"


class Told(NamedTuple):
    """What the Backend API answered to `/domains`: the document, and what it says."""

    document: object
    domains: ClerkDomains | Absence


def api_of(settings: Settings, timeout: float) -> ClerkApi | None:
    """The Backend API, where the project has a secret key."""
    if settings.secret is None:
        return None
    return ClerkApi(settings.backend_api, settings.secret.variable.value, timeout=timeout)


def clerk_domains(settings: Settings, timeout: float) -> Told:
    """The instance's domains. Not being told them is no reason to withhold the other verdicts."""
    api = api_of(settings, timeout)
    if api is None:
        return Told(None, Declined(NO_BACKEND))
    document = api.read("/domains")
    if isinstance(document, NotTold):
        return Told(None, Declined(document.reason))
    domains = read_domains(document)
    if not domains:
        return Told(document, Declined("Clerk's Backend API lists no domain of the instance"))
    return Told(document, ClerkDomains(Url(f"{settings.backend_api}/v1/domains"), domains))


def clerk_instance(settings: Settings, timeout: float) -> ClerkInstance | Declined:
    """The instance itself. As with its domains, not being told withholds no other verdict."""
    api = api_of(settings, timeout)
    if api is None:
        return Declined(NO_BACKEND)
    document = api.read("/instance")
    if isinstance(document, NotTold):
        return Declined(document.reason)
    url = f"{settings.backend_api}/v1/instance"
    found = read_instance(Url(url), document)
    return found or Declined(f"`{url}` answers something else than an instance")


def looked_up_user(
    settings: Settings, cookies: object, timeout: float, *, is_wanted: bool
) -> LookedUpUser | Absence:
    """Whether the token's user is one of this instance; asked only where it `is_wanted`.

    `cookies` are the `BrowserCookies`, or the absence that stands for them.
    """
    if isinstance(cookies, Absence):
        return cookies
    token = cookies.reading.token if isinstance(cookies, BrowserCookies) else None
    if token is None or token.user is None:
        return Declined(NO_USER)
    if not is_wanted:
        return Declined(NOT_ASKED_FOR)
    api = api_of(settings, timeout)
    if api is None:
        return Declined(NO_BACKEND)
    found = api.has_user(token.user)
    if isinstance(found, NotTold):
        return Unavailable(found.reason)
    return LookedUpUser(Url(f"{settings.backend_api}/v1/users"), token.user, found)
