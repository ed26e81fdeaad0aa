"""Whether @clerk/backend accepts a token, and if not, every reason why.

A port of `verifyToken` as it stands in 3.25.0: the same order, the same tolerance, the same codes.
No clock and no network: the time and what came of fetching the keys are arguments.

    verify(token, VerifyOptions(jwt_key=pem), now=time.time() * 1000)

`clerk/bulk.py` answers the same for many tokens.

Source: @clerk/backend 3.25.0, `verifyToken` and `verifyJwt`.
tests/parity/test_clerk_verify.py compares it with the package.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from clerkdoctor.clerk import claims as claims_validation
from clerkdoctor.clerk import javascript, jwk, jwk_choice, jwt, rsa, verdict
from clerkdoctor.clerk.javascript import UNDEFINED, TypeFault
from clerkdoctor.clerk.jwk_choice import KeySource, KeyTable
from clerkdoctor.clerk.jwt import NotJwt
from clerkdoctor.clerk.shown import shown
from clerkdoctor.clerk.verdict import Accepted, Refused


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


class Header(NamedTuple):
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
    """`verifyToken` with its options: a key set is read once. `many` as for `signature_check`."""

    def __init__(self, options: VerifyOptions, *, many: bool = False) -> None:
        self._options = options
        self._many = many
        self.rules = claims_validation.rules(
            options.audience,
            options.authorized_parties,
            options.issuer,
            options.clock_skew_ms,
        )
        self._table: KeyTable | Refused | None = None

    def verify(self, token: str, now: float) -> Accepted | Refused:
        """What `verifyToken` answers at `now`, milliseconds since the epoch."""
        claims, refusals = self._judge(token, now)
        return refusals[0] if refusals else _accepted(claims)

    def reasons(self, token: str, now: float) -> tuple[Refused, ...]:
        """Every reason to refuse the token, the one that `verifyToken` gives first; or ()."""
        return self._judge(token, now)[1]

    def _judge(self, token: str, now: float) -> tuple[object, tuple[Refused, ...]]:
        """The claims as they stand, and every reason to refuse them."""
        decoded = jwt.decode(token)
        if isinstance(decoded, NotJwt):
            return None, (Refused(verdict.INVALID, *decoded, rule="parts"),)
        header = self.judge_header(decoded.header)
        is_signed = header.check is not None and header.check(decoded.signature, decoded.signed)
        return decoded.claims, tuple(
            self.refusals(header, decoded.claims, now, is_signed=is_signed)
        )

    def refusals(
        self, header: Header, claims: object, now: float, *, is_signed: bool
    ) -> Iterator[Refused]:
        """Every reason to refuse what was decoded, in the order of `verifyToken`."""
        yield from header.refusals
        if header.check and not is_signed:
            yield self._bad_signature
        yield from claims_validation.refusals(claims, self.rules, javascript.clock(now))

    def judge_header(self, stated: object) -> Header:
        """`stated` is any JSON value."""
        if stated is None:
            message = "The token's header is `null`"
            return Header((Refused(verdict.UNEXPECTED, message, verdict.FROM_CLERK, "type"),), None)
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
                check = rsa.signature_check(*imported, alg, many=self._many)
            else:
                refusals["unusable-key"] = _unusable(imported.problem)
        named = (refused._replace(rule=rule) for rule, refused in refusals.items() if refused)
        return Header(tuple(named), check)

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


def _accepted(claims: object) -> Accepted:
    assert isinstance(claims, dict), "claims without a subject are refused"
    return Accepted(claims)


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
