"""Which Vercel project a folder is linked to, and the key that asks about it.

Source: vercel, util/projects/link and util/config/global-path. Nothing is written, and a key that
has expired is not renewed: that is the CLI's to do.
"""

import sys
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from clerkdoctor import json_text
from clerkdoctor.gather.files import MEGABYTE, Missing, Unreadable, read
from clerkdoctor.secret import Secret


class Link(NamedTuple):
    """The project by its id or name, and the team, where it is not the user's own account."""

    project: str
    team: str | None


class Fault(NamedTuple):
    """Why there is no link or no key: the predicate of a sentence about the source."""

    reason: str


def link(
    folder: Path, process: Mapping[str, str], project: str | None, team: str | None
) -> Link | Fault:
    """What the options say, else the two variables, else the nearest `.vercel` above."""
    if project:
        return Link(project, team)
    stated = process.get("VERCEL_PROJECT_ID"), process.get("VERCEL_ORG_ID")
    if stated[0]:
        return Link(stated[0], team or _team(stated[1]))
    found = _linked(folder)
    if isinstance(found, Fault):
        return found
    return Link(found.project, team or found.team)


def _linked(folder: Path) -> Link | Fault:
    own = _object(folder / ".vercel" / "project.json")
    if own and isinstance(own.get("projectId"), str):
        return Link(str(own["projectId"]), _team(own.get("orgId")))
    here = folder.absolute()
    for above in (here, *here.parents):
        of_repository = _object(above / ".vercel" / "repo.json")
        if of_repository:
            return _of_repository(of_repository, here.relative_to(above).as_posix())
        if (above / ".git").exists():
            break
    return Fault("is linked to no project: run `vercel link`, or name it with --vercel-project")


def _of_repository(stated: Mapping[str, object], folder: str) -> Link | Fault:
    """The project whose directory is the nearest above the folder, as the CLI chooses it."""
    projects = stated.get("projects")
    best: tuple[int, Link] | None = None
    for one in projects if isinstance(projects, list) else ():
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            continue
        directory = str(one.get("directory") or ".")
        depth = len(PurePosixPath(directory).parts)
        inside = directory == "." or f"{folder}/".startswith(f"{directory}/")
        if inside and (best is None or depth > best[0]):
            best = depth, Link(one["id"], _team(one.get("orgId") or stated.get("orgId")))
    if best:
        return best[1]
    return Fault("has no project for this folder in `.vercel/repo.json`")


def _team(owner: object) -> str | None:
    """The team's id; a project of the user's own account is asked about without one."""
    return owner if isinstance(owner, str) and owner.startswith("team_") else None


def token(process: Mapping[str, str], *, auth_file: Path | None) -> Secret | Fault:
    """`VERCEL_TOKEN`, or what the CLI keeps where the user says that it may be read."""
    stated = process.get("VERCEL_TOKEN", "").strip()
    if stated:
        return Secret(stated)
    if auth_file is None:
        return Fault(
            "cannot be asked without a token: set VERCEL_TOKEN, or say with --vercel-login that the"
            " one of `vercel login` may be used"
        )
    kept = _object(auth_file)
    found = kept.get("token") if kept else None
    if not kept or not isinstance(found, str) or not found:
        return Fault(f"cannot be asked: `{auth_file}` holds no token; run `vercel login`")
    expires = kept.get("expiresAt")
    if isinstance(expires, int | float) and expires < time.time():
        return Fault(
            f"cannot be asked: the token in `{auth_file}` has expired; run `vercel whoami`"
        )
    return Secret(found)


def login_file(process: Mapping[str, str]) -> Path:
    """Where `vercel login` keeps its token on this system."""
    home = Path(process.get("HOME") or process.get("USERPROFILE") or Path("~").expanduser())
    if sys.platform == "darwin":
        data = home / "Library" / "Application Support"
    elif sys.platform == "win32":
        data = Path(process.get("APPDATA") or home / "AppData" / "Roaming") / "xdg.data"
    else:
        data = Path(process.get("XDG_DATA_HOME") or home / ".local" / "share")
    return data / "com.vercel.cli" / "auth.json"


def _object(path: Path) -> dict[str, object] | None:
    content = read(path, MEGABYTE)
    if isinstance(content, Missing | Unreadable):
        return None
    text = json_text.decode(content)
    stated = None if isinstance(text, json_text.NotJson) else json_text.load(text)
    return stated if isinstance(stated, dict) else None
