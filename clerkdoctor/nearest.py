"""The nearest of some words: for names that were mistyped."""

from collections.abc import Iterable


def nearest(word: str, words: Iterable[str], limit: int = 2) -> str | None:
    """The word that differs least from `word`, by at most `limit` typing mistakes.

    A mistake is a letter too many, missing or wrong, or two neighbours changed over; capitals do
    not count. The first of several equals wins. None where none is near.
    """
    best, least = None, limit + 1
    for other in words:
        mistakes = distance(word.lower(), other.lower(), least - 1)
        if mistakes < least:
            best, least = other, mistakes
    return best


def distance(left: str, right: str, limit: int = 2) -> int:
    """The Damerau-Levenshtein distance (each pair of neighbours changed over once at most), or
    `limit + 1` where it is greater than `limit`.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    older: list[int] = []
    old = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and min(old) > limit:
            return limit + 1
        older, old = old, row
    return min(old[-1], limit + 1)
