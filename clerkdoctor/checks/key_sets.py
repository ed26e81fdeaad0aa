"""What an issuer publishes: is it there, is it sound, and is it the one that is trusted."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.clerk.key_set import PublishedKey, published_keys
from clerkdoctor.facts.key_sets import (
    Fetched,
    KeySet,
    KeySetAnswer,
    LocalJwtKey,
    ProviderMetadata,
    ServerClock,
)

MANUAL = "https://clerk.com/docs/guides/sessions/manual-jwt-verification"
CONVEX = "https://docs.convex.dev/auth/clerk"
RFC_7517 = "https://datatracker.ietf.org/doc/html/rfc7517#section-4.5"
RFC_7518 = "https://datatracker.ietf.org/doc/html/rfc7518#section-3.3"

WEAKEST = 2048
"""Bits of an RSA modulus: RFC 7518, section 3.3."""

TOLERANCE = 5.0
"""Seconds of clock skew that @clerk/backend tolerates by default."""

LIFETIME = 60.0
"""Seconds for which a session token lives."""

# What a problem is about: the one host's answers, what they say, and this machine's clock.
_ANSWER, _KEYS, _METADATA, _CLOCK = "answer", "keys", "metadata", "clock"


@check(
    "The key set's URL answers",
    fix="Write the issuer as the publishable key names it, and set its DNS records",
    references=(MANUAL,),
    symptoms=("jwk-remote-failed-to-load", "AuthProviderDiscoveryFailed"),
)
def key_set_url_answers(answer: KeySetAnswer) -> Iterator[Finding]:
    """Whoever verifies a token fetches its keys first. A host that does not answer, or an answer
    that is an error or a redirect, refuses every token alike.
    """
    fetched = answer.fetched
    if fetched.failure:
        yield Problem(f"`{fetched.at}` {fetched.failure}", fetched.at, about=_ANSWER)
    elif fetched.status != 200:
        yield Problem(
            f"`{fetched.at}` answers {fetched.status}; 200 was expected", fetched.at, about=_ANSWER
        )


@check(
    "The key set is a JWK Set in JSON",
    fix="Ask the Frontend API itself, not the app or a proxy in front of it",
    references=(MANUAL,),
    symptoms=("jwk-remote-invalid", "Invalid JWKS response body"),
)
def key_set_is_json(answer: KeySetAnswer) -> Iterator[Finding]:
    """A login page, a parked domain or a proxy's error page answers 200 as well, and other JSON is
    no key set either: a JWK Set is an object with the list `keys`.
    """
    from clerkdoctor.clerk.shown import shown

    fetched = answer.fetched
    if fetched.failure or fetched.status != 200:
        yield Unknown("there is no answer to read")
        return
    keys = fetched.problem or published_keys(fetched.document)
    if isinstance(keys, str):
        of_type = f" ({shown(fetched.content_type)})" if fetched.content_type else ""
        yield Problem(
            f"The answer of `{fetched.at}`{of_type} {keys}; a JWK Set was expected",
            fetched.at,
            about=_KEYS,
        )


@check(
    "The key set holds a signing key",
    fix="Make sure that the issuer is a Clerk instance's Frontend API",
    references=(MANUAL,),
    symptoms=("jwk-kid-mismatch", "jwk-remote-failed-to-load"),
)
def key_set_holds_a_signing_key(keys: KeySet) -> Iterator[Finding]:
    """Clerk signs with one RSA key, which has a `kid`. A set without a key that signs verifies
    nothing.
    """
    if not any(map(_signs, keys.keys)):
        held = f"{len(keys.keys)} keys and none" if len(keys.keys) != 1 else "one key, which is not"
        message = f"The key set holds {held} for `RS256` with a `kid`; one was expected"
        if not keys.keys:
            message = "The key set is empty; a key for `RS256` with a `kid` was expected"
        yield Problem(message, keys.at, about=_KEYS)


def _signs(key: PublishedKey) -> bool:
    is_for_it = key.use in (None, "sig") and key.alg in (None, "RS256")
    return key.kty == "RSA" and is_for_it and bool(key.kid) and key.modulus is not None


@check(
    "The published keys have ids of their own",
    fix="Publish each key under a `kid` of its own",
    references=(RFC_7517,),
    level="warning",
    symptoms=("token-invalid-signature", "Could not verify OIDC token claim"),
)
def key_ids_are_unique(keys: KeySet) -> Iterator[Finding]:
    """A token names its key by `kid` alone. Of several keys with the same one, Clerk's SDK keeps
    the last. Convex refuses a token for which two of them would do; for a `customJwt` provider it
    takes the first.
    """
    from clerkdoctor.clerk.shown import shown

    of_kid: dict[str, list[PublishedKey]] = {}
    for key in keys.keys:
        if key.kid is not None:
            of_kid.setdefault(key.kid, []).append(key)
    if not of_kid:
        yield Inapplicable("no published key has a `kid`")
    for kid, same in of_kid.items():
        if len(same) > 1:
            taken = "the one for `RS256`" if sum(map(_signs, same)) == 1 else "none of them"
            message = (
                f"{len(same)} keys have the `kid` {shown(kid)}, of which Clerk's SDK takes the last"
                f" and Convex {taken}; one was expected"
            )
            yield Problem(message, keys.at, about=_KEYS)


@check(
    "The published keys are strong and public",
    fix="Make a new key pair, and publish its public half alone",
    references=(RFC_7518,),
)
def keys_are_strong(keys: KeySet) -> Iterator[Finding]:
    """An RSA key below 2,048 bits can be broken. A key with its private parts published lets
    everybody sign: that is no key set but a break-in waiting.
    """
    from clerkdoctor.clerk.shown import shown

    if not keys.keys:
        yield Inapplicable("the key set is empty")
    for key in keys.keys:
        name = f"The key {shown(key.kid)}" if key.kid else "A key without a `kid`"
        if key.private_parts:
            parts = ", ".join(f"`{part}`" for part in key.private_parts)
            message = f"{name} is published with its private parts ({parts}); public ones alone"
            yield Problem(f"{message} were expected", keys.at, about=_KEYS)
        if key.kty == "RSA" and not key.modulus:
            yield Problem(f"{name} has no modulus (`n`) in base64url", keys.at, about=_KEYS)
        elif key.kty == "RSA" and (key.bits or 0) < WEAKEST:
            message = f"{name} has {key.bits} bits; {WEAKEST:,} were expected at least"
            yield Problem(message, keys.at, about=_KEYS)


@check(
    "The provider's metadata names the issuer, byte for byte",
    fix="Write the issuer everywhere as the metadata has it",
    references=(CONVEX,),
    symptoms=("AuthProviderDiscoveryFailed", "Auth provider discovery"),
    follows=("key-set-url-answers",),
)
def provider_metadata_names_the_issuer(metadata: ProviderMetadata) -> Iterator[Finding]:
    """Convex fetches `/.well-known/openid-configuration` and compares its `issuer` with the
    token's as text: a slash more or another host refuses every token.
    """
    from clerkdoctor.clerk.shown import shown

    fetched = metadata.fetched
    unanswered = _unanswered(fetched)
    if unanswered:
        yield Problem(f"`{fetched.at}` {unanswered}", fetched.at, about=_ANSWER)
        return
    if "issuer" not in fetched.members:
        message = f"`{fetched.at}` names no issuer; `{metadata.issuer}` was expected"
        yield Problem(message, fetched.at, about=_METADATA)
    elif fetched.members["issuer"] != metadata.issuer:
        stated = shown(fetched.members["issuer"])
        message = f"`{fetched.at}` names the issuer {stated}; `{metadata.issuer}` was expected"
        yield Problem(message, fetched.at, about=_METADATA)


def _unanswered(fetched: Fetched) -> str | None:
    """Why there is no document, as the predicate of a sentence about its URL."""
    if fetched.failure:
        return fetched.failure
    if fetched.status != 200:
        return f"answers {fetched.status}; 200 was expected"
    return fetched.problem and f"{fetched.problem}; JSON was expected"


@check(
    "The provider's metadata names this key set",
    fix="Fetch the keys from the URL that the metadata names",
    references=(CONVEX,),
    symptoms=("AuthProviderDiscoveryFailed",),
    follows=("provider-metadata-names-the-issuer",),
)
def provider_metadata_names_this_key_set(metadata: ProviderMetadata) -> Iterator[Finding]:
    """Convex takes the keys from the metadata's `jwks_uri`, whoever verifies by hand from a URL of
    their own. Where these are two places, one verifier can have other keys than the other.
    """
    from clerkdoctor.clerk.shown import shown

    fetched = metadata.fetched
    if _unanswered(fetched):
        yield Unknown("there is no metadata to read")
        return
    stated = fetched.members.get("jwks_uri")
    if not isinstance(stated, str):
        message = f"`{fetched.at}` names no key set; `{metadata.jwks_uri}` was expected"
        yield Problem(message, fetched.at, about=_METADATA)
    elif stated != metadata.jwks_uri:
        yield Problem(
            f"`{fetched.at}` names the key set {shown(stated)}; `{metadata.jwks_uri}` was expected",
            fetched.at,
            about=_METADATA,
            level="warning",
        )


@check(
    "The JWT key is in the key set",
    fix="Copy the PEM public key again from the Clerk dashboard, under API keys",
    references=(MANUAL,),
    symptoms=("token-invalid-signature",),
)
def jwt_key_is_in_the_key_set(key: LocalJwtKey, keys: KeySet) -> Iterator[Finding]:
    """A JWT key of another instance verifies no token of this one, and looks like forgery."""
    if key.modulus not in {published.modulus for published in keys.keys}:
        yield Problem(
            f"`{key.name}` is none of the keys that `{keys.at}` publishes", keys.at, about=key.name
        )


@check(
    "This machine's clock agrees with the server's",
    fix="Set the clock: turn automatic time synchronization on",
    references=(MANUAL,),
    symptoms=(
        "token-iat-in-the-future", "token-not-active-yet", "session-token-expired",
        "Clock skew detected",
    ),
)  # fmt: skip
def clock_agrees_with_the_server(clock: ServerClock) -> Iterator[Finding]:
    """@clerk/backend tolerates 5 seconds. A clock that is behind sees every new token as one from
    the future; one that is ahead sees tokens, which live for 60 seconds, expire early.
    """
    off = abs(clock.ahead)
    if off - clock.uncertainty > TOLERANCE:
        way = "ahead of" if clock.ahead > 0 else "behind"
        yield Problem(
            f"This machine's clock is {off:,.0f} seconds {way} the server's; the tolerance is"
            f" {TOLERANCE:g} seconds",
            clock.at,
            about=_CLOCK,
            level="warning" if 0 < clock.ahead < LIFETIME else None,
        )
    elif off + clock.uncertainty > TOLERANCE:
        yield Unknown(f"the answer tells the time to within {clock.uncertainty:.1f} seconds only")
