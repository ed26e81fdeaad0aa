"""What a token holds: dates, size, claims, and what Convex makes of them."""

from collections.abc import Iterator, Mapping

from clerkdoctor.check import Finding, Inapplicable, Problem, check
from clerkdoctor.checks.tokens import (
    ALGORITHM,
    CLAIM_TYPES,
    DATES,
    EXPIRY,
    INSTANCE,
    SUBJECT,
    TYPE,
)
from clerkdoctor.facts.tokens import ConvexVerdict, DecodedToken, Token

TOKENS = "https://clerk.com/docs/guides/sessions/session-tokens"
TEMPLATES = "https://clerk.com/docs/guides/sessions/jwt-templates"
CONVEX = "https://docs.convex.dev/auth/clerk"
DEBUG = "https://docs.convex.dev/auth/debug"

COOKIE_LIMIT = 4096
"""Bytes that browsers keep of a cookie: its name and its value."""

CLAIMS_LIMIT = 1200
"""Bytes that Clerk advises for the claims that a project adds."""

# A date in seconds that needs twelve digits is past the year 5000.
_IN_SECONDS = 100_000_000_000

_OWN = frozenset(
    ("azp", "exp", "fea", "fva", "iat", "iss", "jti", "nbf", "o", "org_id", "org_permissions",
     "org_role", "org_slug", "pla", "sid", "sts", "sub", "v", "act", "aud")
)  # fmt: skip

AUDIENCES = "audiences"

# What Convex refuses a token for, where another check says the same of it.
_ABOUT = {
    "algorithm-is-not-allowed": ALGORITHM,
    "algorithm-is-unknown": ALGORITHM,
    "token-is-unsigned": ALGORITHM,
    "audience-is-not-alone": AUDIENCES,
    "claim-has-another-type": CLAIM_TYPES,
    "registered-claim-has-another-type": CLAIM_TYPES,
    "issuer-is-another": INSTANCE,
    "issuer-is-spelled-otherwise": INSTANCE,
    "key-is-not-published": INSTANCE,
    "signature-is-another": INSTANCE,
    "timestamp-is-out-of-range": DATES,
    "token-has-expired": EXPIRY,
    "token-is-not-yet-valid": DATES,
    "type-is-not-jwt": TYPE,
}


@check(
    "The token's dates are in seconds",
    fix="Write seconds since 1970, not milliseconds: `Math.floor(Date.now() / 1000)`",
    references=(TOKENS,),
)
def token_expiry_is_in_seconds(token: DecodedToken) -> Iterator[Finding]:
    """A date in milliseconds lies fifty thousand years ahead: such a token never expires, and one
    with such an `iat` is refused as issued in the future.
    """
    from clerkdoctor.clerk.shown import shown

    dates = {name: token.claims.get(name) for name in ("exp", "nbf", "iat")}
    numbers = {name: value for name, value in dates.items() if isinstance(value, int | float)}
    if not numbers:
        yield Inapplicable("the token states no date")
    for name, value in numbers.items():
        if value > _IN_SECONDS:
            yield Problem(
                f"The claim `{name}` is {shown(value)}, beyond the year 5000 if read in seconds;"
                " seconds since 1970 were expected, not milliseconds",
                about=DATES,
            )


@check(
    "The token fits in a cookie",
    fix="Take claims out of the session token, and read them from the API where they are needed",
    references=(TOKENS,),
    symptoms=("client-uat-but-no-session-token", "infinite redirect loop"),
)
def token_fits_in_a_cookie(token: Token, decoded: DecodedToken) -> Iterator[Finding]:
    """Browsers drop a cookie of more than 4,096 bytes without a word: the user signs in and is
    signed out. What fills a token is mostly metadata that was added to it whole.
    """
    from clerkdoctor.clerk.reading import kind_of_token

    if kind_of_token(decoded.header, decoded.claims) in ("jwt-template", "m2m"):
        yield Inapplicable("only a session token is kept in a cookie")
        return
    room = COOKIE_LIMIT - len("__session_12345678")
    if token.size > room:
        yield Problem(
            f"The token has {token.size:,} bytes{_largest(decoded.claims)}; a browser keeps"
            f" {room:,} of them at most",
            about="size",
        )


@check(
    "The token's own claims are few",
    fix="Keep ids in the token, and read the rest from the API or the database",
    references=(TOKENS, TEMPLATES),
    level="note",
)
def token_claims_are_minimal(token: DecodedToken) -> Iterator[Finding]:
    """A token travels with every request and is as old as itself: what is in it cannot be taken
    back for its lifetime. Clerk advises to stay below 1.2 kB of claims of one's own.
    """
    added = {name: value for name, value in token.claims.items() if name not in _OWN}
    if not added:
        yield Inapplicable("the token has no claims but Clerk's")
        return
    total = sum(_size(name) + len(":,") + _size(value) for name, value in added.items())
    if total > CLAIMS_LIMIT:
        yield Problem(
            f"The claims that were added have {total:,} bytes{_largest(added)}; Clerk advises"
            f" {CLAIMS_LIMIT:,} at most",
            about="size",
        )


