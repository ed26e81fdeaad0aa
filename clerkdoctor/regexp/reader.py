"""The characters of an expression, and those that its escapes stand for.

Source: V8's `regexp-parser.cc` (`ParseCharacterEscape`, `ParseOctalLiteral`, `ParseUnicodeEscape`).
"""

from typing import NoReturn

from clerkdoctor.regexp.characters import halves, whole
from clerkdoctor.regexp.tree import RegexpError

DIGIT = frozenset("0123456789")
_OCTAL = frozenset("01234567")
_HEX = frozenset("0123456789abcdefABCDEF")
_LETTER = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_CONTROL = {"f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

# V8 counts no further.
MOST = 2**31 - 1


class Reader:
    """A text that has been read as far as `at`."""

    def __init__(self, source: str, *, unicode: bool) -> None:
        self.unicode = unicode
        self.text = whole(source) if unicode else halves(source)
        self.at = 0
        # A group that is named anywhere makes `\\k` a reference everywhere.
        self.all_groups, self.has_names = _count_groups(self.text)

    def fail(self, reason: str) -> NoReturn:
        raise RegexpError(reason)

    def now(self, ahead: int = 0) -> str:
        """The character `ahead` of here; empty behind the end."""
        return self.text[self.at + ahead : self.at + ahead + 1]

    def took(self, text: str) -> bool:
        if self.text.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def number(self) -> int | None:
        start = self.at
        while self.now() in DIGIT:
            self.at += 1
        digits = self.text[start : self.at].lstrip("0")
        if start == self.at:
            return None
        return min(int(digits or "0"), MOST) if len(digits) <= 10 else MOST

    def octal(self) -> str:
        """One to three octal digits, below 256."""
        value = int(self.now())
        self.at += 1
        while self.now() in _OCTAL and value < 32:
            value = value * 8 + int(self.now())
            self.at += 1
        return chr(value)

    def character(self, *, in_class: bool) -> str:
        """The character that an escape stands for."""
        sign = self.now(1)
        self.at += 2
        if sign in _CONTROL:
            return _CONTROL[sign]
        if sign == "c":
            return self.control(in_class)
        if sign in _OCTAL:
            if sign == "0" and self.now() not in DIGIT:
                return "\0"
            if self.unicode:
                self.fail("Invalid class escape" if in_class else "Invalid decimal escape")
            self.at -= 1
            return self.octal()
        if sign == "x":
            if (code := self.hexadecimal(2)) is not None:
                return chr(code)
            if self.unicode:
                self.fail("Invalid escape")
            return "x"
        if sign == "u":
            if (code := self.code_point()) is not None:
                return chr(code)
            if self.unicode:
                self.fail("Invalid Unicode escape")
            return "u"
        if self.unicode and sign not in _SYNTAX and not (in_class and sign == "-"):
            self.fail("Invalid escape")
        if sign == "k" and self.has_names:
            self.fail("Invalid escape")
        return sign

    def control(self, in_class: bool) -> str:
        letter = self.now()
        if letter in _LETTER or (
            in_class and not self.unicode and (letter in DIGIT or letter == "_")
        ):
            self.at += 1
            return chr(ord(letter) & 0x1F)
        if self.unicode:
            self.fail("Invalid Unicode escape")
        # A backslash for itself; what follows is read again.
        self.at -= 1
        return "\\"

    def hexadecimal(self, count: int) -> int | None:
        digits = self.text[self.at : self.at + count]
        if len(digits) < count or not _HEX.issuperset(digits):
            return None
        self.at += count
        return int(digits, 16)

    def code_point(self) -> int | None:
        """The digits behind an escaped `u`: four; with the flag `u` a pair of those, or braces."""
        if self.unicode and self.now() == "{":
            end = self.text.find("}", self.at)
            digits = self.text[self.at + 1 : end].lstrip("0") if end > self.at + 1 else "-"
            if not _HEX.issuperset(digits) or len(digits) > 6 or int(digits or "0", 16) > 0x10FFFF:
                return None
            self.at = end + 1
            return int(digits or "0", 16)
        high = self.hexadecimal(4)
        start = self.at
        if self.unicode and high is not None and 0xD800 <= high < 0xDC00 and self.took("\\u"):
            low = self.hexadecimal(4)
            if low is not None and 0xDC00 <= low < 0xE000:
                return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
            self.at = start
        return high


def _count_groups(text: str) -> tuple[int, bool]:
    """How many groups are remembered, and whether one of them has a name; faults aside."""
    count = at = 0
    has_names = in_class = False
    while at < len(text):
        sign = text[at]
        at += 2 if sign == "\\" else 1
        if in_class or sign == "[":
            in_class = sign != "]"
        elif sign == "(":
            named = text.startswith("?<", at) and text[at + 2 : at + 3] not in {"=", "!"}
            has_names = has_names or named
            count += named or text[at : at + 1] != "?"
    return count, has_names
