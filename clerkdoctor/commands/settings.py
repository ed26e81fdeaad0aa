"""How a run goes by the project's `clerkdoctor.toml`: what is judged, and what is set aside."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from clerkdoctor.checks import Entry, catalogue
from clerkdoctor.errors import Trouble
from clerkdoctor.facts.settings import Settings
from clerkdoctor.report import Result

if TYPE_CHECKING:
    from clerkdoctor.gather.everything import Gathered
    from clerkdoctor.policy import Outcome


def settings_of(project: Path) -> Settings:
    """What `clerkdoctor.toml` in the project's folder states. Raises `Trouble`."""
    from clerkdoctor.gather.settings import settings

    return settings(project, lambda: tuple(entry.check.id for entry in catalogue()))


def settled(
    checks: Sequence[Entry], settings: Settings, asked: Sequence[str], now: float | None
) -> tuple[Entry, ...]:
    """The checks as the settings have them run; `now` in seconds since the epoch, or None."""
    if not settings.skip and not settings.levels:
        return tuple(checks)
    from clerkdoctor.policy import settled as by_settings

    day = _day(now)
    return tuple(one._replace(check=by_settings(one.check, settings, asked, day)) for one in checks)


def of_apps(seen: "Gathered", settings: Settings) -> "Gathered":
    """What was gathered of the apps that the settings name; of all where they name none."""
    for evidence in seen.evidence.values():
        evidence.found(settings)
    if not settings.apps:
        return seen
    by_path = {app.path: name for name, app in seen.apps.items()}
    for path in settings.apps:
        if path not in by_path:
            from clerkdoctor.nearest import nearest

            close = nearest(path, by_path, limit=3)
            meant = f"; did you mean `{close}`?" if close else ""
            listed = ", ".join(f"`{one}`" for one in by_path)
            raise Trouble(
                f"{settings.path}: `{path}` in `apps` is no app of this project{meant}",
                f"use one of {listed}",
            )
    names = [name for path, name in by_path.items() if path in settings.apps]
    return seen._replace(
        apps={name: seen.apps[name] for name in names},
        evidence={name: seen.evidence[name] for name in names},
        looked_at={name: seen.looked_at[name] for name in names},
    )


def outcome(
    results: tuple[Result, ...], settings: Settings, now: float | None, project: Path,
    baseline: Path | None, *, writes: bool,
) -> "Outcome":  # fmt: skip
    """What is left of the results by the settings and the baseline, which is written where asked.

    The baseline is the file that the user names, else the one that the settings name, from the
    project's folder.
    """
    if baseline is None and settings.baseline:
        baseline = project / settings.baseline
    if baseline is None and writes:
        from clerkdoctor.gather.baseline import NAME

        baseline = project / NAME
    from clerkdoctor import policy

    if baseline is None and not settings.skip:
        return policy.Outcome(results)
    if baseline is None:
        return policy.outcome(results, settings, _day(now))
    if writes:
        _write(baseline, [one for one in results if one.check.needs])
    from clerkdoctor.gather.baseline import baseline as read

    known = [policy.Known(*row) for row in read(baseline)]
    shown = str(baseline).replace("\\", "/")
    return policy.outcome(results, settings, _day(now), known, shown)


def _write(path: Path, results: Sequence[Result]) -> None:
    from clerkdoctor.gather.baseline import text
    from clerkdoctor.output import write_file
    from clerkdoctor.policy import of

    rows = of(results)
    write_file(path, text([row._asdict() for row in rows]))
    noun = "problem" if len(rows) == 1 else "problems"
    sys.stderr.write(
        f"clerkdoctor: `{path}` lists {len(rows)} {noun}\n"
        '  hint: later runs compare with it by --baseline, or by baseline = "…" in'
        " clerkdoctor.toml\n"
    )


def _day(now: float | None) -> date:
    return (datetime.now(UTC) if now is None else datetime.fromtimestamp(now, UTC)).date()
