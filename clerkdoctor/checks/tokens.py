"""What @clerk/backend asks of a token, a check for each of its rules."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, check
from clerkdoctor.clerk import jwt
from clerkdoctor.clerk.verdict import Refused
from clerkdoctor.facts.tokens import ClerkVerdict, DecodedToken, NoToken, Token

TOKENS = "https://clerk.com/docs/guides/sessions/session-tokens"
MANUAL = "https://clerk.com/docs/guides/sessions/manual-jwt-verification"


def _problems(refused: tuple[Refused, ...]) -> Iterator[Finding]:
    for one in refused:
        yield Problem(f"{one.message} (`{one.reason}`)", fix=one.action, about="token")


@check(
    "The token stands bare",
    fix="Pass the token alone, as `getToken()` gives it",
    references=(TOKENS,),
    level="warning",
    symptoms=("token-invalid", "Invalid JWT form"),
)
def token_is_bare(token: Token) -> Iterator[Finding]:
    """`Bearer `, quotes or a line break around a token are part of the text for whoever verifies
    it. They are taken off here before anything else is judged.
    """
    for what in token.given.removed:
        yield Problem(f"The token has {what}, which was taken off here", about="token")


@check(
    "The token has three parts",
    fix="Pass a token that Clerk made: what `getToken()` gives",
    references=(TOKENS,),
    symptoms=("token-invalid", "Invalid JWT form. A JWT consists of three parts"),
)
def token_has_three_parts(token: NoToken) -> Iterator[Finding]:
    """A session token is a JSON Web Token: header, claims and signature, with `.` between them.
    Other credentials of Clerk's (a secret key, a machine token, a cookie's name) are verified
    elsewhere or not at all.
    """
    if token.reason:
        yield Problem(token.reason.message, fix=token.reason.action, about="token")


@check(
    "The token's type is `JWT`",
    fix="Pass a session token, not an OAuth access token",
    references=(MANUAL,),
    symptoms=("token-invalid", "Invalid JWT type"),
)
def token_type_is_jwt(verdict: ClerkVerdict) -> Iterator[Finding]:
    """The header's `typ` tells a session token from an OAuth access token (`at+jwt`), which
    `verifyToken` refuses.
    """
    yield from _problems(verdict.refused("type"))


@check(
    "The token's algorithm is one that Clerk signs with",
    fix="Pass a token that Clerk made; never accept one whose `alg` is another",
    references=(MANUAL,),
    symptoms=("token-invalid-algorithm", "Invalid JWT algorithm"),
)
def token_algorithm_is_allowed(verdict: ClerkVerdict) -> Iterator[Finding]:
    """Whoever may choose the algorithm can forge: `none` signs nothing, and `HS256` can be signed
    with the public key that everybody has.
    """
    yield from _problems(verdict.refused("algorithm"))


@check(
    "The key that the token names is published by this instance",
    fix="Take both keys from the instance that the token comes from",
    references=(MANUAL,),
    symptoms=(
        "jwk-kid-mismatch", "jwk-failed-to-resolve", "jwk-remote-failed-to-load",
        "jwk-remote-missing", "Unable to find a signing key in JWKS that matches the kid",
    ),
    follows=("token-issuer-is-the-frontend-api",),
)  # fmt: skip
def token_key_is_published(verdict: ClerkVerdict) -> Iterator[Finding]:
    """The header's `kid` names the key of an instance. One that this instance does not publish
    means that the token is another instance's: the keys on the server and the keys in the browser
    are of two applications, or of development and production.
    """
    yield from _problems(verdict.refused("key", "unusable-key"))


@check(
    "The token's signature verifies",
    fix="Pass the token unchanged, and verify it with the key of the instance that made it",
    references=(MANUAL,),
    symptoms=("token-invalid-signature", "JWT signature is invalid"),
    follows=("token-algorithm-is-allowed",),
)
def token_signature_verifies(verdict: ClerkVerdict) -> Iterator[Finding]:
    """Nothing in a token can be believed before its signature verifies. A JWT key of another
    instance, or one that lost its line breaks, looks exactly like a forged token.
    """
    yield from _problems(verdict.refused("signature"))


@check(
    "The token names a subject",
    fix="Pass a session token, or set no `sub` of your own in the JWT template",
    references=(TOKENS,),
    symptoms=("token-verification-failed", "Subject claim (sub) is required"),
)
def token_names_a_subject(verdict: ClerkVerdict) -> Iterator[Finding]:
    """`sub` is the user's id: without it there is nobody to be signed in."""
    yield from _problems(verdict.refused("sub"))


