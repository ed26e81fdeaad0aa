"""The catalogue of environment variables."""

import pytest

from clerkdoctor.variables import (
    VARIABLES,
    Variable,
    is_secret_name,
    near_miss,
    variable,
    webhook_secret_names,
)

PK = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"


def known(name: str) -> Variable:
    row = variable(name)
    assert row, name
    return row


def test_each_name_stands_once_and_points_at_names_that_are_there() -> None:
    names = [row.name for row in VARIABLES]
    assert len(names) == len(set(names))
    for row in VARIABLES:
        assert row.name == row.name.upper().strip()
        assert row.what
        assert not row.what.endswith(".")
        if row.replaced_by:
            replacement = known(row.replaced_by)
            assert replacement.framework is None
            assert replacement.until is None
        if row.until:
            assert row.replaced_by, f"{row.name} went: what now?"
        if not row.readers and not row.framework:
            assert row.note or row.secret or row.kind == "text", f"{row.name}: why is it here?"


def test_what_browsers_get_is_no_secret_unless_it_is_named_wrongly() -> None:
    for row in VARIABLES:
        if row.public and row.secret:
            assert row.replaced_by
            assert not row.readers
        if row.public and row.readers:
            assert not row.secret


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        (PK, (4, 31), True),
        (PK, (7, 9), True),
        ("CLERK_API_KEY", (4, 31), True),
        ("CLERK_API_KEY", (5, 0), False),
        ("NEXT_PUBLIC_CLERK_FRONTEND_API", (5, 0), False),
        ("NEXT_PUBLIC_CLERK_AFTER_SIGN_IN_URL", (6, 39), True),
        ("NEXT_PUBLIC_CLERK_AFTER_SIGN_IN_URL", (7, 0), False),
        ("NEXT_PUBLIC_CLERK_SIGN_IN_FORCE_REDIRECT_URL", (4, 31), False),
        ("CLERK_ENCRYPTION_KEY", (5, 1), False),
        ("CLERK_ENCRYPTION_KEY", (5, 2), True),
        ("CLERK_MACHINE_SECRET_KEY", (6, 29), False),
        ("CLERK_MACHINE_SECRET_KEY", (6, 30), True),
        ("NEXT_PUBLIC_CLERK_ENABLE_KEYLESS", (6, 10), True),
        ("NEXT_PUBLIC_CLERK_ENABLE_KEYLESS", (6, 11), False),
        ("NEXT_PUBLIC_CLERK_KEYLESS_DISABLED", (6, 11), True),
        ("NEXT_PUBLIC_CLERK_UI_URL", (6, 39), False),
        ("CLERK_JWT_KEY", (7, 9), False),
        ("VITE_CLERK_PUBLISHABLE_KEY", (7, 9), False),
    ],
)
def test_which_versions_read_a_name(name: str, version: tuple[int, int], expected: bool) -> None:
    assert known(name).is_read_by(version) is expected


def test_the_webhook_secret_that_clerk_reads_comes_first() -> None:
    assert webhook_secret_names()[0] == "CLERK_WEBHOOK_SIGNING_SECRET"
    assert {"CLERK_WEBHOOK_SECRET", "WEBHOOK_SECRET", "SIGNING_SECRET"} <= set(
        webhook_secret_names()
    )
    assert not any(known(name).public or known(name).framework for name in webhook_secret_names())