def _largest(claims: Mapping[str, object]) -> str:
    """The largest of the claims, in the middle of a sentence about their bytes."""
    from clerkdoctor.clerk.shown import shown

    if not claims:
        return ""
    name, value = max(claims.items(), key=lambda claim: _size(claim[1]))
    return f", of which the claim {shown(name)} has {_size(value):,}"


def _size(value: object) -> int:
    """The bytes of a value as JSON writes it."""
    import json

    try:
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    except (RecursionError, ValueError):
        return COOKIE_LIMIT
    return len(text.encode("utf-8", "surrogatepass"))


@check(
    "Convex accepts the token, by the providers that are known here",
    fix="Make `convex/auth.config.ts` and the token agree, and deploy it: npx convex deploy",
    references=(CONVEX, DEBUG),
    symptoms=(
        "No auth provider found matching the given token", "getUserIdentity() is null",
        "Unauthenticated", "NoAuthProvider", "AuthProviderDiscoveryFailed", "InvalidAuthHeader",
        "Could not parse as OIDC ID token", "Could not verify OIDC token claim",
        "Could not validate token", "Could not decode token", "check your server auth config",
    ),
    follows=(
        "token-type-is-jwt", "token-algorithm-is-allowed", "token-issuer-is-the-frontend-api",
        "token-key-is-published", "token-signature-verifies", "token-names-a-subject",
        "token-has-not-expired", "token-is-active", "token-expiry-is-in-seconds",
        "token-has-one-audience", "token-standard-claims-have-their-types",
    ),
)  # fmt: skip
def token_is_accepted_by_convex(token: DecodedToken, verdict: ConvexVerdict) -> Iterator[Finding]:
    """Convex chooses a provider by the token's issuer and audience, fetches its keys and verifies.
    Its client learns a code and a text; the cause stays in the deployment's log. Here it is said.

    The providers are those of the project's `auth.config`, or of the options. What a deployment
    holds can be older, and is not looked at.
    """
    from clerkdoctor.convex.explanations import explain

    refused = verdict.refused
    if refused:
        explanation = explain(refused.reason) or explain(refused.code)
        yield Problem(
            f"{refused.cause} (`{refused.code}`)",
            fix=explanation.fix if explanation else None,
            about=_ABOUT.get(refused.reason) or _about_missing(refused.reason, token.claims),
        )


def _about_missing(reason: str, claims: Mapping[str, object]) -> str:
    """What a missing claim is about: Convex names the first of them that is not there."""
    missing = next((name for name in ("sub", "exp", "iat") if name not in claims), "")
    if reason != "claim-is-missing":
        return "providers"
    return {"sub": SUBJECT, "exp": EXPIRY}.get(missing, "providers")


@check(
    "The token has one audience",
    fix='State one audience in the JWT template: "aud": "convex"',
    references=(CONVEX,),
    symptoms=("Could not verify OIDC token claim",),
)
def token_has_one_audience(token: DecodedToken, verdict: ConvexVerdict) -> Iterator[Finding]:
    """`aud` may be a list, and Convex refuses a token that names a second audience, even where the
    first is the right one. Only a `customJwt` provider takes several.
    """
    stated = token.claims.get("aud")
    audiences = {one for one in stated if isinstance(one, str)} if isinstance(stated, list) else ()
    if not stated:
        yield Inapplicable("the token names no audience")
    elif len(audiences) > 1 and verdict.refused:
        yield Problem(
            f"The claim `aud` names {len(audiences)} audiences; Convex accepts one", about=AUDIENCES
        )


@check(
    "The token's standard claims have their types",
    fix="Give the claim the type that OpenID has for it, or another name",
    references=(CONVEX, TEMPLATES),
    symptoms=("Could not parse as OIDC ID token", "Could not parse JWT payload"),
)
def token_standard_claims_have_their_types(
    token: Token, decoded: DecodedToken, verdict: ConvexVerdict
) -> Iterator[Finding]:
    """OpenID gives some claims a type. `email_verified` as a text makes Convex refuse the whole
    token, and say nothing of the claim. Only a `customJwt` provider takes any type.
    """
    from clerkdoctor.convex.id_token import BOOLEANS
    from clerkdoctor.convex.token_faults import token_faults

    if verdict.refused is None:
        return
    # Which audience it is to be is another check's.
    claims = {name: value for name, value in decoded.claims.items() if name != "aud"}
    for fault in token_faults(token.given.token, claims):
        if fault.claim in claims:
            yield Problem(
                fault.cause,
                fix=_shortcode(fault.claim) if fault.claim in BOOLEANS else None,
                about=CLAIM_TYPES,
            )


def _shortcode(name: str) -> str:
    return (
        f'Use the shortcode alone, as `"{name}": "{{{{user.{name}}}}}"`, which Clerk replaces by'
        " true or false"
    )
