"""Markdown that reads well as a job's summary on GitHub, and as plain text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clerkdoctor.check import LEVELS
from clerkdoctor.headline import following, headline
from clerkdoctor.render.text import visible
from clerkdoctor.report import Report, Result, SetAside

_SIGNS = {"error": "❌", "warning": "⚠️", "note": "💡"}
_VERDICTS = {"pass": "✅ pass", "fail": "❌ fail", "unknown": "❔ unknown"}


def render(report: Report) -> str:
    """The verdict, what failed with its fix, what is not known, and what is right, folded."""
    return "\n".join(_lines(report)).rstrip("\n") + "\n"


def _lines(report: Report) -> Iterator[str]:
    summary = report.summary
    yield f"## clerkdoctor {report.command}: {_VERDICTS[report.verdict]}"
    yield ""
    yield (
        f"{summary.failed} errors · {summary.warned} warnings · {summary.passed} passed"
        f" · {summary.unknown} unknown · {summary.not_applicable} not applicable"
        + (f" · {len(report.set_aside)} set aside" if report.set_aside else "")
    )
    for app, looked_at in report.looked_at.items():
        yield ""
        yield f"*{f'{escaped(app)}: ' if app else ''}{escaped(looked_at)}*"
    for notice in report.notices:
        yield ""
        yield f"⚠️ {escaped(notice)}"
    for sentence in report.data.get("explanation", ()):
        yield ""
        yield escaped(sentence)
    for row in report.data.get("checklist", ()):
        yield from _documented(row)
    first = headline(report.results)
    if first:
        yield ""
        yield f"**Most likely cause**: {escaped(first)}"
    failed = [one for one in report.results if one.status == "fail"]
    roots = [one for one in failed if one.follows_from is None]
    for result in sorted(roots, key=lambda one: -LEVELS.index(one.level)):
        yield from _failure(result, failed)
    for crash in report.crashes:
        yield ""
        text = f"`{crash.check}` crashed: {crash.error}. This is a fault of clerkdoctor"
        yield f"❌ {escaped(text)}"
    yield from _folded("Unknown", _reasons(report))
    yield from _folded("Set aside", (_aside(one) for one in report.set_aside))
    passed = [one for one in report.results if one.status == "pass"]
    yield from _folded("Passed", (_line(one) for one in passed))


def _failure(result: Result, failed: list[Result]) -> Iterator[str]:
    app = f" ({escaped(result.app)})" if result.app else ""
    yield ""
    yield f"### {_SIGNS[result.level]} {escaped(result.check.title)}{app}"
    yield ""
    for problem in result.problems:
        at = f" — {code(str(problem.at))}" if problem.at else ""
        yield f"- {escaped(problem.message)}{at}"
    for fix in dict.fromkeys(problem.fix or result.check.fix for problem in result.problems):
        sentence, *lines = fix.split("\n")
        yield ""
        yield f"**Fix**: {escaped(sentence)}"
        if lines:
            fence = "`" * (max(3, *(_longest(line) + 1 for line in lines)))
            yield ""
            yield from (fence, *(visible(line) for line in lines), fence)
    followers = following(result, failed)
    if followers:
        yield ""
        names = ", ".join(f"`{one.check.id}`" for one in followers)
        yield f"Follows from this: {names}"
    yield ""
    references = " · ".join(f"<{reference}>" for reference in result.check.references)
    yield f"`{result.check.id}` · {references}"


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", f"<details><summary>{title} ({len(found)})</summary>", "")
        yield from found
        yield from ("", "</details>")


def _reasons(report: Report) -> Iterator[str]:
    for one in report.results:
        if one.status == "unknown":
            app = f"{escaped(one.app)}: " if one.app else ""
            yield f"- {app}`{one.check.id}`: {escaped(one.reason or '')}"


def _documented(row: Mapping[str, Any]) -> Iterator[str]:
    """A line of a documented checklist, ticked where it is right."""
    yield ""
    box = "x" if row["status"] == "pass" else " "
    names = ", ".join(f"`{name}`" for name in row["checks"]) if box == " " else ""
    yield f"- [{box}] {escaped(row['line'])}: {row['status']}{f' ({names})' if names else ''}"


def _aside(one: SetAside) -> str:
    app = f"{escaped(one.app)}: " if one.app else ""
    return f"- {app}`{one.check.id}` ({one.kind}): {escaped(one.reason)}"


def _line(result: Result) -> str:
    app = f"{escaped(result.app)}: " if result.app else ""
    return f"- {app}{escaped(result.check.title)}"


def escaped(text: str) -> str:
    """Our sentence with literals in backticks; all else that Markdown would read is escaped."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:  # a backtick too many: a value has one
        return _plain("`".join(parts))
    return "".join(code(part) if at % 2 else _plain(part) for at, part in enumerate(parts))


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", text)


def code(text: str) -> str:
    """A literal, however many backticks it has."""
    text = visible(text)
    fence = "`" * (_longest(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _longest(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