@pytest.mark.parametrize(
    ("wanted", "present", "expected"),
    [
        (PK, ["CLERK_PUBLISHABLE_KEY"], "CLERK_PUBLISHABLE_KEY"),
        (PK, ["VITE_CLERK_PUBLISHABLE_KEY", "HOME"], "VITE_CLERK_PUBLISHABLE_KEY"),
        (PK, ["NEXT_CLERK_PUBLISHABLE_KEY"], "NEXT_CLERK_PUBLISHABLE_KEY"),
        (PK, ["NEXT_PUBLIC_CLERK_FRONTEND_API"], "NEXT_PUBLIC_CLERK_FRONTEND_API"),
        (PK, ["NEXT_PUBLIC_CLERK_PUBLISHBLE_KEY"], "NEXT_PUBLIC_CLERK_PUBLISHBLE_KEY"),
        (PK, ["NEXT_PUBLIC_CLERK_PUBLISHABLE_KYE"], "NEXT_PUBLIC_CLERK_PUBLISHABLE_KYE"),
        (PK, ["NEXT_PUBLIC_CLERK_PUBLISHABLEKEY"], "NEXT_PUBLIC_CLERK_PUBLISHABLEKEY"),
        (PK, ["next_public_clerk_publishable_key"], "next_public_clerk_publishable_key"),
        (PK, ["NEXT-PUBLIC-CLERK-PUBLISHABLE-KEY"], "NEXT-PUBLIC-CLERK-PUBLISHABLE-KEY"),
        (PK, ["NEXT_PUBLIC_CLERK_PUBLIC_KEY"], None),
        (PK, [PK], None),
        (PK, [], None),
        ("CLERK_SECRET_KEY", ["NEXT_PUBLIC_CLERK_SECRET_KEY"], "NEXT_PUBLIC_CLERK_SECRET_KEY"),
        ("CLERK_SECRET_KEY", ["CLERK_API_KEY"], "CLERK_API_KEY"),
        ("CLERK_SECRET_KEY", ["CLERK_SECERT_KEY"], "CLERK_SECERT_KEY"),
        ("CLERK_SECRET_KEY", ["CLERK_SECRET"], None),
        ("CLERK_SECRET_KEY", ["CLERK_SECRET_KEY_2"], None),
        ("CLERK_SECRET_KEY", ["CLERK_SECRET_KEY2"], None),
        ("CLERK_SECRET_KEY", ["CLERK_SECRET_KEY_B"], None),
        ("CLERK_SECRET_KEY", ["CLERK_MACHINE_SECRET_KEY"], None),
        ("CLERK_MACHINE_SECRET_KEY", ["CLERK_SECRET_KEY"], None),
        ("CLERK_ENCRYPTION_KEY", ["CLERK_SECRET_KEY"], None),
        ("NEXT_PUBLIC_CLERK_SIGN_IN_URL", ["NEXT_PUBLIC_CLERK_SIGN_UP_URL"], None),
        ("NEXT_PUBLIC_CLERK_SIGN_UP_URL", ["NEXT_PUBLIC_CLERK_SIGN_IN_URL"], None),
        ("NEXT_PUBLIC_CLERK_SIGN_IN_URL", ["NEXT_PUBLIC_CLERK_SIGNIN_URL"], "NEXT_PUBLIC_CLERK_SIGNIN_URL"),
        ("NEXT_PUBLIC_APP_SIGN_IN_URL", ["NEXT_PUBLIC_APP_SIGN_UP_URL"], None),
        ("CLERK_WEBHOOK_SECRET", ["CLERK_WEBHOOK_SIGNING_SECRET"], "CLERK_WEBHOOK_SIGNING_SECRET"),
        ("CLERK_WEBHOOK_SIGNING_SECRET", ["WEBHOOK_SECRET"], "WEBHOOK_SECRET"),
        ("WEBHOOK_SECRET", ["CLERK_WEBHOOK_SECRET"], "CLERK_WEBHOOK_SECRET"),
        ("CLERK_WEBHOOK_SECRET", ["STRIPE_WEBHOOK_SECRET"], None),
        ("CLERK_JWT_ISSUER_DOMAIN", ["CLERK_FRONTEND_API_URL"], "CLERK_FRONTEND_API_URL"),
        ("NEXT_PUBLIC_CONVEX_URL", ["CONVEX_URL"], "CONVEX_URL"),
        ("NEXT_PUBLIC_CONVEX_URL", ["NEXT_PUBLIC_CONVEX_SITE_URL"], None),
        ("CONVEX_DEPLOYMENT", ["CONVEX_DEPLOY_KEY"], None),
        ("NEXT_PUBLIC_APP_URL", ["APP_URL"], "APP_URL"),
        ("API_KEY", ["APP_KEY"], None),
        ("CLERK_PUBLISHABLE_KEY", [PK], PK),
    ],
)  # fmt: skip
def test_near_misses(wanted: str, present: list[str], expected: str | None) -> None:
    assert near_miss(wanted, present) == expected


def test_no_name_of_the_catalogue_is_a_typo_of_another_thing() -> None:
    for row in VARIABLES:
        for other in VARIABLES:
            found = near_miss(row.name, [other.name])
            if found:
                same = {row.kind, other.kind} <= {"webhook-secret"} or row.kind == other.kind
                renamed = other.replaced_by == row.name or row.replaced_by == other.name
                assert same or renamed, (row.name, other.name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CLERK_SECRET_KEY", True), (PK, False), ("NEXT_PUBLIC_CLERK_SECRET_KEY", True),
        ("CONVEX_DEPLOY_KEY", True), ("CONVEX_DEPLOYMENT", False), ("CLERK_JWT_KEY", False),
        ("STRIPE_SECRET_KEY", True), ("STRIPE_WEBHOOK_SECRET", True), ("GITHUB_TOKEN", True),
        ("DATABASE_URL", True), ("DB_PASSWORD", True), ("OPENAI_API_KEY", True), ("PRIVATE_KEY", True),
        ("AWS_SECRET_ACCESS_KEY", True), ("SUPABASE_SERVICE_ROLE_KEY", True), ("TOKEN", True),
        ("NEXT_PUBLIC_STRIPE_SECRET_KEY", True), ("NEXT_PUBLIC_MAP_TOKEN", False),
        ("NEXT_PUBLIC_FIREBASE_API_KEY", False), ("VITE_MAP_TOKEN", False), ("PORT", False),
        ("NEXT_PUBLIC_SITE_URL", False), ("VAPID_PUBLIC_KEY", False), ("SECRETARY_EMAIL", False),
        ("TOKENIZER", False), ("db_password", True),
    ],
)  # fmt: skip
def test_which_names_are_secrets(name: str, expected: bool) -> None:
    assert is_secret_name(name) is expected
