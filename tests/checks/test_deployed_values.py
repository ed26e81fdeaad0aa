"""The values on each deployment."""

import pytest

from clerkdoctor.checks.deployed_values import (
    pulled_files_are_whole,
    secrets_are_stored_as_sensitive,
    stored_values_have_no_stray_characters,
    values_agree_where_they_are_to,
)
from tests.checks.deployed_facts import (
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
)
from tests.checks.facts import PK_LIVE, PK_TEST, PUBLISHABLE, SECRET, SK_LIVE
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

S = stored_values_have_no_stray_characters
D = pulled_files_are_whole
M = secrets_are_stored_as_sensitive
V = values_agree_where_they_are_to

SIGN_IN = "NEXT_PUBLIC_CLERK_SIGN_IN_URL"
DEPLOYMENT = "CONVEX_DEPLOYMENT"
PULLED = ("vercel",)

ROWS: list[Row] = [
    passes("clean values", S, deployed(production({PUBLISHABLE: PK_LIVE, SECRET: SENSITIVE}))),
    passes("a PEM key has line breaks", S, deployed(production(
        {"CLERK_JWT_KEY": "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"}))),
    passes("another project's value is nobody's business", S, deployed(production({"MOTTO": "a "}))),
    fails("the newline that echo leaves", S, deployed(production({SECRET: SK_LIVE + "\n"})),
          error(f"`{SECRET}` on `vercel:production` ends with a line break", at="vercel:production",
                fix='printf %s "$VALUE" | vercel env add CLERK_SECRET_KEY production')),
    fails("quotes on Convex", S, deployed(convex_prod({ISSUER: f'"{ISSUER_LIVE}"'})),
          error("stands in quotes", at="convex:prod",
                fix=f'printf %s "$VALUE" | npx convex env set {ISSUER} --prod')),
    fails("a zero-width space, by its name", S, deployed(convex_dev({ISSUER: f"{ISSUER_LIVE}\u200b"})),
          error("holds a zero-width space (U+200B)", at="convex:dev", fix="printf %s")),
    fails("a blank in a custom environment", S,
          deployed(source("vercel:qa", {SECRET: SK_LIVE + " "})),
          error("ends with white space", at="vercel:qa", fix=f"vercel env add {SECRET} qa")),
    unknown("values that were not read", S, "answers 429",
            deployed(production(unread="answers 429"))),
    passes("a whole file", D, deployed(source("prod", {SECRET: SK_LIVE}, kind="file", notes=PULLED))),
    inapplicable("another file", D, "no file that `vercel env pull` wrote",
                 deployed(source("prod", {SECRET: SK_LIVE}, kind="file", notes=("dotenv",)))),
    fails("a comment that became the value", D,
          deployed(source("prod", {DEPLOYMENT: "dev:x # team: y"}, kind="file", notes=PULLED,
                          damage={DEPLOYMENT: "holds the comment that stood behind it"})),
          warning(f"`{DEPLOYMENT}` in `prod` holds the comment", at="prod", fix="Delete the line")),
    passes("a sensitive secret", M, deployed(production({SECRET: SENSITIVE}))),
    passes("development has no other kind", M,
           deployed(source("vercel:development", {SECRET: SK_LIVE}, target="development"))),
    passes("a shared secret is not the project's to store", M,
           deployed(production({SECRET: SK_LIVE}, stored="shared"))),
    inapplicable("another source", M, "no deployment is compared with",
                 deployed(convex_prod({ISSUER: ISSUER_LIVE}))),
    fails("a readable secret", M, deployed(production({SECRET: SK_LIVE}, stored="plain")),
          note("is a secret that is stored readable (`plain`)", at="vercel:production",
               fix="--sensitive")),
    passes("keys differ, and that is right", V,
           deployed(local({PUBLISHABLE: PK_TEST}), production({PUBLISHABLE: PK_LIVE}))),
    passes("what stands here is nobody else's", V,
           deployed(local({"X": "a"}), source("vercel:development", {"X": "b"}, target="development"))),
    passes("a preview has its own", V, deployed(production({"X": "a"}), preview({"X": "b"}))),
    passes("an address has its own host on each", V,
           deployed(local({SIGN_IN: "/sign-in"}), production({SIGN_IN: "https://a.dev/sign-in"}))),
    passes("what cannot be read is not taken to differ", V,
           deployed(production({"X": "a"}), source("ci", {"X": SENSITIVE}, kind="file", target="production"))),
    inapplicable("one source", V, "there is one source only", deployed(production({"X": "a"}))),
    fails("another path of the sign-in page", V,
          deployed(local({SIGN_IN: "/sign-in"}), production({SIGN_IN: "/login"})),
          warning("differs between `local` and `vercel:production`; it is to be the same everywhere",
                  at="vercel:production", fix="Set the same value")),
    fails("two descriptions of one deployment", V,
          deployed(production({"X": "a"}), source("ci", {"X": "b"}, kind="file", target="production")),
          warning("`X` differs between `vercel:production` and `ci`; they describe one deployment",
                  at="ci", fix="Set the same value")),
    fails("a shared value is the team's to store", S,
          deployed(production({SECRET: SK_LIVE + " "}, stored="shared")),
          error("ends with white space", at="vercel:production",
                fix="Store the value again without it where the team shares it, or give the project"
                    " its own, which counts before it, from a variable that holds it:\n"
                    'printf %s "$VALUE" | vercel env add CLERK_SECRET_KEY production')),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_the_check_says(row: Row) -> None:
    holds(row)
