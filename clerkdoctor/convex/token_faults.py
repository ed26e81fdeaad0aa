"""Why Convex would refuse a token for what stands in it, keys and clock left aside: every reason.

The verdict itself (`clerkdoctor.convex.validate`) ends at the first. What is looked for is an OIDC
provider as Clerk's documentation sets it up; a `customJwt` provider asks for less.
"""

import base64
import json
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from clerkdoctor.convex.id_token import PROTOCOL, STANDARD, IdToken, read_id_token
from clerkdoctor.convex.payload import REGISTERED, Payload, read_payload
from clerkdoctor.convex.refusal import Refused, shown

# A token in which nothing is wrong; one claim at a time takes its place in the claims.
_SOUND_TOKEN = "eyJhbGciOiJSUzI1NiJ9.e30."  # noqa: S105 - no token of anybody's
_SOUND_CLAIMS: dict[str, object] = {
    "iss": "https://clerk.acme.io",
    "sub": "",
    "aud": "",
    "exp": 1,
    "iat": 1,
}
# Claims that are looked at, and faults that are told, of a token that has thousands.
_MOST_CLAIMS, _MOST_FAULTS = 2_000, 20


class TokenFault(NamedTuple):
    """`claim` is its name, empty where it is the header or the whole; `cause` is a sentence."""

    claim: str
    cause: str


def token_faults(
    token: str, claims: dict[str, object], application_id: str = "convex"
) -> list[TokenFault]:
    """What an OIDC provider of Convex with this `applicationID` refuses in a token, in order."""
    found: dict[str, TokenFault] = {}
    for fault in _faults(token, claims, application_id):
        found.setdefault(fault.claim or fault.cause, fault)
        if len(found) == _MOST_FAULTS:
            break
    return list(found.values())


def _faults(token: str, claims: dict[str, object], application_id: str) -> Iterator[TokenFault]:
    whole = read_payload(token)
    if isinstance(whole, Refused) and whole.reason == "claims-are-unreadable":
        yield TokenFault("", whole.cause)
        return
    for name in REGISTERED:
        if name in claims:
            payload = read_payload(f".{_part({name: claims[name]})}")
            if isinstance(payload, Refused):
                yield TokenFault(name, payload.cause)
    yield from _repeated(token, whole)
    yield from _missing(claims, application_id)
    looked_at = (name for name in claims if name in PROTOCOL or name.partition("#")[0] in STANDARD)
    for name in islice(looked_at, _MOST_CLAIMS):
        id_token = read_id_token(_SOUND_TOKEN, _SOUND_CLAIMS | {name: claims[name]})
        if isinstance(id_token, Refused):
            yield TokenFault(name, id_token.cause)
    yield from _header(read_id_token(token, _SOUND_CLAIMS))


def _repeated(token: str, whole: Payload | Refused) -> Iterator[TokenFault]:
    """A claim that is there twice, which only the whole text shows."""
    found = read_id_token(token, whole.claims) if isinstance(whole, Payload) else whole
    if isinstance(found, Refused) and found.cause.endswith(" is there more than once"):
        yield TokenFault("", found.cause)


def _missing(claims: dict[str, object], application_id: str) -> Iterator[TokenFault]:
    if claims.get("iss") is None:
        yield TokenFault("iss", "`iss` is missing, by which Convex finds its provider")
    audience = claims.get("aud")
    wanted = shown(application_id)
    audiences = audience if isinstance(audience, list) else [audience]
    if audience is None or audience == []:
        cause = f"`aud` is missing; Convex wants {wanted}, the `applicationID` of its provider"
        yield TokenFault("aud", cause)
    elif application_id not in audiences:
        stated = shown(audience) if isinstance(audience, str) else f"a list without {wanted}"
        yield TokenFault("aud", f"`aud` is {stated}; Convex wants {wanted}, and compares as text")
    elif any(other != application_id for other in audiences):
        other = next(other for other in audiences if other != application_id)
        named = shown(other) if isinstance(other, str) else "something else"
        yield TokenFault("aud", f"`aud` holds {named} beside {wanted}, and Convex trusts no other")
    for name, why in (
        ("sub", "the user's id"),
        ("exp", "when the token ends"),
        ("iat", "when it was issued"),
    ):
        if name not in claims:
            yield TokenFault(name, f"`{name}` is missing, {why}, without which it is no ID token")


def _header(token: IdToken | Refused) -> Iterator[TokenFault]:
    if isinstance(token, Refused):
        yield TokenFault("", token.cause)
        return
    header = token.header
    typ = (header.typ or "JWT").lower() if header.typ != "" else ""
    if typ.removeprefix("application/") not in {"jwt", "jose"}:
        yield TokenFault("", f"`typ` in the header is {shown(header.typ)} and not `JWT`")
    if header.cty is not None:
        yield TokenFault("", "The header has `cty`, and Convex takes no token that says so")
    if header.has_crit:
        yield TokenFault("", "The header has `crit`, and Convex knows no extension")
    if header.alg not in {"RS256", "EdDSA"}:
        cause = f"`alg` in the header is {shown(header.alg)}; Convex takes `RS256` and `EdDSA`"
        yield TokenFault("", cause)


def _part(value: object) -> str:
    text = json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
