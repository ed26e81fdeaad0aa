"""The JSON document: `clerkdoctor.report/1`. Its keys and their order are a contract."""

import json
from typing import Any

from clerkdoctor import __version__
from clerkdoctor.check import Problem
from clerkdoctor.facts.place import Location, Place, Source
from clerkdoctor.report import Report, Result


def render(report: Report) -> str:
    """The report as one JSON document in ASCII, so that no terminal can be steered by it."""
    return json.dumps(document(report), indent=2).replace("\x7f", "\\u007f") + "\n"


def document(report: Report) -> dict[str, Any]:
    summary = report.summary
    return {
        "schema": "clerkdoctor.report/1",
        "tool": {"name": "clerkdoctor", "version": __version__},
        "command": report.command,
        "target": report.target,
        "verdict": report.verdict,
        "exit_code": report.exit_code,
        "summary": {
            "pass": summary.passed,
            "fail": summary.failed,
            "warn": summary.warned,
            "unknown": summary.unknown,
            "not_applicable": summary.not_applicable,
        },
        "results": [_result(result) for result in report.results],
        "crashes": [crash._asdict() for crash in report.crashes],
        "data": report.data,
    }


def _result(result: Result) -> dict[str, Any]:
    check = result.check
    return {
        "check": check.id,
        "subject": result.subject,
        "app": result.app,
        "title": check.title,
        "status": result.status,
        "level": result.level,
        "follows_from": result.follows_from,
        "problems": [_problem(problem, check.fix) for problem in result.problems],
        "reason": result.reason,
        "symptoms": list(check.symptoms),
        "references": list(check.references),
    }


def _problem(problem: Problem, fix: str) -> dict[str, Any]:
    return {
        "message": problem.message,
        "fix": problem.fix or fix,
        "location": location(problem.at) if problem.at else None,
    }


def location(at: Location) -> dict[str, Any]:
    """A place as the contract has it; what is not known of it is left out."""
    if isinstance(at, Place):
        return {key: value for key, value in at._asdict().items() if value is not None}
    if isinstance(at, Source):
        return {"source": at.name}
    return {"url": at.url}
