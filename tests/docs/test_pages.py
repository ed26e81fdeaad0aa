"""The pages under `docs/` say what the catalogue says now.

`pytest tests/docs --rewrite-golden` writes them anew.
"""

import re

from clerkdoctor.checks import catalogue
from clerkdoctor.pages import pages
from clerkdoctor.symptoms import symptoms
from tests.command import ROOT

DOCS = ROOT / "docs"


def test_the_pages_are_current(rewrite_golden: bool) -> None:
    made = pages()
    if rewrite_golden:
        for stale in (DOCS / "checks").glob("*.md"):
            stale.unlink()
        for name, text in made.items():
            path = DOCS / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    old = [
        name
        for name, text in made.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != text
    ]
    assert old == [], "pytest tests/docs --rewrite-golden"
    there = {path.name for path in (DOCS / "checks").glob("*.md")}
    assert there == {name.partition("/")[2] for name in made if name.startswith("checks/")}


def test_every_check_and_every_symptom_is_there() -> None:
    made = pages()
    for entry in catalogue():
        page = made[f"checks/{entry.check.id}.md"]
        assert f"# {entry.check.id}\n" in page
        assert all(f"<{url}>" in page for url in entry.check.references)
        assert f"[{entry.check.id}]({entry.check.id}.md)" in made["checks/README.md"]
    assert all(one.text.replace("|", "\\|") in made["symptoms.md"] for one in symptoms())


def test_every_link_leads_somewhere() -> None:
    made = pages()
    for name, text in made.items():
        folder = name.rpartition("/")[0]
        for target in re.findall(r"\]\(([^)#\s]+\.md)\)", text):
            path = f"{folder}/{target}" if folder else target
            assert path in made, f"{name}: {target}"
