"""Where the app is built but on a developer's machine: Dockerfiles and GitHub workflows.

They are looked for where people keep them: in the app's folder and at the root of its workspace, in
`docker/` of either, in `.github/workflows/`. Where there are none, nothing more is loaded or read.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from clerkdoctor.evidence import Absent, Evidence
from clerkdoctor.facts.builds import ImageBuilds, WorkflowBuilds
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.project import App, Project
from clerkdoctor.typescript.sources import Sources

# What such a name ends with where Docker does not read it.
_NO_DOCKERFILES = (".dockerignore", ".md", ".bak", ".orig", ".j2", ".tpl", ".template", ".example",
                   ".swp", "~")  # fmt: skip


def add_builds(seen: Evidence, project: Project, app: App, sources: Sources) -> None:
    """Adds `ImageBuilds` and `WorkflowBuilds`."""
    if app.kind != "next":
        seen.add(ImageBuilds, Absent("no Next.js is built here"))
        seen.add(WorkflowBuilds, Absent("no Next.js is built here"))
        return
    root = project.workspace.folder if project.workspace else project.folder
    folders = tuple(dict.fromkeys((app.folder, root)))
    images = [path for folder in folders for path in _dockerfiles(folder)]
    workflows = [path for folder in folders for path in _workflows(folder)]
    seen.add(ImageBuilds, Absent("there is no Dockerfile"))
    seen.add(WorkflowBuilds, Absent("there is no GitHub workflow"))
    if not images and not workflows:
        return
    from clerkdoctor.gather.build_ground import ground

    here = ground(project, app, seen[Code], sources)
    if images:
        from clerkdoctor.gather.image_builds import image_builds

        seen.add(ImageBuilds, image_builds(here, images))
    if workflows:
        from clerkdoctor.gather.workflow_builds import workflow_builds

        seen.add(WorkflowBuilds, workflow_builds(here, workflows))


def _dockerfiles(folder: Path) -> Iterator[Path]:
    names = _names(folder)
    yield from (folder / name for name in names if _is_dockerfile(name))
    if "docker" in names:
        below = folder / "docker"
        yield from (below / name for name in _names(below) if _is_dockerfile(name))


def _workflows(folder: Path) -> Iterator[Path]:
    below = folder / ".github" / "workflows"
    yield from (below / name for name in _names(below) if name.endswith((".yml", ".yaml")))


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(one.name for one in entries if one.is_file() or one.name == "docker")
    except OSError:
        return []


def _is_dockerfile(name: str) -> bool:
    lower = name.lower()
    if lower.endswith(_NO_DOCKERFILES):
        return False
    return lower in ("dockerfile", "containerfile") or (
        lower.startswith("dockerfile.") or lower.endswith(".dockerfile")
    )
