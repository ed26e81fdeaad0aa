"""The OIDC branch: a token verified with the keys that its provider's metadata name.

Every failure behind the parsing has one code and one message; what it was stands in the backend's
log only. Here it is said.

Source: get-convex/openidconnect-rs, src/verification; get-convex/convex-backend,
crates/authentication/src/lib.rs and crates/keybroker/src/broker.rs (`from_token`).
"""

from clerkdoctor.convex.discovery import Discovered, discover
from clerkdoctor.convex.id_token import Fault, Header, IdToken, read_id_token
from clerkdoctor.convex.identity import Accepted, oidc_identity
from clerkdoctor.convex.jwk import ENCRYPTIONS, Jwk
from clerkdoctor.convex.network import Network
from clerkdoctor.convex.payload import Payload
from clerkdoctor.convex.providers import OidcProvider
from clerkdoctor.convex.refusal import Refused, shown

_ALGORITHMS = {"RS256": "RSA", "EdDSA": "OKP"}
_TYPES = ("application/jwt", "application/jose")


def validate_oidc(
    token: str, payload: Payload, provider: OidcProvider, now: int, network: Network
) -> Accepted | Refused:
    discovered = discover(payload.issuer or "", network)
    if isinstance(discovered, Refused):
        return discovered
    id_token = read_id_token(token, payload.claims)
    if isinstance(id_token, Refused):
        return id_token
    # That `iss` is the provider's own name has been seen to where its metadata was read.
    fault = (
        _header_fault(id_token.header)
        or _audience_fault(payload.audiences, provider.application_id)
        or _signature_fault(id_token, discovered)
        or _expiry_fault(id_token, now)
    )
    if fault is None:
        return oidc_identity(id_token, provider)
    message = (
        "Could not verify OIDC token claim. Check that the token signature is valid and the token "
        "hasn't expired."
    )
    return Refused("Unauthenticated", message, fault.reason, fault.cause)


def _header_fault(header: Header) -> Fault | None:
    if header.typ is not None and _media_type(header.typ) not in _TYPES:
        return Fault("type-is-not-jwt", f"`typ` in the header is {shown(header.typ)} and not `JWT`")
    if header.cty is not None:
        return Fault("token-is-nested", f"The header has `cty`: {shown(header.cty)}")
    if header.has_crit:
        return Fault("header-has-crit", "The header has `crit`, and Convex knows no extension")
    if header.alg in ENCRYPTIONS:
        return Fault("token-is-encrypted", f"`alg` in the header is {shown(header.alg)}: a JWE")
    return None


def _media_type(typ: str) -> str:
    return typ.lower() if "/" in typ else f"application/{typ.lower()}"


def _audience_fault(audiences: tuple[str, ...], app_id: str) -> Fault | None:
    other = next((audience for audience in audiences if audience != app_id), None)
    if other is None:
        return None
    cause = f"`aud` holds {shown(other)} beside {shown(app_id)}, and Convex trusts no other"
    return Fault("audience-is-not-alone", cause)


def _signature_fault(token: IdToken, discovered: Discovered) -> Fault | None:
    from clerkdoctor.convex.signatures import unusable, verifies

    alg = token.header.alg
    if alg == "none":
        return Fault("token-is-unsigned", "`alg` in the header is `none`: nobody signed the token")
    if alg not in _ALGORITHMS:
        cause = f"`alg` in the header is {shown(alg)}; Convex takes `RS256` and `EdDSA`"
        return Fault("algorithm-is-not-allowed", cause)
    keys = [key for key in discovered.keys if why_no_candidate(key, token.header) is None]
    if not keys:
        return _no_key(token.header, discovered)
    if len(keys) > 1:
        kid = token.header.kid
        named = "no `kid`" if kid is None else f"the `kid` {shown(kid)}"
        cause = f"The token has {named}, and {len(keys)} keys of the set fit that"
        return Fault("key-is-ambiguous", cause)
    broken = unusable(keys[0], alg)
    if broken:
        return Fault("key-is-unusable", f"The key {shown(keys[0].kid)} of the set {broken}")
    if verifies(keys[0], alg, token.signed, token.signature):
        return None
    cause = f"The signature is not by the published key {shown(keys[0].kid)}"
    return Fault("signature-is-another", cause)


def why_no_candidate(key: Jwk, header: Header) -> str | None:
    """Why a key of the set is not tried for a token, as the predicate of a sentence about it."""
    if header.kid is not None and key.kid != header.kid:
        return f"has another `kid`: {shown(key.kid)}"
    if key.use not in {None, "sig"}:
        return f"is for another use: {shown(key.use)}"
    if key.kty != _ALGORITHMS.get(header.alg):
        return f"is of another type: {shown(key.kty)}"
    if key.alg not in {None, header.alg}:
        return f"is for another algorithm: {shown(key.alg)}"
    return None


def _no_key(header: Header, discovered: Discovered) -> Fault:
    at = f"the key set at {shown(discovered.jwks_uri)}"
    named = [key for key in discovered.keys if header.kid is not None and key.kid == header.kid]
    if named:
        why = why_no_candidate(named[0], header)
        return Fault("key-is-unusable", f"The key {shown(header.kid)} of {at} {why}")
    if not discovered.keys:
        return Fault("key-is-not-published", f"There is no key that Convex can read in {at}")
    kids = ", ".join(shown(key.kid) for key in discovered.keys[:4])
    wanted = "fits the token" if header.kid is None else f"has its `kid`, {shown(header.kid)}"
    return Fault("key-is-not-published", f"No key of {at} {wanted}; published is {kids}")


def _expiry_fault(token: IdToken, now: int) -> Fault | None:
    if token.expiry > (now, 0):
        return None
    ago = now - token.expiry.seconds
    when = f"expired {ago} seconds ago" if ago else "expires this very second"
    cause = f"The token {when}, and Convex allows no difference of clocks here"
    return Fault("token-has-expired", cause)
