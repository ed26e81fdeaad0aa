"""What a signed-out browser gets of an app, and what is said of it."""

import pytest

from clerkdoctor.checks.session_app import (
    app_clock_agrees_with_clerks,
    app_knows_its_own_url,
    handshake_does_not_loop,
    middleware_answers,
    redirects_are_not_cached,
    response_headers_name_no_fault,
)
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import AppTrails, Clocks
from clerkdoctor.session.hops import Hop, Trail
from clerkdoctor.session.stored_cookie import set_cookie
from tests.checks.session_facts import (
    BEHIND_PROXY,
    HOST,
    PLAIN,
    PROXY_URL,
    URL,
    hop,
    in_use,
    shake,
    trails,
)
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    passes,
    unknown,
    warning,
)

DEAD = Hop(f"https://{HOST}/v1/client/handshake", 0, {}, failure="refuses the connection")
CAUGHT = shake("client-uat-but-no-session-token")._replace(
    url=f"{PROXY_URL}/v1/client/handshake?redirect_url=x"
)
SIGN_IN = hop(
    f"{URL}sign-in", 307, PLAIN, f"{URL}sign-in?redirect_url=https%3A%2F%2Facme.io%2Fsign-in"
)


def only(*hops: Hop) -> AppTrails:
    return AppTrails(URL, {"document": Trail(hops, "answer")})


def refused(name: str) -> Hop:
    cookie = set_cookie(f"{name}=x; Domain=elsewhere.io", URL, 0)
    assert cookie is not None
    return shake("client-uat-but-no-session-token")._replace(
        set_cookies=(cookie,), refused=((name, "is set for `elsewhere.io`"),)
    )


def handed() -> Hop:
    """Clerk's answer to a handshake."""
    cookie = set_cookie("__clerk_handshake=x; Domain=acme.io", f"https://{HOST}/", 0)
    assert cookie is not None
    url = f"https://{HOST}/v1/client/handshake?redirect_url=x"
    return hop(url, 307, to=URL)._replace(set_cookies=(cookie,))


def vercel() -> Hop:
    cookie = set_cookie("_vercel_sso_nonce=x", URL, 0)
    assert cookie is not None
    return hop(status=401)._replace(set_cookies=(cookie,))


