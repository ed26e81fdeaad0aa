"""What the header of a token says, in words.

Source: @clerk/backend 3.25.0, `jwtCategories`, `assertions` and `machine`.
"""

from collections.abc import Callable, Iterator

from clerkdoctor.clerk import jwt
from clerkdoctor.clerk.reading import Reading, odd

OAUTH_TYPES = ("at+jwt", "application/at+jwt")

_CATEGORIES = {
    jwt.SESSION: "a session token",
    jwt.JWT_TEMPLATE: (
        "a token of a JWT template, which `auth()` refuses from @clerk/backend 3.16.9 on "
        "(`token-type-mismatch`)"
    ),
    jwt.M2M: "a machine-to-machine token",
    jwt.IGNORED: "one of Clerk's own, which the SDK treats as if there were none",
}
_SHARED = (
    "is signed with a shared secret: Clerk's SDK answers `token-invalid-algorithm` and Convex "
    "refuses it; a JWT template with a signing key of its own does that"
)
_ALGORITHMS = {
    "RS256": "an RSA signature with SHA-256, as on all tokens of Clerk's",
    "RS384": "is allowed by Clerk's SDK, whose keys are for `RS256`: no such signature verifies",
    "RS512": "is allowed by Clerk's SDK, whose keys are for `RS256`: no such signature verifies",
    "HS256": _SHARED,
    "HS384": _SHARED,
    "HS512": _SHARED,
    "EdDSA": "is refused by Clerk's SDK (`token-invalid-algorithm`), and taken by Convex",
    "none": "says that nobody signed the token: every verifier refuses that",
}
_FOREIGN_KEY = (
    "offers a key of the token's own choice, which neither Clerk's SDK nor Convex looks at"
)


def _algorithm(value: object, _: Reading) -> str:
    if not isinstance(value, str):
        return odd(value, "`RS256`")
    refused = "is refused by Clerk's SDK (`token-invalid-algorithm`) and by Convex"
    return _ALGORITHMS.get(value, refused)


def _type(value: object, _: Reading) -> str | None:
    if value == "JWT":
        return None
    if value in OAUTH_TYPES:
        return "an OAuth access token, which is no session token"
    return "Clerk's SDK knows `JWT` only, in capitals, and answers `token-invalid`"


def _key_id(value: object, _: Reading) -> str:
    if not isinstance(value, str):
        return odd(value, "a text")
    if value.startswith("ins_"):
        return "the key, which Clerk calls by the id of the instance"
    return "the key; Clerk's are called by the id of their instance, `ins_…`"


def _category(value: object, _: Reading) -> str:
    known = _CATEGORIES.get(value) if isinstance(value, str) else None
    return known or "a category that Clerk's SDK does not know, and refuses as a session token"


def _foreign_key(_: object, __: Reading) -> str:
    return _FOREIGN_KEY


def _unknown_to_convex(_: object, __: Reading) -> str:
    return "is not looked at by Clerk's SDK; Convex refuses a token that has it"


WORDS: dict[str, Callable[[object, Reading], str | None]] = {
    "alg": _algorithm,
    "typ": _type,
    "kid": _key_id,
    "cat": _category,
    "jku": _foreign_key,
    "jwk": _foreign_key,
    "x5u": _foreign_key,
    "x5c": _foreign_key,
    "crit": _unknown_to_convex,
    "cty": _unknown_to_convex,
}


def missing(reading: Reading) -> Iterator[tuple[str, str]]:
    """The members that one would look for and that are not there, each with what follows."""
    header = reading.header
    if "alg" not in header:
        yield "alg", "is missing: Clerk's SDK answers `token-invalid-algorithm`"
    if "kid" not in header:
        yield "kid", "is missing: no key of a key set is found without it (`jwk-kid-mismatch`)"
    if "cat" not in header and reading.kind != "m2m":
        yield "cat", "is missing: Clerk's SDK takes the token for a session token"
