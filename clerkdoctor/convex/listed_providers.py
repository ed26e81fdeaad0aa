"""The providers of a deployment, as it lists them: in `NoAuthProvider`, and in `_auth`'s rows.

Source: get-convex/convex-backend, crates/authentication (the message), and
`_system/frontend/listAuthProviders` (the rows, where `algorithm` has quotes of its own).
"""

import re

from clerkdoctor.convex.providers import CustomJwtProvider, OidcProvider, Provider

_LIST = re.compile(r"match one of your configured providers: \[(.*)\]\Z", re.DOTALL)
_NONE = "(no providers configured)"
_START = re.compile(r"(?:^|, )(OIDC\(domain=|CustomJWT\(issuer=)")


def providers_in_message(message: str) -> tuple[Provider, ...] | None:
    """What the message of `NoAuthProvider` lists; None where it lists nothing (it is redacted).

    Of a custom provider it names neither the key set nor the algorithm: both are empty.
    """
    if _NONE in message:
        return ()
    listed = _LIST.search(message)
    if listed is None:
        return None
    starts = list(_START.finditer(listed[1]))
    if not starts or starts[0].start() != 0:
        return None
    ends = [one.start() for one in starts[1:]] + [len(listed[1])]
    found = [
        _named(one[1], listed[1][one.end() : end]) for one, end in zip(starts, ends, strict=True)
    ]
    return None if None in found else tuple(one for one in found if one is not None)


def _named(kind: str, rest: str) -> Provider | None:
    """`https://…, app_id=convex)`: an issuer may hold anything, so the last `app_id` counts."""
    issuer, mark, app_id = rest.rpartition(", app_id=")
    if not mark or not app_id.endswith(")"):
        return None
    app_id = app_id.removesuffix(")")
    if kind.startswith("OIDC"):
        return OidcProvider(app_id, issuer)
    return CustomJwtProvider(issuer, "", "", None if app_id == "none" else app_id)


def providers_in_rows(rows: object) -> tuple[Provider, ...] | None:
    """The evaluated rows of `_auth`; None where one of them is none."""
    if not isinstance(rows, list):
        return None
    found = [_row(one) for one in rows]
    return None if None in found else tuple(one for one in found if one is not None)


def _row(row: object) -> Provider | None:
    if not isinstance(row, dict):
        return None
    app_id = row.get("applicationID")
    if row.get("type") == "customJwt":
        issuer, jwks, algorithm = row.get("issuer"), row.get("jwks"), row.get("algorithm")
        if not (isinstance(issuer, str) and isinstance(jwks, str) and isinstance(algorithm, str)):
            return None
        app_id = app_id if isinstance(app_id, str) else None
        return CustomJwtProvider(issuer, jwks, algorithm.strip('"'), app_id)
    domain = row.get("domain")
    if isinstance(domain, str) and isinstance(app_id, str):
        return OidcProvider(app_id, domain)
    return None


def same_provider(one: Provider, other: Provider) -> bool:
    """Whether two are the same as far as both say: a message does not name a key set."""
    both_custom = isinstance(one, CustomJwtProvider) and isinstance(other, CustomJwtProvider)
    if both_custom and not (one.jwks and other.jwks):  # type: ignore[union-attr]
        same_issuer = one.stored_issuer == other.stored_issuer
        return same_issuer and one.application_id == other.application_id
    return one == other
