"""Everything that the tool looks at, from top to bottom.

The project, its env files, its source code, the platforms' files and git. Nothing is looked at
anywhere else, nothing is written, and nothing is sent.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.errors import Trouble
from clerkdoctor.evidence import Absence, Absent, Declined, Evidence, Unavailable
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import Environment, ExampleEnv, Keyless, Mode
from clerkdoctor.facts.git import GitState
from clerkdoctor.facts.platform import TurboJson, VercelJson
from clerkdoctor.facts.project import App, NotAProject, Project, Workspace
from clerkdoctor.facts.urls import PageUrls
from clerkdoctor.gather import platform, tree
from clerkdoctor.gather.builds import add_builds
from clerkdoctor.gather.code import code
from clerkdoctor.gather.environment import environment, example_env
from clerkdoctor.gather.files import MEGABYTE, read
from clerkdoctor.gather.git import git_state
from clerkdoctor.gather.keys import add_environment
from clerkdoctor.gather.project import project as project_at
from clerkdoctor.gather.urls import page_urls
from clerkdoctor.nextjs.dotenv import dialect_of
from clerkdoctor.typescript.sources import Sources

if TYPE_CHECKING:
    from clerkdoctor.gather.collected import Collected


class Gathered(NamedTuple):
    """The evidence by app, and for each app a line on what was looked at.

    The key is the app's folder, None where there is one app only.
    """

    target: str
    apps: Mapping[str | None, App]
    evidence: Mapping[str | None, Evidence]
    looked_at: Mapping[str | None, str]


class Wanted(NamedTuple):
    """What the command is about: facts that no check of its needs are not gathered.

    `asked` are paths without a file that the user asks about.
    """

    mode: Mode = "development"
    routes: bool = False
    webhooks: bool = False
    asked: tuple[str, ...] = ()
    convex: bool = False


def gather(target: Path, wanted: Wanted) -> Gathered:
    """All facts about the project in this folder. Raises `Trouble` for none."""
    project = project_at(target)
    if isinstance(project, NotAProject):
        looked_for = ", ".join(project.looked_for)
        raise Trouble(
            f"{project.reason}; looked for {looked_for}",
            "stand in the folder of a Next.js app, or name it: clerkdoctor check PATH",
        )
    if not project.apps:
        raise Trouble(
            f"nothing in `{target}` depends on Next.js, on a Clerk SDK or on Convex",
            "name the folder of the app: clerkdoctor check PATH",
        )
    process = dict(os.environ)
    several = len(project.apps) > 1
    evidence: dict[str | None, Evidence] = {}
    looked_at: dict[str | None, str] = {}
    for app in project.apps:
        name = app.path if several else None
        evidence[name] = _evidence(project, app, wanted, process)
        looked_at[name] = _looked_at(app, wanted.mode, evidence[name])
    apps = {app.path if several else None: app for app in project.apps}
    if wanted.convex:
        from clerkdoctor.gather.convex import join_convex

        join_convex(project, apps, evidence)
    return Gathered(str(target), apps, evidence, looked_at)


def _evidence(project: Project, app: App, wanted: Wanted, process: Mapping[str, str]) -> Evidence:
    """One app's facts: the code first, since what it reads says which variables count."""
    seen = Evidence(prefix=app.path)
    seen.found(app)
    unread: list[tree.Skipped] = []
    files = list(tree.sources(app.folder, unread))
    convex_folder = app.convex.path if app.convex else None
    sources = project_sources(app, project.workspace)
    collected = _collected(app, files, sources, wanted)
    add = collected.add if collected else None
    written = code(app.folder, files, convex_folder, sources, unread, add)
    seen.found(written)
    add_environment(seen, _environment(app, written, wanted.mode, process), written)
    seen.add(ExampleEnv, example_env(app.folder) or Absent("there is no `.env.example`"))
    seen.add(Keyless, platform.keyless(app.folder))
    seen.add(PageUrls, page_urls(app, files))
    seen.add(VercelJson, platform.vercel_json(app.folder))
    seen.add(TurboJson, _turbo(project, app))
    add_builds(seen, project, app, sources)
    seen.add(GitState, _git(app, seen[Environment]))
    if collected:
        collected.finish(seen)
    return seen


