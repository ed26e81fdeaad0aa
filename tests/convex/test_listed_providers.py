"""The providers that a deployment lists, in a message and in rows."""

import pytest

from clerkdoctor.convex.listed_providers import (
    providers_in_message,
    providers_in_rows,
    same_provider,
)
from clerkdoctor.convex.providers import CustomJwtProvider, OidcProvider

ISSUER = "https://verb-noun-00.clerk.accounts.dev"
HEAD = (
    "No auth provider found matching the given token. Check that your JWT's issuer and audience"
    " match one of your configured providers: "
)
OIDC = OidcProvider("convex", ISSUER)
CUSTOM = CustomJwtProvider("https://a.dev", "https://a.dev/jwks", "RS256", "books")


def test_the_message_lists_them_as_they_print_themselves() -> None:
    listed = ", ".join(map(str, (OIDC, CUSTOM, CUSTOM._replace(application_id=None))))
    assert providers_in_message(f"{HEAD}[{listed}]") == (
        OIDC,
        CustomJwtProvider("https://a.dev", "", "", "books"),
        CustomJwtProvider("https://a.dev", "", "", None),
    )


@pytest.mark.parametrize("issuer", [f"{ISSUER}\n", f"{ISSUER}, x", "https://[::1]:3000", ""])
def test_an_issuer_may_hold_anything(issuer: str) -> None:
    stated = OidcProvider("convex", issuer)
    assert providers_in_message(f"{HEAD}[{stated}]") == (stated,)


def test_there_may_be_none() -> None:
    message = (
        "No auth provider found matching the given token (no providers configured). Check"
        " convex/auth.config.ts."
    )
    assert providers_in_message(message) == ()


@pytest.mark.parametrize(
    "message",
    [
        "No auth provider found matching the given token",
        f"{HEAD}[]",
        f"{HEAD}[SAML(x=1)]",
        f"{HEAD}[OIDC(domain=https://x.dev]",
        f"{HEAD}[OIDC(domain=https://x.dev, CustomJWT(issuer=y, app_id=a)]",
        "",
    ],
)
def test_what_is_no_list_is_not_guessed(message: str) -> None:
    assert providers_in_message(message) is None


def test_rows_are_read() -> None:
    rows = [
        {"applicationID": "convex", "domain": ISSUER},
        {"type": "customJwt", "issuer": "https://a.dev", "jwks": "https://a.dev/jwks",
         "algorithm": '"RS256"', "applicationID": "books"},
    ]  # fmt: skip
    assert providers_in_rows(rows) == (OIDC, CUSTOM)
    assert providers_in_rows([]) == ()


@pytest.mark.parametrize("rows", [None, {}, [None], [{"domain": ISSUER}], [{"type": "customJwt"}]])
def test_other_rows_are_none(rows: object) -> None:
    assert providers_in_rows(rows) is None


def test_two_are_the_same_as_far_as_both_say() -> None:
    listed = CustomJwtProvider("https://a.dev", "", "", "books")
    assert same_provider(listed, CUSTOM)
    assert same_provider(CUSTOM, listed)
    assert not same_provider(listed, CUSTOM._replace(application_id=None))
    assert not same_provider(OIDC, CUSTOM)
    assert same_provider(OIDC, OIDC)
    assert not same_provider(CUSTOM, CUSTOM._replace(algorithm="ES256"))
