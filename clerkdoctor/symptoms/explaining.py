"""What is most likely behind a symptom, by what the checks that know it say. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from clerkdoctor.check import LEVELS
from clerkdoctor.report import Result
from clerkdoctor.symptoms import Symptom
from clerkdoctor.symptoms.documented import Checklist
from clerkdoctor.symptoms.matching import Match

LIVE = {
    "tokens": "clerkdoctor verify-token TOKEN",
    "key sets": "clerkdoctor fetch-jwks",
    "delivery": "clerkdoctor verify-webhook --delivery FILE",
    "delivery probes": "clerkdoctor replay-webhook URL --probe",
    "convex": "clerkdoctor check-convex --online",
    "deployed": "clerkdoctor check-env --against SOURCE",
    "session": "clerkdoctor check-session URL",
}
"""Subject → the command that judges it, where `check` does not."""


def known(symptoms: Iterable[Symptom], words: Iterable[tuple[str, str, str]]) -> list[Symptom]:
    """The listed symptoms, and those that the checks themselves name: words, title, id."""
    listed = list(symptoms)
    texts = {one.text.casefold() for one in listed}
    own: dict[str, Symptom] = {}
    for text, title, check in words:
        if text.casefold() not in texts and len(text) > 3:
            meaning = f"A check knows these words: {title}"
            before = own.get(text)
            checks = (*before.checks, check) if before else (check,)
            own[text] = Symptom(text, before.meaning if before else meaning, checks, "checks")
    return [*listed, *own.values()]


def concerned(results: Sequence[Result], names: Sequence[str]) -> tuple[Result, ...]:
    """The results of these checks, and of those from which their failures follow."""
    wanted = {(one.app, one.check.id) for one in results if is_one_of(one.check.id, names)}
    while True:
        causes = {
            (one.app, one.follows_from)
            for one in results
            if one.follows_from and (one.app, one.check.id) in wanted
        }
        if causes <= wanted:
            return tuple(one for one in results if (one.app, one.check.id) in wanted)
        wanted |= {(app, name) for app, name in causes if name}


def is_one_of(check: str, names: Sequence[str]) -> bool:
    """Whether a check is one of these ids, or begins as one that ends in `-`."""
    return any(check == name or (name.endswith("-") and check.startswith(name)) for name in names)


def explanation(
    found: Sequence[Match], results: Sequence[Result], live: Sequence[str]
) -> tuple[str, str]:
    """Two sentences: what is most likely, and why. `live` are commands that tell more."""
    first = found[0].symptom
    cause = likely([match.symptom for match in found], results)
    said = f"`{shown(first.text)}` is said when this is so: {small(first.meaning)}"
    if cause:
        problem = cause.problems[0]
        told = str(problem.at) in problem.message
        at = f" ({problem.at})" if problem.at and not told else ""
        app = f"in `{cause.app}`, " if cause.app else ""
        return f"Most likely {app}`{cause.check.id}` is the cause: {problem.message}{at}", said
    return said, _nothing(results, live)


def likely(symptoms: Sequence[Symptom], results: Sequence[Result]) -> Result | None:
    """The failure that explains the symptoms best: a root cause, of the first symptom's first.

    What the first symptom names comes before what another one names, and an error before less.
    """
    order: dict[str, int] = {}
    for symptom in symptoms:
        for name in symptom.checks:
            order.setdefault(name, len(order))
    by_name = {(one.app, one.check.id): one for one in results if one.status == "fail"}

    def rank(result: Result) -> tuple[int, int]:
        at = min(
            (place for name, place in order.items() if is_one_of(result.check.id, (name,))),
            default=len(order),
        )
        return -LEVELS.index(result.level), at

    named = [one for one in by_name.values() if is_one_of(one.check.id, tuple(order))]
    if not named:
        return None
    cause = min(named, key=rank)
    while cause.follows_from and (cause.app, cause.follows_from) in by_name:
        cause = by_name[cause.app, cause.follows_from]
    return cause


def checklist(
    documented: Checklist, results: Sequence[Result], subjects: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Each documented line with what its checks say together: the worst of them.

    `subjects` are those of all checks by id: a line whose checks did not all run is not passed.
    """
    for line in documented.lines:
        own = [one for one in results if is_one_of(one.check.id, line.checks)]
        failed = [one for one in own if one.status == "fail"]
        unknown = any(one.status == "unknown" for one in own)
        judged = any(one.status == "pass" for one in own)
        elsewhere = any(
            subject in LIVE and is_one_of(check, line.checks) for check, subject in subjects.items()
        )
        if failed:
            status: str = max((one.level for one in failed), key=LEVELS.index)
        elif unknown or not judged:
            status = "unknown"
        else:
            status = "pass"
        yield {
            "line": line.text,
            "status": status,
            "checks": [one.check.id for one in failed or own if one.status == _worst(status)],
            "live": line.live if status != "pass" or elsewhere else "",
        }


def _worst(status: str) -> str:
    """The status of the results that a line's mark comes from."""
    return status if status in ("pass", "unknown") else "fail"


def small(sentence: str) -> str:
    """A sentence as it goes on behind a colon."""
    first, rest = sentence[:1], sentence[1:]
    name = sentence.partition(" ")[0]
    proper = ("Clerk", "Convex", "Vercel", "Next.js", "Svix", "JWT", "API", "Cloudflare")
    return sentence if name.rstrip("',").removesuffix("'s") in proper else first.lower() + rest


def shown(text: str) -> str:
    """Known words within backticks."""
    return text.replace("`", "'")


def _nothing(results: Sequence[Result], live: Sequence[str]) -> str:
    passed = sum(one.status == "pass" for one in results)
    more = " and ".join(f"`{command}`" for command in live[:2])
    look = "look" if len(live) > 1 else "looks"
    asks = f"{more} {look} at what no file tells" if more else "no file tells more"
    if not passed:
        return f"No file of the project tells whether it is so; {asks}"
    noun = "check" if passed == 1 else "checks"
    return f"By {passed} {noun}, the project's files are right in this; {asks}"
