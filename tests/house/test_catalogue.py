"""Rules for every check: what is said of it, and that its table has a failing and a passing case."""

import importlib
import re
from itertools import chain

import pytest

from clerkdoctor.check import LEVELS, Check
from clerkdoctor.checks import SUBJECTS, catalogue, entry, module
from clerkdoctor.explain import explain
from tests.checks.table import IMPERATIVES, UNWANTED, Row

CHECKS = [entry.check for entry in catalogue()]
IDS = [check.id for check in CHECKS]

# What was agreed on for the subject: users write these ids in `--skip` and in CI.
ENVIRONMENT = (
    "publishable-key-is-set", "secret-key-is-set", "publishable-key-is-well-formed",
    "publishable-key-is-canonical", "secret-key-is-well-formed", "keys-are-of-one-type",
    "keys-name-one-instance", "live-keys-stay-in-production", "production-uses-live-keys",
    "values-have-no-stray-characters", "values-are-not-placeholders", "values-are-read-as-written",
    "env-lines-are-assignments", "variables-are-stated-once", "shell-agrees-with-env-files",
    "no-secret-is-public", "no-secret-is-committed", "env-files-are-ignored-by-git",
    "no-secret-is-in-source", "variables-have-names-that-are-read",
    "variables-the-code-reads-are-set", "sign-in-urls-name-pages", "webhook-secret-is-set",
    "webhook-secret-is-well-formed", "jwt-key-is-usable", "encryption-key-is-set",
    "example-env-lists-what-the-code-reads", "keyless-keys-agree-with-env",
    "vercel-json-states-valid-env", "turbo-passes-the-variables",
)  # fmt: skip


def rows() -> list[Row]:
    """The rows of all tables: `tests/checks/test_X.py` is the table of `clerkdoctor/checks/X.py`."""
    names = chain.from_iterable(SUBJECTS.values())
    modules = (importlib.import_module(f"tests.checks.test_{name}") for name in names)
    return [row for one in modules for row in one.ROWS]


def test_every_agreed_check_is_registered() -> None:
    listed = {entry.check.id for entry in catalogue() if entry.subject == "environment"}
    assert set(ENVIRONMENT) - listed == set()


def test_ids_are_unique() -> None:
    assert len(IDS) == len(set(IDS))


def test_every_check_module_is_registered_and_every_check_is_in_one() -> None:
    listed = [*chain.from_iterable(SUBJECTS.values())]
    assert len(listed) == len(set(listed))
    for one in listed:
        for name, value in vars(module(one)).items():
            if isinstance(value, Check):
                assert value.id == name.replace("_", "-")


def test_a_check_is_found_by_its_id_without_the_others() -> None:
    for one in catalogue():
        assert entry(one.check.id) == one
    assert entry("no-such-check") is None
    assert entry("") is None


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_a_check_says_what_it_must_in_the_house_s_words(check: Check) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", check.id)
    assert check.level in LEVELS
    for text in (check.title, check.fix.split("\n")[0]):
        assert text
        assert text == text.strip()
        assert not text.endswith(".")
        assert "\n" not in text
    assert check.why.endswith(".")
    assert len(check.why) > 60
    for text in (check.title, check.fix, check.why):
        assert not UNWANTED.search(text)
        assert text.count("`") % 2 == 0
    assert check.fix.split()[0] in IMPERATIVES
    assert check.references
    assert all(re.fullmatch(r"https://[a-z.-]+/[\w/#.-]+", url) for url in check.references)
    assert all(text and text == text.strip() for text in check.symptoms)
    assert check.needs
    assert all(need.__module__.startswith("clerkdoctor.facts.") for need in check.needs)


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_a_check_is_found_by_its_symptoms(check: Check) -> None:
    for symptom in check.symptoms:
        assert check.id in explain(symptom)


def test_what_a_check_follows_from_is_a_check_and_goes_in_no_circle() -> None:
    follows = {check.id: check.follows for check in CHECKS}
    for names in follows.values():
        assert set(names) - set(IDS) == set()

    def causes(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join((*path, name))
        for cause in follows[name]:
            causes(cause, (*path, name))

    for name in IDS:
        causes(name, ())


@pytest.mark.parametrize("status", ["pass", "fail"])
def test_every_check_has_such_a_case(status: str) -> None:
    shown = {row.check.id for row in rows() if row.status == status}
    assert set(IDS) - shown == set()


def test_every_level_that_a_check_has_is_shown() -> None:
    """A check of level error has a case that is an error, and so on: no level is there in vain."""
    shown = {(row.check.id, said.level) for row in rows() for said in row.said}
    assert {(check.id, check.level) for check in CHECKS} - shown == set()


def test_cases_are_told_apart() -> None:
    names = [str(row) for row in rows()]
    assert {name for name in names if names.count(name) > 1} == set()
