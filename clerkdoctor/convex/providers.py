"""The providers that a Convex deployment has, from its `auth.config`.

Source: get-convex/convex-backend, crates/common/src/auth.rs (`AuthInfo`), crates/model/src/auth
(the order in which they are stored) and crates/authentication/src/lib.rs (how they are named).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class OidcProvider(NamedTuple):
    """A provider whose keys its metadata name, as Clerk is one. `domain` is as it is stored."""

    application_id: str
    domain: str

    @property
    def stored_issuer(self) -> str:
        return self.domain

    def __str__(self) -> str:
        """As the message of `NoAuthProvider` lists it."""
        return f"OIDC(domain={self.domain}, app_id={self.application_id})"


class CustomJwtProvider(NamedTuple):
    """A provider whose key set is named: `jwks` is a URL, `algorithm` is `RS256` or `ES256`.

    Without an `application_id`, a token's `aud` is not looked at.
    """

    issuer: str
    jwks: str
    algorithm: str
    application_id: str | None = None

    @property
    def stored_issuer(self) -> str:
        return self.issuer

    def __str__(self) -> str:
        app_id = "none" if self.application_id is None else self.application_id
        return f"CustomJWT(issuer={self.issuer}, app_id={app_id})"


Provider = OidcProvider | CustomJwtProvider


def stored_order(pushed: Iterable[Provider], stored: Sequence[Provider] = ()) -> list[Provider]:
    """The order in which a deployment has its providers after a push, which is not the file's.

    Those that were `stored` before keep their places; new ones follow, sorted, each once. The order
    decides which of several matching providers a token meets.
    """
    wanted = set(pushed)
    kept = [provider for provider in stored if provider in wanted]
    return kept + sorted(wanted.difference(kept), key=_sort_key)


def _sort_key(provider: Provider) -> tuple[bool, bool, str, str, str, bool]:
    if isinstance(provider, OidcProvider):
        return (False, True, provider.application_id, provider.domain, "", False)
    app_id, es256 = provider.application_id, provider.algorithm == "ES256"
    return (True, app_id is not None, app_id or "", provider.issuer, provider.jwks, es256)
