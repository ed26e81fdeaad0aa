"""Markdown for a job's summary: what comes from outside stays text in it."""

import re

import pytest

from clerkdoctor.check import Problem
from clerkdoctor.facts.place import Place
from clerkdoctor.render.markdown import code, escaped, render
from clerkdoctor.report import SetAside
from tests.render.reports import HOSTILE, a_check, every_status, failed, report


def test_it_begins_with_the_verdict_and_ends_with_one_line_break() -> None:
    text = render(report(failed(Problem("m", about="A"))))
    assert text.startswith("## clerkdoctor check: ❌ fail\n\n1 errors · ")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_failure_has_its_place_its_fix_and_its_references() -> None:
    fix = "Run this:\nvercel env rm A\nvercel env add A"
    of = report(failed(Problem("`A` is x", Place("a.ts", 3), fix=fix, about="A")))
    text = render(of)
    assert "### ❌ The keys are of `one` type\n" in text
    assert "- `A` is x — `a.ts:3`\n" in text
    assert "**Fix**: Run this:\n\n```\nvercel env rm A\nvercel env add A\n```\n" in text
    assert (
        "`keys-are-of-one-type` · <https://clerk.com/docs/a> · <https://clerk.com/docs/b>" in text
    )


def test_what_follows_is_named_with_its_cause_and_not_shown_twice() -> None:
    cause = failed(Problem("m", about="A"))
    follower = failed(
        Problem("m", about="A"), check=a_check("b-c"), follows_from="keys-are-of-one-type"
    )
    text = render(report(cause, follower))
    assert text.count("### ") == 1
    assert "Follows from this: `b-c`" in text
    assert "**Most likely cause**: `keys-are-of-one-type` fails, and 1 other failure" in text


def test_a_fence_is_longer_than_any_in_what_it_holds() -> None:
    of = report(failed(Problem("m", fix="Run this:\n````\nx\n````", about="A")))
    assert "\n`````\n````\nx\n````\n`````\n" in render(of)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`A` is *x*", r"`A` is \*x\*"),
        ("a `b", r"a \`b"),
        ("<b> [x](y) #1 ~~s~~ |", r"\<b\> \[x\](y) \#1 \~\~s\~\~ \|"),
        ("a\nb\x1b", r"a\\nb\\x1b"),
        ("`` is empty", "`  ` is empty"),
    ],
)
def test_a_sentence_keeps_its_literals_and_nothing_else(text: str, shown: str) -> None:
    assert escaped(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("```", "```` ``` ````")],
)
def test_a_literal_may_hold_backticks(text: str, shown: str) -> None:
    assert code(text) == shown


def outside_code(text: str) -> str:
    """The text without code spans and fences, as CommonMark finds them."""
    text = re.sub(r"^(`{3,})\n.*?\n\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"(?<![`\\])(`+)(?!`)(.*?[^`])\1(?!`)", "", text)


@pytest.mark.parametrize("text", ["plain", *HOSTILE], ids=ascii)
def test_no_text_becomes_markup(text: str) -> None:
    rendered = render(every_status(text))
    assert all(char.isprintable() or char in "\n\ufe0f" for char in rendered)
    plain = outside_code(rendered)
    tags = re.findall(r"(?<!\\)<[^>\n]*>", plain)
    assert set(tags) <= {
        "<details>", "<summary>", "</summary>", "</details>",
        "<https://clerk.com/docs/a>", "<https://clerk.com/docs/b>",
    }  # fmt: skip
    assert not re.search(r"(?<!\\)\[[^\]\n]*\]\(", plain)
    assert plain.count("\n</details>") == plain.count("\n<details>")


def test_what_is_set_aside_is_folded_and_counted() -> None:
    aside = SetAside(a_check("i-j"), "environment", None, "baseline", "3 known problems", 3)
    text = render(report()._replace(set_aside=(aside,)))
    assert "1 set aside" in text
    assert "- `i-j` (baseline): 3 known problems" in text


def test_two_runs_are_equal_to_the_byte() -> None:
    assert render(every_status()) == render(every_status())
