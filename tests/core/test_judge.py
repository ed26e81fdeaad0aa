"""What the judge makes of facts, of missing facts, and of checks that fail as programs."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from clerkdoctor.check import Check, Finding, Inapplicable, Level, Problem, Unknown, check
from clerkdoctor.evidence import Absence, Absent, Declined, Evidence, Unavailable
from clerkdoctor.facts.place import Place
from clerkdoctor.judge import judge
from clerkdoctor.report import Report, Result


class Sea(NamedTuple):
    findings: tuple[Finding, ...] = ()


class Sky(NamedTuple):
    pass


REFERENCES = ("https://example.com",)


@check("The sea is calm", fix="Wait", references=REFERENCES, follows=("the-sky-is-clear",))
def the_sea_is_calm(sea: Sea) -> Iterator[Finding]:
    """Boats are lost.

    In   the
    storm.
    """
    yield from sea.findings


@check("Sea and sky are seen", fix="Look", references=REFERENCES)
def sea_and_sky_are_seen(sea: Sea, sky: Sky) -> Iterator[Finding]:
    """Both."""
    return iter(())


@check("The sky is clear", fix="Wait", references=REFERENCES, level="warning")
def the_sky_is_clear(sea: Sea) -> Iterator[Finding]:
    """Stars."""
    yield Problem("clouds", about="weather")


@check("Nothing works", fix="Mend", references=REFERENCES)
def nothing_works(sea: Sea) -> Iterator[Finding]:
    """Crash."""
    raise RuntimeError("whsec_secret")
    yield


def results(*checks: Check, sea: object, sky: object = Absent("no sky")) -> tuple[Result, ...]:
    return run(*checks, sea=sea, sky=sky).results


def run(
    *checks: Check, sea: object, sky: object = Absent("no sky"), fail_on: Level = "error"
) -> Report:
    evidence = Evidence()
    for kind, fact in ((Sea, sea), (Sky, sky)):
        if isinstance(fact, Absence):
            evidence.missing(kind, fact)
        else:
            evidence.found(fact)
    judged, crashes = judge([("weather", one) for one in checks], {None: evidence})
    return Report("check", ".", judged, crashes, fail_on)


def test_a_check_is_named_and_explained_by_its_function() -> None:
    assert the_sea_is_calm.id == "the-sea-is-calm"
    assert the_sea_is_calm.why == "Boats are lost.\n\nIn the storm."
    assert the_sea_is_calm.needs == (Sea,)
    assert sea_and_sky_are_seen.needs == (Sea, Sky)


def test_nothing_found_is_a_pass() -> None:
    (result,) = results(the_sea_is_calm, sea=Sea())
    assert (result.status, result.problems, result.reason) == ("pass", (), None)


@pytest.mark.parametrize(
    ("sea", "sky", "status", "reason", "blind"),
    [
        (Absent("no sea"), Sky(), "not_applicable", "no sea", False),
        (Sea(), Absent("no sky"), "not_applicable", "no sky", False),
        (Declined("offline"), Sky(), "unknown", "offline", False),
        (Unavailable("fog"), Sky(), "unknown", "fog", True),
        # What cannot apply is not unknown, in whichever order they come.
        (Unavailable("fog"), Absent("no sky"), "not_applicable", "no sky", False),
        (Absent("no sea"), Declined("offline"), "not_applicable", "no sea", False),
    ],
)
def test_the_three_absences(
    sea: object, sky: object, status: str, reason: str, blind: bool
) -> None:
    (result,) = results(sea_and_sky_are_seen, sea=sea, sky=sky)
    assert (result.status, result.reason, result.blind) == (status, reason, blind)


def test_what_a_check_cannot_know_is_never_a_pass() -> None:
    (result,) = results(the_sea_is_calm, sea=Sea((Unknown("fog", Place("a.ts", 3)),)))
    assert (result.status, result.reason) == ("unknown", "fog (at a.ts:3)")
    both = Sea((Unknown("fog"), Problem("waves")))
    (result,) = results(the_sea_is_calm, sea=both)
    assert result.status == "fail"


def test_what_has_nothing_to_judge_is_no_pass() -> None:
    (result,) = results(the_sea_is_calm, sea=Sea((Inapplicable("no boats"),)))
    assert (result.status, result.reason) == ("not_applicable", "no boats")
    (result,) = results(the_sea_is_calm, sea=Sea((Inapplicable("no boats"), Unknown("fog"))))
    assert result.status == "unknown"


def test_the_gravest_problem_gives_the_level() -> None:
    (result,) = results(
        the_sea_is_calm,
        sea=Sea((Problem("ripple", level="note"), Problem("wave", level="warning"))),
    )
    assert result.level == "warning"


def test_a_failure_follows_from_one_that_is_about_the_same() -> None:
    same = Sea((Problem("waves", about="weather"),))
    sea, sky = results(the_sea_is_calm, the_sky_is_clear, sea=same)
    assert (sea.follows_from, sky.follows_from) == ("the-sky-is-clear", None)
    other = Sea((Problem("waves", about="weather"), Problem("ship", about="traffic")))
    sea, _ = results(the_sea_is_calm, the_sky_is_clear, sea=other)
    assert sea.follows_from is None


def test_a_crash_is_named_hides_nothing_and_tells_no_value() -> None:
    report = run(nothing_works, the_sea_is_calm, sea=Sea())
    (crash,) = report.crashes
    assert crash.check == "nothing-works"
    assert crash.error.startswith("RuntimeError at ")
    assert "whsec_secret" not in crash.error
    assert [result.status for result in report.results] == ["pass"]
    assert (report.verdict, report.exit_code) == ("unknown", 3)


@pytest.mark.parametrize(
    ("checks", "sea", "fail_on", "verdict", "code"),
    [
        ((the_sea_is_calm,), Sea(), "error", "pass", 0),
        ((the_sea_is_calm,), Sea((Problem("waves"),)), "error", "fail", 1),
        ((the_sky_is_clear,), Sea(), "error", "pass", 0),
        ((the_sky_is_clear,), Sea(), "warning", "fail", 1),
        ((the_sky_is_clear,), Sea(), "note", "fail", 1),
        ((), Sea(), "error", "unknown", 3),
        ((the_sea_is_calm,), Absent("no sea"), "error", "unknown", 3),
        ((the_sea_is_calm,), Declined("offline"), "error", "unknown", 3),
        # Something could not be read: no verdict, unless something failed.
        ((the_sky_is_clear, sea_and_sky_are_seen), Sea(), "error", "unknown", 3),
        ((the_sky_is_clear, sea_and_sky_are_seen), Sea(), "warning", "fail", 1),
    ],
)
def test_verdict_and_exit_code(
    checks: tuple[Check, ...], sea: object, fail_on: Level, verdict: str, code: int
) -> None:
    report = run(*checks, sea=sea, sky=Unavailable("fog"), fail_on=fail_on)
    assert (report.verdict, report.exit_code) == (verdict, code)


def test_what_was_declined_leaves_the_verdict_on_the_rest() -> None:
    report = run(the_sea_is_calm, sea_and_sky_are_seen, sea=Sea(), sky=Declined("offline"))
    assert (report.verdict, report.exit_code) == ("pass", 0)
    assert report.summary == (1, 0, 0, 1, 0)
