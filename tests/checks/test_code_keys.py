"""The secrets that particular code needs."""

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from clerkdoctor.checks.code_keys import (
    encryption_key_is_set,
    jwt_key_is_usable,
    webhook_secret_is_set,
    webhook_secret_is_well_formed,
)
from clerkdoctor.facts.code import Skipped
from tests.checks.facts import (
    MIDDLEWARE,
    SECRET,
    SK_TEST,
    WEBHOOK,
    WHSEC,
    app,
    code,
    environment,
    jwt_key,
    option,
    random_text,
    read,
    secret_reads,
    verifier,
    webhook_secrets,
)
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning

ROUTE = "app/api/webhooks/clerk/route.ts:8:19"
ENCRYPTION = "CLERK_ENCRYPTION_KEY"

_KEY = generate_private_key(65537, 2048)
PEM = _KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
PRIVATE = _KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

WEBHOOK_ROWS = [
    passes(
        "under the name that the code reads",
        webhook_secret_is_set,
        environment({WEBHOOK: WHSEC}),
        secret_reads(WEBHOOK),
    ),
    fails(
        "under the name of older tutorials",
        webhook_secret_is_set,
        environment({"WEBHOOK_SECRET": WHSEC}),
        secret_reads(WEBHOOK),
        error(
            f"The code reads `{WEBHOOK}`, which is not set; `WEBHOOK_SECRET` is (`.env.local:1:1`)",
            at=ROUTE,
            fix=f"Rename `WEBHOOK_SECRET` to `{WEBHOOK}`",
        ),
    ),
    fails(
        "the code reads a name of its own",
        webhook_secret_is_set,
        environment({WEBHOOK: WHSEC}),
        secret_reads("USER_SYNC_HOOK"),
        error("`USER_SYNC_HOOK`, which is not set", at=ROUTE, fix=f"Rename `{WEBHOOK}` to"),
    ),
    fails(
        "the other secret is read by another handler",
        webhook_secret_is_set,
        environment({"WEBHOOK_SECRET": WHSEC}),
        secret_reads(WEBHOOK),
        code(verifier(), read("WEBHOOK_SECRET", at="app/api/github/route.ts:3:9")),
        warning("is set neither", at=ROUTE, fix=f"into `.env.local`:\n{WEBHOOK}=whsec_…"),
    ),
    fails(
        "none in development: webhooks may go to production only",
        webhook_secret_is_set,
        environment({SECRET: SK_TEST}),
        secret_reads(WEBHOOK),
        warning("is set neither in `.env.local` nor in this process", at=ROUTE, fix="Copy"),
    ),
    fails(
        "none in production",
        webhook_secret_is_set,
        environment({SECRET: SK_TEST}, mode="production"),
        secret_reads(WEBHOOK),
        error("is set neither", at=ROUTE, fix="under Webhooks, into `.env.local`"),
    ),
    fails(
        "empty",
        webhook_secret_is_set,
        environment({WEBHOOK: ""}),
        secret_reads(WEBHOOK),
        warning("which is empty", at=ROUTE, fix=f"{WEBHOOK}=whsec_…"),
    ),
    unknown(
        "a fresh clone",
        webhook_secret_is_set,
        "as in a fresh clone",
        environment(files={".env": {"NEXT_PUBLIC_CLERK_SIGN_IN_URL": "/sign-in"}}),
        secret_reads(WEBHOOK),
    ),
    unknown(
        "a tool supplies it",
        webhook_secret_is_set,
        f"`infisical run` in the script `dev` may set `{WEBHOOK}`",
        environment({SECRET: SK_TEST}),
        secret_reads(WEBHOOK),
        app(scripts={"dev": "infisical run -- next dev"}),
    ),
    passes(
        "whsec_ and 24 bytes",
        webhook_secret_is_well_formed,
        webhook_secrets(**{WEBHOOK: WHSEC}),
        code(verifier()),
    ),
    fails(
        "a secret key in its place",
        webhook_secret_is_well_formed,
        webhook_secrets(**{WEBHOOK: SK_TEST}),
        code(verifier()),
        error("is a secret key", at=".env.local:3:1", fix="Copy the endpoint's signing secret"),
    ),
    fails(
        "the prefix twice, as copied",
        webhook_secret_is_well_formed,
        webhook_secrets(**{WEBHOOK: f"whsec_{WHSEC}"}),
        code(verifier()),
        error("begins with `whsec_` twice", at=".env.local:3:1", fix="Copy"),
    ),
    fails(
        "the empty key, with which anybody can sign",
        webhook_secret_is_well_formed,
        webhook_secrets(**{WEBHOOK: "whsec_"}),
        code(verifier()),
        error("is `whsec_` with no key behind it", at=".env.local:3:1", fix="Copy"),
    ),
    fails(
        "cut short",
        webhook_secret_is_well_formed,
        webhook_secrets(**{WEBHOOK: WHSEC[:22]}),
        code(verifier()),
        error("decodes to 12 bytes", at=".env.local:3:1", fix="Copy"),
    ),
    fails(
        "a newline, which the libraries forgive",
        webhook_secret_is_well_formed,
        webhook_secrets(**{WEBHOOK: WHSEC + "\n"}),
        code(verifier()),
        warning("ends with a line break", at=".env.local:3:1", fix="Copy"),
    ),
    fails(
        "broken, but read by nothing here",
        webhook_secret_is_well_formed,
        webhook_secrets(CLERK_WEBHOOK_SECRET=SK_TEST),
        warning("is a secret key", at=".env.local:3:1", fix="Copy"),
    ),
    inapplicable(
        "GitHub's secret under a general name is of any form",
        webhook_secret_is_well_formed,
        "`WEBHOOK_SECRET` need not be Clerk's",
        webhook_secrets(WEBHOOK_SECRET="correct horse battery staple"),
    ),
    fails(
        "the general name, read by Clerk's handler",
        webhook_secret_is_well_formed,
        webhook_secrets(WEBHOOK_SECRET="correct horse battery staple"),
        code(verifier("WEBHOOK_SECRET")),
        error("which base64 does not use", at=".env.local:3:1", fix="Copy"),
    ),
    unknown(
        "Vercel does not give it out",
        webhook_secret_is_well_formed,
        "`[SENSITIVE]`",
        webhook_secrets(**{WEBHOOK: "[SENSITIVE]"}),
        code(verifier()),
    ),
]

