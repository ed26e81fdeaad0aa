"""Checks × evidence → results. Pure: everything that could be seen is in the evidence."""

import posixpath
from collections.abc import Iterable, Mapping

from clerkdoctor.causes import Rule, explained, rules
from clerkdoctor.check import LEVELS, Check, Inapplicable, Problem, Unknown
from clerkdoctor.evidence import Absent, Declined, Evidence, Unavailable
from clerkdoctor.facts.place import Location, Place
from clerkdoctor.report import Crash, Result


def judge(
    checks: Iterable[tuple[str, Check]], apps: Mapping[str | None, Evidence]
) -> tuple[tuple[Result, ...], tuple[Crash, ...]]:
    """Every check, given with its subject, on every app; results in the checks' order per app."""
    results: list[Result] = []
    crashes: list[Crash] = []
    listed = list(checks)
    for app, evidence in apps.items():
        of_app: list[Result] = []
        for subject, check in listed:
            try:
                of_app.append(_result(subject, check, app, evidence))
            except Exception as error:  # noqa: BLE001 - a crash is one result, not the end
                crashes.append(Crash(check.id, app, where(error)))
        results.extend(_with_causes(of_app))
    return tuple(results), tuple(crashes)


def _result(subject: str, check: Check, app: str | None, evidence: Evidence) -> Result:
    facts = [evidence[kind] for kind in check.needs]
    for fact in facts:
        if isinstance(fact, Absent):
            return Result(check, subject, app, "not_applicable", check.level, reason=fact.reason)
    for fact in facts:
        if isinstance(fact, Unavailable | Declined):
            blind = isinstance(fact, Unavailable)
            return Result(
                check, subject, app, "unknown", check.level, reason=fact.reason, blind=blind
            )
    findings = list(check.judge(*facts))
    problems = tuple(
        finding._replace(at=_below(evidence.prefix, finding.at))
        for finding in findings
        if isinstance(finding, Problem)
    )
    if problems:
        level = max((problem.level or check.level for problem in problems), key=LEVELS.index)
        return Result(check, subject, app, "fail", level, problems)
    unknown = [finding for finding in findings if isinstance(finding, Unknown)]
    if unknown:
        return Result(check, subject, app, "unknown", check.level, reason=_reasons(unknown))
    if findings:
        reason = "; ".join(
            finding.reason for finding in findings if isinstance(finding, Inapplicable)
        )
        return Result(check, subject, app, "not_applicable", check.level, reason=reason)
    return Result(check, subject, app, "pass", check.level)


def _reasons(unknown: Iterable[Unknown]) -> str:
    return "; ".join(f"{one.reason} (at {one.at})" if one.at else one.reason for one in unknown)


def _below(prefix: str, at: Location | None) -> Location | None:
    """A place of the app as one of the project that was asked about."""
    if prefix == "." or not isinstance(at, Place):
        return at
    return at._replace(path=posixpath.normpath(f"{prefix}/{at.path}"))


def _with_causes(results: list[Result]) -> list[Result]:
    """The results of one app, with the cause of each failure that another one explains."""
    failed = {result.check.id: result for result in results if result.status == "fail"}
    related = rules() if len(failed) > 1 else {}
    return [
        result._replace(follows_from=_cause(result, failed, related))
        if result.status == "fail"
        else result
        for result in results
    ]


def _cause(
    result: Result, failed: Mapping[str, Result], rules: Mapping[str, tuple[Rule, ...]]
) -> str | None:
    """The first failed check that explains this one: together, its explanations explain it whole.

    They are about the same, or as a rule of `clerkdoctor.causes` relates them. A failure about
    something else besides has a cause of its own.
    """
    about = {problem.about for problem in result.problems}
    same = tuple(Rule(result.check.id, name, "same") for name in result.check.follows)
    left = set(about)
    first = None
    for rule in (*same, *rules.get(result.check.id, ())):
        cause = failed.get(rule.cause)
        if cause:
            of_cause = {problem.about for problem in cause.problems}
            shared = explained(rule.relation, of_cause, about)
            if shared:
                first = first or rule.cause
                left -= shared
    return None if left else first


def where(error: Exception) -> str:
    """The error's type and the line that raised it: never its text, which may hold a value."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    if not frame:
        return type(error).__name__
    name = frame.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("clerkdoctor/")[2]
    return f"{type(error).__name__} at clerkdoctor/{name}:{frame.tb_lineno}"
