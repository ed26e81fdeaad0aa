"""The publishable key and the secret key are there."""

import pytest

from clerkdoctor.checks.key_presence import publishable_key_is_set, secret_key_is_set
from clerkdoctor.facts.place import Place
from tests.checks.facts import (
    MIDDLEWARE,
    PK_LIVE,
    PK_TEST,
    PROVIDER,
    PUBLISHABLE,
    SECRET,
    SK_TEST,
    UNREADABLE,
    app,
    code,
    env_file,
    environment,
    imports,
    option,
    read,
)
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning

BOTH = {PUBLISHABLE: PK_TEST, SECRET: SK_TEST}
ONLY_SECRET = {SECRET: SK_TEST}
ONLY_PUBLISHABLE = {PUBLISHABLE: PK_TEST}
SIGN_IN = {"NEXT_PUBLIC_CLERK_SIGN_IN_URL": "/sign-in"}

P = publishable_key_is_set
S = secret_key_is_set

ROWS: list[Row] = [
    passes("in .env.local", P, environment(BOTH)),
    passes("in the process alone", P, environment({}, process=BOTH)),
    fails(
        "nowhere, though the secret key is there",
        P,
        environment(ONLY_SECRET),
        error(
            f"`{PUBLISHABLE}` is set neither in `.env.local` nor in this process",
            at=".env.local",
            fix=f"into `.env.local`:\n{PUBLISHABLE}=pk_test_…",
        ),
    ),
    fails(
        "only .env is there: the key belongs in .env.local",
        P,
        environment(files={".env": ONLY_SECRET}),
        error("neither in `.env` nor in this process", at=".env", fix="into `.env.local`"),
    ),
    unknown(
        "a fresh clone, where the shared file has no key",
        P,
        "there is no local env file and no key of Clerk's is set, as in a fresh clone",
        environment(files={".env": SIGN_IN}),
    ),
    unknown(
        "a fresh clone, where a shared file has production's key",
        P,
        "as in a fresh clone",
        environment(files={".env": SIGN_IN, ".env.production": {PUBLISHABLE: PK_LIVE}}),
    ),
    unknown(
        "a fresh clone, where the shared file is a form to fill in",
        P,
        "as in a fresh clone",
        environment(files={".env": {PUBLISHABLE: "", SECRET: ""}}),
    ),
    fails(
        "a shared file with the key under another name is no fresh clone",
        P,
        environment(files={".env": {"VITE_CLERK_PUBLISHABLE_KEY": PK_TEST}}),
        error("`VITE_CLERK_PUBLISHABLE_KEY` is", at=".env:1:1", fix="Rename"),
    ),
    fails(
        "no env file at all",
        P,
        environment(process=ONLY_SECRET),
        error("in an env file that Next.js loads in development nor", at=None, fix="pk_test_…"),
    ),
    fails(
        "production wants a live key",
        P,
        environment(ONLY_SECRET, mode="production"),
        error("is set neither", at=".env.local", fix="=pk_live_…"),
    ),
    fails(
        "under the name of another framework",
        P,
        environment({"VITE_CLERK_PUBLISHABLE_KEY": PK_TEST, SECRET: SK_TEST}),
        error(
            "is not set; `VITE_CLERK_PUBLISHABLE_KEY` is (`.env.local:1:1`)",
            at=".env.local:1:1",
            fix=f"Rename `VITE_CLERK_PUBLISHABLE_KEY` to `{PUBLISHABLE}`",
        ),
    ),
    fails(
        "with a typing mistake",
        P,
        environment({"NEXT_PUBLIC_CLERK_PUBLISHABE_KEY": PK_TEST}),
        error("`NEXT_PUBLIC_CLERK_PUBLISHABE_KEY` is", at=".env.local:1:1", fix="Rename"),
    ),
    fails(
        "another name that is empty is no near miss",
        P,
        environment({"CLERK_PUBLISHABLE_KEY": "", SECRET: SK_TEST}),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    fails(
        "in a file of another mode",
        P,
        environment(ONLY_SECRET, files={".env.production": ONLY_PUBLISHABLE}),
        error(
            "stands in `.env.production`, which Next.js does not load in development",
            at=".env.production:1:1",
            fix="Copy the line from `.env.production` to `.env.local`",
        ),
    ),
    fails(
        "in .env.local, which tests leave out",
        P,
        environment(BOTH, files={".env.test": SIGN_IN}, mode="test"),
        error(
            "`.env.local`, which Next.js does not load in test",
            at=".env.local:1:1",
            fix="to `.env.test.local`",
        ),
    ),
    fails(
        "empty above the file that has it",
        P,
        environment(BOTH, files={".env.development.local": {PUBLISHABLE: ""}}),
        error(
            "is empty and hides the value at `.env.local:1:1`",
            at=".env.development.local:1:1",
            fix="Delete line 1 of `.env.development.local`",
        ),
    ),
    fails(
        "empty in the process above the file that has it",
        P,
        environment(BOTH, process={PUBLISHABLE: ""}),
        error("is empty and hides", at="environ", fix=f"unset {PUBLISHABLE}"),
    ),
    fails(
        "empty, as in a template",
        P,
        environment({PUBLISHABLE: "", SECRET: ""}),
        error("is empty", at=".env.local:1:1", fix="Copy it from the Clerk dashboard"),
    ),
    fails(
        "in a file that Next.js drops",
        P,
        environment(
            ONLY_SECRET,
            files={
                ".env": env_file(
                    ".env", {"A": "$A", PUBLISHABLE: PK_TEST}, discarded="`A` refers to itself"
                )
            },
        ),
        error("stands only in `.env`, all of which Next.js drops", at=".env:2:1", fix="Copy it"),
    ),
    fails(
        "in a file in UTF-16",
        P,
        environment(
            files={
                ".env": env_file(".env", {}, not_utf8=Place(".env", 1, 1)),
                ".env.local": SIGN_IN,
            }
        ),
        error("`.env` is not UTF-8: Next.js finds nothing in it", at=".env:1:1", fix="Copy it"),
    ),
    fails(
        "on a line that is no assignment",
        P,
        environment(
            files={
                ".env.local": env_file(
                    ".env.local", ONLY_SECRET, ignored={2: f"{PUBLISHABLE}:{PK_TEST}"}
                )
            }
        ),
        error(
            "stands on a line of `.env.local` from which Next.js takes nothing",
            at=".env.local:2",
            fix=f"Write the line as an assignment:\n{PUBLISHABLE}=…",
        ),
    ),
    fails(
        "keyless development before 7.8 has keys of its own",
        P,
        environment(SIGN_IN),
        app("7.3.1"),
        warning(
            "in development @clerk/nextjs 7.3.1 makes a keyless instance's keys, in production it",
            at=".env.local",
            fix="Claim the keyless instance in the browser, then copy its keys",
        ),
    ),
    fails(
        "keyless came with 6.11",
        P,
        environment(SIGN_IN),
        app("6.10.6", "15.5.9"),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    fails(
        "keyless went with 7.8",
        P,
        environment(SIGN_IN),
        app("7.8.0"),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    fails(
        "no keyless mode on Next.js 14.0",
        P,
        environment(SIGN_IN),
        app("6.12.0", "14.0.4"),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    fails(
        "no keyless mode in production",
        P,
        environment(SIGN_IN, mode="production"),
        app("7.3.1"),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    fails(
        "keyless mode is switched off",
        P,
        environment({**SIGN_IN, "NEXT_PUBLIC_CLERK_KEYLESS_DISABLED": "1"}),
        app("7.3.1"),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    fails(
        "a keyless key beside a secret key of one's own is of another instance",
        P,
        environment(ONLY_SECRET),
        app("7.3.1"),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    fails(
        "a version that no lock file settles may not be keyless",
        P,
        environment(SIGN_IN),
        app("^7.0.0"),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    fails(
        "Next.js does not read the workspace's root",
        P,
        environment(ONLY_SECRET),
        app(workspace_root="../.."),
        error("Next.js reads no env file of the workspace's root", at=".env.local", fix="Copy it"),
    ),
    passes(
        "the code passes another variable everywhere",
        P,
        environment({"TENANT_PK": PK_TEST}),
        code(
            MIDDLEWARE,
            PROVIDER,
            option("publishableKey", "TENANT_PK"),
            option("publishableKey", "TENANT_PK", "ClerkProvider", "app/layout.tsx:9:20"),
        ),
    ),
    passes(
        "the code passes another variable, and there is no middleware",
        P,
        environment({"TENANT_PK": PK_TEST}),
        code(PROVIDER, option("publishableKey", "TENANT_PK", "ClerkProvider")),
    ),
    unknown(
        "only the provider is given a key, and the middleware runs too",
        P,
        "`publishableKey` is passed here, and to the middleware not visibly",
        environment({"TENANT_PK": PK_TEST}),
        code(MIDDLEWARE, PROVIDER, option("publishableKey", "TENANT_PK", "ClerkProvider")),
    ),
    unknown(
        "the code passes it from somewhere",
        P,
        "the code passes `publishableKey` itself, from where is not known (at app/layout.tsx:9:20)",
        environment(SIGN_IN),
        code(PROVIDER, option("publishableKey", None, "ClerkProvider", "app/layout.tsx:9:20")),
    ),
    fails(
        "the code passes a variable that is not set either",
        P,
        environment(SIGN_IN),
        code(PROVIDER, option("publishableKey", PUBLISHABLE, "ClerkProvider")),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    unknown(
        "a tool supplies the variables",
        P,
        "`doppler run` in the script `dev` may set",
        environment(SIGN_IN),
        app(scripts={"dev": "doppler run -- next dev"}),
    ),
    unknown(
        "the workspace's root supplies them, as in a T3 monorepo",
        P,
        "in the script `with-env`",
        environment(SIGN_IN),
        app(scripts={"with-env": "dotenv -e ../../.env --", "dev": "pnpm with-env next dev"}),
    ),
    fails(
        "a seed script with an env file of its own supplies nothing",
        P,
        environment(SIGN_IN),
        app(scripts={"seed": "dotenv -e .env.local -- tsx seed.ts", "dev": "next dev"}),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    inapplicable(
        "an app without Clerk",
        P,
        "nothing here depends on `@clerk/nextjs`",
        environment(SIGN_IN),
        app(clerk=None),
        code(imports("convex/react", "useQuery")),
    ),
    unknown(
        "a shared package brings Clerk along",
        P,
        "`@clerk/nextjs` is used through another package",
        environment(SIGN_IN),
        app(through=("@repo/auth",)),
        code(imports("@repo/auth", "auth")),
    ),
    fails(
        "hoisted: the code imports what package.json does not name",
        P,
        environment(ONLY_SECRET),
        app(clerk=None),
        code(PROVIDER),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    passes("in .env.local", S, environment(BOTH)),
    fails(
        "nowhere",
        S,
        environment(ONLY_PUBLISHABLE),
        error(
            f"`{SECRET}` is set neither in `.env.local` nor in this process",
            at=".env.local",
            fix=f"{SECRET}=sk_test_…",
        ),
    ),
    fails(
        "under its old name",
        S,
        environment({**ONLY_PUBLISHABLE, "CLERK_API_KEY": SK_TEST}),
        error(
            "`CLERK_API_KEY` is", at=".env.local:2:1", fix=f"Rename `CLERK_API_KEY` to `{SECRET}`"
        ),
    ),
    fails(
        "a stale file wins",
        S,
        environment(BOTH, files={".env.development.local": {SECRET: ""}}),
        error(
            "is empty and hides the value at `.env.local:2:1`",
            at=".env.development.local:1:1",
            fix="Delete line 1",
        ),
    ),
    fails(
        "keyless development",
        S,
        environment(SIGN_IN),
        app("7.3.1"),
        warning("makes a keyless instance's keys", at=".env.local", fix="Claim"),
    ),
    fails(
        "no keyless secret for a publishable key of one's own",
        S,
        environment(ONLY_PUBLISHABLE),
        app("7.3.1"),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    fails(
        "version 4 has its server part at the root",
        S,
        environment(ONLY_PUBLISHABLE),
        app("4.31.8", "14.2.25"),
        code(imports("@clerk/nextjs", "authMiddleware", "middleware.ts:1:10")),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    fails(
        "the server code reads it itself",
        S,
        environment(ONLY_PUBLISHABLE),
        code(PROVIDER, read(SECRET)),
        error("is set neither", at=".env.local", fix="Copy it"),
    ),
    inapplicable(
        "Clerk in the browser alone needs none",
        S,
        "no code here uses Clerk on the server",
        environment(ONLY_PUBLISHABLE),
        code(PROVIDER, imports("@clerk/nextjs", "useUser", "components/menu.tsx:3:10")),
    ),
    unknown(
        "some code was not read",
        S,
        "no code that was read here uses Clerk on the server",
        environment(ONLY_PUBLISHABLE),
        code(PROVIDER, skipped=[UNREADABLE]),
    ),
    unknown(
        "a shared package may hold the server code",
        S,
        "other code may",
        environment(ONLY_PUBLISHABLE),
        app(workspace_root="../.."),
        code(PROVIDER),
    ),
    inapplicable(
        "an app without Clerk",
        S,
        "nothing here depends",
        environment(SIGN_IN),
        app(clerk=None),
        code(imports("convex/react", "useQuery")),
    ),
    passes(
        "the middleware is given another variable",
        S,
        environment({**ONLY_PUBLISHABLE, "TENANT_SK": SK_TEST}),
        code(MIDDLEWARE, option("secretKey", "TENANT_SK")),
    ),
    unknown(
        "the middleware is given a key from somewhere",
        S,
        "the code passes `secretKey` itself",
        environment(ONLY_PUBLISHABLE),
        code(MIDDLEWARE, option("secretKey", None)),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_key_presence(row: Row) -> None:
    holds(row)
