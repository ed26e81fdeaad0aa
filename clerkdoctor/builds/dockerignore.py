""".dockerignore: which paths of a build context Docker leaves out (`moby/patternmatcher`)."""

import posixpath
import re
from typing import NamedTuple

_WILDCARDS = 3
"""How many a pattern with classes may have."""


class Pattern(NamedTuple):
    """One line. `again` brings back what an earlier line leaves out: it began with `!`."""

    text: str
    again: bool


def parse(text: str) -> tuple[Pattern, ...]:
    """The patterns of a file, in their order (`ignorefile.ReadAll`)."""
    found = []
    for line in text.removeprefix("\ufeff").split("\n"):
        if line.startswith("#"):
            continue
        pattern = line.strip()
        again = pattern.startswith("!")
        if again:
            pattern = pattern[1:].strip()
        if pattern:
            pattern = posixpath.normpath(pattern)
            # Python keeps two slashes at the start, Go one.
            pattern = "/" + pattern.lstrip("/") if pattern.startswith("/") else pattern
            if len(pattern) > 1 and pattern[0] == "/":
                pattern = pattern[1:]
            found.append(Pattern(pattern, again))
    return tuple(found)


def leaves_out(patterns: tuple[Pattern, ...], path: str) -> bool:
    """Whether a path of the context, with `/`, is left out: the last pattern that fits it, or a
    folder above it, decides.
    """
    parts = path.split("/")
    paths = ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]
    out = False
    for pattern in patterns:
        if pattern.again == out and any(_fits(pattern.text, one) for one in paths):
            out = not pattern.again
    return out


def _fits(pattern: str, path: str) -> bool:
    kind, expression = _compiled(pattern)
    if kind == "exact":
        return path == pattern
    if kind == "prefix":
        return path.startswith(pattern[:-2])
    if kind == "suffix":
        suffix = pattern[2:]
        return path.endswith(suffix) or (suffix[:1] == "/" and path == suffix[1:])
    if "[" in pattern or "]" in pattern:
        return _fits_classes(expression, path)
    return _fits_wildcards(pattern, path)


def _fits_wildcards(pattern: str, path: str) -> bool:
    """The expression's own answer, found without going back: a hostile pattern takes no longer."""
    tokens = _tokens(pattern)
    states = _with_empty({0}, tokens)
    for char in path:
        following = set()
        for state in states:
            kind, wanted = tokens[state] if state < len(tokens) else ("", "")
            is_next = (kind == "char" and char == wanted) or (kind == "one" and char != "/")
            if is_next:
                following.add(state + 1)
            elif kind == "all" or (kind == "some" and char != "/"):
                following.add(state)
            elif kind == "inside":
                # `(.*/)?`: whatever comes, up to a slash.
                following |= {state, state + 1} if char == "/" else {state}
        states = _with_empty(following, tokens)
    return len(tokens) in states


def _tokens(pattern: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*" and pattern[at : at + 1] == "*":
            at += 1
            at += pattern[at : at + 1] == "/"
            found += [("all", "")] if at >= len(pattern) else [("deep", ""), ("inside", "")]
        elif char == "*":
            found.append(("some", ""))
        elif char == "?":
            found.append(("one", ""))
        else:
            if char == "\\" and at < len(pattern):
                char, at = pattern[at], at + 1
            found.append(("char", char))
    return found


def _with_empty(states: set[int], tokens: list[tuple[str, str]]) -> set[int]:
    """The states, and those that are reached from them by nothing at all."""
    waiting, found = list(states), set(states)
    while waiting:
        state = waiting.pop()
        kind = tokens[state][0] if state < len(tokens) else ""
        reached = {"some": (1,), "all": (1,), "deep": (1, 2)}.get(kind, ())
        for step in reached:
            if state + step not in found:
                found.add(state + step)
                waiting.append(state + step)
    return found


def _fits_classes(expression: str, path: str) -> bool:
    """A pattern with `[…]`; one with many wildcards besides is not looked into."""
    if expression.count("*") > _WILDCARDS:
        return False
    try:
        return re.match(expression + r"\Z", path) is not None
    except re.error:
        return False


def _compiled(pattern: str) -> tuple[str, str]:
    """How a pattern is compared (by its kind), and the expression of the general kind."""
    kind, expression, at = "exact", "", 0
    while at < len(pattern):
        first = at == 0
        char = pattern[at]
        at += 1
        if char == "*" and pattern[at : at + 1] == "*":
            at += 1
            at += pattern[at : at + 1] == "/"
            if at >= len(pattern):
                kind, expression = ("prefix" if kind == "exact" else "regexp"), expression + ".*"
            else:
                kind, expression = "regexp", expression + "(.*/)?"
            kind = "suffix" if first else kind
        elif char in "*?":
            kind, expression = "regexp", expression + ("[^/]*" if char == "*" else "[^/]")
        elif char in ".+()|{}$":
            expression += "\\" + char
        elif char == "\\" and at < len(pattern):
            expression += re.escape(pattern[at])
            kind, at = "regexp", at + 1
        elif char in "[]":
            kind, expression = "regexp", expression + char
        else:
            expression += "\\\\" if char == "\\" else char
    return kind, expression
