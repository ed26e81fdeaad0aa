"""The values of variables."""

import pytest

from clerkdoctor.checks.env_values import (
    switches_are_read_as_meant,
    values_are_not_placeholders,
    values_are_read_as_written,
    values_have_no_stray_characters,
)
from clerkdoctor.checks.key_form import publishable_key_is_well_formed
from tests.checks.facts import (
    PK_TEST,
    PUBLISHABLE,
    SECRET,
    SK_TEST,
    WEBHOOK,
    WHSEC,
    code,
    env_file,
    environment,
    publishable,
    read,
    statement,
    verifier,
)
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    judged,
    passes,
    unknown,
    warning,
)

S = values_have_no_stray_characters
P = values_are_not_placeholders
R = values_are_read_as_written
B = switches_are_read_as_meant

DOLLAR = "`$NAME` is expanded, also inside single quotes"
NOTHING = "a reference finds nothing and becomes empty text"
HASH = "an unquoted `#` ends the value"
OPEN = "an opening quote stays in the value because nothing closes it"


def changed(name: str, *changes: str, path: str = ".env.local") -> object:
    one = statement(path, 5, name, "a value", changes=changes)
    return environment(files={path: env_file(path, [one])})


STRAY = [
    passes("clean", S, environment({SECRET: SK_TEST, WEBHOOK: WHSEC})),
    passes("a PEM key has line breaks", S, environment({"CLERK_JWT_KEY": "-----BEGIN X\nabc\n"})),
    passes("of another stack", S, environment({"SMTP_PASSWORD": "blank \n"})),
    passes("empty", S, environment({SECRET: ""})),
    fails(
        "a newline",
        S,
        environment({SECRET: SK_TEST + "\n"}),
        error(
            f"The value of `{SECRET}` ends with a line break",
            at=".env.local:1:1",
            fix=f"Write the value of `{SECRET}` in `.env.local` without it",
        ),
    ),
    fails(
        "a newline that Vercel gave back",
        S,
        environment(
            files={
                ".env.local": env_file(".env.local", {SECRET: SK_TEST + "\n"}, made_by_vercel=True)
            }
        ),
        error(
            "ends with a line break",
            at=".env.local:1:1",
            fix=f"vercel env rm {SECRET} && printf %s 'VALUE' | vercel env add {SECRET}",
        ),
    ),
    fails(
        "in the process",
        S,
        environment({}, process={SECRET: SK_TEST + " "}),
        error("ends with white space", at="environ", fix="where this process gets it from"),
    ),
    fails(
        "every kind of it",
        S,
        environment(
            {
                SECRET: f'"{SK_TEST}"',
                PUBLISHABLE: "\ufeff" + PK_TEST,
                WEBHOOK: WHSEC + "\\n",
                "NEXT_PUBLIC_CONVEX_URL": "https://x.convex.cloud\r",
                "CLERK_JWT_ISSUER_DOMAIN": "https://x.clerk.accounts.dev\u00a0",
            }
        ),
        error("stands in quotes that are part of the value", at=".env.local:1:1", fix="Write"),
        error("holds a byte order mark (U+FEFF)", at=".env.local:2:1", fix="Write"),
        error("ends with the two characters `\\n`", at=".env.local:3:1", fix="Write"),
        error("ends with a line break", at=".env.local:4:1", fix="Write"),
        error("holds a non-breaking space (U+00A0)", at=".env.local:5:1", fix="Write"),
    ),
]

PLACEHOLDERS = [
    passes("real ones", P, environment({PUBLISHABLE: PK_TEST, SECRET: SK_TEST})),
    passes("a name of another stack", P, environment({"STRIPE_KEY": "your_key_here"})),
    passes("empty is not set", P, environment({SECRET: ""})),
    fails(
        "a template's",
        P,
        environment({PUBLISHABLE: "pk_test_your_publishable_key", SECRET: "sk_test_..."}),
        error("has words behind `pk_test_`", at=".env.local:1:1", fix=f"\n{PUBLISHABLE}=pk_…"),
        error("is `sk_test_` with a gap", at=".env.local:2:1", fix=f"\n{SECRET}=sk_…"),
    ),
    fails(
        "that the code reads",
        P,
        environment({WEBHOOK: "whsec_xxxxx", "NEXT_PUBLIC_CONVEX_URL": "<your convex url>"}),
        code(verifier(), read("NEXT_PUBLIC_CONVEX_URL")),
        error("has a row of `x` behind `whsec_`", at=".env.local:1:1", fix="under Webhooks"),
        error("is a word in angle brackets", at=".env.local:2:1", fix="Write the real value"),
    ),
    fails(
        "that nothing reads",
        P,
        environment({WEBHOOK: "whsec_xxxxx"}),
        warning("has a row of `x` behind `whsec_`", at=".env.local:1:1", fix="Copy"),
    ),
    fails(
        "the word undefined",
        P,
        environment({SECRET: "undefined"}),
        error("is the word `undefined`", at=".env.local:1:1", fix="Copy the secret key"),
    ),
    unknown(
        "what other tools resolve",
        P,
        "is a 1Password reference that nothing resolved (at .env.local:1:1); ",
        environment({SECRET: "op://Private/Clerk/key", PUBLISHABLE: "encrypted:abc"}),
    ),
    unknown("what Vercel keeps", P, "`[SENSITIVE]`", environment({SECRET: "[SENSITIVE]"})),
]

