"""The names of variables."""

import pytest

from clerkdoctor.checks.env_names import (
    example_env_lists_what_the_code_reads,
    sign_in_urls_name_pages,
    variables_have_names_that_are_read,
)
from clerkdoctor.facts.environment import ExampleEnv, ExampleFile
from tests.checks.facts import (
    PK_TEST,
    PUBLISHABLE,
    SECRET,
    SK_TEST,
    UNREADABLE,
    WEBHOOK,
    WHSEC,
    app,
    code,
    environment,
    pages,
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

N = variables_have_names_that_are_read
U = sign_in_urls_name_pages
E = example_env_lists_what_the_code_reads

AFTER = "NEXT_PUBLIC_CLERK_AFTER_SIGN_IN_URL"
FALLBACK = "NEXT_PUBLIC_CLERK_SIGN_IN_FALLBACK_REDIRECT_URL"
SIGN_IN, SIGN_UP = "NEXT_PUBLIC_CLERK_SIGN_IN_URL", "NEXT_PUBLIC_CLERK_SIGN_UP_URL"

NAMES = [
    passes(
        "current names",
        N,
        environment({PUBLISHABLE: PK_TEST, SECRET: SK_TEST, SIGN_IN: "/sign-in", WEBHOOK: WHSEC}),
    ),
    passes("names of others", N, environment({"DATABASE_URL": "postgres://x", "STRIPE_KEY": "x"})),
    fails(
        "gone with version 7",
        N,
        environment({AFTER: "/home"}),
        warning(
            f"`{AFTER}` is no longer read since @clerk/nextjs 7.0 (here: 7.9.17)",
            at=".env.local:1:1",
            fix=f"Rename `{AFTER}` to `{FALLBACK}`",
        ),
    ),
    fails(
        "gone, by a range",
        N,
        environment({AFTER: "/home"}),
        app("^7.0.0"),
        warning("(here: ^7.0.0)", at=".env.local:1:1", fix="Rename"),
    ),
    fails(
        "deprecated before",
        N,
        environment({AFTER: "/home"}),
        app("6.39.6", "15.5.9"),
        note("is deprecated and goes with @clerk/nextjs 7.0", at=".env.local:1:1", fix="Rename"),
    ),
    passes("current in version 4", N, environment({AFTER: "/home"}), app("4.31.8", "14.2.25")),
    passes("of no known version", N, environment({AFTER: "/home"}), app("latest")),
    passes(
        "left behind beside the new name",
        N,
        environment({AFTER: "/home", FALLBACK: "/home"}),
    ),
    fails(
        "gone with version 5",
        N,
        environment({"CLERK_API_KEY": SK_TEST}),
        warning("since @clerk/nextjs 5.0", at=".env.local:1:1", fix=f"to `{SECRET}`"),
    ),
    passes("current then", N, environment({"CLERK_API_KEY": SK_TEST}), app("4.31.8", "14.2.25")),
    fails(
        "newer than the version",
        N,
        environment({FALLBACK: "/home"}),
        app("4.31.8", "14.2.25"),
        warning(
            "is only read since @clerk/nextjs 5.0 (here: 4.31.8)", at=".env.local:1:1", fix="Delete"
        ),
    ),
    fails(
        "never read, though documented",
        N,
        environment({"CLERK_JWT_KEY": "x" * 8}),
        warning("has no effect: @clerk/nextjs does not read it", at=".env.local:1:1", fix="Delete"),
    ),
    passes(
        "but the code reads it",
        N,
        environment({"CLERK_JWT_KEY": "x" * 8}),
        code(read("CLERK_JWT_KEY")),
    ),
    passes(
        "or another SDK does",
        N,
        environment({"CLERK_JWT_KEY": "x" * 8, "CLERK_PUBLISHABLE_KEY": PK_TEST}),
        app(also=["@clerk/express"]),
    ),
    fails(
        "another framework's",
        N,
        environment({"VITE_CLERK_PUBLISHABLE_KEY": PK_TEST}),
        warning("is read by Vite, not by Next.js", at=".env.local:1:1", fix=f"to `{PUBLISHABLE}`"),
    ),
    passes(
        "beside Next.js' own, as tests want it",
        N,
        environment({PUBLISHABLE: PK_TEST, "CLERK_PUBLISHABLE_KEY": PK_TEST}),
    ),
    passes(
        "Convex' are not Clerk's", N, environment({"VITE_CONVEX_URL": "https://x.convex.cloud"})
    ),
    passes(
        "the issuer is Convex' to read",
        N,
        environment({"CLERK_JWT_ISSUER_DOMAIN": "https://quick-otter-42.clerk.accounts.dev"}),
    ),
    passes("a usual name for a webhook secret", N, environment({"CLERK_WEBHOOK_SECRET": WHSEC})),
    passes(
        "a public secret is told elsewhere",
        N,
        environment({"NEXT_PUBLIC_CLERK_SECRET_KEY": SK_TEST}),
    ),
    passes("in the process", N, environment({}, process={"CLERK_API_KEY": SK_TEST})),
    fails(
        "a typing mistake",
        N,
        environment({"CLERK_SECRET_KEYS": SK_TEST}),
        warning(
            "is read by no source file here; `CLERK_SECRET_KEY` is what Clerk reads",
            at=".env.local:1:1",
            fix="Rename `CLERK_SECRET_KEYS` to `CLERK_SECRET_KEY`",
        ),
    ),
    unknown(
        "which code that was not read may read",
        N,
        "`lib/huge.ts` is 5.0 MB",
        environment({"CLERK_SECRET_KEYS": SK_TEST}),
        code(skipped=[UNREADABLE]),
    ),
    passes("a name of one's own", N, environment({"CLERK_ORGANIZATION_ID": "org_1"})),
    passes("a second key", N, environment({"CLERK_SECRET_KEY_2": SK_TEST})),
]

PAGES = pages(
    "app/page.tsx",
    "app/sign-in/[[...sign-in]]/page.tsx",
    "app/(auth)/sign-up/page.tsx",
    "app/api/after/route.ts",
    "app/dashboard/page.tsx",
)
LOCALES = pages("app/[locale]/page.tsx", "app/[locale]/sign-in/page.tsx")

URLS = [
    passes(
        "pages, with a query and a group",
        U,
        environment({SIGN_IN: "/sign-in?from=env", SIGN_UP: "/sign-up", FALLBACK: "/dashboard"}),
        PAGES,
    ),
    passes("a page below a locale", U, environment({SIGN_IN: "/sign-in"}), LOCALES),
    passes(
        "the Account Portal", U, environment({SIGN_IN: "https://accounts.books.dev/sign-in"}), PAGES
    ),
    passes("a redirect may be a route", U, environment({FALLBACK: "/api/after"}), PAGES),
    fails(
        "a form is a page",
        U,
        environment({SIGN_IN: "/api/after"}),
        PAGES,
        error("which no page of the app serves", at=".env.local:1:1", fix=f"{SIGN_IN}=/sign-in"),
    ),
    fails(
        "no page, and one of that purpose",
        U,
        environment({SIGN_IN: "/login"}),
        PAGES,
        error(
            f"`{SIGN_IN}` is `/login`, which no page of the app serves; `/sign-in` is one",
            at=".env.local:1:1",
            fix=f"{SIGN_IN}=/sign-in",
        ),
    ),
    fails(
        "no page for the redirect",
        U,
        environment({FALLBACK: "/home"}),
        PAGES,
        error("is `/home`, which no page", at=".env.local:1:1", fix=f"{FALLBACK}=/…"),
    ),
    fails(
        "neither a path nor a URL",
        U,
        environment({SIGN_UP: "sign-up"}),
        PAGES,
        error("begins with neither `/` nor `https://`", at=".env.local:1:1", fix=f"{SIGN_UP}=/…"),
    ),
    fails(
        "a secret that slipped in is not shown",
        U,
        environment({SIGN_IN: f"/{SK_TEST}"}),
        PAGES,
        error("is a path, which no page", at=".env.local:1:1", fix="Write the path"),
    ),
    unknown(
        "next.config may serve it",
        U,
        f"`{SIGN_IN}` is `/login`, which no file serves, but `next.config.ts` has `rewrites`",
        environment({SIGN_IN: "/login"}),
        pages("app/page.tsx", doubt="`next.config.ts` has `rewrites`"),
    ),
    inapplicable(
        "none is set", U, "no sign-in or sign-up URL is set", environment({SECRET: SK_TEST}), PAGES
    ),
    inapplicable(
        "a proxy is no page",
        U,
        "no sign-in or sign-up URL is set",
        environment({"NEXT_PUBLIC_CLERK_PROXY_URL": "/__clerk"}),
        PAGES,
    ),
]


def example(*names: str) -> ExampleEnv:
    return ExampleEnv((ExampleFile(".env.example", frozenset(names)),))


CONVEX_URL = "NEXT_PUBLIC_CONVEX_URL"

EXAMPLE = [
    passes(
        "all of them",
        E,
        example(PUBLISHABLE, SECRET, WEBHOOK, CONVEX_URL),
        code(verifier(), read(CONVEX_URL)),
    ),
    passes(
        "in two files",
        E,
        ExampleEnv(
            (
                ExampleFile(".env.example", frozenset([PUBLISHABLE])),
                ExampleFile(".env.sample", frozenset([SECRET])),
            )
        ),
    ),
    fails(
        "two are missing",
        E,
        example(PUBLISHABLE, SECRET),
        code(verifier(), read(CONVEX_URL)),
        note(f"does not list `{WEBHOOK}`", at=".env.example", fix=f"echo {WEBHOOK}= >> .env.example"),
        note(f"does not list `{CONVEX_URL}`", at=".env.example", fix=">> .env.example"),
    ),
    fails(
        "a name that would be a command",
        E,
        example(PUBLISHABLE, SECRET),
        code(read("CLERK'; rm -r ~ #")),
        note("which the code reads", at=".env.example", fix="""echo 'CLERK'"'"'; rm -r ~ #=' >>"""),
    ),
    passes("an app without Clerk", E, example(), app(clerk=None), code(read("DATABASE_URL"))),
    unknown(
        "not all of the code was read", E, "`lib/huge.ts`", example(PUBLISHABLE, SECRET),
        code(skipped=[UNREADABLE]),
    ),
]  # fmt: skip

ROWS: list[Row] = [*NAMES, *URLS, *EXAMPLE]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_env_names(row: Row) -> None:
    holds(row)
