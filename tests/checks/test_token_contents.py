"""What a token holds, and Convex' verdict; and that one cause is one red line."""

import json
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from clerkdoctor.check import Check
from clerkdoctor.checks import token_contents, tokens
from clerkdoctor.checks.token_contents import (
    token_claims_are_minimal,
    token_expiry_is_in_seconds,
    token_fits_in_a_cookie,
    token_has_one_audience,
    token_is_accepted_by_convex,
    token_standard_claims_have_their_types,
)
from clerkdoctor.clerk import jwt
from clerkdoctor.convex import explanations
from tests.checks.table import (
    IMPERATIVES,
    Row,
    error,
    fails,
    holds,
    inapplicable,
    judged,
    note,
    passes,
)
from tests.checks.token_facts import both, clerk, convex, given
from tests.clerk.minted import HEADER, SECOND, token
from tests.convex.minting import CUSTOM, GONE, NOW, claims, mint, rsa_key

SESSION = HEADER | {"cat": jwt.SESSION}
TEMPLATE = HEADER | {"cat": jwt.JWT_TEMPLATE}


def stated(**changes: Any) -> str:
    return mint(claims(**changes))


ROWS: list[Row] = [
    passes("seconds", token_expiry_is_in_seconds, *given(token())),
    fails(
        "milliseconds",
        token_expiry_is_in_seconds,
        *given(token(exp=(SECOND + 60) * 1000)),
        error("The claim `exp` is `1760000060000`", at=None, fix="Write seconds"),
    ),
    inapplicable(
        "no date",
        token_expiry_is_in_seconds,
        "states no date",
        *given(token(exp="x", nbf=..., iat=...)),
    ),
    passes("small", token_fits_in_a_cookie, *given(token(header=SESSION))),
    fails(
        "with all metadata",
        token_fits_in_a_cookie,
        *given(token(header=SESSION, metadata={"text": "ü" * 1500}, a="b")),
        error(
            "of which the claim `metadata` has 3,011; a browser keeps 4,078",
            at=None,
            fix="Take claims out",
        ),
    ),
    inapplicable(
        "of a template",
        token_fits_in_a_cookie,
        "only a session token",
        *given(token(header=TEMPLATE, metadata="x" * 4000)),
    ),
    passes("a role", token_claims_are_minimal, *given(token(role="admin"))),
    fails(
        "a profile",
        token_claims_are_minimal,
        *given(token(bio="x" * 1300)),
        note("have 1,309 bytes, of which the claim `bio` has 1,302", at=None, fix="Keep ids"),
    ),
    inapplicable("Clerk's own", token_claims_are_minimal, "but Clerk's", *given(token())),
    passes("as the integration makes it", token_is_accepted_by_convex, *convex()),
    fails(
        "without the integration",
        token_is_accepted_by_convex,
        *convex(stated(aud=GONE)),
        error("The token has no `aud`", at=None, fix="Activate"),
    ),
    fails(
        "old by a second",
        token_is_accepted_by_convex,
        *convex(stated(exp=NOW - 1)),
        error("expired 1 seconds ago", at=None, fix=""),
    ),
    passes("one", token_has_one_audience, *convex()),
    passes("one, twice", token_has_one_audience, *convex(stated(aud=["convex", "convex"]))),
    passes(
        "two, for a provider that takes them",
        token_has_one_audience,
        *convex(stated(aud=["x", "convex"]), CUSTOM),
    ),
    fails(
        "two",
        token_has_one_audience,
        *convex(stated(aud=["convex", "api"])),
        error("names 2 audiences; Convex accepts one", at=None, fix="State one audience"),
    ),
    inapplicable("none", token_has_one_audience, "no audience", *convex(stated(aud=GONE))),
    passes("a whole profile", token_standard_claims_have_their_types, *convex(
        stated(email="a@b.c", email_verified=True, updated_at=NOW, name=None)
    )),
    passes(
        "the claims are right where Convex refuses for its audience",
        token_standard_claims_have_their_types,
        *convex(stated(aud="other", email_verified=False)),
    ),
    passes(
        "a provider that takes any type",
        token_standard_claims_have_their_types,
        *convex(stated(email_verified="true"), CUSTOM),
    ),
    fails(
        "a text for a truth, and an object for a name",
        token_standard_claims_have_their_types,
        *convex(stated(email_verified="true", name={"first": "A"})),
        error('`email_verified` is `"true"`, where', at=None, fix="Use the shortcode alone"),
        error("`name` is an object, where", at=None, fix="Give the claim the type"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_token_contents(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize("reason", [*explanations.REASONS, *explanations.CODES])
def test_what_convex_refuses_for_is_mended_by_an_imperative(reason: str) -> None:
    explained = explanations.explain(reason)
    assert explained
    assert explained.fix.split()[0] in IMPERATIVES
    assert not explained.fix.endswith(".")


def red_lines(facts: tuple[object, ...]) -> dict[str, str | None]:
    """The checks that fail, in order, each with the one that it follows from."""
    checks = [
        value
        for module in (tokens, token_contents)
        for value in vars(module).values()
        if isinstance(value, Check)
    ]
    results = judged(*checks, facts=facts)
    return {one.check.id: one.follows_from for one in results if one.status == "fail"}


CONVEX = "token-is-accepted-by-convex"
KEY = dict(rsa_key().jwk)


@pytest.mark.parametrize(
    ("facts", "cause", "following"),
    [
        (both(stated(exp=NOW - 60)), "token-has-not-expired", {CONVEX}),
        (
            both(stated(iss="https://other.clerk.accounts.dev"), keys=(KEY | {"kid": "ins_2"},)),
            "token-issuer-is-the-frontend-api",
            {"token-key-is-published", CONVEX},
        ),
        (
            both(mint(claims(iss="https://x.clerk.accounts.dev"), key=rsa_key("ins_2"))),
            "token-issuer-is-the-frontend-api",
            {"token-signature-verifies", CONVEX},
        ),
        (both(mint(key=rsa_key("ins_2"))), "token-signature-verifies", {CONVEX}),
        (both(mint(header={"alg": "HS256"})), "token-algorithm-is-allowed", {CONVEX}),
        (both(mint(header={"typ": "at+jwt"})), "token-type-is-jwt", {CONVEX}),
        (both(stated(sub=GONE)), "token-names-a-subject", {CONVEX}),
        (both(stated(exp=GONE)), "token-has-not-expired", {CONVEX}),
        (both(stated(aud=["convex", "x"])), "token-has-one-audience", {CONVEX}),
        (
            both(stated(exp="soon")),
            "token-standard-claims-have-their-types",
            {"token-has-not-expired", CONVEX},
        ),
        (
            both(stated(iat=NOW * 1000)),
            "token-expiry-is-in-seconds",
            {"token-was-not-issued-in-the-future"},
        ),
        (
            both(stated(nbf=NOW + 60, iat=NOW + 70, exp=NOW + 130)),
            "token-is-active",
            {"token-was-not-issued-in-the-future"},
        ),
    ],
)
def test_one_cause_is_one_red_line(
    facts: tuple[object, ...], cause: str, following: set[str]
) -> None:
    lines = red_lines(facts)
    assert [name for name, first in lines.items() if first is None] == [cause]
    assert set(lines) == {cause} | following


def test_two_causes_are_two_red_lines() -> None:
    lines = red_lines(both(stated(exp=NOW - 60, iss="https://other.clerk.accounts.dev")))
    assert [name for name, first in lines.items() if first is None] == [
        "token-issuer-is-the-frontend-api",
        "token-has-not-expired",
    ]


def test_a_good_token_has_none() -> None:
    assert red_lines(both(mint(header={"cat": jwt.SESSION}))) == {}
    assert red_lines((*clerk(token(header=SESSION)), *convex()[-1:])) == {}


WORDS = st.sampled_from(
    (
        "alg", "kid", "typ", "cat", "iss", "sub", "aud", "azp", "exp", "nbf", "iat", "sts", "sid",
        "email_verified", "name", "address", "updated_at", "`", "\n", "",
    )
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8) | WORDS
    | st.sampled_from((jwt.SESSION, jwt.M2M, "RS256", "none", "convex", NOW, NOW * 1000, 10**400)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@drawn(JSON, JSON, st.booleans())
def test_every_check_answers_whatever_a_token_holds(
    header: object, body: object, is_sound: bool
) -> None:
    """A check that crashes fails `judged`."""
    if is_sound and isinstance(body, dict):
        body = claims(**{name: value for name, value in body.items() if name.isidentifier()})
    red_lines(both(token(json.dumps(body), json.dumps(header))))


@pytest.mark.parametrize(
    "text",
    [
        f'{{"sub":"user_1","exp":{"9" * 5000},"iat":-{"9" * 5000},"aud":["a","b"]}}',
        f'{{"sub":"user_1","exp":1,"deep":{"[" * 20_000}{"]" * 20_000}}}',
        f'{{"aud":{"[" * 20_000}{"]" * 20_000},"exp":{{"a":{"[" * 900}{"]" * 900}}}}}',
        f'{{"sub":"\\ud800","\\ud800":"{"x" * 100_000}","exp":1e999}}',
    ],
    ids=["digits", "deep", "deep claims", "half a character"],
)
def test_every_check_answers_to_a_token_made_to_break_it(text: str) -> None:
    red_lines(both(token(text, SESSION)))
