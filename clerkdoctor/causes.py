"""Which failure explains which other one though the two are about different things. Data, and pure.

Where two failures are about the same thing, such as one variable, a check's own `follows` says it.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Relation = Literal["same", "app", "path", "above"]
"""`same`: about the same thing. `app`: whatever of the app it is about. `path`: the cause is about
a path pattern, and the effect about a path that the pattern is for. `above`: the effect is about
a path or pattern above the cause's path.
"""


class Rule(NamedTuple):
    effect: str
    cause: str
    relation: Relation


_PATTERNS = (
    "route-patterns-start-with-a-slash",
    "route-patterns-compile",
    "route-patterns-are-urls",
)
_MATCHERS = (
    "middleware-config-is-exported", "middleware-matcher-is-static", "middleware-matcher-is-valid",
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    # Next.js drops the whole matcher, or takes it for another one.
    *(
        Rule(effect, cause, "app")
        for effect in (
            "middleware-matcher-skips-static-files",
            "middleware-matcher-covers-routes-that-use-auth",
            "middleware-matcher-covers-api-routes",
            "middleware-matcher-keeps-dotted-paths",
        )
        for cause in _MATCHERS
    ),
    # A pattern that was meant to open a path and never matches it.
    *(
        Rule(effect, cause, "path")
        for effect in (
            "webhook-routes-are-public",
            "sign-in-routes-are-public",
            "sign-in-sub-routes-are-public",
            "public-pages-are-public",
            "public-pages-reach-their-apis",
        )
        for cause in _PATTERNS
    ),
    # A pattern for a route by a wrong name matches nothing, since the route has another.
    Rule("route-patterns-name-real-routes", "webhook-path-agrees-with-the-public-pattern", "above"),
    # The policy is made for the deployment that the URL names.
    Rule("csp-admits-convex", "convex-url-names-the-deployment", "app"),
    # Of a recording, the cookies that are judged are the last that were sent: after the loss.
    Rule("cookies-are-set", "recorded-session-is-kept", "app"),
    # Keys of two types are of two instances: nothing that Clerk sends is believed.
    Rule("keys-name-one-instance", "keys-are-of-one-type", "app"),
    # A key that is none is refused.
    Rule("keys-name-one-instance", "secret-key-is-well-formed", "app"),
    Rule("instance-is-the-keys-own", "keys-are-of-one-type", "app"),
    # The user is looked up with a key of another instance than the one that issued the token.
    Rule("session-user-exists", "keys-name-one-instance", "app"),
    Rule("session-user-exists", "instance-is-the-keys-own", "app"),
    # The key set and the metadata are documents of the Frontend API.
    Rule("key-set-url-answers", "frontend-api-answers", "app"),
    Rule("key-set-is-json", "frontend-api-answers", "app"),
    Rule("provider-metadata-names-the-issuer", "frontend-api-answers", "app"),
    # A key that does not decode names no host to admit.
    Rule("csp-admits-clerk", "publishable-key-is-well-formed", "app"),
)


def rules() -> Mapping[str, tuple[Rule, ...]]:
    """Effect → its rules, in their order."""
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in RULES:
        found[rule.effect] = (*found.get(rule.effect, ()), rule)
    return found


def explained(relation: Relation, causes: set[str], effects: set[str]) -> set[str]:
    """Of the things that an effect is about, those that a cause about `causes` explains."""
    if relation == "same":
        return causes & effects
    if relation == "app":
        return set(effects)
    if relation == "above":
        return {one for one in effects if any(_is_below(path, _beginning(one)) for path in causes)}
    starts = [_beginning(pattern) for pattern in causes]
    return {path for path in effects if any(_is_below(path, start) for start in starts)}


def _beginning(pattern: str) -> str:
    """What a path pattern begins with before anything that is no plain text: `/api/webhooks`."""
    plain = "/" + pattern.lstrip("/")
    for sign in "(:*[{":
        plain = plain.partition(sign)[0]
    return plain.rstrip("/")


def _is_below(path: str, start: str) -> bool:
    return len(start) > 1 and (path == start or path.startswith(f"{start}/"))
