"""Gathering a session: the browser's cookies and recording, the running app, and its domains.

What the user hands over is read here and sent nowhere; `session_online` asks the hosts.
"""

from clerkdoctor.errors import Trouble
from clerkdoctor.evidence import Absent, Declined, Evidence
from clerkdoctor.facts.keys import ApiKeySets, PublishableKeyVariable, SecretKeyVariable
from clerkdoctor.facts.place import Source
from clerkdoctor.facts.session import BrowserCookies, Recording
from clerkdoctor.gather.key_sets import Published
from clerkdoctor.gather.session_clerk import NO_BACKEND
from clerkdoctor.gather.session_online import ONLINE, add_online
from clerkdoctor.gather.session_wanted import Given, Wanted
from clerkdoctor.gather.visits import Network
from clerkdoctor.secret import Secret
from clerkdoctor.session.cookie_files import CookieFile, NotCookies, read_cookies
from clerkdoctor.session.cookies import read_session
from clerkdoctor.session.frontend import stated_in_use
from clerkdoctor.session.har import Har, NotHar, read_har
from clerkdoctor.session.stored_cookie import StoredCookie
from clerkdoctor.session.story import read_story

NO_COOKIES = (
    "no cookies were given: `clerkdoctor check-session URL --cookie FILE` reads a `Cookie` header"
    " or an export, `--har FILE` a recording"
)
NO_RECORDING = "no recording was given: `clerkdoctor check-session URL --har FILE` reads one"
OFFLINE = "this command asks no running app; `clerkdoctor check-session URL` does"
TOLD_NOT_TO = "with `--offline` nobody is asked; the same without it looks at the app and its hosts"


def add_session(seen: Evidence, wanted: Wanted) -> None:
    """All facts of a session, and the project's two keys.

    Raises `Trouble` for a file that cannot be read.
    """
    key, secret = wanted.settings.publishable, wanted.settings.secret
    seen.add(PublishableKeyVariable, key or Declined("no project with a publishable key is named"))
    seen.add(SecretKeyVariable, secret or Declined(NO_BACKEND))
    _add_files(seen, wanted)
    if wanted.network is None:
        seen.missing(ApiKeySets, Declined(TOLD_NOT_TO))
        add_offline(seen, TOLD_NOT_TO)
    else:
        add_online(seen, wanted, wanted.network)


def add_to_project(seen: Evidence, wanted: Wanted, network: Network) -> Published | None:
    """What services say of a session, beside the facts of a project, its keys among them.

    Returned is what the instance's own host publishes, None where it was not asked.
    """
    _add_files(seen, wanted)
    return add_online(seen, wanted, network)


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
        frontend = stated_in_use(key, wanted.frontend, wanted.url).url if key else ""
        story = read_story(har, key, wanted.host, wanted.now, frontend)
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
    domain = wanted.frontend.domain
    reading = read_session(
        file.cookies, key, now, url,
        domain=domain.text if domain else "", is_satellite=wanted.is_satellite,
    )  # fmt: skip
    return BrowserCookies(
        Source(name), file.form, file.cookies, reading, url, is_satellite=wanted.is_satellite
    )


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
