"""Taking a token apart, as @clerk/backend does before it verifies anything.

Source: @clerk/backend 3.25.0, `decodeJwt`, `jwtCategories` and `machine`.
"""

from typing import NamedTuple

from clerkdoctor.clerk import base64url, javascript
from clerkdoctor.clerk.kinds import kind_of

SESSION = "cl_B7d4PD111AAA"
JWT_TEMPLATE = "cl_B7d4PD222AAA"
M2M = "cl_B7d4PD333AAA"
IGNORED = "cl_I7d4PD111III"
"""One of Clerk's own, which the SDK treats as if there were none."""

_PARTS = ("header", "second part, the claims,", "signature")


class Jwt(NamedTuple):
    """`header` and `claims` are any JSON values; `signed` is what the signature is made of."""

    header: object
    claims: object
    signature: bytes
    signed: bytes


class NotJwt(NamedTuple):
    """`message` is a sentence about the token, which shows nothing of it but single characters."""

    message: str
    action: str | None = None


def decode(token: str) -> Jwt | NotJwt:
    """The three parts of a token. Nothing is verified."""
    parts = token.split(".")
    if len(parts) != 3:
        return _not_jwt(token)
    decoded: list[bytes] = []
    for name, part in zip(_PARTS, parts, strict=True):
        try:
            decoded.append(base64url.decode(part))
        except base64url.NotBase64url as error:
            return _not_base64url(token, f"The token's {name} {error}")
    values: list[object] = []
    for name, data in zip(_PARTS[:2], decoded, strict=False):
        try:
            values.append(javascript.parse(javascript.text_of(data)))
        except ValueError as error:
            return NotJwt(f"The token's {name} {error}")
    signed = token[: token.rindex(".")].encode()
    return Jwt(values[0], values[1], decoded[2], signed)


def _not_jwt(token: str) -> NotJwt:
    bare = token.strip().removeprefix("Bearer ")
    if bare in {"null", "undefined", "[object Object]", "[object Promise]"}:
        return NotJwt(
            f"The token is the word `{bare}`: there was none when the request was made",
            "Await `getToken()` and send no request while it gives `null`",
        )
    kind = kind_of(bare)
    if kind and kind.kind != "jwt":
        return NotJwt(f"The token is {kind.what} and no JSON Web Token")
    count = token.count(".") + 1
    has = "is empty" if not token else f"has {count} part{'s' if count > 1 else ''}"
    return NotJwt(f"The token {has}; a JSON Web Token has three, with `.` between them")


def _not_base64url(token: str, message: str) -> NotJwt:
    if token.lower().startswith("bearer "):
        return NotJwt(
            "The token has the scheme `Bearer` in front of it",
            "Pass only what follows `Bearer ` in the `Authorization` header",
        )
    if token != token.strip(" \t\r\n\"'`"):
        return NotJwt(
            "The token has white space or quotes around it", "Pass the bare token, without them"
        )
    return NotJwt(message)
