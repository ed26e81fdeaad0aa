"""What an issuer publishes: is it there, is it sound, and is it the one that is trusted."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Problem, Unknown, check
from clerkdoctor.facts.key_sets import (
    KeySet,
    KeySetAnswer,
    LocalJwtKey,
    ProviderMetadata,
    ServerClock,
)

MANUAL = "https://clerk.com/docs/guides/sessions/manual-jwt-verification"
CONVEX = "https://docs.convex.dev/auth/clerk"

WEAKEST = 2048
"""Bits of an RSA modulus: RFC 7518, section 3.3."""

TOLERANCE = 5.0
"""Seconds of clock skew that @clerk/backend tolerates by default."""


@check(
    "The key set's URL answers",
    fix="Write the issuer as the publishable key names it, and see that its DNS records are set",
    references=(MANUAL,),
    symptoms=("jwk-remote-failed-to-load", "AuthProviderDiscoveryFailed"),
)
def key_set_url_answers(answer: KeySetAnswer) -> Iterator[Finding]:
    """Whoever verifies a token fetches its keys first. A host that does not answer, or an answer
    that is an error or a redirect, refuses every token alike.
    """
    fetched = answer.fetched
    if fetched.failure:
        yield Problem(f"`{fetched.at}` {fetched.failure}", fetched.at, about="key-set")
    elif fetched.status != 200:
        yield Problem(
            f"`{fetched.at}` answers {fetched.status}; 200 was expected",
            fetched.at,
            about="key-set",
        )


@check(
    "The key set is a JWK Set in JSON",
    fix="Ask the Frontend API itself, not the app or a proxy in front of it",
    references=(MANUAL,),
    symptoms=("jwk-remote-invalid", "Unexpected token '<'"),
    follows=("key-set-url-answers",),
)
def key_set_is_json(answer: KeySetAnswer) -> Iterator[Finding]:
    """A login page, a parked domain or a proxy's error page answers 200 as well."""
    fetched = answer.fetched
    if fetched.failure or fetched.status != 200:
        yield Unknown("there is no answer to read")
    elif fetched.problem:
        of_type = f" (`{fetched.content_type}`)" if fetched.content_type else ""
        yield Problem(
            f"The answer of `{fetched.at}`{of_type} {fetched.problem}", fetched.at, about="key-set"
        )


@check(
    "The key set holds a signing key",
    fix="Make sure that the issuer is a Clerk instance's Frontend API",
    references=(MANUAL,),
    symptoms=("jwk-kid-mismatch", "The JWKS endpoint did not contain any signing keys"),
)
def key_set_holds_a_signing_key(keys: KeySet) -> Iterator[Finding]:
    """Clerk publishes one RSA key with a `kid`. A set without a key that signs verifies nothing."""
    usable = [key for key in keys.keys if key.kty == "RSA" and key.kid and key.use != "enc"]
    if not usable:
        yield Problem(
            f"None of the {len(keys.keys)} keys is an RSA key with a `kid` that signs", keys.at
        )


@check(
    "The published keys are strong and public",
    fix="Make a new key pair, and publish its public half alone",
    references=("https://www.rfc-editor.org/rfc/rfc7518#section-3.3",),
    symptoms=("the JWK modulus is too short",),
)
def keys_are_strong(keys: KeySet) -> Iterator[Finding]:
    """An RSA key below 2,048 bits can be broken. A key with its private parts published lets
    everybody sign: that is no key set but a break-in waiting.
    """
    for key in keys.keys:
        name = f"The key `{key.kid}`" if key.kid else "A key without a `kid`"
        if key.private_parts:
            parts = ", ".join(f"`{part}`" for part in key.private_parts)
            yield Problem(f"{name} is published with its private parts ({parts})", keys.at)
        if key.kty == "RSA" and (key.bits or 0) < WEAKEST:
            yield Problem(f"{name} has {key.bits or 'no'} bits; {WEAKEST} is the least", keys.at)


@check(
    "The provider's metadata names the issuer, byte for byte",
    fix="Write the issuer everywhere as the metadata has it",
    references=(CONVEX,),
    symptoms=("AuthProviderDiscoveryFailed", "unexpected issuer URI"),
    follows=("key-set-url-answers",),
)
def provider_metadata_names_the_issuer(metadata: ProviderMetadata) -> Iterator[Finding]:
    """Convex fetches `/.well-known/openid-configuration` and compares its `issuer` with the
    configured domain as text: a slash more or another host refuses every token.
    """
    fetched = metadata.fetched
    if fetched.failure or fetched.status != 200 or fetched.problem:
        what = fetched.failure or fetched.problem or f"answers {fetched.status}"
        yield Problem(f"`{fetched.at}` {what}", fetched.at, about="key-set")
        return
    stated = fetched.members.get("issuer")
    if stated != metadata.issuer:
        yield Problem(
            f"The metadata names the issuer `{stated}`; `{metadata.issuer}` was expected",
            fetched.at,
        )


@check(
    "The provider's metadata names this key set",
    fix="Fetch the keys from the URL that the metadata names",
    references=(CONVEX,),
    follows=("provider-metadata-names-the-issuer",),
)
def provider_metadata_names_this_key_set(metadata: ProviderMetadata) -> Iterator[Finding]:
    """Convex takes the keys from the metadata's `jwks_uri`, Clerk's SDK from its own URL. Where
    these are two places, one verifier can have other keys than the other.
    """
    if not metadata.fetched.members:
        yield Unknown("there is no metadata to read")
        return
    stated = metadata.fetched.members.get("jwks_uri")
    if stated != metadata.jwks_uri:
        yield Problem(
            f"The metadata names the key set `{stated}`; `{metadata.jwks_uri}` was expected",
            metadata.fetched.at,
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
        yield Problem(f"`{key.name}` is none of the keys that `{keys.at}` publishes", keys.at)


@check(
    "This machine's clock agrees with the server's",
    fix="Set the clock: turn automatic time synchronization on",
    references=(MANUAL,),
    symptoms=("token-iat-in-the-future", "token-not-active-yet", "session-token-expired"),
)
def clock_agrees_with_the_server(clock: ServerClock) -> Iterator[Finding]:
    """@clerk/backend tolerates 5 seconds. A clock that is behind sees tokens from the future, one
    that is ahead sees every token of 60 seconds expire early.
    """
    off = abs(clock.ahead) - clock.uncertainty
    if off > TOLERANCE:
        way = "ahead of" if clock.ahead > 0 else "behind"
        yield Problem(
            f"This machine's clock is {abs(clock.ahead):.0f} s {way} the server's; the tolerance is"
            f" {TOLERANCE:g} s",
            clock.at,
        )
