"""Whether @clerk/backend accepts a token, and if not, every reason why.

A port of `verifyToken` as it stands in 3.25.0: the same order, the same tolerance, the same codes.
No clock and no network: the time and what came of fetching the keys are arguments.

    verify(token, VerifyOptions(jwt_key=pem), now=time.time() * 1000)

For many tokens keep one `Verifier`: it reads each key and each distinct header once.

Source: @clerk/backend 3.25.0, `verifyToken` and `verifyJwt`.
tests/parity/test_clerk_verify.py compares it with the package.
"""

import binascii
import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from clerkdoctor.clerk import base64url, javascript, jwk, jwk_choice, jwt, rsa, verdict
from clerkdoctor.clerk import claims as claims_validation
from clerkdoctor.clerk.base64url import URL_SAFE_ONLY
from clerkdoctor.clerk.javascript import UNDEFINED, TypeFault
from clerkdoctor.clerk.jwk_choice import KeySource, KeyTable
from clerkdoctor.clerk.jwt import NotJwt
from clerkdoctor.clerk.shown import shown
from clerkdoctor.clerk.verdict import Accepted, Refused

# How many headers are kept that were read, and how long one of them may be in characters.
_MOST_HEADERS = 256
_LONGEST_HEADER = 4_096


class VerifyOptions(NamedTuple):
    """The options of `verifyToken`. `jwt_key` wins over `keys`; without either no token verifies.

    An empty option asks nothing. `clock_skew_ms` that is no finite number is the default of 5,000.
    `header_type` replaces the `typ` that is asked for, `JWT` or none.
    """

    jwt_key: str = ""
    keys: KeySource | None = None
    audience: str | Sequence[str] = ()
    authorized_parties: str | Sequence[str] = ()
    issuer: str | Sequence[str] = ()
    clock_skew_ms: float | None = None
    header_type: str | Sequence[str] | None = None


class _Header(NamedTuple):
    """What a header alone decides: why it is refused, and how the signature is checked."""

    refusals: tuple[Refused, ...]
    check: rsa.SignatureCheck | None


def verify(token: str, options: VerifyOptions, now: float) -> Accepted | Refused:
    """What `verifyToken` answers at `now`, milliseconds since the epoch."""
    return Verifier(options).verify(token, now)


def reasons(token: str, options: VerifyOptions, now: float) -> tuple[Refused, ...]:
    """Every reason to refuse the token, the one that `verifyToken` gives first; () if accepted."""
    return Verifier(options).reasons(token, now)


