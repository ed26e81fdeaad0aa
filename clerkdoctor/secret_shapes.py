"""Texts that are certainly secrets, whatever they are called and wherever they stand.

Used where a secret must not be: under a public name, in source code, in a file that git tracks. A
finding there asks the user to rotate a key, so everything that a person typed as a stand-in is left
out (`clerkdoctor.placeholders`), and so is what is public by design.
"""

import re
from typing import Literal, NamedTuple

from clerkdoctor.clerk.keys import SECRET_KEY_LENGTH, is_stripe_body
from clerkdoctor.placeholders import is_placeholder, made_up

SecretKind = Literal[
    "clerk-secret-key",
    "stripe-secret-key",
    "secret-key",
    "webhook-secret",
    "api-key",
    "convex-deploy-key",
    "convex-admin-key",
    "private-key",
]

WHAT: dict[SecretKind, str] = {
    "clerk-secret-key": "a Clerk secret key",
    "stripe-secret-key": "a Stripe secret key",
    "secret-key": "a secret key (Clerk or Stripe)",
    "webhook-secret": "a webhook signing secret",
    "api-key": "a Clerk API key or machine secret key",
    "convex-deploy-key": "a Convex deploy key",
    "convex-admin-key": "a Convex admin key",
    "private-key": "a private key",
}


class FoundSecret(NamedTuple):
    """`offset` counts bytes from the start of the data."""

    offset: int
    kind: SecretKind


def looks_like_a_secret(text: str) -> SecretKind | None:
    """Which secret a whole value is, or None for one that need not be any.

    `sk_test_` and `sk_live_` are Clerk's prefixes and Stripe's: 40 to 50 letters and digits behind
    them are Clerk's, about 99 that begin with `51` are Stripe's, and of other lengths it is only
    said that this is a secret key of one of the two.
    """
    bare = text.strip().strip("\"'`").strip()
    for start in _STARTS:
        if start.at_start and bare.startswith(start.marker.decode()):
            found = _secret_at(bare.encode("utf-8", "replace"), 0, start, whole=True)
            return None if found and is_placeholder(bare) else found
    data = bare[:1000].encode("utf-8", "replace")
    for start in _STARTS:
        at = -1 if start.at_start else data.find(start.marker)
        if at > 0:
            begin = _begin(data, at, start)
            if begin == 0:
                return _secret_at(data, 0, start, whole=True)
    return None


def find_secrets(data: bytes) -> list[FoundSecret]:
    """Every secret that stands literally in a source file, in order of place.

    A file that holds none of a few short marks, which is nearly every file, costs a few substring
    searches: some 10 microseconds.
    """
    found: dict[int, SecretKind] = {}
    for start in _STARTS if b"k_" in data else _WITHOUT_K:
        at = data.find(start.marker)
        while at >= 0:
            begin = _begin(data, at, start)
            if begin is not None and begin not in found:
                kind = _secret_at(data, begin, start, whole=False)
                if kind:
                    found[begin] = kind
            at = data.find(start.marker, at + len(start.marker))
    return [FoundSecret(offset, found[offset]) for offset in sorted(found)]


class _Start(NamedTuple):
    """A mark to search for, and the pattern of the whole secret.

    The secret begins with the mark, or, where `before` is given, with what that pattern matches in
    front of it. Group 1 is the random part.
    """

    marker: bytes
    pattern: bytes
    kind: SecretKind
    before: bytes = b""

    @property
    def at_start(self) -> bool:
        return not self.before


