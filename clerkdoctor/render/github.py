"""GitHub's workflow commands: each problem as an annotation at its line.

Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of
@actions/core (`command.ts`).
"""

from collections.abc import Iterator

from clerkdoctor.check import Level
from clerkdoctor.render.paths import place_of
from clerkdoctor.render.text import visible
from clerkdoctor.report import Report, Result

_COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report) -> str:
    """One command a problem, then one line with the verdict."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for result in report.results:
        if result.status == "fail":
            yield from _problems(result, report)
    for crash in report.crashes:
        text = f"`{crash.check}` crashed: {crash.error}. This is a fault of clerkdoctor"
        yield f"::error title={_property('clerkdoctor')}::{_data(text)}"
    for notice in report.notices:
        yield f"::warning title={_property('clerkdoctor')}::{_data(notice)}"
    summary = report.summary
    aside = f", {len(report.set_aside)} set aside" if report.set_aside else ""
    yield (
        f"clerkdoctor {report.command}: {report.verdict}; {summary.failed} errors,"
        f" {summary.warned} warnings, {summary.passed} passed, {summary.unknown} unknown{aside}"
    )


def _problems(result: Result, report: Report) -> Iterator[str]:
    for problem in result.problems:
        place, is_own = place_of(problem, result, report)
        where = [f"file={_property(place.path)}"] if is_own else []
        if is_own and place.line:
            where.append(f"line={place.line}")
        if is_own and place.column:
            where.append(f"col={place.column}")
        title = f"{result.check.title} ({result.check.id})"
        settings = ",".join([*where, f"title={_property(title)}"])
        elsewhere = f" (at {problem.at})" if problem.at and not is_own else ""
        text = f"{problem.message}{elsewhere}\nfix: {problem.fix or result.check.fix}"
        yield f"::{_COMMANDS[problem.level or result.check.level]} {settings}::{_data(text)}"


def _data(text: str) -> str:
    """A message of several lines: `%` and line breaks are escaped."""
    shown = "\n".join(visible(line) for line in text.split("\n"))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
