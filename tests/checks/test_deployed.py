"""Which variables are set where."""

import pytest

from clerkdoctor.checks.deployed import (
    deployed_values_can_be_read,
    names_are_spelled_alike_on_every_deployment,
    previews_have_the_variables_of_production,
    required_variables_are_set_on_every_deployment,
    variables_somebody_reads,
)
from tests.checks.deployed_facts import (
    CONVEX_URL,
    ISSUER,
    ISSUER_LIVE,
    SENSITIVE,
    convex_dev,
    convex_prod,
    deployed,
    local,
    preview,
    production,
    source,
    with_convex,
)
from tests.checks.deployed_facts import read as were_read
from tests.checks.facts import (
    MIDDLEWARE,
    PK_LIVE,
    PROVIDER,
    PUBLISHABLE,
    SECRET,
    SK_LIVE,
    WHSEC,
    app,
    code,
    imports,
    option,
    read,
    verifier,
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

R = required_variables_are_set_on_every_deployment
P = previews_have_the_variables_of_production
N = names_are_spelled_alike_on_every_deployment
S = variables_somebody_reads
C = deployed_values_can_be_read

BOTH = {PUBLISHABLE: PK_LIVE, SECRET: SK_LIVE}
IN_CONVEX = code(
    MIDDLEWARE,
    PROVIDER,
    read(ISSUER, "convex", "convex/auth.config.ts:3:15"),
    verifier("CLERK_WEBHOOK_SECRET", "convex/http.ts:9:20"),
)
HOOK = "CLERK_WEBHOOK_SECRET"
FULL = {ISSUER: ISSUER_LIVE, HOOK: WHSEC}

UNLISTED = "does not list the variables that the team shares: the token may not read them (403)"

ROWS: list[Row] = [
    passes("the app's on Vercel", R, deployed(production(BOTH))),
    passes("each on its side", R, deployed(production(BOTH), convex_prod(FULL)), IN_CONVEX,
           with_convex()),
    unknown("it may be one of the team's, which are not listed", R, "is not seen on `vercel:production`, which does not list",
            deployed(production({PUBLISHABLE: PK_LIVE}, unlisted=UNLISTED)), code(MIDDLEWARE, PROVIDER)),
    fails("what is listed as empty is empty", R,
          deployed(production({**BOTH, SECRET: ""}, unlisted=UNLISTED)), code(MIDDLEWARE, PROVIDER),
          error(f"`{SECRET}`, read by", at="vercel:production", fix="vercel env add")),
    unknown("and on previews", P, "may not read them (403)",
            deployed(preview({PUBLISHABLE: PK_LIVE}, unlisted=UNLISTED)), code(MIDDLEWARE, PROVIDER)),
    passes("a value that cannot be read is there", R,
           deployed(production({**BOTH, SECRET: SENSITIVE}))),
    passes("a development target is not judged here", R,
           deployed(source("vercel:development", {}, target="development"))),
    inapplicable("nothing is read", R, "no code here reads", deployed(production()),
                 code(imports("react", "useState")), app(clerk=None)),
    unknown("a source that was not read", R, "`vercel:production` answers 500",
            deployed(production(unread="answers 500"))),
    fails(
        "a missing secret key",
        R,
        deployed(production({PUBLISHABLE: PK_LIVE})),
        error(
            f"`{SECRET}`, read by Clerk's SDK on the server, is not set on `vercel:production`",
            at="vercel:production",
            fix=f"vercel env add {SECRET} production",
        ),
    ),
    fails(
        "an empty one",
        R,
        deployed(production({**BOTH, SECRET: ""})),
        error(f"`{SECRET}`", at="vercel:production", fix="vercel env add"),
    ),
    fails(
        "the webhook's secret on the wrong platform",
        R,
        deployed(production({**BOTH, HOOK: WHSEC}), convex_prod({ISSUER: ISSUER_LIVE})),
        IN_CONVEX,
        with_convex(),
        error(
            "is not set on `convex:prod`; it is on `vercel:production`, which Convex' functions"
            " cannot read",
            at="convex:prod",
            fix=f"npx convex env set {HOOK} --prod",
        ),
    ),
    fails(
        "another name of the same thing",
        R,
        deployed(convex_prod({"CLERK_ISSUER_URL": ISSUER_LIVE, HOOK: WHSEC})),
        IN_CONVEX,
        with_convex(),
        error("; `CLERK_ISSUER_URL` is", at="convex:prod", fix="Set the value of"),
    ),
    fails(
        "a webhook's secret in development is a warning",
        R,
        deployed(convex_dev({ISSUER: ISSUER_LIVE})),
        IN_CONVEX,
        with_convex(),
        warning(f"`{HOOK}`", at="convex:dev", fix=f"npx convex env set {HOOK}"),
    ),
    fails(
        "the app's own variable that is set here",
        R,
        deployed(local({"DATABASE_URL": "postgres://here"}), production(BOTH)),
        code(MIDDLEWARE, PROVIDER, read("DATABASE_URL")),
        warning("`DATABASE_URL`, read by `lib/env.ts:3:5`", at="vercel:production",
                fix="vercel env add DATABASE_URL production"),
    ),
    passes("a build that makes the URL itself", R,
           deployed(production({**BOTH, "CONVEX_DEPLOY_KEY": SENSITIVE})),
           code(MIDDLEWARE, PROVIDER, read(CONVEX_URL))),
    passes("one with a fallback", R, deployed(production(BOTH)),
           code(MIDDLEWARE, PROVIDER, read("CLERK_THING", fallback=True))),
    passes("keys that the code hands over", R, deployed(production({"PK": PK_LIVE, "SK": SK_LIVE})),
           code(MIDDLEWARE, PROVIDER, option("publishableKey", "PK"), option("secretKey", "SK"))),
    fails(
        "a hostile name is one word of the command",
        R,
        deployed(production(BOTH)),
        code(MIDDLEWARE, PROVIDER, verifier("CLERK_X;rm -rf ~")),
        error("`CLERK_X;rm -rf ~`", at="vercel:production", fix="'CLERK_X;rm -rf ~'"),
    ),
    fails(
        "`convex deploy` without a key",
        R,
        deployed(production(BOTH)),
        app(scripts={"build": "convex deploy --cmd 'next build'"}),
        error("`CONVEX_DEPLOY_KEY`, read by `convex deploy` in the script `build`",
              at="vercel:production", fix="vercel env add CONVEX_DEPLOY_KEY production"),
    ),
    passes("a preview with all of it", P, deployed(preview(BOTH))),
    inapplicable("no preview", P, "no deployment is compared with", deployed(production(BOTH))),
    unknown("a preview that was not read", P, "took longer",
            deployed(preview(unread="took longer than 10 s"))),
    fails(
        "a preview without keys",
        P,
        deployed(production(BOTH), preview({PUBLISHABLE: PK_LIVE})),
        warning(f"`{SECRET}`", at="vercel:preview", fix=f"vercel env add {SECRET} preview"),
    ),
    passes("one spelling", N, deployed(production(BOTH), preview(BOTH))),
    passes("two names on one deployment", N,
           deployed(production({"Api-Base": "a", "API_BASE": "a"}))),
    fails(
        "another spelling on another deployment",
        N,
        deployed(production(BOTH), preview({"Clerk_Secret_Key": SK_LIVE})),
        warning("`Clerk_Secret_Key` on `vercel:preview` is `CLERK_SECRET_KEY` on"
                " `vercel:production`", at="vercel:preview",
                fix="vercel env add CLERK_SECRET_KEY preview"),
    ),
    unknown("spelling of what was not read", N, "answers 500",
            deployed(production(unread="answers 500"))),
    passes("all are read", S, deployed(production(BOTH))),
    passes("what is not of this stack", S, deployed(production({"STRIPE_KEY": "x"}))),
    fails(
        "a leftover",
        S,
        deployed(production({**BOTH, "CLERK_OLD_THING": "x"})),
        note("`CLERK_OLD_THING` is set on `vercel:production` alone", at="vercel:production",
             fix="vercel env rm CLERK_OLD_THING"),
    ),
    fails(
        "a leftover of the team's",
        S,
        deployed(production({**BOTH, "CLERK_OLD_THING": "x"}, stored="shared")),
        note("`CLERK_OLD_THING` is set on `vercel:production` alone", at="vercel:production",
             fix="Remove the link to it from the project, where the team shares it"),
    ),
    fails(
        "a leftover on Convex",
        S,
        deployed(convex_prod({"CLERK_OLD_THING": "x"})),
        with_convex(),
        note("`convex:prod` alone", at="convex:prod", fix="npx convex env remove CLERK_OLD_THING"),
    ),
    passes("a leftover of another package's functions", S,
           deployed(convex_prod({"CLERK_OLD_THING": "x"}))),
    passes("readable values", C, deployed(production(BOTH)), were_read(production())),
    unknown("a sensitive secret", C, f"`{SECRET}` on `vercel:production` is stored as sensitive",
            deployed(production({SECRET: SENSITIVE})), were_read(production())),
    unknown("values that Vercel does not give out", C, "does not give its values out",
            deployed(production(partial="does not give its values out: it answers 403")),
            were_read(production())),
    fails(
        "a sensitive public key",
        C,
        deployed(production({PUBLISHABLE: SENSITIVE})),
        were_read(production()),
        note("browsers get it anyway", at="vercel:production", fix="--no-sensitive"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_the_check_says(row: Row) -> None:
    holds(row)
