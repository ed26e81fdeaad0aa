"""Publishable and secret keys: what is accepted, and what is said of the rest."""

import base64
import random
import string

import pytest

from clerkdoctor.clerk.keys import (
    Malformed,
    PublishableKey,
    classify_secret_key,
    cookie_suffix,
    frontend_api_in_use,
    parse_publishable_key,
    publishable_key_for,
)

DEVELOPMENT = "pk_test_Y2xlYW4tbWF5Zmx5LTYyLmNsZXJrLmFjY291bnRzLmRldiQ"


def random_key(prefix: str, length: int, seed: int = 1) -> str:
    """A key as Clerk would draw it: made when the test runs, so that none stands in this file."""
    letters = string.ascii_letters + string.digits
    return prefix + "".join(random.Random(seed).choices(letters, k=length))


def encoded(text: str, prefix: str = "pk_test_") -> str:
    return prefix + base64.b64encode(text.encode()).decode().rstrip("=")


def accepted(text: str, *, lenient: bool = False) -> PublishableKey:
    key = parse_publishable_key(text, lenient=lenient)
    assert isinstance(key, PublishableKey), key
    return key


def test_a_key_names_everything_that_follows_from_its_host() -> None:
    key = accepted(DEVELOPMENT)
    assert key.instance_type == "development"
    assert key.frontend_api == "clean-mayfly-62.clerk.accounts.dev"
    assert key.issuer == "https://clean-mayfly-62.clerk.accounts.dev"
    assert key.account_portal == "https://clean-mayfly-62.accounts.dev"
    assert key.backend_api == "https://api.clerk.com"
    assert key.oddity is None
    assert key.host_problem is None
    live = accepted(publishable_key_for("clerk.acme.io"))
    assert live.instance_type == "production"
    assert live.account_portal == "https://accounts.acme.io"


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        (DEVELOPMENT, "kgUPyBNU"),
        (DEVELOPMENT + "=", "6qIBOhXK"),
        (DEVELOPMENT + " ", "GBO5Vvod"),
        (DEVELOPMENT + "\n", "xmgLSK3i"),
    ],
)
def test_the_cookie_suffix_is_taken_over_the_raw_text(text: str, suffix: str) -> None:
    assert cookie_suffix(text) == suffix
    assert accepted(text).cookie_suffix == suffix


@pytest.mark.parametrize(
    ("text", "oddity"),
    [
        (DEVELOPMENT + "=", "ends with `=`, the padding that Clerk leaves out"),
        (DEVELOPMENT + " ", "ends with white space"),
        (DEVELOPMENT + "\n", "ends with a line break"),
        (DEVELOPMENT[:20] + " " + DEVELOPMENT[20:], "is another spelling of the same host"),
        (DEVELOPMENT[:-1] + "R", "is another spelling of the same host"),
    ],
)
def test_an_accepted_key_may_be_spelled_oddly(text: str, oddity: str) -> None:
    found = accepted(text).oddity
    assert found
    assert found.startswith(oddity)
    assert accepted(text).canonical == DEVELOPMENT


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        ("", "value", "is empty"),
        ("pk_test_...", "value", "is `pk_test_` with a gap (`...`) for the rest"),
        ("your_publishable_key", "value", "consists of words that stand for a value"),
        (random_key("sk_test_", 42), "value", "is a secret key"),
        (random_key("whsec_", 32), "value", "is a webhook signing secret"),
        (random_key("pk_test_51", 97), "value", "is a Stripe publishable key"),
        (random_key("ak_", 40), "value", "is a Clerk API key or machine secret key"),
        ("clerk.acme.io", "value", "is a Frontend API host"),
        ("https://clerk.acme.io", "value", "is a URL"),
        (
            random_key("test_", 40),
            "value",
            "is a key of Clerk's old form, from before `sk_` and `pk_`",
        ),
        (f'"{DEVELOPMENT}"', "stray", "stands in quotes that are part of the value"),
        (f" {DEVELOPMENT}", "stray", "begins with white space"),
        (f"{DEVELOPMENT}\\n", "stray", "ends with the two characters `\\n`"),
        (f"{DEVELOPMENT}\u200b", "stray", "holds a zero-width space (U+200B)"),
        (f"\ufeff{DEVELOPMENT}", "stray", "holds a byte order mark (U+FEFF)"),
        (f'{DEVELOPMENT}"', "stray", 'ends with a quote (`"`) that is part of the value'),
        (DEVELOPMENT.upper(), "prefix", "begins with `PK_TEST_`; Clerk writes `pk_test_`"),
        (DEVELOPMENT[8:], "prefix", "lacks its prefix: `pk_test_` or `pk_live_`"),
        (DEVELOPMENT.replace("test", "prod"), "prefix", "begins with neither `pk_test_` nor"),
        (DEVELOPMENT + "_x", "parts", "has 4 parts between `_`; a key has 3"),
        (
            DEVELOPMENT + "-",
            "base64",
            "is not base64 behind its prefix: it holds `-`, which base64 does not use",
        ),
        (
            DEVELOPMENT[:-2],
            "base64",
            "is not base64 behind its prefix: it has 45 characters, a number that base64 never has",
        ),
        (
            DEVELOPMENT[:-4],
            "dollar",
            "decodes to `clean-mayfly-62.clerk.accounts.d`, which does not end with `$`: it is cut",
        ),
        (encoded("clerk.acme.io"), "dollar", "decodes to `clerk.acme.io`, which does not end"),
        (encoded("clerk.acme.io$$"), "dollar", "decodes to `clerk.acme.io$$`, which has more than"),
        (encoded("clerk.acme.io$\n"), "dollar", "decodes to bytes that are no host name"),
        (encoded("clerk.acme.io$x"), "dollar", "decodes to `clerk.acme.io$x`, which goes on"),
        (encoded("localhost$"), "host", "decodes to `localhost$`, a host without a dot"),
        ("pk_test_" + DEVELOPMENT, "parts", "has 5 parts between `_`; a key has 3"),
    ],
)
def test_a_refused_key_is_told_why(text: str, rule: str, reason: str) -> None:
    found = parse_publishable_key(text)
    assert isinstance(found, Malformed), found
    assert found.rule == rule
    assert found.reason.startswith(reason)


