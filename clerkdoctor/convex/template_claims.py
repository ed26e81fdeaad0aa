"""What an OIDC provider of Convex has against the tokens that a JWT template will give."""

import base64
import json
from collections.abc import Mapping

from clerkdoctor.convex.token_faults import TokenFault, token_faults

# What stands in a token for a shortcode that is a value of its own: its type is what counts.
_TYPES: dict[str, object] = {
    "user.email_verified": True,
    "user.phone_number_verified": True,
    "user.two_factor_enabled": True,
    "user.created_at": 1,
    "user.updated_at": 1,
    "user.public_metadata": {},
    "user.unsafe_metadata": {},
    "user.organizations": {},
    "org.public_metadata": {},
    "org_membership.public_metadata": {},
}
_METADATA = ("metadata.", "metadata[", "session.actor")
_SOUND: dict[str, object] = {"iss": "https://clerk.acme.io", "sub": "user_1", "exp": 1, "iat": 1}


def template_faults(
    claims: Mapping[str, object], shortcodes: Mapping[str, str | None], application_id: str
) -> list[TokenFault]:
    """The faults of a token with these claims that come from the template.

    `shortcodes` says of each claim which one its value is, None where it is text around one or
    more. A claim whose type depends on a user's metadata is left out: nobody knows it here.
    """
    stated: dict[str, object] = {}
    for name, value in claims.items():
        code = shortcodes.get(name, "")
        if code == "":
            stated[name] = value
        elif code is None:
            stated[name] = "text"
        elif not any(part in code for part in _METADATA):
            stated[name] = _TYPES.get(code, "text")
    token = ".".join((_part({"alg": "RS256", "typ": "JWT"}), _part(_SOUND | stated), ""))
    faults = token_faults(token, stated | _SOUND, application_id)
    left_out = set(claims) - set(stated)
    return [fault for fault in faults if fault.claim not in left_out and fault.claim not in _SOUND]


def _part(value: object) -> str:
    text = json.dumps(value)
    return base64.urlsafe_b64encode(text.encode("utf-8", "replace")).decode().rstrip("=")
