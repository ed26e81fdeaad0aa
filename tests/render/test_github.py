"""GitHub's workflow commands: one line each, that no outside text can break out of."""

import re

import pytest

from clerkdoctor.check import Level, Problem
from clerkdoctor.facts.place import Place, Source
from clerkdoctor.render.github import render
from tests.render.reports import HOSTILE, a_check, every_status, failed, report

# As the runner reads a command: the name, its properties, and the data behind the second `::`.
COMMAND = re.compile(r"^::(?P<name>\w+) (?P<properties>[^:]*)::(?P<data>.*)$")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What the runner makes of the lines; its unescaping is that of actions/runner."""
    found = []
    for line in text.splitlines():
        match = COMMAND.match(line)
        if match:
            pairs = (pair.partition("=") for pair in match["properties"].split(","))
            properties = {key: _plain(value, "property") for key, _, value in pairs}
            found.append((match["name"], properties, _plain(match["data"], "data")))
    return found


def _plain(text: str, kind: str) -> str:
    more = (("%2C", ","), ("%3A", ":")) if kind == "property" else ()
    for code, sign in (*more, ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_a_problem_is_an_annotation_at_its_line() -> None:
    of = report(failed(Problem("`A` is x", Place("app/a.ts", 3, 7), about="A")), root="apps/web")
    first, last = render(of).splitlines()
    assert first == (
        "::error file=apps/web/app/a.ts,line=3,col=7,"
        "title=The keys are of `one` type (keys-are-of-one-type)::`A` is x%0Afix: Do it"
    )
    assert last == "clerkdoctor check: fail; 1 errors, 0 warnings, 0 passed, 0 unknown"


def test_levels_are_githubs() -> None:
    levels: tuple[Level, ...] = ("error", "warning", "note")
    results = [
        failed(Problem("m", about="A"), check=a_check(f"a-{level}", level)) for level in levels
    ]
    names = [name for name, _, _ in commands(render(report(*results)))]
    assert names == ["error", "warning", "notice"]


def test_what_is_in_no_file_names_none_and_says_where_it_was_seen() -> None:
    of = report(failed(Problem("m", Source("vercel:production"), about="A")))
    ((_, properties, data),) = commands(render(of))
    assert list(properties) == ["title"]
    assert data.startswith("m (at vercel:production)")


@pytest.mark.parametrize("text", ["plain", *HOSTILE], ids=ascii)
def test_no_text_makes_a_command_of_its_own(text: str) -> None:
    rendered = render(every_status(text))
    found = commands(rendered)
    assert [name for name, _, _ in found] == [
        "error", "error", "error", "notice", "error", "warning", "error", "error",
    ]  # fmt: skip
    assert len(rendered.splitlines()) == len(found) + 1
    for _, properties, data in found:
        assert set(properties) <= {"file", "line", "col", "title"}
        assert all(char.isprintable() or char == "\n" for char in data)


def test_two_runs_are_equal_to_the_byte() -> None:
    assert render(every_status()) == render(every_status())
