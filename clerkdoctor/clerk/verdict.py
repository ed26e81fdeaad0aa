"""What @clerk/backend's `verifyToken` answers: claims, or a reason code.

Source: @clerk/backend 3.25.0, `TokenVerificationErrorReason`; `unexpected-error` is the code of
`authenticateRequest` for what `verifyToken` throws without one.
"""

from typing import NamedTuple

INVALID = "token-invalid"
INVALID_ALGORITHM = "token-invalid-algorithm"
INVALID_SIGNATURE = "token-invalid-signature"
VERIFICATION_FAILED = "token-verification-failed"
INVALID_AUTHORIZED_PARTIES = "token-invalid-authorized-parties"
INVALID_ISSUER = "token-invalid-issuer"
EXPIRED = "token-expired"
NOT_ACTIVE_YET = "token-not-active-yet"
IAT_IN_THE_FUTURE = "token-iat-in-the-future"
SECRET_KEY_INVALID = "secret-key-invalid"  # noqa: S105 - a reason code
KEY_SET_FAILED = "jwk-remote-failed-to-load"
NO_KEY = "jwk-failed-to-resolve"
KID_MISMATCH = "jwk-kid-mismatch"
UNEXPECTED = "unexpected-error"

# What to do about a token that was never Clerk's.
FROM_CLERK = "Send a token that Clerk made: what `getToken()` gives"


class Accepted(NamedTuple):
    claims: dict[str, object]


class Refused(NamedTuple):
    """`reason` is Clerk's code; `message` says what is and what was expected, as one sentence
    that may quote the token; `action` is what to do about it, where that is known. `rule` is the
    step of `verifyToken` that refuses: one code stands for several of them.
    """

    reason: str
    message: str
    action: str | None = None
    rule: str = ""