@check(
    "The token's audience is accepted",
    fix="Name the token's audience in the option `audience`",
    references=(MANUAL,),
    symptoms=("token-verification-failed", "Invalid JWT audience claim"),
)
def token_audience_is_accepted(verdict: ClerkVerdict) -> Iterator[Finding]:
    """`aud` says for whom the token was made. A session token has none, unless the Convex
    integration sets it; a JWT template states its own.
    """
    yield from _problems(verdict.refused("aud"))


@check(
    "The token's authorized party is allowed",
    fix="Add the origin to `authorizedParties`, with scheme and port and no `/` behind it",
    references=(MANUAL,),
    symptoms=("token-invalid-authorized-parties", "Invalid JWT Authorized party claim"),
)
def token_authorized_party_is_allowed(verdict: ClerkVerdict) -> Iterator[Finding]:
    """`azp` is the origin of the page that asked for the token. The list protects against tokens
    from another subdomain, and refuses every preview deployment that is not in it.
    """
    yield from _problems(verdict.refused("azp"))


@check(
    "The token's issuer is the Frontend API of this instance",
    fix="Take the publishable key and the token from the same instance",
    references=(TOKENS,),
    symptoms=("token-invalid-issuer", "jwk-kid-mismatch"),
)
def token_issuer_is_the_frontend_api(verdict: ClerkVerdict) -> Iterator[Finding]:
    """`iss` is the address of the instance that made the token. The publishable key names the same
    host: where the two differ, the token is another instance's, whatever else is right about it.
    """
    yield from _problems(verdict.refused("iss"))


@check(
    "The token has not expired",
    fix="Ask for a new token right before the request: `await getToken()`",
    references=(TOKENS,),
    symptoms=("token-expired", "JWT is expired", "session-token-expired"),
)
def token_has_not_expired(verdict: ClerkVerdict) -> Iterator[Finding]:
    """A session token lives for 60 seconds, and Clerk's browser code renews it. One that was kept
    in a variable, a header or a cookie of one's own is old; and a server whose clock is ahead sees
    every token as old.
    """
    yield from _problems(verdict.refused("exp"))


@check(
    "The token is active",
    fix="Set the clock of the machine that verifies",
    references=(TOKENS,),
    symptoms=("token-not-active-yet", "JWT cannot be used prior to not before date"),
)
def token_is_active(verdict: ClerkVerdict) -> Iterator[Finding]:
    """`nbf` is a moment in the past for every token that Clerk makes: a clock that is behind by
    more than the tolerance refuses them all.
    """
    yield from _problems(verdict.refused("nbf"))


@check(
    "The token was not issued in the future",
    fix="Set the clock of the machine that verifies",
    references=(TOKENS,),
    symptoms=("token-iat-in-the-future", "JWT issued at date claim (iat) is in the future"),
    follows=("token-is-active",),
)
def token_was_not_issued_in_the_future(verdict: ClerkVerdict) -> Iterator[Finding]:
    """As with `nbf`, the machine's clock is behind Clerk's."""
    yield from _problems(verdict.refused("iat"))


@check(
    "The token is a session token",
    fix="Pass what `getToken()` gives without a template",
    references=(TOKENS,),
    symptoms=("token-invalid", "token-type-mismatch"),
)
def token_is_a_session_token(token: DecodedToken, verdict: ClerkVerdict) -> Iterator[Finding]:
    """The header's `cat` says what a token was made for. Machine tokens are refused as sessions,
    and since @clerk/backend 3.16.9 so are tokens of a JWT template where a request is
    authenticated.
    """
    refused = verdict.refused("category")
    yield from _problems(refused)
    if not refused and token.header.get("cat") == jwt.JWT_TEMPLATE:
        yield Problem(
            "The token comes from a JWT template (`cat`): `verifyToken` accepts it,"
            " `authenticateRequest` of @clerk/backend 3.16.9 and later does not",
            about="token",
            level="warning",
        )


@check(
    "The token's session is active",
    fix="Let the user finish the session's task, such as choosing an organization",
    references=("https://clerk.com/docs/guides/configure/session-tasks",),
    level="warning",
    symptoms=("session-pending", "treatPendingAsSignedOut"),
)
def token_session_is_active(token: DecodedToken) -> Iterator[Finding]:
    """`sts: pending` marks a session with a task left to do. It is signed in for Clerk and signed
    out for `auth()`, unless `treatPendingAsSignedOut` is false.
    """
    if "sts" not in token.claims:
        yield Inapplicable("the token states no session status (`sts`)")
    elif token.claims["sts"] == "pending":
        yield Problem("The session is pending (`sts`), which `auth()` treats as signed out")