_ALNUM = rb"([A-Za-z0-9]{20,300})(?![A-Za-z0-9_-])"
_DEPLOY = rb"(?:prod|dev|preview|project|custom):[A-Za-z0-9_:-]{1,200}$"
_STARTS = (
    _Start(b"sk_test_", rb"sk_test_" + _ALNUM, "secret-key"),
    _Start(b"sk_live_", rb"sk_live_" + _ALNUM, "secret-key"),
    _Start(
        b"whsec_", rb"whsec_([A-Za-z0-9+/]{32,128}={0,2})(?![A-Za-z0-9+/=_-])", "webhook-secret"
    ),
    _Start(b"ak_", rb"ak_([A-Za-z0-9+/]{32,128}={0,2})(?![A-Za-z0-9+/=_-])", "api-key"),
    _Start(
        b"|eyJ2Mi",
        rb"[a-z]+:[A-Za-z0-9_:-]+\|(eyJ2Mi[A-Za-z0-9+/_-]{20,600}={0,2})",
        "convex-deploy-key",
        _DEPLOY,
    ),
    _Start(
        b"|01",
        rb"[a-z][A-Za-z0-9_-]+\|(01[0-9a-f]{60,400})(?![A-Za-z0-9])",
        "convex-admin-key",
        rb"[a-z][A-Za-z0-9_-]{2,200}$",
    ),
    _Start(
        b"-----BEGIN ",
        rb"-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY-----"
        rb"(?:\\+[nr]|[\s\"'`+,\\])*([A-Za-z0-9+/]{40,})",
        "private-key",
    ),
)
# Three marks hold `k_`: one search for it spares three in nearly every file.
_WITHOUT_K = tuple(start for start in _STARTS if b"k_" not in start.marker)
# What may stand in front of a secret in source code is no part of a longer name.
_NAME = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_REACH = 240


def _begin(data: bytes, at: int, start: _Start) -> int | None:
    """Where the secret begins whose mark stands at `at`, or None where it is part of a name."""
    if start.before:
        front = data[max(0, at - _REACH) : at]
        match = re.search(start.before, front)
        if not match:
            return None
        at = at - len(front) + match.start()
        if data[at - 1 : at] == b"\\" and data[at : at + 1] in {b"n", b"r", b"t"}:
            at += 1
    if at and data[at - 1] in _NAME and not _escape(data, at):
        return None
    return at


def _escape(data: bytes, at: int) -> bool:
    r"""Whether the letter in front is the `n` of a `\n`."""
    return at > 1 and data[at - 2 : at] in {b"\\n", b"\\r", b"\\t"}


def _secret_at(data: bytes, at: int, start: _Start, *, whole: bool) -> SecretKind | None:
    match = re.compile(start.pattern).match(data, at)
    if not match or (whole and start.kind != "private-key" and match.end() != len(data)):
        return None
    body = match[1].decode("ascii")
    if start.kind == "private-key":
        return None if made_up(body[:40]) else "private-key"
    if start.kind == "secret-key":
        return _secret_key(match[0].decode("ascii"), body)
    if start.kind == "api-key" and re.fullmatch(r"[0-9A-Fa-f]{32}", body):
        return None  # The id of an API key, which is no secret.
    if start.kind in {"api-key", "webhook-secret"}:
        return start.kind if _random(body) and not is_placeholder(match[0].decode()) else None
    return start.kind if not made_up(body[8:]) else None


def _secret_key(text: str, body: str) -> SecretKind | None:
    if not _random(body) or is_placeholder(text):
        return None
    if is_stripe_body(body):
        return "stripe-secret-key"
    low, high = SECRET_KEY_LENGTH
    return "clerk-secret-key" if low <= len(body) <= high else "secret-key"


def _random(body: str) -> bool:
    """Whether letters and digits look drawn by a machine: mixed, and few of them twice.

    Of `n` random ones among 62, `62 × (1 − (61/62)ⁿ)` are different; all but one key in a million
    have 55 % of that number, and words of a language do not mix cases and digits.
    """
    kinds = sum(
        any(test(char) for char in body) for test in (str.islower, str.isupper, str.isdigit)
    )
    expected = 62 * (1 - (61 / 62) ** len(body))
    hexadecimal = len(body) >= 32 and not set(body) - set("0123456789abcdef")
    return hexadecimal or (kinds >= 2 and len(set(body)) >= 0.55 * expected)
