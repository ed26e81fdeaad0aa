"""What all checking commands share: options, gather, judge, render, write, and the exit code."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from clerkdoctor.check import Level
from clerkdoctor.checks import Entry
from clerkdoctor.commands.settings import of_apps, outcome, settings_of, settled
from clerkdoctor.facts.environment import Mode
from clerkdoctor.facts.project import App
from clerkdoctor.facts.settings import Settings
from clerkdoctor.report import Crash, Report, Result

if TYPE_CHECKING:
    from clerkdoctor.gather.everything import Gathered
    from clerkdoctor.render.lines import Screen


class Options(NamedTuple):
    """What every checking command lets its user choose. The fields are the contract's options."""

    format: str
    output: Path | None = None
    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    fail_on: Level = "error"
    mode: Mode = "development"
    now: str | None = None
    verbose: bool = False
    quiet: bool = False
    no_color: bool = False
    mode_is_stated: bool = True
    baseline: Path | None = None
    write_baseline: bool = False
    settings: Settings = Settings()


PROJECT_SUBJECTS = ("environment", "routes", "convex", "webhooks")
"""What is judged of a project in files: the others have a token, a key set, … to look at."""


def chosen(
    options: Options, subjects: Sequence[str], also: Sequence[str] = ()
) -> tuple[Entry, ...]:
    """The checks of these subjects that the user wants; a wrong name is a usage error."""
    from clerkdoctor.selection import UnknownName, select

    try:
        checks = select(options.only, options.skip, subjects, also)
    except UnknownName as error:
        raise typer.BadParameter(f"{error}. `clerkdoctor checks` lists them.") from None
    return settled(checks, options.settings, options.only, instant(options.now))


def with_settings(project: Path, options: Options) -> Options:
    """The options, and what the project's `clerkdoctor.toml` states where they state nothing."""
    stated = settings_of(project)
    mode = options.mode if options.mode_is_stated else stated.mode or options.mode
    return options._replace(settings=stated, mode=mode)


def judged(
    project: Path, options: Options, subjects: Sequence[str], asked: tuple[str, ...] = ()
) -> "tuple[Gathered, tuple[Result, ...], tuple[Crash, ...]]":
    """What is seen of a project, and what the checks of these subjects say of it."""
    from clerkdoctor.gather.everything import Wanted, gather
    from clerkdoctor.judge import judge

    instant(options.now)
    checks = chosen(options, subjects)
    wanted = Wanted(
        options.mode,
        "routes" in subjects,
        "webhooks" in subjects,
        asked,
        convex="convex" in subjects,
    )
    seen = of_apps(gather(project, wanted), options.settings)
    results, crashes = judge(checks, seen.evidence)
    return seen, results, crashes


def written(
    command: str,
    seen: "Gathered",
    results: tuple[Result, ...],
    crashes: tuple[Crash, ...],
    options: Options,
    data: dict[str, Any],
) -> int:
    """Write the report without what the settings and the baseline set aside; the exit code."""
    root = os.path.relpath(seen.target).replace(os.sep, "/")
    left = outcome(
        results, options.settings, instant(options.now), Path(seen.target), options.baseline,
        writes=options.write_baseline,
    )  # fmt: skip
    if left.set_aside or left.notices:
        aside = [one._asdict() | {"check": one.check.id} for one in left.set_aside]
        data = data | {"set_aside": aside, "notices": list(left.notices)}
    report = Report(
        command, seen.target, left.results, crashes, options.fail_on, seen.looked_at, data, root,
        left.set_aside, left.notices,
    )  # fmt: skip
    return write_report(report, options)


def app_data(app: App) -> dict[str, Any]:
    """What was found of an app, for the JSON document."""
    packages = {one.name: one.text for one in app.versions.packages if not one.via}
    return {"path": app.path, "name": app.name, "kind": app.kind, "packages": packages}


def write_report(report: Report, options: Options) -> int:
    from clerkdoctor.output import write, write_file

    text = _rendered(report, options)
    if options.output:
        write_file(options.output, text)
    else:
        write(text)
    return report.exit_code


def _rendered(report: Report, options: Options) -> str:
    if options.format != "checklist":
        from importlib import import_module

        # Each is a module of its name, with one function: a report as a text.
        rendered: str = import_module(f"clerkdoctor.render.{options.format}").render(report)
        return rendered
    from clerkdoctor.render.checklist import Detail, render

    detail: Detail = "verbose" if options.verbose else "quiet" if options.quiet else "normal"
    return render(report, screen(options), detail)


def screen(options: Options) -> "Screen":
    """What a text is made for: this terminal, a pipe, or a file."""
    from clerkdoctor.output import wants_color, width
    from clerkdoctor.render.lines import Screen

    to_file = options.output is not None
    return Screen(
        width=80 if to_file else width(sys.stdout),
        color=wants_color(sys.stdout, refused=options.no_color or to_file),
        encoding="utf-8" if to_file else sys.stdout.encoding,
    )


def instant(text: str | None) -> float | None:
    """`--now` as seconds since the epoch. A time without a zone is UTC."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        from datetime import UTC, datetime

        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise typer.BadParameter(
                f"--now is `{text}`; expected ISO 8601, as 2026-01-31T12:00:00Z, or epoch seconds"
            ) from None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
