"""What a text is, by its first characters: keys and ids get pasted into each other's places."""

from typing import Literal, NamedTuple

Kind = Literal[
    "publishable-key",
    "secret-key",
    "webhook-secret",
    "asymmetric-webhook-key",
    "api-key",
    "machine-token",
    "oauth-token",
    "legacy-key",
    "frontend-api",
    "jwt",
    "public-key",
    "private-key",
    "certificate",
    "jwk",
    "url",
    "convex-key",
    "clerk-id",
    "stripe-key",
]


class KindOfText(NamedTuple):
    """`what` completes the sentence "the value is …"."""

    kind: Kind
    what: str


# Prefix → kind; the first that fits decides.
_BY_PREFIX: tuple[tuple[str, Kind, str], ...] = (
    ("pk_test_51", "stripe-key", "a Stripe publishable key"),
    ("pk_live_51", "stripe-key", "a Stripe publishable key"),
    ("pk_test_", "publishable-key", "a publishable key"),
    ("pk_live_", "publishable-key", "a publishable key"),
    ("sk_test_", "secret-key", "a secret key"),
    ("sk_live_", "secret-key", "a secret key"),
    ("rk_test_", "stripe-key", "a restricted Stripe key"),
    ("rk_live_", "stripe-key", "a restricted Stripe key"),
    ("whsec_", "webhook-secret", "a webhook signing secret"),
    ("whsk_", "asymmetric-webhook-key", "the private half of an asymmetric webhook key"),
    ("whpk_", "asymmetric-webhook-key", "the public half of an asymmetric webhook key"),
    ("ak_", "api-key", "a Clerk API key or machine secret key"),
    ("mt_", "machine-token", "a machine-to-machine token"),
    ("oat_", "oauth-token", "an OAuth access token"),
    ("test_", "legacy-key", "a key of Clerk's old form, from before `sk_` and `pk_`"),
    ("live_", "legacy-key", "a key of Clerk's old form, from before `sk_` and `pk_`"),
    ("-----BEGIN PUBLIC KEY", "public-key", "a PEM public key"),
    ("-----BEGIN RSA PUBLIC KEY", "public-key", "a PEM public key"),
    ("-----BEGIN CERTIFICATE", "certificate", "a certificate"),
    ("https://", "url", "a URL"),
    ("http://", "url", "a URL"),
    ("ins_", "clerk-id", "the id of a Clerk instance"),
    ("app_", "clerk-id", "the id of a Clerk application"),
    ("user_", "clerk-id", "the id of a Clerk user"),
    ("org_", "clerk-id", "the id of a Clerk organization"),
    ("sess_", "clerk-id", "the id of a Clerk session"),
    ("mch_", "clerk-id", "the id of a Clerk machine"),
    ("ep_", "clerk-id", "the id of a webhook endpoint"),
)
_CONVEX_PREFIXES = ("prod:", "dev:", "preview:", "project:", "custom:")
_HOST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")


def kind_of(text: str) -> KindOfText | None:
    """What a text is, by its form. None: nothing that this stack knows."""
    for prefix, kind, what in _BY_PREFIX:
        if text.startswith(prefix):
            return KindOfText(kind, what)
    if text.startswith("-----BEGIN ") and "PRIVATE KEY-----" in text[:60]:
        return KindOfText("private-key", "a PEM private key")
    if text.startswith(_CONVEX_PREFIXES) and "|" in text:
        return KindOfText("convex-key", "a Convex deploy key")
    if text.startswith("eyJ") and text.count(".") == 2:
        return KindOfText("jwt", "a JSON Web Token")
    if text.startswith("{") and '"kty"' in text:
        return KindOfText("jwk", "a JSON Web Key")
    if text.startswith("clerk.") or text.endswith(".clerk.accounts.dev"):
        return KindOfText("frontend-api", "a Frontend API host") if set(text) <= _HOST else None
    return None
