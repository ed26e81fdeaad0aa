"""Publishable keys and secret keys, by Clerk's own rules.

A publishable key is `pk_test_` or `pk_live_` and the base64 of the instance's Frontend API host
with a `$` behind it. A secret key is opaque: the SDK only asks whether there is one.

Source: @clerk/shared 4.41.0, `keys`. tests/parity/test_clerk_keys.py compares every function here
with the package.
"""

import re
from typing import Literal, NamedTuple

from clerkdoctor.clerk import hosts
from clerkdoctor.clerk.atob import NotBase64, atob, spelled
from clerkdoctor.clerk.kinds import kind_of
from clerkdoctor.placeholders import is_placeholder
from clerkdoctor.stray import stray_characters, without_stray

InstanceType = Literal["development", "production"]

LIVE = "pk_live_"
TEST = "pk_test_"


class PublishableKey(NamedTuple):
    """A key that the SDK accepts. `frontend_api` is the host that it names, with no proxy or domain
    put in its place (see `frontend_api_in_use`); the SDK does not check that it is a host.
    """

    text: str
    instance_type: InstanceType
    frontend_api: str

    @property
    def issuer(self) -> str:
        return hosts.issuer_of(self.frontend_api)

    @property
    def account_portal(self) -> str:
        return hosts.account_portal_of(self.frontend_api)

    @property
    def backend_api(self) -> str:
        return hosts.backend_api_of(self.frontend_api)

    @property
    def cookie_suffix(self) -> str:
        return cookie_suffix(self.text)

    @property
    def canonical(self) -> str:
        """The one way to write this key that Clerk's dashboard uses: no padding, no white space."""
        return publishable_key_for(self.frontend_api, live=self.instance_type == "production")

    @property
    def oddity(self) -> str | None:
        """How the text differs from the canonical one, which gives its cookies another suffix."""
        if self.text == self.canonical:
            return None
        if self.text.endswith("="):
            return "ends with `=`, the padding that Clerk leaves out"
        stray = stray_characters(self.text)
        return stray or "is another spelling of the same host than the one Clerk gives out"

    @property
    def host_problem(self) -> str | None:
        """Why the decoded text cannot be the Frontend API of such an instance, if it cannot."""
        if self.instance_type == "production" and hosts.is_development_host(self.frontend_api):
            return (
                f"is a `{LIVE}` key and names `{shown(self.frontend_api)}`, the host of a "
                "development instance"
            )
        problem = hosts.problem_of_host(self.frontend_api)
        return problem and f"names `{shown(self.frontend_api)}`, which {problem}"


class Malformed(NamedTuple):
    """A text that the SDK refuses. `reason` is the predicate of a sentence about it; no part of a
    secret is in it.

    `rule` says which kind of fault it is: `value` where the whole text is something else (empty, a
    placeholder, another key), `stray` where characters around a key spoil it, and otherwise the
    step of the SDK's rule that fails: `prefix`, `parts`, `base64`, `dollar`, `host`.
    """

    rule: Literal["value", "stray", "prefix", "parts", "base64", "dollar", "host"]
    reason: str


def is_publishable_key(text: str, *, lenient: bool = False) -> bool:
    """`isPublishableKey`.

    `lenient` is the rule before @clerk/shared 3.11.0 (@clerk/nextjs 4, 5 and 6 before 6.24): the
    prefix, and a third part that decodes to something with `$` at its end.
    """
    if not text.startswith((LIVE, TEST)):
        return False
    parts = text.split("_")
    try:
        decoded = atob(parts[2])
    except NotBase64:
        return False
    if lenient:
        return decoded.endswith("$")
    return len(parts) == 3 and decoded.find("$") == len(decoded) - 1 and "." in decoded


def parse_publishable_key(text: str, *, lenient: bool = False) -> PublishableKey | Malformed:
    """`parsePublishableKey` without options; `lenient` as in `is_publishable_key`."""
    if not is_publishable_key(text, lenient=lenient):
        return _fault(text)
    instance_type: InstanceType = "production" if text.startswith(LIVE) else "development"
    return PublishableKey(text, instance_type, atob(text.split("_")[2])[:-1])


