"""The reference in Markdown, from what the catalogue and the symptoms say of themselves. Pure."""

from collections.abc import Iterable, Iterator

from clerkdoctor.check import Check
from clerkdoctor.checks import SUBJECTS, Entry, catalogue
from clerkdoctor.symptoms import Symptom, symptoms
from clerkdoctor.symptoms.explaining import is_one_of

_MADE = "<!-- made from the catalogue by `pytest tests/docs --rewrite-golden`; change it there -->"


def pages() -> dict[str, str]:
    """Path below `docs/` → page: one a check, their list, and the table of symptoms."""
    entries = catalogue()
    known = tuple(symptoms())
    made = {f"checks/{one.check.id}.md": _check(one, entries, known) for one in entries}
    made["checks/README.md"] = "\n".join(_list(entries)) + "\n"
    made["symptoms.md"] = "\n".join(_symptoms(entries, known)) + "\n"
    return made


def _check(entry: Entry, entries: tuple[Entry, ...], known: tuple[Symptom, ...]) -> str:
    check = entry.check
    fix, *lines = check.fix.split("\n")
    parts = [
        _MADE,
        f"# {check.id}",
        f"**{text(check.title)}** · {check.level} · {entry.subject}",
        *(text(paragraph) for paragraph in check.why.split("\n\n")),
        "## Fix",
        text(fix),
    ]
    if lines:
        parts.append("\n".join(["```", *lines, "```"]))
    words = [*check.symptoms, *(one.text for one in known if is_one_of(check.id, one.checks))]
    if words:
        parts += ["## Seen as", _items(code(one) for one in dict.fromkeys(words))]
    if check.follows:
        parts += ["## Follows from", "Where they fail too, about the same thing:"]
        parts.append(_items(_link(name) for name in check.follows))
    explains = [one.check for one in entries if check.id in one.check.follows]
    if explains:
        parts += ["## Explains", _items(_link(one.id) for one in explains)]
    parts += ["## Leave it out", _leave_out(check)]
    parts += ["## See", _items(f"<{reference}>" for reference in check.references)]
    return "\n\n".join(parts) + "\n"


def _leave_out(check: Check) -> str:
    settings = f'[[skip]]\ncheck = "{check.id}"\nreason = "…"'
    return (
        f"`clerkdoctor check --skip {check.id}`, or in `clerkdoctor.toml`:\n\n"
        f"```toml\n{settings}\n```"
    )


def _list(entries: tuple[Entry, ...]) -> Iterator[str]:
    yield from (_MADE, "", "# Checks", "")
    yield f"{len(entries)} checks. `clerkdoctor explain CHECK` shows each of these pages."
    for subject in SUBJECTS:
        yield from ("", f"## {subject}", "", "| Check | Level | What must hold |", "|---|---|---|")
        for one in entries:
            if one.subject == subject:
                title = text(one.check.title).replace("|", "\\|")
                yield f"| [{one.check.id}]({one.check.id}.md) | {one.check.level} | {title} |"


def _symptoms(entries: tuple[Entry, ...], known: tuple[Symptom, ...]) -> Iterator[str]:
    yield from (_MADE, "", "# What is on the screen", "")
    yield (
        f"{len(known)} error texts, reason codes and answers that `clerkdoctor diagnose` and"
        " `clerkdoctor explain` know. `…` stands for what differs; quotes, capitals, ids and hosts"
        " do not count."
    )
    for source in dict.fromkeys(one.source for one in known):
        yield from ("", f"## {source}", "", "| Words | What they mean | Checks |", "|---|---|---|")
        for one in known:
            if one.source == source:
                names = [
                    entry.check.id for entry in entries if is_one_of(entry.check.id, one.checks)
                ]
                shown = names[:8]
                links = ", ".join(f"[{name}](checks/{name}.md)" for name in shown)
                more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
                words = code(one.text).replace("|", "\\|")
                yield f"| {words} | {text(one.meaning)} | {links}{more} |"


def _link(name: str) -> str:
    return f"[{name}]({name}.md)"


def _items(texts: Iterable[str]) -> str:
    return "\n".join(f"- {one}" for one in texts)


def text(sentence: str) -> str:
    """A sentence of ours: its literals are in backticks, and nothing else of it is markup."""
    parts = sentence.split("`")
    return "`".join(
        part if at % 2 else part.replace("<", "\\<").replace("*", "\\*").replace("_", "\\_")
        for at, part in enumerate(parts)
    )


def code(words: str) -> str:
    """Words as a code span, whatever quotes they have."""
    return f"`` {words} ``" if "`" in words else f"`{words}`"
