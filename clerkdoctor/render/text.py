"""Hostile text made fit to be shown.

Names, values, paths, tokens and server answers come from outside. Before any of it reaches a
terminal, control characters, bidirectional controls and invisible characters are replaced by
their escapes, so that what is seen is what is there.
"""

_INVISIBLE = (
    range(0x20),
    range(0x7F, 0xA0),  # DEL and C1
    range(0xAD, 0xAE),
    range(0x61C, 0x61D),
    range(0x180E, 0x180F),
    range(0x200B, 0x2010),
    range(0x2028, 0x202F),
    range(0x2060, 0x2070),
    range(0xD800, 0xE000),  # lone surrogates cannot be encoded
    range(0xFE00, 0xFE10),
    range(0xFEFF, 0xFF00),
    range(0xFFF9, 0xFFFD),
    range(0xFFFE, 0x10000),  # no characters, and XML has them not
    range(0xE0000, 0xE0200),
)
_SHORT = {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r", 0x1B: "\\x1b"}


class _Escapes(dict[int, str]):
    """A translation table: every invisible character to its escape, all others to themselves."""

    def __missing__(self, code: int) -> str:
        if not any(code in block for block in _INVISIBLE):
            shown = chr(code)
        elif code < 0x100:
            shown = f"\\x{code:02x}"
        else:
            shown = f"\\u{{{code:x}}}"
        self[code] = shown
        return shown


_ESCAPES = _Escapes(_SHORT)


def visible(text: str) -> str:
    """The text on one line, with every character that could deceive or steer a terminal escaped."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_ESCAPES)


GLYPHS = {
    "error": ("✗", "x"),
    "warning": ("!", "!"),
    "note": ("·", "-"),
    "pass": ("✓", "+"),
    "unknown": ("?", "?"),
    "not_applicable": ("–", "-"),
}


def glyph(kind: str, *, unicode: bool) -> str:
    """The mark before a line. A word always stands beside it, so it carries nothing alone."""
    return GLYPHS[kind][0 if unicode else 1]


_PLAIN = str.maketrans({"…": "...", "–": "-", "—": "-", "·": "-", "→": "->", "↳": ">", "≥": ">="})


def encodable(text: str, encoding: str | None) -> str:
    """The text in what the stream's encoding has: our own signs spelt out, the rest escaped."""
    encoding = encoding or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        plain = text.translate(_PLAIN)
        try:
            return plain.encode(encoding, "backslashreplace").decode(encoding)
        except LookupError:
            return plain.encode("ascii", "backslashreplace").decode("ascii")
    return text