WRITTEN = [
    passes("as written", R, environment({SECRET: SK_TEST})),
    fails(
        "a dollar sign",
        R,
        changed("CLERK_ENCRYPTION_KEY", DOLLAR),
        error(
            f"Next.js does not load `CLERK_ENCRYPTION_KEY` as it is written: {DOLLAR}",
            at=".env.local:5:1",
            fix="Write every `$` of `CLERK_ENCRYPTION_KEY` as `\\$`",
        ),
    ),
    fails(
        "a reference to nothing",
        R,
        changed(SECRET, NOTHING),
        error(NOTHING, at=".env.local:5:1", fix=f"Set the variable that `{SECRET}` refers to"),
    ),
    fails(
        "a hash",
        R,
        changed(SECRET, HASH),
        error(HASH, at=".env.local:5:1", fix=f'in double quotes:\n{SECRET}="…#…"'),
    ),
    fails(
        "an open quote",
        R,
        changed(SECRET, OPEN),
        error(OPEN, at=".env.local:5:1", fix="Close the quote"),
    ),
    fails(
        "a quote in the middle",
        R,
        changed(SECRET, "quotes stay in the value because text follows them"),
        error(
            "quotes stay", at=".env.local:5:1", fix="Remove what stands behind the closing quote"
        ),
    ),
    fails(
        "a comment in Next.js 13",
        R,
        changed(SECRET, "a `#` comment behind a value is part of it in Next.js 12 and 13"),
        error("is part of it", at=".env.local:5:1", fix="Move the comment behind"),
    ),
    fails(
        "an escape",
        R,
        changed(SECRET, r"`\n` in double quotes becomes a newline"),
        error("becomes a newline", at=".env.local:5:1", fix="in single quotes"),
    ),
    fails(
        "for another reason",
        R,
        changed(SECRET, "the value is taken from a following line"),
        error("from a following line", at=".env.local:5:1", fix="Write the value in double quotes"),
    ),
    fails(
        "of another stack",
        R,
        changed("SMTP_PASSWORD", DOLLAR, HASH),
        warning(f"{DOLLAR}; {HASH}", at=".env.local:5:1", fix="Write every `$`"),
    ),
    passes(
        "a statement that loses",
        R,
        environment(
            files={
                ".env.local": env_file(
                    ".env.local",
                    [
                        statement(".env.local", 1, SECRET, "x", changes=(HASH,), last=False),
                        statement(".env.local", 2, SECRET, SK_TEST),
                    ],
                ),
                ".env": env_file(".env", [statement(".env", 1, SECRET, "x", changes=(HASH,))]),
            }
        ),
    ),
    fails(
        "a statement that would win without the process",
        R,
        environment(
            files={
                ".env.local": env_file(
                    ".env.local", [statement(".env.local", 1, SECRET, "x", changes=(HASH,))]
                )
            },
            process={SECRET: SK_TEST},
        ),
        error(HASH, at=".env.local:1:1", fix="in double quotes"),
    ),
]

SATELLITE = "NEXT_PUBLIC_CLERK_IS_SATELLITE"

SWITCHES = [
    passes("true, a number, no", B, environment({SATELLITE: "TRUE", "CLERK_TELEMETRY_DISABLED": "1"})),
    passes("off", B, environment({SATELLITE: "false", "CLERK_TELEMETRY_DEBUG": "0"})),
    inapplicable("none", B, "no switch of Clerk's is set", environment({SECRET: SK_TEST})),
    inapplicable(
        "this one is on unless it says false", B, "no switch",
        environment({"NEXT_PUBLIC_CLERK_PREFETCH_UI": "yes"}),
    ),
    fails(
        "yes",
        B,
        environment({SATELLITE: "yes"}),
        warning(
            f"`{SATELLITE}` says yes in a word that Clerk takes for no",
            at=".env.local:1:1",
            fix=f"{SATELLITE}=true",
        ),
    ),
    fails(
        "true with a blank behind it",
        B,
        environment({SATELLITE: "true "}),
        warning("it is `true` that means yes", at=".env.local:1:1", fix="Write it so"),
    ),
]  # fmt: skip

ROWS: list[Row] = [*STRAY, *PLACEHOLDERS, *WRITTEN, *SWITCHES]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_env_values(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        ("pk_test_your_publishable_key", "values-are-not-placeholders"),
        (f'"{PK_TEST}"', "values-have-no-stray-characters"),
    ],
)
def test_a_key_that_was_misread_follows_from_that(value: str, cause: str) -> None:
    facts = (environment({PUBLISHABLE: value}), publishable(value))
    *_, key = judged(S, P, R, publishable_key_is_well_formed, facts=facts)
    assert key.follows_from == cause


def test_a_quote_that_nothing_closes_is_one_cause() -> None:
    value = f'"{SK_TEST}'
    one = statement(".env.local", 1, SECRET, value, changes=(OPEN,))
    facts = (environment(files={".env.local": env_file(".env.local", [one])}),)
    written, stray = judged(R, S, facts=facts)
    assert (written.follows_from, stray.follows_from) == (None, "values-are-read-as-written")
