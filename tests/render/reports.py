"""Reports for the tests of the formats: of every status, and with hostile text in every place."""

from clerkdoctor.check import Check, Level, Problem
from clerkdoctor.facts.place import Place, Source, Url
from clerkdoctor.report import Crash, Report, Result

HOSTILE = (
    "\x1b[31mred\x1b[0m", "a\nb", "a\r\n::error::x", "<script>alert(1)</script>", "]]>", "&amp;",
    "`ticks`", "``", "|pipe|", "[link](javascript:alert(1))", "*bold* _it_ # ~~s~~", "</details>",
    "\u202egnp.exe", "\u200bzero", "\ufeffbom", "\ud800", "\x00nul", "\x7f", "\x85", "\ufffe",
    "%25%0A", "a,b:c", "é ü 漢字 🙂", "", "https://x.example/<a>?q=[b]", "--option", "@user",
)  # fmt: skip
"""What comes from outside: names, paths, values that a message quotes, answers of servers."""


def a_check(
    name: str = "keys-are-of-one-type", level: Level = "error", fix: str = "Do it"
) -> Check:
    return Check(
        id=name, title="The keys are of `one` type", why="It matters.\n\nTo whom it matters.",
        fix=fix, references=("https://clerk.com/docs/a", "https://clerk.com/docs/b"), level=level,
        symptoms=("boom",), follows=(), needs=(), judge=lambda: iter(()),
    )  # fmt: skip


def failed(
    *problems: Problem, check: Check | None = None, app: str | None = None,
    follows_from: str | None = None,
) -> Result:  # fmt: skip
    check = check or a_check()
    return Result(
        check, "environment", app, "fail", check.level, problems, follows_from=follows_from
    )


def report(*results: Result, root: str = ".", crashes: tuple[Crash, ...] = ()) -> Report:
    return Report("check", "app", results, crashes, looked_at={None: "Next.js 16.4.6"}, root=root)


def every_status(text: str = "what is, expected") -> Report:
    """A report with each kind of result and of place, and `text` wherever outside text can stand."""
    warned = a_check("b-c", "warning", fix=f"Run:\n{text}")
    results = (
        failed(
            Problem(text, Place(".env.local", 3, 1), about="A"),
            Problem(f"`{text}` is there", Place(text or "x", 3), fix=f"Set `{text}`", about="B"),
            Problem("m", Source(text), about=text),
            Problem("m", Url(f"https://x.example/{text}"), level="note", about="D"),
            Problem("m", about="E"),
        ),
        failed(Problem(text, Place("a.ts", 1), about="A"), check=warned, app=text or None),
        failed(Problem(text, about="A"), check=a_check("d-e"), follows_from="keys-are-of-one-type"),
        Result(a_check("e-f"), "routes", None, "pass", "error"),
        Result(a_check("f-g"), "routes", text or None, "unknown", "error", reason=text),
        Result(a_check("g-h"), "routes", None, "not_applicable", "error", reason=text),
    )
    return Report(
        "check", text, results, (Crash("h-i", None, text),),
        looked_at={None: text, text or "b": text}, root="apps/web",
    )  # fmt: skip


VERDICTS = (
    report(Result(a_check(), "environment", None, "pass", "error")),
    report(failed(Problem("m", about="A"))),
    report(failed(Problem("m", about="A"), check=a_check("b-c", "warning"))),
    report(Result(a_check(), "environment", None, "unknown", "error", reason="r", blind=True)),
    report(Result(a_check(), "environment", None, "unknown", "error", reason="r")),
    report(),
    report(failed(Problem("m", about="A")), crashes=(Crash("x-y", None, "E"),)),
)
"""Reports of every verdict."""
