"""Secrets where others can see them."""

import pytest

from clerkdoctor.checks.code_reads import browser_code_reads_public_variables
from clerkdoctor.checks.exposure import (
    env_files_are_ignored_by_git,
    no_secret_is_committed,
    no_secret_is_in_source,
    no_secret_is_public,
)
from clerkdoctor.facts.code import LiteralSecret, Skipped
from tests.checks.facts import (
    PK_LIVE,
    PK_TEST,
    PUBLISHABLE,
    SECRET,
    SK_TEST,
    UNREADABLE,
    WHSEC,
    app,
    code,
    env_file,
    environment,
    git,
    place,
    read,
    statement,
)
from tests.checks.table import Row, error, fails, holds, judged, passes, unknown, warning

PUBLIC = "NEXT_PUBLIC_CLERK_SECRET_KEY"
IGNORED = {".env.local": ".env*.local"}
KEYS = {PUBLISHABLE: PK_TEST, SECRET: SK_TEST}


def literal(mask: str = "sk_test_…", *, in_test: bool = False) -> LiteralSecret:
    path = "tests/users.test.ts" if in_test else "lib/clerk.ts"
    return LiteralSecret("a Clerk secret key", mask, place(f"{path}:4:13"), in_test)


EXCUSED = env_file(".env.local", [statement(".env.local", 1, SECRET, SK_TEST, excused=True)])
MASTER = env_file(".env.keys", {"DOTENV_PRIVATE_KEY": "5f" * 32}, loaded=False)

