"""The page that a signed-out browser ends at, and what is said of it."""

import pytest

from clerkdoctor.checks.session_page import (
    clerk_js_comes_from_the_instance,
    page_carries_the_projects_key,
    page_policy_admits_clerk,
)
from clerkdoctor.clerk.keys import publishable_key_for
from tests.checks.session_facts import (
    BEHIND_PROXY,
    HOST,
    LIVE,
    TEST,
    URL,
    in_use,
    page,
    script,
    variable,
)
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning

OTHER = publishable_key_for("clerk.other.io", live=True)
BAD = variable("pk_live_nonsense")
FULL = (
    f"script-src 'self' https://{HOST} https://challenges.cloudflare.com;"
    f" connect-src 'self' https://{HOST}; img-src https://img.clerk.com; worker-src blob:;"
    " style-src 'unsafe-inline'; frame-src https://challenges.cloudflare.com"
)

ROWS = [
    passes("the same key", page_carries_the_projects_key, page(script()), variable()),
    unknown("none", page_carries_the_projects_key, "shows no publishable key", page(), variable()),
    unknown("no key to compare", page_carries_the_projects_key, "is none", page(script()), BAD),
    fails(
        "of another instance",
        page_carries_the_projects_key,
        page(script(TEST)),
        variable(),
        error("`happy-hippo-1.clerk.accounts.dev`", at=URL, fix="Deploy the app again"),
    ),
    fails(
        "the same in another spelling",
        page_carries_the_projects_key,
        page(script(f"{LIVE}=")),
        variable(),
        error("in another spelling", at=URL, fix="Deploy the app again"),
    ),
    passes("its own host", clerk_js_comes_from_the_instance, page(script()), in_use()),
    passes(
        "through the app's proxy",
        clerk_js_comes_from_the_instance,
        page(script(host="acme.io/__clerk")),
        in_use(),
    ),
    unknown("no script", clerk_js_comes_from_the_instance, "no script", page(), in_use()),
    passes(
        "through a proxy that is a path",
        clerk_js_comes_from_the_instance,
        page('<script src="/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js"></script>'),
        BEHIND_PROXY,
    ),
    passes(
        "through a proxy on another host",
        clerk_js_comes_from_the_instance,
        page(script(host="id.acme.io/clerk")),
        in_use("https://id.acme.io/clerk", "proxy"),
    ),
    fails(
        "past the proxy",
        clerk_js_comes_from_the_instance,
        page(script()),
        BEHIND_PROXY,
        warning(
            "the proxy `https://acme.io/__clerk` was expected", at=URL, fix="Set the whole URL"
        ),
    ),
    passes(
        "a satellite's host",
        clerk_js_comes_from_the_instance,
        page(script(host="clerk.shop.io")),
        in_use("https://clerk.shop.io", "satellite"),
    ),
    fails(
        "another host",
        clerk_js_comes_from_the_instance,
        page(script(host="clerk.other.io")),
        in_use(),
        warning("comes from `clerk.other.io`", at=URL, fix="Take the option"),
    ),
    passes("all that Clerk needs", page_policy_admits_clerk, page(csp=FULL), variable(), in_use()),
    passes(
        "the app's own origin, where the proxy is",
        page_policy_admits_clerk,
        page(csp=FULL.replace(f"https://{HOST}", "")),
        variable(),
        BEHIND_PROXY,
    ),
    passes(
        "the proxy's own path",
        page_policy_admits_clerk,
        page(csp=FULL.replace(f"https://{HOST}", "https://id.acme.io/clerk/")),
        variable(),
        in_use("https://id.acme.io/clerk", "proxy"),
    ),
    fails(
        "the proxy's path without what is below it",
        page_policy_admits_clerk,
        page(csp=FULL.replace(f"https://{HOST}", "https://id.acme.io/clerk")),
        variable(),
        in_use("https://id.acme.io/clerk", "proxy"),
        error("`https://id.acme.io` in `connect-src`", at=URL, fix="Add these sources"),
    ),
    fails(
        "the instance's host, and not the proxy",
        page_policy_admits_clerk,
        page(csp=FULL),
        variable(),
        in_use("https://id.acme.io/clerk", "proxy"),
        error("`https://id.acme.io` in `connect-src`", at=URL, fix="Add these sources"),
    ),
    inapplicable(
        "no policy", page_policy_admits_clerk, "no Content-Sec", page(), variable(), in_use()
    ),
    unknown("no key", page_policy_admits_clerk, "names no Frontend", page(csp=FULL), BAD, in_use()),
    fails(
        "nothing for Clerk",
        page_policy_admits_clerk,
        page(csp="default-src 'self'"),
        variable(),
        in_use(),
        error("`https://clerk.acme.io` in `script-src`", at=URL, fix="Add these sources"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_session_page(row: Row) -> None:
    holds(row)
