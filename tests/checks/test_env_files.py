"""The env files as files."""

import pytest

from clerkdoctor.checks.env_files import (
    env_files_are_kept,
    env_lines_are_assignments,
    shell_agrees_with_env_files,
    variables_are_stated_once,
)
from clerkdoctor.checks.key_presence import publishable_key_is_set, secret_key_is_set
from clerkdoctor.facts.environment import EnvFile
from clerkdoctor.facts.place import Place
from tests.checks.facts import (
    PK_TEST,
    PUBLISHABLE,
    SECRET,
    SK_TEST,
    env_file,
    environment,
    random_text,
    statement,
)
from tests.checks.table import Row, error, fails, holds, judged, passes, warning

OTHER = "sk_test_" + random_text("another secret key", 42)
KEYS = {PUBLISHABLE: PK_TEST, SECRET: SK_TEST}


def lines(**ignored: str) -> object:
    """`.env.local` with lines that are no assignments: `l3="…"` is the third."""
    numbered = {int(name.removeprefix("l")): text for name, text in ignored.items()}
    return environment(files={".env.local": env_file(".env.local", KEYS, ignored=numbered)})


def twice(first: str, second: str, name: str = SECRET) -> EnvFile:
    return env_file(
        ".env.local",
        [
            statement(".env.local", 1, name, first, last=False),
            statement(".env.local", 4, name, second),
        ],
    )


LOOP = env_file(".env", {"PATH_EXTRA": "$PATH_EXTRA"}, discarded="`PATH_EXTRA` refers to itself")
UTF16 = env_file(".env.local", {}, not_utf8=Place(".env.local", 1, 1))
LATIN1 = env_file(".env", KEYS, not_utf8=Place(".env", 3))

