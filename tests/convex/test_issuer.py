"""Issuers compared, and URLs and hosts as the URL Standard has them."""

import pytest

from clerkdoctor.convex.issuer import issuer_difference, same_issuer
from clerkdoctor.convex.url import Url, UrlError, parse_url

ISSUER = "https://verb-noun-00.clerk.accounts.dev"


@pytest.mark.parametrize(
    ("stored", "claimed", "same"),
    [
        (ISSUER, ISSUER, True),
        (f"{ISSUER}/", ISSUER, True),
        (f"{ISSUER}//", f"{ISSUER}/", True),
        (ISSUER, "verb-noun-00.clerk.accounts.dev", True),
        (f"http{ISSUER[5:]}", ISSUER, False),
        (ISSUER, ISSUER.upper(), False),
        (f"{ISSUER}\n", ISSUER, False),
        (f"{ISSUER}:443", ISSUER, False),
        ("https://localhost:9000", "localhost:9000", True),
        ("https://localhost:9000", "http://localhost:9000", False),
    ],
)
def test_only_slashes_at_the_end_do_not_count(stored: str, claimed: str, same: bool) -> None:
    assert same_issuer(stored, claimed) is same


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        (f"{ISSUER}/", None),
        ("https://clerk.example.com", None),
        (f"{ISSUER}\n", "has white space around it"),
        ("https://Verb-Noun-00.clerk.accounts.dev", "is written in other letter case"),
        (f"http{ISSUER[5:]}", "is `http://`, where the token's is `https://`"),
        (f"{ISSUER}:443", "is the same URL in another spelling, and Convex compares the text"),
        (f"{ISSUER}:8443", "has the same host but another port or path"),
        (
            f"{ISSUER}/.well-known/jwks.json",
            "is the URL of a key set or of provider metadata, where the bare issuer belongs",
        ),
        ("https://[", None),
    ],
)
def test_what_was_meant_is_told_from_what_is_another(stored: str, words: str | None) -> None:
    assert issuer_difference(stored, ISSUER) == words


@pytest.mark.parametrize(
    ("text", "host", "href"),
    [
        (" https://A.Dev:443/x/../y?q=ä#f ", "a.dev", "https://a.dev/y?q=%C3%A4#f"),
        ("https:\\\\a.dev\\b", "a.dev", "https://a.dev/b"),
        ("https:a.dev", "a.dev", "https://a.dev/"),
        ("https://a@b@c.dev", "c.dev", "https://a%40b@c.dev/"),
        ("https://0x7f.1", "127.0.0.1", "https://127.0.0.1/"),
        ("https://1.", "0.0.0.1", "https://0.0.0.1/"),
        ("https://[2001:db8::1]:3000/", "[2001:db8::1]", "https://[2001:db8::1]:3000/"),
        ("https://münchen.de", "xn--mnchen-3ya.de", "https://xn--mnchen-3ya.de/"),
        ("https://a\u3002dev", "a.dev", "https://a.dev/"),
        ("https://%41.dev", "a.dev", "https://a.dev/"),
        ("https://a.dev/%2E%2e/b/.", "a.dev", "https://a.dev/b/"),
        ("https://a.dev:080", "a.dev", "https://a.dev:80/"),
        ("https://a..b", "a..b", "https://a..b/"),
    ],
)
def test_urls(text: str, host: str, href: str) -> None:
    assert parse_url(text) == Url("https", host, href)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.dev", "relative URL without a base"),
        ("", "relative URL without a base"),
        ("https://", "empty host"),
        ("https://a@", "empty host"),
        ("https://\u00ad", "empty host"),
        ("https://a^b", "invalid international domain name"),
        ("https://%ff", "invalid international domain name"),
        ("https://xn--münchen", "invalid international domain name"),
        ("https://a\u2488", "invalid international domain name"),
        ("https://\u0301a", "invalid international domain name"),
        ("https://xn--a", "invalid international domain name"),
        ("https://a.08", "invalid IPv4 address"),
        ("https://4294967296", "invalid IPv4 address"),
        ("https://1.2.3.4.5", "invalid IPv4 address"),
        ("https://[::1", "invalid IPv6 address"),
        ("https://[fe80::1%25eth0]", "invalid IPv6 address"),
        ("https://a.dev:+80", "invalid port number"),
        ("foo://a b", "invalid domain character"),
        ("foo://:1", "empty host"),
        ("foo://[x]", "invalid IPv6 address"),
        ("foo://h:x", "invalid port number"),
    ],
)
def test_texts_that_are_no_urls(text: str, message: str) -> None:
    assert parse_url(text) == UrlError(message)


@pytest.mark.parametrize("text", ["localhost:3000", "mailto:x", "foo://h:1/p", "file:///x"])
def test_other_schemes_are_urls(text: str) -> None:
    assert isinstance(parse_url(text), Url)
