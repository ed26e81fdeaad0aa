"""SARIF: valid by the published schema, and what GitHub's code scanning asks for beyond it."""

import json
import posixpath
from functools import cache
from typing import Any

import pytest

from clerkdoctor.check import Problem
from clerkdoctor.checks import catalogue
from clerkdoctor.facts.place import Place, Source
from clerkdoctor.render.sarif import render
from clerkdoctor.report import Report, Result
from tests.npm import install
from tests.render.reports import HOSTILE, VERDICTS, a_check, every_status, failed, report

SCHEMA = {"@microsoft/jest-sarif": "1.0.0-beta.0"}


@cache
def schema() -> Any:
    """OASIS' schema of SARIF 2.1.0, as Microsoft's own package of it carries it."""
    folder = install(SCHEMA) / "node_modules/@microsoft/jest-sarif/lib/schemas"
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    return jsonschema.Draft4Validator(json.loads((folder / "sarif-2.1.0-rtm.5.json").read_text()))


def run(of: Report) -> dict[str, Any]:
    document = json.loads(render(of))
    (one,) = document["runs"]
    assert isinstance(one, dict)
    return one


def prints(of: Report) -> list[str]:
    return [one["partialFingerprints"]["clerkdoctor/v1"] for one in run(of)["results"]]


@pytest.mark.parametrize("text", ["plain", *HOSTILE], ids=ascii)
def test_it_is_valid_by_the_published_schema(text: str) -> None:
    rendered = render(every_status(text))
    assert rendered.isascii()
    errors = [
        f"{one.json_path}: {one.message}" for one in schema().iter_errors(json.loads(rendered))
    ]
    assert errors == []


@pytest.mark.parametrize("of", VERDICTS, ids=lambda one: one.verdict)
def test_every_verdict_is_valid(of: Report) -> None:
    assert list(schema().iter_errors(json.loads(render(of)))) == []


def test_the_schema_is_one_that_can_refuse() -> None:
    document = json.loads(render(every_status()))
    document["runs"][0]["results"][0]["level"] = "fatal"
    assert list(schema().iter_errors(document))


def test_the_whole_catalogue_is_valid_as_rules() -> None:
    results = [
        Result(entry.check, entry.subject, None, "pass", entry.check.level) for entry in catalogue()
    ]
    of = report(*results)
    assert list(schema().iter_errors(json.loads(render(of)))) == []
    rules = run(of)["tool"]["driver"]["rules"]
    assert len(rules) == len(results)
    for rule in rules:
        assert rule["helpUri"].startswith("https://")
        assert "**Fix**" in rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")


@pytest.mark.parametrize("text", ["plain", *HOSTILE], ids=ascii)
def test_every_result_has_what_github_asks_for(text: str) -> None:
    one = run(every_status(text))
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    for result in one["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        uri = physical["artifactLocation"]["uri"]
        assert uri
        assert not uri.startswith("/")
        assert ".." not in uri.split("/")
        assert posixpath.normpath(uri) == uri
        assert physical["region"]["startLine"] >= 1


def test_only_failures_are_results_and_all_that_ran_are_rules() -> None:
    one = run(every_status())
    assert {result["ruleId"] for result in one["results"]} == {"keys-are-of-one-type", "b-c", "d-e"}
    assert [rule["id"] for rule in one["tool"]["driver"]["rules"]] == [
        "keys-are-of-one-type", "b-c", "d-e", "e-f", "f-g", "g-h",
    ]  # fmt: skip
    said = one["properties"]
    assert [row["check"] for row in said["unknown"]] == ["f-g"]
    assert [row["check"] for row in said["notApplicable"]] == ["g-h"]
    assert [row["check"] for row in said["passed"]] == ["e-f"]
    assert [row["check"] for row in said["crashes"]] == ["h-i"]
    assert one["invocations"] == [{"executionSuccessful": False, "exitCode": 3}]


@pytest.mark.parametrize(
    ("root", "path", "uri"),
    [
        (".", ".env.local", ".env.local"),
        ("apps/web", "app/page.tsx", "apps/web/app/page.tsx"),
        ("apps/web", "../../turbo.json", "turbo.json"),
        (".", "app/(group)/[id]/page.tsx", "app/%28group%29/%5Bid%5D/page.tsx"),
        (".", "a b#c?.ts", "a%20b%23c%3F.ts"),
        (".", "../outside.ts", "package.json"),
        ("../other", "app/page.tsx", "package.json"),
        ("..", "main/a.ts", "package.json"),
    ],
)
def test_locations_are_below_the_folder_of_the_command(root: str, path: str, uri: str) -> None:
    of = report(failed(Problem("m", Place(path, 3), about="A")), root=root)
    (result,) = run(of)["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_what_is_in_no_file_stands_at_the_apps_manifest_and_says_where_it_was_seen() -> None:
    problem = Problem("`A` is not set", Source("vercel:production"), about="A")
    (result,) = run(report(failed(problem, app="apps/web")))["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "apps/web/package.json"
    assert "(seen at vercel:production)" in result["message"]["text"]


def test_projects_of_one_repository_have_categories_of_their_own() -> None:
    def category(root: str) -> str:
        name: str = run(report(root=root))["automationDetails"]["id"]
        return name

    assert category(".") == "clerkdoctor/check/"
    assert category("apps/web") == "clerkdoctor/check/apps/web/"
    assert category("../web") == "clerkdoctor/check/"


class TestFingerprints:
    """What an alert is known by: stable while nothing but words and lines change."""

    def test_lines_words_and_fixes_change_nothing(self) -> None:
        before = failed(Problem("`A` is `x`", Place(".env", 3, 1), about="A"))
        after = failed(Problem("`A` holds y", Place(".env", 30, 9), fix="Set it", about="A"))
        assert prints(report(before)) == prints(report(after))

    def test_nor_does_the_folder_of_the_command(self) -> None:
        found = failed(Problem("m", Place("a.ts"), about="A"))
        assert prints(report(found)) == prints(report(found, root="apps/web"))

    @pytest.mark.parametrize(
        "other",
        [
            failed(Problem("m", Place(".env", 3), about="B")),
            failed(Problem("m", Place(".env.local", 3), about="A")),
            failed(Problem("m", Place(".env", 3), about="A"), app="apps/web"),
            failed(Problem("m", Place(".env", 3), about="A"), check=a_check("b-c")),
            failed(Problem("m", Source("environ"), about="A")),
        ],
    )
    def test_what_is_another_problem_has_another_one(self, other: Result) -> None:
        found = failed(Problem("m", Place(".env", 3), about="A"))
        assert prints(report(found)) != prints(report(other))

    def test_two_alike_are_kept_apart_in_their_order(self) -> None:
        twice = failed(*[Problem("m", Place("a.ts", line), about="A") for line in (1, 9)])
        once = failed(Problem("m", Place("a.ts", 9), about="A"))
        first, second = prints(report(twice))
        assert second == f"{first}:2"
        assert prints(report(once)) == [first]

    def test_they_are_as_they_were_in_the_last_release(self) -> None:
        """A change here closes and opens every alert and every baseline: say so in the changelog."""
        found = failed(Problem("m", Place(".env", 3), about="CLERK_SECRET_KEY"))
        assert prints(report(found)) == ["2491836b4ff9b20ef9da05be86d9e2f9"]


def test_two_runs_are_equal_to_the_byte() -> None:
    assert render(every_status()) == render(every_status())
