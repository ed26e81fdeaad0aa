"""What is seen of a token: minted, read, and judged by the rules of each verifier themselves."""

from typing import Any

from clerkdoctor.clerk import jwt
from clerkdoctor.clerk.jwk_choice import KeySet
from clerkdoctor.clerk.older import Difference
from clerkdoctor.clerk.token_input import read_token
from clerkdoctor.clerk.verify import VerifyOptions, reasons
from clerkdoctor.convex.identity import Accepted
from clerkdoctor.facts.tokens import (
    Asked,
    ClerkVerdict,
    ConvexVerdict,
    DecodedToken,
    NoToken,
    Token,
    VerificationKey,
)
from tests.clerk import minted
from tests.convex import minting

Facts = tuple[object, ...]

ISSUER = str(minted.CLAIMS["iss"])


def given(text: str, now: float = minted.NOW) -> Facts:
    """The text as it was given, and the token in it where there is one."""
    found = read_token(text, None, now)
    decoded = jwt.decode(found.token)
    token = Token(found, len(found.token))
    if isinstance(decoded, jwt.NotJwt):
        reason = decoded._replace(message=found.note) if found.note else decoded
        return token, NoToken(reason)
    return token, NoToken(None), DecodedToken(decoded)


def clerk(
    text: str,
    now: float = minted.NOW,
    older: tuple[Difference, ...] = (),
    keys: tuple[object, ...] | None = None,
    **options: Any,
) -> Facts:
    """What `verifyToken` says of a token, asked by these options; by default with our key, and
    with none where `keys` is empty.
    """
    published = None if keys == () else KeySet({"keys": list(keys or (minted.jwk(),))})
    asked = VerifyOptions(**({"keys": published, "issuer": ISSUER} | options))
    assert isinstance(asked.issuer, str)
    said = Asked(tuple(asked.audience), tuple(asked.authorized_parties), asked.issuer)
    token = read_token(text, None, now).token
    found = reasons(token, asked, now)
    if published is None:
        found = tuple(one for one in found if one.rule != "key")
        return *given(text, now), ClerkVerdict(found, False, older, said)
    key = VerificationKey("a test", bool(asked.jwt_key))
    return *given(text, now), key, ClerkVerdict(found, True, older, said)


def convex(text: str | None = None, *providers: dict[str, Any]) -> Facts:
    """What a deployment with these providers says of a token of `tests.convex.minting`."""
    token = minting.mint() if text is None else text
    outcome = minting.verdict(token, providers or (minting.CONVEX,))
    accepted = isinstance(outcome, Accepted)
    said = ConvexVerdict(
        None if isinstance(outcome, Accepted) else outcome,
        outcome.identity if isinstance(outcome, Accepted) else None,
        "of a test",
    )
    assert accepted == (said.refused is None)
    return *given(token, minting.NOW * 1000), said


def both(text: str, **options: Any) -> Facts:
    """What both verifiers say of a token of `tests.convex.minting`."""
    keys = (dict(minting.rsa_key().jwk),)
    asked = {"keys": keys, "issuer": minting.ISSUER} | options
    *_, convex_says = convex(text)
    return *clerk(text, minting.NOW * 1000, **asked), convex_says
