"""Clerk's reason codes on a signed-out answer: what each means, whose fault it is, what mends it.

Source: @clerk/backend 3.25.0, `authStatus`, `errors` and the order of `authenticateRequest`.
"""

from typing import Literal, NamedTuple

Cause = Literal["normal", "keys", "clock", "cookies", "token", "domains", "network"]


class Meaning(NamedTuple):
    """`words` is the predicate of "the SDK …"; `fix` begins with an imperative verb."""

    cause: Cause
    words: str
    fix: str = ""


_KEYS = "Copy both keys again from one instance, restart the app, and delete this site's cookies"
_CLOCK = "Set the server's clock: turn automatic time synchronization on"
_COOKIES = "Let the cookies `__session` and `__client_uat` through: see what drops them on the way"
_TAKE_APART = "Take the token apart: clerkdoctor verify-token @token.txt"
_SYNC = (
    "Check under Domains in Clerk's dashboard that this is a satellite of the instance, and copy"
    " both keys of that instance again"
)

MEANINGS = {
    "session-token-and-uat-missing": Meaning("normal", "sees a visitor who is not signed in"),
    "dev-browser-missing": Meaning(
        "normal", "sees a browser that a development instance does not know yet"
    ),
    "dev-browser-sync": Meaning("normal", "stores the development browser's token from the URL"),
    "client-uat-but-no-session-token": Meaning(
        "cookies", "sees that somebody signed in, and no session cookie", _COOKIES
    ),
    "session-token-but-no-client-uat": Meaning(
        "cookies", "sees a session cookie, and no `__client_uat` beside it", _COOKIES
    ),
    "session-token-iat-before-client-uat": Meaning(
        "cookies", "sees a token older than the last sign-in or sign-out", _COOKIES
    ),
    "session-token-expired": Meaning("token", "sees a token that has expired"),
    "session-token-missing": Meaning(
        "normal", "got no session back from the handshake: nobody is signed in at Clerk"
    ),
    "session-token-nbf": Meaning("clock", "sees a token that is not active yet", _CLOCK),
    "session-token-iat-in-the-future": Meaning("clock", "sees a token from the future", _CLOCK),
    "token-not-active-yet": Meaning("clock", "sees a token that is not active yet", _CLOCK),
    "token-iat-in-the-future": Meaning("clock", "sees a token from the future", _CLOCK),
    "token-expired": Meaning("token", "sees a token that has expired"),
    "satellite-needs-syncing": Meaning("normal", "is about to sync a satellite domain", _SYNC),
    "primary-responds-to-syncing": Meaning("normal", "answers a satellite domain's sync", _SYNC),
    "primary-domain-cross-origin-sync": Meaning("normal", "syncs with another origin", _SYNC),
    "active-organization-mismatch": Meaning(
        "normal", "changes to the organization that the URL names"
    ),
    "token-type-mismatch": Meaning(
        "token",
        "was given another kind of token than a session token",
        "Send the session token: `getToken()` without a template",
    ),
    "token-invalid": Meaning("token", "was given what is no token", _TAKE_APART),
    "token-invalid-algorithm": Meaning(
        "token", "was given a token that Clerk did not sign", _TAKE_APART
    ),
    "token-verification-failed": Meaning("token", "could not verify the token", _TAKE_APART),
    "token-invalid-signature": Meaning(
        "keys", "verified the token with the key of another instance", _KEYS
    ),
    "token-invalid-authorized-parties": Meaning(
        "token",
        "refuses the origin (`azp`) that the token was made for",
        "List the app's exact origins in `authorizedParties`: scheme, host and port",
    ),
    "token-invalid-issuer": Meaning("keys", "refuses the token's issuer", _KEYS),
    "secret-key-invalid": Meaning(
        "keys",
        "was refused by Clerk: the secret key is wrong",
        "Copy `CLERK_SECRET_KEY` again from Clerk's dashboard, and restart the app",
    ),
    "jwk-failed-to-resolve": Meaning(
        "keys",
        "has neither a secret key nor a JWT key",
        "Set `CLERK_SECRET_KEY` where the middleware runs",
    ),
    "jwk-remote-failed-to-load": Meaning(
        "network",
        "could not load Clerk's keys",
        "Let the server reach `https://api.clerk.com`, and see that `CLERK_API_URL` is not set",
    ),
    "jwk-kid-mismatch": Meaning(
        "keys",
        "knows no such key: the token, or one of the two keys, is of another instance",
        _KEYS,
    ),
    "unexpected-error": Meaning(
        "network",
        "failed on its way to Clerk",
        "Read the app's log: the network, `CLERK_API_URL` or the secret key's characters",
    ),
}  # fmt: skip


def meaning_of(reason: str) -> Meaning | None:
    """What a code means; None for one that is not known. `protect-rewrite, …` is looked through."""
    bare = reason.removeprefix("protect-rewrite, ").strip()
    if bare in MEANINGS:
        return MEANINGS[bare]
    if bare.startswith("session-token-expired-refresh-"):
        return MEANINGS["session-token-expired"]
    if bare.startswith("No token in header"):
        return Meaning("normal", "sees a request without a token")
    return None
