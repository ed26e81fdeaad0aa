"""Regular expressions in a handler: `/admin/.test(pathname)`, `pathname.replace(/…/, "")`."""

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.guard.operators import judged
from clerkdoctor.guard.values import (
    UNDEFINED,
    Host,
    JsArray,
    Native,
    PathText,
    Site,
    Unknown,
    Value,
    argument,
)

if TYPE_CHECKING:
    from clerkdoctor import javascript_regexp
    from clerkdoctor.guard.run import Run


class Regexp(Host):
    """A regular expression that the source states."""

    __slots__ = ("flags", "pattern", "place")

    def __init__(self, pattern: str, flags: str, place: Place) -> None:
        self.pattern = pattern
        self.flags = flags
        self.place = place

    def member(self, run: "Run", name: str, site: Site) -> Value:  # noqa: ARG002
        if name == "test":
            return Native("test", self._test)
        if name == "exec":
            return Native("exec", lambda _, given, at: found(argument(given, 0), self, at))
        if name in ("source", "flags"):
            return self.pattern if name == "source" else self.flags
        return computed(site)

    def _test(self, _run: "Run", given: list[Value], site: Site) -> Value:
        subject = argument(given, 0)
        if isinstance(subject, Unknown):
            return subject.derived(f".test({self.pattern})")
        text = getattr(subject, "sample", subject)  # a URL whose host is not known has an example
        compiled = _compiled(self.pattern, self.flags)
        if compiled is None or not isinstance(text, str):
            return computed(site)
        from clerkdoctor.javascript_regexp import Undecided

        try:
            holds = compiled.test(str(text))
        except Undecided:
            return computed(site)
        return judged(holds, site, PathText(text) if text is not subject else subject)


def computed(site: Site) -> Unknown:
    return Unknown(f"`{site.text}` is computed at run time", site.place, f"({site.text})")


@cache
def _compiled(pattern: str, flags: str) -> "javascript_regexp.Regexp | None":
    from clerkdoctor.javascript_regexp import RegexpError, Undecided, compile_regexp

    try:
        return compile_regexp(pattern, flags)
    except (RegexpError, Undecided):
        return None


def _groups(regexp: Regexp, text: str) -> tuple[str | None, ...] | None:
    """The match and its groups, None for no match. Raises ValueError where it is not known."""
    from clerkdoctor.javascript_regexp import Undecided

    compiled = _compiled(regexp.pattern, regexp.flags)
    if compiled is None:
        raise ValueError
    try:
        return compiled.groups(text)
    except Undecided:
        raise ValueError from None


def found(subject: Value, regexp: Regexp, site: Site) -> Value:
    """`text.match(/…/)`: the groups, or null."""
    if isinstance(subject, Unknown):
        return subject.derived(f".match({regexp.pattern})")
    if not isinstance(subject, str):
        return computed(site)
    try:
        groups = _groups(regexp, str(subject))
    except ValueError:
        return computed(site)
    if groups is None:
        return None
    if "g" in regexp.flags and len(groups) > 1:
        return JsArray([], computed(site))
    return JsArray([UNDEFINED if one is None else PathText(one) for one in groups])


def is_literal(replacement: str) -> bool:
    """Whether a replacement stands for itself: it has no `$1`, `$&` and the like."""
    return not any(one == "$" and two in "$&`'<0123456789" for one, two in pairwise(replacement))


def replaced(subject: str, regexp: Regexp, by: str, site: Site) -> Value:
    """`text.replace(/…/, by)`, where it is clear which part of the text has matched."""
    try:
        groups = _groups(regexp, subject)
    except ValueError:
        return computed(site)
    if groups is None:
        return subject
    part = groups[0] or ""
    at_start = regexp.pattern.startswith("^")
    if not part or ("g" in regexp.flags and not at_start) or not is_literal(by):
        return computed(site)
    if at_start or subject.count(part) == 1:
        return subject.replace(part, by, 1)
    if regexp.pattern.endswith("$") and subject.endswith(part):
        return subject[: -len(part)] + by
    return computed(site)


def split(subject: str, regexp: Regexp, site: Site) -> Value:
    """`text.split(/…/)`, for the expressions that are one character."""
    if regexp.pattern in ("\\/", "[/]"):
        return JsArray([PathText(one) for one in subject.split("/")])
    return JsArray([], computed(site))
