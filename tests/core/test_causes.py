"""Which of several failures is the root cause: the rules, and projects with faults combined."""

from pathlib import Path

import pytest

from clerkdoctor.causes import RULES, Relation, explained
from clerkdoctor.checks import catalogue
from clerkdoctor.gather.everything import Wanted, gather
from clerkdoctor.headline import following, headline
from clerkdoctor.judge import judge
from clerkdoctor.report import Result
from tests.command import git
from tests.core.faults import FAULTS, SOUND, Fault
from tests.projects import project

CHECKS = [
    (entry.subject, entry.check) for entry in catalogue(("environment", "routes", "webhooks"))
]


def failed(folder: Path, fault: Fault) -> list[Result]:
    files = {**SOUND, **fault.files}
    kept = {path: content for path, content in files.items() if content is not None}
    project(folder, kept, **fault.versions)
    if fault.is_committed:
        git(folder, "init", "--quiet")
        git(folder, "add", "--all", "--force")
    seen = gather(folder, Wanted("development", routes=True, webhooks=True))
    results, crashes = judge(CHECKS, seen.evidence)
    assert crashes == ()
    return [one for one in results if one.status == "fail" and one.level != "note"]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_combined_faults_have_these_causes(tmp_path: Path, fault: Fault) -> None:
    found = failed(tmp_path, fault)
    roots = [one for one in found if one.follows_from is None]
    said = {one.check.id: {other.check.id for other in following(one, found)} for one in roots}
    assert said == fault.said


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_the_headline_names_a_cause_that_is_one(tmp_path: Path, fault: Fault) -> None:
    first = headline(failed(tmp_path, fault))
    count = sum(1 + len(followers) for followers in fault.said.values())
    assert (first is None) == (count < 2)
    if first:
        named = first.split("`")[1]
        assert named in fault.said
        assert len(fault.said[named]) == max(map(len, fault.said.values()))


def test_the_table_is_large_and_a_sound_project_has_no_fault(tmp_path: Path) -> None:
    combined = [one for one in FAULTS if sum(1 + len(v) for v in one.said.values()) > 1]
    assert len(combined) >= 25
    assert failed(tmp_path, Fault("none", {}, {})) == []


def test_rules_name_checks_and_go_in_no_circle() -> None:
    all_of_them = (
        *CHECKS,
        *((one.subject, one.check) for one in catalogue(("session", "key sets"))),
    )
    follows = {check.id: set(check.follows) for _, check in all_of_them}
    for rule in RULES:
        assert rule.effect != rule.cause
        assert {rule.effect, rule.cause} <= set(follows)
        follows[rule.effect].add(rule.cause)

    def causes(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join((*path, name))
        for cause in follows.get(name, ()):
            causes(cause, (*path, name))

    for name in follows:
        causes(name, ())


@pytest.mark.parametrize(
    ("relation", "cause", "effect", "is_explained"),
    [
        ("same", "A", "A", True),
        ("same", "A", "B", False),
        ("app", "A", "B", True),
        ("path", "api/webhooks(.*)", "/api/webhooks/clerk", True),
        ("path", "/api/webhooks/*", "/api/webhooks/clerk", True),
        ("path", "/api/webhooks/[id]", "/api/webhooks/clerk", True),
        ("path", "api/webhooks(.*)", "/api/webhooks", True),
        ("path", "api/webhook(.*)", "/api/webhooks/clerk", False),
        ("path", "(.*)", "/api/webhooks/clerk", False),
        ("path", "", "/api/webhooks/clerk", False),
        ("above", "/api/webhooks/clerk", "/api/webhooks", True),
        ("above", "/api/webhooks/clerk", "/", False),
        ("above", "/api/webhooks/clerk", "/api/webhook", False),
        ("path", "sign-in(.*)", "/api/webhooks/clerk", False),
    ],
)
def test_what_a_rule_relates(
    relation: Relation, cause: str, effect: str, is_explained: bool
) -> None:
    assert explained(relation, {cause}, {effect}) == ({effect} if is_explained else set())
