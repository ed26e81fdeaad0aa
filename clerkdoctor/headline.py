"""Which failure to mend first: the gravest, and of those the one that explains the most. Pure."""

from collections.abc import Sequence

from clerkdoctor.check import LEVELS
from clerkdoctor.report import Result


def headline(results: Sequence[Result], *, names_app: bool = True) -> str | None:
    """One sentence on the most likely cause, or None where fewer than two checks failed: notes do
    not count.

    Of the gravest failures it is the one from which most others of its app follow, and of those
    that explain as many, the first of the catalogue. That is in the order in which a set-up is
    built up: keys before routes, routes before handlers.
    """
    failed = [one for one in results if one.status == "fail" and one.level != "note"]
    roots = [one for one in failed if one.follows_from is None]
    if len(failed) < 2 or not roots:
        return None
    first = max(roots, key=lambda one: (LEVELS.index(one.level), len(following(one, failed))))
    follow = len(following(first, failed))
    app = f"`{first.app}`: " if first.app and names_app else ""
    sentence = f"{app}`{first.check.id}` fails"
    others = len(roots) - 1
    if follow:
        sentence += f", and {_failures(follow)} from it"
    if not others:
        return sentence
    rest = "another failure has" if others == 1 else f"{others} other failures have"
    return f"{sentence}; {rest} a cause of {'its' if others == 1 else 'their'} own"


def following(cause: Result, failed: Sequence[Result]) -> list[Result]:
    """The failures of the same app that follow from this one, and what follows from them."""
    found: list[Result] = []
    for one in failed:
        if one.app == cause.app and one.follows_from == cause.check.id:
            found += [one, *following(one, failed)]
    return found


def _failures(number: int) -> str:
    return "1 other failure follows" if number == 1 else f"{number} other failures follow"
