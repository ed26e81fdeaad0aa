"""The customJwt branch: a token verified with the key set that `auth.config` names.

Source: get-convex/convex-backend, crates/authentication/src/lib.rs (`validate_id_token`,
`fetch_jwks`, `redact_jwt_error_if_needed`) and crates/keybroker/src/broker.rs (`from_custom_jwt`);
get-convex/biscuit, src/jws/compact.rs and src/lib.rs.
"""

from clerkdoctor.convex.compact import base64url, why_not_base64url
from clerkdoctor.convex.id_token import Fault
from clerkdoctor.convex.identity import Accepted, custom_jwt_identity
from clerkdoctor.convex.jwk import SIGNATURES, Jwk, NotAKeySet, strict_keys
from clerkdoctor.convex.key_set_fetch import fetch_key_set
from clerkdoctor.convex.network import Network
from clerkdoctor.convex.payload import Payload
from clerkdoctor.convex.providers import CustomJwtProvider
from clerkdoctor.convex.refusal import Refused, shown, shown_json
from clerkdoctor.convex.strict_json import Unreadable, is_strings, parse_json, repeated_member

# The difference of clocks that is allowed here, and only here, in seconds.
_TOLERANCE = 5
_TEXTS = ("typ", "cty", "jku", "jwk", "kid", "x5u", "x5t")
_KEY_TYPES = {"RS256": "RSA", "ES256": "EC"}


def verify_custom_jwt(
    token: str, provider: CustomJwtProvider, network: Network, *, redact: bool = False
) -> Refused | None:
    """The refusal of a token whose signature is not by a key of the provider's set."""
    body = fetch_key_set(provider.jwks, network)
    if isinstance(body, Refused):
        return body
    keys = strict_keys(body)
    if isinstance(keys, NotAKeySet):
        message = (
            f"Invalid JWKS response body from '{provider.jwks}'. The response is not valid JSON or "
            "doesn't match the expected JWKS format."
        )
        return _refused(message, Fault("key-set-is-unreadable", f"The key set {keys.reason}"))
    fault = _decode_fault(token, keys, provider.algorithm)
    return _refused(_decode_message(token, redact=redact), fault) if fault else None


def custom_jwt_verdict(
    payload: Payload, provider: CustomJwtProvider, now: int
) -> Accepted | Refused:
    """What is made of the claims of a verified token. Issuer and audience were compared before."""
    return _time_fault(payload, now) or _identity(payload, provider)


def _refused(message: str, fault: Fault) -> Refused:
    return Refused("InvalidAuthHeader", message, fault.reason, fault.cause)


def _header(token: str) -> dict[str, object] | Fault:
    """The JOSE header, if every registered member of it has its type."""
    part = token.partition(".")[0]
    data = base64url(part)
    if data is None:
        return Fault("token-is-not-bare", f"The header {why_not_base64url(part)}")
    found = parse_json(data)
    if isinstance(found, Unreadable) or not isinstance(found, dict):
        why = found.reason if isinstance(found, Unreadable) else "is no JSON object"
        return Fault("header-is-unreadable", f"The header {why}")
    twice = repeated_member(found, ("alg", *_TEXTS, "x5c", "crit"))
    if twice:
        return Fault("header-is-unreadable", f"The header has `{twice}` more than once")
    for name in _TEXTS:
        if not isinstance(found.get(name), str | None):
            return Fault("header-is-unreadable", _mistyped(name, found))
    for name in ("x5c", "crit"):
        if found.get(name) is not None and not is_strings(found[name]):
            return Fault("header-is-unreadable", _mistyped(name, found))
    alg = found.get("alg")
    if not isinstance(alg, str) or alg not in {"none", *SIGNATURES}:
        return Fault("algorithm-is-unknown", _mistyped("alg", found))
    return found


def _mistyped(name: str, header: dict[str, object]) -> str:
    return f"`{name}` in the header is {shown_json(header.get(name))}"


