"""What an accepted token becomes: the result of `ctx.auth.getUserIdentity()`.

Source: get-convex/convex-backend, crates/keybroker/src/broker.rs (`from_token`, `from_custom_jwt`)
and its sync types (`UserIdentityAttributesJson`).
"""

from collections.abc import Mapping
from typing import NamedTuple

from clerkdoctor.convex.id_token import PROTOCOL, IdToken, standard_claim
from clerkdoctor.convex.payload import REGISTERED, Payload
from clerkdoctor.convex.providers import Provider
from clerkdoctor.convex.timestamps import rfc3339

# Claim → attribute, for an OIDC provider. The claim `birthday` is read and goes nowhere.
_ATTRIBUTES = {
    "name": "name",
    "given_name": "givenName",
    "family_name": "familyName",
    "nickname": "nickname",
    "preferred_username": "preferredUsername",
    "profile": "profileUrl",
    "picture": "pictureUrl",
    "website": "websiteUrl",
    "email": "email",
    "email_verified": "emailVerified",
    "gender": "gender",
    "birthdate": "birthday",
    "zoneinfo": "timezone",
    "locale": "language",
    "phone_number": "phoneNumber",
    "phone_number_verified": "phoneNumberVerified",
}
# They change with every token, and would make every query run again.
_VOLATILE = ("jti", "nbf", "fva")


class Accepted(NamedTuple):
    """An accepted token: until `expires`, in seconds since 1970, Convex takes it for this user."""

    attributes: Mapping[str, object]
    custom_claims: Mapping[str, object]
    provider: Provider
    expires: int

    @property
    def identity(self) -> dict[str, object]:
        """What a function sees. A custom claim hides an attribute of the same name."""
        return {**self.attributes, **self.custom_claims}


def oidc_identity(token: IdToken, provider: Provider) -> Accepted:
    """The identity of a verified ID token: its standard claims renamed, the others as they are."""
    claims = token.claims
    attributes = _attributes(str(claims["iss"]), str(claims.get("sub", claims.get("sub#"))))
    for claim, attribute in _ATTRIBUTES.items():
        stated = claims.get(claim, claims.get(f"{claim}#"))
        if stated is not None:
            attributes[attribute] = stated
    address = claims.get("address", claims.get("address#"))
    formatted = address.get("formatted") if isinstance(address, dict) else None
    if formatted is not None:
        attributes["address"] = formatted
    if token.updated_at is not None:
        attributes["updatedAt"] = rfc3339(token.updated_at)
    custom = {
        name: stated
        for name, stated in claims.items()
        if not standard_claim(name) and name not in PROTOCOL and name not in _VOLATILE
    }
    return Accepted(attributes, custom, provider, token.expiry.seconds)


def custom_jwt_identity(
    payload: Payload, subject: str, expiry: int, provider: Provider
) -> Accepted:
    """The identity of a customJwt token: no claim is renamed, objects are laid flat with dots."""
    private = {name: value for name, value in payload.claims.items() if name not in REGISTERED}
    custom = _flat(private)
    custom.pop("fva", None)
    return Accepted(_attributes(payload.issuer or "", subject), custom, provider, expiry)


def _attributes(issuer: str, subject: str) -> dict[str, object]:
    return {"tokenIdentifier": f"{issuer}|{subject}", "issuer": issuer, "subject": subject}


def _flat(claims: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in claims.items():
        if isinstance(value, dict):
            found.update({f"{name}.{inner}": stated for inner, stated in _flat(value).items()})
        else:
            found[name] = value
    return found
