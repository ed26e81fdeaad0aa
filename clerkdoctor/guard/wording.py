"""The clause that says why a request gets through, or does not."""

from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.guard.values import Fact, Site

if TYPE_CHECKING:
    from clerkdoctor.facts.routes import Outcome, Slip
    from clerkdoctor.guard.responses import Response
    from clerkdoctor.guard.run import Exit, Run


class Said(NamedTuple):
    text: str
    place: Place


def because(
    run: "Run", access: str, left: "Exit | None", answer: "Response | None", site: Site
) -> Said:
    """``public: `isPublicRoute` matches `/blog(.*)` ``, with the line that decides."""
    if access == "public":
        slip = run.slip()
        if slip is not None:
            run.program.slips.setdefault(slip.place, slip)
            return Said(f"public: {_slipped(slip)}", slip.place)
    facts = left.facts if left is not None else ()
    decisive = _decisive(facts) or _passed(run.passed)
    place = left.site.place if left is not None else site.place
    if decisive:
        if left is None and decisive[-1].site is not None:
            place = decisive[-1].site.place
        return Said(f"{access}: {_told(decisive)}", place)
    return Said(f"{access}: {_plainly(run, access, answer)}", place)


def _slipped(slip: "Slip") -> str:
    if slip.kind == "caught":
        return f"the error by which `{slip.word}` stops a request is caught"
    if "protect" in slip.call.partition("(")[0]:
        return f"`{slip.word}` is not awaited, and stops nothing"
    return f"`{slip.call}` is not awaited, and the `{slip.word}` in it stops nothing"


def _decisive(facts: tuple[Fact, ...]) -> list[Fact]:
    """The facts of the innermost condition, patterns before comparisons."""
    patterns = [one for one in facts if one.matcher is not None]
    return _distinct(patterns or list(facts))


def _passed(passed: list[Fact]) -> list[Fact]:
    """The facts of conditions on the way that did not hold: the last one, or those of patterns."""
    patterns = [one for one in passed if one.matcher is not None]
    return _distinct(patterns or passed[-1:])


def _distinct(facts: list[Fact]) -> list[Fact]:
    found: dict[object, Fact] = {}
    for one in facts:
        key = (one.matcher.name, one.entry) if one.matcher is not None else one.site.node.id
        found.setdefault(key, one)
    return list(found.values())


def _told(facts: list[Fact]) -> str:
    matched = next((one for one in facts if one.matcher is not None and one.holds), None)
    if matched is not None:
        return _match(matched)
    if facts[0].matcher is not None:
        names = list(dict.fromkeys(f"`{one.matcher.name}`" for one in facts))[:3]
        return f"no pattern of {_or(names)} matches"
    fact = facts[0]
    return f"`{fact.site.text}` {'holds' if fact.holds else 'does not hold'}"


def _or(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _match(fact: Fact) -> str:
    matcher, entry = fact.matcher, fact.entry
    if entry is None:
        return "`authMiddleware` lets its own sign-in pages through"
    if entry < len(matcher.patterns):
        return f"`{matcher.name}` matches `{matcher.patterns[entry].text}`"
    return f"`{matcher.name}` matches"


def _plainly(run: "Run", access: str, answer: "Response | None") -> str:
    if access == "protected":
        word = answer.word if answer is not None and answer.word else ""
        return f"`{word}` turns every request away" if word else "every request is turned away"
    if run.clerk is None and run.program.made:
        return "the handler lets it through before Clerk looks at it"
    if answer is not None and answer.word:
        return f"`{answer.word}` protects nothing by itself"
    return "the handler lets every request through"


def redirected(to: str | None) -> str:
    where = f" to `{to}`" if to else ""
    return f"public: whoever asks is redirected{where}"


def rewritten(to: str | None) -> str:
    where = f"`{to}`" if to else "another path"
    return f"public: whoever asks gets {where} instead"


def refused(outcome: "Outcome") -> str:
    if outcome.because.startswith("protected: the middleware fails"):
        return outcome.because
    return f"protected: whoever asks is refused with status {outcome.status or 200}"
