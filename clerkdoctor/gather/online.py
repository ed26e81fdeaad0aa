"""Asking the services about a project in files: `check --online`.

Asked are hosts that the project or the user names, and no others: the app's own Frontend API, the
Backend API with the project's secret key, the Convex deployment of its URL or deploy key, resolvers
for its domain, and the page of the running app, where one is named.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from clerkdoctor.evidence import Absent, Evidence, Unavailable
from clerkdoctor.facts.key_sets import (
    KeySet,
    KeySetAnswer,
    LocalJwtKey,
    ProviderMetadata,
    ServerClock,
)
from clerkdoctor.facts.project import App
from clerkdoctor.facts.session import FrontendApi
from clerkdoctor.gather.convex_deployments import Asked
from clerkdoctor.gather.convex_online import add_online as add_convex
from clerkdoctor.gather.dns_records import Resolvers
from clerkdoctor.gather.key_sets import Published, Source, add_published, published
from clerkdoctor.gather.session import add_to_project
from clerkdoctor.gather.session_project import session_of
from clerkdoctor.gather.session_wanted import Wanted
from clerkdoctor.gather.tokens import KEY_SET, Settings
from clerkdoctor.gather.visits import Network

NO_PAGE = "no page of the running app is named: give --url URL, or app-url in clerkdoctor.toml"
WHOSE_PAGE = "one page is named and there are several apps: name its app in clerkdoctor.toml"
NO_ISSUER = "no publishable key is set that names an issuer"


class Online(NamedTuple):
    """What may be asked. `url` is a page of the running app; `now` is in seconds."""

    url: str | None
    now: float
    network: Network
    resolvers: Resolvers
    template_name: str | None = None


def add_online(
    apps: Mapping[str | None, App], evidence: Mapping[str | None, Evidence], asked: Online
) -> None:
    """Adds what the services say to the facts of each app, all apps at the same time."""
    next_apps = [name for name, app in apps.items() if app.kind == "next"]
    with ThreadPoolExecutor(max(len(apps), 1)) as pool:
        jobs = [
            pool.submit(_add, app, evidence[name], asked, is_the_app=next_apps == [name])
            for name, app in apps.items()
        ]
        for job in jobs:
            job.result()


def _add(app: App, seen: Evidence, asked: Online, *, is_the_app: bool) -> None:
    project = session_of(app, seen)
    url = asked.url if is_the_app else None
    why = WHOSE_PAGE if asked.url and app.kind == "next" else NO_PAGE
    wanted = Wanted(
        url or "", project.settings, asked.now, network=asked.network, resolvers=asked.resolvers,
        frontend=project.frontend, no_page="" if url else why,
    )  # fmt: skip
    timeout = asked.network.timeout
    with ThreadPoolExecutor(1) as pool:
        session = pool.submit(add_to_project, seen, wanted, asked.network)
        convex = Asked(
            online=True, metadata=False, timeout=timeout, now=asked.now * 1000,
            template_name=asked.template_name,
        )  # fmt: skip
        add_convex(seen, convex)
        answered = session.result()
    _add_key_set(seen, project.settings, answered, timeout)


def _add_key_set(
    seen: Evidence, project: Settings, answered: Published | None, timeout: float
) -> None:
    """What the issuer publishes; it is asked where the session's own questions did not do so."""
    issuer, offline = project.issuer, seen[FrontendApi]
    if issuer and not isinstance(offline, Unavailable):
        source = Source(f"{issuer}{KEY_SET}", issuer, project)
        add_published(seen, source, answered or published(source, timeout=timeout))
        return
    for kind in (KeySet, KeySetAnswer, LocalJwtKey, ProviderMetadata, ServerClock):
        seen.add(kind, offline if issuer else Absent(NO_ISSUER))