ROWS: list[Row] = [
    passes("UTF-8", env_files_are_kept, environment(KEYS)),
    fails(
        "a reference to itself",
        env_files_are_kept,
        environment(KEYS, files={".env": LOOP}),
        error(
            "Next.js drops all of `.env`: `PATH_EXTRA` refers to itself",
            at=".env",
            fix="Write `\\$`",
        ),
    ),
    passes(
        "in a file of another mode",
        env_files_are_kept,
        environment(KEYS, files={".env.production": LOOP._replace(loaded=False)}),
    ),
    fails(
        "UTF-16",
        env_files_are_kept,
        environment(files={".env.local": UTF16}),
        error("finds no variable in it", at=".env.local:1:1", fix="Save `.env.local` as UTF-8"),
    ),
    fails(
        "a byte of Latin-1",
        env_files_are_kept,
        environment(files={".env": LATIN1}),
        warning("puts U+FFFD for every byte that is not", at=".env:3", fix="Save `.env` as UTF-8"),
    ),
    passes("assignments", env_lines_are_assignments, environment(KEYS)),
    fails(
        "no separator",
        env_lines_are_assignments,
        lines(l3="CLERK_SECRET_KEY sk_test_x"),
        warning(
            "Next.js takes nothing from line 3: there is no `=` in it",
            at=".env.local:3",
            fix="Write the line as `NAME=value`",
        ),
    ),
    fails(
        "a quote, a blank, a hyphen",
        env_lines_are_assignments,
        lines(l3='"CLERK_SECRET_KEY"=x', l5="export CLERK SECRET=x", l7="CLERK\u2011KEY=x"),
        warning("line 3: there is a quote in its name", at=".env.local:3", fix="Write"),
        warning("line 5: there is a blank in its name", at=".env.local:5", fix="Write"),
        warning("line 7: its name is not made of", at=".env.local:7", fix="Write"),
    ),
    fails(
        "the remains of a PEM key are one finding",
        env_lines_are_assignments,
        lines(l3="MIIBIjANBgkqhkiG9w0B", l4="AQEFAAOCAQ8AMIIBCgKC", l5="-----END PUBLIC KEY-----"),
        warning("takes nothing from lines 3 to 5", at=".env.local:3", fix="Write"),
    ),
    passes("stated once", variables_are_stated_once, environment(KEYS)),
    passes(
        "twice the same",
        variables_are_stated_once,
        environment(files={".env.local": twice(SK_TEST, SK_TEST)}),
    ),
    fails(
        "twice in a file",
        variables_are_stated_once,
        environment(files={".env.local": twice(OTHER, SK_TEST)}),
        warning(
            "is stated twice in `.env.local` with different values: line 4 wins over line 1",
            at=".env.local:1:1",
            fix="Delete line 1 of `.env.local`, or line 4",
        ),
    ),
    fails(
        "also where the name is nobody's",
        variables_are_stated_once,
        environment(files={".env.local": twice("a", "b", "FEATURE")}),
        warning("`FEATURE` is stated twice", at=".env.local:1:1", fix="Delete line 1"),
    ),
    passes(
        "a local file over a shared default",
        variables_are_stated_once,
        environment(KEYS, files={".env": {SECRET: OTHER}}),
    ),
    passes(
        "one mode's file over `.env`",
        variables_are_stated_once,
        environment(
            files={
                ".env.development": {"NEXT_PUBLIC_CONVEX_URL": "http://127.0.0.1:3210"},
                ".env": {"NEXT_PUBLIC_CONVEX_URL": "https://quiet-otter-123.convex.cloud"},
            }
        ),
    ),
    fails(
        "one local file over another",
        variables_are_stated_once,
        environment(KEYS, files={".env.development.local": {SECRET: OTHER}}),
        warning(
            f"`{SECRET}` in `.env.development.local` hides another value of it in `.env.local`",
            at=".env.development.local:1:1",
            fix=f"Delete `{SECRET}` from `.env.development.local` if `.env.local` is right",
        ),
    ),
    passes(
        "production's own local file",
        variables_are_stated_once,
        environment(KEYS, files={".env.production.local": {SECRET: OTHER}}, mode="production"),
    ),
    fails(
        "an empty value over a real one",
        variables_are_stated_once,
        environment({SECRET: ""}, files={".env": {SECRET: SK_TEST}}),
        warning(
            "`.env.local` hides another value of it in `.env`", at=".env.local:1:1", fix="Delete"
        ),
    ),
    passes(
        "two local files of a name that is nobody's",
        variables_are_stated_once,
        environment({"FEATURE": "a"}, files={".env.development.local": {"FEATURE": "b"}}),
    ),
    passes("nothing in the process", shell_agrees_with_env_files, environment(KEYS)),
    passes("the same", shell_agrees_with_env_files, environment(KEYS, process={SECRET: SK_TEST})),
    passes(
        "in the process alone",
        shell_agrees_with_env_files,
        environment({}, process={SECRET: SK_TEST}),
    ),
    fails(
        "another one",
        shell_agrees_with_env_files,
        environment(KEYS, process={SECRET: OTHER}),
        warning(
            "The process has another value (`sk_test_…`, ",
            at="environ",
            fix=f"unset {SECRET}",
        ),
    ),
    fails(
        "an empty one",
        shell_agrees_with_env_files,
        environment(KEYS, process={SECRET: ""}),
        warning(
            f"The process has an empty value for `{SECRET}`, which wins over `.env.local:2:1`",
            at="environ",
            fix=f"unset {SECRET}",
        ),
    ),
    passes(
        "a host overrides a shared default",
        shell_agrees_with_env_files,
        environment(files={".env": {SECRET: OTHER}}, process={SECRET: SK_TEST}),
    ),
    passes(
        "what the machine sets",
        shell_agrees_with_env_files,
        environment(
            {"NODE_ENV": "production", "VERCEL_ENV": "development"},
            process={"NODE_ENV": "test", "VERCEL_ENV": "preview"},
        ),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_env_files(row: Row) -> None:
    holds(row)


def test_a_stale_empty_file_is_one_cause() -> None:
    facts = (environment(KEYS, files={".env.development.local": {SECRET: ""}}),)
    missing, twice = judged(secret_key_is_set, variables_are_stated_once, facts=facts)
    assert (missing.follows_from, twice.follows_from) == (None, "secret-key-is-set")


def test_a_dropped_file_is_the_cause_of_what_it_takes_along() -> None:
    dropped = env_file(".env", {**KEYS, "A": "$A"}, discarded="`A` refers to itself")
    facts = (environment(files={".env": dropped}),)
    results = judged(env_files_are_kept, publishable_key_is_set, secret_key_is_set, facts=facts)
    assert [result.follows_from for result in results] == [None, *["env-files-are-kept"] * 2]


def test_the_remains_of_a_value_are_about_the_variable_that_is_named_in_them() -> None:
    facts = (lines(l3="MIIBIjANBgkqhkiG9w0B", l4=f"{SECRET} x"),)
    (result,) = judged(env_lines_are_assignments, facts=facts)
    assert [problem.about for problem in result.problems] == [SECRET]


def test_a_line_without_a_separator_follows_from_the_key_that_is_missing() -> None:
    facts = (
        environment(
            files={
                ".env.local": env_file(
                    ".env.local", {PUBLISHABLE: PK_TEST}, ignored={2: f"{SECRET} {SK_TEST}"}
                )
            }
        ),
    )
    missing, line = judged(secret_key_is_set, env_lines_are_assignments, facts=facts)
    assert (missing.follows_from, line.follows_from) == (None, "secret-key-is-set")
