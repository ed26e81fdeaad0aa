"""What a token holds: dates, size, claims, and what Convex makes of them."""

import json
from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, check
from clerkdoctor.facts.tokens import ConvexVerdict, DecodedToken, Token

TOKENS = "https://clerk.com/docs/guides/sessions/session-tokens"
TEMPLATES = "https://clerk.com/docs/guides/sessions/jwt-templates"
CONVEX = "https://docs.convex.dev/auth/clerk"
DEBUG = "https://docs.convex.dev/auth/debug"

COOKIE_LIMIT = 4096
"""Bytes that browsers keep of a cookie, its name and attributes included."""

CLAIMS_LIMIT = 1200
"""Bytes that Clerk advises for the claims that a project adds."""

# A date in seconds that needs twelve digits is past the year 5000.
_IN_SECONDS = 100_000_000_000

_OWN = frozenset(
    ("azp", "exp", "fea", "fva", "iat", "iss", "jti", "nbf", "o", "org_id", "org_permissions",
     "org_role", "org_slug", "pla", "sid", "sts", "sub", "v", "act", "aud")
)  # fmt: skip


@check(
    "The token's dates are in seconds",
    fix="Write seconds since 1970, not milliseconds: `Math.floor(Date.now() / 1000)`",
    references=(TOKENS,),
)
def token_expiry_is_in_seconds(token: DecodedToken) -> Iterator[Finding]:
    """A date in milliseconds lies fifty thousand years ahead: such a token never expires, and one
    with such an `iat` is refused as issued in the future.
    """
    for name in ("exp", "nbf", "iat"):
        value = token.claims.get(name)
        if isinstance(value, int | float) and value > _IN_SECONDS:
            yield Problem(f"The claim `{name}` is `{value}`, which looks like milliseconds")


@check(
    "The token fits in a cookie",
    fix="Take claims out of the session token, and read them from the API where they are needed",
    references=(TOKENS,),
    symptoms=("session-token-and-uat-missing", "infinite redirect loop"),
)
def token_fits_in_a_cookie(token: Token, decoded: DecodedToken) -> Iterator[Finding]:
    """Browsers drop a cookie of more than 4,096 bytes without a word: the user signs in and is
    signed out. What fills a token is mostly metadata that was added to it whole.
    """
    room = COOKIE_LIMIT - len("__session_12345678=")
    if token.size > room:
        largest = max(decoded.claims, key=lambda name: _size(decoded.claims[name]), default="")
        yield Problem(
            f"The token has {token.size:,} bytes; a browser keeps {room:,}. The largest claim is"
            f" `{largest}` ({_size(decoded.claims.get(largest)):,} bytes)"
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
    total = sum(_size(value) + len(name) for name, value in added.items())
    if total > CLAIMS_LIMIT:
        largest = max(added, key=lambda name: _size(added[name]))
        yield Problem(
            f"The claims that were added have {total:,} bytes; the largest is `{largest}` with"
            f" {_size(added[largest]):,}"
        )


def _size(value: object) -> int:
    try:
        return len(json.dumps(value, separators=(",", ":")))
    except (RecursionError, ValueError):
        return COOKIE_LIMIT


@check(
    "Convex accepts the token",
    fix="Make `convex/auth.config.ts` and the token agree, and deploy it: npx convex deploy",
    references=(CONVEX, DEBUG),
    symptoms=(
        "No auth provider found matching the given token", "getUserIdentity() is null",
        "Unauthenticated", "AuthProviderDiscoveryFailed", "InvalidAuthHeader",
        "Could not validate token",
    ),
    follows=(
        "token-has-not-expired", "token-signature-verifies", "token-algorithm-is-allowed",
        "token-key-is-published", "token-has-one-audience",
        "token-standard-claims-have-their-types",
    ),
)  # fmt: skip
def token_is_accepted_by_convex(verdict: ConvexVerdict) -> Iterator[Finding]:
    """Convex chooses a provider by the token's issuer and audience, fetches its keys and verifies.
    Its client learns a code and a text; the cause stays in the deployment's log. Here it is said.
    """
    refused = verdict.refused
    if refused:
        yield Problem(
            f"{refused.cause}: Convex answers `{refused.code}`, {refused.message}", about="token"
        )


@check(
    "The token has one audience",
    fix='State one audience in the JWT template: "aud": "convex"',
    references=(CONVEX,),
    symptoms=("No auth provider found matching the given token",),
)
def token_has_one_audience(token: DecodedToken) -> Iterator[Finding]:
    """`aud` may be a list, and Convex refuses a token that names a second audience, even where the
    first is the right one.
    """
    audience = token.claims.get("aud")
    if isinstance(audience, list) and len(audience) > 1:
        yield Problem(
            f"The claim `aud` names {len(audience)} audiences; Convex accepts one", about="token"
        )


# What Convex' OpenID library takes; another type rejects the whole token.
_TYPES: dict[str, tuple[type, ...]] = {
    "email_verified": (bool,),
    "phone_number_verified": (bool,),
    "email": (str,),
    "phone_number": (str,),
    "updated_at": (int, float, str),
    "nonce": (str,),
}


@check(
    "The token's standard claims have their types",
    fix='Use the shortcode bare, as `"email_verified": "{{user.email_verified}}"`, which Clerk'
    " replaces by true or false",
    references=(CONVEX, TEMPLATES),
    symptoms=("Could not parse", "InvalidAuthHeader"),
)
def token_standard_claims_have_their_types(token: DecodedToken) -> Iterator[Finding]:
    """OpenID gives some claims a type. `email_verified` as a text makes Convex refuse the whole
    token, and say nothing of the claim.
    """
    for name, types in _TYPES.items():
        value = token.claims.get(name)
        if value is not None and not isinstance(value, types):
            yield Problem(
                f"The claim `{name}` is of the type {type(value).__name__}; Convex takes"
                f" {' or '.join(one.__name__ for one in types)}",
                about="token",
            )