def _collected(app: App, files: list[str], sources: Sources, wanted: Wanted) -> "Collected | None":
    if not (wanted.routes or wanted.webhooks or wanted.convex):
        return None
    from clerkdoctor.gather.collected import Collected

    return Collected(
        app,
        files,
        sources,
        wanted.asked,
        routes=wanted.routes,
        webhooks=wanted.webhooks,
        convex=wanted.convex,
    )


def _environment(
    app: App, written: Code, mode: Mode, process: Mapping[str, str]
) -> Environment | Absence:
    if app.kind != "next":
        return Absent("no Next.js runs here, so no env file is loaded")
    # In a workspace, Clerk can come through a package of its own.
    alone = app.workspace_root is None
    if alone and not _uses_clerk(app, written):
        return Absent("nothing here uses Clerk: no `@clerk/…` in package.json or in the code")
    above = app.workspace_root
    return environment(
        app.folder,
        mode,
        process,
        dialect_of(app.versions.major("next")),
        read_names={one.name for one in written.env_reads},
        elsewhere=["src", *([above] if above and above != "." else [])],
    )


def _uses_clerk(app: App, written: Code) -> bool:
    named = [one.name for one in app.manifest.dependencies]
    named += [one.module for one in written.imports]
    return any(name.startswith("@clerk/") for name in named)


def project_sources(app: App, workspace: Workspace | None = None) -> Sources:
    """The app's files as the code refers to each other, the workspace's packages among them."""

    def content(path: str) -> bytes | None:
        found = read(app.folder / path, 2 * MEGABYTE)
        return found if isinstance(found, bytes) else None

    def is_there(path: str) -> bool:
        return (app.folder / path).is_file()

    if workspace is None:
        return Sources(content, is_there)
    above = os.path.relpath(workspace.folder, app.folder).replace(os.sep, "/")
    packages = {
        one.name: above if one.path == "." else f"{above}/{one.path}"
        for one in workspace.members
        if one.name
    }
    return Sources(content, is_there, workspace=packages, boundary=above)


def _turbo(project: Project, app: App) -> TurboJson | Absence:
    if app.kind != "next":
        return Absent("no Next.js is built here")
    workspace = project.workspace
    root = workspace.folder if workspace else app.folder
    above = os.path.relpath(root, app.folder).replace(os.sep, "/")
    prefix = "" if above == "." else f"{above}/"
    manifest = workspace.manifest if workspace else app.manifest
    scripts = {one.name: one.command for one in manifest.scripts} if manifest else {}
    return platform.turbo_json(root, prefix, app.name, scripts, app.folder)


def _git(app: App, stated: object) -> GitState | Absence:
    """What git says of the env files that are there, and of `.env.local`, which may come."""
    names = [file.path for file in stated.files] if isinstance(stated, Environment) else []
    said = git_state(app.folder, tuple(dict.fromkeys([*names, ".env.local"])))
    if isinstance(said, Unavailable):
        # Not blind: a container without git is no reason to withhold the verdict on the rest.
        return Declined(f"{said.reason}, so which env files it tracks is not known")
    return said


def _looked_at(app: App, mode: Mode, seen: Evidence) -> str:
    """One line on what the judgement stands on."""
    parts = []
    for package, name in (
        ("next", "Next.js"),
        ("@clerk/nextjs", "@clerk/nextjs"),
        ("convex", "convex"),
    ):
        found = app.versions.get(package)
        if found:
            parts.append(f"{name} {found.text}")
    stated, written = seen[Environment], seen[Code]
    files = [f.path for f in stated.files if f.loaded] if isinstance(stated, Environment) else []
    parts.append(f"{mode}: {', '.join(files) or 'no env file'}")
    assert isinstance(written, Code)
    parts.append(f"{written.files} source files")
    return " · ".join(parts)
