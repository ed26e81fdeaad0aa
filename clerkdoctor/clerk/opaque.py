"""Texts that stand where a session token belongs and are none: what each is, and who verifies it.

They say nothing by themselves, so there is nothing to decode; no part of one is ever quoted here.

Source: @clerk/backend 3.25.0, `machine`, `M2MTokenApi`, `APIKeysApi` and
`IdPOAuthAccessTokenApi`; Clerk's Backend API and Frontend API specifications.
"""

import re
from typing import Literal, NamedTuple

from clerkdoctor.clerk.kinds import Kind, kind_of

TokenKind = Literal[
    "jwt",
    "nothing",
    "m2m-token",
    "oauth-token",
    "api-key",
    "secret-key",
    "publishable-key",
    "webhook-secret",
    "dev-browser",
    "testing-token",
    "handshake-nonce",
    "refresh-token",
    "client-uat",
    "convex-key",
    "id",
    "other",
    "unknown",
]


class Opaque(NamedTuple):
    """`note` is what the text is, who verifies it and with what: sentences with full stops."""

    kind: TokenKind
    note: str


# What each kind is, who verifies it and with what; for two of them the cookie's name tells.
NOTES: dict[TokenKind, str] = {
    "m2m-token": (
        "This is an opaque machine-to-machine token: it holds no claims, and nothing of it can be "
        "decoded. Only Clerk's Backend API verifies it (`POST /v1/m2m_tokens/verify`, in code "
        "`clerkClient.m2m.verify()`), asked with the secret key of its instance or a machine "
        "secret key (`ak_…`). A route takes it where `auth({ acceptsToken: 'm2m_token' })` says "
        "so; as a session token, and by Convex, it is refused."
    ),
    "oauth-token": (
        "This is an opaque OAuth access token, which Clerk gave to an OAuth application: it holds "
        "no claims, and nothing of it can be decoded. Only Clerk's Backend API verifies it "
        "(`POST /v1/oauth_applications/access_tokens/verify`), asked with the secret key of its "
        "instance. A route takes it where `auth({ acceptsToken: 'oauth_token' })` says so; as a "
        "session token, and by Convex, it is refused."
    ),
    "api-key": (
        "This is a Clerk API key of a user or an organization, or a machine secret key: both "
        "begin with `ak_`, and nothing of either can be decoded. An API key is verified by "
        "Clerk's Backend API (`POST /v1/api_keys/verify`, in code "
        "`clerkClient.apiKeys.verify()`), asked with the secret key of its instance; a route "
        "takes it where `auth({ acceptsToken: 'api_key' })` says so. A machine secret key makes "
        "and verifies M2M tokens, and is sent to Clerk only. As a session token, and by Convex, "
        "both are refused."
    ),
    "secret-key": (
        "This is a secret key and no token: it opens the whole instance to whoever has it. It "
        "belongs in `CLERK_SECRET_KEY` on a server, which sends it to Clerk's Backend API and to "
        "nobody else. If it was sent anywhere as a token, replace it in Clerk's dashboard under "
        "API keys."
    ),
    "publishable-key": (
        "This is a publishable key and no token: it names the Frontend API of an instance and is "
        "no secret. It belongs in `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY`; nobody verifies it, and it "
        "says nothing of any user."
    ),
    "webhook-secret": (
        "This is the signing secret of a webhook endpoint and no token. The handler verifies "
        "deliveries with it (`verifyWebhook`, from `CLERK_WEBHOOK_SIGNING_SECRET`); it is never "
        "sent. If it was sent anywhere, rotate it in the endpoint's settings."
    ),
    "dev-browser": (
        "This is the token of a dev browser (`__clerk_db_jwt`): in development it stands for this "
        "browser at the Frontend API, in place of the cookies that a production instance has "
        "there. Only Clerk's Frontend API knows what belongs to it. It says nothing of a user, "
        "and neither `auth()` nor Convex takes it for a session token; that one is in the cookie "
        "`__session`."
    ),
    "testing-token": (
        "This is a testing token: end-to-end tests pass it to Clerk's Frontend API in the query "
        "parameter `__clerk_testing_token`, so that bot protection lets them through. Only the "
        "Frontend API verifies it, and it signs nobody in."
    ),
    "handshake-nonce": (
        "This is the nonce of a handshake (`__clerk_handshake_nonce`): the SDK exchanges it at "
        "Clerk's Backend API, with the secret key, for the cookies of the session. It holds no "
        "claims, is good once, and is no session token."
    ),
    "refresh-token": (
        "This is a refresh token (`__refresh_…`): the SDK sends it, with an expired session token "
        "and the secret key, to Clerk's Backend API and gets a fresh session token. It holds no "
        "claims and is no session token."
    ),
    "client-uat": (
        "This is `__client_uat`: seconds since 1970 at which the sign-ins of this browser last "
        "changed, and `0` where nobody is signed in. The SDK compares it with the `iat` of the "
        "session token; it is no token itself."
    ),
    "convex-key": (
        "This is a Convex deploy key and no user's token: it opens a deployment to whoever has "
        "it. It is sent as `Authorization: Convex <key>` and verified by that deployment; behind "
        "`Bearer` Convex takes it for a user's token and answers `InvalidAuthHeader`. Clerk knows "
        "nothing of it."
    ),
    "unknown": (
        "This is no JSON Web Token (three parts with `.` between them), and begins like nothing "
        "that Clerk or Convex gives out."
    ),
}
_ENCRYPTED = (
    "This has five parts, as an encrypted token (JWE) has. Clerk makes none, and neither Clerk's "
    "SDK nor Convex decrypts any."
)
_LEGACY_KEY = (
    "This has the form of Clerk's keys from before `sk_` and `pk_`, and is no token. Current SDKs "
    "take no such key: copy the new one from Clerk's dashboard under API keys."
)

