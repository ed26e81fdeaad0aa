"""Base64url, once as @clerk/backend reads the parts of a token and once as Node.js reads a key.

The first is strict but for padding, the second takes nearly everything.

Source: @clerk/backend 3.25.0, `base64url.parse` with `loose`; Node.js 20, base64-inl.h.
"""

import binascii

from clerkdoctor.clerk.atob import spelled

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_OTHER = bytes(set(range(256)) - set(_ALPHABET + b"+/"))
_AS_BASE64 = bytes.maketrans(b"-_", b"+/")

# Translates a token so that Python's strict decoder refuses what the SDK refuses.
URL_SAFE_ONLY = bytes.maketrans(b"-_+/", b"+/!!")

# By the length modulo 4: which (translated) character may stand last, so that the bits of it that
# belong to no byte are zero.
LAST = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    b"",
    b"AQgw",
    b"AEIMQUYcgkosw048",
)
PADDING = (b"", b"", b"==", b"=")


class NotBase64url(ValueError):
    """What the SDK's decoder throws at; the message completes the sentence "the text …"."""


def decode(text: str) -> bytes:
    """The bytes of a part of a token: any number of `=` behind it is taken, and nothing else."""
    body = text.rstrip("=")
    strange = set(body) - _CHARACTERS
    if strange:
        first = next(char for char in body if char in strange)
        raise NotBase64url(f"holds {spelled(first)}, which base64url does not use")
    data = body.encode().translate(URL_SAFE_ONLY)
    if len(data) % 4 == 1:
        raise NotBase64url(f"has {len(data)} characters, a number that base64url never has")
    if data and data[-1] not in LAST[len(data) % 4]:
        raise NotBase64url("ends with bits that belong to no byte: it was cut or changed")
    return binascii.a2b_base64(data + PADDING[len(data) % 4])


_CHARACTERS = frozenset(_ALPHABET.decode())


def decode_like_node(text: str) -> bytes:
    """What Node.js takes for the bytes of a key's number.

    It ends at the first `=` and skips what belongs to neither alphabet. Of each UTF-16 code unit
    it sees the lower byte, so that `Ł` (U+0141) is an `A`.
    """
    units = text.encode("utf-16-le", "surrogatepass")[::2]
    data = units.partition(b"=")[0].translate(_AS_BASE64, _OTHER)
    if len(data) % 4 == 1:
        data = data[:-1]
    return binascii.a2b_base64(data + PADDING[len(data) % 4])
