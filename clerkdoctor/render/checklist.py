"""The checklist for people: first what failed and how to mend it, then what is right."""

from collections.abc import Iterator, Sequence
from typing import Literal

from clerkdoctor.check import LEVELS, Problem
from clerkdoctor.headline import following, headline
from clerkdoctor.render.line import Line
from clerkdoctor.render.lines import STYLE, Lines, Screen
from clerkdoctor.render.text import glyph, visible
from clerkdoctor.report import Report, Result

Detail = Literal["quiet", "normal", "verbose"]

_PROBLEMS_SHOWN = 5
_TICKS_SHOWN = 40


def render(report: Report, screen: Screen, detail: Detail = "normal") -> str:
    """The report as text that fits the screen, ending in the verdict."""
    return _Checklist(report, screen, detail).whole()


class _Checklist(Lines):
    def __init__(self, report: Report, screen: Screen, detail: Detail) -> None:
        super().__init__(screen)
        self.report = report
        self.detail = detail

    def whole(self) -> str:
        return self.text(
            [
                *self._head(),
                *self._diagnosis(),
                *self._routes(),
                *self._stories(),
                *self._body(),
                *self._variables(),
                *self._crashes(),
                *self._notices(),
                *self._foot(),
            ]
        )

    def _diagnosis(self) -> Iterator[Line]:
        """What is most likely, and the documented lines: `diagnose`' own part."""
        if self.report.command == "diagnose":
            from clerkdoctor.render.diagnosis import diagnosis

            yield from diagnosis(self, self.report.data, whole=self.detail == "verbose")
            if None in self.report.looked_at:
                yield Line()

    def _routes(self) -> Iterator[Line]:
        """Every route and who gets there: `check-routes`' own part."""
        if self.report.command == "check-routes" and self.detail != "quiet":
            from clerkdoctor.render.route_lines import route_lines

            yield from route_lines(self, self.report.data, whole=self.detail == "verbose")

    def _stories(self) -> Iterator[Line]:
        """The chain of `check-convex`, the recording of `check-session`."""
        if self.detail == "quiet":
            return
        if "chain" in self.report.data or self.report.command == "check-convex":
            from clerkdoctor.render.chain import chain_lines

            yield from chain_lines(self, self.report.data)
        if "recording" in self.report.data:
            from clerkdoctor.render.session_lines import session_lines

            yield from session_lines(self, self.report.data, whole=self.detail == "verbose")

    # The parts, from top to bottom

    def _head(self) -> Iterator[Line]:
        if self.detail == "quiet":
            return
        head = Line(f"clerkdoctor {self.report.command}", "bold")
        yield from self.hang(head, f"  {self.report.target}", 2)

    def _body(self) -> Iterator[Line]:
        apps: dict[str | None, list[Result]] = {app: [] for app in self.report.looked_at}
        for result in self.report.results:
            apps.setdefault(result.app, []).append(result)
        for app, results in apps.items():
            failed = any(result.status == "fail" for result in results)
            if self.detail != "quiet" or (failed and app is not None):
                yield from self._app(app)
            if self.detail != "quiet":
                yield from self._flow(app, results)
                yield from self._first(results)
            yield from self._failures(results)
            if self.detail != "quiet":
                yield from self._rest(results)
                yield from self._set_aside(app)

    def _app(self, app: str | None) -> Iterator[Line]:
        looked_at = self.report.looked_at.get(app)
        if app is not None:
            yield Line()
            yield from self.hang(Line(visible(app), "bold"), "", 2)
        if looked_at:
            yield from self.hang(Line("", "dim"), looked_at, 2, "dim")

    def _flow(self, app: str | None, results: Sequence[Result]) -> Iterator[Line]:
        """The ways of a sign-in and of a webhook at a glance: `check`'s own part."""
        if self.report.command == "check":
            from clerkdoctor.render.flow import flow

            aside = [one for one in self.report.set_aside if one.app == app]
            yield from flow(self, results, aside)

    def _first(self, results: Sequence[Result]) -> Iterator[Line]:
        """Where to begin, where several checks failed."""
        first = headline(results, names_app=False)
        if first:
            yield Line()
            head = "most likely cause  " if self.width >= 40 else "cause  "
            yield from self.hang(Line(head, "bold"), first, 2)

    def _failures(self, results: Sequence[Result]) -> Iterator[Line]:
        failed = [result for result in results if result.status == "fail"]
        roots = [result for result in failed if result.follows_from is None]
        roots.sort(key=lambda result: -LEVELS.index(result.level))
        for root in roots:
            yield Line()
            yield from self._failure(root)
            yield from self._followers(root, failed)

    def _failure(self, result: Result) -> Iterator[Line]:
        yield from self.marked(result.level, result.check.title)
        problems = result.problems
        shown = problems if self.detail == "verbose" else problems[:_PROBLEMS_SHOWN]
        for problem in shown:
            yield from self._problem(problem)
        if len(problems) > len(shown):
            more = f"… and {len(problems) - len(shown)} more (--verbose shows them)"
            yield from self.hang(Line("  "), more, 2, "dim")
        for fix in dict.fromkeys(problem.fix or result.check.fix for problem in shown):
            yield from self._fix(fix)
        yield from self.hang(Line("  why  ", "dim"), f"clerkdoctor explain {result.check.id}", 7)
        if self.detail == "verbose":
            for reference in result.check.references:
                yield from self.hang(Line("  see  ", "dim"), reference, 7)

    def _problem(self, problem: Problem) -> Iterator[Line]:
        yield from self.hang(Line("  "), problem.message, 2)
        if problem.at:
            yield from self.hang(Line("  at   ", "dim"), str(problem.at), 7, "bold")

    def _fix(self, fix: str) -> Iterator[Line]:
        """A sentence, and below it, unwrapped, the lines to paste."""
        sentence, *lines = fix.split("\n")
        yield from self.hang(Line("  fix  ", "dim"), sentence, 7)
        for line in lines:
            yield Line.assemble("       ", (visible(line), "bold"))

    def _followers(self, root: Result, failed: Sequence[Result]) -> Iterator[Line]:
        for result in following(root, failed):
            sign = "↳" if self.screen.unicode else ">"
            line = f"{result.check.title} ({result.check.id}) follows from this"
            yield from self.hang(Line(f"  {sign} ", STYLE[result.level]), line, 4, "dim")

    def _rest(self, results: Sequence[Result]) -> Iterator[Line]:
        yield from self._reasons("unknown", results)
        passed = [result for result in results if result.status == "pass"]
        if passed:
            yield Line()
        if self.detail == "verbose" or len(passed) <= _TICKS_SHOWN:
            for result in passed:
                yield from self.marked("pass", result.check.title)
        else:
            yield from self._counted(passed)
        if self.detail == "verbose":
            yield from self._reasons("not_applicable", results)

    def _counted(self, passed: Sequence[Result]) -> Iterator[Line]:
        """A line for each subject, where a line for each check would be more than a screen."""
        subjects = dict.fromkeys(result.subject for result in passed)
        for subject in subjects:
            count = sum(result.subject == subject for result in passed)
            yield from self.marked("pass", f"{subject}: {_count(count, 'check')}")
        yield from self.hang(Line(" " * 11), "--verbose lists them", 11, "dim")

    def _reasons(
        self, status: Literal["unknown", "not_applicable"], results: Sequence[Result]
    ) -> Iterator[Line]:
        """Results that say nothing, gathered by their reason: one cause, one line."""
        by_reason: dict[str, list[str]] = {}
        for result in results:
            if result.status == status:
                by_reason.setdefault(result.reason or "", []).append(result.check.id)
        for reason, ids in by_reason.items():
            yield Line()
            yield from self.marked(status, reason)
            yield from self.hang(Line(" " * 11), ", ".join(ids), 11, "dim")

    def _set_aside(self, app: str | None) -> Iterator[Line]:
        """What the project's settings leave out: named, so that nothing is out of sight."""
        aside = [one for one in self.report.set_aside if one.app == app]
        if aside:
            yield Line()
        for one in aside:
            text = f"{one.check.id}: {one.reason}"
            yield from self.hang(
                Line(
                    f"{glyph('not_applicable', unicode=self.screen.unicode)} {one.kind:<9}",
                    STYLE["not_applicable"],
                ),
                text,
                11,
            )

    def _variables(self) -> Iterator[Line]:
        """Which variables there are and where each comes from: `check-env`'s own part."""
        rows = self.report.data.get("variables", ())
        if not rows or self.detail == "quiet":
            return
        if "sources" in self.report.data:
            from clerkdoctor.render.deployed_lines import deployed_lines

            yield from deployed_lines(self, self.report.data, whole=self.detail == "verbose")
            return
        yield Line()
        yield from self.hang(Line("variables  ", "bold"), "as Next.js loads them", 11)
        names = [f"{row['app']}: {row['name']}" if row.get("app") else row["name"] for row in rows]
        column = min(max(len(visible(name)) for name in names), self.width - 30)
        for name, row in zip(names, rows, strict=True):
            effective = row["effective"]
            line = f":{effective['line']}" if effective["line"] else ""
            head = Line(f"  {visible(name):<{column}}  ")
            if "value" in effective:  # whole, to be copied
                yield Line.assemble(head, visible(effective["value"]))
            else:
                place = f"{effective['source']}{line}  {effective['fingerprint']}"
                yield from self.hang(head, place, 4, "dim")

    def _crashes(self) -> Iterator[Line]:
        for crash in self.report.crashes:
            yield Line()
            message = f"`{crash.check}` crashed: {crash.error}. This is a fault of clerkdoctor"
            yield from self.marked("error", message)

    def _notices(self) -> Iterator[Line]:
        for notice in self.report.notices:
            yield Line()
            yield from self.marked("warning", notice)

    def _foot(self) -> Iterator[Line]:
        report, summary = self.report, self.report.summary
        counts = [
            _count(summary.failed, "error"),
            _count(summary.warned, "warning"),
            f"{summary.passed} passed",
            f"{summary.unknown} unknown",
            f"{summary.not_applicable} not applicable",
        ]
        if report.set_aside:
            counts.append(f"{len(report.set_aside)} set aside")
        style = {"pass": "bold green", "fail": "bold red", "unknown": "bold magenta"}
        yield Line()
        head = Line.assemble((report.verdict, style[report.verdict]), ": ")
        yield from self.hang(head, ", ".join(counts), 2)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