GIVEN = option("jwtKey", "CLERK_JWT_KEY")

JWT_ROWS = [
    passes("a PEM public key", jwt_key_is_usable, jwt_key(PEM), code(MIDDLEWARE, GIVEN)),
    fails(
        "literal line breaks",
        jwt_key_is_usable,
        jwt_key(PEM.replace("\n", "\\n")),
        code(MIDDLEWARE, GIVEN),
        error("holds the two characters `\\n`", at=".env.local:4:1", fix="with `\\n` for each"),
    ),
    fails(
        "a private key",
        jwt_key_is_usable,
        jwt_key(PRIVATE),
        code(MIDDLEWARE, GIVEN),
        error("is a PEM private key", at=".env.local:4:1", fix="Copy the PEM public key"),
    ),
    fails(
        "the first line only, as Next.js 12 and 13 read it",
        jwt_key_is_usable,
        jwt_key("-----BEGIN PUBLIC KEY-----"),
        code(MIDDLEWARE, GIVEN),
        error("is the first line of a PEM key", at=".env.local:4:1", fix="Copy"),
    ),
    fails(
        "unusable, but nothing reads it",
        jwt_key_is_usable,
        jwt_key(PRIVATE),
        code(MIDDLEWARE),
        warning("is a PEM private key", at=".env.local:4:1", fix="Copy"),
    ),
    unknown(
        "a reference that another tool resolves",
        jwt_key_is_usable,
        "is a Doppler reference",
        jwt_key("doppler://web/dev/CLERK_JWT_KEY"),
    ),
]