class Verifier:
    """`verifyToken` with its options, for many tokens."""

    def __init__(self, options: VerifyOptions) -> None:
        self._options = options
        self._rules = claims_validation.rules(
            options.audience,
            options.authorized_parties,
            options.issuer,
            options.clock_skew_ms,
        )
        self._table: KeyTable | Refused | None = None
        self._headers: dict[bytes, _Header] = {}
        self._at(0)

    def verify(self, token: str, now: float) -> Accepted | Refused:
        """What `verifyToken` answers at `now`, milliseconds since the epoch."""
        claims, refusals = self._judge(token, now)
        return refusals[0] if refusals else _accepted(claims)

    def reasons(self, token: str | bytes, now: float) -> tuple[Refused, ...]:
        """Every reason to refuse the token, the one that `verifyToken` gives first; () if accepted.

        A token in bytes is read as UTF-8. Bytes that are none are no token either.
        """
        return self._judge(token, now)[1]

    def _judge(self, token: str | bytes, now: float) -> tuple[object, tuple[Refused, ...]]:
        """The claims as they stand, and every reason to refuse them, in one pass."""
        # The usual token takes this short way. Whatever is odd about one is left to the long way.
        try:
            raw = token if isinstance(token, bytes) else token.encode("ascii")
            signed, _, tail = raw.rpartition(b".")
            head, _, body = signed.partition(b".")
            header = self._headers.get(head) or self._read_header(head)
            text = _bytes(body).decode()
            claims, end = javascript.SCAN(text, 0)
            signature = _bytes(tail)
        except (ValueError, IndexError, RecursionError, StopIteration):
            return self._judge_odd(token, now)
        if end != len(text):
            return self._judge_odd(token, now)
        refusals, check = header
        is_signed = check is not None and check(signature, signed)
        is_sound = is_signed and not refusals
        if is_sound and type(claims) is dict and self._is_plain(claims, now):
            return claims, ()
        return claims, tuple(self._refusals(header, claims, now, is_signed=is_signed))

    def _judge_odd(self, token: str | bytes, now: float) -> tuple[object, tuple[Refused, ...]]:
        """As `_judge`, by the letter of `decodeJwt`."""
        text = token if isinstance(token, str) else token.decode("utf-8", "replace")
        decoded = jwt.decode(text)
        if isinstance(decoded, NotJwt):
            return None, (Refused(verdict.INVALID, *decoded, rule="parts"),)
        header = self._judge_header(decoded.header)
        is_signed = header.check is not None and header.check(decoded.signature, decoded.signed)
        return decoded.claims, tuple(
            self._refusals(header, decoded.claims, now, is_signed=is_signed)
        )

    def _refusals(
        self, header: _Header, claims: object, now: float, *, is_signed: bool
    ) -> Iterator[Refused]:
        yield from header.refusals
        if header.check and not is_signed:
            yield self._bad_signature
        yield from claims_validation.refusals(claims, self._rules, javascript.clock(now))

    def _is_plain(self, claims: dict[str, object], now: float) -> bool:
        """Whether the claims are surely accepted; False says nothing."""
        if now != self._now:
            self._at(now)
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

    def _read_header(self, head: bytes) -> _Header:
        """Raises what `_judge` catches where the header is none that the usual token has."""
        text = _bytes(head).decode()
        stated, end = javascript.SCAN(text, 0)
        if end != len(text):
            raise ValueError("there is more than one value")
        header = self._judge_header(stated)
        if len(head) <= _LONGEST_HEADER:
            if len(self._headers) >= _MOST_HEADERS:
                self._headers.clear()
            self._headers[head] = header
        return header

    def _judge_header(self, stated: object) -> _Header:
        if stated is None:
            message = "The token's header is `null`"
            return _Header(
                (Refused(verdict.UNEXPECTED, message, verdict.FROM_CLERK, "type"),), None
            )
        members = stated if isinstance(stated, dict) else {}
        alg = members.get("alg", UNDEFINED)
        key = self._key(members.get("kid", UNDEFINED))
        refusals = {
            "category": _category(members.get("cat", UNDEFINED)),
            "key": key if isinstance(key, Refused) else None,
            "type": _type(members.get("typ", UNDEFINED), self._options.header_type),
            "algorithm": _algorithm(alg),
        }
        check = None
        if not isinstance(key, Refused) and isinstance(alg, str) and alg in rsa.HASHES:
            imported = jwk.import_key(key, alg)
            if isinstance(imported, jwk.RsaKey):
                check = rsa.signature_check(*imported, alg)
            else:
                refusals["unusable-key"] = _unusable(imported.problem)
        named = (refused._replace(rule=rule) for rule, refused in refusals.items() if refused)
        return _Header(tuple(named), check)

    def _key(self, kid: object) -> object | Refused:
        options = self._options
        if options.jwt_key:
            try:
                javascript.string_of(kid)
            except TypeFault as fault:
                return Refused(verdict.UNEXPECTED, f"The token's `kid` is {shown(kid)}: {fault}")
            return jwk.jwk_of_pem(options.jwt_key)
        if options.keys is None:
            return Refused(
                verdict.NO_KEY,
                "There is neither a JWT key nor a secret key to verify the token with",
                "Set `CLERK_SECRET_KEY`, or `CLERK_JWT_KEY`",
            )
        if self._table is None:
            self._table = jwk_choice.load(options.keys)
        if isinstance(self._table, Refused):
            return self._table
        return jwk_choice.choose(self._table, kid)

    @cached_property
    def _bad_signature(self) -> Refused:
        if self._options.jwt_key:
            from clerkdoctor.clerk.jwt_key import classify_jwt_key

            problem = classify_jwt_key(self._options.jwt_key).problem
            if problem:
                return Refused(
                    verdict.INVALID_SIGNATURE,
                    f"No signature verifies with the JWT key: it {problem}",
                    "Copy the JWKS public key from Clerk's dashboard, API keys, as it is",
                    "signature",
                )
        return Refused(
            verdict.INVALID_SIGNATURE,
            "The signature was not made with the key of this instance: the token is another "
            "instance's, or was changed",
            verdict.FROM_CLERK,
            "signature",
        )


def _bytes(part: bytes) -> bytes:
    """The bytes of a part of a token; ValueError or IndexError for an odd one."""
    size = len(part) & 3
    base64 = part.translate(URL_SAFE_ONLY)
    if base64[-1] not in base64url.LAST[size]:
        raise ValueError("bits are left over")
    return binascii.a2b_base64(base64 + base64url.PADDING[size], strict_mode=True)


def _accepted(claims: object) -> Accepted:
    assert isinstance(claims, dict), "claims without a subject are refused"
    return Accepted(claims)


def _is_listed(party: object, parties: tuple[str, ...] | str) -> bool:
    return bool(party) and isinstance(parties, tuple) and party in parties


def _category(cat: object) -> Refused | None:
    if cat != jwt.M2M:
        return None
    message = "The token is a machine-to-machine token (`cat`), and no session token"
    return Refused(verdict.INVALID, message, "Verify machine tokens with `acceptsToken`")


def _type(typ: object, asked: str | Sequence[str] | None) -> Refused | None:
    if asked is None and typ is UNDEFINED:
        return None
    allowed = ("JWT",) if asked is None else (asked,) if isinstance(asked, str) else tuple(asked)
    if isinstance(typ, str) and typ in allowed:
        return None
    what = ": it is an OAuth access token" if typ in ("at+jwt", "application/at+jwt") else ""
    expected = " or ".join(shown(name) for name in allowed) or "none"
    message = f"The header's `typ` is {shown(typ)}{what}; {expected} was expected"
    return claims_validation.overflowing(Refused(verdict.INVALID, message, verdict.FROM_CLERK), typ)


def _algorithm(alg: object) -> Refused | None:
    if isinstance(alg, str) and alg in rsa.HASHES:
        return None
    why = ""
    if isinstance(alg, str) and alg.lower() == "none":
        why = ": nothing was signed"
    elif isinstance(alg, str) and alg.startswith("HS"):
        why = ": whoever verifies such a token can make one"
    refused = Refused(
        verdict.INVALID_ALGORITHM,
        f"The header's `alg` is {shown(alg)}{why}; Clerk signs with `RS256`",
        verdict.FROM_CLERK,
    )
    return claims_validation.overflowing(refused, alg)


def _unusable(problem: str) -> Refused:
    return Refused(
        verdict.VERIFICATION_FAILED,
        f"The key that the token names cannot verify it: it {problem}",
        verdict.FROM_CLERK,
    )
