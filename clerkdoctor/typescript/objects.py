"""Building an object from its parts, in the order in which they stand."""

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.literals import from_utf16, utf16
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    Choice,
    Entry,
    Function,
    NotKnown,
    Null,
    Number,
    Object,
    Regex,
    Spread,
    Text,
    Undefined,
    Value,
    why_not_static,
)

_NOTHING = (Null, Undefined, Boolean, Number, Regex, Function)


class ObjectBuilder:
    """Collects properties: a later one overrides, an unknown one puts the earlier in doubt."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._entries: dict[str, Entry] = {}
        self._rest: NotKnown | None = None

    def put(self, entry: Entry) -> None:
        """`key: value`. An overridden key keeps its position, as in JavaScript."""
        self._entries[entry.key] = entry

    def put_unknown(self, reason: NotKnown) -> None:
        """A property of unknown name, which may be any of those before it."""
        self._rest = self._rest or reason
        for key, entry in self._entries.items():
            if not isinstance(entry.value, NotKnown):
                doubt = NotKnown(f"`{key}` may be overridden: {reason.reason}", reason.place)
                self._entries[key] = entry._replace(value=doubt)

    def spread(self, value: Value, place: Place) -> None:
        """`...value`."""
        if isinstance(value, Object):
            if value.rest is not None:
                self.put_unknown(value.rest)
            for entry in value.entries:
                self.put(entry)
        elif isinstance(value, Array) and value.is_complete:
            for index, item in enumerate(value.items):
                if not isinstance(item, Spread):
                    self.put(Entry(str(index), item, place))
        elif isinstance(value, Text):
            units = utf16(value.text)
            for at in range(0, len(units), 2):
                character = Text(from_utf16(units[at : at + 2]), place)
                self.put(Entry(str(at // 2), character, place))
        elif isinstance(value, Choice) and self._spread_choice(value, place):
            return
        elif not isinstance(value, _NOTHING):
            reason = why_not_static(value)
            self.put_unknown(reason or NotKnown("is spread into an object", place))

    def _spread_choice(self, choice: Choice, place: Place) -> bool:
        """`...(test ? { a: 1 } : {})`, `...(test && { a: 1 })`: each property by the condition."""
        then = _branch(choice.then, choice)
        otherwise = _branch(choice.otherwise, choice)
        if then is None or otherwise is None:
            return False
        for key in dict.fromkeys([*then, *otherwise]):
            before = self._entries.get(key)
            absent = before.value if before is not None else Undefined(place)
            one, other = then.get(key, absent), otherwise.get(key, absent)
            self.put(Entry(key, Choice(choice.test, one, other, place), place))
        return True

    def object(self) -> Object:
        entries = list(self._entries.values())
        if any(_is_index(entry.key) for entry in entries):
            # JavaScript lists array indices first, in ascending order.
            entries.sort(key=lambda one: (0, int(one.key)) if _is_index(one.key) else (1, 0))
        return Object(tuple(entries), self._place, self._rest)


def _branch(value: Value, choice: Choice) -> dict[str, Value] | None:
    if isinstance(value, Object) and value.rest is None:
        return {entry.key: entry.value for entry in value.entries}
    if isinstance(value, _NOTHING) or value is choice.test:
        return {}
    return None


def _is_index(key: str) -> bool:
    if not key.isascii() or not key.isdigit() or (len(key) > 1 and key[0] == "0"):
        return False
    return len(key) <= 10 and int(key) < 2**32 - 1