def frontend_api_in_use(
    key: PublishableKey,
    *,
    proxy_url: str = "",
    domain: str = "",
    is_satellite: bool = False,
    domain_needs_satellite: bool = True,
) -> str:
    """Where the SDK finds the Frontend API: the proxy, a satellite's own host, or the key's host.

    A development key heeds no domain. `domain_needs_satellite` is false before @clerk/shared 3.9.3
    (@clerk/nextjs 4, 5 and 6 before 6.20), where a domain alone was enough.
    """
    if proxy_url:
        return proxy_url
    if (
        key.instance_type == "production"
        and domain
        and (is_satellite or not domain_needs_satellite)
    ):
        return f"clerk.{domain}"
    return key.frontend_api


def publishable_key_for(host: str, *, live: bool | None = None) -> str:
    """The publishable key of an instance with this Frontend API: `buildPublishableKey`.

    `live` says which type it is; by default a host of the form `foo-bar-13.clerk.accounts.dev` has
    a development key. Raises `UnicodeEncodeError` for a host that `btoa` cannot encode.
    """
    import base64

    if live is None:
        legacy = host.startswith("clerk.") and host.endswith(hosts.LEGACY_DEV_SUFFIXES)
        legacy = legacy and not host.endswith(".prod.lclclerk.com")
        live = not (legacy or hosts.is_named_development_host(host))
    encoded = base64.b64encode(f"{host}$".encode("latin-1")).decode().rstrip("=")
    return (LIVE if live else TEST) + encoded


def cookie_suffix(publishable_key: str) -> str:
    """The eight characters behind `__session_` and its kin: `getCookieSuffix`.

    It is taken over the raw text, so `=` or a space at its end makes other cookies.
    """
    import base64
    import hashlib

    # TextEncoder writes U+FFFD for half a surrogate pair.
    utf16 = publishable_key.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    digest = hashlib.sha1(utf16.encode(), usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).decode()[:8]


def instance_type_of_publishable_key(text: str) -> InstanceType | None:
    """By the prefix alone, old or new: `isDevelopmentFromPublishableKey` and its twin."""
    if text.startswith(("test_", TEST)):
        return "development"
    return "production" if text.startswith(("live_", LIVE)) else None


def instance_type_of_secret_key(text: str) -> InstanceType | None:
    """By the prefix alone, old or new: `isDevelopmentFromSecretKey` and its twin."""
    if text.startswith(("test_", "sk_test_")):
        return "development"
    return "production" if text.startswith(("live_", "sk_live_")) else None


def shown(text: str) -> str:
    """As much of a decoded text as fits into a message."""
    return text if len(text) <= 60 else text[:57] + "…"


def _fault(text: str) -> Malformed:
    """Why `is_publishable_key` says no, in the words that lead to the cause."""
    stand_in = is_placeholder(text)
    if stand_in:
        return Malformed("value", stand_in.reason)
    stray = stray_characters(text)
    if stray and is_publishable_key(without_stray(text)):
        return Malformed("stray", stray)
    kind = kind_of(without_stray(text))
    if kind and kind.kind != "publishable-key":
        return Malformed("value", f"is {kind.what}")
    if stray:
        return Malformed("stray", stray)
    if not text.startswith((LIVE, TEST)):
        return Malformed("prefix", _prefix_fault(text))
    return _body_fault(text.split("_"))


def _prefix_fault(text: str) -> str:
    if text.lower().startswith((LIVE, TEST)):
        return f"begins with `{text[:8]}`; Clerk writes `{text[:8].lower()}`"
    if len(text) >= 16 and any(is_publishable_key(prefix + text) for prefix in (LIVE, TEST)):
        return f"lacks its prefix: `{TEST}` or `{LIVE}`"
    return f"begins with neither `{TEST}` nor `{LIVE}`"


def _body_fault(parts: list[str]) -> Malformed:
    if len(parts) != 3:
        return Malformed("parts", f"has {len(parts)} parts between `_`; a key has 3")
    if not parts[2]:
        return Malformed("parts", f"ends behind `{parts[0]}_{parts[1]}_`")
    try:
        decoded = atob(parts[2])
    except NotBase64 as error:
        return Malformed("base64", f"is not base64 behind its prefix: it {error}")
    if not decoded.isascii() or not decoded.isprintable():
        return Malformed("dollar", "decodes to bytes that are no host name")
    if "$" not in decoded:
        return Malformed(
            "dollar", f"decodes to `{shown(decoded)}`, which does not end with `$`: it is cut short"
        )
    if not decoded.endswith("$"):
        return Malformed("dollar", f"decodes to `{shown(decoded)}`, which goes on behind its `$`")
    if "$" in decoded[:-1]:
        return Malformed("dollar", f"decodes to `{shown(decoded)}`, which has more than one `$`")
    return Malformed("host", f"decodes to `{shown(decoded)}`, a host without a dot")