def test_the_older_rule_wants_a_prefix_and_a_dollar_only() -> None:
    assert accepted(encoded("localhost$"), lenient=True).frontend_api == "localhost"
    assert accepted(encoded("a$b$") + "_more", lenient=True).frontend_api == "a$b"
    assert isinstance(parse_publishable_key(encoded("clerk.acme.io"), lenient=True), Malformed)


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        ("https://clerk.acme.io", "names `https://clerk.acme.io`, which is a URL and no host"),
        ("clerk.acme.io/", "names `clerk.acme.io/`, which has a path behind the host"),
        ("clerk.acme.io:443", "names `clerk.acme.io:443`, which has a port"),
        ("Clerk.acme.io", "names `Clerk.acme.io`, which holds capital letters"),
        ("clerk acme.io", "names `clerk acme.io`, which holds U+0020, which no host name has"),
        ("clerk_acme.io", "names `clerk_acme.io`, which holds `_`, which no host name has"),
        (".", "names `.`, which is no host name"),
        ("a..b", "names `a..b`, which is no host name"),
        ("-a.io", "names `-a.io`, which is no host name"),
        ("a-b-1.clerk.accounts.dev", "is a `pk_live_` key and names `a-b-1.clerk.accounts.dev`"),
        ("clerk.myaccounts.dev", None),
        ("clerk.acme.io", None),
    ],
)
def test_the_sdk_accepts_what_is_no_host(host: str, problem: str | None) -> None:
    found = accepted(publishable_key_for(host, live=True)).host_problem
    assert found is None if problem is None else found and found.startswith(problem)


def test_proxies_and_satellites_take_the_place_of_the_host() -> None:
    live = accepted(publishable_key_for("clerk.acme.io"))
    test = accepted(DEVELOPMENT)
    assert frontend_api_in_use(live) == "clerk.acme.io"
    assert frontend_api_in_use(live, proxy_url="/__clerk", domain="x.io") == "/__clerk"
    assert frontend_api_in_use(live, domain="x.io") == "clerk.acme.io"
    assert frontend_api_in_use(live, domain="x.io", is_satellite=True) == "clerk.x.io"
    assert frontend_api_in_use(live, domain="x.io", domain_needs_satellite=False) == "clerk.x.io"
    assert frontend_api_in_use(test, domain="x.io", is_satellite=True) == test.frontend_api


