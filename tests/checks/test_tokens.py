"""A check for each of `verifyToken`'s rules, on tokens that are judged by the rules themselves."""

from typing import Any

import pytest

from clerkdoctor.checks.tokens import (
    token_algorithm_is_allowed,
    token_audience_is_accepted,
    token_authorized_party_is_allowed,
    token_has_not_expired,
    token_has_three_parts,
    token_is_a_session_token,
    token_is_active,
    token_is_bare,
    token_issuer_is_the_frontend_api,
    token_key_is_published,
    token_names_a_subject,
    token_session_is_active,
    token_signature_verifies,
    token_type_is_jwt,
    token_was_not_issued_in_the_future,
)
from clerkdoctor.clerk import jwt
from clerkdoctor.clerk.older import older
from clerkdoctor.facts.tokens import ClerkVerdict
from tests.checks.facts import SK_TEST
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
from tests.checks.token_facts import clerk, given
from tests.clerk.minted import HEADER, SECOND, jwk, pem, token

NULL_HEADER = clerk(f"bnVsbA.{token().split('.')[1]}.")
NULL_CLAIMS = clerk(token("null"))

ROWS: list[Row] = [
    passes("bare", token_is_bare, *given(token())),
    fails(
        "a header's value",
        token_is_bare,
        *given(f"Bearer {token()}"),
        warning("is the token with the scheme `Bearer`", at=None, fix="Pass the token alone"),
    ),
    fails(
        "a variable that was printed",
        token_is_bare,
        *given(f'"{token()}"\n'),
        warning("white space around it, quotes around it", at=None, fix="Pass"),
    ),
    fails(
        "a browser's cookies",
        token_is_bare,
        *given(f"Cookie: a=b; __session={token()}"),
        note("is the token with the header name `Cookie:`", at=None, fix="Pass"),
    ),
    inapplicable("no token at all", token_is_bare, "no JSON Web Token", *given("undefined")),
    passes("a token", token_has_three_parts, *given(token())),
    fails(
        "a missing value that became text",
        token_has_three_parts,
        *given("Bearer undefined"),
        error("`undefined`", at=None, fix="Await `getToken()`"),
    ),
    fails(
        "cut",
        token_has_three_parts,
        *given(token().rpartition(".")[0]),
        error("has 2 parts, not three: it was cut", at=None, fix="Pass a token"),
    ),
    fails(
        "a secret key",
        token_has_three_parts,
        *given(SK_TEST),
        error("This is a secret key and no token", at=None, fix="Pass a token"),
    ),
    passes("as Clerk writes it", token_type_is_jwt, *clerk(token())),
    passes("without a key", token_type_is_jwt, *clerk(token(), keys=())),
    fails(
        "an OAuth access token",
        token_type_is_jwt,
        *clerk(token(header=HEADER | {"typ": "at+jwt"})),
        error("is `at+jwt`: it is an OAuth access token", at=None, fix="Send a token"),
    ),
    fails(
        "no header",
        token_type_is_jwt,
        *NULL_HEADER,
        error("The token's header is `null`", at=None, fix="Send a token"),
    ),
    passes("`RS256`", token_algorithm_is_allowed, *clerk(token())),
    fails(
        "nobody signed",
        token_algorithm_is_allowed,
        *clerk(token(header=HEADER | {"alg": "none"})),
        error("is `none`: nothing was signed", at=None, fix="Send a token"),
    ),
    unknown("no header", token_algorithm_is_allowed, "header is `null`", *NULL_HEADER),
    passes("the same", token_issuer_is_the_frontend_api, *clerk(token())),
    fails(
        "another instance's",
        token_issuer_is_the_frontend_api,
        *clerk(token(iss="https://quick-otter-42.clerk.accounts.dev")),
        error("`https://clerk.acme.io` was expected", at=None, fix="Take the publishable key"),
    ),
    fails(
        "with a slash",
        token_issuer_is_the_frontend_api,
        *clerk(token(iss="https://clerk.acme.io/")),
        error("The claim `iss` is `https://clerk.acme.io/`", at=None, fix="Take"),
    ),
    inapplicable(
        "nothing to compare with",
        token_issuer_is_the_frontend_api,
        "no issuer is known",
        *clerk(token(), issuer=""),
    ),
    unknown("no claims", token_issuer_is_the_frontend_api, "claims are `null`", *NULL_CLAIMS),
    passes("published", token_key_is_published, *clerk(token())),
    fails(
        "another instance's",
        token_key_is_published,
        *clerk(token(), keys=(jwk(kid="ins_other"),)),
        error("names the key `ins_2abc`, and the key set has `ins_other`", at=None, fix="Take"),
    ),
    fails(
        "a key that cannot verify",
        token_key_is_published,
        *clerk(token(header=HEADER | {"alg": "RS512"})),
        error("cannot verify it", at=None, fix="Send a token"),
    ),
    inapplicable(
        "a JWT key, whatever the `kid`",
        token_key_is_published,
        "a JWT key was given",
        *clerk(token(), jwt_key=pem()),
    ),
    unknown("no header", token_key_is_published, "header is `null`", *NULL_HEADER),
    passes("ours", token_signature_verifies, *clerk(token())),
    passes("ours, by a JWT key", token_signature_verifies, *clerk(token(), jwt_key=pem())),
    fails(
        "somebody else's",
        token_signature_verifies,
        *clerk(token(signer="theirs")),
        error("not made with the key of this instance", at=None, fix="Pass the token unchanged"),
    ),
    fails(
        "a JWT key that lost its line breaks",
        token_signature_verifies,
        *clerk(token(), jwt_key=pem().replace("\n", "\\n")),
        error("holds the two characters `\\n`", at=None, fix="Copy the JWKS public key"),
    ),
    unknown(
        "the key is not there",
        token_signature_verifies,
        "there is no key",
        *clerk(token(), keys=(jwk(kid="ins_other"),)),
    ),
    unknown("no header", token_signature_verifies, "there is no key", *NULL_HEADER),
    passes("a user", token_names_a_subject, *clerk(token())),
    fails(
        "nobody",
        token_names_a_subject,
        *clerk(token(sub=...)),
        error("The claim `sub` is absent", at=None, fix="Send a token"),
    ),
    fails(
        "an empty id, which the SDK takes",
        token_names_a_subject,
        *clerk(token(sub="")),
        error("The claim `sub` is empty", at=None, fix="Pass a session token"),
    ),
    fails(
        "no claims",
        token_names_a_subject,
        *NULL_CLAIMS,
        error("The claims are `null`", at=None, fix="Send a token"),
    ),
    passes(
        "the one that is asked for",
        token_audience_is_accepted,
        *clerk(token(aud=["api", "convex"]), audience=("api",)),
    ),
    fails(
        "another",
        token_audience_is_accepted,
        *clerk(token(aud="convex"), audience=("api",)),
        error("The claim `aud` is `convex`; `api` was expected", at=None, fix="Name this audience"),
    ),
    inapplicable(
        "none is asked for",
        token_audience_is_accepted,
        "no audience is asked for",
        *clerk(token(aud="convex")),
    ),
    inapplicable(
        "the token has none",
        token_audience_is_accepted,
        "the token has no `aud`",
        *clerk(token(), audience=("api",)),
    ),
    inapplicable(
        "what the SDK does not compare",
        token_audience_is_accepted,
        "`aud` holds what is no text",
        *clerk(token(aud=["x", 1]), audience=("api",)),
    ),
    passes(
        "listed",
        token_authorized_party_is_allowed,
        *clerk(token(), authorized_parties=("https://acme.io",)),
    ),
    fails(
        "a preview deployment",
        token_authorized_party_is_allowed,
        *clerk(token(azp="https://acme-git-x.vercel.app"), authorized_parties=("https://acme.io",)),
        error("`https://acme.io` was expected", at=None, fix="Add the origin"),
    ),
    fails(
        "none",
        token_authorized_party_is_allowed,
        *clerk(token(azp=...), authorized_parties=("https://acme.io",)),
        error("The claim `azp` is absent", at=None, fix="Add the origin"),
    ),
    fails(
        "none, which the project's version lets through",
        token_authorized_party_is_allowed,
        *clerk(token(azp=...), authorized_parties=("https://acme.io",), older=older((3, 11, 0))),
        warning("The claim `azp` is absent", at=None, fix="Add the origin"),
    ),
    inapplicable(
        "nobody asks", token_authorized_party_is_allowed, "no authorized parties", *clerk(token())
    ),
    unknown("no claims", token_authorized_party_is_allowed, "claims are `null`", *NULL_CLAIMS),
    passes("fresh", token_has_not_expired, *clerk(token())),
    passes("within the tolerance", token_has_not_expired, *clerk(token(exp=SECOND - 4))),
    fails(
        "old",
        token_has_not_expired,
        *clerk(token(exp=SECOND - 360)),
        error("expired 6 minutes ago", at=None, fix="Ask for a fresh token"),
    ),
    fails(
        "without an end",
        token_has_not_expired,
        *clerk(token(exp=...)),
        error("The claim `exp` is absent", at=None, fix="Send a token"),
    ),
    unknown("no claims", token_has_not_expired, "claims are `null`", *NULL_CLAIMS),
    passes("since ten seconds", token_is_active, *clerk(token())),
    fails(
        "in a minute",
        token_is_active,
        *clerk(token(nbf=SECOND + 60)),
        error("only in 1 minute", at=None, fix="Set this machine's clock"),
    ),
    inapplicable("does not say", token_is_active, "(`nbf`)", *clerk(token(nbf=...))),
    passes("ten seconds ago", token_was_not_issued_in_the_future, *clerk(token())),
    fails(
        "in a minute",
        token_was_not_issued_in_the_future,
        *clerk(token(iat=SECOND + 60)),
        error("1 minute in the future", at=None, fix="Set this machine's clock"),
    ),
    inapplicable(
        "does not say", token_was_not_issued_in_the_future, "(`iat`)", *clerk(token(iat=...))
    ),
    passes(
        "by its category",
        token_is_a_session_token,
        *clerk(token(header=HEADER | {"cat": jwt.SESSION})),
    ),
    passes("by its session", token_is_a_session_token, *clerk(token())),
    fails(
        "of a machine",
        token_is_a_session_token,
        *clerk(token(header=HEADER | {"cat": jwt.M2M})),
        error("is a machine-to-machine token", at=None, fix="Verify machine tokens"),
    ),
    fails(
        "of a template",
        token_is_a_session_token,
        *clerk(token(header=HEADER | {"cat": jwt.JWT_TEMPLATE})),
        warning("comes from a JWT template", at=None, fix="Pass what"),
    ),
    fails(
        "of a template for somebody else",
        token_is_a_session_token,
        *clerk(token(header=HEADER | {"cat": jwt.JWT_TEMPLATE}, aud="convex")),
        note("comes from a JWT template", at=None, fix="Pass what"),
    ),
    unknown("does not say", token_is_a_session_token, "does not say", *clerk(token(sid=...))),
    passes("active", token_session_is_active, *given(token(sts="active"))),
    fails(
        "with a task left",
        token_session_is_active,
        *given(token(sts="pending")),
        warning("The session is `pending`", at=None, fix="Let the user finish"),
    ),
    inapplicable("does not say", token_session_is_active, "(`sts`)", *given(token())),
    unknown("another word", token_session_is_active, "neither", *given(token(sts="over"))),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_tokens(row: Row) -> None:
    holds(row)


def test_without_a_key_all_else_is_judged() -> None:
    header = HEADER | {"typ": "at+jwt", "alg": "none", "cat": jwt.M2M}
    claims: dict[str, Any] = {
        "exp": 1,
        "nbf": SECOND + 60,
        "iat": SECOND + 60,
        "aud": "x",
        "azp": "x",
        "iss": "x",
    }
    text = token(header=header, sub=..., **claims)
    *_, verdict = clerk(text, keys=(), audience="api", authorized_parties=["https://acme.io"])
    assert isinstance(verdict, ClerkVerdict)
    assert {one.rule for one in verdict.reasons} == {
        "category", "type", "algorithm", "sub", "aud", "azp", "iss", "exp", "nbf", "iat",
    }  # fmt: skip
    # `verifyToken` looks at the category before it looks for a key.
    assert (verdict.accepted, verdict.reason) == (False, "token-invalid")


@pytest.mark.parametrize(
    ("changed", "keys", "accepted", "reason"),
    [
        ({}, None, True, None),
        ({"exp": 1}, None, False, "token-expired"),
        ({}, (), None, None),
        # What the key would say comes before it.
        ({"exp": 1}, (), False, None),
    ],
)
def test_a_verdict_without_a_key_is_none_unless_something_speaks_against_the_token(
    changed: dict[str, Any],
    keys: tuple[object, ...] | None,
    accepted: bool | None,
    reason: str | None,
) -> None:
    *_, verdict = clerk(token(**changed), keys=keys)
    assert isinstance(verdict, ClerkVerdict)
    assert (verdict.accepted, verdict.reason) == (accepted, reason)