SECRET_KEY_LENGTH = (40, 50)

SecretKeyKind = Literal[
    "secret-key", "stripe-key", "publishable-key", "api-key", "token", "webhook-secret", "legacy",
    "placeholder", "empty", "unreadable", "unresolved", "other", "unknown",
]  # fmt: skip


class SecretKeyShape(NamedTuple):
    """What stands where a secret key belongs.

    `problem` and `doubt` are predicates of a sentence: `problem` is why Clerk cannot accept the
    text, `doubt` what is unusual about one that may be right. Neither holds any part of a secret.
    """

    kind: SecretKeyKind
    instance_type: InstanceType | None = None
    problem: str | None = None
    doubt: str | None = None


_SECRET_KEY_KINDS: dict[str, SecretKeyKind] = {
    "publishable-key": "publishable-key",
    "webhook-secret": "webhook-secret",
    "api-key": "api-key",
    "machine-token": "token",
    "oauth-token": "token",
    "jwt": "token",
    "stripe-key": "stripe-key",
    "legacy-key": "legacy",
}


def classify_secret_key(text: str) -> SecretKeyShape:
    """What a text is that stands where a secret key belongs, and what is wrong with it.

    The SDK itself checks nothing; Clerk's Backend API refuses what is wrong here with
    `clerk_key_invalid`. Clerk's keys have 40 to 50 letters and digits behind the prefix, Stripe's
    begin with `51` and have about 99.
    """
    stand_in = is_placeholder(text)
    if stand_in:
        kind = stand_in.kind
        return SecretKeyShape(kind, instance_type_of_secret_key(text), stand_in.reason)
    stray = stray_characters(text)
    if not stray:
        return _secret_key_shape(text)
    shape = _secret_key_shape(without_stray(text))
    return shape._replace(problem=shape.problem or stray)


def _secret_key_shape(text: str) -> SecretKeyShape:
    instance_type = instance_type_of_secret_key(text)
    kind = kind_of(text)
    if kind and kind.kind == "secret-key":
        return _secret_key(text[:8], text[8:], instance_type)
    if kind and kind.kind == "legacy-key":
        problem = f"begins with `{text[:5]}`, as Clerk's keys did before `sk_{text[:5]}`"
        return SecretKeyShape("legacy", instance_type, problem)
    if kind:
        return SecretKeyShape(_SECRET_KEY_KINDS.get(kind.kind, "other"), None, f"is {kind.what}")
    if text.lower().startswith(("sk_test_", "sk_live_")):
        problem = f"begins with `{text[:8]}`; Clerk writes `{text[:8].lower()}`"
    else:
        problem = "begins with neither `sk_test_` nor `sk_live_`"
    return SecretKeyShape("unknown", None, problem)


def _secret_key(prefix: str, body: str, instance_type: InstanceType | None) -> SecretKeyShape:
    strange = re.search(r"[^A-Za-z0-9]", body)
    if strange:
        problem = f"holds {spelled(strange.group())} behind `{prefix}`; keys are letters and digits"
        return SecretKeyShape("secret-key", instance_type, problem)
    low, high = SECRET_KEY_LENGTH
    size = f"has {len(body)} characters behind `{prefix}`; Clerk's keys have {low} to {high}"
    if is_stripe_body(body):
        return SecretKeyShape("stripe-key", instance_type, f"is a Stripe secret key: it {size}")
    if len(body) < 20:
        return SecretKeyShape("secret-key", instance_type, size)
    return SecretKeyShape(
        "secret-key", instance_type, doubt=None if low <= len(body) <= high else size
    )


def is_stripe_body(body: str) -> bool:
    """Whether what follows `sk_test_` or `sk_live_` is Stripe's: `51…`, far longer than Clerk's."""
    return body.startswith("51") and len(body) >= 80
