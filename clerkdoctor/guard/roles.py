"""What a match of a pattern means, found out by running the handler with and without it."""

import re
from typing import TYPE_CHECKING

from clerkdoctor.guard.matchers import Matcher
from clerkdoctor.guard.verdicts import Leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clerkdoctor.facts.routes import Role

MOST = 60
"""Patterns of a matcher that are tried; the others mean what the first one does."""

Forced = dict[tuple[object, ...], "int | None"]


def roles_of(
    matchers: "Iterable[Matcher]", run: "Callable[[str, Forced], Leaf]"
) -> dict[tuple[object, ...], "list[Role]"]:
    """The role of each pattern, by the key of its matcher.

    No other matcher matches meanwhile: what a pattern means by itself is asked for.
    """
    found: dict[tuple[object, ...], list[Role]] = {}
    for matcher in matchers:
        count = len(matcher.patterns)
        roles = [_role(matcher, index, run) for index in range(min(count, MOST))]
        found[matcher.key] = roles + roles[:1] * (count - len(roles))
    return found


def _role(matcher: Matcher, index: int, run: "Callable[[str, Forced], Leaf]") -> "Role":
    pattern = matcher.patterns[index]
    path = sample(pattern.text) if pattern.kind == "path" else "/clerkdoctor"
    yes, no = run(path, {matcher.key: index}), run(path, {})
    if yes.outcome.access == "public":
        if no.ran_clerk and not yes.ran_clerk:
            return "skipped"
        return "public" if no.outcome.access == "protected" else "other"
    if yes.outcome.access == "protected" and no.outcome.access == "public":
        return "protected"
    return "other"


def sample(pattern: str) -> str:
    """A path that a pattern is about: `/blog/x` for `/blog/:slug`."""
    if len(pattern) > 300:
        return "/clerkdoctor"
    path = re.sub(r"/:\w+(?:\([^()]*\))?[*?]", "", pattern)
    path = re.sub(r":\w+(?:\([^()]*\))?\+?", "x", path)
    path = re.sub(r"\((?:\?:)?([\w-]+)(?:\|[\w-]+)*\)", r"\1", path)
    path = re.sub(r"\((?:[^()]|\([^()]*\))*\)[*?+]?|[{}?*+\\]", "", path)
    path = re.sub(r"//+", "/", path)
    return path if path.startswith("/") else "/clerkdoctor"
