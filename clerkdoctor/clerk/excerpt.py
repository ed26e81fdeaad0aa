"""A value of a token as JSON text that fits on a screen, however large or deep it is."""

import json
from collections.abc import Iterator

from clerkdoctor.clerk import javascript

LONGEST = 160


def excerpt(value: object, longest: int = LONGEST) -> str:
    """The JSON text of a value; of a long one its beginning, and how long the whole is."""
    if isinstance(value, float):  # As JavaScript writes it, which made it.
        return javascript.string_of(value)
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        text, length = _beginning(value, longest)
    else:
        length = len(text)
    if length <= longest:
        return text
    return f"{text[:longest]}… ({length:,} characters)"


def _beginning(value: object, longest: int) -> tuple[str, int]:
    """The first characters of a value's JSON text, and the length of the whole."""
    pieces: list[str] = []
    length = 0
    for piece in _pieces(value):
        if length < longest:
            pieces.append(piece)
        length += len(piece)
    return "".join(pieces), length


def _pieces(value: object) -> Iterator[str]:
    """JSON text piece by piece, without recursion."""
    # What is still to be written, the next thing last: a piece of text, or a value in a tuple.
    waiting: list[str | tuple[object]] = [(value,)]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            yield piece
            continue
        found = piece[0]
        if isinstance(found, dict) and found:
            row: list[str | tuple[object]] = ["{"]
            for name, member in found.items():
                row += [f"{json.dumps(name, ensure_ascii=False)}: ", (member,), ", "]
            row[-1] = "}"
            waiting += reversed(row)
        elif isinstance(found, list) and found:
            row = ["["]
            for member in found:
                row += [(member,), ", "]
            row[-1] = "]"
            waiting += reversed(row)
        else:
            yield json.dumps(found, ensure_ascii=False)
