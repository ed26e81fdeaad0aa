"""SARIF 2.1.0, for GitHub's code scanning and its kin.

Results are the failures alone. What is unknown, not applicable or crashed stands in the run's
properties: a scanner would otherwise show it as something to be mended.
"""

import json
from typing import Any

from clerkdoctor import __version__
from clerkdoctor.check import Check, Problem
from clerkdoctor.fingerprint import fingerprints
from clerkdoctor.render.paths import inside, place_of
from clerkdoctor.render.text import visible
from clerkdoctor.report import FAILED, PASSED, Report, Result

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://pypi.org/project/clerkdoctor/"


def render(report: Report) -> str:
    """The report as one SARIF log in ASCII."""
    return json.dumps(document(report), indent=2).replace("\x7f", "\\u007f") + "\n"


def document(report: Report) -> dict[str, Any]:
    rules = list(dict.fromkeys(result.check.id for result in report.results))
    checks = {result.check.id: (result.check, result.subject) for result in report.results}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "clerkdoctor",
                        "version": __version__,
                        "informationUri": _HOME,
                        "rules": [_rule(*checks[name]) for name in rules],
                    }
                },
                "automationDetails": {"id": _category(report)},
                "invocations": [
                    {
                        "executionSuccessful": report.exit_code in (PASSED, FAILED),
                        "exitCode": report.exit_code,
                    }
                ],
                "columnKind": "unicodeCodePoints",
                "results": _results(report, {name: at for at, name in enumerate(rules)}),
                "properties": _properties(report),
            }
        ],
    }


def _rule(check: Check, subject: str) -> dict[str, Any]:
    fix, *lines = check.fix.split("\n")
    block = "\n\n```\n" + "\n".join(lines) + "\n```" if lines else ""
    references = "".join(f"\n- <{reference}>" for reference in check.references)
    return {
        "id": check.id,
        "name": check.id,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.why.split("\n\n")[0]},
        "help": {
            "text": f"{check.why}\n\n{check.fix}",
            "markdown": f"{check.why}\n\n**Fix**: {fix}{block}\n\n**See**{references}",
        },
        "helpUri": check.references[0],
        "defaultConfiguration": {"level": check.level},
        "properties": {"subject": subject, "tags": ["clerk", subject]},
    }


def _category(report: Report) -> str:
    """What keeps the projects of one repository apart: an upload replaces those of its category."""
    project = inside(".", report.root)
    parts = ("clerkdoctor", report.command, *([project] if project not in (None, ".") else []))
    return "/".join(_uri(part) for part in parts) + "/"


def _results(report: Report, rules: dict[str, int]) -> list[dict[str, Any]]:
    return [
        _result(problem, result, report, rules[result.check.id], print_)
        for result, problem, print_ in fingerprints(report.results)
    ]


def _result(
    problem: Problem, result: Result, report: Report, rule: int, fingerprint: str
) -> dict[str, Any]:
    place, is_own = place_of(problem, result, report)
    region = {
        "startLine": place.line or 1,
        **({"startColumn": place.column} if place.column else {}),
    }
    elsewhere = f" (seen at {problem.at})" if problem.at and not is_own else ""
    text = f"{problem.message}{elsewhere}. Fix: {problem.fix or result.check.fix}"
    return {
        "ruleId": result.check.id,
        "ruleIndex": rule,
        "level": problem.level or result.check.level,
        "message": {"text": "\n".join(visible(line) for line in text.split("\n"))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(place.path), "uriBaseId": "%SRCROOT%"},
                    "region": region,
                }
            }
        ],
        "partialFingerprints": {"clerkdoctor/v1": fingerprint},
        "properties": {
            "app": result.app,
            "followsFrom": result.follows_from,
        },
    }


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/~", errors="surrogatepass")


def _properties(report: Report) -> dict[str, Any]:
    summary = report.summary
    return {
        "verdict": report.verdict,
        "summary": {
            "pass": summary.passed,
            "fail": summary.failed,
            "warn": summary.warned,
            "unknown": summary.unknown,
            "not_applicable": summary.not_applicable,
        },
        "unknown": _reasons(report, "unknown"),
        "notApplicable": _reasons(report, "not_applicable"),
        "passed": [
            {"check": one.check.id, "app": one.app}
            for one in report.results
            if one.status == "pass"
        ],
        "setAside": [
            {
                "check": one.check.id,
                "app": one.app,
                "kind": one.kind,
                "reason": visible(one.reason),
                "problems": one.problems,
            }
            for one in report.set_aside
        ],
        "crashes": [crash._asdict() for crash in report.crashes],
    }


def _reasons(report: Report, status: str) -> list[dict[str, Any]]:
    return [
        {"check": one.check.id, "app": one.app, "reason": visible(one.reason or "")}
        for one in report.results
        if one.status == status
    ]