_BY_KIND: dict[Kind, TokenKind] = {
    "machine-token": "m2m-token",
    "oauth-token": "oauth-token",
    "api-key": "api-key",
    "secret-key": "secret-key",
    "publishable-key": "publishable-key",
    "webhook-secret": "webhook-secret",
    "convex-key": "convex-key",
}
_NOT_SET = ("null", "undefined", "[object Object]", "[object Promise]", "None", "NaN", "false")


def opaque(text: str) -> Opaque | None:
    """What a bare text is, by its form. None for a JSON Web Token, sound or not."""
    if not text:
        return Opaque("nothing", "There is no token: the text is empty.")
    if text in _NOT_SET:
        return Opaque("nothing", _not_set(text))
    kind = kind_of(text)
    if kind and kind.kind != "jwt":
        known = _BY_KIND.get(kind.kind)
        if known:
            return Opaque(known, NOTES[known])
        if kind.kind == "legacy-key":
            return Opaque("other", _LEGACY_KEY)
        is_id = kind.kind == "clerk-id"
        names = ". It names something and proves nothing." if is_id else ", and no token."
        return Opaque("id" if is_id else "other", f"This is {kind.what}{names}")
    return _by_shape(text)


def _by_shape(text: str) -> Opaque | None:
    if text.startswith("dvb_"):
        return Opaque("dev-browser", NOTES["dev-browser"])
    if re.match(r"[0-9]{10}-[ci]_[A-Za-z0-9]{16,}", text):
        return Opaque("testing-token", NOTES["testing-token"])
    if re.match(r"[A-Za-z][A-Za-z0-9-]{2,99}\|01[0-9a-f]{20}", text):
        return Opaque("convex-key", NOTES["convex-key"].replace("deploy key", "admin key", 1))
    parts = text.count(".") + 1
    if parts == 5 and text.startswith("ey"):
        return Opaque("other", _ENCRYPTED)
    if parts == 3 or text.startswith(("eyJ", "ewo")):
        return None
    return Opaque("unknown", NOTES["unknown"])


def _not_set(word: str) -> str:
    if word == "[object Promise]":
        return (
            "There is no token: the text is `[object Promise]`. `getToken()` gives a promise, and "
            "this one was turned into text. Await it."
        )
    if word == "[object Object]":
        return (
            "There is no token: the text is `[object Object]`. An object was turned into text; "
            "send the token that is in it."
        )
    return (
        f"There is no token: the text is the word `{word}`. `getToken()` gives `null` while nobody "
        "is signed in or Clerk is still loading, and that was put into a header or a cookie. Send "
        "no request until there is a token. Clerk's SDK looks at the `Authorization` header first "
        "and answers `token-invalid`, even beside a sound session cookie."
    )
