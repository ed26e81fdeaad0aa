"""Convex' variables in the environment of the Next.js app."""

import pytest

from clerkdoctor.checks.convex_variables import (
    convex_deployments_are_named,
    convex_url_names_the_deployment,
)
from tests.checks.facts import SECRET, SK_TEST, environment, random_text
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning

URL, SITE = "NEXT_PUBLIC_CONVEX_URL", "NEXT_PUBLIC_CONVEX_SITE_URL"
DEPLOYMENT, KEY = "CONVEX_DEPLOYMENT", "CONVEX_DEPLOY_KEY"
CLOUD = "https://quiet-otter-123.convex.cloud"
DEV = "dev:quiet-otter-123"
PULLED = "dev:quiet-otter-123 # team: books, project: shelf"

U = convex_url_names_the_deployment
D = convex_deployments_are_named


def url(value: str, **others: str) -> object:
    return environment({URL: value, **others})


ROWS: list[Row] = [
    passes("the deployment that is worked on", U, url(CLOUD, CONVEX_DEPLOYMENT=DEV)),
    passes(
        "with a region, and the site beside it",
        U,
        environment(
            {
                URL: "https://quiet-otter-123.eu-west-1.convex.cloud",
                SITE: "https://quiet-otter-123.eu-west-1.convex.site",
                DEPLOYMENT: DEV,
            }
        ),
    ),
    passes("a local backend", U, url("http://127.0.0.1:3210", CONVEX_DEPLOYMENT="local:books")),
    passes("a custom domain", U, url("https://api.books.dev", CONVEX_DEPLOYMENT=DEV)),
    passes("a trailing slash", U, url(CLOUD + "/")),
    inapplicable("no Convex", U, "no Convex URL is set", environment({SECRET: SK_TEST})),
    fails(
        "the dashboard's address",
        U,
        url("https://dashboard.convex.dev/t/books/shelf"),
        error("is the dashboard's address", at=".env.local:1:1", fix="https://….convex.cloud"),
    ),
    fails(
        "the site for the cloud",
        U,
        url("https://quiet-otter-123.convex.site"),
        error(
            "ends with `.convex.site`, which is for HTTP actions; `.convex.cloud` belongs here",
            at=".env.local:1:1",
            fix="Copy the URL",
        ),
    ),
    fails(
        "the cloud for the site",
        U,
        environment({SITE: CLOUD}),
        error("`.convex.site` belongs here", at=".env.local:1:1", fix="https://….convex.site"),
    ),
    fails(
        "no scheme",
        U,
        url("quiet-otter-123.convex.cloud"),
        error("does not begin with `https://`", at=".env.local:1:1", fix="Copy the URL"),
    ),
    fails(
        "a path",
        U,
        url(f"{CLOUD}/api"),
        error("has a path behind the host", at=".env.local:1:1", fix="Copy the URL"),
    ),
    fails(
        "no address at all",
        U,
        url("https://[quiet"),
        error("is a URL whose host cannot be read", at=".env.local:1:1", fix="Copy the URL"),
    ),
    fails(
        "a placeholder",
        U,
        url("https://your-deployment.convex.cloud"),
        error("which stands for your own", at=".env.local:1:1", fix="Copy the URL"),
    ),
    fails(
        "another deployment",
        U,
        url("https://loud-heron-456.convex.cloud", CONVEX_DEPLOYMENT=DEV),
        warning(
            "is of the deployment `loud-heron-456`; `CONVEX_DEPLOYMENT` (`.env.local:2:1`) names"
            " `quiet-otter-123`",
            at=".env.local:1:1",
            fix="Run `npx convex dev`",
        ),
    ),
    unknown(
        "a deployment that is not named",
        U,
        "`CONVEX_DEPLOYMENT` names no deployment to compare the URL with",
        url(CLOUD, CONVEX_DEPLOYMENT=PULLED),
    ),
    passes(
        "Next.js 13 keeps the comment that the CLI cuts off",
        U,
        environment({URL: CLOUD, DEPLOYMENT: PULLED}, dialect="dotenv-10"),
    ),
    unknown("a reference", U, "is a reference to another variable", url("${CONVEX_URL}")),
    passes("as `convex dev` writes it", D, environment({DEPLOYMENT: DEV})),
    passes("an anonymous one", D, environment({DEPLOYMENT: "anonymous:anonymous-books"})),
    passes(
        "Next.js 13 keeps the comment that the CLI cuts off",
        D,
        environment({DEPLOYMENT: PULLED}, dialect="dotenv-10"),
    ),
    inapplicable(
        "no Convex",
        D,
        "neither `CONVEX_DEPLOYMENT` nor a deploy key",
        environment({SECRET: SK_TEST}),
    ),
    fails(
        "`vercel env pull` took the comment in",
        D,
        environment({DEPLOYMENT: PULLED}),
        warning(
            "holds the comment behind the deployment's name",
            at=".env.local:1:1",
            fix="Run `npx convex dev`, which writes the line anew",
        ),
    ),
    fails(
        "the URL in its place",
        D,
        environment({DEPLOYMENT: CLOUD}),
        warning("is a URL", at=".env.local:1:1", fix="Run `npx convex dev`"),
    ),
    passes(
        "a deploy key",
        D,
        environment({KEY: f"prod:quiet-otter-123|eyJ2Mi{random_text('key', 40)}"}),
    ),
    fails(
        "a deploy key that the shell cut",
        D,
        environment({KEY: "prod:quiet-otter-123"}),
        warning(
            "has no `|` with a key behind it: a shell cut it there",
            at=".env.local:1:1",
            fix="CONVEX_DEPLOY_KEY='prod:…'",
        ),
    ),
    unknown("given out elsewhere", D, "`[SENSITIVE]`", environment({KEY: "[SENSITIVE]"})),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_convex_variables(row: Row) -> None:
    holds(row)
