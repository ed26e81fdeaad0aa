"""The variables that the code reads."""

import pytest

from clerkdoctor.checks.code_reads import (
    browser_code_reads_public_variables,
    variables_the_code_reads_are_set,
)
from tests.checks.facts import (
    PUBLISHABLE,
    SECRET,
    SK_TEST,
    UNREADABLE,
    WEBHOOK,
    app,
    code,
    environment,
    read,
    verifier,
)
from tests.checks.table import Row, error, fails, holds, passes, unknown, warning

CONVEX_URL = "NEXT_PUBLIC_CONVEX_URL"
URL = "https://quiet-otter-123.convex.cloud"
CLIENT = read(CONVEX_URL, "browser", "components/providers.tsx:9:54")
KEYS = environment({SECRET: SK_TEST})

V = variables_the_code_reads_are_set
B = browser_code_reads_public_variables

ROWS: list[Row] = [
    passes("set", V, environment({CONVEX_URL: URL}), code(CLIENT)),
    passes("nothing of this stack is read", V, KEYS, code(read("DATABASE_URL"))),
    fails(
        "not set",
        V,
        KEYS,
        code(CLIENT),
        error(
            f"The code reads `{CONVEX_URL}`, which is set neither in `.env.local` nor in this",
            at="components/providers.tsx:9:54",
            fix=f"Set it in `.env.local`:\n{CONVEX_URL}=…",
        ),
    ),
    fails(
        "under another framework's name",
        V,
        environment({"VITE_CONVEX_URL": URL}),
        code(CLIENT),
        error("; `VITE_CONVEX_URL` is", at="components/providers.tsx:9:54", fix="Rename"),
    ),
    passes("with a fallback", V, KEYS, code(read(CONVEX_URL, fallback=True))),
    fails(
        "the file that reads it tests it too",
        V,
        KEYS,
        code(read(CONVEX_URL, at="lib/env.ts:2:5", fallback=True), read(CONVEX_URL)),
        warning("is set neither", at="lib/env.ts:3:5", fix="Set it"),
    ),
    fails(
        "a name of the project's own",
        V,
        KEYS,
        code(read("CLERK_ORGANIZATION_ID")),
        warning("`CLERK_ORGANIZATION_ID`, which", at="lib/env.ts:3:5", fix="Set it"),
    ),
    passes(
        "what has a check of its own, a default, or runs beside the app",
        V,
        KEYS,
        code(
            read(PUBLISHABLE),
            read(WEBHOOK),
            verifier(),
            read("NEXT_PUBLIC_CLERK_SIGN_IN_URL"),
            read("NEXT_PUBLIC_CLERK_PROXY_URL"),
            read("NEXT_PUBLIC_CLERK_IS_SATELLITE"),
            read("CLERK_API_URL"),
            read("CONVEX_DEPLOY_KEY", "script", "scripts/deploy.ts:2:5"),
            read("CLERK_JWT_ISSUER_DOMAIN", "convex", "convex/auth.config.ts:6:15"),
            read("VERCEL_URL"),
            read("NODE_ENV"),
        ),
    ),
    fails(
        "a webhook secret that no verifier is seen to take",
        V,
        KEYS,
        code(read("CLERK_WEBHOOK_SECRET", at="lib/webhooks.ts:4:20")),
        error("`CLERK_WEBHOOK_SECRET`, which", at="lib/webhooks.ts:4:20", fix="Set it"),
    ),
    unknown(
        "`convex deploy` gives the URL to the build",
        V,
        f"`convex deploy --cmd` gives `{CONVEX_URL}` to the build",
        environment({SECRET: SK_TEST}, mode="production"),
        app(scripts={"build": "npx convex deploy --cmd 'next build'"}),
        code(CLIENT),
    ),
    fails(
        "but not to development",
        V,
        KEYS,
        app(scripts={"build": "npx convex deploy --cmd 'next build'"}),
        code(CLIENT),
        error("is set neither", at="components/providers.tsx:9:54", fix="Set it"),
    ),
    unknown(
        "a fresh clone",
        V,
        "as in a fresh clone",
        environment(files={".env": {"NEXT_PUBLIC_CLERK_SIGN_IN_URL": "/sign-in"}}),
        code(CLIENT, read("CLERK_ISSUER_URL")),
    ),
    unknown(
        "a tool supplies it",
        V,
        "`vercel env run` in the script `dev` may set",
        KEYS,
        app(scripts={"dev": "vercel env run -- next dev"}),
        code(CLIENT),
    ),
    unknown(
        "not all of the code was read",
        V,
        "`lib/huge.ts` is 5.0 MB; the limit is 2 MB",
        KEYS,
        code(skipped=[UNREADABLE]),
    ),
    unknown(
        "much of the code was not read",
        V,
        "; 7 more source files were not read",
        KEYS,
        code(skipped=[UNREADABLE] * 10),
    ),
    passes("public", B, code(CLIENT)),
    passes("on the server", B, code(read(SECRET), read("CONVEX_URL"))),
    passes("with a fallback", B, code(read("CONVEX_URL", "browser", fallback=True))),
    passes("of another stack", B, code(read("STRIPE_KEY", "browser"))),
    fails(
        "a secret",
        B,
        code(read(SECRET, "browser", "app/people/search.tsx:11:40")),
        error(
            f"A client component reads `{SECRET}`, which is `undefined` in the browser",
            at="app/people/search.tsx:11:40",
            fix=f"Read `{SECRET}` in server code only",
        ),
    ),
    fails(
        "an address",
        B,
        code(read("CONVEX_URL", "browser"), read("CONVEX_URL", "browser", "b.tsx:1:1")),
        error(
            "does not begin with `NEXT_PUBLIC_`", at="lib/env.ts:3:5", fix="NEXT_PUBLIC_CONVEX_URL"
        ),
    ),
    unknown(
        "next.config may hand it on",
        B,
        "next.config reads `CONVEX_URL`",
        code(read("CONVEX_URL", at="next.config.ts:4:9"), read("CONVEX_URL", "browser")),
    ),
    unknown("not all of the code was read", B, "`lib/huge.ts`", code(skipped=[UNREADABLE])),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_code_reads(row: Row) -> None:
    holds(row)
