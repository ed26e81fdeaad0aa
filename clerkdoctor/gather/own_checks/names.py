"""Which names say that code asks who is there. Whatever may mean so counts: a miss costs less."""

from functools import cache

from clerkdoctor.words import words_of

# Any name that holds one of these speaks of a check, whatever stands there.
_ALWAYS = frozenset(
    ("auth", "authed", "authenticate", "authenticated", "authentication", "authorize",
     "authorized", "authorization", "authorise", "authorised", "signature", "hmac", "jwt",
     "verify", "verified", "captcha", "recaptcha", "turnstile", "hcaptcha", "unauthorized",
     "forbidden", "permission", "permissions")
)  # fmt: skip
# A function that is called so looks like one.
_CALLED = _ALWAYS | frozenset(
    ("session", "protect", "protected", "guard", "guarded", "logged", "login", "signin", "admin",
     "role", "roles", "access", "allowed", "ensure", "assert", "token", "secret", "credentials",
     "credential", "identity", "viewer", "whoami", "me", "owner", "ownership", "membership",
     "acl", "rbac", "policy", "can", "must", "caller", "timing", "middleware", "context", "csrf",
     "limiter", "ratelimit", "verification", "cookies", "entitlement", "require", "organization",
     "tenant", "workspace", "allow", "allowlist", "whitelist")
)  # fmt: skip
_RECEIVER = _ALWAYS | frozenset(
    ("session", "guard", "limiter", "ratelimit", "policy", "allowed", "allowlist", "whitelist")
)
_CHECKED = frozenset(("user", "admin", "key", "request", "origin", "caller", "owner", "limit"))
_ASKED = frozenset(("get", "fetch", "load", "current", "resolve"))
_USER_ENDS = frozenset(("id", "from", "or", "server", "info", "details", "and", "async"))


@cache
def speaks_of_auth(name: str) -> bool:
    """Whether a name, wherever it stands, is about who somebody is: `authToken`, `req.auth`."""
    words = words_of(name)
    # `process.env.STRIPE_SECRET_KEY` is a service's, `{ secret }` is shown to somebody.
    return not _ALWAYS.isdisjoint(words) or ("secret" in words and not name.isupper())


@cache
def asks_by_name(name: str) -> bool:
    """Whether a function that is called so may be a check: `requireUser`, `getSession`."""
    words = words_of(name)
    if name == "require" or not words:
        return False
    if not _CALLED.isdisjoint(words):
        return True
    if words[0] in ("check", "validate", "is", "has", "valid") and not _CHECKED.isdisjoint(words):
        return True
    if "user" not in words or (words[0] not in _ASKED and "current" not in words):
        return False
    rest = words[words.index("user") + 1 :]
    return not rest or rest[0] in _USER_ENDS or "current" in words


@cache
def is_asking_receiver(name: str) -> bool:
    """Whether a method of an object of this name may be a check: `authService.me()`."""
    return not _RECEIVER.isdisjoint(words_of(name))
