"""`diagnose`: from what is on the screen to what is wrong in the project."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clerkdoctor.checks import catalogue
from clerkdoctor.commands.checking import (
    PROJECT_SUBJECTS,
    Options,
    judged,
    with_settings,
    write_report,
)
from clerkdoctor.errors import Trouble
from clerkdoctor.report import Crash, Report, Result
from clerkdoctor.symptoms import symptoms
from clerkdoctor.symptoms.documented import ALIASES, CHECKLISTS, Checklist
from clerkdoctor.symptoms.explaining import (
    LIVE,
    checklist,
    concerned,
    explanation,
    is_one_of,
    known,
)
from clerkdoctor.symptoms.matching import Match, matches, normal, without_colors


def diagnose(symptom: str, project: Path, options: Options) -> int:
    """`clerkdoctor diagnose`: a documented symptom, or the words of an error or a log."""
    name = symptom.strip().casefold()
    documented = CHECKLISTS.get(ALIASES.get(name, name))
    if documented:
        return _documented(documented, project, options)
    from clerkdoctor.gather.pasted import pasted

    return _pasted(pasted(symptom), project, options)


def _documented(documented: Checklist, project: Path, options: Options) -> int:
    options = with_settings(project, options)
    seen, results, crashes = judged(project, options, PROJECT_SUBJECTS)
    names = tuple(name for line in documented.lines for name in line.checks)
    own = concerned(results, names)
    subjects = {entry.check.id: entry.subject for entry in catalogue()}
    data = {
        "symptom": documented.title,
        "checklist": list(checklist(documented, own, subjects)),
    }
    return _written(seen.target, own, crashes, seen.looked_at, options, data)


def _pasted(text: str, project: Path, options: Options) -> int:
    """The checks that know these words, run, and what is most likely. Nothing pasted is shown
    unmasked.
    """
    entries = catalogue()
    words = [
        (word, entry.check.title, entry.check.id)
        for entry in entries
        for word in entry.check.symptoms
    ]
    found = matches(text, known(symptoms(), words))
    if not found:
        raise Trouble(
            "no error, reason code or status is known in this text",
            "paste the error's own line, or name a symptom: "
            + ", ".join(f"clerkdoctor diagnose {name}" for name in CHECKLISTS),
        )
    names = tuple(name for match in found for name in match.symptom.checks)
    own: tuple[Result, ...] = ()
    crashes: tuple[Crash, ...] = ()
    looked_at: Any = {}
    target, trouble = str(project), None
    try:
        options = with_settings(project, options)
        seen, results, crashes = judged(project, options, PROJECT_SUBJECTS)
        target, own, looked_at = seen.target, concerned(results, names), seen.looked_at
    except Trouble as error:
        trouble = error
    live = dict.fromkeys(
        LIVE[entry.subject]
        for match in found[:1]
        for entry in entries
        if entry.subject in LIVE and is_one_of(entry.check.id, match.symptom.checks)
    )
    sentences = list(explanation(found, own, tuple(live)))
    if trouble:
        sentences[1] = f"No project was looked at: {trouble.message}"
    data = {
        "found": [_row(match, text) for match in found],
        "explanation": sentences,
        "live": list(live),
    }
    return _written(target, own, crashes, looked_at, options, data)


def _row(match: Match, text: str) -> dict[str, Any]:
    """A symptom that was found, with the first line that has it, masked."""
    symptom = match.symptom
    return {
        "text": symptom.text,
        "meaning": symptom.meaning,
        "source": symptom.source,
        "times": match.times,
        "line": _line(symptom.text, text),
        "checks": list(symptom.checks),
    }


def _line(words: str, text: str) -> str | None:
    """The first line that has the beginning of these words, as it may be shown."""
    from clerkdoctor.masking import masked

    first = normal(words.partition("…")[0])
    lines = zip(text.split("\n"), masked(text).split("\n"), strict=True)
    for line, shown in lines:
        if first in normal(line):
            plain = without_colors(" ".join(shown.split()))
            return plain if len(plain) <= 200 else f"{plain[:199]}…"
    return None


def _written(
    target: str, results: tuple[Result, ...], crashes: Sequence[Crash],
    looked_at: Any, options: Options, data: dict[str, Any],
) -> int:  # fmt: skip
    root = os.path.relpath(target).replace(os.sep, "/")
    report = Report(
        "diagnose", target, results, tuple(crashes), options.fail_on, looked_at, data, root
    )
    return write_report(report, options)
