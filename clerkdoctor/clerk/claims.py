"""Claims validation as @clerk/backend does it, behind the signature.

Dates are JavaScript's: whole seconds, no limit but the end of its calendar, behind which nothing
ever expires. Skew is in milliseconds.

Source: @clerk/backend 3.25.0, `assertions` and the second half of `verifyJwt`.
"""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from clerkdoctor.clerk import javascript, verdict
from clerkdoctor.clerk.javascript import UNDEFINED, TypeFault
from clerkdoctor.clerk.shown import moment, shown, span
from clerkdoctor.clerk.verdict import Refused

DEFAULT_SKEW = 5_000.0

_CLOCK = "Set this machine's clock: turn automatic time synchronization on"


class Rules(NamedTuple):
    """What a project asks of the claims. An empty `audience`, `parties` or `issuers` asks nothing.

    `parties` is a text where the project gave one in place of a list: parts of it are then allowed
    too, as JavaScript's `includes` has it.
    """

    audience: tuple[str, ...] = ()
    parties: tuple[str, ...] | str = ()
    issuers: tuple[str, ...] = ()
    skew: float = DEFAULT_SKEW


def rules(
    audience: str | Sequence[str],
    parties: str | Sequence[str],
    issuer: str | Sequence[str],
    skew: object,
) -> Rules:
    """The rules that the SDK's options come to: empty texts are left out, and a skew that is no
    finite number is the default of 5 seconds.
    """
    return Rules(
        _without_empty(audience),
        parties if isinstance(parties, str) else tuple(parties),
        _without_empty(issuer),
        _skew(skew),
    )