def _decode_message(token: str, *, redact: bool) -> str:
    """Convex guesses from the header what is wrong: a token that has a `kid` has a wrong one."""
    header = _header(token)
    kid = header.get("kid") if isinstance(header, dict) else None
    if kid is None:
        return "Could not decode token. JWT may be missing a 'kid' (key ID) header."
    if redact:
        return (
            "Could not decode token. The JWT's 'kid' (key ID) header doesn't match any key in the "
            "provider's JWKS, or the JWT signature is invalid."
        )
    return (
        f"Could not decode token. The JWT's 'kid' (key ID) header is '{kid}', does this key match "
        "any key in the provider's JWKS?"
    )


def _decode_fault(token: str, keys: tuple[Jwk, ...], algorithm: str) -> Fault | None:
    parts = token.split(".")
    if len(parts) != 3:
        return Fault("token-has-other-parts", f"The token has {len(parts)} parts and not three")
    signature = base64url(parts[2])
    if signature is None:
        return Fault("token-is-not-bare", f"The signature {why_not_base64url(parts[2])}")
    header = _header(token)
    if isinstance(header, Fault):
        return header
    kid, alg = header.get("kid"), str(header["alg"])
    if not isinstance(kid, str):
        return Fault("key-id-is-missing", "The header has no `kid`, which a customJwt needs")
    key = next((key for key in keys if key.kid == kid), None)
    if key is None:
        kids = ", ".join(shown(key.kid) for key in keys[:4]) or "none"
        cause = f"No key of the set has the `kid` {shown(kid)}; published is {kids}"
        return Fault("key-is-not-published", cause)
    disagreement = _algorithm_fault(key, alg, algorithm)
    signed = f"{parts[0]}.{parts[1]}".encode()
    return disagreement or _signature_fault(key, algorithm, signed, signature)


def _algorithm_fault(key: Jwk, alg: str, algorithm: str) -> Fault | None:
    """Header, key and configuration name one algorithm, or the key names none."""
    if key.alg not in {None, "none", *SIGNATURES}:
        cause = f"The key {shown(key.kid)} is for {shown(key.alg)}, which signs nothing"
        return Fault("key-is-unusable", cause)
    if alg == algorithm and key.alg in {None, algorithm}:
        return None
    stated = f"the header says {shown(alg)}, `auth.config` {shown(algorithm)}"
    if key.alg is not None:
        stated += f", the key {shown(key.alg)}"
    return Fault("algorithm-disagrees", f"The algorithm is not the same everywhere: {stated}")


def _signature_fault(key: Jwk, algorithm: str, signed: bytes, signature: bytes) -> Fault | None:
    from clerkdoctor.convex.signatures import unusable, verifies

    if key.kty != _KEY_TYPES[algorithm]:
        cause = f"The key {shown(key.kid)} is of the type {shown(key.kty)}, not for {algorithm}"
        return Fault("key-is-unusable", cause)
    broken = unusable(key, algorithm)
    if broken:
        return Fault("key-is-unusable", f"The key {shown(key.kid)} {broken}")
    if verifies(key, algorithm, signed, signature):
        return None
    return Fault("signature-is-another", f"The signature is not by the published {shown(key.kid)}")


def _time_fault(payload: Payload, now: int) -> Refused | None:
    if payload.expiry is not None and now - payload.expiry > _TOLERANCE:
        ago = now - payload.expiry
        message = f"Could not validate token: Token expired {ago} seconds ago"
        cause = f"The token expired {ago} seconds ago; {_TOLERANCE} are allowed"
        return _refused(message, Fault("token-has-expired", cause))
    for name, moment in (("nbf", payload.not_before), ("iat", payload.issued_at)):
        if moment is not None and moment - now > _TOLERANCE:
            ahead = moment - now
            message = f"Could not validate token: Token will be valid in {ahead} seconds"
            cause = f"`{name}` is {ahead} seconds ahead of the clock; {_TOLERANCE} are allowed"
            return _refused(message, Fault("token-is-not-yet-valid", cause))
    return None


def _identity(payload: Payload, provider: CustomJwtProvider) -> Accepted | Refused:
    if payload.subject is not None and payload.expiry is not None:
        return custom_jwt_identity(payload, payload.subject, payload.expiry, provider)
    name = "sub" if payload.subject is None else "exp"
    message = (
        "Could not verify token claim. Check that the JWT contains valid claims and matches your "
        "auth provider configuration."
    )
    return _refused(message, Fault("claim-is-missing", f"`{name}` is missing"))
