import json

from clerkdoctor import __version__
from clerkdoctor.check import Check, Problem
from clerkdoctor.facts.place import Place, Source, Url
from clerkdoctor.render.json import render
from clerkdoctor.report import Crash, Report, Result

CHECK = Check(
    id="a-b", title="A is b", why="Why", fix="Do it", references=("https://example.com",),
    level="error", symptoms=("boom",), follows=(), needs=(), judge=lambda: iter(()),
)  # fmt: skip


def test_the_document_is_the_contracts_in_its_order() -> None:
    problems = (
        Problem("m\x1b", Place("a.ts", 3, 1), fix="other"),
        Problem("m", Place("a.ts")),
        Problem("m", Source("vercel:production")),
        Problem("m", Url("https://x.example")),
        Problem("m"),
    )
    results = (
        Result(CHECK, "environment", None, "fail", "error", problems),
        Result(CHECK, "environment", "apps/web", "unknown", "error", reason="why"),
    )
    text = render(
        Report("check-env", "x", results, (Crash("c", None, "E"),), data={"mode": "test"})
    )
    document = json.loads(text)
    assert text.isascii()
    assert list(document) == [
        "schema", "tool", "command", "target", "verdict", "exit_code", "summary", "results",
        "crashes", "data",
    ]  # fmt: skip
    assert document["tool"] == {"name": "clerkdoctor", "version": __version__}
    assert list(document["summary"]) == ["pass", "fail", "warn", "unknown", "not_applicable"]
    first, second = document["results"]
    assert list(first) == [
        "check", "subject", "app", "title", "status", "level", "follows_from", "problems",
        "reason", "symptoms", "references",
    ]  # fmt: skip
    assert first["problems"] == [
        {"message": "m\x1b", "fix": "other", "location": {"path": "a.ts", "line": 3, "column": 1}},
        {"message": "m", "fix": "Do it", "location": {"path": "a.ts"}},
        {"message": "m", "fix": "Do it", "location": {"source": "vercel:production"}},
        {"message": "m", "fix": "Do it", "location": {"url": "https://x.example"}},
        {"message": "m", "fix": "Do it", "location": None},
    ]
    assert (second["app"], second["reason"]) == ("apps/web", "why")
    assert document["crashes"] == [{"check": "c", "app": None, "error": "E"}]
