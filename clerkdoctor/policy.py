"""What the project's settings make of checks and results: left out, weighed otherwise, known. Pure.

Nothing goes out of sight: what is left out is named with its reason, and counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from clerkdoctor.check import LEVELS, Check, Finding, Inapplicable, Level, Problem
from clerkdoctor.facts.settings import Settings, Skip
from clerkdoctor.fingerprint import fingerprints
from clerkdoctor.report import Result, SetAside


class Known(NamedTuple):
    """A problem of the baseline, by all that is kept of it."""

    check: str
    app: str | None
    fingerprint: str


class Outcome(NamedTuple):
    """The results that count, what does not, and what is to be said of the settings."""

    results: tuple[Result, ...]
    set_aside: tuple[SetAside, ...] = ()
    notices: tuple[str, ...] = ()


def settled(check: Check, settings: Settings, asked: Sequence[str], today: date) -> Check:
    """The check as the settings have it run: skipped, with another level, or as it is.

    What is `asked` for by its id runs, and a skip whose day has passed skips nothing.
    """
    for skip in settings.skip:
        if skip.check == check.id and check.id not in asked and not _ended(skip, today):
            return _skipped(check, skip)
    level = settings.levels.get(check.id)
    return _weighed(check, level) if level else check


def _skipped(check: Check, skip: Skip) -> Check:
    """A check that needs nothing and says why: `outcome` knows it by that."""
    reason = f"{skip.reason} (until {skip.until})" if skip.until else skip.reason

    def judged() -> Iterator[Finding]:
        yield Inapplicable(reason)

    return check._replace(needs=(), judge=judged)


def _weighed(check: Check, level: Level) -> Check:
    """The check with this level, which its problems have too, whatever they would weigh."""
    judge = check.judge

    def judged(*facts: object) -> Iterator[Finding]:
        for finding in judge(*facts):
            yield finding._replace(level=level) if isinstance(finding, Problem) else finding

    return check._replace(level=level, judge=judged)


def outcome(
    results: Sequence[Result],
    settings: Settings,
    today: date,
    known: Iterable[Known] | None = None,
    baseline: str = "",
) -> Outcome:
    """What is left of the results: without what was skipped, and without `known` problems.

    `known` are those that the file `baseline` lists, None where there is no baseline.
    """
    aside = [
        SetAside(one.check, one.subject, one.app, "skipped", one.reason or "")
        for one in results
        if not one.check.needs
    ]
    left = tuple(one for one in results if one.check.needs)
    ran = {one.check.id for one in left}
    notices = [
        f"the skip of `{skip.check}` in `{settings.path}` ended on {skip.until}, so that the check"
        " runs again; give it another day, or remove it"
        for skip in settings.skip
        if skip.check in ran and _ended(skip, today)
    ]
    if known is not None:
        listed = frozenset(known)
        notices += _mended(left, listed, baseline)
        left, old = _without(left, listed, baseline)
        aside += old
    return Outcome(left, tuple(aside), tuple(notices))


def _ended(skip: Skip, today: date) -> bool:
    return skip.until is not None and skip.until < today


def of(results: Iterable[Result]) -> list[Known]:
    """All problems of these results, in an order of their own, each once."""
    rows = {
        Known(result.check.id, result.app, fingerprint)
        for result, _, fingerprint in fingerprints(results)
    }
    return sorted(rows, key=lambda one: (one.app or "", one.check, one.fingerprint))


def _without(
    results: Sequence[Result], known: frozenset[Known], baseline: str
) -> tuple[tuple[Result, ...], list[SetAside]]:
    """The results without known problems. A failure that followed from a known one stands alone."""
    new: dict[tuple[str | None, str], list[Problem]] = {}
    for result, problem, fingerprint in fingerprints(results):
        problems = new.setdefault((result.app, result.check.id), [])
        if Known(result.check.id, result.app, fingerprint) not in known:
            problems.append(problem)
    left: list[Result] = []
    aside: list[SetAside] = []
    for result in results:
        problems = new.get((result.app, result.check.id), [])
        count = len(result.problems) - len(problems)
        if count:
            reason = f"{count} problem{'s' if count > 1 else ''} that `{baseline}` lists"
            aside.append(
                SetAside(result.check, result.subject, result.app, "baseline", reason, count)
            )
        if problems:
            level = max((one.level or result.check.level for one in problems), key=LEVELS.index)
            left.append(result._replace(problems=tuple(problems), level=level))
        elif not count:
            left.append(result)
    failed = {(one.app, one.check.id) for one in left if one.status == "fail"}
    return tuple(
        one if (one.app, one.follows_from) in failed else one._replace(follows_from=None)
        for one in left
    ), aside


def _mended(results: Sequence[Result], known: frozenset[Known], baseline: str) -> list[str]:
    """What the baseline lists though it is mended, as far as its checks were judged now."""
    judged = {(one.app, one.check.id) for one in results if one.status in ("pass", "fail")}
    there = set(of(results))
    gone = sum(one not in there for one in known if (one.app, one.check) in judged)
    if not gone:
        return []
    noun = "a problem that is" if gone == 1 else f"{gone} problems that are"
    return [f"`{baseline}` lists {noun} mended; write it anew with --write-baseline"]
