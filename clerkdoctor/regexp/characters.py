"""Sets of characters, and which characters are one when case does not count.

A character is a code point with the flag `u`, and a UTF-16 code unit without it: a text is brought
into that form first (`halves`, `whole`).

Case is that of Python's Unicode. JavaScript engines know later ones, each its own, in which some
letters of Latin Extended-D and whole scripts such as Garay have gained another case.
"""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

Range = tuple[int, int]

LAST = 0x10FFFF
LINE_ENDS = "\n\r\u2028\u2029"

DIGITS: tuple[Range, ...] = ((0x30, 0x39),)
WORD: tuple[Range, ...] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
SPACE: tuple[Range, ...] = (
    (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
    (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
# With `u` and `i` together, what folds to a word character is one.
WORD_FOLDED: tuple[Range, ...] = (*WORD, (0x17F, 0x17F), (0x212A, 0x212A))

# Where the simple case folding is not what Python's full one or `lower()` says.
_FOLDED_ALIKE = {"\u1fd3": "\u0390", "\u1fe3": "\u03b0", "\ufb05": "\ufb06"}
# Behind the last character that has two cases.
_CASED = 0x1E944


class Characters(dict[str, bool]):
    """A set of characters, which remembers its answers: `"a" in ranges` is `characters["a"]`."""

    def __init__(
        self, ranges: Iterable[Range], *, negated: bool, ignore_case: bool, unicode: bool
    ) -> None:
        self._ranges = merged(ranges)
        self._starts = [start for start, _ in self._ranges]
        self._negated = negated
        self._ignore_case = ignore_case
        self._unicode = unicode

    def __missing__(self, character: str) -> bool:
        found = self._holds(character)
        if not found and self._ignore_case:
            found = any(map(self._holds, variants(character, unicode=self._unicode)))
        self[character] = found = found != self._negated
        return found

    def _holds(self, character: str) -> bool:
        at = bisect_right(self._starts, ord(character)) - 1
        return at >= 0 and ord(character) <= self._ranges[at][1]


def merged(ranges: Iterable[Range]) -> list[Range]:
    """The same characters as ascending ranges that neither touch nor overlap."""
    result: list[Range] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def others(ranges: Iterable[Range]) -> list[Range]:
    """All characters but these."""
    result = []
    start = 0
    for low, high in merged(ranges):
        if start < low:
            result.append((start, low - 1))
        start = high + 1
    return [*result, (start, LAST)] if start <= LAST else result


def folded(text: str, *, unicode: bool) -> str:
    """The text with each character in the form that stands for all of its cases."""
    if text.isascii():
        return text.lower() if unicode else text.upper()
    return "".join(_folded(character, unicode) for character in text)


def variants(character: str, *, unicode: bool) -> str:
    """The other characters that are the same when case does not count."""
    if character.isascii():
        if not character.isalpha():
            return ""
        kelvin_or_long_s = {"k": "\u212a", "s": "\u017f"}.get(character.lower(), "")
        return character.swapcase() + (kelvin_or_long_s if unicode else "")
    family = _families(unicode).get(_folded(character, unicode), "")
    return family.replace(character, "")


def halves(text: str) -> str:
    """The text with each character beyond U+FFFF as its two surrogates."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    units = memoryview(text.encode("utf-16", "surrogatepass")).cast("H")[1:]
    return "".join(map(chr, units))


def whole(text: str) -> str:
    """The text with each pair of surrogates as the character that they are."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _folded(character: str, unicode: bool) -> str:
    if not unicode:
        # ECMA-262, Canonicalize: no character becomes several, or an ASCII one.
        upper = character.upper()
        alone = len(upper) == 1 and (character.isascii() or not upper.isascii())
        return upper if alone and (upper <= "\uffff") == (character <= "\uffff") else character
    if character in _FOLDED_ALIKE:
        return _FOLDED_ALIKE[character]
    fold = character.casefold()
    lower = fold if len(fold) == 1 else character.lower()
    return lower if len(lower) == 1 else character


@cache
def _families(unicode: bool) -> dict[str, str]:
    """Folded character → all that fold to it, where there are several."""
    families: dict[str, str] = {}
    for code in range(_CASED if unicode else 0x10000):
        character = chr(code)
        fold = _folded(character, unicode)
        if fold != character:
            families[fold] = families.get(fold, fold) + character
    return families
