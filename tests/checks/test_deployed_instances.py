"""Which Clerk instance and which Convex deployment each deployment is of."""

import pytest

from clerkdoctor.checks.deployed_instances import (
    deployed_convex_url_names_the_deployment,
    deployed_keys_belong_together,
    deployed_keys_fit_their_target,
    deployments_do_not_share_an_instance_by_accident,
)
from tests.checks.deployed_facts import (
    CONVEX_URL,
    ISSUER,
    ISSUER_LIVE,
    ISSUER_TEST,
    SENSITIVE,
    convex_dev,
    convex_prod,
    deployed,
    local,
    preview,
    production,
    source,
)
from tests.checks.facts import PK_LIVE, PK_TEST, PUBLISHABLE, SECRET, SK_LIVE, SK_TEST, code, read
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

T = deployed_keys_belong_together
F = deployed_keys_fit_their_target
S = deployments_do_not_share_an_instance_by_accident
U = deployed_convex_url_names_the_deployment

LIVE = {PUBLISHABLE: PK_LIVE, SECRET: SK_LIVE}
TESTS = {PUBLISHABLE: PK_TEST, SECRET: SK_TEST}
CLOUD, OTHER = "https://quiet-fox-7.convex.cloud", "https://brave-otter-42.convex.cloud"
BY_DOMAIN = code(read("AUTH_DOMAIN", "convex", "convex/auth.config.ts:3:15"))

ROWS: list[Row] = [
    passes("one instance", T, deployed(production(LIVE), convex_prod({ISSUER: ISSUER_LIVE}))),
    passes("one instance each", T,
           deployed(local(TESTS), production(LIVE), convex_prod({ISSUER: ISSUER_LIVE}),
                    convex_dev({ISSUER: ISSUER_TEST}))),
    passes("an issuer without its scheme, and with a slash", T,
           deployed(production(LIVE), convex_prod({"AUTH_DOMAIN": "clerk.books.dev/"})), BY_DOMAIN),
    unknown("a sensitive secret key", T, f"`{SECRET}` on `vercel:production` is stored as sensitive",
            deployed(production({**LIVE, SECRET: SENSITIVE}))),
    inapplicable("nothing to compare", T, "no two keys", deployed(production({}))),
    fails("keys of two types", T, deployed(production({**LIVE, SECRET: SK_TEST})),
          error(f"On `vercel:production`, `{PUBLISHABLE}` is of a production instance and `{SECRET}`"
                " of a development one", at="vercel:production", fix="Copy the keys")),
    fails("the issuer of another instance", T,
          deployed(production(LIVE), convex_prod({ISSUER: ISSUER_TEST})),
          error("names `quick-otter-42.clerk.accounts.dev`; `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY` on"
                " `vercel:production` is of `clerk.books.dev`", at="convex:prod",
                fix=f"npx convex env set {ISSUER} --prod")),
    passes("the one of a preview is no other's", T,
           deployed(production(LIVE), preview(TESTS), convex_prod({ISSUER: ISSUER_LIVE}))),
    passes("each where it belongs", F, deployed(production(LIVE), preview(TESTS))),
    inapplicable("a target that nothing tells", F, "no key can be read", deployed(source("x", TESTS))),
    unknown("keys that were not read", F, "answers 401", deployed(production(unread="answers 401"))),
    fails("a test key in production", F, deployed(production(TESTS)),
          error(f"`{PUBLISHABLE}` on `vercel:production` is of a development instance",
                at="vercel:production", fix=f"vercel env add {PUBLISHABLE} production")),
    fails("a live key on a preview", F, deployed(preview(LIVE)),
          warning(f"`{PUBLISHABLE}` on `vercel:preview` is of a production instance",
                  at="vercel:preview", fix="vercel env add")),
    fails("a secret key alone", F, deployed(production({SECRET: SK_TEST})),
          error(f"`{SECRET}`", at="vercel:production", fix="vercel env add")),
    fails("the development instance's issuer in production", F,
          deployed(convex_prod({ISSUER: ISSUER_TEST})),
          error(f"`{ISSUER}` on `convex:prod`", at="convex:prod", fix="npx convex env set")),
    passes("two instances", S, deployed(local(TESTS), production(LIVE))),
    inapplicable("one deployment", S, "cannot both be seen", deployed(production(LIVE))),
    fails("one live instance for all", S, deployed(local(LIVE), production(LIVE), preview(TESTS)),
          warning("`local` and `vercel:production` are both of the instance `clerk.books.dev`",
                  at="local", fix="Create a production instance")),
    passes("each talks to its own", U,
           deployed(local({CONVEX_URL: CLOUD, "CONVEX_DEPLOYMENT": "dev:quiet-fox-7"}),
                    production({CONVEX_URL: OTHER}),
                    convex_prod({}, deployment="brave-otter-42"))),
    inapplicable("no URL", U, "no `NEXT_PUBLIC_CONVEX_URL`", deployed(production(LIVE))),
    inapplicable("a custom domain", U, "no `NEXT_PUBLIC_CONVEX_URL`",
                 deployed(production({CONVEX_URL: "https://api.books.dev"}))),
    fails("production on the development deployment", U,
          deployed(local({CONVEX_URL: CLOUD, "CONVEX_DEPLOYMENT": "dev:quiet-fox-7"}),
                   production({CONVEX_URL: CLOUD})),
          error(f"`{CONVEX_URL}` on `vercel:production` is of `quiet-fox-7`, a dev deployment",
                at="vercel:production", fix=f"vercel env add {CONVEX_URL} production")),
    fails("a preview on the production deployment", U,
          deployed(preview({CONVEX_URL: OTHER}), convex_prod({}, deployment="brave-otter-42")),
          warning("the production deployment", at="vercel:preview", fix="Set the URL of another")),
    fails("a key of another deployment", U,
          deployed(production({CONVEX_URL: CLOUD, "CONVEX_DEPLOY_KEY": "prod:brave-otter-42|01ab9cde"})),
          error("`CONVEX_DEPLOY_KEY` of `brave-otter-42`", at="vercel:production",
                fix="Copy the deployment URL")),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_the_check_says(row: Row) -> None:
    holds(row)
