"""The deployments as evidence: for each app, every source that the user names."""

import os
from collections.abc import Callable, Iterator, Mapping

from clerkdoctor.evidence import Absent, Evidence, Unavailable
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.deployed import (
    Deployed,
    DeployedSource,
    DeployedValue,
    SourcesRead,
    Target,
    not_whole,
)
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.place import Source
from clerkdoctor.facts.project import App
from clerkdoctor.gather.deployed.sources import Against, Setting, read_sources
from clerkdoctor.variables import VARIABLES

_CLERK_ONLY = "neither Next.js nor Convex functions run here"


def add_deployed(
    apps: Mapping[str | None, App],
    evidence: Mapping[str | None, Evidence],
    chosen: Against,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """The facts about deployments, for every app that is deployed.

    A file is read once, since standard input ends; Vercel is asked for each app, which may be
    linked to a project of its own.
    """
    kept: dict[str, DeployedSource] = {}
    for name, app in apps.items():
        seen = evidence[name]
        if app.kind == "clerk":
            for kind in (Deployed, SourcesRead):
                seen.missing(kind, Absent(_CLERK_ONLY))
            continue
        asked = chosen._replace(sources=tuple(s for s in chosen.sources if s.label not in kept))
        read = read_sources(asked, _setting(app, seen), tell)
        found = {one.label: one for one in read}
        files = {one.label for one in chosen.sources if one.kind == "file"}
        kept |= {label: one for label, one in found.items() if label in files}
        found |= kept
        order = [one.label for one in chosen.sources]
        sources = sorted(found.values(), key=lambda one: _rank(one.label, order))
        if app.kind == "convex" and len(apps) > 1:
            # What Vercel has is of the apps beside it.
            sources = [one for one in sources if one.side == "convex"]
        _add(seen, tuple(sources))


def _rank(label: str, order: list[str]) -> int:
    return order.index(label) if label in order else order.index("vercel")


def _setting(app: App, seen: Evidence) -> Setting:
    process = dict(os.environ)
    stated = seen[Environment]
    own = list(process.items())
    if isinstance(stated, Environment):
        own += [(one.name, one.value.reveal()) for one in stated.variables.values()]
    return Setting(app.folder, process, tuple(own))


def _add(seen: Evidence, sources: tuple[DeployedSource, ...]) -> None:
    stated, written = seen[Environment], seen[Code]
    local = _local(stated) if isinstance(stated, Environment) else None
    wanted = {row.name for row in VARIABLES}
    if isinstance(written, Code):
        wanted |= {one.name for one in written.env_reads}
    for one in (local, *sources):
        if one and "printenv" not in one.notes:
            wanted |= one.variables.keys()
    sources = tuple(_without_strangers(sources, wanted))
    seen.found(Deployed(sources, local))
    reasons = not_whole(sources)
    if reasons:
        seen.missing(SourcesRead, Unavailable("; ".join(reasons)))
    else:
        seen.found(SourcesRead(tuple(one.label for one in sources)))


def _without_strangers(
    sources: tuple[DeployedSource, ...], wanted: set[str]
) -> Iterator[DeployedSource]:
    """A process's environment has `PATH` and `HOME`, too, which nobody asks about."""
    for one in sources:
        is_process = "printenv" in one.notes
        kept = {name: v for name, v in one.variables.items() if not is_process or name in wanted}
        yield one._replace(variables=kept)


def _local(stated: Environment) -> DeployedSource:
    """What Next.js would load here, as a source beside the others."""
    place = Source("local")
    values = {
        one.name: DeployedValue(one.name, one.value, place) for one in stated.variables.values()
    }
    target: Target = "production" if stated.mode == "production" else "development"
    return DeployedSource("local", "local", "next", target, values)
