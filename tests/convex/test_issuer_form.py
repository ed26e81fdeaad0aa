"""The form of an issuer: what a token of Clerk's can have, and what none ever has."""

import pytest

from clerkdoctor.convex.issuer import InvalidIssuer, same_issuer, store_issuer
from clerkdoctor.convex.issuer_form import issuer_fault

DEV = "https://verb-noun-00.clerk.accounts.dev"


@pytest.mark.parametrize(
    "text",
    [DEV, f"{DEV}/", f"{DEV}//", "verb-noun-00.clerk.accounts.dev", "https://clerk.acme.io",
     "http://localhost:3000", "http://127.0.0.1:3000"],
)  # fmt: skip
def test_an_origin_has_no_fault(text: str) -> None:
    assert issuer_fault(text) is None


@pytest.mark.parametrize(
    ("text", "words", "meant"),
    [
        ("", "is empty", None),
        ("  ", "is empty", None),
        (f"{DEV}\n", "ends with white space", DEV),
        (f" {DEV}", "begins with white space", DEV),
        (f'"{DEV}"', "begins with a quote", DEV),
        ("${process.env.CLERK_JWT_ISSUER_DOMAIN}", "is text in plain quotes", None),
        ("undefined", "names no host", None),
        ("pk_test_abc", "names no host", None),
        ("https://", "is no URL", None),
        ("http://clerk.acme.io", "begins with `http://`", "https://clerk.acme.io"),
        ("HTTPS://clerk.acme.io", "begins with `HTTPS://`", "https://clerk.acme.io"),
        ("ftp://clerk.acme.io", "begins with `ftp://`", "https://clerk.acme.io"),
        (
            "https://ada:secret@clerk.acme.io",
            "holds a user name or password",
            "https://clerk.acme.io",
        ),
        (f"{DEV}:443", "has a port", DEV),
        ("https://Clerk.acme.io", "holds capital letters", "https://clerk.acme.io"),
        (f"{DEV}/.well-known/jwks.json", "is the URL of a key set", DEV),
        ("https://clerk.acme.io/v1/jwks", "is the URL of a key set", "https://clerk.acme.io"),
        (f"{DEV}/.well-known/openid-configuration", "is the URL of provider metadata", DEV),
        (f"{DEV}/v1/client", "has a path behind the host", DEV),
        (f"{DEV}?x=1", "has a path behind the host", DEV),
    ],
)
def test_everything_else_is_said_how(text: str, words: str, meant: str | None) -> None:
    fault = issuer_fault(text)
    assert fault is not None
    assert words in fault.words
    assert fault.meant == meant
    assert fault.words.count("`") % 2 == 0


@pytest.mark.parametrize("text", [DEV, f"{DEV}/", "verb-noun-00.clerk.accounts.dev"])
def test_what_has_no_fault_matches_clerks_tokens(text: str) -> None:
    stored = store_issuer(text)
    assert not isinstance(stored, InvalidIssuer)
    assert same_issuer(stored, DEV)


@pytest.mark.parametrize(
    "text",
    [f"{DEV}\n", f"{DEV}:443", DEV.upper(), f"{DEV}/.well-known/jwks.json", f"{DEV}?x=1",
     DEV.replace("https", "http")],
)  # fmt: skip
def test_what_has_a_fault_never_does(text: str) -> None:
    """Convex takes each of these at a push, and finds no provider for any token."""
    assert issuer_fault(text) is not None
    stored = store_issuer(text)
    assert not isinstance(stored, InvalidIssuer)
    assert not same_issuer(stored, DEV)
