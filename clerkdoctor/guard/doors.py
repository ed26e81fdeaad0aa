"""What a stranger can do about a test: which ones are back doors, and which are none.

A question about a header, a cookie or the query is answered by whoever sends the request. Where a
plain request is turned away and one with a certain header gets through, there is a door. It is
none where the header has to equal a secret, or where browsers and Next.js send it anyway.
"""

from clerkdoctor.guard.environment import is_key
from clerkdoctor.guard.values import Origin, Unknown

ALWAYS_SENT = frozenset({
    "accept", "accept-encoding", "accept-language", "cf-connecting-ip", "cf-ipcountry",
    "content-length", "content-type", "forwarded", "host", "user-agent",
    "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-real-ip",
})  # fmt: skip
"""Headers of every request: a test of them tells requests apart, and opens nothing."""

FRAMEWORK = (
    "next-", "rsc", "purpose", "sec-", "x-middleware-", "x-nextjs-", "x-vercel-", "x-clerk-",
    "__clerk", "__prerender_bypass", "__next_", "_vercel", "_rsc",
)  # fmt: skip
"""How headers, cookies and queries begin that Next.js, Vercel or Clerk send."""

CLAIMED = frozenset({"origin", "referer"})
"""Headers by which a browser says where a request comes from. Any other program says what it likes:
whom a list of origins lets in without a session, it lets everybody in.
"""

CREDENTIALS = (
    "authorization", "svix-", "webhook-", "stripe-signature", "x-hub-signature", "x-signature",
    "x-api-key", "api-key", "x-slack-signature", "x-twilio-signature", "x-inngest-signature",
    "upstash-signature", "x-cron", "x-webhook", "linear-signature", "paddle-signature",
)  # fmt: skip
"""Headers that the code behind an API route judges: their presence opens what checks them."""

ELSEWHERE = frozenset({
    "development", "develop", "dev", "test", "testing", "local", "preview", "staging", "ci", "e2e",
})  # fmt: skip
"""What a variable says where it is not production: `APP_ENV === "local"`."""

SETTINGS = frozenset({"NODE_ENV", "VERCEL_ENV", "CI", "NEXT_RUNTIME", "NEXT_PHASE"})


def kind_of(unknown: Unknown) -> str:
    """What a question is about.

    `door`: something that a client may send, by its presence or a literal value; `quiet`: the same
    for what the framework sends, and a variable that says where it is not production; `secret`: a
    comparison with a value that the client has to know; `variable`: an environment variable;
    `plain`: anything else.
    """
    test = unknown.test
    origin = test.origin if test is not None else unknown.origin
    if origin is None:
        return "plain"
    if origin.kind == "env":
        literal = (test.literal or "").lower() if test is not None else ""
        if literal in ELSEWHERE or (is_key(origin) and not literal.startswith(("pk_", "sk_"))):
            return "quiet"
        return "plain" if origin.name in SETTINGS else "variable"
    if origin.kind not in ("header", "cookie", "query"):
        return "plain"
    name = origin.name.lower()
    if origin.kind == "header" and name in CLAIMED:
        return "door"
    if test is not None and test.literal is None:
        return "secret"
    if origin.kind == "header" and name in ALWAYS_SENT:
        return "plain"
    return "quiet" if name.startswith(FRAMEWORK) else "door"


def is_credential(origin: Origin | None) -> bool:
    """Whether a header is one that a handler verifies, so that its presence alone says little."""
    return origin is not None and origin.name.lower().startswith(CREDENTIALS)


def is_claimed(origin: Origin | None) -> bool:
    """Whether it is a header that says where a request comes from, which is no secret."""
    return origin is not None and origin.kind == "header" and origin.name.lower() in CLAIMED


def door_name(unknown: Unknown) -> str:
    """`the header x-test-auth`, `the variable SKIP_AUTH`."""
    origin = unknown.test.origin if unknown.test is not None else unknown.origin
    assert origin is not None
    words = {
        "header": "the header",
        "cookie": "the cookie",
        "query": "the query parameter",
        "env": "the variable",
    }
    return f"{words[origin.kind]} {origin.name}".rstrip()
