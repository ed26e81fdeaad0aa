"""The keys of the project whose running app is looked at, as its env files for a mode have them."""

from pathlib import Path

from clerkdoctor.clerk.hosts import PRODUCTION_API
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.environment import Environment, Mode
from clerkdoctor.facts.keys import PublishableKeyVariable, SecretKeyVariable
from clerkdoctor.facts.project import NotAProject
from clerkdoctor.gather.tokens import Settings


def project_settings(project: Path | None, mode: Mode) -> Settings:
    """The app's keys; none where no folder was named and this one is no project.

    Raises `Trouble` for a folder that was named and is none.
    """
    folder = project or Path()
    if project is None and not _is_project(folder):
        return Settings()
    from clerkdoctor.gather.everything import Wanted, gather

    seen = gather(folder, Wanted(mode))
    name, app = next(
        ((name, app) for name, app in seen.apps.items() if app.kind == "next"),
        next(iter(seen.apps.items())),
    )
    found = _keys(seen.evidence[name])
    return found._replace(app=app)


def _keys(evidence: Evidence) -> Settings:
    key, secret = evidence[PublishableKeyVariable], evidence[SecretKeyVariable]
    found = Settings(
        publishable=key if isinstance(key, PublishableKeyVariable) else None,
        secret=secret if isinstance(secret, SecretKeyVariable) else None,
    )
    stated = evidence[Environment]
    own = stated.stated("CLERK_API_URL") if isinstance(stated, Environment) else None
    if own:
        return found._replace(backend_api=own.value.reveal().rstrip("/"))
    parsed = found.publishable_key
    return found._replace(backend_api=parsed.backend_api if parsed else PRODUCTION_API)


def _is_project(folder: Path) -> bool:
    if not any((above / "package.json").exists() for above in (folder, *folder.absolute().parents)):
        return False
    from clerkdoctor.gather.project import project

    found = project(folder)
    return not isinstance(found, NotAProject) and bool(found.apps)
