"""Which provider a token is judged by: the first that fits, and no other after it.

Source: get-convex/convex-backend, crates/common/src/auth.rs (`matches_token`) and
crates/authentication/src/lib.rs (`enhance_no_provider_error`).
"""

from collections.abc import Iterable, Sequence

from clerkdoctor.convex.issuer import issuer_difference, same_issuer
from clerkdoctor.convex.providers import Provider
from clerkdoctor.convex.refusal import Refused, shown

_MESSAGE = "No auth provider found matching the given token"


def choose_provider(
    providers: Sequence[Provider], issuer: str, audiences: Sequence[str], *, redact: bool = False
) -> Provider | Refused:
    """The first provider with this issuer whose `applicationID`, if any, is among the audiences.

    `redact` leaves the list of providers out of the message, as production deployments do.
    """
    for provider in providers:
        app_id = provider.application_id
        if (app_id is None or app_id in audiences) and same_issuer(provider.stored_issuer, issuer):
            return provider
    reason, cause = _why_none(providers, issuer, audiences)
    if redact:
        message = _MESSAGE
    elif providers:
        listed = ", ".join(map(str, providers))
        message = (
            f"{_MESSAGE}. Check that your JWT's issuer and audience match one of your configured "
            f"providers: [{listed}]"
        )
    else:
        message = f"{_MESSAGE} (no providers configured). Check convex/auth.config.ts."
    return Refused("NoAuthProvider", message, reason, cause)


def _why_none(
    providers: Sequence[Provider], issuer: str, audiences: Sequence[str]
) -> tuple[str, str]:
    if not providers:
        return "no-provider-is-configured", "The deployment has no providers at all"
    of_issuer = [one for one in providers if same_issuer(one.stored_issuer, issuer)]
    if of_issuer:
        wanted = _words(one.application_id for one in of_issuer)
        wants = f"the provider of its issuer wants {wanted}"
        if not audiences:
            return "audience-is-missing", f"The token has no `aud`; {wants}"
        if any(_nearly(one.application_id, audiences) for one in of_issuer):
            stated = _words(audiences)
            cause = f"`aud` is {stated}; {wants}, and Convex compares every character"
            return "audience-is-spelled-otherwise", cause
        return "audience-is-another", f"`aud` is {_words(audiences)}; {wants}"
    for provider in providers:
        difference = issuer_difference(provider.stored_issuer, issuer)
        if difference:
            cause = f"The configured issuer {shown(provider.stored_issuer)} {difference}"
            return "issuer-is-spelled-otherwise", cause
    configured = _words(dict.fromkeys(one.stored_issuer for one in providers))
    return "issuer-is-another", f"`iss` is {shown(issuer)}; configured is {configured}"


def _nearly(app_id: str | None, audiences: Sequence[str]) -> bool:
    plain = (app_id or "").strip().lower()
    return any(audience.strip().lower() == plain for audience in audiences)


def _words(values: Iterable[str | None]) -> str:
    """A list in words; of a long one its beginning."""
    *first, last = [shown(value) for value in values] or ["nothing"]
    if len(first) > 3:
        first, last = first[:3], f"{len(first) - 2} more"
    return f"{', '.join(first)} and {last}" if first else last
