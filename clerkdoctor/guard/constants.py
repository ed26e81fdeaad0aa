"""Tests of the path that always hold, or never do, whatever is requested.

Only what is certain: a pathname begins with `/`, has no query and is percent-encoded; `request.url`
is a whole URL; a function or a promise is always true.
"""

from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import Condition
from clerkdoctor.guard.values import MethodText, PathText, Promise, Site, Text, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from clerkdoctor.guard.run import Run

_WILDCARDS = ("(.*)", "*", ":path", "[")
_ENCODED = frozenset(' "<>`{}^|\\')


class Constants:
    """What was found so far. `objects` are those of which it is told only if nothing reads them."""

    def __init__(self) -> None:
        self._found: dict[Place, Condition] = {}
        self._sessions: dict[Place, Condition] = {}
        self._sites: dict[Place, Site] = {}
        self.session_is_read = False

    def all(self) -> tuple[Condition, ...]:
        """All of them, but those that never hold where another side of an `||` may."""
        found = {
            place: one
            for place, one in self._found.items()
            if one.constant or not self._is_one_of_several(place)
        }
        if not self.session_is_read:
            found |= self._sessions
        return tuple(sorted(found.values(), key=lambda one: (one.place.path, _order(one.place))))

    def add(self, site: Site, constant: bool, reason: str, place: Place | None = None) -> None:
        place = place or site.place
        if place not in self._found:
            self._found[place] = Condition(site.text, place, constant, reason)
            if place == site.place:
                self._sites[place] = site

    def _is_one_of_several(self, place: Place) -> bool:
        """Whether a condition stands in an `||` of which another side may hold."""
        site = self._sites.get(place)
        if site is None:
            return False
        outer = None
        for node in reversed(site.module.lineage(site.node)[:-1]):
            if node.type == "binary_expression":
                operator = node.child_by_field_name("operator")
                if operator is None or operator.type != "||":
                    break
                outer = node
            elif node.type != "parenthesized_expression":
                break
        sides = _sides(outer) if outer is not None else ()
        return any(site.module.place(side) not in self._found for side in sides)

    def of_object(self, value: Value, site: Site) -> None:
        """A condition that is an object: `if (isPublicRoute)`, `if (auth())`."""
        word = getattr(value, "always_true", None)
        if isinstance(value, Promise):
            value.used = True  # what is wrong with it is said
            self.add(site, True, f"`{value.site.text}` is a promise, and it is not awaited")
        elif word is not None:
            self.add(site, True, word)
        elif getattr(value, "is_session", False):
            place = site.place
            reason = "`auth()` always gives an object; `userId` says whether someone is signed in"
            self._sessions.setdefault(place, Condition(site.text, place, True, reason))


def _sides(node: "Node") -> "Iterator[Node]":
    """What an `||` chooses from, however it is nested."""
    if node.type == "parenthesized_expression" and node.named_children:
        yield from _sides(node.named_children[0])
    elif node.type == "binary_expression" and any(one.type == "||" for one in node.children):
        for child in node.named_children:
            yield from _sides(child)
    else:
        yield node


def _order(place: Place) -> tuple[int, int]:
    return (place.line or 0, place.column or 0)


def compared(run: "Run", left: Value, right: Value, site: Site) -> bool | None:
    """What a comparison always comes to, where that is certain."""
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Text):
            reason = why_unequal(one, other)
            if reason is not None:
                run.program.constants.add(site, False, reason)
                return False
    return None


def member_of(run: "Run", items: list[Value], wanted: Value, site: Site) -> None:
    """Notes what in a list can never equal the path: `["dashboard"].includes(pathname)`."""
    for item in items:
        if isinstance(item, Text):
            reason = why_unequal(wanted, item)
            if reason is not None:
                whole = not isinstance(wanted, PathText)
                run.program.constants.add(site, False, reason, None if whole else item.place)


def why_unequal(value: Value, literal: Text) -> str | None:
    """Why a text never equals a value that comes with the request."""
    kind = type(value)
    if kind is PathText:
        return _why_no_pathname(value, literal) if value.whole else None
    if kind is MethodText:
        if literal and not literal.isupper():
            return f"a method is written in capitals, and `{literal}` is not"
        return None
    reason = getattr(value, "why_no_path", None)
    if reason is not None and "://" not in literal:
        return str(reason)
    return None


def _why_no_pathname(value: PathText, literal: Text) -> str | None:
    if not literal.startswith("/"):
        what = f"`{literal}` does not" if literal else "an empty text does not"
        return f"a pathname begins with `/`, and {what}"
    return _why_not_in(value, literal)


def _why_not_in(value: PathText, literal: Text) -> str | None:
    """Why a text is no part of a pathname."""
    if "?" in literal or "#" in literal:
        return f"a pathname has no query, and `{literal}` does"
    if not literal.isascii() or not _ENCODED.isdisjoint(literal):
        return f"a pathname is percent-encoded, and `{literal}` is not"
    if any(wildcard in literal for wildcard in _WILDCARDS):
        return f"`{literal}` is compared as it stands: there are no wildcards in it"
    if value.lowered and str(literal) != literal.lower():
        return f"the pathname is in lower case, and `{literal}` is not"
    return None


def searched(run: "Run", value: PathText, method: str, wanted: Value, site: Site) -> None:
    """Notes a `startsWith`, `endsWith` or `includes` that is constant."""
    if not isinstance(wanted, Text) or not value.whole:
        return
    direct = _is_written_there(site, wanted)
    place = None if direct else wanted.place
    if method == "startsWith" and wanted in ("/", ""):
        run.program.constants.add(site, True, "every pathname begins with `/`", place)
        return
    reason = _why_not_in(value, wanted)
    if reason is None and method == "startsWith" and not wanted.startswith("/"):
        reason = f"a pathname begins with `/`, and `{wanted}` does not"
    if reason is not None:
        run.program.constants.add(site, False, reason, place)


def _is_written_there(site: Site, literal: Text) -> bool:
    place, node = literal.place, site.node
    start, end = node.start_point[0] + 1, node.end_point[0] + 1
    return place.path == site.module.path and start <= (place.line or 0) <= end
