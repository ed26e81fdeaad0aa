"""Which sources a Content-Security-Policy admits, as CSP Level 3 and browsers have it."""

import pytest

from clerkdoctor.content_security import admits, governing, parse


def test_directives_are_lower_case_and_the_first_counts() -> None:
    found = parse("Default-Src 'self'; script-src https://a.b  c.d;; script-src *;")
    assert found == {"default-src": ("'self'",), "script-src": ("https://a.b", "c.d")}


@pytest.mark.parametrize(
    ("policy", "directive", "name"),
    [
        ("script-src a; default-src b", "script-src", "script-src"),
        ("script-src-elem a; script-src b", "script-src", "script-src-elem"),
        ("script-src a", "worker-src", "script-src"),
        ("child-src a; script-src b", "worker-src", "child-src"),
        ("default-src a", "frame-src", "default-src"),
        ("script-src a", "connect-src", None),
    ],
)
def test_who_decides(policy: str, directive: str, name: str | None) -> None:
    assert governing(parse(policy), directive) == name


@pytest.mark.parametrize(
    ("source", "is_admitted"),
    [
        ("*", True),
        ("https:", True),
        ("http:", True),
        ("data:", False),
        ("https://clerk.books.dev", True),
        ("https://clerk.books.dev:443/npm/", True),
        ("http://clerk.books.dev:80", True),
        ("clerk.books.dev:*", True),
        ("clerk.books.dev:80", False),
        ("https://clerk.books.dev:8443", False),
        ("*:443", True),
        ("HTTPS://Clerk.Books.Dev", True),
        ("clerk.books.dev", True),
        ("https://*.books.dev", True),
        ("*.clerk.books.dev", False),
        ("https://books.dev", False),
        ("'self'", False),
        ("wss://clerk.books.dev", False),
    ],
)
def test_a_source(source: str, is_admitted: bool) -> None:
    assert admits((source,), "https", "clerk.books.dev") == is_admitted


@pytest.mark.parametrize(
    ("source", "is_admitted"),
    [
        ("wss://*.convex.cloud", True),
        ("ws://a.convex.cloud", True),
        ("wss:", True),
        ("*", True),
        ("https://a.convex.cloud", False),
        ("https:", False),
        ("a.convex.cloud", False),
        ("a.convex.site", False),
    ],
)
def test_a_web_socket(source: str, is_admitted: bool) -> None:
    assert admits((source,), "wss", "a.convex.cloud") == is_admitted


@pytest.mark.parametrize(
    ("source", "path", "is_admitted"),
    [
        ("https://clerk.books.dev/", "/npm/", True),
        ("https://clerk.books.dev/npm/", "/npm/", True),
        ("https://clerk.books.dev/npm/", "/v1/", False),
        ("https://clerk.books.dev/npm", "/npm/", False),
        ("https://clerk.books.dev/npm", "/npm", True),
        ("https://clerk.books.dev/other", "", True),
    ],
)
def test_a_path(source: str, path: str, is_admitted: bool) -> None:
    assert admits((source,), "https", "clerk.books.dev", path) == is_admitted
