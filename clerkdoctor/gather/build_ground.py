"""The ground that a build stands on: the app, its repository, the packages in it."""

import os
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from clerkdoctor.builds.package_scripts import Package, Repository
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, Project
from clerkdoctor.gather.run_time_keys import Provider, provider
from clerkdoctor.typescript.sources import Sources

KEY = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"


class Ground(NamedTuple):
    """The app, the root of its repository, and the packages in it; where Clerk's provider is."""

    app: App
    root: Path
    repository: Repository
    provider: Provider
    sources: Sources

    def place(self, path: Path, line: int | None = None) -> Place:
        return Place(os.path.relpath(path, self.app.folder).replace(os.sep, "/"), line)


def root_of(project: Project, app: App) -> Path:
    """The workspace's root, else the folder that was asked about; the app is below it."""
    root = project.workspace.folder if project.workspace else project.folder
    return root if app.folder.is_relative_to(root) else app.folder


def ground(project: Project, app: App, code: object, sources: Sources) -> Ground:
    """Where the app stands among the packages of its workspace, or of the project."""
    root = root_of(project, app)
    manifest = project.workspace.manifest if project.workspace else project.manifest
    found: dict[str, Package] = {}
    if manifest and root != app.folder:
        scripts = {one.name: one.command for one in manifest.scripts}
        found["."] = Package(".", manifest.name, scripts)
    for path, name in _members(project, root):
        found.setdefault(path, Package(path, name, {}))
    for one in (*project.apps, app):
        if one.folder.is_relative_to(root):
            path = one.folder.relative_to(root).as_posix()
            scripts = {script.name: script.command for script in one.manifest.scripts}
            found[path] = Package(path, one.name, scripts)
    own = app.folder.relative_to(root).as_posix()
    packages = Repository(tuple(found.values()), own)
    return Ground(app, root, packages, provider(app, code, sources), sources)


def _members(project: Project, root: Path) -> Iterator[tuple[str, str | None]]:
    """The workspace's packages; their paths are relative to the folder that was asked about."""
    for one in project.workspace.members if project.workspace else ():
        path = os.path.relpath(project.folder / one.path, root).replace(os.sep, "/")
        if not path.startswith(".."):
            yield posixpath.normpath(path), one.name


def fit_to_show(text: str) -> str:
    """A command or a name as it can stand in backticks."""
    made = "".join(char if char.isprintable() else " " for char in text).replace("`", "'")
    return made if len(made) <= 80 else f"{made[:79]}…"
