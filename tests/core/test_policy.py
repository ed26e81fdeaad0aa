"""What the project's settings make of checks and results."""

from collections.abc import Iterator
from datetime import date

import pytest

from clerkdoctor.check import Check, Finding, Problem
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.settings import Settings, Skip
from clerkdoctor.judge import judge
from clerkdoctor.policy import Known, Outcome, of, outcome, settled
from clerkdoctor.report import Report, Result

TODAY = date(2026, 11, 28)


class Fact(str):
    __slots__ = ()


def checked(name: str, *findings: Finding, follows: tuple[str, ...] = ()) -> Check:
    def run(_fact: Fact) -> Iterator[Finding]:
        yield from findings

    return Check(
        id=name, title="T", why="W", fix="F", references=("https://x/y",), level="error",
        symptoms=(), follows=follows, needs=(Fact,), judge=run,
    )  # fmt: skip


A = checked(
    "a-b", Problem("m", Place("a.ts", 1), about="A"), Problem("n", Place("b.ts"), about="B")
)
B = checked("b-c", Problem("m", Place("a.ts", 1), about="A"), follows=("a-b",))
PASSES = checked("c-d")


def run(
    settings: Settings, known: list[Known] | None = None, *, asked: tuple[str, ...] = (),
    app: str | None = None,
) -> Outcome:  # fmt: skip
    evidence = Evidence()
    evidence.found(Fact())
    checks = [("s", settled(one, settings, asked, TODAY)) for one in (A, B, PASSES)]
    results, crashes = judge(checks, {app: evidence})
    assert crashes == ()
    return outcome(results, settings, TODAY, known, "known.json")


def failed(left: Outcome) -> list[str]:
    return [one.check.id for one in left.results if one.status == "fail"]


def verdict(left: Outcome) -> str:
    return Report("check", ".", left.results).verdict


def all_known() -> list[Known]:
    return of(run(Settings()).results)


def test_without_settings_all_is_as_it_is() -> None:
    left = run(Settings())
    assert (failed(left), left.set_aside, left.notices) == (["a-b", "b-c"], (), ())
    assert left.results[1].follows_from == "a-b"


@pytest.mark.parametrize("until", [None, date(2026, 11, 28), date(2027, 1, 1)])
def test_a_skip_leaves_its_check_out_and_says_so(until: date | None) -> None:
    left = run(Settings(skip=(Skip("a-b", "we know", until),)), app="apps/web")
    assert failed(left) == ["b-c"]
    assert "a-b" not in [one.check.id for one in left.results]
    ((check, subject, app, kind, reason, _),) = left.set_aside
    assert (check.id, subject, app, kind) == ("a-b", "s", "apps/web", "skipped")
    assert reason == (f"we know (until {until})" if until else "we know")
    assert left.results[0].follows_from is None


def test_a_skip_whose_day_has_passed_skips_nothing_and_says_so() -> None:
    settings = Settings(path="c.toml", skip=(Skip("a-b", "we know", date(2026, 11, 27)),))
    left = run(settings)
    assert (failed(left), left.set_aside) == (["a-b", "b-c"], ())
    (notice,) = left.notices
    assert notice.startswith("the skip of `a-b` in `c.toml` ended on 2026-11-27")


def test_what_the_user_asks_for_by_its_id_runs() -> None:
    left = run(Settings(skip=(Skip("a-b", "we know"),)), asked=("a-b",))
    assert failed(left) == ["a-b", "b-c"]


def test_a_level_is_that_of_all_problems_of_the_check() -> None:
    grave = checked("a-b", Problem("m", about="A", level="error"))
    check = settled(grave, Settings(levels={"a-b": "note"}), (), TODAY)
    evidence = Evidence()
    evidence.found(Fact())
    ((result,), _) = judge([("s", check)], {None: evidence})
    assert (result.level, result.problems[0].level, result.check.level) == ("note", "note", "note")


def test_what_the_baseline_lists_is_set_aside_and_counted() -> None:
    left = run(Settings(), all_known())
    assert (failed(left), verdict(left), left.notices) == ([], "pass", ())
    assert [(one.check.id, one.kind, one.problems) for one in left.set_aside] == [
        ("a-b", "baseline", 2), ("b-c", "baseline", 1),
    ]  # fmt: skip
    assert left.set_aside[0].reason == "2 problems that `known.json` lists"


def test_a_new_problem_fails_alone() -> None:
    known = [one for one in all_known() if one.check != "b-c"][1:]
    left = run(Settings(), known)
    assert verdict(left) == "fail"
    assert [len(one.problems) for one in left.results if one.status == "fail"] == [1, 1]


def test_a_failure_whose_cause_is_known_stands_alone() -> None:
    known = [one for one in all_known() if one.check == "a-b"]
    (result,) = [one for one in run(Settings(), known).results if one.status == "fail"]
    assert (result.check.id, result.follows_from) == ("b-c", None)


def test_what_is_mended_is_said_where_its_check_was_judged() -> None:
    known = [*all_known(), Known("c-d", None, "00"), Known("x-y", None, "00")]
    (notice,) = run(Settings(), known).notices
    assert notice.startswith("`known.json` lists a problem that is mended")


def test_a_baseline_of_another_app_is_none() -> None:
    assert failed(run(Settings(), all_known(), app="apps/web")) == ["a-b", "b-c"]


def test_a_baseline_holds_no_words_and_no_values() -> None:
    assert {len(one.fingerprint) for one in all_known()} == {32}
    assert [one.check for one in all_known()] == ["a-b", "a-b", "b-c"]


def test_a_result_that_is_no_failure_is_never_set_aside() -> None:
    unknown = Result(PASSES, "s", None, "unknown", "error", reason="r")
    assert outcome((unknown,), Settings(), TODAY, [Known("c-d", None, "00")]).results == (unknown,)
