"""Cookies in every form in which people hand them over, and the rules by which a browser sends them."""

import json

import pytest

from clerkdoctor.session.cookie_files import CookieFile, NotCookies, read_cookies
from clerkdoctor.session.stored_cookie import header_of, is_sent, refusal, set_cookie

NETSCAPE = (
    "# Netscape HTTP Cookie File\n"
    "#HttpOnly_.acme.io\tTRUE\t/\tTRUE\t1900000000\t__client\tc\n"
    "acme.io\tFALSE\t/\tFALSE\t0\t__session\ts\n"
)
TABLE = (
    "Name\tValue\tDomain\tPath\tExpires / Max-Age\tSize\tHttpOnly\tSecure\tSameSite\n"
    "__session\ts\tacme.io\t/\t2027-01-01T00:00:00.000Z\t10\t\t✓\tLax\n"
    "__client_uat\t1\t.acme.io\t/\tSession\t10\t✓\t✓\tStrict\n"
)
EXTENSION = [
    {"name": "__session", "value": "s", "domain": "acme.io", "hostOnly": True, "secure": True,
     "sameSite": "no_restriction", "expirationDate": 1900000000.5, "httpOnly": False, "path": "/"},
]  # fmt: skip
PLAYWRIGHT = {"cookies": [{"name": "__session", "value": "s", "domain": ".acme.io", "expires": -1}]}

FORMS = {
    "a header": (b"__session=s; a=b", "header", ["__session", "a"]),
    "a header with its name": (b"Cookie: __session=s\n", "header", ["__session"]),
    "a request": (b"GET / HTTP/1.1\r\nHost: a\r\ncookie: a=1; b=2\r\n", "header", ["a", "b"]),
    "utf-16": ("__session=s".encode("utf-16"), "header", ["__session"]),
    "cookies.txt": (NETSCAPE.encode(), "cookies.txt", ["__client", "__session"]),
    "developer tools": (TABLE.encode(), "table", ["__session", "__client_uat"]),
    "an extension": (json.dumps(EXTENSION).encode(), "json", ["__session"]),
    "Playwright": (json.dumps(PLAYWRIGHT).encode(), "json", ["__session"]),
    "a JSON object": (b'{"__session": "s"}', "header", ["__session"]),
}


@pytest.mark.parametrize("case", FORMS)
def test_forms(case: str) -> None:
    content, form, names = FORMS[case]
    found = read_cookies(content)
    assert isinstance(found, CookieFile), found
    assert found.form == form
    assert [one.name for one in found.cookies] == names


def test_attributes() -> None:
    found = read_cookies(NETSCAPE.encode())
    assert isinstance(found, CookieFile)
    client, session = found.cookies
    assert (client.http_only, client.secure, client.host_only, client.home) == (
        True,
        True,
        False,
        ".acme.io",
    )
    assert (session.http_only, session.expires, session.host_only) == (False, None, True)
    found = read_cookies(TABLE.encode())
    assert isinstance(found, CookieFile)
    assert found.cookies[0].secure
    assert found.cookies[0].expires == 1798761600
    assert found.cookies[1].same_site == "Strict"
    found = read_cookies(json.dumps(EXTENSION).encode())
    assert isinstance(found, CookieFile)
    assert found.cookies[0].same_site == "None"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"hello", "holds no cookie"),
        (b"[1, 2]", "JSON without cookies"),
        (b"{", "was expected"),
        (b'{"log": {"entries": []}}', "`--har`"),
        (b"{}", "is empty"),
        (b"\xff\xfe\x00", "was expected"),
    ],
)
def test_what_holds_no_cookies(content: bytes, reason: str) -> None:
    found = read_cookies(content)
    assert isinstance(found, NotCookies)
    assert reason in found.reason


def test_no_value_is_shown() -> None:
    found = read_cookies(b"__session=eyJcanary")
    assert "eyJcanary" not in repr(found)


SENT = [
    ("a=1", "https://acme.io/", True),
    ("a=1", "https://app.acme.io/", False),
    ("a=1; Domain=acme.io", "https://app.acme.io/", True),
    ("a=1; Domain=acme.io", "https://notacme.io/", False),
    ("a=1; Path=/admin", "https://acme.io/administer", False),
    ("a=1; Path=/admin", "https://acme.io/admin/x", True),
    ("a=1; Secure", "http://acme.io/", False),
    ("a=1; Max-Age=0", "https://acme.io/", False),
    ("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://acme.io/", False),
    ("a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://acme.io/", True),
    ("a=1; Expires=soon; Max-Age=x", "https://acme.io/", True),
]


@pytest.mark.parametrize(("header", "url", "expected"), SENT)
def test_what_a_browser_sends(header: str, url: str, expected: bool) -> None:
    cookie = set_cookie(header, "https://acme.io/", 1000.0)
    assert cookie is not None
    assert is_sent(cookie, url, 1000.0) is expected


REFUSED = [
    ("a=1", "https://acme.io/", None),
    ("a=1; Secure", "http://localhost:3000/", None),
    ("a=1; Secure", "http://acme.io/", "comes over http"),
    ("a=1; SameSite=None", "https://acme.io/", "without `Secure`"),
    ("a=1; Domain=other.io", "https://acme.io/", "has no right to"),
    ("a=1; Domain=app.acme.io", "https://acme.io/", "has no right to"),
    (f"a={'x' * 4096}", "https://acme.io/", "4,097 bytes"),
    (f"a={'x' * 4095}", "https://acme.io/", None),
    ("a=1; Partitioned", "https://acme.io/", "without `Secure`"),
    ("a=1; Domain=io", "https://acme.io/", "is set for all of `io`"),
    ("a=1; Domain=vercel.app", "https://acme.vercel.app/", "is set for all of `vercel.app`"),
    ("a=1; Domain=acme.vercel.app", "https://acme.vercel.app/", None),
    ("a=1; Domain=localhost", "http://localhost:3000/", None),
    ("__Secure-a=1", "https://acme.io/", "the prefix `__Secure-` without `Secure`"),
    ("__host-a=1; Secure; Path=/; Domain=acme.io", "https://acme.io/", "and a `Domain`"),
    ("__Host-a=1; Secure", "https://acme.io/", "without `Path=/`"),
    ("__Host-a=1; Secure; Path=/", "https://acme.io/", None),
]


@pytest.mark.parametrize(("header", "url", "expected"), REFUSED)
def test_what_a_browser_refuses(header: str, url: str, expected: str | None) -> None:
    cookie = set_cookie(header, url, 0.0)
    assert cookie is not None
    found = refusal(cookie, url)
    assert (found is None) if expected is None else (expected in (found or ""))


def test_a_cookie_for_a_public_suffix_itself_is_kept_by_its_host_alone() -> None:
    cookie = set_cookie("a=1; Domain=localhost", "http://localhost:3000/", 0.0)
    assert cookie is not None
    assert cookie.host_only


def test_longer_paths_are_sent_first() -> None:
    cookies = [set_cookie(one, "https://acme.io/", 0.0) for one in ("a=1; Path=/", "a=2; Path=/x")]
    assert header_of(tuple(one for one in cookies if one), "https://acme.io/x", 0.0) == "a=2; a=1"
    assert set_cookie("no cookie", "https://acme.io/", 0.0) is None
