"""Characters that came into a value by accident: from `echo`, a copied line, a form, an editor."""

import unicodedata

# White space that is no ASCII, and what stands in a text without showing.
_BLANK = {"\u00a0": "a non-breaking space", "\u3000": "an ideographic space"}
_HIDDEN = {
    "\ufeff": "a byte order mark",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\u2060": "a word joiner",
    "\u00ad": "a soft hyphen",
    "\ufffd": "a replacement character, which stands for bytes that are not UTF-8",
}
_QUOTES = {'"': '"', "'": "'", "`": "`", "\u201c": "\u201d", "\u2018": "\u2019"}


def stray_characters(text: str) -> str | None:
    """What is in a value that does not belong there, as the predicate of a sentence.

    None where all is well. A PEM key has line breaks by right: see `clerkdoctor.clerk.jwt_key`.
    """
    if not text:
        return None
    if not text.strip():
        return "is nothing but white space"
    for char in text:
        name = hidden(char)
        if name:
            return f"holds {name} (U+{ord(char):04X})"
    if text.endswith(("\n", "\r")):
        return "ends with a line break"
    if text[-1].isspace():
        return "ends with white space"
    if text[0].isspace():
        return "begins with white space"
    if "\n" in text or "\r" in text:
        return "holds a line break"
    if text.endswith(("\\n", "\\r")):
        return f"ends with the two characters `{text[-2:]}`"
    if len(text) == 1:
        return None
    if _QUOTES.get(text[0]) == text[-1]:
        return "stands in quotes that are part of the value"
    if text[0] in "\"'" and text.count(text[0]) == 1:
        return f"begins with a quote (`{text[0]}`) that is part of the value"
    if text[-1] in "\"'" and text.count(text[-1]) == 1:
        return f"ends with a quote (`{text[-1]}`) that is part of the value"
    return None


def hidden(char: str) -> str | None:
    """The name of a character that does not show, or None for one that does."""
    if " " <= char <= "~" or char in "\t\n\r":
        return None
    named = _HIDDEN.get(char) or _BLANK.get(char)
    if named:
        return named
    category = unicodedata.category(char)
    if category == "Cc":
        return "a control character"
    if category == "Cf":
        return "an invisible character"
    if category in {"Zs", "Zl", "Zp"}:
        return "a space that is no ordinary one"
    if category == "Cs":
        return "half a character"
    return None


def without_stray(text: str) -> str:
    """The value that was probably meant: stray characters removed from the ends."""
    before = None
    while text != before:
        before = text
        text = text.strip().strip("".join(_HIDDEN))
        while text.endswith(("\\n", "\\r")):
            text = text[:-2]
        if len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
            text = text[1:-1]
    return text