ROWS = [
    passes("a signed-out visitor", middleware_answers, trails()),
    unknown("Vercel's protection", middleware_answers, "Deployment Protection", only(vercel())),
    unknown("the server fails", middleware_answers, "answers 500", only(hop(status=500))),
    fails(
        "no header of Clerk's",
        middleware_answers,
        only(hop()),
        warning("No answer of `https://acme.io/` has", at=URL, fix="Let the middleware's matcher"),
    ),
    passes("a signed-out visitor", response_headers_name_no_fault, trails()),
    passes("one handshake", response_headers_name_no_fault, trails(shake(), hop(reason=PLAIN))),
    passes(
        "the answer to the made-up sign-in",
        response_headers_name_no_fault,
        trails(returning=Trail((shake("client-uat-but-no-session-token"),), "answer")),
    ),
    passes(
        "`protect()` of an API",
        response_headers_name_no_fault,
        trails(api=Trail((hop(status=404, reason=f"protect-rewrite, {PLAIN}"),), "answer")),
    ),
    passes(
        "said of somebody else, and kept by a cache",
        response_headers_name_no_fault,
        trails(shake("client-uat-but-no-session-token", age="30")),
    ),
    unknown("no header", response_headers_name_no_fault, "has a header of Clerk's", only(hop())),
    unknown(
        "a new code", response_headers_name_no_fault, "`brand-new`", only(hop(reason="brand-new"))
    ),
    fails(
        "a wrong secret key after the handshake",
        response_headers_name_no_fault,
        trails(shake(), hop(reason="secret-key-invalid")),
        error("after the handshake, the SDK was refused by Clerk", at=URL, fix="Copy `CLERK_SEC"),
    ),
    passes("answered at once", handshake_does_not_loop, trails(), in_use()),
    passes("one handshake", handshake_does_not_loop, trails(shake(), hop(reason=PLAIN)), in_use()),
    unknown(
        "the handshake's host is dead",
        handshake_does_not_loop,
        "refuses the connection",
        trails(shake(), DEAD, end="failed"),
        in_use(),
    ),
    fails(
        "keys of two instances",
        handshake_does_not_loop,
        trails(*[shake("jwk-kid-mismatch")] * 3, end="loop"),
        in_use(),
        error("handshake 3 times: the SDK knows no such key", at=URL, fix="Copy both keys"),
    ),
    fails(
        "keys of two instances, by the host",
        handshake_does_not_loop,
        trails(*[shake()] * 3, end="loop"),
        in_use("https://clerk.other.io"),
        error("at `clerk.acme.io`, and the project's key", at=URL, fix="Copy both keys"),
    ),
    fails(
        "the app's middleware takes the proxy's handshake for its own",
        handshake_does_not_loop,
        trails(*[CAUGHT] * 3, end="loop"),
        BEHIND_PROXY,
        error(
            "answers the proxy's `/__clerk/v1/client/handshake`, in place of",
            at=URL,
            fix="Let the SDK",
        ),
    ),
    fails(
        "a redirect out of a cache",
        handshake_does_not_loop,
        trails(*[shake(age="30")] * 3, end="loop"),
        in_use(),
        error("comes from a cache, where it lay for 30 seconds", at=URL, fix="Keep caches off"),
    ),
    fails(
        "the scheme is lost",
        handshake_does_not_loop,
        trails(*[shake(back="http://acme.io/")] * 3, end="loop"),
        in_use(),
        error("takes `acme.io` for `http`, not `https`", at=URL, fix="Let the proxy send"),
    ),
    fails(
        "the browser refuses the cookie",
        handshake_does_not_loop,
        trails(*[refused("__client_uat")] * 3, end="loop"),
        in_use(),
        error("the browser refuses `__client_uat`", at=URL, fix="Serve the app over https"),
    ),
    fails(
        "the sign-in page is protected",
        handshake_does_not_loop,
        trails(*[SIGN_IN] * 3, end="loop"),
        in_use(),
        error("`/sign-in` redirects to itself", at=URL, fix="Make the sign-in page public"),
    ),
    fails(
        "http and https",
        handshake_does_not_loop,
        trails(
            hop(to="http://acme.io/", status=302), hop("http://acme.io/", 308, to=URL), end="loop"
        ),
        in_use(),
        error("back to http", at=URL, fix="Set the proxy"),
    ),
    fails(
        "an ordinary redirect",
        handshake_does_not_loop,
        trails(*[hop(status=307, to=URL)] * 3, end="loop"),
        in_use(),
        error("again and again", at=URL, fix="Find the redirect"),
    ),
    passes("the browser's own", app_knows_its_own_url, trails(shake(), hop(reason=PLAIN))),
    inapplicable("no way back", app_knows_its_own_url, "where to come back", trails()),
    passes(
        "asked at the apex, come back to www",
        app_knows_its_own_url,
        trails(
            hop(status=308, to="https://www.acme.io/"),
            shake(back="https://www.acme.io/")._replace(url="https://www.acme.io/"),
        ),
    ),
    fails(
        "an inner name",
        app_knows_its_own_url,
        trails(shake(back="http://web:3000/")),
        error("takes `acme.io` for `web:3000`", at=URL, fix="Let the proxy send"),
    ),
    passes("no-store", redirects_are_not_cached, trails(shake())),
    passes("no word of caching", redirects_are_not_cached, trails(shake(cache_control=""))),
    inapplicable("no redirect", redirects_are_not_cached, "redirected by Clerk", trails()),
    fails(
        "from a cache",
        redirects_are_not_cached,
        trails(shake(age="120")),
        error("lay for 120 seconds", at=URL, fix="Keep caches off"),
    ),
    fails(
        "public",
        redirects_are_not_cached,
        trails(shake(cache_control="public, s-maxage=60")),
        error("says `cache-control: public, s-maxage=60`", at=URL, fix="Keep caches off"),
    ),
    fails(
        "Clerk's answer is not accepted",
        handshake_does_not_loop,
        trails(*[shake("client-uat-but-no-session-token"), handed()] * 3, end="loop"),
        in_use(),
        error("does not accept what Clerk answers", at=URL, fix="Set the secret key"),
    ),
    passes("two seconds", app_clock_agrees_with_clerks, Clocks(Url(URL), 2.0, 1.2)),
    unknown("slow answers", app_clock_agrees_with_clerks, "to within", Clocks(Url(URL), 4.0, 3.0)),
    fails(
        "behind",
        app_clock_agrees_with_clerks,
        Clocks(Url(URL), -61.0, 1.2),
        error("61 seconds behind Clerk's", at=URL, fix="Set the server's clock"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_session_app(row: Row) -> None:
    holds(row)
