"""The publishable key and the secret key are what they are called."""

import base64

import pytest

from clerkdoctor.checks.key_form import (
    publishable_key_is_canonical,
    publishable_key_is_well_formed,
    secret_key_is_well_formed,
)
from tests.checks.facts import PK_LIVE, PK_TEST, SK_TEST, WHSEC, publishable, random_text, secret
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=")


ROWS: list[Row] = [
    passes("a test key", publishable_key_is_well_formed, publishable(PK_TEST)),
    passes("a live key", publishable_key_is_well_formed, publishable(PK_LIVE)),
    fails(
        "cut short",
        publishable_key_is_well_formed,
        publishable(PK_TEST[:-4]),
        error("which does not end with `$`: it is cut short", at=".env.local:1:1", fix="Copy"),
    ),
    fails(
        "a secret key in its place",
        publishable_key_is_well_formed,
        publishable(SK_TEST),
        error("is a secret key", at=".env.local:1:1", fix="Copy"),
    ),
    fails(
        "a placeholder",
        publishable_key_is_well_formed,
        publishable("pk_test_your_publishable_key"),
        error("has words behind `pk_test_`", at=".env.local:1:1", fix="Copy"),
    ),
    fails(
        "in quotes",
        publishable_key_is_well_formed,
        publishable(f'"{PK_TEST}"'),
        error("stands in quotes that are part of the value", at=".env.local:1:1", fix="Copy"),
    ),
    fails(
        "a live key of a development host",
        publishable_key_is_well_formed,
        publishable("pk_live_" + encoded("quick-otter-42.clerk.accounts.dev$")),
        error("the host of a development instance", at=".env.local:1:1", fix="Copy"),
    ),
    fails(
        "a URL for a host",
        publishable_key_is_well_formed,
        publishable("pk_test_" + encoded("https://clerk.books.dev$")),
        error("is a URL and no host", at=".env.local:1:1", fix="Copy"),
    ),
    unknown(
        "Vercel does not give it out",
        publishable_key_is_well_formed,
        "`[SENSITIVE]`",
        publishable("[SENSITIVE]"),
    ),
    unknown(
        "1Password gives it out later",
        publishable_key_is_well_formed,
        "is a 1Password reference that nothing resolved",
        publishable("op://Private/Clerk/publishable key"),
    ),
    passes("as Clerk writes it", publishable_key_is_canonical, publishable(PK_TEST)),
    fails(
        "padded",
        publishable_key_is_canonical,
        publishable(PK_TEST + "=="),
        warning("ends with `=`", at=".env.local:1:1", fix="Copy the publishable key again"),
    ),
    fails(
        "with a newline, which the SDK takes",
        publishable_key_is_canonical,
        publishable(PK_TEST + "\n"),
        warning("ends with a line break", at=".env.local:1:1", fix="nothing around it"),
    ),
    inapplicable(
        "no key at all",
        publishable_key_is_canonical,
        "the publishable key does not decode",
        publishable("pk_test_your_publishable_key"),
    ),
    passes("a test key", secret_key_is_well_formed, secret(SK_TEST)),
    fails(
        "a publishable key in its place",
        secret_key_is_well_formed,
        secret(PK_TEST),
        error("is a publishable key", at=".env.local:2:1", fix="Copy the secret key"),
    ),
    fails(
        "a webhook secret in its place",
        secret_key_is_well_formed,
        secret(WHSEC),
        error("is a webhook signing secret", at=".env.local:2:1", fix="Copy the secret key"),
    ),
    fails(
        "Stripe's",
        secret_key_is_well_formed,
        secret("sk_test_51" + random_text("stripe", 97)),
        error("is a Stripe secret key", at=".env.local:2:1", fix="Copy the secret key"),
    ),
    fails(
        "half a key",
        secret_key_is_well_formed,
        secret(SK_TEST[:25]),
        error("has 17 characters behind `sk_test_`", at=".env.local:2:1", fix="Copy"),
    ),
    fails(
        "of an unusual length",
        secret_key_is_well_formed,
        secret("sk_test_" + random_text("long", 60)),
        warning("has 60 characters behind `sk_test_`", at=".env.local:2:1", fix="Copy"),
    ),
    fails(
        "with a newline",
        secret_key_is_well_formed,
        secret(SK_TEST + "\n"),
        error("ends with a line break", at=".env.local:2:1", fix="Copy"),
    ),
    unknown(
        "encrypted by dotenvx",
        secret_key_is_well_formed,
        "is encrypted by dotenvx",
        secret("encrypted:BDq" + random_text("dotenvx", 80)),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_key_form(row: Row) -> None:
    holds(row)
