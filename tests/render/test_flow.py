"""The ways of a sign-in and of a webhook: each link has its worst check's mark."""

import pytest

from clerkdoctor.check import Check, Level, Problem
from clerkdoctor.checks import catalogue
from clerkdoctor.commands.checking import PROJECT_SUBJECTS
from clerkdoctor.render.flow import CHECKS, NOWHERE, WAYS, Link, flow, link_of, worst
from clerkdoctor.render.lines import Lines, Screen
from clerkdoctor.report import Result, SetAside, Status

SCREEN = Screen()
BY_ID = {entry.check.id: entry for entry in catalogue()}


def result(
    name: str, status: Status = "pass", level: Level | None = None, about: str = "x"
) -> Result:
    entry = BY_ID[name]
    problems = (Problem("m", about=about, level=level),) if status == "fail" else ()
    return Result(
        entry.check, entry.subject, None, status, level or entry.check.level, problems, "r"
    )


SOUND = tuple(
    result(name)
    for name in (
        "publishable-key-is-well-formed", "secret-key-is-well-formed", "protect-is-awaited",
        "convex-url-names-the-deployment", "webhook-secret-is-set",
        "handler-verifies-the-signature",
    )
)  # fmt: skip


def drawn(*results: Result, screen: Screen = SCREEN) -> str:
    lines = Lines(screen)
    return lines.text(flow(lines, results))


def test_a_sound_project() -> None:
    assert drawn(*SOUND) == (
        "\nbrowser ─✓─ Clerk ─✓─ middleware ─✓─ route ─✓─ Convex\nClerk ─✓─ webhook ─✓─ handler\n"
    )


def test_without_unicode_and_with_colour() -> None:
    assert drawn(*SOUND, screen=Screen(encoding="ascii")) == (
        "\nbrowser -+- Clerk -+- middleware -+- route -+- Convex\nClerk -+- webhook -+- handler\n"
    )
    assert "\x1b[32m✓\x1b[0m" in drawn(*SOUND, screen=Screen(color=True))


@pytest.mark.parametrize("width", [40, 80, 200])
def test_it_is_narrower_than_a_terminal(width: int) -> None:
    assert all(len(line) <= 80 for line in drawn(*SOUND, screen=Screen(width)).splitlines())


def test_what_was_not_judged_has_no_mark() -> None:
    assert drawn() == ""
    assert drawn(result("keys-name-one-instance", "unknown")) == ""
    assert drawn(SOUND[0]) == "\nbrowser ─✓─ Clerk\n"
    assert drawn(SOUND[0], SOUND[2]) == "\nbrowser ─✓─ Clerk ─–─ middleware ─✓─ route\n"
    assert drawn(result("protect-is-awaited", "not_applicable")) == ""


@pytest.mark.parametrize(
    ("found", "link", "mark"),
    [
        (result("csp-admits-clerk", "fail", about="policy"), "sign-in", "error"),
        (result("keys-are-of-one-type", "fail", about="instance"), "session", "error"),
        (result("webhook-routes-are-public", "fail", about="/x"), "delivery", "error"),
        (result("handler-upserts", "fail", "warning"), "handler", "warning"),
        (result("handler-covers-user-events", "fail", "note"), "handler", "note"),
        (result("jwt-key-is-usable", "unknown"), "session", "unknown"),
        (result("values-have-no-stray-characters", "fail", about="CLERK_SECRET_KEY"),
         "session", "error"),
        (result("values-are-not-placeholders", "fail",
                about="NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"), "sign-in", "error"),
        (result("values-are-read-as-written", "fail", about="CLERK_JWT_ISSUER_DOMAIN"),
         "convex", "error"),
        (result("variables-are-stated-once", "fail", "warning", about="WEBHOOK_SECRET"),
         "delivery", "warning"),
    ],
    ids=lambda one: one.check.id if isinstance(one, Result) else one,
)  # fmt: skip
def test_the_worst_check_marks_its_link(found: Result, link: Link, mark: str) -> None:
    marks = worst((*SOUND, found))
    assert marks[link] == mark
    assert {other: said for other, said in marks.items() if other != link} == {
        other: "pass" for other in marks if other != link
    }


def test_an_error_is_worse_than_all_else() -> None:
    grave = result("webhook-secret-is-set", "fail", "error")
    for other in ("warning", "note"):
        mild = result("webhook-routes-are-public", "fail", other)
        assert worst((grave, mild))["delivery"] == worst((mild, grave))["delivery"] == "error"


def test_a_general_check_about_nothing_here_marks_nothing() -> None:
    assert worst((result("values-have-no-stray-characters", "fail", about="DATABASE_URL"),)) == {}
    assert worst((result("values-have-no-stray-characters"),)) == {}


def test_what_is_set_aside_is_no_tick() -> None:
    check: Check = BY_ID["webhook-secret-is-set"].check
    known = SetAside(check, "environment", None, "baseline", "r", 1)
    skipped = known._replace(kind="skipped")
    assert worst(SOUND, (known,))["delivery"] == "warning"
    assert worst(SOUND, (skipped,))["delivery"] == "unknown"


def test_every_link_has_checks_and_every_named_check_exists() -> None:
    links = {link for _, way in WAYS for link, _ in way}
    assert links == set(CHECKS)
    entries = catalogue(PROJECT_SUBJECTS)
    linked = {
        link_of(Result(one.check, one.subject, None, "pass", one.check.level)) for one in entries
    }
    assert links <= linked | {"convex"}
    assert set(NOWHERE) <= set(BY_ID)
    for beginnings in CHECKS.values():
        for start in beginnings:
            named = any(name.startswith(start) for name in BY_ID)
            assert named or start.startswith(("convex-", "jwt-template-")), start