ROWS: list[Row] = [
    passes("none", no_secret_is_public, environment(KEYS)),
    passes(
        "public by design",
        no_secret_is_public,
        environment(
            {
                "NEXT_PUBLIC_FIREBASE_API_KEY": "AIzaSyD-1234567890abcdefghijklmnopqrstuv",
                "NEXT_PUBLIC_STRIPE_KEY": PK_LIVE,
                "NEXT_PUBLIC_MAP_TOKEN": "pk.abc",
                "NEXT_PUBLIC_CLERK_JWT_KEY": "x",
            }
        ),
    ),
    passes("a placeholder", no_secret_is_public, environment({PUBLIC: "your_secret_key"})),
    fails(
        "by its value",
        no_secret_is_public,
        environment({"NEXT_PUBLIC_AUTH": SK_TEST}),
        error(
            "`NEXT_PUBLIC_AUTH` holds a Clerk secret key, and its name makes it public",
            at=".env.local:1:1",
            fix="Rename it to `AUTH`, read it in server code only, and make a new secret",
        ),
    ),
    fails(
        "by its name, and named once though the code reads it too",
        no_secret_is_public,
        environment({PUBLIC: "s3cr3t"}),
        code(read(PUBLIC, "browser")),
        error("names a secret", at=".env.local:1:1", fix=f"Rename it to `{SECRET}`"),
    ),
    fails(
        "in a file of another mode",
        no_secret_is_public,
        environment(KEYS, files={".env.production": {"NEXT_PUBLIC_CLERK_WEBHOOK_SECRET": WHSEC}}),
        error("holds a webhook signing secret", at=".env.production:1:1", fix="Rename"),
    ),
    fails(
        "in the code alone",
        no_secret_is_public,
        environment(KEYS),
        code(read(PUBLIC, "browser", "app/people/search.tsx:11:40")),
        error(f"The code reads `{PUBLIC}`", at="app/people/search.tsx:11:40", fix="Rename"),
    ),
    passes("in a script", no_secret_is_public, environment(KEYS), code(read(PUBLIC, "script"))),
    unknown(
        "not all of the code was read",
        no_secret_is_public,
        "`lib/huge.ts`",
        environment(KEYS),
        code(skipped=[UNREADABLE]),
    ),
    passes("not tracked", no_secret_is_committed, environment(KEYS), git()),
    fails(
        "tracked",
        no_secret_is_committed,
        environment(KEYS),
        git(".env.local", ignored=IGNORED),
        error(
            f"`.env.local` is tracked by git and states the secret `{SECRET}` (`sk_test_…`)",
            at=".env.local:2:1",
            fix="git rm --cached .env.local && echo .env.local >> .gitignore",
        ),
    ),
    fails(
        "in an app of a workspace, told as from the folder that was asked about",
        no_secret_is_committed,
        environment(KEYS),
        git(".env.local"),
        app(path="apps/web site"),
        error(
            "`.env.local` is tracked",
            at=".env.local:2:1",
            fix="git rm --cached 'apps/web site/.env.local' && echo 'apps/web site/.env.local' >>",
        ),
    ),
    passes(
        "tracked with nothing but public and placeholder values",
        no_secret_is_committed,
        environment(
            files={
                ".env": {
                    PUBLISHABLE: PK_TEST,
                    SECRET: "sk_test_XXXXXXXXXXXXXXXX",
                    "CLERK_WEBHOOK_SECRET": "${WEBHOOK_SECRET}",
                }
            }
        ),
        git(".env"),
    ),
    passes(
        "excused as none",
        no_secret_is_committed,
        environment(files={".env.local": EXCUSED}),
        git(".env.local"),
    ),
    fails(
        "the key that decrypts the others",
        no_secret_is_committed,
        environment(files={".env.keys": MASTER}),
        git(".env.keys"),
        error(
            "the secret `DOTENV_PRIVATE_KEY`", at=".env.keys:1:1", fix="git rm --cached .env.keys"
        ),
    ),
    passes("ignored", env_files_are_ignored_by_git, environment(KEYS), git(ignored=IGNORED)),
    passes(
        "a shared file without a secret",
        env_files_are_ignored_by_git,
        environment(files={".env": {PUBLISHABLE: PK_TEST}}),
        git(),
    ),
    fails(
        "a secret that no rule covers",
        env_files_are_ignored_by_git,
        environment(KEYS),
        git(),
        error(
            f"No ignore rule of git covers `.env.local`, which states the secret `{SECRET}`",
            at=".env.local:2:1",
            fix="Ignore it:\necho .env.local >> .gitignore",
        ),
    ),
    fails(
        "exempted by a rule",
        env_files_are_ignored_by_git,
        environment(KEYS),
        git(ignored={".env.local": "!.env.local"}),
        error("`!.env.local` at `.gitignore:1` exempts it", at=".env.local:2:1", fix="Ignore it"),
    ),
    fails(
        "a local file without a secret",
        env_files_are_ignored_by_git,
        environment({PUBLISHABLE: PK_TEST}),
        git(),
        warning("which is a local file", at=".env.local", fix="Ignore it"),
    ),
    fails(
        "a file that no mode loads",
        env_files_are_ignored_by_git,
        environment(KEYS, files={".env.staging": {SECRET: SK_TEST}}),
        git(ignored=IGNORED),
        error("covers `.env.staging`", at=".env.staging:1:1", fix="echo .env.staging >>"),
    ),
    passes("no literal", no_secret_is_in_source, code()),
    fails(
        "in the code",
        no_secret_is_in_source,
        code(literal("sk_live_…")),
        error(
            "A Clerk secret key stands in the code (`sk_live_…`)",
            at="lib/clerk.ts:4:13",
            fix="Move the value into an env file",
        ),
    ),
    fails(
        "in a test, where it may be made up",
        no_secret_is_in_source,
        code(literal(in_test=True)),
        warning("(`sk_test_…`)", at="tests/users.test.ts:4:13", fix="Write `gitleaks:allow`"),
    ),
    fails(
        "a live key is none that is made up",
        no_secret_is_in_source,
        code(literal("sk_live_…", in_test=True)),
        error("(`sk_live_…`)", at="tests/users.test.ts:4:13", fix="Move"),
    ),
    unknown(
        "a file that was not read",
        no_secret_is_in_source,
        "`lib/huge.ts` is 5.0 MB",
        code(skipped=[UNREADABLE]),
    ),
    passes(
        "a file that could not be parsed, but searched",
        no_secret_is_in_source,
        code(skipped=[Skipped("lib/odd.ts", "cannot be parsed at line 3", searched=True)]),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_exposure(row: Row) -> None:
    holds(row)


def test_a_tracked_file_that_no_rule_covers_is_one_cause() -> None:
    facts = (environment(KEYS), git(".env.local"))
    committed, ignored = judged(no_secret_is_committed, env_files_are_ignored_by_git, facts=facts)
    assert (committed.follows_from, ignored.follows_from) == (None, "no-secret-is-committed")


def test_a_public_secret_is_told_once() -> None:
    facts = (environment({PUBLIC: SK_TEST}), code(read(PUBLIC, "browser")))
    public, browser = judged(no_secret_is_public, browser_code_reads_public_variables, facts=facts)
    assert (public.status, browser.status) == ("fail", "pass")
