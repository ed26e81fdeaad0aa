"""What the project says whose running app is looked at: its keys, its proxy, its satellite domain.

The env files count as they are for a mode, and the options in the code before them.
"""

from pathlib import Path
from typing import NamedTuple

from clerkdoctor.clerk.options import is_truthy
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.environment import Environment, Mode
from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import Prop, Usage
from clerkdoctor.gather.tokens import Settings, app_of, settings_in
from clerkdoctor.session.frontend import FrontendOptions, Stated

_PROXIES_BY_ITSELF = (7, 2, 8)
"""The release of @clerk/nextjs from which on it is a proxy by itself on `*.vercel.app`."""

_ASKS_TO_SYNC = 7
"""The major of @clerk/nextjs from which on a satellite does not sync at every document."""


class SessionProject(NamedTuple):
    """The app's keys, and where it finds the Frontend API."""

    settings: Settings = Settings()
    frontend: FrontendOptions = FrontendOptions()


def session_project(project: Path | None, mode: Mode) -> SessionProject:
    """What the app says; nothing where no folder was named and this one is no project.

    Raises `Trouble` for a folder that was named and is none.
    """
    found = app_of(project, mode, routes=True)
    return SessionProject() if found is None else session_of(*found)


def session_of(app: App, evidence: Evidence) -> SessionProject:
    """What the facts of an app say; its routes are among them."""
    return SessionProject(settings_in(app, evidence), _frontend(evidence, app))


def _frontend(evidence: Evidence, app: App) -> FrontendOptions:
    """The options of the middleware, else those of a provider, else the variables."""
    usage, stated = evidence[Usage], evidence[Environment]
    props = _options(usage) if isinstance(usage, Usage) else {}
    environment = stated if isinstance(stated, Environment) else None

    def option(name: str, variable: str) -> Stated | None:
        prop = props.get(name)
        if prop is not None and prop.env is None:
            return Stated(name, prop.text, prop.place) if prop.text else None
        found = (
            environment.stated(prop.env if prop and prop.env else variable) if environment else None
        )
        return Stated(found.name, found.value.reveal(), found.at) if found else None

    version = app.versions.version("@clerk/nextjs")
    by_itself = props.get("satelliteAutoSync")
    older = version is not None and version.major < _ASKS_TO_SYNC
    off = option("", "CLERK_DISABLE_AUTO_PROXY")
    return FrontendOptions(
        option("proxyUrl", "NEXT_PUBLIC_CLERK_PROXY_URL"),
        option("domain", "NEXT_PUBLIC_CLERK_DOMAIN"),
        option("signInUrl", "NEXT_PUBLIC_CLERK_SIGN_IN_URL"),
        _satellite(props.get("isSatellite"), option("", "NEXT_PUBLIC_CLERK_IS_SATELLITE")),
        "always" if older else "first" if by_itself and by_itself.truth else "asked",
        version is not None
        and version.release >= _PROXIES_BY_ITSELF
        and not (off and is_truthy(off.text)),
    )


def _satellite(prop: Prop | None, variable: Stated | None) -> Stated | None:
    if prop is not None and prop.env is None:
        return Stated("isSatellite", "true", prop.place) if prop.truth else None
    return variable if variable and is_truthy(variable.text) else None


def _options(usage: Usage) -> dict[str, Prop]:
    """Name → the option of the code that counts: the middleware's, else a provider's."""
    found: dict[str, Prop] = {}
    for element in usage.elements:
        if element.name == "ClerkProvider":
            found |= {one.name: one for one in element.props}
    for told in sorted(usage.satellites, key=lambda one: one.of == "clerkMiddleware"):
        found |= {one.name: one for one in told.options}
    return found