KEYS = {SECRET: SK_TEST}
GIVES = code(MIDDLEWARE, option("secretKey", None))
GIVES_THE_SAME = code(MIDDLEWARE, option("secretKey", SECRET))

ENCRYPTION_ROWS = [
    passes(
        "set",
        encryption_key_is_set,
        environment({**KEYS, ENCRYPTION: random_text("aes", 32)}),
        GIVES,
    ),
    inapplicable(
        "the middleware is given none",
        encryption_key_is_set,
        "no code here gives the middleware a `secretKey`",
        environment(KEYS),
    ),
    inapplicable(
        "the variable that it is given is not set, so that there is none",
        encryption_key_is_set,
        "no code here gives",
        environment(KEYS),
        code(MIDDLEWARE, option("secretKey", "TENANT_SK")),
    ),
    inapplicable(
        "a provider's prop is none of the middleware's",
        encryption_key_is_set,
        "no code here gives",
        environment(KEYS),
        code(option("secretKey", None, "ClerkProvider")),
    ),
    fails(
        "version 7 refuses to run",
        encryption_key_is_set,
        environment(KEYS),
        GIVES,
        error(
            "The middleware is given a `secretKey`, and `CLERK_ENCRYPTION_KEY` is set neither",
            at="proxy.ts:4:16",
            fix='echo "CLERK_ENCRYPTION_KEY=$(openssl rand -hex 32)" >> .env.local',
        ),
    ),
    fails(
        "the very key that the SDK reads by itself",
        encryption_key_is_set,
        environment(KEYS),
        GIVES_THE_SAME,
        error("is given a `secretKey`", at="proxy.ts:4:16", fix="Delete the option `secretKey`"),
    ),
    fails(
        "version 6 falls back",
        encryption_key_is_set,
        environment(KEYS),
        app("6.39.6", "15.5.9"),
        GIVES,
        warning("the rest of the app then uses `CLERK_SECRET_KEY`", at="proxy.ts:4:16", fix="Make"),
    ),
    unknown(
        "a fresh clone",
        encryption_key_is_set,
        "as in a fresh clone",
        environment(files={".env": {"TENANT_SK": SK_TEST}}),
        code(MIDDLEWARE, option("secretKey", "TENANT_SK")),
    ),
    fails(
        "version 6 with nothing to fall back to",
        encryption_key_is_set,
        environment({"NEXT_PUBLIC_CLERK_SIGN_IN_URL": "/sign-in"}),
        app("6.39.6", "15.5.9"),
        GIVES,
        error("is set neither", at="proxy.ts:4:16", fix="Make one"),
    ),
    fails(
        "a range of version 7",
        encryption_key_is_set,
        environment(KEYS),
        app("^7.2.0"),
        GIVES,
        error("is given a `secretKey`", at="proxy.ts:4:16", fix="Make one"),
    ),
    fails(
        "a version that is not known may be an older one",
        encryption_key_is_set,
        environment(KEYS),
        app("latest"),
        GIVES,
        warning("is given a `secretKey`", at="proxy.ts:4:16", fix="Make one"),
    ),
    inapplicable(
        "before 5.2 the key stayed in the middleware",
        encryption_key_is_set,
        "@clerk/nextjs 5.1.6 keeps the key in the middleware",
        environment(KEYS),
        app("5.1.6", "14.2.25"),
        GIVES,
    ),
    unknown(
        "the middleware could not be read",
        encryption_key_is_set,
        "`src/proxy.ts` cannot be parsed at line 3",
        environment(KEYS),
        code(skipped=[Skipped("src/proxy.ts", "cannot be parsed at line 3")]),
    ),
    unknown(
        "a tool supplies it",
        encryption_key_is_set,
        "`op run` in the script `start` may set `CLERK_ENCRYPTION_KEY`",
        environment(KEYS),
        app(scripts={"start": "op run --env-file=.env -- next start"}),
        GIVES,
    ),
]

ROWS: list[Row] = [*WEBHOOK_ROWS, *JWT_ROWS, *ENCRYPTION_ROWS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_code_keys(row: Row) -> None:
    holds(row)
