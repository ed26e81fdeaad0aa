"""Webhook signing secrets: which the libraries take, and what is said of the rest."""

import base64
import random

import pytest

from clerkdoctor.clerk.webhook_secret import BadSecret, classify_webhook_secret, signing_key


def secret(length: int = 24, seed: int = 1) -> str:
    return "whsec_" + base64.b64encode(random.Random(seed).randbytes(length)).decode()


GOOD = secret()


@pytest.mark.parametrize(
    ("text", "kind", "length", "problem", "doubt"),
    [
        (GOOD, "webhook-secret", 24, None, None),
        (secret(32), "webhook-secret", 32, None, None),
        (secret(75), "webhook-secret", 75, None, None),
        (secret(32).rstrip("="), "webhook-secret", 32, None, None),
        (GOOD[6:], "unknown", 24, None, "lacks the prefix `whsec_`"),
        (secret(76), "webhook-secret", 76, None, "decodes to 76 bytes; Svix gives out no more"),
        (secret(16), "webhook-secret", 16, "decodes to 16 bytes; a signing secret has 24", None),
        (GOOD + "A", "webhook-secret", 24, None, "has one character too many for base64"),
        (GOOD + "\n", "webhook-secret", 24, None, "ends with a line break"),
        (secret(32) + "\n", "webhook-secret", None, "ends with a line break", "ends with a line"),
        (f'"{GOOD}"', "webhook-secret", None, "stands in quotes", "stands in quotes"),
        (" " + GOOD, "webhook-secret", None, "begins with white space", "begins with white"),
        ("whsec_", "placeholder", 0, "is `whsec_` with no key behind it; with svix before", None),
        ("whsec_123", "placeholder", None, "has a dummy behind `whsec_`", None),
        ("whsec_your_secret", "placeholder", None, "has words behind `whsec_`", None),
        ("", "empty", 0, "is empty", None),
        ("[SENSITIVE]", "unreadable", None, "is Vercel's mark", None),
        ("encrypted:BEw", "unresolved", None, "is encrypted by dotenvx", None),
        ("sk_test_" + "aB3x" * 5 + "Zq9", "other", None, "is a secret key", None),
        ("pk_test_Y2xlcmsuYWNtZS5pbyQ", "other", None, "is a publishable key", None),
        ("ep_2abcDEF", "other", None, "is the id of a webhook endpoint", None),
        ("https://acme.io/api/webhooks", "other", None, "is a URL", None),
        ("whsk_" + GOOD[6:], "other", None, "is the private half of an asymmetric", None),
        ("WHSEC_" + GOOD[6:], "unknown", None, "begins with `WHSEC_`; the prefix is", None),
        ("whsec_" + GOOD, "webhook-secret", None, "begins with `whsec_` twice", None),
        (GOOD[:-2] + "-_", "webhook-secret", None, "holds `-`, from URL-safe base64", None),
        (GOOD + "!", "webhook-secret", 24, None, "has one character too many for base64"),
        (GOOD[:-1] + "!", "webhook-secret", None, "holds `!`, which base64 does not use", None),
        (GOOD + "====", "webhook-secret", None, "is not base64: its padding is wrong", None),
    ],
)
def test_what_stands_where_a_signing_secret_belongs(
    text: str, kind: str, length: int | None, problem: str | None, doubt: str | None
) -> None:
    found = classify_webhook_secret(text)
    assert (found.kind, found.key_length) == (kind, length)
    assert found.problem is None if problem is None else (found.problem or "").startswith(problem)
    assert found.doubt is None if doubt is None else (found.doubt or "").startswith(doubt)


def test_svix_publishes_a_secret_that_is_nobodys() -> None:
    found = classify_webhook_secret("whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert (found.kind, found.problem) == (
        "placeholder",
        "is an example from Svix's documentation",
    )


def test_the_signing_key_is_what_the_base64_says() -> None:
    assert signing_key(GOOD) == random.Random(1).randbytes(24)
    assert signing_key(GOOD[6:]) == signing_key(GOOD) == signing_key(GOOD + "\n")
    assert signing_key("whsec_") == b""
    for text in ("whsec_A", "whsec_AB=", "whsec_" + "=" * 8, "whsec_é234", "é"):
        with pytest.raises(BadSecret):
            signing_key(text)


@pytest.mark.parametrize("text", ["whsec_" + "A" * 1_000_000, "\ud800", "\0\0\0\0", "whsec_\u200b"])
def test_hostile_texts_have_a_short_answer(text: str) -> None:
    found = classify_webhook_secret(text)
    assert found.problem or found.doubt
    assert len(found.problem or "") < 200
