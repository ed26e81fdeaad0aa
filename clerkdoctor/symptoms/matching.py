"""Finding known words in what a user pastes: an error, or a whole log.

Ids, hosts, quotes, capitals, colours and line breaks differ from one screen to the other, so none
of them counts.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from clerkdoctor.symptoms import Symptom

LIMIT = 400_000
"""Characters of a log that are looked at: its end, where the error is."""

_REACH = 160
_QUOTES = str.maketrans(dict.fromkeys("\"'`´‘’“”«»", "'"))
_CODE = re.compile(r"[a-z0-9_-]+")


class Match(NamedTuple):
    """A symptom that the text has, how often, and how many characters its words have."""

    symptom: Symptom
    times: int
    length: int


def matches(text: str, symptoms: Iterable[Symptom]) -> tuple[Match, ...]:
    """The symptoms that the text has, the most telling first: the longest words.

    Words that stand within longer known ones are no finding of their own.
    """
    plain = normal(text[-LIMIT:])
    found: list[tuple[Symptom, list[tuple[int, int]]]] = []
    for symptom in symptoms:
        spans = list(_spans(plain, normal(symptom.text)))
        if spans:
            found.append((symptom, spans))
    kept = []
    for symptom, spans in found:
        others = [span for other, theirs in found if other is not symptom for span in theirs]
        own = [span for span in spans if not any(_within(span, other) for other in others)]
        if own:
            length = len(normal(symptom.text).replace("…", ""))
            kept.append(Match(symptom, len(own), length))
    return tuple(sorted(kept, key=lambda one: -one.length))


def normal(text: str) -> str:
    """The text as it is compared: one line, small letters, one kind of quotes, no colours."""
    text = without_colors(text).replace('\\"', '"').translate(_QUOTES)
    return " ".join(text.casefold().split())


def without_colors(text: str) -> str:
    """The text without a terminal's control sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]", "", text)


def _spans(text: str, words: str) -> Iterable[tuple[int, int]]:
    """Where the words are in the text; `…` in them is up to 160 characters of anything."""
    first, *rest = [part.strip() for part in words.split("…")]
    at = text.find(first)
    while at >= 0:
        end: int | None = at + len(first)
        for part in rest:
            assert end is not None
            following = text.find(part, end, end + _REACH + len(part))
            end = following + len(part) if following >= 0 else None
            if end is None:
                break
        if end is not None and not (_CODE.fullmatch(words) and _is_part(text, at, end)):
            yield at, end
        at = text.find(first, at + 1)


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a code is only a part of a longer one: `token-expired` in `session-token-expired`."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return _CODE.fullmatch(before) is not None or _CODE.fullmatch(after) is not None


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    wider = outer[1] - outer[0] > inner[1] - inner[0]
    return wider and outer[0] <= inner[0] and inner[1] <= outer[1]
