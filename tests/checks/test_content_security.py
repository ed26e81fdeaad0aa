"""The app's own Content-Security-Policy: whether Clerk and Convex work under it."""

import pytest

from clerkdoctor.checks.content_security import csp_admits_clerk, csp_admits_convex
from clerkdoctor.facts.content_security import ContentSecurity, Policy
from tests.checks.facts import PK_LIVE, code, environment, imports, place, publishable
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning

C = csp_admits_clerk
X = csp_admits_convex

AT = "next.config.ts:9:20"
HOST = "https://quick-otter-42.clerk.accounts.dev"
FULL = (
    f"default-src 'self'; script-src 'self' {HOST} https://challenges.cloudflare.com;"
    f" connect-src 'self' {HOST}; img-src 'self' https://img.clerk.com; worker-src 'self' blob:;"
    " style-src 'self' 'unsafe-inline'; frame-src https://challenges.cloudflare.com"
)
CONVEX = code(imports("convex/react", "ConvexReactClient"))
URL = environment({"NEXT_PUBLIC_CONVEX_URL": "https://brave-cat-1.convex.cloud"})


def csp(text: str, *, whole: bool = True) -> ContentSecurity:
    return ContentSecurity((Policy(text, place(AT), whole),))


ROWS: list[Row] = [
    passes("all that Clerk needs", C, csp(FULL), publishable()),
    passes("nothing is restricted", C, csp("frame-ancestors 'none'"), publishable()),
    passes("a wildcard", C, csp(FULL.replace("quick-otter-42", "*")), publishable()),
    inapplicable(
        "Clerk's own", C, "Clerk's middleware states", ContentSecurity((), True), publishable()
    ),
    inapplicable("none", C, "no Content-Security-Policy", ContentSecurity(()), publishable()),
    unknown(
        "a key that names nothing", C, "names no Frontend API", csp(FULL), publishable("pk_test_")
    ),
    fails(
        "nothing of Clerk's",
        C,
        csp("default-src 'self'"),
        publishable(),
        error(
            f"`{HOST}` in `script-src`, `{HOST}` in `connect-src`",
            at=AT,
            fix="Add these sources to their directives",
        ),
    ),
    fails(
        "the development host alone",
        C,
        csp(FULL),
        publishable(PK_LIVE),
        error("`https://clerk.books.dev` in `script-src`", at=AT, fix="Add these sources"),
    ),
    fails(
        "no pictures, no workers",
        C,
        csp(FULL.replace("https://img.clerk.com", "").replace("blob:", "")),
        publishable(),
        warning("`https://img.clerk.com` in `img-src`", at=AT, fix="Add these sources"),
    ),
    unknown(
        "a part is not known",
        C,
        "not statically known in full",
        csp("default-src 'self'; script-src 'self' ", whole=False),
        publishable(),
    ),
    fails(
        "strict-dynamic without a nonce",
        C,
        csp(FULL.replace("script-src 'self'", "script-src 'strict-dynamic'")),
        publishable(),
        error("ignore all hosts", at=AT, fix="Let Clerk's middleware make the nonce"),
    ),
    passes(
        "strict-dynamic with a nonce",
        C,
        csp(FULL.replace("script-src 'self'", "script-src 'strict-dynamic' 'nonce-abc'")),
        publishable(),
    ),
    unknown(
        "strict-dynamic, and the nonce is computed",
        C,
        "whether the policy has a nonce",
        csp(FULL.replace("script-src 'self'", "script-src 'strict-dynamic'"), whole=False),
        publishable(),
    ),
    passes(
        "Convex", X, csp("connect-src https://*.convex.cloud wss://*.convex.cloud"), CONVEX, URL
    ),
    inapplicable("none", X, "no Content-Security-Policy", ContentSecurity(()), CONVEX, URL),
    inapplicable("no Convex", X, "no browser code connects", csp("connect-src *"), code(), URL),
    unknown(
        "a host of one's own",
        X,
        "names no host below",
        csp("connect-src *"),
        CONVEX,
        environment({"NEXT_PUBLIC_CONVEX_URL": "https://api.books.dev"}),
    ),
    fails(
        "another deployment",
        X,
        csp("connect-src https://other.convex.cloud wss://other.convex.cloud"),
        CONVEX,
        URL,
        error("The policy lacks what Convex needs", at=AT, fix="Add these sources"),
    ),
    fails(
        "no url is set",
        X,
        csp("connect-src 'self'"),
        CONVEX,
        environment({}),
        error("`wss://*.convex.cloud` in `connect-src`", at=AT, fix="Add these sources"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
