"""The compact form of a token: three parts in base64url, divided by dots."""

import binascii
import re

_CHARS = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
# Bits of the last character that stand for nothing and must be zero, by the length modulo 4.
_LOOSE_ENDS = {2: "AQgw", 3: "AEIMQUYcgkosw048"}


def base64url(text: str) -> bytes | None:
    """The bytes, or None: no padding, no `+` and `/`, no white space, no loose bits at the end."""
    odd = len(text) % 4
    if odd == 1 or not _CHARS.fullmatch(text):
        return None
    if odd and text[-1] not in _LOOSE_ENDS[odd]:
        return None
    padded = text.encode().translate(_TO_BASE64) + b"=" * (-len(text) % 4)
    return binascii.a2b_base64(padded)


def why_not_base64url(text: str) -> str:
    """What is wrong with a part, as the predicate of a sentence."""
    if "=" in text:
        return "ends with base64 padding (`=`), where base64url has none"
    if "+" in text or "/" in text:
        return "is base64, where base64url is expected"
    if text != text.strip():
        return "has white space around it"
    if text[:1] in {'"', "'"} or text[-1:] in {'"', "'"}:
        return "has a quote around it"
    if text[:7].lower() == "bearer ":
        return "begins with `Bearer `, which belongs in the header and not in the token"
    odd = next((char for char in text if not _CHARS.fullmatch(char)), None)
    if odd is not None:
        return f"holds {odd!r}, which is no character of base64url"
    return "was cut short: its length is none that base64url has"


_TO_BASE64 = bytes.maketrans(b"-_", b"+/")
