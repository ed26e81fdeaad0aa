"""What older versions of @clerk/backend answer differently from the port in `verify`.

Each entry was read in the packages on both sides of it, and is run against them by
tests/parity/test_clerk_older.py. There is nothing before 1.0.0: that is another program.
"""

from typing import NamedTuple

from clerkdoctor.clerk import verdict


class Difference(NamedTuple):
    """`until` is the first version that does as `verify` says. `text` says what earlier ones do,
    as a sentence about the SDK without its subject; `reasons` are the codes that it is about.
    """

    name: str
    until: tuple[int, int, int]
    text: str
    reasons: tuple[str, ...]


DIFFERENCES = (
    Difference(
        "issuer-not-compared",
        (3, 25, 0),
        "knows no option `issuer`: whose the token is follows from its key alone",
        (verdict.INVALID_ISSUER,),
    ),
    Difference(
        "keys-kept-by-kid",
        (3, 16, 8),
        "keeps each key by its `kid` for the whole process: after a JWT key was changed, tokens "
        "with a `kid` seen before are still verified with the first one",
        (verdict.INVALID_SIGNATURE, verdict.KID_MISMATCH),
    ),
    Difference(
        "undecodable-throws",
        (3, 15, 0),
        "throws a `SyntaxError` without a reason at a token that is no base64url or no JSON",
        (verdict.INVALID, verdict.UNEXPECTED),
    ),
    Difference(
        "m2m-accepted",
        (3, 11, 7),
        "accepts a machine-to-machine token where a session token is expected",
        (verdict.INVALID,),
    ),
    Difference(
        "missing-azp-accepted",
        (3, 11, 1),
        "accepts a token without `azp` in spite of `authorizedParties`",
        (verdict.INVALID_AUTHORIZED_PARTIES,),
    ),
    Difference(
        "audience-lists-not-compared",
        (3, 4, 8),
        "accepts any token whose `aud` is a list, and where the option `audience` is a list, "
        "refuses any token whose `aud` is a text",
        (verdict.VERIFICATION_FAILED,),
    ),
    Difference(
        "no-skew-is-default",
        (3, 2, 14),
        "takes a `clockSkewInMs` of 0 for the default of 5 seconds",
        (verdict.EXPIRED, verdict.NOT_ACTIVE_YET, verdict.IAT_IN_THE_FUTURE),
    ),
    Difference(
        "claims-before-signature",
        (3, 2, 12),
        "judges the claims before the signature: a token of another instance that has also "
        "expired is `token-expired` there",
        (
            verdict.INVALID_SIGNATURE,
            verdict.VERIFICATION_FAILED,
            verdict.EXPIRED,
            verdict.NOT_ACTIVE_YET,
            verdict.IAT_IN_THE_FUTURE,
            verdict.INVALID_AUTHORIZED_PARTIES,
        ),
    ),
    Difference(
        "iat-is-not-active-yet",
        (1, 13, 5),
        "calls a token that was issued in the future `token-not-active-yet`",
        (verdict.IAT_IN_THE_FUTURE, verdict.NOT_ACTIVE_YET),
    ),
)


def older(version: tuple[int, ...]) -> tuple[Difference, ...]:
    """What @clerk/backend of this version does differently, the latest change first.

    `(3, 2)` stands for 3.2.0.
    """
    return tuple(one for one in DIFFERENCES if version < one.until)
