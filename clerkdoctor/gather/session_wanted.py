"""What `check-session` is to look at."""

from typing import NamedTuple
from urllib.parse import urlsplit

from clerkdoctor.gather.dns_records import Resolvers
from clerkdoctor.gather.tokens import Settings
from clerkdoctor.gather.visits import Network
from clerkdoctor.session.frontend import FrontendOptions


class Given(NamedTuple):
    """A file of the user's: how it is named, and what is in it."""

    name: str
    content: bytes


class Wanted(NamedTuple):
    """What to look at. `now` is in seconds; without `network` nothing is asked.

    `url` is a page of the running app; where it is empty, `no_page` says why, and the hosts that
    the project names are asked alone.
    `looks_up_user`: the user allows that the id in the token is sent to Clerk's Backend API.
    """

    url: str
    settings: Settings
    now: float
    cookies: Given | None = None
    recording: Given | None = None
    network: Network | None = None
    resolvers: Resolvers = Resolvers()
    frontend: FrontendOptions = FrontendOptions()
    looks_up_user: bool = False
    no_page: str = ""

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").lower()

    @property
    def is_satellite(self) -> bool:
        return self.frontend.satellite is not None
