"""Base64 as JavaScript's `atob` decodes it: the way Clerk reads a publishable key.

The rule is WHATWG's "forgiving-base64 decode", which Node.js and every browser follow:
@clerk/shared calls it through `isomorphicAtob`.
"""

import binascii

_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_WHITE_SPACE = str.maketrans("", "", "\t\n\f\r ")


class NotBase64(ValueError):
    """What `atob` throws at; the message completes the sentence "the text …"."""


def atob(text: str) -> str:
    """The bytes that `text` encodes, as a string of characters U+0000 to U+00FF.

    ASCII white space is ignored, padding may be left out, and bits behind the last whole byte are
    dropped. Raises `NotBase64` where `atob` throws.
    """
    data = text.translate(_WHITE_SPACE)
    if len(data) % 4 == 0:
        data = data.removesuffix("=").removesuffix("=")
    strange = set(data) - _ALPHABET
    if strange:
        first = next(char for char in data if char in strange)
        raise NotBase64(f"holds {spelled(first)}, which base64 does not use")
    if len(data) % 4 == 1:
        raise NotBase64(f"has {len(data)} characters, a number that base64 never has")
    return binascii.a2b_base64(data + "=" * (-len(data) % 4)).decode("latin-1")


def spelled(char: str) -> str:
    """A character so that it can be read: `-`, or `U+200B` for one that does not show."""
    return f"`{char}`" if "!" <= char <= "~" else f"U+{ord(char):04X}"
