"""What is deployed, against the values that are set now."""

import pytest

from clerkdoctor.checks.deployed_builds import public_values_agree
from clerkdoctor.facts.deployed import LastDeployment, NotTold
from clerkdoctor.secret import Secret
from tests.checks.deployed_facts import (
    SENSITIVE,
    convex_prod,
    deployed,
    preview,
    production,
    source,
)
from tests.checks.facts import PK_LIVE, PK_TEST, PUBLISHABLE, SECRET, SK_LIVE
from tests.checks.table import Row, fails, holds, inapplicable, passes, unknown, warning

B = public_values_agree
HOST = "books-4k2p.vercel.app"
AT_20 = LastDeployment(20.0, HOST)
KEYS = {PUBLISHABLE: PK_LIVE, SECRET: SK_LIVE}
BEFORE = {PUBLISHABLE: 10.0, SECRET: 20.0}
REFUSED = NotTold("says that the token may not read its deployments (403)")
MANY = {f"NEXT_PUBLIC_{letter}": letter for letter in "ABCDEFG"}

ROWS: list[Row] = [
    passes("built after the last change", B,
           deployed(production(KEYS, changed=BEFORE, last=AT_20))),
    passes("nothing is deployed to development", B,
           deployed(production(KEYS, changed=BEFORE, last=AT_20),
                    source("vercel:development", KEYS, target="development"))),
    passes("no preview was made yet", B,
           deployed(production(KEYS, changed=BEFORE, last=AT_20), preview(KEYS))),
    passes("the record changed, and the value did not", B,
           deployed(production(KEYS, changed={**BEFORE, SECRET: 30.0},
                               last=LastDeployment(20.0, HOST, {SECRET: Secret(SK_LIVE)})))),
    unknown("nothing was deployed yet", B, "`vercel:production` has no deployment that is ready",
            deployed(production(KEYS, changed=BEFORE))),
    unknown("deployments are not shown", B,
            "what was deployed last on `vercel:production` is not told: it says that the token may"
            " not read its deployments (403)",
            deployed(production(KEYS, changed=BEFORE, last=REFUSED))),
    unknown("those of previews are not shown", B, "deployed last on `vercel:preview` is",
            deployed(production(KEYS, changed=BEFORE, last=AT_20), preview(KEYS, last=REFUSED))),
    unknown("none is shown", B, "deployed last on `vercel:production` and `vercel:preview` is not told",
            deployed(production(KEYS, last=REFUSED), preview(KEYS, last=REFUSED))),
    unknown("a record without a time", B,
            f"`{SECRET}` was last changed on `vercel:production` at a time that Vercel does not tell",
            deployed(production(KEYS, changed={PUBLISHABLE: 10.0}, last=AT_20))),
    unknown("a source that was not read", B, "answers 429",
            deployed(production(unread="answers 429"))),
    inapplicable("no Vercel", B, "no deployment is compared with", deployed(convex_prod({}))),
    inapplicable("development alone", B, "no deployment is compared with",
                 deployed(source("vercel:development", KEYS, target="development"))),
    fails("an inlined value and one of the server", B,
          deployed(production(KEYS, changed={PUBLISHABLE: 30.0, SECRET: 40.0}, last=AT_20)),
          warning(f"`{PUBLISHABLE}` was changed on `vercel:production` after its last deployment was"
                  " built; what browsers load holds the values of that build",
                  at="vercel:production", fix=f"vercel redeploy {HOST} --target production"),
          warning(f"`{SECRET}` was changed on `vercel:production` after its last deployment was"
                  " built; what runs there keeps the values of that time",
                  at="vercel:production", fix="Deploy again, since a change reaches new")),
    fails("what was built in is another value", B,
          deployed(production(KEYS, changed={**BEFORE, PUBLISHABLE: 30.0},
                              last=LastDeployment(20.0, HOST, {PUBLISHABLE: Secret(PK_TEST)}))),
          warning(f"`{PUBLISHABLE}` was changed", at="vercel:production", fix="vercel redeploy")),
    fails("a sensitive value, which nobody can compare", B,
          deployed(production({SECRET: SENSITIVE}, changed={SECRET: 30.0}, last=AT_20)),
          warning(f"`{SECRET}` was changed", at="vercel:production", fix="vercel redeploy")),
    fails("a shared value", B,
          deployed(production(KEYS, stored="shared", changed={**BEFORE, PUBLISHABLE: 30.0},
                              last=AT_20)),
          warning(f"`{PUBLISHABLE}` was changed", at="vercel:production", fix="vercel redeploy")),
    fails("many on previews", B,
          deployed(preview(MANY, changed=dict.fromkeys(MANY, 30.0), last=AT_20)),
          warning("`NEXT_PUBLIC_E` and 2 more were changed on `vercel:preview`",
                  at="vercel:preview", fix=f"vercel redeploy {HOST} --target preview")),
    fails("in a custom environment", B,
          deployed(source("vercel:qa", KEYS, changed={**BEFORE, PUBLISHABLE: 30.0}, last=AT_20)),
          warning("was changed on `vercel:qa`", at="vercel:qa",
                  fix=f"vercel redeploy {HOST} --target qa")),
    fails("production that was built elsewhere", B,
          deployed(production(KEYS, changed={**BEFORE, PUBLISHABLE: 30.0}, last=LastDeployment(20.0))),
          warning("was changed", at="vercel:production", fix="vercel deploy --prod")),
    fails("a preview that was built elsewhere", B,
          deployed(preview(KEYS, changed={**BEFORE, PUBLISHABLE: 30.0}, last=LastDeployment(20.0))),
          warning("was changed", at="vercel:preview", fix="vercel deploy")),
    fails("a custom environment that was built elsewhere", B,
          deployed(source("vercel:q a", KEYS, changed={**BEFORE, PUBLISHABLE: 30.0},
                          last=LastDeployment(20.0))),
          warning("was changed", at="vercel:q a", fix="vercel deploy --target 'q a'")),
    fails("what fails is said where something else is unknown", B,
          deployed(production(KEYS, changed={**BEFORE, PUBLISHABLE: 30.0}, last=AT_20),
                   preview(KEYS, last=REFUSED)),
          warning("was changed on `vercel:production`", at="vercel:production", fix="redeploy")),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_the_check_says(row: Row) -> None:
    holds(row)
