"""Rows of the tables: a check, the facts, and what it says."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.check import Check, Level, Problem
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.place import Location
from clerkdoctor.facts.project import App
from clerkdoctor.judge import judge
from clerkdoctor.report import Result, Status
from clerkdoctor.secret import Secret
from tests.checks.facts import app, code, environment

# A fix begins with one of these, in its base form.
IMPERATIVES = (
    "Accept", "Activate", "Add", "Allow", "Answer", "Ask", "Await", "Call", "Catch", "Change",
    "Check", "Claim", "Close", "Compare", "Configure", "Copy", "Correct", "Create", "Define",
    "Delete", "Deploy", "Drop", "End", "Export", "Fetch", "Find", "Finish", "Follow", "Generate",
    "Give", "Handle", "Ignore", "Install", "Issue", "Keep", "Let", "List", "Look", "Make",
    "Mount", "Move", "Name", "Open", "Pass", "Pin", "Point", "Publish", "Put", "Raise", "Read",
    "Remember", "Remove", "Rename", "Replace", "Restart", "Return", "Run", "Save", "Send",
    "Serve", "Set", "Sign", "Skip", "Start", "State", "Stop", "Store", "Take", "Turn", "Unset",
    "Update", "Upgrade", "Use", "Verify", "Wrap", "Write",
)  # fmt: skip
# Words that say nothing, or that talk down to a reader.
UNWANTED = re.compile(r"\b(please|simply|should|just|obviously|invalid|incorrect)\b", re.IGNORECASE)


class Said(NamedTuple):
    """What is to be found in a problem: its level, words of its message, its place, words of its
    fix.
    """

    level: Level
    message: str
    at: str | None
    fix: str


class Row(NamedTuple):
    """One case. `facts` are found by their types; those that are not given are plain ones.

    `said` are the problems, in their order; `reason` is in the result's reason where there is one.
    """

    case: str
    check: Check
    facts: tuple[object, ...]
    status: Status
    said: tuple[Said, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.check.id}: {self.case}"


def passes(case: str, check: Check, *facts: object) -> Row:
    return Row(case, check, facts, "pass")


def fails(case: str, check: Check, *facts: object) -> Row:
    """The facts, and behind them what is said: `error(…)`, `warning(…)`, `note(…)`."""
    said = tuple(fact for fact in facts if isinstance(fact, Said))
    return Row(case, check, tuple(f for f in facts if not isinstance(f, Said)), "fail", said)


def unknown(case: str, check: Check, reason: str, *facts: object) -> Row:
    return Row(case, check, facts, "unknown", reason=reason)


def inapplicable(case: str, check: Check, reason: str, *facts: object) -> Row:
    return Row(case, check, facts, "not_applicable", reason=reason)


def error(message: str, *, at: str | None, fix: str) -> Said:
    return Said("error", message, at, fix)


def warning(message: str, *, at: str | None, fix: str) -> Said:
    return Said("warning", message, at, fix)


def note(message: str, *, at: str | None, fix: str) -> Said:
    return Said("note", message, at, fix)


def judged(*checks: Check, facts: tuple[object, ...]) -> tuple[Result, ...]:
    """What the judge makes of the facts; a crash of a check is a failed test."""
    evidence = Evidence()
    for plain in (environment(), code(), app()):
        evidence.found(plain)
    for fact in facts:
        evidence.found(fact)
    results, crashes = judge([("environment", check) for check in checks], {None: evidence})
    assert crashes == ()
    return results


def holds(row: Row) -> None:
    """The check says what the row says, and says it in the house's words."""
    (result,) = judged(row.check, facts=row.facts)
    shown = [(p.level or row.check.level, p.message, str(p.at), p.fix) for p in result.problems]
    assert result.status == row.status, (result.reason, shown)
    assert row.reason in (result.reason or "")
    assert len(result.problems) == len(row.said), shown
    for problem, said in zip(result.problems, row.said, strict=True):
        fix = problem.fix or row.check.fix
        assert (problem.level or row.check.level) == said.level, problem
        assert said.message in problem.message
        assert _place(problem.at) == said.at
        assert said.fix in fix
    for problem in result.problems:
        _is_well_said(problem, row)
    if result.reason:
        _is_a_sentence(result.reason)
        assert not _leaked(result.reason, row)


def _place(at: Location | None) -> str | None:
    return None if at is None else str(at)


def _is_well_said(problem: Problem, row: Row) -> None:
    fix = problem.fix or row.check.fix
    _is_a_sentence(problem.message)
    _is_a_sentence(fix.split("\n")[0])
    assert fix.split()[0] in IMPERATIVES, fix
    assert problem.about, "a problem says what it is about, or nothing can follow from it"
    assert not _leaked(f"{problem.message}\n{fix}", row)


def _is_a_sentence(text: str) -> None:
    assert not text.endswith("."), text
    assert text.count("`") % 2 == 0, text
    # What stands in backticks is quoted, such as the code `token-invalid`.
    assert not UNWANTED.search(re.sub("`[^`]*`", "``", text)), text
    assert "\n" not in text


def _leaked(text: str, row: Row) -> list[str]:
    """The values that stand in a text though they may be secrets: long, and no path or URL."""
    return [
        value
        for fact in row.facts
        for value in _values(fact)
        if len(value) >= 12 and not value.startswith(("/", "http")) and value in text
    ]


def _values(fact: object) -> Iterator[str]:
    if isinstance(fact, Secret):
        yield fact.reveal()
    elif isinstance(fact, dict):
        for value in fact.values():
            yield from _values(value)
    elif isinstance(fact, tuple) and not isinstance(fact, Code | App):
        for value in fact:
            yield from _values(value)


__all__ = [
    "Environment", "Row", "Said", "error", "fails", "holds", "inapplicable", "judged", "note",
    "passes", "unknown", "warning",
]  # fmt: skip
