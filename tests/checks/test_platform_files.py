"""What the platforms' own configuration files do to the variables."""

import pytest

from clerkdoctor.checks.platform_files import (
    turbo_passes_the_variables,
    vercel_json_states_valid_env,
)
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.platform import VercelEnvEntry, VercelJson
from tests.checks.facts import (
    MIDDLEWARE,
    SECRET,
    UNREADABLE,
    WEBHOOK,
    app,
    code,
    read,
    turbo,
    verifier,
)
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown


def vercel(kind: str = "string", secret: str | None = None, name: str = SECRET) -> VercelJson:
    return VercelJson((VercelEnvEntry("env", name, kind, secret, Place("vercel.json", 3)),))


T = turbo_passes_the_variables
V = vercel_json_states_valid_env
TURBO = "../../turbo.json:4"

ROWS: list[Row] = [
    passes("no entries", V, VercelJson(())),
    passes("a text", V, vercel()),
    fails(
        "a retired secret",
        V,
        vercel(secret="clerk_secret_key"),
        error(
            f"`env.{SECRET}` refers to `@clerk_secret_key`, one of Vercel's retired secrets",
            at="vercel.json:3",
            fix=f"vercel env add {SECRET} production",
        ),
    ),
    fails(
        "a reference to no name",
        V,
        vercel(secret=""),
        error("retired secrets", at="vercel.json:3", fix="Delete the entry"),
    ),
    fails(
        "a name that would be a command",
        V,
        vercel("null", name="$(rm -r ~)"),
        error("is null", at="vercel.json:3", fix="vercel env add '$(rm -r ~)' production"),
    ),
    fails(
        "an object",
        V,
        vercel("an object"),
        error(
            f"`env.{SECRET}` is an object; Vercel takes a text", at="vercel.json:3", fix="Delete"
        ),
    ),
    passes("by name", T, turbo(SECRET, WEBHOOK), code(MIDDLEWARE, verifier())),
    passes("by a pattern", T, turbo("CLERK_*"), code(MIDDLEWARE, verifier())),
    passes("everything", T, turbo("*")),
    fails(
        "taken away again",
        T,
        turbo("*", "!CLERK_*"),
        error(f"does not get `{SECRET}`", at=TURBO, fix=f'"env": ["{SECRET}"]'),
    ),
    fails(
        "none",
        T,
        turbo("DATABASE_URL"),
        code(MIDDLEWARE, verifier()),
        error(
            f"The task `build` does not get `{SECRET}`, `{WEBHOOK}`: neither it nor `globalEnv`"
            " names them",
            at=TURBO,
            fix=f'Add to the task `build` in turbo.json:\n"env": ["{SECRET}", "{WEBHOOK}"]',
        ),
    ),
    fails(
        "what the server code reads",
        T,
        turbo(SECRET),
        code(MIDDLEWARE, read("CLERK_FRONTEND_API_URL", "next-server")),
        error("does not get `CLERK_FRONTEND_API_URL`", at=TURBO, fix="CLERK_FRONTEND_API_URL"),
    ),
    passes(
        "what passes by itself, has a fallback, or is read elsewhere",
        T,
        turbo(SECRET),
        code(
            read("NEXT_PUBLIC_CONVEX_URL"),
            read("NODE_ENV"),
            read("VERCEL_ENV"),
            read("VERCEL"),
            read("CLERK_API_URL", fallback=True),
            read("CLERK_JWT_ISSUER_DOMAIN", "convex"),
            read("CONVEX_DEPLOY_KEY", "script"),
        ),
    ),
    fails(
        "the build deploys to Convex",
        T,
        turbo(SECRET, task="web#build"),
        app(scripts={"build": "convex deploy --cmd 'next build'"}),
        error("does not get `CONVEX_DEPLOY_KEY`", at=TURBO, fix='"env": ["CONVEX_DEPLOY_KEY"]'),
    ),
    passes("a name is no expression", T, turbo("CLERK.SECRET.KEY", SECRET)),
    fails(
        "nor is a pattern",
        T,
        turbo("CLERK.SECRET.KEY", "CLERK_SECRET_KE?"),
        error("does not get", at=TURBO, fix="Add"),
    ),
    inapplicable("loose", T, "not in strict mode", turbo(strict=False)),
    inapplicable("no task", T, "no task of `../../turbo.json` builds", turbo(task=None)),
    unknown(
        "not all of the code was read",
        T,
        "`lib/huge.ts`",
        turbo(SECRET),
        code(skipped=[UNREADABLE]),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_platform_files(row: Row) -> None:
    holds(row)