def test_a_key_is_made_from_a_host() -> None:
    assert publishable_key_for("clean-mayfly-62.clerk.accounts.dev") == DEVELOPMENT
    assert publishable_key_for("clerk.acme.io") == encoded("clerk.acme.io$", "pk_live_")
    assert publishable_key_for("clerk.acme.io", live=False) == encoded("clerk.acme.io$")


CLERK = random_key("sk_test_", 42)
STRIPE = random_key("sk_live_51", 97)


@pytest.mark.parametrize(
    ("text", "kind", "instance_type", "problem"),
    [
        (CLERK, "secret-key", "development", None),
        (random_key("sk_live_", 40), "secret-key", "production", None),
        (random_key("sk_live_", 50), "secret-key", "production", None),
        (STRIPE, "stripe-key", "production", "is a Stripe secret key: it has 99 characters"),
        (random_key("rk_live_", 99), "stripe-key", None, "is a restricted Stripe key"),
        (DEVELOPMENT, "publishable-key", None, "is a publishable key"),
        (random_key("ak_", 40), "api-key", None, "is a Clerk API key or machine secret key"),
        (random_key("mt_", 40), "token", None, "is a machine-to-machine token"),
        (random_key("whsec_", 32), "webhook-secret", None, "is a webhook signing secret"),
        (random_key("test_", 40), "legacy", "development", "begins with `test_`, as Clerk's"),
        ("ins_2abc", "other", None, "is the id of a Clerk instance"),
        ("", "empty", None, "is empty"),
        ("sk_test_...", "placeholder", "development", "is `sk_test_` with a gap"),
        ("your_secret_key", "placeholder", None, "consists of words that stand for a value"),
        ("[SENSITIVE]", "unreadable", None, "is Vercel's mark `[SENSITIVE]`"),
        ("op://dev/clerk/secret", "unresolved", None, "is a 1Password reference"),
        (CLERK + "\n", "secret-key", "development", "ends with a line break"),
        (f'"{CLERK}"', "secret-key", "development", "stands in quotes that are part of"),
        (CLERK[:20] + "\u200b" + CLERK[20:], "secret-key", "development", "holds U+200B behind"),
        (CLERK + "-x", "secret-key", "development", "holds `-` behind `sk_test_`; keys are"),
        (random_key("sk_test_", 17), "secret-key", "development", "has 17 characters behind"),
        (CLERK.upper(), "unknown", None, "begins with `SK_TEST_`; Clerk writes `sk_test_`"),
        (random_key("", 42), "unknown", None, "begins with neither `sk_test_` nor `sk_live_`"),
    ],
)
def test_what_stands_where_a_secret_key_belongs(
    text: str, kind: str, instance_type: str | None, problem: str | None
) -> None:
    found = classify_secret_key(text)
    assert (found.kind, found.instance_type) == (kind, instance_type)
    assert found.problem is None if problem is None else (found.problem or "").startswith(problem)


@pytest.mark.parametrize("length", [20, 24, 39, 51, 79])
def test_an_unusual_length_is_a_doubt(length: int) -> None:
    found = classify_secret_key(random_key("sk_live_", length))
    assert found.problem is None
    assert found.doubt == (f"has {length} characters behind `sk_live_`; Clerk's keys have 40 to 50")


def test_no_reason_shows_a_secret() -> None:
    chance = random.Random(3)
    for prefix in (
        "sk_test_",
        "sk_live_",
        "whsec_",
        "ak_",
        "",
        "pk_live_51",
        "sk_live_51",
        "prod:a|",
    ):
        for length in (10, 25, 42, 97):
            body = random_key("", length, seed=chance.randrange(10**6))
            for text in (
                prefix + body,
                f'"{prefix}{body}"',
                f"{prefix}{body}\n",
                f" {prefix}{body}-",
            ):
                refused = parse_publishable_key(text)
                assert isinstance(refused, Malformed)
                shape = classify_secret_key(text)
                said = f"{refused.reason} {shape.problem} {shape.doubt}"
                assert not any(body[at : at + 5] in said for at in range(len(body) - 5))


@pytest.mark.parametrize(
    "text", ["pk_test_" + "A" * 2_000_000, "\0" * 1000, "pk_live_" + "_" * 100_000, "é" * 50_000]
)
def test_hostile_texts_are_refused_with_a_short_reason(text: str) -> None:
    found = parse_publishable_key(text)
    assert isinstance(found, Malformed)
    assert len(found.reason) < 200
    assert classify_secret_key(text).problem
