"""Booleans, proxies and hosts as Clerk reads them."""

import pytest

from clerkdoctor.clerk import hosts, options
from clerkdoctor.clerk.atob import NotBase64, atob


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True), ("TRUE", True), ("1", True), ("2abc", True), (" 7", True), ("007", True),
        ("true ", False), ("yes", False), ("on", False), ("0", False), ("-1", False), ("", False),
        ("false", False), ("0x10", False), ("+", False), (None, False),
    ],
)  # fmt: skip
def test_booleans(text: str | None, expected: bool) -> None:
    assert options.is_truthy(text) is expected


def test_a_proxy_url_is_absolute_or_a_path() -> None:
    for text in (None, "", "/__clerk", "https://acme.io/__clerk", "http://x"):
        assert options.is_valid_proxy_url(text)
    for text in ("acme.io/__clerk", "ftp://x", " /x"):
        assert not options.is_valid_proxy_url(text)


def test_a_production_key_on_vercels_domain_has_a_proxy_of_its_own() -> None:
    vercel = {
        "VERCEL_TARGET_ENV": "production",
        "VERCEL_PROJECT_PRODUCTION_URL": "acme.vercel.app",
    }
    assert options.auto_proxy_url("pk_live_x", vercel) == "/__clerk"
    assert options.auto_proxy_url("pk_test_x", vercel) == ""
    assert options.auto_proxy_url("pk_live_x", vercel, has_domain=True) == ""
    assert options.auto_proxy_url("pk_live_x", vercel | {"CLERK_DISABLE_AUTO_PROXY": "1"}) == ""
    own = vercel | {"VERCEL_PROJECT_PRODUCTION_URL": "acme.io"}
    assert options.auto_proxy_url("pk_live_x", own) == ""


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("clean-mayfly-62.clerk.accounts.dev", True),
        ("Clean-Mayfly-62.Clerk.Accounts.Dev", True),
        ("clerk.puma-74.lcl.dev", True),
        ("x.clerk.accountsstage.dev", True),
        ("clerk.myaccounts.dev", False),
        ("clerk.acme.io", False),
        ("", False),
    ],
)
def test_development_hosts(host: str, expected: bool) -> None:
    assert hosts.is_development_host(host) is expected


def test_staging_and_local_instances_have_their_own_backend_api() -> None:
    assert hosts.backend_api_of("x.clerk.accountsstage.dev") == hosts.STAGING_API
    assert hosts.backend_api_of("x.lclclerk.com") == hosts.LOCAL_API
    assert hosts.backend_api_of("clerk.x.lclclerk.com") == hosts.PRODUCTION_API
    assert hosts.account_portal_of("") == ""


@pytest.mark.parametrize("text", ["A", "AAAAA", "AA=A", "A===", "====", "AB-_", "é", "AAA=="])
def test_atob_refuses(text: str) -> None:
    with pytest.raises(NotBase64):
        atob(text)


@pytest.mark.parametrize(
    ("text", "decoded"),
    [("", ""), ("QQ", "A"), ("QQ==", "A"), ("Q Q\n=\t=", "A"), ("QR", "A"), ("/+8", "\xff\xef")],
)
def test_atob_forgives(text: str, decoded: str) -> None:
    assert atob(text) == decoded
