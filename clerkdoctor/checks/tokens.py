"""What @clerk/backend asks of a token, a check for each of its rules."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.clerk import verdict as codes
from clerkdoctor.clerk.verdict import Refused
from clerkdoctor.facts.tokens import ClerkVerdict, DecodedToken, NoToken, Token, VerificationKey

TOKENS = "https://clerk.com/docs/guides/sessions/session-tokens"
MANUAL = "https://clerk.com/docs/guides/sessions/manual-jwt-verification"

# What a problem is about: Convex' verdict and a claim's type follow from a problem of the same.
INSTANCE = "instance"
ALGORITHM = "algorithm"
TYPE = "type"
SUBJECT = "subject"
EXPIRY = "expiry"
DATES = "dates"
CLAIM_TYPES = "claim types"


def _problem(refused: Refused, about: str, fix: str | None = None) -> Problem:
    return Problem(
        f"{refused.message} (`{refused.reason}`)", fix=fix or refused.action, about=about
    )


def _about_claim(refused: Refused, token: DecodedToken, otherwise: str) -> str:
    """A claim of another type is one cause, whoever refuses the token for it."""
    is_mistyped = refused.reason == codes.VERIFICATION_FAILED and refused.rule in token.claims
    return CLAIM_TYPES if is_mistyped else otherwise


@check(
    "The token stands bare",
    fix="Pass the token alone, as `getToken()` gives it",
    references=(TOKENS,),
    level="warning",
    symptoms=("token-invalid", "Could not parse as OIDC ID token"),
)
def token_is_bare(token: Token) -> Iterator[Finding]:
    """`Bearer `, quotes or a line break around a token are part of the text for whoever verifies
    it, who then refuses it. Here they are taken off before anything else is judged.
    """
    given = token.given
    if given.removed:
        around = ", ".join(given.removed)
        yield Problem(
            f"What was given is the token with {around}; the token alone was expected",
            about="text",
            # Whole cookies are what a browser shows: nobody passes them to a verifier.
            level="note" if given.cookie else None,
        )
    elif given.kind != "jwt":
        yield Inapplicable("the text is no JSON Web Token")


@check(
    "The token has three parts",
    fix="Pass a token that Clerk made: what `getToken()` gives",
    references=(TOKENS,),
    symptoms=("token-invalid", "Could not parse JWT payload"),
)
def token_has_three_parts(token: NoToken) -> Iterator[Finding]:
    """A session token is a JSON Web Token: header, claims and signature, with `.` between them.
    Other credentials of Clerk's (a secret key, a machine token, a cookie's name) are verified
    elsewhere or not at all.
    """
    if token.reason:
        sentence = token.reason.message.partition(". ")[0].removesuffix(".")
        yield Problem(sentence, fix=token.reason.action, about="text")


@check(
    "The token's type is `JWT`",
    fix="Pass a session token, not an OAuth access token",
    references=(MANUAL,),
    symptoms=("token-invalid",),
)
def token_type_is_jwt(verdict: ClerkVerdict) -> Iterator[Finding]:
    """The header's `typ` tells a session token from an OAuth access token (`at+jwt`), which
    `verifyToken` refuses.
    """
    for refused in verdict.refused("type"):
        yield _problem(refused, TYPE)


@check(
    "The token's algorithm is one that Clerk signs with",
    fix="Pass a token that Clerk made; never accept one whose `alg` is another",
    references=(MANUAL,),
    symptoms=("token-invalid-algorithm",),
)
def token_algorithm_is_allowed(token: DecodedToken, verdict: ClerkVerdict) -> Iterator[Finding]:
    """Whoever may choose the algorithm can forge: `none` signs nothing, and `HS256` can be signed
    with the public key that everybody has.
    """
    if token.jwt.header is None:
        yield Unknown("the token's header is `null`")
    for refused in verdict.refused("algorithm"):
        yield _problem(refused, ALGORITHM)


@check(
    "The token's issuer is the Frontend API of this instance",
    fix="Take the publishable key and the token from the same instance",
    references=(TOKENS,),
    symptoms=("token-invalid-issuer", "jwk-kid-mismatch"),
)
def token_issuer_is_the_frontend_api(
    token: DecodedToken, verdict: ClerkVerdict
) -> Iterator[Finding]:
    """`iss` is the address of the instance that made the token. The publishable key names the same
    host: where the two differ, the token is another instance's, whatever else is right about it.
    """
    if token.jwt.claims is None:
        yield Unknown("the token's claims are `null`")
    elif not verdict.asked.issuer:
        yield Inapplicable("no issuer is known here to compare the token's with")
    for refused in verdict.refused("iss"):
        # The SDK itself has no such option set, so its own advice is about the option.
        yield Problem(refused.message, about=INSTANCE)


@check(
    "The key that the token names is published by this instance",
    fix="Take `CLERK_SECRET_KEY`, the publishable key and the token from the same instance",
    references=(MANUAL,),
    symptoms=(
        "jwk-kid-mismatch", "jwk-failed-to-resolve", "jwk-remote-failed-to-load",
        "jwk-remote-missing", "Unable to find a signing key in JWKS that matches the kid",
    ),
    follows=("token-issuer-is-the-frontend-api",),
)  # fmt: skip
def token_key_is_published(
    token: DecodedToken, verdict: ClerkVerdict, key: VerificationKey
) -> Iterator[Finding]:
    """The header's `kid` names the key of an instance. One that this instance does not publish
    means that the token is another instance's: the keys on the server and the keys in the browser
    are of two applications, or of development and production.
    """
    refusals = verdict.refused("key", "unusable-key")
    if token.jwt.header is None:
        yield Unknown("the token's header is `null`")
    elif key.is_pem and not refusals:
        yield Inapplicable("a JWT key was given, and the token's `kid` is not looked at then")
    for refused in refusals:
        is_mismatch = refused.reason == codes.KID_MISMATCH
        yield _problem(refused._replace(action=None) if is_mismatch else refused, INSTANCE)


@check(
    "The token's signature verifies",
    fix="Pass the token unchanged, and verify it with the key of the instance that made it",
    references=(MANUAL,),
    symptoms=("token-invalid-signature", "Could not verify OIDC token claim"),
    follows=("token-issuer-is-the-frontend-api",),
)
def token_signature_verifies(
    token: DecodedToken, verdict: ClerkVerdict, key: VerificationKey
) -> Iterator[Finding]:
    """Nothing in a token can be believed before its signature verifies. A JWT key of another
    instance, or one that lost its line breaks, looks exactly like a forged token.
    """
    if token.jwt.header is None or verdict.refused("key", "unusable-key", "algorithm"):
        yield Unknown(f"there is no key that it could be verified with in {key.source}")
    for refused in verdict.refused("signature"):
        is_forgery = refused.action == codes.FROM_CLERK
        yield _problem(refused._replace(action=None) if is_forgery else refused, INSTANCE)


@check(
    "The token names a subject",
    fix="Pass a session token: what `getToken()` gives",
    references=(TOKENS,),
    symptoms=("token-verification-failed",),
    follows=("token-standard-claims-have-their-types",),
)
def token_names_a_subject(token: DecodedToken, verdict: ClerkVerdict) -> Iterator[Finding]:
    """`sub` is the user's id: without it there is nobody to be signed in. `verifyToken` takes an
    empty one for an id.
    """
    for refused in verdict.refused("sub"):
        yield _problem(refused, _about_claim(refused, token, SUBJECT))
    if token.claims.get("sub") == "":
        yield Problem("The claim `sub` is empty; the id of a user was expected", about=SUBJECT)


@check(
    "The token's audience is accepted",
    fix="Name the token's audience in the option `audience`",
    references=(MANUAL,),
    symptoms=("token-verification-failed",),
)
def token_audience_is_accepted(token: DecodedToken, verdict: ClerkVerdict) -> Iterator[Finding]:
    """`aud` says for whom the token was made. A session token has none, unless the Convex
    integration sets it; a JWT template states its own. `verifyToken` compares it where it is asked
    to, and accepts a token without one all the same.
    """
    stated = token.claims.get("aud")
    audiences = stated if isinstance(stated, list) else [stated]
    if not verdict.asked.audience:
        yield Inapplicable("no audience is asked for")
    elif not any(audiences):
        yield Inapplicable("the token has no `aud`, and `verifyToken` compares nothing then")
    elif not all(isinstance(one, str) for one in audiences):
        yield Inapplicable("`aud` holds what is no text, and `verifyToken` compares nothing then")
    for refused in verdict.refused("aud"):
        yield _problem(refused, "audience")


@check(
    "The token's authorized party is allowed",
    fix="Add the origin to `authorizedParties`, with scheme and port and no `/` behind it",
    references=(MANUAL,),
    symptoms=("token-invalid-authorized-parties", "Invalid JWT Authorized party claim (azp)"),
)
def token_authorized_party_is_allowed(
    token: DecodedToken, verdict: ClerkVerdict
) -> Iterator[Finding]:
    """`azp` is the origin of the page that asked for the token. The list protects against tokens
    from another subdomain, and refuses every preview deployment that is not in it.
    """
    if token.jwt.claims is None:
        yield Unknown("the token's claims are `null`")
    elif not verdict.asked.authorized_parties:
        yield Inapplicable("no authorized parties are asked for")
    # Older versions than the one that was ported let such a token through.
    is_let_through = "azp" not in token.claims and any(
        one.name == "missing-azp-accepted" for one in verdict.older
    )
    for refused in verdict.refused("azp"):
        problem = _problem(refused, "authorized party")
        yield problem._replace(level="warning") if is_let_through else problem


@check(
    "The token has not expired",
    fix="Ask for a new token right before the request: `await getToken()`",
    references=(TOKENS,),
    symptoms=("token-expired", "JWT is expired", "session-token-expired"),
    follows=("token-standard-claims-have-their-types",),
)
def token_has_not_expired(token: DecodedToken, verdict: ClerkVerdict) -> Iterator[Finding]:
    """A session token lives for 60 seconds, and Clerk's browser code renews it. One that was kept
    in a variable, a header or a cookie of one's own is old; and a server whose clock is ahead sees
    every token as old.
    """
    if token.jwt.claims is None:
        yield Unknown("the token's claims are `null`")
    for refused in verdict.refused("exp"):
        yield _problem(refused, _about_claim(refused, token, EXPIRY))


@check(
    "The token is active",
    fix="Set the clock of the machine that verifies",
    references=(TOKENS,),
    symptoms=(
        "token-not-active-yet", "session-token-nbf",
        "JWT cannot be used prior to not before date claim (nbf)",
    ),
    follows=("token-expiry-is-in-seconds", "token-standard-claims-have-their-types"),
)  # fmt: skip
def token_is_active(token: DecodedToken, verdict: ClerkVerdict) -> Iterator[Finding]:
    """`nbf` is a moment in the past for every token that Clerk makes: a clock that is behind by
    more than the tolerance refuses them all.
    """
    if "nbf" not in token.claims:
        yield Inapplicable("the token does not say from when on it is active (`nbf`)")
    for refused in verdict.refused("nbf"):
        yield _problem(refused, _about_claim(refused, token, DATES))


@check(
    "The token was not issued in the future",
    fix="Set the clock of the machine that verifies",
    references=(TOKENS,),
    symptoms=(
        "token-iat-in-the-future", "session-token-iat-in-the-future",
        "JWT issued at date claim (iat) is in the future",
    ),
    follows=(
        "token-expiry-is-in-seconds", "token-is-active", "token-standard-claims-have-their-types",
    ),
)  # fmt: skip
def token_was_not_issued_in_the_future(
    token: DecodedToken, verdict: ClerkVerdict
) -> Iterator[Finding]:
    """A fresh token from the future means that the machine's clock is behind Clerk's, or that the
    token states milliseconds where seconds belong.
    """
    if "iat" not in token.claims:
        yield Inapplicable("the token does not say when it was issued (`iat`)")
    for refused in verdict.refused("iat"):
        yield _problem(refused, _about_claim(refused, token, DATES))


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
    from clerkdoctor.clerk.reading import kind_of_token

    kind = kind_of_token(token.header, token.claims)
    for refused in verdict.refused("category"):
        yield _problem(refused, "category")
    if kind == "jwt-template":
        yield Problem(
            "The token comes from a JWT template (`cat`): `verifyToken` accepts it,"
            " `authenticateRequest` of @clerk/backend 3.16.9 and later does not",
            about="category",
            # One with an audience was made for somebody else than Clerk's SDK.
            level="note" if token.claims.get("aud") else "warning",
        )
    elif kind != "session":
        yield Unknown("the token does not say what it was made for")


@check(
    "The token's session is active",
    fix="Let the user finish the session's task, such as choosing an organization",
    references=("https://clerk.com/docs/guides/configure/session-tasks",),
    level="warning",
    symptoms=("treatPendingAsSignedOut", "sts: pending"),
)
def token_session_is_active(token: DecodedToken) -> Iterator[Finding]:
    """`sts: pending` marks a session with a task left to do. It is signed in for Clerk and for
    Convex, and signed out for `auth()`, unless `treatPendingAsSignedOut` is false.
    """
    status = token.claims.get("sts")
    if status is None:
        yield Inapplicable("the token states no session status (`sts`)")
    elif status == "pending":
        yield Problem(
            "The session is `pending` (`sts`), which `auth()` treats as signed out; `active` was"
            " expected",
            about="session",
        )
    elif status != "active":
        yield Unknown("the token's `sts` is neither `active` nor `pending`")
