"""Whether Convex accepts a token: its own verdict, and the cause that it keeps to itself.

The order of the steps is Convex': the claims are read unverified, a provider is chosen by issuer
and audience, its keys are fetched, and only then is anything verified. A token that is expired and
of another issuer is refused for its issuer.

Source: get-convex/convex-backend, crates/authentication/src/lib.rs (`validate_id_token`).
"""

from collections.abc import Sequence

from clerkdoctor.convex.identity import Accepted
from clerkdoctor.convex.network import Network
from clerkdoctor.convex.payload import read_payload
from clerkdoctor.convex.provider_choice import choose_provider
from clerkdoctor.convex.providers import OidcProvider, Provider
from clerkdoctor.convex.refusal import Refused


def validate(
    token: str,
    providers: Sequence[Provider],
    now: float,
    network: Network,
    *,
    redact: bool = False,
) -> Accepted | Refused:
    """What a deployment with these providers, in its stored order, answers to a token.

    `now` is in seconds since 1970; Convex looks at whole ones. `network` answers for the URLs of
    provider metadata and key sets; it is asked only where Convex asks, at most twice. `redact`
    gives the messages of a deployment that keeps details to itself, as production does.
    """
    from clerkdoctor.convex.custom_jwt import custom_jwt_verdict, verify_custom_jwt
    from clerkdoctor.convex.oidc import validate_oidc

    payload = read_payload(token)
    if isinstance(payload, Refused):
        return payload
    if payload.issuer is None:
        message = (
            "Missing issuer claim ('iss') in JWT payload. The JWT must include an 'iss' claim that "
            "matches one of your configured auth providers."
        )
        return Refused("InvalidAuthHeader", message, "issuer-claim-is-missing", "`iss` is missing")
    provider = choose_provider(providers, payload.issuer, payload.audiences, redact=redact)
    if isinstance(provider, Refused):
        return provider
    seconds = int(now // 1)
    if isinstance(provider, OidcProvider):
        return validate_oidc(token, payload, provider, seconds, network)
    refused = verify_custom_jwt(token, provider, network, redact=redact)
    return refused or custom_jwt_verdict(payload, provider, seconds)
