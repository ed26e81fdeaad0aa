"""Cookies of a browser, and what is said of them."""

import pytest

from clerkdoctor.checks.session_cookies import (
    cookie_suffix_agrees_with_the_key,
    cookies_are_set,
    cookies_have_clerks_attributes,
    cookies_have_one_home,
    session_cookie_fits,
    session_is_not_pending,
    session_token_is_newer_than_the_client,
)
from clerkdoctor.clerk.keys import cookie_suffix
from tests.checks.session_facts import (
    AT,
    LIVE,
    SUFFIX,
    TEST,
    cookies,
    header,
    key,
    netscape,
    signed_in,
)
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    note,
    passes,
    unknown,
    warning,
)
from tests.clerk.minted import SECOND, token

T = token()
PADDED = cookie_suffix(f"{LIVE}=")
OTHER = key(TEST).cookie_suffix
LONG = "x" * 3_000

ROWS = [
    passes("signed in", cookies_are_set, cookies(signed_in())),
    passes(
        "an expired token is normal",
        cookies_are_set,
        cookies(signed_in(iat=SECOND - 90, exp=SECOND - 30)),
    ),
    fails(
        "no cookie of Clerk's",
        cookies_are_set,
        cookies("theme=dark"),
        error("no cookie of Clerk's", at=AT, fix="Sign in again"),
    ),
    fails(
        "signed out by Clerk",
        cookies_are_set,
        cookies(f"__client_uat=0; __client_uat_{SUFFIX}=0"),
        error("is `0`: Clerk signed this browser out", at=AT, fix="Read under Sessions"),
    ),
    fails(
        "the session cookie is lost",
        cookies_are_set,
        cookies(f"__client_uat={SECOND}; __client_uat_{SUFFIX}={SECOND}"),
        error("client-uat-but-no-session-token", at=AT, fix="Sign in again"),
    ),
    fails(
        "the time of the sign-in is lost",
        cookies_are_set,
        cookies(f"__session={T}"),
        error("session-token-but-no-client-uat", at=AT, fix="Let `__client_uat` through"),
    ),
    fails(
        "a suffixed session alone is ignored",
        cookies_are_set,
        cookies(f"__session_{SUFFIX}={T}"),
        error("without which", at=AT, fix="Sign in again"),
    ),
    fails(
        "a subdomain does not see the session",
        cookies_are_set,
        cookies(
            netscape(("acme.io", "__session", T), (".acme.io", "__client_uat", str(SECOND))),
            url="https://app.acme.io/",
        ),
        error("is kept for `acme.io`, and", at=AT, fix="Send `getToken()`"),
    ),
    fails(
        "a satellite does not see the primary domain's session",
        cookies_are_set,
        cookies(
            netscape(("acme.io", "__session", T), (".acme.io", "__client_uat", str(SECOND))),
            url="https://shop.io/",
            is_satellite=True,
        ),
        error("the satellite `https://shop.io/` does not get it", at=AT, fix="Use Clerk's own"),
    ),
    passes("the key's own suffix", cookie_suffix_agrees_with_the_key, cookies(signed_in())),
    unknown(
        "no key",
        cookie_suffix_agrees_with_the_key,
        "no publishable key is known",
        cookies(signed_in(), known=False),
    ),
    inapplicable(
        "no suffix", cookie_suffix_agrees_with_the_key, "suffix", cookies(f"__session={T}")
    ),
    inapplicable("nothing", cookie_suffix_agrees_with_the_key, "no cookie", cookies("a=b")),
    fails(
        "the key with padding",
        cookie_suffix_agrees_with_the_key,
        cookies(signed_in(PADDED)),
        error("the same key with `=` at its end", at=AT, fix="Write the key without padding"),
    ),
    fails(
        "another app's on localhost",
        cookie_suffix_agrees_with_the_key,
        cookies(header((f"__client_uat_{OTHER}", SECOND), (f"__session_{OTHER}", T))),
        error("those of another publishable key", at=AT, fix="Restart the app"),
    ),
    fails(
        "another app's beside unsuffixed ones",
        cookie_suffix_agrees_with_the_key,
        cookies(header(("__client_uat", SECOND), ("__session", T), (f"__client_uat_{OTHER}", 1))),
        warning("was expected beside them", at=AT, fix="Restart the app"),
    ),
    passes("an ordinary token", session_cookie_fits, cookies(signed_in())),
    inapplicable("no token", session_cookie_fits, "no session token", cookies("a=b")),
    fails(
        "metadata fills the token",
        session_cookie_fits,
        cookies(f"__client_uat={SECOND}; __session={token(metadata=LONG)}"),
        error("`metadata` 3,002", at=AT, fix="Take claims out"),
    ),
    fails(
        "close to the limit",
        session_cookie_fits,
        cookies(f"__client_uat={SECOND}; __session={token(metadata='x' * 2400)}"),
        warning("makes it vanish", at=AT, fix="Take claims out"),
    ),
    fails(
        "another cookie of Clerk's is too large",
        session_cookie_fits,
        cookies(f"__client_uat=1; __refresh_{SUFFIX}={'x' * 5000}"),
        error("__refresh", at=AT, fix="Take claims out"),
    ),
    passes("newer", session_token_is_newer_than_the_client, cookies(signed_in())),
    passes(
        "the very second",
        session_token_is_newer_than_the_client,
        cookies(signed_in(uat=SECOND - 10)),
    ),
    inapplicable("none", session_token_is_newer_than_the_client, "not both", cookies("a=b")),
    unknown(
        "no `iat`",
        session_token_is_newer_than_the_client,
        "when it was issued",
        cookies(signed_in(iat=...)),
    ),
    fails(
        "the token is older",
        session_token_is_newer_than_the_client,
        cookies(signed_in(uat=SECOND - 5)),
        error("is 5 seconds older than", at=AT, fix="Let the browser reach"),
    ),
    passes("active", session_is_not_pending, cookies(signed_in(sts="active"))),
    inapplicable("no token", session_is_not_pending, "no session token", cookies("a=b")),
    fails(
        "pending",
        session_is_not_pending,
        cookies(signed_in(sts="pending")),
        error("`sts: pending`", at=AT, fix="Finish the session's tasks"),
    ),
    passes("each once", cookies_have_one_home, cookies(signed_in())),
    inapplicable("none", cookies_have_one_home, "no cookie", cookies("a=b")),
    fails(
        "for the host and its domain",
        cookies_have_one_home,
        cookies(netscape(("acme.io", "__session", T), (".acme.io", "__session", "old"))),
        error("is kept for `acme.io/` and `.acme.io/`, with different", at=AT, fix="Delete"),
    ),
    fails(
        "twice in a header, alike",
        cookies_have_one_home,
        cookies(f"__session={T}; __session={T}"),
        note("is there 2 times, alike", at=AT, fix="Delete"),
    ),
    passes(
        "as clerk-js sets it",
        cookies_have_clerks_attributes,
        cookies(netscape(("acme.io", "__session", T))),
    ),
    unknown(
        "a header tells none",
        cookies_have_clerks_attributes,
        "no attributes",
        cookies(signed_in()),
    ),
    fails(
        "HttpOnly and for the domain",
        cookies_have_clerks_attributes,
        cookies(netscape((".acme.io", "__session", T), http_only=True)),
        warning("is `HttpOnly`", at=AT, fix="Let nothing"),
        warning("for all of `.acme.io`", at=AT, fix="Let nothing"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_session_cookies(row: Row) -> None:
    holds(row)
