"""Gathering what verifies deliveries in a folder: the secrets, and the libraries' versions."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from clerkdoctor.clerk.webhook_secret import PREFIX, classify_webhook_secret
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.delivery import SigningSecret
from clerkdoctor.facts.environment import Environment, Mode
from clerkdoctor.facts.keys import WebhookSecrets
from clerkdoctor.facts.place import Location, Place, Source
from clerkdoctor.facts.project import App, NotAProject
from clerkdoctor.gather.environment import environment
from clerkdoctor.nextjs.dotenv import dialect_of
from clerkdoctor.secret import Secret
from clerkdoctor.svix.versions import (
    NEWEST_CLERK,
    NEWEST_SVIX,
    ClerkRules,
    SvixRules,
    clerk_rules,
    svix_rules,
)
from clerkdoctor.variables import webhook_secret_names


class Libraries(NamedTuple):
    """The libraries whose verdict is given: those of the project, else the newest."""

    clerk: ClerkRules = NEWEST_CLERK
    svix: SvixRules = NEWEST_SVIX
    clerk_name: str = "@clerk/backend"
    svix_name: str = "svix"


class Setting(NamedTuple):
    """What a folder says of its webhooks.

    The first of the secrets is the one that the project verifies with, by what its code reads or
    by its name; the others are those that may be meant. `stated` is every variable of the process
    and of the env files, by name.
    """

    secrets: tuple[SigningSecret, ...] = ()
    libraries: Libraries = Libraries()
    stated: tuple[tuple[str, SigningSecret], ...] = ()


def signing_secret(text: str, origin: str, at: Location | None = None) -> SigningSecret:
    """A text that stands where a signing secret belongs."""
    return SigningSecret(origin, Secret(text), classify_webhook_secret(text), at)


def of_process(name: str) -> SigningSecret | None:
    """A variable of this process, whatever its name."""
    text = os.environ.get(name)
    if text is None:
        return None
    return signing_secret(text, f"`{name}` of this process", Source("environ"))


def setting(folder: Path, mode: Mode, *, reads_code: bool = True) -> Setting:
    """The secrets and the libraries of the project in this folder, or of its env files alone.

    Reading its code takes time, and only tells which of several secrets the handler takes.
    """
    app, evidence = _project(folder, mode, reads_code=reads_code)
    libraries = _libraries(app) if app else Libraries()
    seen = evidence[Environment] if evidence else None
    if not isinstance(seen, Environment):
        next_major = app.versions.major("next") if app else None
        here = app.folder if app else folder
        seen = environment(here, mode, dict(os.environ), dialect_of(next_major))
    if not isinstance(seen, Environment):
        return Setting(libraries=libraries)
    found = evidence[WebhookSecrets] if evidence else None
    read = [one.variable.name for one in found.secrets] if isinstance(found, WebhookSecrets) else []
    stated = tuple(_stated(seen))
    return Setting(tuple(_likely(stated, read)), libraries, stated)


def _project(folder: Path, mode: Mode, *, reads_code: bool) -> tuple[App | None, Evidence | None]:
    """The app in this folder, and what is seen of it; most deliveries are judged outside of one."""
    if not any((above / "package.json").exists() for above in (folder, *folder.absolute().parents)):
        return None, None
    from clerkdoctor.gather.project import project

    found = project(folder)
    if isinstance(found, NotAProject) or not found.apps:
        return None, None
    app = next((app for app in found.apps if app.kind == "next"), found.apps[0])
    if not reads_code:
        return app, None
    from clerkdoctor.gather.everything import Wanted, gather

    seen = gather(folder, Wanted(mode))
    return app, seen.evidence[app.path if len(seen.apps) > 1 else None]


def _stated(seen: Environment) -> Iterator[tuple[str, SigningSecret]]:
    """Every variable: first what is loaded, then what stands in files that this mode leaves out."""
    for variable in seen.variables.values():
        yield variable.name, _secret(variable.name, variable.value, variable.at)
    for file in seen.files:
        for one in file.statements:
            if one.last:
                yield one.name, _secret(one.name, one.value, one.place)


def _secret(name: str, value: Secret, at: Location) -> SigningSecret:
    origin = f"`{name}` in `{at.path}`" if isinstance(at, Place) else f"`{name}` of this process"
    return signing_secret(value.reveal(), origin, at)


def _likely(
    stated: Sequence[tuple[str, SigningSecret]], read: Sequence[str]
) -> Iterator[SigningSecret]:
    """Those that can be a webhook's secret, the one that counts first, each value once."""
    names = dict.fromkeys((*read, *webhook_secret_names()))
    ordered = [one for name in names for stated_name, one in stated if stated_name == name]
    ordered += [one for _, one in stated if one.secret.reveal().startswith(PREFIX)]
    seen: set[Secret] = set()
    for one in ordered:
        if one.secret and one.secret not in seen:
            seen.add(one.secret)
            yield one


def _libraries(app: App) -> Libraries:
    """The versions that the project has; one that it does not state is taken for the newest."""
    versions = app.versions
    svix = versions.get("svix")
    backend = versions.brought("@clerk/nextjs", "@clerk/backend") or next(
        iter(versions.all("@clerk/backend")), None
    )
    standard = next(
        (one for one in versions.all("standardwebhooks") if "@clerk/backend" in one.via), None
    )
    return Libraries(
        clerk_rules(
            backend.version.release if backend and backend.version else None,
            standard.version.release if standard and standard.version else None,
        ),
        svix_rules(svix.version.release if svix and svix.version else None),
        f"@clerk/backend {backend.text}" if backend else "@clerk/backend",
        f"svix {svix.text}" if svix else "svix",
    )
