"""Content types as Rust's mime crate parses them.

Source: mime 0.3, `parse`.
"""

import re
from typing import NamedTuple

_CHAR = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]"


class MediaType(NamedTuple):
    """`essence` is type and subtype in lower case; `charset` as stated, None without one."""

    essence: str
    charset: str | None


def parse_media_type(text: str) -> MediaType | None:
    """None for what the crate refuses: white space in front of `;`, a parameter without a value."""
    found = re.match(rf"({_CHAR}+/(?:{_CHAR}+(?=;|\Z)|\Z))", text)
    if not found:
        return None
    parameter = re.compile(rf'({_CHAR}+)=(?:"([ !#-~]*)" *|({_CHAR}+|\Z))(?=;|\Z)')
    charset: str | None = None
    at = found.end()
    while at < len(text):
        at += 1
        while text[at : at + 1] == " ":
            at += 1
        if at == len(text):
            break
        stated = parameter.match(text, at)
        if not stated:
            return None
        if charset is None and stated[1].lower() == "charset":
            charset = stated[2] if stated[2] is not None else stated[3]
        at = stated.end()
    return MediaType(found[1].lower(), charset)