def _without_empty(option: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(item for item in ([option] if isinstance(option, str) else option) if item)


def _skew(option: object) -> float:
    if not javascript.is_number(option):
        return DEFAULT_SKEW
    skew = javascript.double(option)
    return skew if math.isfinite(skew) else DEFAULT_SKEW


def refusals(claims: object, asked: Rules, now: float) -> Iterator[Refused]:
    """Every reason to refuse these claims, in the SDK's order; `now` is in ms since the epoch."""
    if claims is None:
        yield Refused(verdict.UNEXPECTED, "The claims are `null`", verdict.FROM_CLERK, "sub")
        return
    stated = claims if isinstance(claims, dict) else {}

    claim = stated.get
    for refused in (
        _subject(claims, claim("sub", UNDEFINED)),
        _audience(claim("aud", UNDEFINED), asked.audience),
        _authorized_party(claim("azp", UNDEFINED), asked.parties),
        _issuer(claim("iss", UNDEFINED), asked.issuers),
        _expiry(claim("exp", UNDEFINED), asked.skew, now),
        _activation(claim("nbf", UNDEFINED), asked.skew, now),
        _issued_at(claim("iat", UNDEFINED), asked.skew, now),
    ):
        if refused:
            yield refused


def overflowing(refused: Refused, value: object) -> Refused:
    """What becomes of a refusal that quotes a value of this depth: JavaScript's stack ends."""
    if javascript.is_deeper(value, javascript.DEEPEST_JSON):
        message = f"{refused.message}; it is nested so deep that the SDK fails to say so"
        return Refused(verdict.UNEXPECTED, message, refused.action, refused.rule)
    return refused


def _subject(claims: object, sub: object) -> Refused | None:
    if isinstance(sub, str):
        return None
    if not isinstance(claims, dict):
        message = f"The claims are {shown(claims)}, and no object"
    else:
        message = f"The claim `sub` is {shown(sub)}; the id of a user was expected"
    refused = Refused(verdict.VERIFICATION_FAILED, message, verdict.FROM_CLERK, "sub")
    return overflowing(refused, sub)


def _audience(aud: object, audience: tuple[str, ...]) -> Refused | None:
    if not audience:
        return None
    if isinstance(aud, str):
        stated = [aud] if aud else []
    else:
        # Anything else than texts passes, as does a token without the claim.
        texts = aud if isinstance(aud, list) and all(isinstance(one, str) for one in aud) else []
        stated = texts if any(texts) else []
    if not stated or any(item in audience for item in stated):
        return None
    return Refused(
        verdict.VERIFICATION_FAILED,
        f"The claim `aud` is {_listed(stated)}; {_listed(audience)} was expected",
        "Name this audience in the option `audience`, or ask for the JWT template that states it",
        "aud",
    )


def _authorized_party(azp: object, parties: tuple[str, ...] | str) -> Refused | None:
    if not parties:
        return None
    try:
        if isinstance(parties, str):
            is_allowed = javascript.is_truthy(azp) and javascript.string_of(azp) in parties
        else:
            is_allowed = isinstance(azp, str) and bool(azp) and azp in parties
    except TypeFault as fault:
        return Refused(verdict.UNEXPECTED, f"The claim `azp` is {shown(azp)}: {fault}", rule="azp")
    if is_allowed:
        return None
    allowed = shown(parties) if isinstance(parties, str) else _listed(parties)
    return overflowing(
        Refused(
            verdict.INVALID_AUTHORIZED_PARTIES,
            f"The claim `azp` is {shown(azp)}; {allowed} was expected",
            "Add the origin that the token was made for to `authorizedParties`, with its scheme "
            "and port and without a `/` behind it",
            "azp",
        ),
        azp,
    )


def _issuer(iss: object, issuers: tuple[str, ...]) -> Refused | None:
    if not issuers or (isinstance(iss, str) and iss in issuers):
        return None
    refused = Refused(
        verdict.INVALID_ISSUER,
        f"The claim `iss` is {shown(iss)}; {_listed(issuers)} was expected",
        "State the Frontend API of the token's instance as the issuer, without a `/` behind it",
        "iss",
    )
    return overflowing(refused, iss)


def _expiry(exp: object, skew: float, now: float) -> Refused | None:
    if not javascript.is_number(exp):
        return _no_number("exp", exp)
    end = javascript.instant(exp)
    if not end <= now - skew:
        return None
    return Refused(
        verdict.EXPIRED,
        f"The token expired {span(now - end)} ago, {moment(end)}; "
        f"the tolerance is {_tolerance(skew)}",
        "Ask for a fresh token before each request, with `await getToken()`",
        "exp",
    )


def _activation(nbf: object, skew: float, now: float) -> Refused | None:
    if nbf is UNDEFINED:
        return None
    if not javascript.is_number(nbf):
        return _no_number("nbf", nbf)
    start = javascript.instant(nbf)
    if not start > now + skew:
        return None
    return Refused(
        verdict.NOT_ACTIVE_YET,
        f"The token is active (`nbf`) only in {span(start - now)}, {moment(start)}; "
        f"the tolerance is {_tolerance(skew)}",
        _CLOCK,
        "nbf",
    )


def _issued_at(iat: object, skew: float, now: float) -> Refused | None:
    if iat is UNDEFINED:
        return None
    if not javascript.is_number(iat):
        return _no_number("iat", iat)
    issued = javascript.instant(iat)
    if not issued > now + skew:
        return None
    return Refused(
        verdict.IAT_IN_THE_FUTURE,
        f"The token was issued (`iat`) {span(issued - now)} in the future, {moment(issued)}; "
        f"the tolerance is {_tolerance(skew)}",
        _CLOCK,
        "iat",
    )


def _no_number(name: str, value: object) -> Refused:
    message = f"The claim `{name}` is {shown(value)}; seconds since 1970 were expected"
    refused = Refused(verdict.VERIFICATION_FAILED, message, verdict.FROM_CLERK, name)
    return overflowing(refused, value)


@lru_cache(maxsize=8)
def _tolerance(skew: float) -> str:
    return span(skew)


def _listed(texts: Sequence[str]) -> str:
    more = f" or {len(texts) - 3} more" if len(texts) > 3 else ""
    return " or ".join(shown(text) for text in texts[:3]) + more
