"""How serde_json says that a value has the wrong type, as far as a push of `auth.config` shows it.

Source: serde 1.0.2xx, `de::Unexpected` and `de::WithDecimalPoint`. Where it says at which line and
column, Convex cuts that off and leaves the blank in front of it.
"""


def invalid_type(value: object, expected: str) -> str:
    return f"invalid type: {_unexpected(value)}, expected {expected} "


def _unexpected(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"boolean `{'true' if value else 'false'}`"
    if isinstance(value, str):
        return f"string {rust_debug(value)}"
    if isinstance(value, int | float):
        return _number(value)
    return "map" if isinstance(value, dict) else "sequence"


def _number(value: float) -> str:
    """A number as JSON.stringify writes it and serde_json reads it."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 (NaN)
        return "null"
    if int(value) == value and -(2**63) <= value < 2**64 and abs(value) < 10**21:
        return f"integer `{int(value)}`"
    from decimal import Decimal

    written = format(Decimal(repr(float(value))), "f")
    return f"floating point `{written if '.' in written else f'{written}.0'}`"


def rust_debug(text: str) -> str:
    """A string as Rust's `{:?}` writes it."""
    named = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}

    def written(char: str) -> str:
        if char in named:
            return named[char]
        shown = char.isascii() or unicodedata.category(char) not in {"Mn", "Me"}
        return char if shown and char.isprintable() else f"\\u{{{ord(char):x}}}"

    import unicodedata

    return '"' + "".join(map(written, text)) + '"'
