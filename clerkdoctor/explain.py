"""`explain` and `checks`: what the catalogue says of itself. Plain text, since start-up counts."""

import shutil
import sys
from collections.abc import Iterable, Iterator

from clerkdoctor.checks import SUBJECTS, Entry, catalogue
from clerkdoctor.checks import entry as entry_of
from clerkdoctor.errors import Trouble
from clerkdoctor.selection import meant


def explain(name: str) -> str:
    """What a check means, found by its id, or by the words of an error that it knows."""
    named = entry_of(name)
    if named:
        return _whole(named)
    entries = catalogue()
    found = [entry for entry in entries if _knows(entry, name)]
    words = [*_words(name, entries)]
    if not found and not words:
        known = [entry.check.id for entry in entries]
        raise Trouble(
            f"`{name}` is no check, and no check knows it as a symptom{meant(name, known)}",
            "`clerkdoctor checks` lists every check",
        )
    return "\n".join([*(_whole(entry) for entry in found), *words])


def as_list() -> str:
    """Every check by subject: level, id, title."""
    lines: list[str] = []
    entries = catalogue()
    for subject in SUBJECTS:
        lines += [subject, ""]
        for entry in entries:
            if entry.subject == subject:
                lines.append(f"  {entry.check.level:<8} {entry.check.id}")
                lines += _wrapped(entry.check.title, "           ")
        lines.append("")
    lines.append("`clerkdoctor explain CHECK` says why one matters and how to mend what it finds")
    return "\n".join(lines) + "\n"


def as_json() -> str:
    """Every check with all that is said of it, as JSON."""
    import json

    rows = [
        {
            "check": entry.check.id,
            "subject": entry.subject,
            "level": entry.check.level,
            "title": entry.check.title,
            "why": entry.check.why,
            "fix": entry.check.fix,
            "symptoms": list(entry.check.symptoms),
            "references": list(entry.check.references),
        }
        for entry in catalogue()
    ]
    return json.dumps({"schema": "clerkdoctor.checks/1", "checks": rows}, indent=2) + "\n"


def _knows(entry: Entry, words: str) -> bool:
    """Whether one of the check's symptoms is in these words, or the words in it."""
    wanted = " ".join(words.casefold().split())
    return bool(wanted) and any(
        wanted in symptom.casefold() or symptom.casefold() in wanted
        for symptom in entry.check.symptoms
    )


def _words(name: str, entries: Iterable[Entry]) -> Iterator[str]:
    """What known words, such as a reason code, mean, and which checks tell whether it is so."""
    from clerkdoctor.symptoms import symptoms
    from clerkdoctor.symptoms.matching import matches

    for match in matches(name, symptoms()):
        symptom = match.symptom
        checks = [
            entry.check
            for wanted in symptom.checks
            for entry in entries
            if entry.check.id == wanted
            or (wanted.endswith("-") and entry.check.id.startswith(wanted))
        ]
        parts = [[symptom.text, symptom.source], _wrapped(symptom.meaning)]
        if checks:
            named = dict.fromkeys(f"{check.id}: {check.title}" for check in checks)
            parts.append(["Checks that tell whether it is so:", *_items(named)])
        parts.append(["`clerkdoctor diagnose` runs them on your project"])
        yield "\n\n".join("\n".join(part) for part in parts) + "\n"


def _whole(entry: Entry) -> str:
    check = entry.check
    fix, *lines = check.fix.split("\n")
    parts = [
        [check.id, f"{check.level} · {entry.subject}"],
        _wrapped(check.title),
        *(_wrapped(paragraph) for paragraph in check.why.split("\n\n")),
        [*_wrapped(f"Fix: {fix}"), *(f"    {line}" for line in lines)],
    ]
    if check.symptoms:
        parts.append(["Seen as:", *_items(check.symptoms)])
    if check.follows:
        parts.append(["Follows from, where they fail too:", *_items(check.follows)])
    parts.append(["See:", *_items(check.references)])
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _items(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        first, *rest = _wrapped(text, "    ")
        yield from [f"  - {first.strip()}", *rest]


def _wrapped(text: str, indent: str = "") -> list[str]:
    import textwrap

    columns = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80
    return textwrap.wrap(
        text, max(min(columns, 100), 24), initial_indent=indent, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
