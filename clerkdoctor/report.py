"""The outcome of a run: results, summary, verdict, exit code. Pure data, formatted elsewhere."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from clerkdoctor.check import LEVELS, Check, Level, Problem

Status = Literal["pass", "fail", "unknown", "not_applicable"]
Verdict = Literal["pass", "fail", "unknown"]

PASSED, FAILED, USAGE, NO_VERDICT, INTERRUPTED = 0, 1, 2, 3, 130


class Result(NamedTuple):
    """What came of one check on one app.

    `app` is the app's folder in a workspace of several, else None. `level` is the weight of its
    gravest problem. `reason` says why it is unknown or not applicable. `blind` marks a result that
    is unknown because something could not be read: then the run has no verdict.
    """

    check: Check
    subject: str
    app: str | None
    status: Status
    level: Level
    problems: tuple[Problem, ...] = ()
    reason: str | None = None
    follows_from: str | None = None
    blind: bool = False


class Crash(NamedTuple):
    """A check that failed as a program: our fault, named, and it hides no other result."""

    check: str
    app: str | None
    error: str


class SetAside(NamedTuple):
    """What the project's own settings take out of the verdict: shown and counted, never silent.

    `skipped` is a check that did not run, for a `reason`; `baseline` are `problems` of a check that
    were there when the baseline was written.
    """

    check: Check
    subject: str
    app: str | None
    kind: Literal["skipped", "baseline"]
    reason: str
    problems: int = 0


class Summary(NamedTuple):
    """How many results there are of each kind; `fail` counts errors, `warn` the lesser failures."""

    passed: int
    failed: int
    warned: int
    unknown: int
    not_applicable: int


class Report(NamedTuple):
    """Everything that a run says.

    `looked_at` says in one line per app what was found there; `data` is the command's own part of
    the JSON document. `root` is the project's folder from where the command was started, with `/`.
    `set_aside` is what the project's settings leave out, and `notices` what is to be said of them.
    """

    command: str
    target: str
    results: tuple[Result, ...]
    crashes: tuple[Crash, ...] = ()
    fail_on: Level = "error"
    looked_at: Mapping[str | None, str] = {}
    data: Mapping[str, Any] = {}
    root: str = "."
    set_aside: tuple[SetAside, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def summary(self) -> Summary:
        failed = [result for result in self.results if result.status == "fail"]
        errors = sum(result.level == "error" for result in failed)
        return Summary(
            passed=self._count("pass"),
            failed=errors,
            warned=len(failed) - errors,
            unknown=self._count("unknown"),
            not_applicable=self._count("not_applicable"),
        )

    @property
    def verdict(self) -> Verdict:
        """`fail` if something failed at the level asked for, `pass` only if all that was to be
        read could be read and something was judged; none where a check crashed.
        """
        if self.crashes:
            return "unknown"
        threshold = LEVELS.index(self.fail_on)
        for result in self.results:
            if result.status == "fail" and LEVELS.index(result.level) >= threshold:
                return "fail"
        judged = any(result.status in ("pass", "fail") for result in self.results)
        blind = any(result.blind for result in self.results)
        return "pass" if judged and not blind else "unknown"

    @property
    def exit_code(self) -> int:
        return {"pass": PASSED, "fail": FAILED, "unknown": NO_VERDICT}[self.verdict]

    def _count(self, status: Status) -> int:
        return sum(result.status == status for result in self.results)
