"""`verifyToken`'s verdicts on many tokens, nearly as fast as signatures are verified.

    verifier = BulkVerifier(VerifyOptions(jwt_key=pem))
    for refused in verifier.reasons(lines, now_ms):

The usual token takes a short way: each key and each distinct header is read once, base64 and JSON
by libraries that load in the time of some hundred tokens. Whatever they refuse, and every claim
that is not surely accepted, is left to `Verifier`, by the letter. One step is taken for all tokens
before the next, since a processor that does the same again has it at hand: that saves a tenth.

tests/parity/test_clerk_verify.py compares it with @clerk/backend, too.
"""

import math
from collections.abc import Sequence

import orjson
import pybase64

from clerkdoctor.clerk import javascript
from clerkdoctor.clerk.base64url import LAST, PADDING, URL_SAFE_ONLY
from clerkdoctor.clerk.verdict import Refused
from clerkdoctor.clerk.verify import Header, Verifier, VerifyOptions

# How many headers are kept that were read, and how long one of them may be in characters.
_MOST_HEADERS = 256
_LONGEST_HEADER = 4_096


# Header, claims, signature, and what was signed: a plain tuple, which is made in no time.
_Decoded = tuple[Header, bytes, bytes, bytes]


class BulkVerifier:
    """`verifyToken` with its options, for many tokens."""

    def __init__(self, options: VerifyOptions) -> None:
        self._verifier = Verifier(options, many=True)
        self._rules = self._verifier.rules
        self._headers: dict[bytes, Header] = {}
        self._at(0)

    def reasons(self, tokens: Sequence[bytes], now: float) -> list[tuple[Refused, ...]]:
        """As `Verifier.reasons`, of each token; bytes that are no UTF-8 are no token either."""
        if now != self._now:
            self._at(now)
        decoded = [self._decoded(token) for token in tokens]
        claims = [one and _members(*one) for one in decoded]
        are_signed = [bool(one and _is_signed(*one)) for one in decoded]
        are_plain = [bool(stated and self._is_plain(stated)) for stated in claims]
        rows = zip(tokens, decoded, claims, are_signed, are_plain, strict=True)
        return [
            ()
            if is_signed and is_plain
            else self._why(token, one, stated, now, is_signed=is_signed)
            for token, one, stated, is_signed, is_plain in rows
        ]

    def _decoded(self, token: bytes) -> _Decoded | None:
        """None where the token is none that is usual."""
        try:
            # Of base64url's alphabet only, each character is one of base64's then.
            head, body, tail = token.translate(URL_SAFE_ONLY).split(b".")
            header = self._headers.get(head) or self._read_header(head)
            body_rest, tail_rest = len(body) & 3, len(tail) & 3
            if body[-1] not in LAST[body_rest] or tail[-1] not in LAST[tail_rest]:
                return None
            claims = _decode(body + PADDING[body_rest], None, True)
            signature = _decode(tail + PADDING[tail_rest], None, True)
        except (ValueError, IndexError):
            return None
        return header, claims, signature, token[: -len(tail) - 1]

    def _why(
        self,
        token: bytes,
        decoded: _Decoded | None,
        stated: object,
        now: float,
        *,
        is_signed: bool,
    ) -> tuple[Refused, ...]:
        """Every reason to refuse the token, if any."""
        if decoded is None or stated is None:
            return self._verifier.reasons(token.decode("utf-8", "replace"), now)
        header, claims, _, _ = decoded
        # Numbers as JavaScript holds them, which messages show.
        read = javascript.parse(claims.decode())
        return tuple(self._verifier.refusals(header, read, now, is_signed=is_signed))

    def _is_plain(self, claims: dict[str, object]) -> bool:
        """Whether the claims are surely accepted; False says nothing."""
        get, rules = claims.get, self._rules
        expiry, start, issued = get("exp"), get("nbf", 0), get("iat", 0)
        return (
            type(get("sub")) is str
            and type(expiry) is int
            and expiry > self._earliest
            and type(start) is int
            and start <= self._latest
            and type(issued) is int
            and issued <= self._latest
            and (not rules.audience or "aud" not in claims or claims["aud"] in rules.audience)
            and (not rules.parties or _is_listed(get("azp"), rules.parties))
            and (not rules.issuers or get("iss") in rules.issuers)
        )

    def _at(self, now: float) -> None:
        self._now = now
        date, skew = javascript.clock(now), self._rules.skew
        # Seconds, since a claim in whole ones is then compared without a calculation. With a date
        # that is none nothing is plain.
        self._earliest, self._latest = (
            math.floor(limit) // 1000 if math.isfinite(limit) else math.nan
            for limit in (date - skew, date + skew)
        )

    def _read_header(self, head: bytes) -> Header:
        """Raises what `_decoded` catches where the header is none that the usual token has."""
        rest = len(head) & 3
        if head[-1] not in LAST[rest]:
            raise ValueError("bits are left over")
        text = _decode(head + PADDING[rest], None, True).decode()
        header = self._verifier.judge_header(javascript.parse(text))
        if len(head) <= _LONGEST_HEADER:
            if len(self._headers) >= _MOST_HEADERS:
                self._headers.clear()
            self._headers[head] = header
        return header


_decode = pybase64.b64decode
_parse = orjson.loads


def _members(
    header: Header, claims: bytes, _signature: bytes, _signed: bytes
) -> dict[str, object] | None:
    """The claims where the header is in order, with large numbers as they may be; else None."""
    if header.refusals:
        return None
    try:
        stated = _parse(claims)
    except ValueError:
        return None
    return stated if type(stated) is dict else None


def _is_signed(header: Header, _claims: bytes, signature: bytes, signed: bytes) -> bool:
    """Where the header is not in order, that is asked later on."""
    refusals, check = header
    return not refusals and check is not None and check(signature, signed)


def _is_listed(party: object, parties: tuple[str, ...] | str) -> bool:
    return bool(party) and isinstance(parties, tuple) and party in parties
