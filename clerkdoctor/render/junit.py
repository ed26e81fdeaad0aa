"""JUnit XML, for CI systems that show tests: each check is a case.

A check that failed below the level that fails the run is a case that passed, with what it found
as its output: so that this format has the verdict of all others.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from clerkdoctor.check import LEVELS
from clerkdoctor.render.text import visible
from clerkdoctor.report import Report, Result, SetAside

_SKIPPED = {"unknown": "unknown", "not_applicable": "not applicable"}


def render(report: Report) -> str:
    """The report as one XML document."""
    root = Element("testsuites", name=f"clerkdoctor {report.command}")
    groups: dict[tuple[str | None, str], list[Result]] = {}
    for result in report.results:
        groups.setdefault((result.app, result.subject), []).append(result)
    aside: dict[tuple[str | None, str], list[SetAside]] = {}
    for one in report.set_aside:
        groups.setdefault((one.app, one.subject), [])
        aside.setdefault((one.app, one.subject), []).append(one)
    for key, results in groups.items():
        app, subject = key
        suite = _suite(root, f"{app}: {subject}" if app else subject, results, report)
        for left_out in aside.get(key, ()):
            _set_aside(suite, left_out)
        _count(suite)
    if report.crashes:
        suite = SubElement(root, "testsuite", name="crashes")
        for crash in report.crashes:
            case = SubElement(suite, "testcase", classname="crashes", name=crash.check)
            message = f"crashed: {crash.error}. This is a fault of clerkdoctor"
            SubElement(case, "error", message=visible(message), type="crash")
        _count(suite)
    for name in ("tests", "failures", "errors"):  # the schema has no sum of the skipped ones
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(root: Element, name: str, results: Iterable[Result], report: Report) -> Element:
    suite = SubElement(root, "testsuite", name=visible(name))
    for result in results:
        case = _case(suite, result.app, result.subject, result.check.id)
        if result.status == "fail":
            _failure(case, result, report)
        elif result.status in _SKIPPED:
            reason = f"{_SKIPPED[result.status]}: {result.reason or ''}"
            SubElement(case, "skipped", message=visible(reason))
    return suite


def _set_aside(suite: Element, one: SetAside) -> None:
    name = one.check.id if one.kind == "skipped" else f"{one.check.id} (baseline)"
    case = _case(suite, one.app, one.subject, name)
    SubElement(case, "skipped", message=visible(f"{one.kind}: {one.reason}"))


def _case(suite: Element, app: str | None, subject: str, name: str) -> Element:
    classname = f"{app or 'app'}.{subject}".replace("/", ".")
    return SubElement(suite, "testcase", classname=visible(classname), name=name)


def _failure(case: Element, result: Result, report: Report) -> None:
    lines = [result.check.title]
    for problem in result.problems:
        at = f"{problem.at}: " if problem.at else ""
        lines += [f"{at}{problem.message}", f"fix: {problem.fix or result.check.fix}"]
    text = "\n".join(visible(line) for part in lines for line in part.split("\n"))
    if LEVELS.index(result.level) >= LEVELS.index(report.fail_on):
        first = visible(result.problems[0].message)
        found = SubElement(case, "failure", message=first, type=result.level)
    else:
        found = SubElement(case, "system-out")
        text = f"{result.level}: {text}"
    found.text = text


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in suite)))
